"""The state of one replicate: what the day reads and writes, the same names in both engines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from simcommunity.compilation import as_rules_read
from simcommunity.members.record import MEMBER, NEVER, TRAITS
from simcommunity.members.room import ROOM
from simcommunity.operators.feeds import FEED, FEEDS
from simcommunity.operators.service import NOTED
from simcommunity.vitals import DAILY

if TYPE_CHECKING:
    from simcommunity.engine.design import Design


class State(NamedTuple):
    """One replicate. Where the engines differ: `p`, `rooms`, `kinds`, `phases`, `actions` and
    `sources` are structured arrays in the compiled engine and lists of objects in the Mesa engine;
    all else is arrays in both.
    """

    p: Any
    rooms: Any
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
    daily: Any  # (groups, days, columns)
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


def allocate(design: Design, seed: int, replicate: int) -> State:
    """Return the state of a replicate before its first day, as the compiled engine wants it."""
    groups, size, actions = design.groups, design.size, len(design.actions)
    fission = groups if (design.sources["per_member"] > 0).any() else 0
    contacts = groups if design.world["contacts"][0] > 0 else 0
    rooms = np.zeros(groups, ROOM)
    rooms["seed"] = seed
    rooms["replicate"] = replicate
    rooms["group"] = np.arange(groups)
    for name in ("day_zero", "first_silence", "death_silence", "death_deafness", "day_opened"):
        rooms[name] = NEVER
    places = int(design.sources["places"].sum())
    state = State(
        p=design.world,
        rooms=rooms,
        kinds=design.kinds,
        phases=design.phases,
        actions=design.actions,
        sources=design.sources,
        world=design.world,
        table=np.zeros((groups, size), MEMBER),
        calendar=design.calendar,
        wanted=np.zeros((groups, actions), np.int64),
        worth=np.tile(design.actions["worth"], (groups, 1)),
        asked=np.zeros((len(design.kinds), 2), np.int64),
        order=np.arange(actions),
        streaks=np.zeros((groups, actions), np.int64),
        fired=np.full((groups, actions), NEVER, np.int64),
        daily=np.zeros((groups, design.days, len(DAILY))),
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
        node_of=np.zeros((groups, size), np.int16),
        seat_of=np.zeros((groups, size), np.int16),
    )
    return State(*map(as_rules_read, state))
