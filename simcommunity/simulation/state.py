"""The state of one replicate: what the day reads and writes, the same names in both engines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from simcommunity.core.compilation import as_rules_read
from simcommunity.core.group import GROUP
from simcommunity.core.members.record import MEMBER, NEVER, TRAITS
from simcommunity.core.operators.feeds import FEED, FEEDS
from simcommunity.core.operators.service import NOTED
from simcommunity.core.vitals import DAY

if TYPE_CHECKING:
    from simcommunity.simulation.tables import Tables


class State(NamedTuple):
    """One replicate.

    Where the engines differ: `p`, `groups`, `kinds`, `phases`, `actions` and
    `sources` are structured arrays in the compiled engine and lists of objects in the Mesa engine;
    all else is arrays in both.
    """

    p: Any
    groups: Any
    kinds: Any
    phases: Any
    actions: Any
    sources: Any
    world: Any
    table: Any  # MEMBER, (groups, seats)
    calendar: Any
    wanted: Any  # messages of each action today, (groups, actions)
    worth: Any  # ¥, −1 for the kind's own, (groups, actions)
    asked: Any  # messages of each kind that were wanted, and cut so far, (kinds, 2)
    order: Any  # the actions, first things first, (actions,)
    streaks: Any  # days a trigger's condition has held, (groups, actions)
    fired: Any  # day a trigger last fired, (groups, actions)
    daily: Any  # DAY, (groups, days)
    feeds: Any  # FEED, (groups, feeds), of no groups unless there are contacts
    queues: Any  # seat, minute, discount of who asks today, (groups, seats, 3), likewise
    kin: Any  # trust of those present by segment, (groups, segments), of no groups without fission
    counters: Any  # next candidate, next group, friends of the account
    filling: Any  # the group each place is filling, (places,)
    segments: Any
    mixes: Any
    takes: Any
    mixing: Any
    scratch: Any
    topology: Any
    node_of: Any  # node of each seat, (groups, seats)
    seat_of: Any  # seat of each node, (groups, seats)


def allocate(design: Tables, seed: int, replicate: int) -> State:
    """Return the state of a replicate before its first day, as the compiled engine wants it."""
    count, size, actions = design.groups, design.size, len(design.actions)
    fission = count if (design.sources["per_member"] > 0).any() else 0
    contacts = count if design.world["contacts"][0] > 0 else 0
    groups = np.zeros(count, GROUP)
    groups["seed"] = seed
    groups["replicate"] = replicate
    groups["number"] = np.arange(count)
    for name in ("day_zero", "first_silence", "death_silence", "death_deafness", "day_opened"):
        groups[name] = NEVER
    places = int((design.sources["first_place"] + design.sources["places"]).max())
    state = State(
        p=design.world,
        groups=groups,
        kinds=design.kinds,
        phases=design.phases,
        actions=design.actions,
        sources=design.sources,
        world=design.world,
        table=np.zeros((count, size), MEMBER),
        calendar=design.calendar,
        wanted=np.zeros((count, actions), np.int64),
        worth=np.tile(design.actions["worth"], (count, 1)),
        asked=np.zeros((len(design.kinds), 2), np.int64),
        order=np.arange(actions),
        streaks=np.zeros((count, actions), np.int64),
        fired=np.full((count, actions), NEVER, np.int64),
        daily=np.zeros((count, design.days), DAY),
        feeds=np.zeros((contacts, FEEDS), FEED),
        queues=np.zeros((contacts, size, NOTED)),
        kin=np.zeros((fission, len(design.segments))),
        counters=np.zeros(3, np.int64),
        filling=np.full(max(places, 1), NEVER, np.int64),
        segments=design.segments,
        mixes=design.mixes,
        takes=design.takes,
        mixing=design.mixing,
        scratch=np.zeros(2 * len(TRAITS)),
        topology=design.topology,
        node_of=np.zeros((count, size), np.int16),
        seat_of=np.zeros((count, size), np.int16),
    )
    return State(*map(as_rules_read, state))
