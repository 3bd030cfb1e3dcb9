"""Many simulated groups, all different: drawn once, then compared with any number of real ones."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.stats import qmc

from simcommunity.core.arrays import Floats
from simcommunity.core.compilation import first_compilation
from simcommunity.scenario.loader import load_scenario
from simcommunity.scenario.schema import Scenario
from simcommunity.study.fit.numbers import put_in
from simcommunity.study.fit.one_group import simulate
from simcommunity.study.forecast.prior import UNKNOWN, range_of

STORY = "organic"
ALIKE = 6  # groups that share a draw of the unknown numbers, and differ by luck, theme and people
BANKED = ("active_posters", "messages")


@dataclass(frozen=True)
class Bank:
    """Simulated groups.

    Attributes:
        unit: their unknown numbers as points of the unit cube, (groups, numbers).
        logs: column → counts, (groups, days).
    """

    unit: Floats
    logs: dict[str, Floats]


def story(days: int) -> Scenario:
    """Return the scenario whose groups are simulated."""
    return load_scenario(STORY, [f"days={days}"]).scenario


def values_at(unit: Floats) -> dict[str, float]:
    """Return the unknown numbers at a point of the unit cube."""
    return {name: range_of(name).at(float(x)) for name, x in zip(UNKNOWN, unit, strict=True)}


def simulate_bank(
    draws: int,
    days: int,
    seed: int,
    *,
    jobs: int = 1,
    advance: Callable[[], None] | None = None,
) -> Bank:
    """Return a bank of groups drawn evenly over all that is unknown (scrambled Sobol points).

    Args:
        draws: of the unknown numbers, a power of two; each makes a few groups.
        seed: of draws and luck; the bank is the same for any `jobs`.
    """
    scenario = story(10 * days)  # nobody's arrival ends with the story
    points = qmc.Sobol(len(UNKNOWN), rng=np.random.default_rng(seed)).random(draws)

    def make(index: int) -> tuple[int, list[Any]]:
        groups = put_in(scenario, values_at(points[index]), ALIKE)
        logs = simulate(groups, days, seed, index, from_first_word=True)
        if advance is not None:
            advance()
        return index, [
            np.stack([log.counts[name] for name in BANKED]).astype(np.float32) for log in logs
        ]

    with first_compilation():
        made = [make(0)]
    with ThreadPoolExecutor(jobs) as pool:
        made += pool.map(make, range(1, draws))
    unit = np.array([points[index] for index, logs in made for _ in logs])
    table = np.array([log for _, logs in made for log in logs])
    return Bank(unit, {name: table[:, k] for k, name in enumerate(BANKED)})
