"""Whether to start at all: what the results say, whatever the scenario is called."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from simcommunity.report.run_words import start
from simcommunity.results.estimates import Estimate
from simcommunity.results.verdict import Verdict
from simcommunity.scenario.loader import load_scenario
from simcommunity.simulation.running import Result, run


@pytest.fixture(scope="module")
def told() -> Result:
    return run(load_scenario("no_hands", ["days=20", "arrival.0.places=1"]), replicates=2)


def number(mean: float, half: float = 0.0) -> Estimate:
    return Estimate(mean, mean, mean - half, mean + half, 5)


def changed(result: Result, **metrics: Estimate) -> Result:
    """Return a result in which nothing speaks for or against, but for some metrics."""
    plain = {
        "profit": number(0, 10), "lifetime_value": number(5), "wages": number(0),
        "acquisition_cost": number(0), "answered_share": number(1), "hidden_share": number(0),
        "blocked_share": number(0), "death_day_silence": Estimate(None, None, None, None, 0),
    }  # fmt: skip
    asked = {"advert": (100.0, 9.0)}
    return replace(result, metrics={**result.metrics, **plain, **metrics}, asked=asked)


NEVER_PAID = Estimate(None, None, None, None, 0)


@pytest.mark.parametrize(
    ("metrics", "start", "reasons"),
    [
        ({}, "undecided", ("either_way",)),
        ({"profit": number(-9, 8)}, "no", ("loss",)),
        ({"profit": number(9, 8)}, "yes", ("profit",)),
        ({"profit": Estimate(9, 9, None, None, 1)}, "undecided", ("one_run",)),
        ({"profit": number(-9), "wages": number(1e9)}, "no", ("loss", "wages")),
        (
            {"profit": number(-9), "acquisition_cost": number(9), "payback_day": NEVER_PAID},
            "no",
            ("loss", "never_paid_back"),
        ),
        ({"profit": number(9), "answered_share": number(0.7)}, "yes", ("profit", "unanswered")),
        (
            {"profit": number(-9), "hidden_share": number(0.2), "blocked_share": number(0.1)},
            "no",
            ("loss", "turned_away"),
        ),
        (
            {"profit": number(-9), "death_day_silence": Estimate(6, 6, 5, 7, 9, 5, 7, 0)},
            "no",
            ("loss", "silent"),
        ),
        (
            {"profit": number(9), "death_day_silence": Estimate(6, 6, 5, 7, 9, 5, 7, 0)},
            "yes",
            ("profit",),  # it earns, silent or not
        ),
    ],
)
def test_the_interval_of_the_profit_decides(
    told: Result, metrics: dict[str, Estimate], start: str, reasons: tuple[str, ...]
) -> None:
    assert changed(told, **metrics).verdict == Verdict(start, reasons)  # type: ignore[arg-type]


def test_a_plan_of_which_a_tenth_is_cut_is_too_much(told: Result) -> None:
    busy = replace(changed(told, profit=number(9)), asked={"a": (50.0, 10.0), "b": (50.0, 0.0)})
    assert busy.verdict.reasons == ("profit", "hours")


def test_silence_is_no_reason_where_people_come_for_the_offers(told: Result) -> None:
    dead = changed(told, profit=number(-9), death_day_silence=Estimate(6, 6, 5, 7, 9, 5, 7, 0))
    groups = dead.scenario.groups.model_copy(update={"type": "consumption"})
    offers = replace(dead, scenario=dead.scenario.model_copy(update={"groups": groups}))
    assert dead.verdict.reasons == ("loss", "silent")
    assert offers.verdict.reasons == ("loss",)


def test_orders_below_cost_are_told_before_the_wages(told: Result) -> None:
    dear = changed(told, profit=number(-9), wages=number(5))
    worth = {**dear.per_replicate, "lifetime_value": -np.ones(2), "members": np.array([3.0, 5.0])}
    sold = replace(dear, per_replicate=worth)
    assert sold.verdict.reasons == ("loss", "below_cost")
    assert "¥4" in start(sold, "en")
    assert "低于成本" in start(sold, "zh")


def test_where_nothing_is_earned_or_spent_nobody_says_either_way(told: Result) -> None:
    assert changed(told, profit=number(0)).verdict == Verdict("undecided", ("nothing",))


def test_a_payroll_is_lost_where_nobody_comes() -> None:
    nobody = ["arrival=[]", "days=20", "team.payroll=all", "team.people=2", "team.hours=8"]
    paid = run(load_scenario("supermarket", [*nobody, "team.wage=25"]), replicates=2)
    assert paid.mean_groups == 0
    assert paid.metrics["wages"].mean == 20 * 2 * 8 * 25
    assert paid.metrics["profit"].mean == -8000
    assert paid.verdict == Verdict("no", ("loss", "wages"))
    free = run(load_scenario("supermarket", [*nobody, "team.payroll=worked"]), replicates=2)
    assert free.verdict == Verdict("undecided", ("nothing",))


def test_what_was_cut_is_counted_by_kind_of_message(told: Result) -> None:
    wanted, cut = zip(*told.asked.values(), strict=True)
    assert sum(cut) == pytest.approx(told.metrics["messages_dropped"].mean)
    assert 0.5 < told.cut_share == sum(cut) / sum(wanted) < 1
    said = told.as_dict()
    assert said["cut"]["life_share"]["cut"] == said["cut"]["life_share"]["wanted"] > 0
    assert said["verdict"] == {"start": "no", "reasons": list(told.verdict.reasons)}


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("sells_only", "turned_away"),
        ("fission_too_early", "wages"),
        ("no_content", "wages"),
        ("one_product", "wages"),
        ("no_hands", "hours"),
    ],
)
def test_the_five_who_should_not_start_are_told_so_by_their_results(name: str, reason: str) -> None:
    said = run(load_scenario(name), replicates=3).verdict
    assert said.start == "no"
    assert reason in said.reasons


def test_a_shop_that_earns_is_told_to_try() -> None:
    assert run(load_scenario("moments_shop"), replicates=3).verdict.start == "yes"
