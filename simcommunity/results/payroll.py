"""What the team is paid."""

from __future__ import annotations

import numpy as np

from simcommunity.core.arrays import Floats
from simcommunity.core.vitals import COLUMN


def wages(daily: Floats, wage: float, payroll: float) -> Floats:
    """Return the wages of each group and day in ¥, (groups, days).

    Args:
        daily: measures, (groups, days, columns of `vitals.DAILY`).
        wage: ¥ an hour, for minutes that were worked.
        payroll: ¥ a day, whether there was work or not, shared by the groups; 0 where only the
            minutes that were worked are paid.
    """
    if payroll > 0:
        return np.full(daily.shape[:2], payroll / max(len(daily), 1))
    return np.asarray(daily[..., COLUMN["staff_minutes"]] / 60 * wage)


def wages_a_day(daily: Floats, wage: float, payroll: float) -> Floats:
    """Return the wages of each day in ¥, (days,); a payroll is due though there be no group."""
    if payroll > 0 and not len(daily):
        return np.full(daily.shape[1], payroll)
    return np.asarray(wages(daily, wage, payroll).sum(axis=0))
