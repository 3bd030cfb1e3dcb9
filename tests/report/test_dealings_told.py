"""What one person brings and costs, the way to an order, and the team's time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from made_up import gathered

from simcommunity.core.vitals import COLUMN
from simcommunity.report.run_economy import (
    funnel_table,
    parts,
    steps,
    work_table,
    work_told,
    worth_told,
)
from simcommunity.results.replicate import Replicate
from simcommunity.simulation.running import Result

PEOPLE = 50


@pytest.fixture
def told(make_result: Callable[..., Result], make_replicate: Callable[..., Replicate]) -> Result:
    """Two replicates of 50 people: each brings 3 ¥ and costs 2 to win, 0.5 in gifts, 1 in wages."""
    both = [make_replicate(0), make_replicate(1)]
    for one in both:
        one.groups["joined"] = PEOPLE / 2
        one.daily[:] = 0
        for name, each in (
            ("gross_profit", 3.0), ("cash_cost", 2.5), ("acquisition", 2.0), ("orders", 0.4),
            ("staff_minutes", 60 / 25), ("joined", 20.0), ("readers", 5.0), ("advert_readers", 4.0),
            ("mention_readers", 0.5), ("advert_orders", 0.3),
        ):  # fmt: skip
            one.daily[0, 3, COLUMN[name]] = each * PEOPLE
        one.paid[:] = 0
        one.paid[3] = PEOPLE
    return make_result(**gathered(*both))


def test_what_is_left_of_a_person_is_what_it_brings_less_what_it_costs(told: Result) -> None:
    found = {name: values.tolist() for name, values in parts(told).items()}
    assert found == {
        "brings": [3.0, 3.0],
        "won": [-2.0, -2.0],
        "given": [-0.5, -0.5],
        "wages": pytest.approx([-1.0, -1.0]),
        "net": pytest.approx([-0.5, -0.5]),
    }


def test_it_is_said_where_a_person_breaks_even(told: Result) -> None:
    said = " ".join(worth_told(told, "en"))
    assert "brings ¥3 of gross profit but costs ¥3.5: ¥0.5 are lost on it" in said
    assert "each would have to bring ¥3.5, 1.17 times as much" in said
    assert "winning one may cost up to ¥1.5; now it costs ¥2" in said


def test_the_steps_to_an_order_are_for_one_who_came(told: Result) -> None:
    found = {name: mean for name, (mean, _, _) in steps(told).items()}
    assert found == pytest.approx({"since": 20.0, "reached": 5.0, "goods": 4.5, "orders": 0.4})
    _, rows = funnel_table(told, "en")
    assert ["had read an advert that day", "75%", ""] in [list(row) for row in rows]


def test_the_teams_time_is_told_with_what_was_cut(told: Result) -> None:
    hours = PEOPLE / 25
    assert told.totals.by_day("staff_minutes")[3] == pytest.approx(60 * hours)
    (said, *rest) = work_told(told, "en")
    assert "8 h a day" in said
    assert "most on day 3, 2 h" in said
    assert rest == ["All planned messages were sent."]
    _, rows = work_table(replace(told, asked={"advert": (1000.0, 250.0)}), "en")
    assert [list(row) for row in rows] == [["Advert", "1,000", "750", "250"]]


def test_nobody_came(
    make_result: Callable[..., Result], make_replicate: Callable[..., Replicate]
) -> None:
    empty = make_result(**gathered(make_replicate(opened=(), deaths=())))
    assert worth_told(empty, "en") == []
    assert all(np.isnan(mean) for mean, _, _ in steps(empty).values())
