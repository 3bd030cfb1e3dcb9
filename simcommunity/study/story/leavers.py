"""Why people went: some of one replicate are watched every evening, and asked when they leave."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from simcommunity.core.day import compiled
from simcommunity.scenario.schema import Scenario
from simcommunity.simulation.events import DayDiff
from simcommunity.simulation.running import prepare
from simcommunity.simulation.state import allocate
from simcommunity.study.story.member_days import roll_call

WATCHED = 1000


@dataclass(frozen=True)
class Leavers:
    """Those of some people who left, and why.

    Attributes:
        watched: how many people were watched.
        left: how many of them left, or were removed.
        reasons: the largest term of the decision → how many, the most frequent first.
    """

    watched: int
    left: int
    reasons: dict[str, int]


def why_left(scenario: Scenario, *, days: int, seed: int) -> Leavers:
    """Return why people left in the first replicate, of at most `WATCHED` spread over all."""
    design = prepare(scenario, days=days)
    roll = roll_call(design, seed, 0)
    places = np.linspace(0, len(roll.person) - 1, min(WATCHED, len(roll.person))).astype(int)
    seats = (roll.group[places], roll.seat[places])
    state = allocate(design, seed, 0)
    reasons: Counter[str] = Counter()
    for day in range(design.days if len(places) else 0):
        before = state.table[seats][:, None]
        compiled.advance(state, day, day + 1, seed, 0)
        evening = DayDiff(design, state, before, day, seats).events()
        for event, why in zip(evening.event, evening.why, strict=True):
            if event in ("left", "removed"):
                reasons[why or event] += 1
    found = dict(reasons.most_common())
    return Leavers(len(places), sum(found.values()), found)
