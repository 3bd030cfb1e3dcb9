"""What a report needs from single replicates, kept small however many there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simcommunity.core.arrays import Floats
from simcommunity.core.vitals import COLUMN, DAILY
from simcommunity.results.money_metrics import wages_a_day
from simcommunity.results.survival import Lives, lives

if TYPE_CHECKING:
    from simcommunity.results.replicate import Replicate
    from simcommunity.scenario.schema import Scenario


BAND_REPLICATES = 200  # replicates kept one by one, for bands and faint lines
DEATHS = ("silence", "deafness")
MONEY = ("revenue", "gross_profit", "cash_cost", "wages", "net")
TOTALS = (*DAILY, "wages", "people")


class Tally:
    """Measures by day, totals and lives of groups, gathered replicate by replicate.

    Args:
        scenario: what is run.
        days: length of the run; None for what the scenario says.
    """

    def __init__(self, scenario: Scenario, days: int | None = None) -> None:
        """Begin with nothing."""
        self.days = days = days or scenario.days
        self.pay = scenario.team.mean_wage, scenario.team.payroll_a_day
        # In the last days of a run no silence can show any more.
        self.unseen = int(scenario.number("silence_window")) - 1
        self.replicates = 0
        self.silence = _nobody(days)
        self.deafness = _nobody(days)
        self.kept_silence: list[Lives] = []
        self.kept_net: list[Floats] = []
        self.kept_totals: list[Floats] = []
        self._full_on: list[float] = []
        self._money = np.zeros((days, len(MONEY)))
        self._by_day = np.zeros((days, len(DAILY)))

    def add(self, replicate: Replicate) -> None:
        """Take in one replicate."""
        self.replicates += 1
        groups = replicate.groups
        self._full_on += groups["day_zero"][groups["day_zero"] >= 0].tolist()
        last_age = groups["observed"].astype(np.int64) - 1
        deaths = {name: groups[f"death_day_{name}"].astype(np.int64) for name in DEATHS}
        silence = lives(deaths["silence"], last_age - self.unseen, self.days)
        self.silence += silence
        self.deafness += lives(deaths["deafness"], last_age, self.days)
        by_day = replicate.daily.sum(axis=0)
        self._by_day += by_day
        paid = wages_a_day(replicate.daily, *self.pay)
        money = _cumulative(by_day, paid)
        self._money += money
        if len(self.kept_net) < BAND_REPLICATES:
            self.kept_silence.append(silence)
            self.kept_net.append(money[:, MONEY.index("net")])
            people = float(groups["joined"].sum())
            self.kept_totals.append(np.array([*by_day.sum(axis=0), paid.sum(), people]))

    @property
    def full_on(self) -> float:
        """On which day of the run groups are full, or admit nobody any more: the mean."""
        return float(np.mean(self._full_on)) if self._full_on else np.nan

    def money(self) -> dict[str, Floats]:
        """Return mean cumulative ¥ of all groups by run day, float64[days] each."""
        mean = self._money / max(self.replicates, 1)
        return {name: mean[:, k] for k, name in enumerate(MONEY)}

    def by_day(self, measure: str) -> Floats:
        """Return the mean over replicates of a measure of all groups by run day, float64[days]."""
        return np.asarray(self._by_day[:, COLUMN[measure]] / max(self.replicates, 1))

    def per_person(self, *measures: str) -> Floats:
        """Return the sum of some totals for each who came, by kept replicate; NaN with nobody."""
        totals = np.array(self.kept_totals).reshape(-1, len(TOTALS))
        people = totals[:, TOTALS.index("people")]
        above = totals[:, [TOTALS.index(name) for name in measures]].sum(axis=1)
        unknown = np.full(len(people), np.nan)
        return np.asarray(np.divide(above, people, out=unknown, where=people > 0))


def _cumulative(by_day: Floats, paid: Floats) -> Floats:
    revenue, gross, cash = (
        by_day[:, COLUMN[name]] for name in ("revenue", "gross_profit", "cash_cost")
    )
    columns = (revenue, gross, cash, paid, gross - cash - paid)
    return np.cumsum(np.stack(columns, axis=1), axis=0)


def _nobody(days: int) -> Lives:
    return Lives(np.zeros(days, np.int64), np.zeros(days, np.int64))
