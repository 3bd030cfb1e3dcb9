"""The team's desk: one queue of all who ask in private today, from whichever group they are.

The person people follow and the others sit side by side. Each has its own minutes, spread evenly
over the time the desk is open, so one is as fast as its minutes are many.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from simcommunity.core.compilation import rule
from simcommunity.core.members.purchase import is_best, purchase
from simcommunity.core.operators.service import (
    CLAIM,
    DISCOUNT,
    MINUTE,
    SEAT,
    latency_of,
    minutes_on_the_clock,
)
from simcommunity.core.randomness import ANSWER_AND_CONVERT, TALK, luck

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simcommunity.core.fields import GroupRow, MemberRow, World


@rule
def serve(
    groups: Sequence[GroupRow], seats: Sequence[Sequence[MemberRow]], queues: Any, p: World
) -> None:
    """Answer the enquiries of all groups one after another, as far as the day's minutes reach.

    Args:
        groups: the groups' days.
        seats: the members of each group.
        queues: seat, minute and discount of those who ask, (groups, seats, 3).
    """
    own = 0.0
    others = 0.0
    for g in range(len(groups)):
        own += groups[g].ip_minutes
        others += groups[g].answer_minutes
    own_each = minutes_on_the_clock(own, p)
    others_each = minutes_on_the_clock(others, p)
    own_free = p.opens
    others_free = p.opens
    who, minutes, first = line_up(groups, seats, queues, p)
    a = next_of(first, 0, True)
    b = next_of(first, 0, False)
    for _ in range(len(who)):
        has_own = own >= p.enquiry_minutes
        has_others = others >= p.enquiry_minutes
        now = others_free
        if has_own and (not has_others or own_free < others_free):
            now = own_free
        # Who is served first comes next when it waits by now, or asks before the other.
        if b == len(who) or (a < len(who) and minutes[a] <= max(now, minutes[b])):
            k = a
            a = next_of(first, a + 1, True)
        else:
            k = b
            b = next_of(first, b + 1, False)
        group = groups[who[k, 0]]
        queue = queues[who[k, 0], who[k, 1]]
        member = seats[who[k, 0]][int(queue[SEAT])]
        if not has_own and not has_others:
            member.irritation_neglect += p.neglect_irritates
            member.trust -= p.unanswered_trust * member.trust
            continue
        came = min(minutes[k], p.closes)
        by_ip = has_own and (not has_others or own_free <= max(others_free, came))
        if has_others and group.best_first > 0.0 and not first[k]:
            by_ip = False  # under triage the person is there for customers
        if by_ip:
            start = max(own_free, came)
            own_free = start + own_each
            own -= p.enquiry_minutes
        else:
            start = max(others_free, came)
            others_free = start + others_each
            others -= p.enquiry_minutes
        reply(member, group, latency_of(start, minutes[k], p) + p.answers_after, by_ip, queue, p)


@rule
def line_up(
    groups: Sequence[GroupRow], seats: Sequence[Sequence[MemberRow]], queues: Any, p: World
) -> Any:
    """Return all who ask today, by the minute.

    Returns: group and place in its queue, (people, 2); the minute, (people,); whether it is served
    first, as one of the best customers under triage, (people,).
    """
    count = 0
    for g in range(len(groups)):
        count += int(groups[g].enquiries)
    who = np.empty((count, 2), np.int64)
    minutes = np.empty(count)
    first = np.empty(count, np.bool_)
    k = 0
    for g in range(len(groups)):
        for i in range(int(groups[g].enquiries)):
            who[k, 0] = g
            who[k, 1] = i
            minutes[k] = queues[g, i, MINUTE]
            asks = seats[g][int(queues[g, i, SEAT])]
            first[k] = groups[g].best_first > 0.0 and is_best(asks, p)
            k += 1
    order = by_time(minutes)
    who_then = np.empty_like(who)
    minutes_then = np.empty_like(minutes)
    first_then = np.empty_like(first)
    for k in range(count):
        who_then[k, 0] = who[order[k], 0]
        who_then[k, 1] = who[order[k], 1]
        minutes_then[k] = minutes[order[k]]
        first_then[k] = first[order[k]]
    return who_then, minutes_then, first_then


@rule
def by_time(minutes: Any) -> Any:
    """Return the places of the minutes in ascending order, ties as they stand, (people,).

    A merge sort from the bottom up; NumPy's own takes several seconds to compile.
    """
    count = len(minutes)
    order = np.arange(count)
    merged = np.empty_like(order)
    width = 1
    while width < count:
        for low in range(0, count, 2 * width):
            middle = min(low + width, count)
            high = min(low + 2 * width, count)
            a = low
            b = middle
            for k in range(low, high):
                if a < middle and (b == high or minutes[order[a]] <= minutes[order[b]]):
                    merged[k] = order[a]
                    a += 1
                else:
                    merged[k] = order[b]
                    b += 1
        order, merged = merged, order
        width *= 2
    return order


@rule
def next_of(first: Any, start: int, wanted: bool) -> int:
    """Return the place of the next, from `start` on, who is served first, or who is not."""
    k = start
    while k < len(first) and first[k] != wanted:
        k += 1
    return k


@rule
def reply(
    member: MemberRow, group: GroupRow, latency: float, by_ip: bool, queue: Any, p: World
) -> None:
    """Answer somebody who has waited `latency` minutes; it gains trust, may talk and may order."""
    group.staff_minutes += p.enquiry_minutes
    group.answered += 1.0
    group.waited += latency
    quick = 1.0 / (1.0 + latency / p.latency_unit)
    member.trust += p.answer_trust * quick * (1.0 - member.trust)
    if not member.talks(group, latency, luck(member, group, TALK, 0), p):
        return
    group.qualified += 1.0
    if member.accept(group, by_ip, luck(member, group, ANSWER_AND_CONVERT, 0), p):
        purchase(member, group, 0, float(queue[DISCOUNT]), float(queue[CLAIM]), p)
        group.contact_orders += 1.0
