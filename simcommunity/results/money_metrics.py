"""Money, work, what people are worth and how contacts fared: wages, metrics, accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simcommunity.core.arrays import Floats
from simcommunity.core.vitals import COLUMN
from simcommunity.results.measured import Measured, ratio

if TYPE_CHECKING:
    from collections.abc import Mapping

CENTS_BELOW = 100  # ¥; where everything is smaller it is told to the cent
REPEATS = (30, 90, 180)  # days within which a first order is followed by another


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


def money_metrics(m: Measured) -> dict[str, float]:
    """Return what was ordered, earned and paid."""
    return {
        "orders_per_member": ratio(m.total["orders"], m.joined),
        "revenue_per_member": ratio(m.total["revenue"], m.joined),
        "profit": m.total["gross_profit"] - m.total["cash_cost"] - float(m.paid.sum()),
        "wages": float(m.paid.sum()),
        "anyway_share": ratio(m.total["anyway_orders"], m.total["orders"]),
        "profit_brought": m.total["gross_profit"]
        - m.total["anyway_profit"]
        - m.total["cash_cost"]
        - float(m.paid.sum()),
    }


def work_metrics(m: Measured) -> dict[str, float]:
    """Return how long the team worked, and what it had no time for."""
    minutes = m.total["staff_minutes"]
    return {
        "staff_hours": minutes / 60,
        "staff_minutes_a_day": ratio(minutes, len(m.groups) * m.daily.shape[1]),
        "messages_dropped": m.total["dropped"],
    }


def value_metrics(m: Measured) -> dict[str, float]:
    """Return what people are worth."""
    total, joined = m.total, m.joined
    acquired = ratio(total["acquisition"], joined)
    worth = ratio(total["gross_profit"], joined)
    duty = m.world["duty_days"] > 0
    out = {
        "lifetime_value": worth,
        "acquisition_cost": acquired,
        "value_per_cost": ratio(worth, acquired),
        "return_on_cost": ratio(total["gross_profit"], total["cash_cost"] + m.paid.sum()),
        "payback_day": _payback(m.daily),
        "renewal_rate": ratio(total["renewed"], total["renewals_due"]),
        "removed_share": ratio(total["newly_removed"], joined) if duty else np.nan,
        "member_answer_share": ratio(total["replies"], total["replies"] + total["team_replies"]),
        "mention_conversion": ratio(total["mention_orders"], total["mention_readers"]),
        "advert_conversion": ratio(total["advert_orders"], total["advert_readers"]),
        "attended_per_member": ratio(total["attended"], joined) if total["attended"] else np.nan,
    }
    for days in REPEATS:
        out[f"repeat_share_{days}"] = ratio(
            m.sums[f"repeat_orders_{days}"], m.sums[f"first_orders_{days}"]
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


def contact_metrics(m: Measured) -> dict[str, float]:
    """Return how the contacts of the account fared; NaN where it has none."""
    total, joined = m.total, m.joined
    days = total["contacts"]  # contact-days
    last = m.daily[:, -1]  # friends outlive their group
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
        "qualified_share": ratio(total["qualified"], total["answered"]),
        "qualified_odds": ratio(total["qualified"], total["answered"] - total["qualified"]),
        "contact_order_share": ratio(total["contact_orders"], total["orders"])
        if has_any
        else np.nan,
        "contact_trust": _trust_at_end(last),
    }


def _trust_at_end(last: Floats) -> float:
    contacts = last[:, COLUMN["contacts"]]
    return ratio(float(contacts @ last[:, COLUMN["contact_trust"]]), float(contacts.sum()))


def accounts(per_replicate: Mapping[str, Floats]) -> dict[str, float]:
    """Return ¥ of all groups, means over replicates: what comes in, what goes out, what is left.

    Rounding may leave a ¥ or two; they go into the largest amount, where they show least.

    Args:
        per_replicate: metrics, (replicates,).
    """
    people = per_replicate["members"]

    def total(of_each: str) -> float:
        return float(np.nansum(per_replicate[of_each] * people)) / len(people)

    wages, profit = (float(np.mean(per_replicate[name])) for name in ("wages", "profit"))
    revenue, won, gross = map(total, ("revenue_per_member", "acquisition_cost", "lifetime_value"))
    exact = {
        "revenue": revenue,
        "goods": gross - revenue,
        "won": -won,
        "given": profit - gross + won + wages,
        "wages": -wages,
    }
    unit = 1 if max(map(abs, exact.values())) >= CENTS_BELOW else 100  # of a ¥
    told = {name: round(amount * unit) for name, amount in exact.items()}
    largest = max(told, key=lambda name: abs(told[name]))
    told[largest] += round(profit * unit) - sum(told.values())
    return {name: amount / unit for name, amount in {**told, "profit": sum(told.values())}.items()}
