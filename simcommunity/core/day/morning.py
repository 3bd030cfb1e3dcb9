"""A day's morning: marks cleared, the playbook's wishes, minutes allotted, messages posted."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from simcommunity.core.compilation import rule
from simcommunity.core.group import MEMBERS, reset_marks
from simcommunity.core.members.maths import saturating
from simcommunity.core.operators.acquisition import FRIENDS, set_day_zero
from simcommunity.core.operators.feeds import FEEDS, PRIVATE, TO_CUSTOMERS, TO_STRANGERS, clear
from simcommunity.core.operators.planning import plan
from simcommunity.core.operators.posting import post
from simcommunity.core.operators.staff import EVERYBODY, PRIVATELY, TO_GROUP, allot, is_served

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simcommunity.core.fields import ActionRow, Arrays, FeedRow, GroupRow, KindRow, World


@rule
def begin_day(s: Arrays, day: int) -> None:
    """Turn every group's calendar to the day and clear the marks of yesterday."""
    for g in range(len(s.groups)):
        group = s.groups[g]
        group.day = day
        s.counters[FRIENDS] -= int(group.contacts_lost)
        reset_marks(group)
        zero, term = group.day_zero, s.p[0].closes_after
        if term > 0.0 and zero >= 0 and day - zero >= term and group.closed == 0:
            close(group)
        if s.p[0].contacts > 0.0:
            for f in range(FEEDS):
                clear(s.feeds[g][f])


@rule
def plan_day(s: Arrays, planned: bool) -> None:
    """Let the playbook say what it wants to send today, unless somebody has said so already."""
    for g in range(len(s.groups)):
        group = s.groups[g]
        if planned:
            group.phase = 0
        elif is_served(group, s.p[0]):
            if group.friends < 0.0:
                group.friends = group.joined * s.p[0].friends
            plan(
                group, s.phases, s.actions, s.calendar,
                s.wanted[g], s.streaks[g], s.fired[g],
            )  # fmt: skip
        if group.closed == 1:  # what is left of it are the friends of the account
            for a in range(len(s.actions)):
                if s.actions[a].channel == TO_GROUP or not is_served(group, s.p[0]):
                    s.wanted[g, a] = 0


@rule
def post_day(s: Arrays, day: int) -> None:
    """Post what the team's minutes allow, and let launch excitement and staleness wear off."""
    p = s.p[0]
    allot(s.groups, s.actions, s.phases, s.wanted, s.asked, s.order, day, p)
    for g in range(len(s.groups)):
        group = s.groups[g]
        if not is_served(group, p):
            continue
        set_day_zero(group, s.table.shape[1], day)
        receive(group, p)
        for a in range(len(s.actions)):
            if s.wanted[g, a] > 0:
                action = s.actions[a]
                kind = s.kinds[action.kind]
                if action.channel == TO_GROUP:
                    post(
                        group, kind, s.wanted[g, a], s.worth[g, a], action.by_hand,
                        heads_of(group, p), concern_of(kind, EVERYBODY), p,
                    )  # fmt: skip
                else:
                    show(group, s.feeds[g], action, kind, s.wanted[g, a], s.worth[g, a], p)
                s.fired[g, a] = day
        if group.red_packets + group.given > 0.0:
            group.shares = shares_of(group, p)


@rule
def concern_of(kind: KindRow, audience: int) -> float:
    """Return how far a message concerns those who see it; where both are mixed, the mean."""
    if audience == TO_CUSTOMERS:
        return kind.for_customers
    if audience == TO_STRANGERS:
        return kind.for_others
    return 0.5 * (kind.for_customers + kind.for_others)


@rule
def heads_of(group: GroupRow, p: World) -> float:
    """Return among how many a red packet in a group is shared: those who come, up to its shares."""
    return min(comers(group, p), p.packet_shares)


@rule
def comers(group: GroupRow, p: World) -> float:
    """Return how many members come for a red packet."""
    there = group.signals[MEMBERS] if group.signals[MEMBERS] > 0.0 else float(group.joined)
    return max(p.packet_comes * there, 1.0)


@rule
def shares_of(group: GroupRow, p: World) -> float:
    """Return for what part of those who come today's red packets have a share."""
    return min(1.0, (group.red_packets + group.given) * p.packet_shares / comers(group, p))


@rule
def receive(group: GroupRow, p: World) -> None:
    """Put into the group the red packets that members send on who received one yesterday.

    Who is given gives (Yuan, Liu, Tan, Chen, Pentland & Tang 2019, "Gift contagion in online
    groups", arXiv 1906.09698).
    """
    if group.given <= 0.0:
        return
    a_head = group.given * p.sent_on_yuan / heads_of(group, p)
    group.a_head += a_head
    group.money += math.log(1.0 + a_head / p.packet_unit)
    group.lure = saturating(group.money)


@rule
def close(group: GroupRow) -> None:
    """Close a group as planned: nobody is there any more to write, to be asked or to invite."""
    group.closed = 1
    group.trusting = 0.0
    group.mentions = 0.0
    for i in range(len(group.signals)):
        group.signals[i] = 0.0


@rule
def show(
    group: GroupRow,
    feeds: Sequence[FeedRow],
    action: ActionRow,
    kind: KindRow,
    count: int,
    worth: float,
    p: World,
) -> None:
    """Put messages where contacts see them: Moments for one audience or both, or private chat.

    A private message goes to `count` people, each of whom sees it once.
    """
    if action.channel == PRIVATELY:
        post(feeds[PRIVATE], kind, 1, worth, action.by_hand, 1.0, concern_of(kind, EVERYBODY), p)
        group.cash_cost += count * feeds[PRIVATE].cash_cost
        feeds[PRIVATE].cash_cost = 0.0
        group.private_sent = max(group.private_sent, float(count))
        return
    for audience in (TO_STRANGERS, TO_CUSTOMERS):
        if action.audience in (EVERYBODY, audience):
            post(
                feeds[audience], kind, count, worth, action.by_hand,
                heads_of(group, p), concern_of(kind, audience), p,
            )  # fmt: skip
            feeds[audience].cash_cost = 0.0
    group.moments_posts += count
