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
from simcommunity.core.members.maths import below_logistic, logistic, saturating
from simcommunity.core.members.purchase import (
    Terms,
    consideration,
    count_of,
    interest,
    open_occasions,
    order_index,
    order_terms,
    price_felt,
)
from simcommunity.core.members.record import BLOCKED, FRIEND, GOT_MESSAGE, HIDDEN

if TYPE_CHECKING:
    from simcommunity.core.fields import FeedRow, GroupRow, MemberRow, World

# What a contact saw of the account on a day: offers, how well it knew who wrote to it in private,
# the discount, how limited it was, how hard it was pressed and how much was claimed.
Seen = tuple[float, float, float, float, float, float]
DAY = 1440.0  # minutes


@rule
def still_wanted(p: World) -> float:
    """Return how much of the wish to be friends is left when the request is accepted, 0–1.

    Waiting cools it, and after some days the request expires.
    """
    if p.accept_minutes > p.request_expires * DAY:
        return 0.0
    return 1.0 / (1.0 + p.accept_minutes / p.patience)


@rule
def befriend_chance(p: World) -> float:
    """Return the chance that a newcomer becomes a friend."""
    return p.friends * still_wanted(p)


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
    """Let a newcomer feel how it became a friend: by a person it is a small ritual of trust.

    Whoever has to wait cools meanwhile, in trust and in need.
    """
    if member.contact == FRIEND and p.accept_automatic <= 0.0:
        warm = still_wanted(p)
        member.trust += p.ritual * warm * (1.0 - member.trust)
        member.need *= warm


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
    member: MemberRow, feed: FeedRow, group: GroupRow, share: float, disturbs: float, p: World
) -> float:
    """Turn the share of a feed that a contact took in into trust, memory and annoyance.

    `disturbs` is how far it disturbs against a push in a group.

    Returns: its value.
    """
    value = share * (
        member.affinity * worth_of_information(member, feed, p)
        + member.gregariousness * feed.entertainment
        + member.fandom * feed.persona * group.standing
        + member.deal_proneness * feed.money
    )
    annoy_by_operator(member, feed, disturbs, p)
    rely(member, feed, share, value, p)
    return saturating(value)


@rule
def welcomed(member: MemberRow, p: World) -> float:
    """Return how welcome a private message still is to who has had some lately, 0–1."""
    return 1.0 / (1.0 + p.private_wears * member.private_trace)


@rule
def hear_in_private(member: MemberRow, feed: FeedRow, group: GroupRow, p: World) -> float:
    """Let a contact take in a private message: personal attention, and the dearest there is.

    Each leaves a trace that fades in about two weeks; the more there is of it, the less another
    one is worth and the more it annoys.

    Returns: its value.
    """
    warm = welcomed(member, p)
    annoys = p.private_intrusion * (1.0 + p.private_annoys * member.private_trace)
    value = take_in(member, feed, group, warm, annoys, p)
    member.trust += p.care_trust * warm * saturating(feed.social) * (1.0 - member.trust)
    member.private_trace += 1.0
    return value


@rule
def flood(member: MemberRow, feed: FeedRow, p: World) -> None:
    """Annoy a friend whose Moments the account fills with more than fits into one look."""
    excess = feed.operator_messages / (p.moments_attention * member.attention) - p.overload_from
    if excess > 0.0:
        member.irritation_overload += p.flood_irritates * math.log(1.0 + excess)


@rule
def thinks_of_asking(member: MemberRow, offers: float, known: float, p: World) -> float:
    """Return the chance that a contact considers an order today.

    Whoever gets a word in private considers it too, as far as it knew whose word that is.
    `known` is how well it remembered the account before, 0 without such a word.
    """
    by_itself = consideration(member, offers, p)
    return by_itself + (interest(member, p) - by_itself) * known


@rule
def ask_terms(member: MemberRow, seen: Seen, group: GroupRow, p: World) -> Terms:
    """Return the terms of the log-odds that a contact asks; it looks the account up.

    Asking is easier than ordering, by `p.asking`, which is in none of them. What the account has
    shown of itself lately helps.
    """
    _, _, discount, scarcity, pressing, claim = seen
    shown = saturating(p.profile_rate * group.profile * p.openness)
    return order_terms(member, discount, 0.0, scarcity, shown, pressing, claim, p)


@rule
def choice_to_ask(member: MemberRow, seen: Seen, group: GroupRow, p: World) -> float:
    """Return the chance that a contact turns to the account today with an open occasion."""
    offers, known, _, _, _, _ = seen
    considered = thinks_of_asking(member, offers, known, p)
    index = order_index(ask_terms(member, seen, group, p)) + p.asking
    return considered * member.afford * logistic(index)


@rule
def ask(
    member: MemberRow,
    group: GroupRow,  # noqa: ARG001 (whoever overrides it may want it)
    chance: float,
    discount: float,
    draw: float,
    p: World,
) -> bool:
    """Decide whether a contact asks the account for something today.

    Args:
        chance: that it turns to the account with any one open occasion.
        discount: that it saw.
    """
    return count_of(draw, chance * open_occasions(member, discount, p)) > 0


@rule
def talk_index(member: MemberRow, latency: float, p: World) -> float:
    """Return the log-odds that an answer after `latency` minutes still finds somebody who talks.

    Waiting loses strangers within the hour (Oldroyd, McElheran & Elkington 2011, "The short life of
    online sales leads"); who trusts waits.
    """
    cold = math.exp(-p.trust_waits * member.trust)
    return p.talk_base - p.latency_cost * cold * latency / (latency + p.latency_half)


@rule
def talks(member: MemberRow, group: GroupRow, latency: float, draw: float, p: World) -> bool:  # noqa: ARG001
    """Decide whether who is answered after `latency` minutes still enters into a conversation."""
    return below_logistic(draw, talk_index(member, latency, p))


@rule
def convert_index(member: MemberRow, by_ip: bool, group: GroupRow, p: World) -> float:
    """Return the log-odds that a conversation becomes an order.

    `by_ip` is whether the person behind the account answers, not an assistant.
    """
    index = p.convert_base + p.convert_skill * p.skill
    index += p.convert_trust * (member.trust + member.satisfaction)
    index -= price_felt(member, p.log_price, p)
    index -= p.wecom * (p.label_cost + p.label_ticket * max(0.0, p.log_ticket))
    if by_ip:
        return index + p.ip_voice * member.fandom * group.standing
    if p.ip_minutes > 0.0:
        index -= p.assistant_drop * member.fandom
    return index


@rule
def accept(member: MemberRow, group: GroupRow, by_ip: bool, draw: float, p: World) -> bool:
    """Decide whether who talks with the account orders."""
    return below_logistic(draw, convert_index(member, by_ip, group, p))


@rule
def turn_away(member: MemberRow, group: GroupRow, draw: float, p: World) -> int:  # noqa: ARG001
    """Decide whether to hide the account's Moments or block it, when annoyed or let down.

    Private messages have a hazard of their own, which grows with how many there were lately.

    Returns: what the contact is from now on.
    """
    blocks = p.private_blocks * member.private_trace * (1.0 - p.trust_softens * member.trust)
    if member.today & GOT_MESSAGE and draw < blocks:
        return BLOCKED
    annoyed = total_irritation(member)
    index = p.hide_base + p.hide_irritation * annoyed - member.mute_tolerance
    index -= p.hide_trust * member.trust + p.leave_satisfaction * member.satisfaction
    if not below_logistic(draw, index):
        return member.contact
    return BLOCKED if draw < p.block_share * logistic(index) else HIDDEN
