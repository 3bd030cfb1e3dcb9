"""What people are worth and how contacts fared, against tables made by hand and slow oracles."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from plain import a_group, a_member, parameters

from simcommunity.core.members.conversation import write
from simcommunity.core.members.record import MEMBER, NEVER
from simcommunity.core.vitals import COLUMN, DAILY
from simcommunity.results.group_table import ROW
from simcommunity.results.measured import Measured
from simcommunity.results.money_metrics import contact_metrics, money_metrics, value_metrics
from simcommunity.results.talk_statistics import burstiness, repeat_orders

money = st.floats(0, 1000).map(lambda x: round(x, 2))


def table(groups: int = 1, days: int = 4, **columns: Any) -> np.ndarray[Any, Any]:
    """Return a daily table with some measures told, (groups, days) or what fits it."""
    daily = np.zeros((groups, days, len(DAILY)))
    for name, values in columns.items():
        daily[..., COLUMN[name]] = values
    return daily


def measured(
    daily: np.ndarray[Any, Any], joined: list[float], wages: float = 0.0, **fields: float
) -> Measured:
    """Return a finished replicate with such a daily table and such groups."""
    groups = np.zeros(len(joined), ROW)
    groups["joined"], groups["last_day"] = joined, daily.shape[1] - 1
    for name, value in fields.items():
        groups[name] = value
    paid = np.full(daily.shape[1], wages / daily.shape[1])
    return Measured(daily, groups, np.zeros((len(joined), 1), MEMBER), paid, {"duty_days": 3.0})


def test_what_people_are_worth_and_cost() -> None:
    daily = table(
        2,
        gross_profit=[[10, 20, 30, 40], [0, 0, 50, 50]],
        acquisition=[[60, 0, 0, 0], [40, 0, 0, 0]],
        cash_cost=[[60, 5, 5, 0], [40, 0, 0, 10]],
    )
    found = value_metrics(
        measured(daily, [12, 8], wages=80.0, first_orders_30=5, repeat_orders_30=2)
    )
    assert found["lifetime_value"] == 200 / 20
    assert found["acquisition_cost"] == 100 / 20
    assert found["value_per_cost"] == 2
    assert found["return_on_cost"] == 200 / (120 + 80)
    assert found["payback_day"] == 2  # 10, 30, 110 against 100
    assert found["repeat_share_30"] == 2 * 2 / (2 * 5)
    assert math.isnan(found["repeat_share_90"])


def test_what_would_have_been_bought_anyway_is_not_what_the_groups_brought() -> None:
    daily = table(
        1, orders=[10, 0, 6, 4], anyway_orders=[3, 0, 1, 1], gross_profit=[100, 0, 60, 40],
        anyway_profit=[30, 0, 10, 15], cash_cost=[0, 20, 0, 0],
    )  # fmt: skip
    found = money_metrics(measured(daily, [10], wages=40.0))
    assert found["anyway_share"] == 5 / 20
    assert found["profit"] == 200 - 20 - 40
    assert found["profit_brought"] == found["profit"] - 55


@pytest.mark.parametrize(
    ("profit", "cost", "day"),
    [
        ([0, 0, 100, 0], [100, 0, 0, 0], 2),
        ([100, 0, 0, 0], [100, 0, 0, 0], 0),
        ([99, 0, 0, 0], [100, 0, 0, 0], math.nan),
        ([50, 0, 100, 0], [50, 100, 0, 0], 2),  # paid for on the first day, then again
        ([50, 50, 0, 0], [0, 0, 0, 0], math.nan),  # nobody was paid for
        ([0, 0, 0, 7], [0, 0, 7, 0], 3),
    ],
)
def test_the_day_on_which_acquiring_people_is_paid_for(
    profit: list[float], cost: list[float], day: float
) -> None:
    daily = table(gross_profit=[profit], acquisition=[cost])
    found = value_metrics(measured(daily, [1]))
    assert found["payback_day"] == pytest.approx(day, nan_ok=True)


@given(st.lists(st.tuples(money, money), min_size=1, max_size=12))
def test_after_payback_people_are_never_behind_again(days: list[tuple[float, float]]) -> None:
    daily = table(1, len(days), gross_profit=[p for p, _ in days], acquisition=[c for _, c in days])
    paid = value_metrics(measured(daily, [1]))["payback_day"]
    ahead = np.cumsum([p for p, _ in days]) >= np.cumsum([c for _, c in days])
    fits = [d for d in range(len(days)) if ahead[d:].all()]
    if sum(c for _, c in days) <= 0 or not fits:
        assert math.isnan(paid)
    else:
        assert paid == fits[0]


SHARES = {
    "renewal_rate": ("renewed", "renewals_due"),
    "mention_conversion": ("mention_orders", "mention_readers"),
    "advert_conversion": ("advert_orders", "advert_readers"),
}


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=4, max_size=4))
def test_conversions_are_ratios_of_totals(days: list[tuple[int, int]]) -> None:
    top, more = np.transpose(days)
    for name, (above, below) in SHARES.items():
        daily = table(**{above: top, below: top + more})
        found = value_metrics(measured(daily, [1]))
        total = (top + more).sum()
        expected = top.sum() / total if total else math.nan
        assert found[name] == pytest.approx(expected, nan_ok=True)


def test_the_other_shares() -> None:
    daily = table(
        replies=[3, 0, 0, 0], team_replies=1, newly_removed=[0, 2, 0, 0], attended=[0, 0, 5, 0]
    )
    found = value_metrics(measured(daily, [10]))
    assert found["member_answer_share"] == 3 / 7
    assert (found["removed_share"], found["attended_per_member"]) == (0.2, 0.5)


def test_how_contacts_fared() -> None:
    daily = table(
        2, 2, joined=10, readers=[[4, 2], [0, 0]], reached_outside=[[1, 1], [2, 0]],
        contacts=[[8, 6], [4, 2]], newly_hidden=[[0, 2], [0, 1]], newly_blocked=[[0, 1], [0, 0]],
        interactions=[[1, 1], [0, 0]], enquiries=[[5, 3], [2, 0]], answered=[[4, 3], [1, 0]],
        qualified=[[3, 2], [1, 0]],
        waited=[[100, 60], [0, 0]], orders=[[3, 2], [3, 0]], contact_orders=[[1, 1], [0, 0]],
        contact_trust=[[0.9, 0.5], [0.9, 0.1]],
    )  # fmt: skip
    found = contact_metrics(measured(daily, [10, 10]))
    assert {name: pytest.approx(value) for name, value in found.items()} == {
        "reached_share": 10 / 40, "contact_share": 8 / 20, "hidden_share": 3 / 20,
        "blocked_share": 1 / 20, "interactions_per_100": 10.0, "enquiries_per_100": 50.0,
        "answered_share": 8 / 10, "mean_wait": 20.0, "contact_order_share": 2 / 8,
        "enquiry_conversion": 2 / 8, "qualified_share": 6 / 8, "qualified_odds": 6 / 2,
        "contact_trust": (6 * 0.5 + 2 * 0.1) / 8,
    }  # fmt: skip
    daily = table(joined=10, readers=4, orders=2)
    bare = contact_metrics(measured(daily, [10]))
    assert bare.pop("reached_share") == 0.4
    assert all(math.isnan(value) for value in bare.values())


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (list(range(20)), -1.0),  # like a clock
        ([0] * 19 + [19], (math.sqrt(18) - 1) / (math.sqrt(18) + 1)),  # all at once, then a pause
        ([0] * 10 + [19] * 10, (math.sqrt(18) - 1) / (math.sqrt(18) + 1)),
        ([5] * 20, math.nan),  # one day says nothing about times
        ([0, 9] * 9, math.nan),  # too few messages
    ],
)
def test_burstiness_is_that_of_the_days_between_messages(days: list[int], expected: float) -> None:
    member = a_member()
    for day in sorted(days):
        write(member, a_group(day=day), 1, parameters())
    row = np.zeros((1, 3), MEMBER)  # the others have written nothing
    for name in ("written", "first_wrote", "last_wrote", "gap_squares"):
        row[0, 1][name] = getattr(member, name)
    assert burstiness(row) == pytest.approx(expected, nan_ok=True)


@given(
    st.lists(st.lists(st.integers(0, 59), max_size=4, unique=True), max_size=20),
    st.integers(1, 60),
    st.integers(60, 90),
)
def test_repeat_orders_are_those_of_an_order_book(
    books: list[list[int]], within: int, days: int
) -> None:
    members = np.zeros(len(books), MEMBER)
    for member, book in zip(members, map(sorted, books), strict=True):
        first, second, *_ = [*book, NEVER, NEVER]
        member["first_order"], member["second_order"] = first, second
    orders = pd.DataFrame(
        [(i, day) for i, book in enumerate(books) for day in book], columns=["who", "day"]
    )
    orders["since"] = orders["day"] - orders.groupby("who")["day"].transform("min")
    followed = orders[orders["day"] - orders["since"] <= days - 1 - within]
    again = followed[(followed["since"] > 0) & (followed["since"] <= within)]
    expected = (followed["who"].nunique(), again["who"].nunique())
    assert repeat_orders(members, within, days) == expected
