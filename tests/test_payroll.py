"""What the team is paid, and by whom it is made up."""

from __future__ import annotations

import numpy as np
import pytest

from simcommunity.core.vitals import COLUMN, DAILY
from simcommunity.results.money_metrics import wages
from simcommunity.scenario.loader import load_scenario
from simcommunity.scenario.team import Team
from simcommunity.simulation.running import run

SHORT = ["days=15", "arrival.0.places=1", "groups.size=50"]


def test_worked_minutes_are_paid_or_all_hours() -> None:
    daily = np.zeros((2, 3, len(DAILY)))
    daily[..., COLUMN["staff_minutes"]] = [[30, 0, 60], [0, 0, 90]]
    assert wages(daily, 20.0, 0.0).tolist() == [[10, 0, 20], [0, 0, 30]]
    assert wages(daily, 20.0, 160.0).tolist() == [[80, 80, 80], [80, 80, 80]]


def test_roles_stand_in_place_of_the_team_as_a_whole() -> None:
    seats = {
        "boss": {"people": 1, "hours": 2, "wage": 100},
        "assistants": {"people": 3, "hours": 6, "wage": 20},
    }
    team = Team.model_validate({"people": 9, "roles": seats})
    assert team.hours_a_day == 20
    assert team.mean_wage == (2 * 100 + 18 * 20) / 20
    assert team.payroll_a_day == 0
    paid = Team.model_validate({"roles": seats, "payroll": "all"})
    assert paid.payroll_a_day == pytest.approx(560)
    alone = Team(people=2, hours=7.5, wage=30, payroll="all")
    assert (alone.hours_a_day, alone.mean_wage, alone.payroll_a_day) == (15, 30, 450)


def test_roles_may_be_followed_and_advise_better_or_worse() -> None:
    team = Team.model_validate(
        {
            "skill": 0.4,
            "roles": {
                "teachers": {"people": 2, "hours": 1.5, "wage": 200, "ip": True, "skill": 1},
                "assistants": {"people": 3, "hours": 8, "wage": 20, "skill": 0.2},
                "adviser": {"people": 1, "hours": 6, "wage": 30, "skill": 0.8},
                "poster": {"people": 1, "hours": 10, "wage": 20},
            },
            "payroll": "all",
        }
    )
    assert (team.hours_a_day, team.ip_hours) == (43, 3)
    assert team.mean_skill == pytest.approx((24 * 0.2 + 6 * 0.8 + 10 * 0.4) / 40)
    assert team.payroll_a_day == 2 * 1.5 * 200 + 24 * 20 + 6 * 30 + 10 * 20
    assert Team(ip=2).ip_hours == 2


def test_nobody_is_paid_nothing() -> None:
    nobody = Team(people=0, payroll="all")
    assert (nobody.hours_a_day, nobody.mean_wage, nobody.payroll_a_day) == (0, 25, 0)


def test_roles_work_like_the_same_people_without_names() -> None:
    plain = run(load_scenario("supermarket", SHORT), replicates=2)
    roles = "team.roles={poster: {people: 1, hours: 5}, adviser: {people: 1, hours: 3}}"
    named = run(load_scenario("supermarket", [*SHORT, roles]), replicates=2)
    assert named.digest == plain.digest
    assert named.metrics["profit"] == plain.metrics["profit"]


def test_a_role_that_is_followed_works_like_the_hours_of_such_a_person() -> None:
    short = ["days=15", "groups.size=50"]
    plain = run(load_scenario("moments_shop", [*short, "team.ip=3"]), replicates=2)
    roles = "team.roles={person: {hours: 3, wage: 30, ip: true}, seller: {hours: 5, wage: 30}}"
    named = run(load_scenario("moments_shop", [*short, roles]), replicates=2)
    assert named.digest == plain.digest


def test_a_payroll_is_paid_to_the_last_yuan() -> None:
    paid = run(load_scenario("supermarket", [*SHORT, "team.payroll=all"]), replicates=2)
    assert paid.metrics["wages"].mean == pytest.approx(15 * 8 * 25)
    free = run(load_scenario("supermarket", [*SHORT, "team.wage=0"]), replicates=2)
    assert free.metrics["wages"].mean == 0
    profits = [run.per_replicate["profit"] for run in (free, paid)]
    assert profits[0] - profits[1] == pytest.approx(15 * 8 * 25)
