"""What is published about groups, measured in one simulated group: inequality, return, cohesion."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from simcommunity.core.compilation import compiled, rule
from simcommunity.core.members.record import ACTIVE, MUTED, TIE_SLOTS

FACTS = (
    "gini", "top1_share", "top10_share", "one_time_share", "week1_return", "week4_return",
    "fade_ratio", "k_core",
)  # fmt: skip
LEAST_WRITERS, LEAST_MESSAGES = 20, 200
OFTEN = 20  # messages from which a member's times are judged, as in the published figures


@compiled
def facts_of_groups(
    table: Any,
    joined: Any,
    written: Any,
    speakers: Any,
    last_day: Any,
    day_zero: Any,
    within: Any,
    days: int,
    out: Any,
) -> None:
    """Fill `out` with the facts of each group in the order of `FACTS`, then its repeat orders.

    Args:
        table: members, (groups, seats).
        joined: how many seats are taken, (groups,).
        written: messages of each seat, the fewest first, (groups, seats).
        speakers: of each day, (groups, days).
        last_day: last day that counts, (groups,).
        day_zero: the day from which its life is counted, −1 for none, (groups,).
        within: days after the first order; see `repeat_orders`, (spans,).
        out: (groups, facts + 2 × spans).
    """
    for g in range(len(table)):
        members = table[g, : joined[g]]
        counts = written[g, table.shape[1] - joined[g] :]
        group_facts(members, counts, speakers[g, : last_day[g] + 1], day_zero[g], out[g])
        for k in range(len(within)):
            first, again = repeat_orders(members, within[k], days)
            out[g, len(FACTS) + 2 * k] = first
            out[g, len(FACTS) + 2 * k + 1] = again


@rule
def group_facts(members: Any, written: Any, speakers: Any, day_zero: int, out: Any) -> None:
    """Fill `out` with the facts of one group in the order of `FACTS`; NaN where not defined.

    Args:
        members: those who joined, a structured array, (members,).
        written: messages of each of them, the fewest first, (members,).
        speakers: of each day of the run, (days,).
        day_zero: the day from which its life is counted, −1 for none.
        out: (facts,).
    """
    out[: len(FACTS)] = np.nan
    spread_of_messages(written, out)
    days = len(speakers)
    for place, week in ((4, 1), (5, 4)):
        seen = 0
        again = 0
        for i in range(len(members)):
            first = members[i].first_wrote
            if first >= 0 and first + 7 * week + 7 <= days:
                seen += 1
                again += (members[i].weeks_written >> week) & 1
        if seen > 0:
            out[place] = again / seen
    if day_zero >= 0 and day_zero + 28 <= days:
        first_week = 0.0
        fourth_week = 0.0
        for day in range(day_zero, day_zero + 7):
            first_week += speakers[day]
            fourth_week += speakers[day + 21]
        if first_week > 0:
            out[6] = fourth_week / first_week
    out[7] = k_core(members["status"], members["tie_seat"])


@compiled
def repeat_orders(members: Any, within: int, days: int) -> tuple[int, int]:
    """Return how many first orders could be followed for so many days, and how many were repeated.

    Args:
        members: those who joined, (members,).
    """
    first = 0
    again = 0
    for i in range(len(members)):
        bought = members[i].first_order
        if bought < 0 or bought + within >= days:
            continue
        first += 1
        second = members[i].second_order
        if second >= 0 and second - bought <= within:
            again += 1
    return first, again


def burstiness(members: Any) -> float:
    """Return the median burstiness B = (σ − μ) / (σ + μ) of those who wrote often, NaN for none.

    μ and σ are mean and standard deviation of the days between one message of a member and its
    next (Goh & Barabási 2008); messages of one day lie 0 days apart.
    """
    every = members.reshape(-1)
    found = np.empty(len(every))
    found = np.sort(found[: _burstinesses(every, found)])
    middle = len(found) // 2
    return float((found[middle] + found[-middle - 1]) / 2) if len(found) else np.nan


@compiled
def _burstinesses(members: Any, out: Any) -> int:
    """Fill `out` with the burstiness of each who wrote often and on several days; return how many.

    Args:
        members: a structured array, (members,).
        out: (members,).
    """
    found = 0
    for i in range(len(members)):
        member = members[i]
        if member.written < OFTEN or member.last_wrote == member.first_wrote:
            continue
        gaps = member.written - 1.0
        mean = (member.last_wrote - member.first_wrote) / gaps
        spread = math.sqrt(max(member.gap_squares / gaps - mean * mean, 0.0))
        out[found] = (spread - mean) / (spread + mean)
        found += 1
    return found


@rule
def spread_of_messages(written: Any, out: Any) -> None:
    """Fill in how unequally the messages are spread.

    Gini and the share of the top tenth are over those who wrote, the share of the top hundredth is
    of all members. NaN where there are fewer than 200 messages or 20 writers, as in the published
    figures.

    Args:
        written: messages of each member, the fewest first, (members,).
        out: (facts,).
    """
    size = len(written)
    silent = 0
    while silent < size and written[silent] == 0:
        silent += 1
    n = size - silent
    if n == 0:
        return
    most_of_all = max(1, round(0.01 * size))
    most_of_writers = max(1, round(0.1 * n))
    once = 0
    total = 0
    ranked = 0.0
    top_of_all = 0
    top_of_writers = 0
    for i in range(silent, size):
        count = written[i]
        once += count == 1
        total += count
        ranked += (2.0 * (i - silent + 1) - n - 1.0) * count
        if i >= size - most_of_all:
            top_of_all += count
        if i >= size - most_of_writers:
            top_of_writers += count
    out[3] = once / n
    if n < LEAST_WRITERS or total < LEAST_MESSAGES:
        return
    out[0] = ranked / (n * total)
    out[1] = top_of_all / total
    out[2] = top_of_writers / total


@rule
def k_core(status: Any, tie_seat: Any) -> int:
    """Return the largest k for which some present members have k ties among themselves each.

    Args:
        status: of each seat, (members,).
        tie_seat: seats tied to, −1 for none, (members, slots).
    """
    size = len(status)
    alive = (status == ACTIVE) | (status == MUTED)
    for k in range(1, TIE_SLOTS + 1):
        peeled = True
        while peeled:
            peeled = False
            for i in range(size):
                if not alive[i]:
                    continue
                degree = 0
                for slot in range(TIE_SLOTS):
                    seat = tie_seat[i, slot]
                    if seat >= 0 and alive[seat]:
                        degree += 1
                if degree < k:
                    alive[i] = False
                    peeled = True
        if not alive.any():
            return k - 1
    return TIE_SLOTS
