"""What a member does as a contact of the account: become a friend, look, ask, hide, block."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from simcommunity.core.compilation import rule
from simcommunity.core.members.appraisal import (
    annoy_by_operator,
    rely,
    total_irritation,
    worth_of_information,
)
from simcommunity.core.members.maths import below_logistic, below_share, logistic, saturating
from simcommunity.core.members.purchase import (
    Terms,
    consideration,
    interest,
    order_index,
    order_terms,
)
from simcommunity.core.members.record import BLOCKED, FRIEND, HIDDEN

if TYPE_CHECKING:
    from simcommunity.core.fields import FeedRow, GroupRow, MemberRow, World


@rule
def befriend_chance(p: World) -> float:
    """Return the chance that a newcomer becomes a friend: each minute of waiting loses some."""
    return p.friends * math.exp(-p.accept_minutes / p.patience)


@rule
def befriends(friends: int, day: int, draw: float, p: World) -> bool:
    """Decide whether a newcomer becomes a friend, while the accounts hold so many `friends`.

    An account holds a limited number; one that was closed holds none.
    """
    accounts = p.accounts
    if 0 <= p.ban_day < day:
        accounts -= 1.0
    return friends < accounts * p.most_friends and draw < befriend_chance(p)


@rule
def welcome(member: MemberRow, p: World) -> None:
    """Let a newcomer feel how it became a friend: by a person it is a small ritual of trust."""
    if member.contact == FRIEND and p.accept_automatic <= 0.0:
        member.trust += p.ritual * (1.0 - member.trust)


@rule
def is_lost(member: MemberRow, day: int, p: World) -> bool:
    """Return whether the platform closes a contact's account today; accounts share people alike."""
    return day == p.ban_day and member.person % int(p.accounts) == 0


@rule
def look_at_moments(member: MemberRow, group: GroupRow, draw: float, p: World) -> bool:  # noqa: ARG001
    """Decide whether a friend looks at the account's Moments today."""
    return draw < p.read_moments * p.spare_time


@rule
def share_scrolled(member: MemberRow, feed: FeedRow, p: World) -> float:
    """Return the share of the account's posts that fit into one look at Moments.

    Everybody else posts there too, so one account gets a part of a member's attention.
    """
    room_for = p.moments_attention * member.attention
    if feed.operator_messages <= room_for:
        return 1.0
    return room_for / feed.operator_messages


@rule
def take_in(
    member: MemberRow, feed: FeedRow, group: GroupRow, share: float, intrusion: float, p: World
) -> float:
    """Turn the share of a feed that a contact saw into trust, memory and annoyance.

    Returns: its value.
    """
    value = share * (
        member.affinity * worth_of_information(member, feed, p)
        + member.gregariousness * feed.entertainment
        + member.fandom * feed.persona * group.standing
        + member.deal_proneness * feed.money
    )
    annoy_by_operator(member, feed, share * intrusion, p)
    rely(member, feed, share, value, p)
    return saturating(value)


@rule
def flood(member: MemberRow, feed: FeedRow, p: World) -> None:
    """Annoy a friend whose Moments the account fills with more than fits into one look."""
    excess = feed.operator_messages / (p.moments_attention * member.attention) - p.overload_from
    member.irritation_overload += p.overload_irritates * p.moments_intrusion * saturating(excess)


@rule
def thinks_of_asking(member: MemberRow, offers: float, known: float, p: World) -> float:
    """Return the chance that a contact considers an order today.

    Whoever gets a word in private considers it too, as far as it knew whose word that is.
    `known` is how well it remembered the account before, 0 without such a word.
    """
    by_itself = consideration(member, offers, p)
    return by_itself + (interest(member, p) - by_itself) * known


@rule
def ask_terms(
    member: MemberRow, discount: float, scarcity: float, group: GroupRow, p: World
) -> Terms:
    """Return the terms of the log-odds that a contact asks; it looks the account up.

    Asking is easier than ordering, by `p.asking`, which is in none of them. What the account has
    shown of itself lately helps.
    """
    shown = saturating(p.profile_rate * group.profile * p.openness)
    return order_terms(member, discount, 0.0, scarcity, shown, p)


@rule
def ask(
    member: MemberRow,
    group: GroupRow,
    offers: float,
    known: float,
    discount: float,
    scarcity: float,
    draw: float,
    p: World,
) -> bool:
    """Decide whether a contact asks the account for something today.

    Args:
        offers, discount, scarcity: what it saw of the account today.
        known: how well it remembered who wrote to it in private; 0 when nobody did.
    """
    considered = thinks_of_asking(member, offers, known, p)
    index = order_index(ask_terms(member, discount, scarcity, group, p)) + p.asking
    return below_share(draw, considered, index)


@rule
def convert_index(
    member: MemberRow, latency: float, by_ip: bool, group: GroupRow, p: World
) -> float:
    """Return the log-odds that an answered enquiry becomes an order.

    Args:
        latency: minutes until the answer.
        by_ip: whether the person behind the account answers, not an assistant.
    """
    index = p.convert_base + p.convert_skill * p.skill
    index -= p.latency_cost * math.log(1.0 + latency / p.latency_unit)
    index -= p.wecom * (p.label_cost + p.label_ticket * p.log_ticket)
    if by_ip:
        return index + p.ip_voice * member.fandom * group.standing
    if p.ip_minutes > 0.0:
        index -= p.assistant_drop * member.fandom
    return index


@rule
def accept(
    member: MemberRow, group: GroupRow, latency: float, by_ip: bool, draw: float, p: World
) -> bool:
    """Decide whether who has been answered after `latency` minutes orders."""
    return below_logistic(draw, convert_index(member, latency, by_ip, group, p))


@rule
def turn_away(member: MemberRow, group: GroupRow, draw: float, p: World) -> int:  # noqa: ARG001
    """Decide whether to hide the account's Moments or block it, when annoyed or let down.

    Returns: what the contact is from now on.
    """
    annoyed = total_irritation(member)
    index = p.hide_base + p.hide_irritation * annoyed - member.mute_tolerance
    index -= p.hide_trust * member.trust + p.leave_satisfaction * member.satisfaction
    if not below_logistic(draw, index):
        return member.contact
    return BLOCKED if draw < p.block_share * logistic(index) else HIDDEN
