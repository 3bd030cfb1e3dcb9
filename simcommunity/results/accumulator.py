"""What is kept of the replicates of a run: small numbers, never the daily table."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from simcommunity.core.arrays import Floats
from simcommunity.core.vitals import COLUMN, DAILY
from simcommunity.results.curves import CURVES
from simcommunity.results.estimates import estimate
from simcommunity.results.measured import ratios
from simcommunity.results.metric_table import Metrics
from simcommunity.results.metrics import TIMES, blind_days, bounds
from simcommunity.results.replicate import Replicate
from simcommunity.results.survival import estimate_time

MEASURES = (*DAILY, "wages")
TOTALS = {name: k for k, name in enumerate((*MEASURES, "people"))}
MONEY = ("revenue", "gross_profit", "cash_cost", "wages")


@dataclass(frozen=True)
class RunTotals:
    """What a run comes to by day, and what some of its replicates come to.

    Attributes:
        mean: of each of `MEASURES` over replicates, by run day, (days, measures).
        kept: sums of each of `TOTALS` in some replicates, (replicates, totals).
        net: ¥ left of all since the first day in these replicates, (replicates, days).
        full_on: on which day of the run groups are full, or admit nobody any more: the mean.
    """

    mean: Floats
    kept: Floats
    net: Floats
    full_on: float

    def by_day(self, measure: str) -> Floats:
        """Return the mean over replicates of a measure of all groups by run day, (days,)."""
        return np.asarray(self.mean[:, TOTALS[measure]])

    def money(self) -> dict[str, Floats]:
        """Return mean cumulative ¥ of all groups by run day, (days,) each."""
        found = {name: self.by_day(name).cumsum() for name in MONEY}
        return found | {"net": found["gross_profit"] - found["cash_cost"] - found["wages"]}

    def per_person(self, *measures: str) -> Floats:
        """Return the sum of some totals for each who came, by kept replicate; NaN with nobody."""
        people = self.kept[:, TOTALS["people"]]
        above = self.kept[:, [TOTALS[name] for name in measures]].sum(axis=1)
        return ratios(above, people)


BAND_REPLICATES = 200  # replicates whose sums are kept one by one, for bands


class Accumulator:
    """Keeps small numbers of each replicate, and a digest of all."""

    def __init__(self, window: int) -> None:
        """Begin with nothing; `window` is how many quiet days make a silence."""
        self.window = window
        self.digest = hashlib.sha256()
        self.replicates = 0
        self.asked: Any = 0
        self.metrics: dict[str, list[float]] = {}
        self.curves: dict[str, list[Floats]] = {name: [] for name in CURVES}
        self.times: dict[str, list[Floats]] = {name: [] for name in TIMES}
        self.last_seen: dict[str, list[Floats]] = {name: [] for name in TIMES}
        self._by_day: Any = 0.0
        self._sums: list[Floats] = []
        self._net: list[Floats] = []
        self._full, self._full_on = 0, 0.0

    def add(self, replicate: Replicate) -> None:
        """Take in one replicate."""
        self.replicates += 1
        self.digest.update(replicate.digest)
        self.asked = self.asked + replicate.asked
        for name, value in replicate.metrics.items():
            self.metrics.setdefault(name, []).append(value)
        for name, curve in replicate.curves.items():
            self.curves[name].append(curve)
        groups = replicate.groups
        for name, field in TIMES.items():
            self.times[name].append(groups[field].copy())
            self.last_seen[name].append(groups["observed"] - blind_days(name, self.window))
        full_on = groups["day_zero"][groups["day_zero"] >= 0]
        self._full, self._full_on = self._full + len(full_on), self._full_on + full_on.sum()
        by_day = np.column_stack((replicate.daily.sum(axis=0), replicate.paid))
        self._by_day = self._by_day + by_day
        if len(self._net) < BAND_REPLICATES:
            gross, cash = (by_day[:, COLUMN[name]] for name in ("gross_profit", "cash_cost"))
            self._net.append(np.cumsum(gross - cash - replicate.paid))
            self._sums.append(np.array([*by_day.sum(axis=0), groups["joined"].sum()]))

    def values(self) -> dict[str, Floats]:
        """Return each metric of all replicates."""
        return {name: np.array(values) for name, values in self.metrics.items()}

    def totals(self) -> RunTotals:
        """Return measures by day and sums of single replicates."""
        return RunTotals(
            mean=self._by_day / self.replicates,
            kept=np.array(self._sums),
            net=np.array(self._net),
            full_on=self._full_on / self._full if self._full else np.nan,
        )


def estimates_of(
    metrics: Mapping[str, Sequence[float] | Floats],
    times: Mapping[str, list[Floats]],
    last_seen: Mapping[str, list[Floats]],
) -> Metrics:
    """Return what replicates come to; all arguments have an entry for each of them."""
    found = {name: estimate_time(t, last_seen[name]) for name, t in times.items()}
    means = {name: estimate(values, *bounds(name)) for name, values in metrics.items()}
    return Metrics(found | means)
