"""What to change, ranked on the same people with the same luck."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from simcommunity.core.vitals import COLUMN
from simcommunity.report.cautions import warnings
from simcommunity.report.run_page import RunReport, report
from simcommunity.report.run_words import start
from simcommunity.report.suggestions import (
    advice,
    beside_now,
    changes_table,
    instead,
    meanings,
    small_print,
)
from simcommunity.scenario.loader import load_scenario
from simcommunity.simulation.events import events
from simcommunity.simulation.running import Result, run
from simcommunity.study.compare.suggestions import (
    NOTHING,
    NOW,
    Change,
    Changes,
    affordable,
    what_to_change,
)
from simcommunity.study.story.leavers import why_left

SMALL = [
    "days=20", "replicates=4", "groups.size=30", "arrival.0.places=1", "arrival.0.per_day=20",
    "arrival.0.days=4",
]  # fmt: skip


@pytest.fixture(scope="module")
def result() -> Result:
    return run(load_scenario("supermarket", SMALL), jobs=1)


@pytest.fixture(scope="module")
def found(result: Result) -> Changes:
    tried = what_to_change(result, jobs=1)
    assert tried is not None
    return tried


def test_the_scenario_and_not_starting_stand_among_what_was_tried(found: Changes) -> None:
    names = [one.name for one in found.ranked]
    assert set(names) == {
        NOW, NOTHING, "benefit_led", "hands_off", "ip_led", "social_first", "topic_led",
        "fewer_adverts",
    }  # fmt: skip
    profits = [one.profit for one in found.ranked]
    assert profits == sorted(profits, reverse=True)
    nothing = next(one for one in found.ranked if one.name == NOTHING)
    now = next(one for one in found.ranked if one.name == NOW)
    assert nothing.profit == 0
    assert nothing.more == pytest.approx(-now.profit)
    assert found.beside.name not in (NOW, NOTHING)
    assert found.correct > 0.2


def test_a_change_earns_what_it_earns_in_a_run_of_its_own(found: Changes, result: Result) -> None:
    alone = run(
        load_scenario("supermarket_hands_off", SMALL), replicates=found.replicates, jobs=1
    ).per_replicate["profit"]
    now = run(load_scenario("supermarket", SMALL), replicates=found.replicates, jobs=1)
    one = next(one for one in found.ranked if one.name == "hands_off")
    assert one.profit == pytest.approx(alone.mean())
    assert one.more == pytest.approx((alone - now.per_replicate["profit"]).mean())
    assert one.lo < one.more < one.hi
    interval = stats.t.interval(0.95, len(alone) - 1, alone.mean(), stats.sem(alone))
    assert (one.profit_lo, one.profit_hi) == pytest.approx(interval)
    assert one.metrics["gross_profit"] - one.metrics["cost"] == pytest.approx(one.profit)


def test_trying_takes_no_longer_than_the_run_or_some_seconds(result: Result) -> None:
    small = replace(result, mean_members=300.0, days=30, replicates=2)
    large = replace(result, mean_members=26_000.0, days=120, replicates=20)
    huge = replace(result, mean_members=1e6, days=120, replicates=20)
    assert [affordable(one, 8) for one in (small, large, huge)] == [20, 6, 0]
    assert affordable(replace(huge, replicates=40), 8) == 5
    assert what_to_change(replace(result, mean_members=0.0), jobs=1) is None


def _change(name: str, profit: float, more: float, lo: float, hi: float) -> Change:
    return Change(
        name=name,
        title={"en": name.title(), "zh": name},
        profit=profit,
        profit_lo=profit - 10,
        profit_hi=profit + 10,
        more=more,
        lo=lo,
        hi=hi,
        better=0.97,
        pays=0.8,
        metrics={"gross_profit": 200.0, "cost": 200.0 - profit},
    )


def _told(found: Changes, *ranked: Change, replicates: int = 10) -> Changes:
    return Changes(ranked, found.candidates, 0.96, ("social_first", "benefit_led"), replicates)


def test_the_advice_is_no_surer_than_the_intervals(found: Changes) -> None:
    now = _change(NOW, -100.0, 0.0, 0.0, 0.0)
    nothing = _change(NOTHING, 0.0, 100.0, 90.0, 110.0)
    better = _change("social_first", -20.0, 80.0, 60.0, 100.0)
    unsure = _change("benefit_led", -90.0, 10.0, -30.0, 50.0)

    def told(*ranked: Change) -> str:
        return " ".join(advice(_told(found, *ranked), "en"))

    assert told(nothing, better, unsure, now).startswith("Better not to start: the best of what")
    assert "If it is done all the same, change this first: “Social_First”" in told(
        nothing, better, now
    )
    assert "does not surely earn more" in told(nothing, unsure, now)
    rich = _change("social_first", 50.0, 150.0, 60.0, 240.0)
    said = told(rich, nothing, unsure, now)
    assert said.startswith("Change this first: “Social_First”. The profit would be ¥50 (95% int")
    assert "better than now with a probability of 97%." in said
    assert "Only if all of it does, the probability that it pays is 80%." in said
    (title, means), *_ = meanings(_told(found, rich, nothing, now), "en")
    assert title == "Social_First"
    assert "newcomers are welcomed" in means[0]
    assert "Of every ¥100 of gross profit at least ¥75 must come because of the group" in said
    heads, rows = changes_table(found, "en")
    assert [len(row) for row in rows] == [len(heads)] * len(found.ranked)
    beside = beside_now(_told(found, rich, nothing, now), 20, "en")
    assert beside is not None
    assert beside[1][:3] == [
        ["profit", "−¥100", "¥50"],
        ["gross profit of the orders", "¥200", "¥200"],
        ["gifts, red packets, wages and other costs", "¥300", "¥150"],
    ]
    assert beside_now(_told(found, nothing, unsure, now), 20, "en") is None


def test_what_would_pay_is_said_beside_the_verdict(found: Changes) -> None:
    now = _change(NOW, -100.0, 0.0, 0.0, 0.0)
    sure = _change("social_first", 50.0, 150.0, 60.0, 240.0)
    unsure = _change("social_first", 5.0, 105.0, 60.0, 150.0)
    loses = _change("social_first", -5.0, 95.0, 60.0, 130.0)
    assert instead(_told(found, sure, now), "en").startswith("Done as “Social_First”, it would")
    assert instead(_told(found, unsure, now), "en").startswith("Done as “Social_First”, it might")
    assert instead(_told(found, loses, now), "en") == ""
    assert instead(None, "en") == ""


def test_with_few_replicates_no_change_is_sure(found: Changes, result: Result) -> None:
    now = _change(NOW, -100.0, 0.0, 0.0, 0.0)
    better = _change("social_first", 50.0, 150.0, 60.0, 240.0)
    worse = _change("benefit_led", -200.0, -100.0, -110.0, -90.0)
    few = _told(found, better, now, worse, replicates=9)
    assert few.first is None
    assert few.as_dict()["cautions"] == [{"kind": "few_replicates", "replicates": 9, "least": 10}]
    assert advice(few, "en") == [
        "Of the 2 changes that were tried none surely earns more than now."
    ]
    assert instead(few, "en") == ""
    assert beside_now(few, 20, "en") is None
    assert not [one for one in small_print(few, "en") if "Surely" in one]
    (caution,) = warnings(few.cautions, "en")
    many = replace(result, replicates=10)  # of the run itself there were enough
    page = report(RunReport(many, "simcommunity run x", few), "en")
    assert page.count(caution) == 2  # over the verdict, and over what to change
    assert page.index(caution) < page.index(start(many, "en").partition(":")[0] + ":")
    enough = _told(found, better, now, worse)
    assert enough.first is better
    assert [one for one in small_print(enough, "en") if one == "Surely worse: Benefit_Led."]


@pytest.mark.parametrize("few", [2, 9])
def test_the_headline_of_too_few_replicates_is_sure_of_nothing(
    found: Changes, result: Result, few: int
) -> None:
    now = _change(NOW, -100.0, 0.0, 0.0, 0.0)
    nothing = _change(NOTHING, 0.0, 100.0, 90.0, 110.0)
    better = _change("social_first", -20.0, 80.0, 60.0, 100.0)
    tried = replace(_told(found, nothing, better, now, replicates=20), correct=0.9999)
    probability, its_own = "the best of these has a probability of", "20 replicates of its own"

    def headline(replicates: int) -> str:
        page = report(RunReport(replace(result, replicates=replicates), "x", tried), "en")
        assert page.count(probability)  # over what to change
        return next(line for line in page.splitlines() if "Better not to start" in line)

    assert its_own in headline(few)
    assert probability not in headline(few)
    assert its_own not in headline(10)
    assert probability in headline(10)
    said = " ".join(advice(replace(tried, replicates=few), "en"))
    assert "Better not to start" in said
    assert "probability" not in said


def test_those_who_were_watched_left_for_what_the_event_log_says() -> None:
    scenario = load_scenario("supermarket", SMALL).scenario
    log = events(scenario)
    gone = log[log["event"].isin(["left", "removed"])]
    expected = Counter(gone["why"].astype(str))
    leavers = why_left(scenario, days=scenario.days, seed=scenario.seed)
    assert leavers.watched == log.loc[log["event"] == "joined", "person"].nunique()
    assert leavers.left == len(gone) > 0
    assert leavers.reasons == dict(expected)
    assert list(leavers.reasons.values()) == sorted(leavers.reasons.values(), reverse=True)


def test_what_was_run_is_not_run_again() -> None:
    """A scenario with enough replicates tells of its first ones what a shorter run tells."""
    heard = []
    long = run(load_scenario("supermarket", SMALL), replicates=20, jobs=1)
    found = what_to_change(long, jobs=1, on_replicate=heard.append)
    assert found is not None
    assert len(heard) == found.replicates * (len(found.candidates) - 1)
    alone = run(load_scenario("supermarket", SMALL), replicates=found.replicates, jobs=1)
    assert found.now.profit == alone.per_replicate["profit"].mean()
    silent = alone.metrics["death_day_silence"]
    assert found.now.metrics["death_day_silence"] == silent.median
    worth = alone.per_replicate["lifetime_value"] * alone.per_replicate["members"]
    assert found.now.metrics["gross_profit"] == pytest.approx(worth.mean())


def test_gross_profit_less_cost_is_the_profit_and_is_what_groups_earned(found: Changes) -> None:
    earned: list[float] = []
    gross = COLUMN["gross_profit"]
    alone = run(
        load_scenario("supermarket", SMALL), jobs=1, replicates=found.replicates,
        on_replicate=lambda one: earned.append(float(np.nansum(one.daily[..., gross]))),
    )  # fmt: skip
    told = found.now.metrics
    assert told["gross_profit"] == pytest.approx(np.mean(earned))
    assert told["gross_profit"] - told["cost"] == pytest.approx(alone.metrics["profit"].mean)
