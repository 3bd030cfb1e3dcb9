"""What figures need from single replicates, kept small however many there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from simcommunity.parameters import PARAMETERS
from simcommunity.payroll import wages
from simcommunity.report.survival import Lives, lives
from simcommunity.vitals import COLUMN

if TYPE_CHECKING:
    from simcommunity.outcomes import Replicate
    from simcommunity.scenario.schema import Scenario

Floats = npt.NDArray[np.float64]

KEPT = 200  # replicates kept one by one, for bands and faint lines
DEATHS = ("silence", "deafness")
MONEY = ("revenue", "gross_profit", "cash_cost", "wages", "net")


class Tally:
    """Money by day and lives of groups, gathered replicate by replicate.

    Args:
        scenario: what is run.
        days: length of the run; None for what the scenario says.
    """

    def __init__(self, scenario: Scenario, days: int | None = None) -> None:
        """Begin with nothing."""
        self.days = days = days or scenario.days
        self.pay = scenario.team.mean_wage, scenario.team.payroll_a_day
        window = scenario.parameters.get("silence_window", PARAMETERS["silence_window"].value)
        self.unseen = int(window) - 1  # days at the end in which no silence can show any more
        self.replicates = 0
        self.silence = _nobody(days)
        self.deafness = _nobody(days)
        self.kept_silence: list[Lives] = []
        self.kept_net: list[Floats] = []
        self._money = np.zeros((days, len(MONEY)))

    def add(self, replicate: Replicate) -> None:
        """Take in one replicate."""
        self.replicates += 1
        groups = replicate.groups
        last_age = groups["observed"].astype(np.int64) - 1
        deaths = {name: groups[f"death_day_{name}"].astype(np.int64) for name in DEATHS}
        silence = lives(deaths["silence"], last_age - self.unseen, self.days)
        self.silence += silence
        self.deafness += lives(deaths["deafness"], last_age, self.days)
        money = self._cumulative_money(replicate.daily)
        self._money += money
        if len(self.kept_net) < KEPT:
            self.kept_silence.append(silence)
            self.kept_net.append(money[:, MONEY.index("net")])

    def money(self) -> dict[str, Floats]:
        """Return mean cumulative ¥ of all groups by run day, float64[days] each."""
        mean = self._money / max(self.replicates, 1)
        return {name: mean[:, k] for k, name in enumerate(MONEY)}

    def _cumulative_money(self, daily: Floats) -> Floats:
        columns = [COLUMN[name] for name in ("revenue", "gross_profit", "cash_cost")]
        revenue, gross, cash = np.nansum(daily[..., columns], axis=0).T
        paid = np.nansum(wages(daily, *self.pay), axis=0)
        money = (revenue, gross, cash, paid, gross - cash - paid)
        return np.cumsum(np.stack(money, axis=1), axis=0)


def _nobody(days: int) -> Lives:
    return Lives(np.zeros(days, np.int64), np.zeros(days, np.int64))
