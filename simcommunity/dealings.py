"""What people are worth and how the account deals with them: metrics of a replicate."""

from __future__ import annotations

from typing import Any

import numpy as np

from simcommunity.vitals import COLUMN

Floats = np.ndarray[Any, np.dtype[np.float64]]

REPEATS = (30, 90, 180)  # days within which a first order is followed by another


def ratio(top: float, bottom: float) -> float:
    """Return a ratio, NaN where there is nothing below."""
    return float(top / bottom) if bottom else np.nan


def totals(daily: Floats) -> dict[str, float]:
    """Return the sum of each measure over (groups, days, columns of `vitals.DAILY`), by name."""
    return dict(zip(COLUMN, daily.sum(axis=(0, 1)).tolist(), strict=True))


def value_metrics(
    total: dict[str, float], daily: Floats, over: dict[str, float], wages: float, *, duty: bool
) -> dict[str, float]:
    """Return what people are worth.

    Args:
        total: see `totals`.
        daily: measures, (groups, days, columns of `vitals.DAILY`).
        over: sums over groups, by the names of `group_rows.GROUP_FIELDS`.
        wages: ¥ paid to the team.
        duty: whether members have one.
    """
    joined = over["joined"]
    acquired = ratio(total["acquisition"], joined)
    worth = ratio(total["gross_profit"], joined)
    out = {
        "lifetime_value": worth,
        "acquisition_cost": acquired,
        "value_per_cost": ratio(worth, acquired),
        "return_on_cost": ratio(total["gross_profit"], total["cash_cost"] + wages),
        "payback_day": _payback(daily),
        "renewal_rate": ratio(total["renewed"], total["renewals_due"]),
        "removed_share": ratio(total["newly_removed"], joined) if duty else np.nan,
        "member_answer_share": ratio(total["replies"], total["replies"] + total["team_replies"]),
        "mention_conversion": ratio(total["mention_orders"], total["mention_readers"]),
        "advert_conversion": ratio(total["advert_orders"], total["advert_readers"]),
        "attended_per_member": ratio(total["attended"], joined) if total["attended"] else np.nan,
    }
    for days in REPEATS:
        out[f"repeat_share_{days}"] = ratio(
            over[f"repeat_orders_{days}"], over[f"first_orders_{days}"]
        )
    return out


def _payback(daily: Floats) -> float:
    """Return the day on which gross profit has paid for acquiring people, NaN if it never does."""
    cost = daily[..., COLUMN["acquisition"]].sum(axis=0).cumsum()
    profit = daily[..., COLUMN["gross_profit"]].sum(axis=0).cumsum()
    if cost[-1] <= 0:
        return np.nan
    behind = np.flatnonzero(profit < cost)
    paid = int(behind[-1]) + 1 if len(behind) else 0
    return float(paid) if paid < len(cost) else np.nan


def contact_metrics(total: dict[str, float], daily: Floats, joined: float) -> dict[str, float]:
    """Return how the contacts of the account fared; NaN where it has none.

    Args:
        total: see `totals`.
        daily: see `value_metrics`.
        joined: how many came in.
    """
    days = total["contacts"]  # contact-days
    last = daily[:, -1]  # friends outlive their group
    has_any = days > 0
    reached = total["readers"] + (total["reached_outside"] if has_any else 0.0)
    return {
        "reached_share": ratio(reached, total["joined"]),
        "contact_share": ratio(last[:, COLUMN["contacts"]].sum(), joined) if has_any else np.nan,
        "hidden_share": ratio(total["newly_hidden"], joined) if has_any else np.nan,
        "blocked_share": ratio(total["newly_blocked"], joined) if has_any else np.nan,
        "interactions_per_100": 100 * ratio(total["interactions"], days),
        "enquiries_per_100": 100 * ratio(total["enquiries"], days),
        "answered_share": ratio(total["answered"], total["enquiries"]),
        "mean_wait": ratio(total["waited"], total["answered"]),
        "enquiry_conversion": ratio(total["contact_orders"], total["answered"]),
        "enquiry_odds": ratio(total["contact_orders"], total["answered"] - total["contact_orders"]),
        "contact_order_share": ratio(total["contact_orders"], total["orders"])
        if has_any
        else np.nan,
        "contact_trust": _trust_at_end(last),
    }


def _trust_at_end(last: Floats) -> float:
    contacts = last[:, COLUMN["contacts"]]
    return ratio(float(contacts @ last[:, COLUMN["contact_trust"]]), float(contacts.sum()))
