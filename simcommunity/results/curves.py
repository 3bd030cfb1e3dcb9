"""How a replicate's groups fare as they grow older: means over groups by their age in days."""

from __future__ import annotations

from typing import Any

import numpy as np

from simcommunity.core.arrays import Floats
from simcommunity.core.compilation import compiled
from simcommunity.core.vitals import COLUMN

# Curves that are a measure of the daily table, and what it is divided by.
OF_JOINED = {
    "active_share": "active", "muted_share": "muted", "left_share": "left",
    "would_read_share": "would_read", "speaking_share": "speakers",
}  # fmt: skip
OF_HUNDRED_MEMBERS = {
    "speakers_per_100": "speakers", "messages_per_100": "messages", "orders_per_100": "orders",
}  # fmt: skip
AS_IT_IS = ("operator_messages", "irritation", "trust")
MEASURED = (*OF_JOINED, *OF_HUNDRED_MEMBERS, *AS_IT_IS)
CURVES = (*OF_JOINED, "alive_share", *OF_HUNDRED_MEMBERS, *AS_IT_IS)
_MEASURES = np.array(
    [COLUMN[name] for name in (*OF_JOINED.values(), *OF_HUNDRED_MEMBERS.values(), *AS_IT_IS)]
)
PER_JOINED = len(OF_JOINED)  # of the measures stand first and are shares of those who joined
PER_MEMBERS = PER_JOINED + len(OF_HUNDRED_MEMBERS)
JOINED, MEMBERS = COLUMN["joined"], COLUMN["members"]


def curves_by_age(daily: Floats, groups: Any, window: int) -> dict[str, Floats]:
    """Return the mean over groups of each of `CURVES` by age, (days,), NaN where there is none.

    Args:
        daily: measures, (groups, days, columns of `vitals.DAILY`).
    """
    days = daily.shape[1]
    sums, seen = np.zeros((days, len(MEASURED) + 1)), np.zeros((days, len(MEASURED) + 1))
    born, last, died = (groups[name] for name in ("day_zero", "last_day", "death_day_silence"))
    _sum_by_age(daily, born, last, died, window, _MEASURES, sums, seen)
    means = np.where(seen > 0, sums / np.maximum(seen, 1), np.nan).T
    by_name = dict(zip((*MEASURED, "alive_share"), means, strict=True))
    return {name: by_name[name] for name in CURVES}


@compiled
def _sum_by_age(
    daily: Any, born: Any, last: Any, died: Any, window: int, columns: Any, sums: Any, seen: Any
) -> None:
    """Add up each of `MEASURED`, and whether groups are alive, by age, and how many were seen.

    Args:
        born, last, died: day zero, −1 for none, last day, and age at death, −1 for none, (groups,).
        sums, seen: to be filled, (days, measures + 1).
    """
    days = daily.shape[1]
    for g in range(len(daily)):
        if born[g] < 0:
            continue
        for age in range(days - int(born[g])):
            day = int(born[g]) + age
            row = daily[g, day]
            if day <= last[g]:
                for k in range(len(columns)):
                    value = row[columns[k]]
                    if k < PER_JOINED:
                        value /= max(row[JOINED], 1.0)
                    elif k < PER_MEMBERS:
                        value *= 100.0 / max(row[MEMBERS], 1.0)
                    sums[age, k] += value
                    seen[age, k] += 1.0
            # In the last days of a run a silence cannot show any more: nobody counts as alive then.
            if day + window - 1 < days:
                sums[age, len(columns)] += died[g] < 0 or age < died[g]
                seen[age, len(columns)] += 1.0
