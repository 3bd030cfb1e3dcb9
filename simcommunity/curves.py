"""How a replicate's groups fare as they grow older: means over groups by their age in days."""

from __future__ import annotations

from typing import Any

import numpy as np

from simcommunity.vitals import COLUMN

Floats = np.ndarray[Any, np.dtype[np.float64]]

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
_MEASURES = [
    COLUMN[name] for name in (*OF_JOINED.values(), *OF_HUNDRED_MEMBERS.values(), *AS_IT_IS)
]


def curves_by_age(daily: Floats, groups: Any, window: int) -> dict[str, Floats]:
    """Return the mean over groups of each of `CURVES` by age, (days,), NaN where there is none.

    Args:
        daily: measures, (groups, days, columns of `vitals.DAILY`).
        groups: a row a group, of `group_rows.GROUP_FIELDS`.
        window: days of silence after which a group is dead.
    """
    known = groups["day_zero"] >= 0
    if not known.all():
        daily, groups = daily[known], groups[known]
    days = daily.shape[1]
    if len(groups) == 0:
        return {name: np.full(days, np.nan) for name in CURVES}
    age = np.arange(days)
    day = groups["day_zero"].astype(int)[:, None] + age
    inside = day <= groups["last_day"][:, None]
    at = np.arange(len(groups))[:, None], np.minimum(day, days - 1)
    values = daily[at[0][..., None], at[1][..., None], _MEASURES]
    shares = slice(len(OF_JOINED))
    values[..., shares] /= np.maximum(daily[..., COLUMN["joined"]][at], 1)[..., None]
    hundreds = slice(shares.stop, shares.stop + len(OF_HUNDRED_MEMBERS))
    values[..., hundreds] *= 100 / np.maximum(daily[..., COLUMN["members"]][at], 1)[..., None]
    values[~inside] = 0
    means = dict(zip(MEASURED, _over_groups(values, inside).T, strict=True))
    died = groups["death_day_silence"][:, None]
    alive = ((died < 0) | (age < died)).astype(float)
    # In the last days of a run a silence cannot show any more: nobody counts as alive then.
    seen = day + window - 1 < days
    alive[~seen] = 0
    means["alive_share"] = _over_groups(alive[..., None], seen)[:, 0]
    return {name: means[name] for name in CURVES}


def _over_groups(values: Floats, inside: Any) -> Floats:
    """Return means over the groups seen at each age, (days, values), of values 0 for the others."""
    count = inside.sum(axis=0)[:, None]
    return np.where(count > 0, values.sum(axis=0) / np.maximum(count, 1), np.nan)
