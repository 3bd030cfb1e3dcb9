"""A playbook as a point on a grid, and a point as a playbook."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simcommunity.scenario import catalogue
from simcommunity.scenario.loader import load_scenario, load_text
from simcommunity.scenario.writing import playbook_data, scenario_yaml
from simcommunity.study.optimise.design import Space, load_design
from simcommunity.study.optimise.search import neighbour
from simcommunity.study.optimise.space import Grid


def grid_of(name: str, **space: object) -> Grid:
    """Return the grid of a shipped scenario."""
    scenario = load_scenario(name).scenario
    known = {**catalogue.messages(), **scenario.messages}
    return Grid(scenario.model_copy(update={"messages": known}), Space.model_validate(space))


GROUP = grid_of("coffee_shop")
BOTH = grid_of("four_channels")


def test_members_own_talk_is_nothing_a_team_can_send() -> None:
    assert {"member_chat", "member_spam"} & set(GROUP.kinds) == set()
    assert {"advert", "life_share", "large_event"} <= set(GROUP.kinds)


def test_without_contacts_there_is_nothing_but_the_group() -> None:
    assert GROUP.channels == ("group",)
    assert not [name for name in GROUP.dimensions if name.startswith(("moments", "private"))]
    assert BOTH.channels == ("group", "moments", "private")
    assert "service" in BOTH.dimensions


def test_a_kind_is_sent_where_somebody_would_send_it() -> None:
    shop = grid_of("moments_shop").dimensions
    assert "moments.life_share" in shop
    assert {"moments.welcome", "moments.service_reply", "moments.resource_lead"}.isdisjoint(shop)
    assert "group.resource_lead" not in GROUP.dimensions
    assert "group.resource_lead" in grid_of("resource_circle").dimensions  # it sends them already
    assert "moments.welcome" in grid_of("moments_shop", messages=("welcome",)).dimensions


def test_what_costs_nothing_cannot_be_made_dearer() -> None:
    assert "group.coupon.worth" in GROUP.dimensions  # it comes off the price
    assert "group.red_packet.worth" in GROUP.dimensions  # it is paid out
    assert "group.small_event.worth" not in GROUP.dimensions


def test_what_takes_long_to_prepare_is_rare() -> None:
    told = GROUP.dimensions
    most = {n: told[f"group.{n}"].options[-1] for n in GROUP.kinds if f"group.{n}" in told}
    assert most["large_event"] == most["guest_talk"] == 3  # weekly
    assert most["small_event"] == 6  # daily
    assert most["advert"] == 8  # three a day


def test_a_point_says_what_how_often_when_and_for_what_worth() -> None:
    grid = grid_of("coffee_shop", gates=("none", {"spend": 18}))
    point = dict.fromkeys(grid.dimensions, 0)
    point |= {"group.coupon": 6, "group.coupon.from": 2, "group.coupon.worth": 3}
    point |= {"group.small_event": 3, "answers": 2, "gate": 1, "wake.after": 1}
    point["wake"] = grid.dimensions["wake"].options.index("question")
    plan = grid.plan(point)
    assert playbook_data(plan.playbook) == {
        "answers": 0.4,
        "calendar": {
            "small_event": {"send": "small_event", "every": "7 days"},
            "coupon": {"send": "coupon", "per_day": 1, "starting": 3, "worth": 6.0},
        },
        "when": [
            {
                "if": {"days_since_talk": {"above": 2.0}},
                "then": {"send": "question"},
                "at_most": "once every 3 days",
            }
        ],
    }
    assert plan.gate.model_dump() == {"spend": 18.0}


@pytest.mark.parametrize("name", sorted(catalogue.playbook_files()))
def test_the_point_of_a_shipped_playbook_is_like_it(name: str) -> None:
    playbook = catalogue.playbook(name)
    there = GROUP.plan(GROUP.point(playbook, GROUP.scenario.gate)).playbook
    sent = {entry.send for entry in playbook.calendar.values()} - {"resource_lead"}  # of a trade
    assert {entry.send for entry in there.calendar.values()} == sent
    assert abs(there.answers - playbook.answers) <= 0.1 + 1e-9
    assert len(there.when) == len(playbook.when)


@given(st.integers(0, 10_000), st.sampled_from([GROUP, BOTH]))
def test_every_point_survives_the_way_there_and_back(seed: int, grid: Grid) -> None:
    random = np.random.default_rng(seed)
    point = {n: int(random.integers(len(d.options))) for n, d in grid.dimensions.items()}
    plan = grid.plan(point)
    assert grid.plan(grid.point(plan.playbook, plan.gate)) == plan


@given(st.integers(0, 10_000))
def test_a_neighbour_is_near_and_on_the_grid(seed: int) -> None:
    random = np.random.default_rng(seed)
    here = dict.fromkeys(BOTH.dimensions, 0)
    there = neighbour(BOTH, here, random)
    assert sum(here[name] != there[name] for name in here) <= 3
    assert all(0 <= there[n] < len(d.options) for n, d in BOTH.dimensions.items())


@pytest.mark.parametrize("name", ["coffee_shop", "four_channels", "boss_irregular"])
def test_what_is_written_runs_as_what_was_meant(name: str) -> None:
    task = load_design({"scenario": name, "start_from": []})
    base = task.base.scenario
    known = base.model_copy(update={"messages": {**catalogue.messages(), **base.messages}})
    grid = Grid(known, Space())
    random = np.random.default_rng(5)
    point = {n: int(random.integers(len(d.options))) for n, d in grid.dimensions.items()}
    plan = grid.plan(point)
    meant = known.model_copy(update={"playbook": plan.playbook, "gate": plan.gate})
    read = load_text(scenario_yaml(meant), "found").scenario
    assert playbook_data(read.playbook) == playbook_data(plan.playbook)
    assert read.gate == plan.gate
    assert read.people == base.people
    assert read.messages_used == meant.messages_used


@pytest.mark.parametrize("name", sorted(catalogue.scenario_files()))
def test_every_shipped_scenario_written_short_is_the_same(name: str) -> None:
    loaded = load_scenario(name)
    read = load_text(scenario_yaml(loaded.scenario), "short")
    assert read.hash == loaded.hash
    assert scenario_yaml(read.scenario) == scenario_yaml(loaded.scenario)


def test_what_has_been_changed_is_written_short_and_the_same() -> None:
    changes = [
        "segments.regular.sociability={median: 0.02}",
        "segments.regular.spam=0",
        "messages.coupon.money=0",  # a default of messages, and not of this one
        "hooks.giveaway.expects=0.1",
        "playbook.calendar={b: {send: coupon, every: 2, priority: 5}, a: {send: advert, every: 3,"
        " priority: 0}}",
        "arrival.0.playbook={calendar: {b: {send: coupon, every: 2}, a: {send: advert, every: 3,"
        " priority: 0}}}",
        "parameters={habit: 3}",
        "people.mix={regular: 1, fan: 0}",
    ]
    loaded = load_scenario("coffee_shop", changes)
    assert load_text(scenario_yaml(loaded.scenario), "short").hash == loaded.hash
