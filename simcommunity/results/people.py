"""What became of each person who joined: few numbers, so that the same people can be compared."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from simcommunity.core.members.record import ABSENT

PERSON = np.dtype(
    [
        ("person", "i4"),  # the candidate's number, the same in every arm
        ("orders", "f8"),
        ("spend", "f8"),  # ¥ so far
        ("could_spend", "f8"),  # ¥ of all its needs in these days, at the ordinary price
        ("lost", "f8"),  # 1 for a buyer who buys no more; NaN for who was none in time
    ]
)
OF_PEOPLE = {"orders": math.inf, "spend": math.inf, "could_spend": math.inf, "lost": 1.0}
LOST_DAYS = 30  # who has not ordered for so long is lost


def people_of(table: Any, days: int, ticket: float) -> Any:
    """Return one row of `PERSON` for each who joined.

    Somebody was a buyer in time who had ordered by the time that lies twice `LOST_DAYS` before
    the end; between the two it may order or not.

    Args:
        table: the members, `MEMBER`, (groups, seats).
        days: of the run.
        ticket: ¥ of an ordinary order.
    """
    here = table[table["status"] != ABSENT]
    out = np.zeros(len(here), PERSON)
    first, last = here["first_order"], here["last_order"]
    out["person"] = here["person"]
    out["orders"] = here["orders"]
    out["spend"] = here["spend"]
    out["could_spend"] = (
        ticket * here["need_rate"].astype(float) * (days - np.maximum(here["day_joined"], 0))
    )
    in_time = (first >= 0) & (first < days - 2 * LOST_DAYS)
    out["lost"] = np.where(in_time, last < days - LOST_DAYS, np.nan)
    return out
