"""A made-up result with the shape of a real one, so that reports are tested without a run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from made_up import DAYS, MEANS, TIMES, gathered, number

from simcommunity.core.vitals import DAILY
from simcommunity.report.metrics import WRITERS
from simcommunity.results.curves import CURVES
from simcommunity.results.estimates import Estimate
from simcommunity.results.group_table import GROUP_FIELDS
from simcommunity.results.metric_table import Metrics
from simcommunity.results.money_metrics import wages_a_day
from simcommunity.results.replicate import Replicate
from simcommunity.scenario.loader import Loaded, load_scenario
from simcommunity.simulation.running import Result


@pytest.fixture(scope="session")
def loaded() -> Loaded:
    return load_scenario("supermarket", [f"days={DAYS}"])


@pytest.fixture(scope="session")
def make_result(loaded: Loaded, make_replicate: Callable[..., Replicate]) -> Callable[..., Result]:
    """Return a result of two replicates; keywords change fields, `metrics` only those named."""
    two = gathered(make_replicate(0), make_replicate(1))

    def make(metrics: dict[str, Estimate] | None = None, **fields: Any) -> Result:
        estimates = {name: number(0.0) for name in WRITERS}
        estimates |= {name: number(mean) for name, mean in MEANS.items()}
        estimates |= TIMES | (metrics or {})
        curves = {name: np.tile(np.linspace(0.8, 0.0, DAYS), (2, 1)) for name in CURVES}
        curves["left_share"] = 1 - curves["active_share"] - curves["muted_share"]
        result = Result(
            scenario=loaded.scenario,
            scenario_hash=loaded.hash,
            version="9.9.9",
            engine="compiled",
            seed=7,
            replicates=2,
            days=DAYS,
            mean_groups=20.0,
            mean_members=6000.0,
            digest="ab" * 32,
            metrics=Metrics(estimates),
            per_replicate={name: np.zeros(2) for name in WRITERS},
            **two,
            curves=curves,
            asked={"advert": (1000.0, 0.0)},
            wall_s=1.25,
        )
        return replace(result, **fields)

    return make


@pytest.fixture(scope="session")
def make_replicate() -> Callable[..., Replicate]:
    """Return a replicate of groups that open on `opened` and die on `deaths` (−1: do not)."""

    def make(index: int = 0, opened: tuple[int, ...] = (0, 2), deaths: tuple[int, ...] = (5, -1)):
        groups = np.zeros(len(opened), np.dtype([(name, "f8") for name in GROUP_FIELDS]))
        groups["group"] = np.arange(len(opened))
        groups["day_opened"] = opened
        groups["day_zero"] = np.array(opened) + 1
        groups["observed"] = DAYS - groups["day_zero"]
        groups["death_day_silence"] = groups["death_day_deafness"] = deaths
        groups["first_silence"] = deaths
        daily = np.zeros((len(opened), DAYS, len(DAILY)))
        for g, day in enumerate(opened):
            daily[g, day:, DAILY.index("joined")] = 300
            daily[g, day:, DAILY.index("gross_profit")] = 9
            daily[g, day, DAILY.index("cash_cost")] = 100
            daily[g, day:, DAILY.index("staff_minutes")] = 12
        paid = wages_a_day(daily, 25.0, 0.0)
        return Replicate(index, daily, paid, groups, {}, {}, 0, b"")

    return make
