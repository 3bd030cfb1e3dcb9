"""A team's copy is the community that every other command runs, lived by the team's decisions."""

from __future__ import annotations

import numpy as np
import pytest
from small_rooms import small_spec

from simcommunity.results.replicate import Replicate
from simcommunity.scenario.errors import ScenarioError
from simcommunity.simulation.running import run
from simcommunity.workshop.actions import Price, over, spread
from simcommunity.workshop.play import Community, Copies, Life
from simcommunity.workshop.room_spec import (
    Allotment,
    community,
    ready_rooms,
    shipped_events,
    spec_of,
)

SEED = 11
DECISIONS = [
    Allotment(send={"questions": 3, "red_packets": 1}, answers=0.5),
    Allotment(send={"adverts": 9}, moderation=1),
    Allotment(),
]


@pytest.fixture(scope="module")
def place() -> Community:
    return Community(small_spec())


def test_a_copy_is_what_a_run_of_its_scenario_gives(place: Community) -> None:
    copies = Copies(place, SEED)
    scenario = copies.scenario(DECISIONS)
    kept: list[Replicate] = []
    run(scenario, seed=SEED, replicates=3, jobs=1, on_replicate=kept.append)
    design = copies.design(scenario)
    for replicate in range(3):
        life = copies.live(design, replicate)
        assert life.daily.tobytes() == kept[replicate].daily[0].tobytes()
    assert copies.live(design).profit.sum() == pytest.approx(kept[0].metrics["profit"])


def test_days_that_have_been_lived_do_not_change(place: Community) -> None:
    copies = Copies(place, SEED)
    whole = copies.live(copies.design(copies.scenario(DECISIONS)))
    early = copies.live(copies.design(copies.scenario(DECISIONS[:1]), 4))
    assert early.daily.tobytes() == whole.daily[:4].tobytes()


def test_an_event_changes_the_days_from_which_it_holds(place: Community) -> None:
    scenario = Copies(place, SEED).scenario(DECISIONS)
    quiet = Copies(place, SEED)
    for name in shipped_events():
        struck = Copies(place, SEED, ((4, name),))
        calm, hit = (c.live(c.design(scenario)).daily for c in (quiet, struck))
        assert hit[:4].tobytes() == calm[:4].tobytes()
        assert hit.tobytes() != calm.tobytes()


def test_an_event_is_over_after_its_days(place: Community) -> None:
    worlds = place.worlds(((4, "platform_folds"),))
    assert sorted(worlds) == [4, 5, 6, 7, 8]
    assert worlds[4]["folding"][0] == 0.25


def test_watching_a_copy_changes_nothing(place: Community) -> None:
    copies = Copies(place, SEED)
    design = copies.design(copies.scenario(DECISIONS), 8)
    life, seen = copies.live_and_watch(design, 4)
    assert life.daily.tobytes() == copies.live(design).daily.tobytes()
    assert [one.day for one in seen] == [4, 5, 6, 7]
    wrote = sum(one.amount[k] for one in seen for k, e in enumerate(one.event) if e == "wrote")
    assert wrote == life.column("messages")[4:8].sum()


def test_the_scenarios_own_playbook_holds_until_the_teams_take_over() -> None:
    spec = small_spec(takes_over=4)
    copies = Copies(Community(spec), SEED)
    nothing = copies.live(copies.design(copies.scenario([Allotment()] * spec.rounds)))
    assert nothing.column("operator_messages")[:4].min() >= 8  # adverts all day
    assert nothing.column("operator_messages")[4:].sum() == 0
    assert nothing.score("orders") == nothing.column("orders")[4:].sum()


@pytest.mark.parametrize("count", [0, 1, 3, 4, 7, 9])
def test_messages_are_spread_evenly(count: int) -> None:
    plan, bill = spread(Allotment(send={"a": count}), {"a": Price(2, 10, 5)}, 4)
    calls = plan["a"]
    assert sum(calls) == count
    assert max(calls) - min(calls) <= 1
    assert bill.money == 5 * count
    assert sum(bill.minutes) == 2 * count + 10 * min(count, 4)


def test_long_work_goes_to_different_days() -> None:
    costs = {"a": Price(0, 60, 0), "b": Price(0, 50, 0)}
    _, bill = spread(Allotment(send={"b": 1, "a": 1}), costs, 2)
    assert sorted(bill.minutes) == [50, 60]
    assert over(bill, 60, 0) == []
    assert over(bill, 59, 0) == ["hours"]
    _, bill = spread(Allotment(send={"b": 2, "a": 1}), costs, 2)
    assert max(bill.minutes) == 110
    dear = {"a": Price(0, 60, 5)}
    _, bill = spread(Allotment(send={"a": 2}), dear, 1)
    assert over(bill, 59, 9) == ["hours", "money"]
    assert over(bill, 60, 9) == ["money"]


@pytest.mark.parametrize("name", ["supermarket", "coffee_shop", "rescue"])
def test_a_ready_room_is_a_game(name: str) -> None:
    """Decisions must matter more than luck, or there is nothing to be learnt."""
    spec = ready_rooms()[name]
    copies = Copies(Community(spec), SEED)
    plans = (
        [spec.unless_told] * spec.rounds,
        [Allotment(send={"questions": 2, "life": 4}, answers=1)] * spec.rounds,
    )
    scores = []
    for plan in plans:
        design = copies.design(copies.scenario(plan))
        lives = [copies.live(design, replicate) for replicate in range(1, 13)]
        scores.append([life.score("listening") for life in lives])
        assert lives[0].column("joined")[-1] == copies.community.groups.size
        assert lives[0].column("dropped").sum() == 0 or spec.takes_over
    adverts, talk = np.array(scores)
    assert (talk - adverts).mean() > adverts.std() / 2


def test_a_room_must_have_one_group() -> None:
    told = small_spec().model_dump(mode="json") | {"set": []}
    with pytest.raises(ScenarioError) as caught:
        community(spec_of(told))
    assert caught.value.details[0].rule == "room_one_group"


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"unless_told": {"send": {"nothing": 1}}}, "room_action"),
        ({"events": ["war"]}, "room_event"),
        ({"takes_over": 40}, "room_rounds"),
        ({"unless_told": {"answers": 0.3}}, "room_level"),
        ({"hidden": ["seed"]}, "literal_error"),
    ],
)
def test_a_room_that_cannot_be_played_is_refused(change: dict[str, object], rule: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        spec_of(small_spec().model_dump(mode="json") | change)
    assert caught.value.details[0].rule == rule


def test_what_is_done_unless_told_costs_no_money() -> None:
    with pytest.raises(ScenarioError) as caught:
        Community(small_spec(unless_told=Allotment(send={"red_packets": 1})))
    assert caught.value.details[0].rule == "room_default"


def test_a_death_can_only_be_forecast_where_it_may_still_fall_and_show() -> None:
    spec = small_spec(days=28)
    place = Community(spec)
    copies = Copies(place, SEED)
    decisions = [Allotment()] * spec.rounds  # nobody keeps the group alive

    def until(days: int) -> Life:
        return copies.live(copies.design(copies.scenario(decisions), days))

    died = until(28).died
    assert 0 < died < 20
    for day in range(1, died + 7):
        life = until(day)
        assert life.died == -1
        assert died in place.may_die(life)
        quiet = life.column("speakers") < np.maximum(1, 0.01 * life.column("members"))
        assert life.quiet == tuple(quiet)
        assert place.may_die(life).stop == 28 - 7 + 1
    assert not place.may_die(until(died + 7))
    assert list(place.may_die(None)) == list(range(22))
