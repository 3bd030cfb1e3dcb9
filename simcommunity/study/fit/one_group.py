"""What one simulated group would have logged, day by day, from its first day on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from simcommunity.core.arrays import Floats
from simcommunity.core.day import compiled
from simcommunity.core.vitals import COLUMN, columns_of
from simcommunity.scenario.schema import Scenario
from simcommunity.simulation.running import prepare
from simcommunity.simulation.state import allocate

# A log's column → the columns of the daily table that add up to it.
MEASURED = {
    "active_posters": ("speakers",),
    "messages": ("messages",),
    "members": ("members",),
    "leaves": ("newly_left",),
    "orders": ("orders",),
    "operator_messages": ("operator_messages",),
    "adverts": ("adverts",),
    "red_packets": ("red_packets",),
}


class Simulated(NamedTuple):
    """A simulated log: the day of the run it begins on, and column → counts, (days,)."""

    first: int
    counts: Mapping[str, Floats]


LEAD = 21  # days within which a group must have spoken for its log to begin


def simulate(
    scenario: Scenario, days: int, seed: int, index: int, *, from_first_word: bool
) -> list[Simulated]:
    """Return the logs of a scenario's groups.

    Args:
        from_first_word: begin each log on the day somebody first speaks, as published logs do;
            a group without a word in its first three weeks has none. Else on the run's first day.
    """
    horizon = days + LEAD if from_first_word else days
    design = prepare(scenario, days=horizon)
    state = allocate(design, seed, index)
    compiled.advance(state, 0, horizon, seed, index)
    logs = []
    for daily in columns_of(state.daily[state.groups["joined"] > 0]):
        first = 0
        if from_first_word:
            spoke = np.flatnonzero(daily[: LEAD + 1, COLUMN["speakers"]])
            if len(spoke) == 0:
                continue
            first = int(spoke[0])
        logs.append(Simulated(first, log_of(daily, first, days)))
    return logs


def log_of(daily: Floats, first: int, days: int) -> dict[str, Floats]:
    """Return the log that a group's daily table makes, from its day `first` on."""
    log = {
        name: np.asarray(sum(daily[first : first + days, COLUMN[c]] for c in columns))
        for name, columns in MEASURED.items()
    }
    joined = daily[: first + days, COLUMN["joined"]]
    log["joins"] = np.diff(joined, prepend=0.0)[first:]
    return log
