"""How long groups live in each arm: Kaplan–Meier per replicate, because replicates are the luck.

Groups of one replicate share staff and season, so they are no independent observations: intervals
are taken over replicates. The log-rank test counts groups as if they were independent and unpaired;
it describes, it decides nothing.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import stats

from simcommunity.core.arrays import Floats
from simcommunity.results.estimates import mean_interval
from simcommunity.results.replicate import DEAD_BY
from simcommunity.results.survival import survival_curves
from simcommunity.simulation.running import Result
from simcommunity.study.compare.differences import horizon_of

LIFE = "death_day_silence"


@dataclass(frozen=True)
class Lifetime:
    """How long the groups of an arm live.

    Attributes:
        arm: its name.
        horizon: days up to which every arm can tell.
        mean, lo, hi: days lived within the horizon (restricted mean), with 95 % interval over
            replicates.
        alive: day → share of groups alive after it, with 95 % interval over replicates.
        curve: share alive after each day before the horizon, mean over replicates, and the ends of
            its 95 % interval (3, days).
        logrank: statistic (normal) against the first arm, and its two-sided p; None for that one.
    """

    arm: str
    horizon: float
    mean: float
    lo: float
    hi: float
    alive: dict[int, tuple[float, float, float]]
    curve: Floats
    logrank: tuple[float, float] | None

    def as_dict(self) -> dict[str, Any]:
        """Return a JSON object."""
        ends = ("mean", "lo", "hi")
        return {
            "arm": self.arm,
            "horizon": self.horizon,
            **{name: getattr(self, name) for name in ends},
            "alive": {
                str(day): dict(zip(ends, share, strict=True)) for day, share in self.alive.items()
            },
            "logrank": self.logrank
            and dict(zip(("statistic", "p_descriptive"), self.logrank, strict=True)),
        }


def lifetimes(arms: Sequence[tuple[str, Result]]) -> list[Lifetime]:
    """Return how long groups live in each arm; none when there are no groups to live."""
    horizon = horizon_of(LIFE, *(result for _, result in arms))
    if not math.isfinite(horizon) or horizon < 1:
        return []
    told: list[Lifetime] = []
    for name, result in arms:
        curves = survival_curves(result.times[LIFE], result.last_seen[LIFE], horizon)
        curves = curves[np.isfinite(curves).all(axis=1)]
        shares = [mean_interval(day, 0.0, 1.0) for day in curves.T]
        told.append(
            Lifetime(
                name,
                horizon,
                *mean_interval(curves.sum(axis=1), 0.0, horizon),
                alive={day: shares[day] for day in DEAD_BY if day < horizon},
                curve=np.array(shares).T,
                logrank=_logrank(arms[0][1], result) if told else None,
            )
        )
    return told


def _logrank(one: Result, other: Result) -> tuple[float, float] | None:
    """Return the log-rank statistic (Mantel 1966) and its p; None where no death can tell.

    A day on which all who are left die, or on which one arm alone has any left, adds nothing to the
    variance; where there are only such days, the statistic is 0 / 0.
    """
    groups = [_censored(result) for result in (one, other)]
    if not sum(sample.num_censored() < len(sample) for sample in groups):
        return None
    with np.errstate(invalid="ignore"):
        test = stats.logrank(*groups)
    if not math.isfinite(test.statistic):
        return None
    return float(test.statistic), float(test.pvalue)


def _censored(result: Result) -> Any:
    t, last = np.concatenate(result.times[LIFE]), np.concatenate(result.last_seen[LIFE])
    t, last = t[last >= 0], last[last >= 0]
    came = (t >= 0) & (t <= last)
    return stats.CensoredData(uncensored=t[came], right=last[~came])
