"""How people come in: places ask, hooks draw, gates choose, groups fill and open."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from simcommunity.core.compilation import rule
from simcommunity.core.group import found_group
from simcommunity.core.members.departure import is_present
from simcommunity.core.members.record import NEVER, TIE_SLOTS
from simcommunity.core.members.ties import strengthen
from simcommunity.core.operators.admission import (
    AS_RUNNING,
    BY_HOOK,
    NOBODY,
    PAST_GREETINGS,
    befriend_newcomers,
    passes,
    seat,
    segment_of,
)
from simcommunity.core.operators.gates import OPEN
from simcommunity.core.operators.invitations import (
    convinced_share,
    invited_today,
    mix_of_kin,
    recommended,
    trust_of_base,
)
from simcommunity.core.randomness import (
    OPEN_PLACE,
    SEAT,
    SEGMENT_AND_ACCEPT,
    THEME,
    normals,
    uniform,
    uniform_pairs,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simcommunity.core.fields import Arrays, GroupRow, MemberRow, SourceRow, World

MOST_LOG = 20.0
UNCOUNTED = -1.0
MOST_INVITED = 100_000.0  # a day at one place
AT_A_TIME = 4096  # people asked in one go
NEXT_PERSON = 0  # places in `counters`
NEXT_GROUP = 1
FRIENDS = 2  # that the account holds; who blocks it stays on its list


@rule
def asked_today(
    groups: Sequence[GroupRow],
    source: SourceRow,
    place: int,
    day: int,
    seed: int,
    replicate: int,
    p: World,
) -> int:
    """Return how many people a place asks on a day: any number between its bounds, all alike."""
    draw = uniform(seed, replicate, place, day, OPEN_PLACE, 0)
    if source.per_member > 0.0:
        return math.floor(min(invited_today(groups, source, p), MOST_INVITED) + draw)
    span = source.high - source.low
    if span <= 0.0:  # a fixed rate of 2.5 a day asks 2 and 3 by turns
        return math.floor(source.low * (day + 1)) - math.floor(source.low * day)
    return math.floor(source.low + (span + 1.0) * draw)


@rule
def open_group(
    s: Arrays, source: SourceRow, place: int, day: int, seed: int, replicate: int
) -> int:
    """Open the next group for a place; return its number, or −1 when none is left."""
    g = s.counters[NEXT_GROUP]
    if g >= len(s.groups):
        return NEVER
    s.counters[NEXT_GROUP] += 1
    p = s.p[0]
    group = s.groups[g]
    found_group(group, g, place, day)
    group.last_arrival = source.last_day
    group.book = source.book
    group.bribe = source.bribe
    group.seeks = source.seeks
    group.chat = p.chat
    z_theme, z_launch = normals(seed, replicate, g, 0, THEME, 0)
    group.theme = (
        p.theme * p.theme_strength * math.exp(min(p.variety * p.theme_varies * z_theme, MOST_LOG))
    )
    group.standing = 1.0
    group.friends = UNCOUNTED
    group.excitement = p.launch * math.exp(min(p.variety * p.launch_varies * z_launch, MOST_LOG))
    node_of = s.node_of[g]
    size = len(node_of)
    for i in range(size):
        node_of[i] = i
    for i in range(size - 1, 0, -1):  # Fisher & Yates
        j = int(uniform(seed, replicate, g, 0, SEAT, i) * (i + 1))
        keep = node_of[i]
        node_of[i] = node_of[j]
        node_of[j] = keep
    seat_of = s.seat_of[g]
    for i in range(size):
        seat_of[node_of[i]] = i
    return g


@rule
def next_people(counters: Any, count: int, seed: int, replicate: int) -> Any:
    """Number the next candidates; return two draws of each, (2, count)."""
    people = np.empty(count, np.uint64)
    for i in range(count):
        people[i] = counters[NEXT_PERSON] + i
    counters[NEXT_PERSON] += count
    draws = np.empty((2, count))
    uniform_pairs(seed, replicate, people, 0, SEGMENT_AND_ACCEPT, draws[0], draws[1])
    return draws


@rule
def fill_from_start(s: Arrays, seed: int, replicate: int) -> None:
    """Fill every group on day 0: groups that start running or dead."""
    p = s.p[0]
    mix = s.mixes[len(s.mixes) - 1]
    filled = int(p.filled) if p.filled > 0.0 else len(s.groups)
    for _ in range(filled):
        g = open_group(s, s.sources[0], 0, 0, seed, replicate)
        group = s.groups[g]
        group.way = int(p.way)
        group.book = 0
        group.bribe = 0.0  # no campaign has promised them anything
        group.seeks = 0.0
        first = s.counters[NEXT_PERSON]
        draws = next_people(s.counters, s.table.shape[1], seed, replicate)
        for i in range(s.table.shape[1]):
            seat(s.table[g, i], first + i, segment_of(mix, draws[0, i]), 0, NOBODY)
        group.joined = s.table.shape[1]
        group.day_opened = -PAST_GREETINGS
        group.excitement = 0.0
        if p.way == AS_RUNNING:
            group.recent_speakers = p.running_speakers * group.joined


@rule
def arrive(s: Arrays, day: int, seed: int, replicate: int) -> None:
    """Let every place ask its people of the day; those who join fill its groups one by one."""
    p = s.p[0]
    if day == 0 and p.way != BY_HOOK:
        fill_from_start(s, seed, replicate)
    for i in range(len(s.sources)):
        source = s.sources[i]
        if day < source.from_day or day >= source.from_day + source.days:
            continue
        for k in range(source.places):
            place = source.first_place + k
            left = asked_today(s.groups, source, place, day, seed, replicate, p)
            while left > 0:
                some = min(left, AT_A_TIME)
                invite(s, i, place, some, day, seed, replicate)
                left -= some
    if p.contacts > 0.0:
        for g in range(s.counters[NEXT_GROUP]):
            group = s.groups[g]
            s.counters[FRIENDS] = befriend_newcomers(
                s.table[g], group.settled, group.joined, s.counters[FRIENDS],
                day, seed, replicate, s.world[0],
            )  # fmt: skip


@rule
def invite(s: Arrays, i: int, place: int, count: int, day: int, seed: int, replicate: int) -> None:
    """Ask so many people at a place of campaign `i`.

    Whoever recommends from trust mostly asks people like itself (McPherson, Smith-Lovin & Cook
    2001), who bring along some of that trust (Schmitt, Skiera & Van den Bulte 2011); whoever
    invites for the reward asks anybody. Those who are invited have not bought here before.
    """
    source = s.sources[i]
    size = s.table.shape[1]
    first = s.counters[NEXT_PERSON]
    g = s.filling[place]
    if g < 0 and s.counters[NEXT_GROUP] >= len(s.groups):  # they are turned away at the door
        s.counters[NEXT_PERSON] += count
        return
    p = s.p[0]
    draws = next_people(s.counters, count, seed, replicate)
    mix = s.mixes[i]
    takes = s.takes[i]
    kin = mix_of_kin(s.kin)
    convinced, trust = 0.0, 0.0
    if source.per_member > 0.0:
        convinced = convinced_share(s.groups, p)
        trust = trust_of_base(s.groups)
    alike = p.alike * convinced
    for j in range(count):
        draw = draws[0, j]
        if draw < alike:
            segment = segment_of(kin, draw / alike)
        else:
            segment = segment_of(mix, (draw - alike) / (1.0 - alike))
        take = takes[segment]
        if draw < convinced:
            take = recommended(take, trust, p)
        if draws[1, j] >= take:
            continue
        if g < 0 or s.groups[g].joined >= size or s.groups[g].closed == 1:
            g = open_group(s, source, place, day, seed, replicate)
            s.filling[place] = g
        if g < 0:
            return
        group = s.groups[g]
        member = s.table[g, group.joined]
        sent = NOBODY
        if source.per_member > 0.0:
            sent = p.referral_trust * trust if draw < convinced else 0.0
        seat(member, first + j, segment, day, sent)
        if p.gate == OPEN or passes(
            member, seed, replicate, s.segments, s.mixing, s.scratch, s.world[0]
        ):
            group.joined += 1
            group.cash_cost += source.cost
            group.acquisition += source.cost
            group.revenue += p.fee
            group.gross_profit += p.fee


@rule
def tie_newcomers(group: GroupRow, seats: Sequence[MemberRow], s: Arrays) -> None:
    """Give the members who have just joined the ties they bring along."""
    if group.settled == group.joined:
        return
    first_tie = s.p[0].first_tie
    topology = s.topology
    node_of = s.node_of[group.number]
    seat_of = s.seat_of[group.number]
    for i in range(group.settled, group.joined):
        for k in range(TIE_SLOTS):
            neighbour = topology[node_of[i], k]
            if neighbour < 0:
                continue
            other = seat_of[neighbour]
            if other < i and is_present(seats[other]) and is_present(seats[i]):
                strengthen(seats, i, other, first_tie)
    group.settled = group.joined


@rule
def set_day_zero(group: GroupRow, size: int, day: int) -> None:
    """Set the day from which a group's life is counted, once it is known.

    It is the day the group is full or its campaign has ended; a group whose campaign goes on to the
    end of the story counts from its first day.
    """
    if group.day_zero >= 0 or group.joined == 0:
        return
    if group.joined >= size:
        group.day_zero = day
    elif group.last_arrival < 0:
        group.day_zero = group.day_opened
    elif day >= group.last_arrival:
        group.day_zero = day
