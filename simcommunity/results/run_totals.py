"""Measures of all groups by day of the run, and sums over single replicates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simcommunity.core.arrays import Floats
from simcommunity.core.vitals import DAILY
from simcommunity.results.measured import ratios

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
