"""A log is fitted and forecast by simulated groups; small, through the public functions."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from simcommunity.report.fitting import scenario_yaml
from simcommunity.scenario.errors import ScenarioError
from simcommunity.scenario.loader import load_scenario, load_text
from simcommunity.study.fit.calibration import ranks
from simcommunity.study.fit.fitting import fit
from simcommunity.study.fit.numbers import Free
from simcommunity.study.fit.own_story import as_told
from simcommunity.study.forecast.forecasting import AHEAD, forecast
from simcommunity.study.log.grouplog import GroupLog, read_log

LOG = Path(__file__).parents[2] / "experiments" / "logs" / "my_group.csv"


def test_a_fit_is_the_same_for_any_number_of_threads_and_can_be_run_again() -> None:
    log = read_log(LOG).first(10)
    made = [
        fit(log, "supermarket_topics", points=30, simulations=150, jobs=jobs) for jobs in (1, 2)
    ]
    assert np.array_equal(made[0].unit, made[1].unit)
    assert [one.name for one in made[0].told][:2] == ["size", "sociability"]
    for one in made[0].told:
        assert one.range.low <= one.quantiles[0] <= one.quantiles[2] <= one.quantiles[4]
        assert one.quantiles[4] <= one.range.high * 1.0001
    story = load_text(scenario_yaml(made[0]), "fitted.yaml").scenario
    assert story.parameters["habit"] == pytest.approx(made[0].scenario.parameters["habit"])
    assert story.groups.size == made[0].scenario.groups.size


def test_what_the_team_sent_is_sent_on_the_same_days() -> None:
    sent = np.array([2.0, 0, 3, 2, 0])
    log = GroupLog("mine", {"active_posters": np.ones(5), "adverts": sent})
    past, coming = as_told(load_scenario("organic").scenario, log).playbook.phases
    days = np.zeros(5)
    for entry in past.plan.calendar.values():
        days[list(entry.dates or ())] += entry.times
    assert days.tolist() == sent.tolist()
    assert [entry.per_day for entry in coming.plan.calendar.values()] == [1]


def test_an_unknown_number_is_refused_with_the_nearest() -> None:
    with pytest.raises(ScenarioError, match="did you mean 'habit'"):
        fit(read_log(LOG), names=["habitt"])
    with pytest.raises(ScenarioError, match="at least 3"):
        fit(read_log(LOG).first(2))


def test_the_ranks_of_true_numbers_are_even() -> None:
    ranges = {"sociability": Free(0.2, 5, log=True), "people": Free(10, 120, log=True)}
    story = load_scenario("organic", ["arrival.0.days=3"]).scenario
    got = ranks(
        story, ranges, days=10, columns=("active_posters", "messages"), trials=16, draws=9,
        points=40, simulations=160, seed=1,
    )  # fmt: skip
    # The mean of 32 ranks of 0–9 has a standard deviation of 0.5; a fit that is off lies far out.
    assert got.mean() == pytest.approx(4.5, abs=1.6)
    assert got.std() == pytest.approx(2.87, abs=0.8)


def test_a_forecast_of_a_group_of_people_who_found_one_another() -> None:
    log = GroupLog("mine", {"active_posters": np.array([3.0, 2, 2, 0, 1, 0, 0, 0, 0, 0, 0, 0])})
    found = forecast(log, simulations=800, draws=20, seed=3)
    assert found.quiet_now == 7
    chances = [found.silent[day] for day in AHEAD]
    assert chances == [1.0] * len(AHEAD)  # it is silent already
    assert found.posters.shape == (20, 97)
    assert found.median[:7].max() <= 2
    assert sum(c.best for c in found.changes) + found.as_now_best == pytest.approx(1)
    assert found.lent_a_team
    again = forecast(log, simulations=800, draws=20, seed=3, jobs=2)
    assert again.as_dict() == found.as_dict()
