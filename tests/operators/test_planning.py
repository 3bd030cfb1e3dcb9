"""What the playbook wants to send: calendar, phases, triggers, caps."""

from __future__ import annotations

from types import SimpleNamespace as Plain
from typing import Any

import numpy as np
import pytest
from plain import a_group

from simcommunity.core.operators.planning import age_of, choose_phase, plan, triggered
from simcommunity.core.operators.staff import PRIVATELY
from simcommunity.core.vitals import COLUMN
from simcommunity.results.replicate import Replicate
from simcommunity.scenario.loader import load_data
from simcommunity.scenario.playbook import SIGNALS
from simcommunity.simulation.playbook_tables import ALWAYS
from simcommunity.simulation.running import prepare, run

BASE = {
    "title": {"zh": "计划", "en": "plan"},
    "people": {"mix": {"regular": 1}},
    "groups": {"size": 10, "most": 2, "start": "running"},
    "team": {"people": 1, "hours": 24},
}


def calendar(days: int = 14, **entry: Any) -> list[int]:
    """Return how many messages one entry of a calendar calls for on each day."""
    data = {**BASE, "playbook": {"calendar": {"one": {"send": "advert", **entry}}}}
    (row,) = prepare(load_data(data).scenario, days=days).calendar
    return list(row)


def days_of(row: list[int]) -> list[int]:
    return [day for day, count in enumerate(row) if count]


def test_so_many_a_day() -> None:
    assert calendar(5, per_day=3) == [3, 3, 3, 3, 3]
    assert calendar(5, per_day=3, starting=2) == [0, 0, 3, 3, 3]


def test_every_few_days() -> None:
    assert days_of(calendar(every="3 days")) == [0, 3, 6, 9, 12]
    assert days_of(calendar(every="1 week", starting=2)) == [2, 9]
    assert calendar(4, every=2, times=5) == [5, 0, 5, 0]


def test_on_weekdays_the_run_beginning_on_a_monday() -> None:
    assert days_of(calendar(on=["mon"])) == [0, 7]
    assert days_of(calendar(on=["sat", "tue"])) == [1, 5, 8, 12]
    assert days_of(calendar(on=["sun"], starting=7)) == [13]


def test_on_dates() -> None:
    assert days_of(calendar(dates=[0, 4, 13, 99])) == [0, 4, 13]
    assert calendar(4, dates=[1, 2], times=2) == [0, 2, 2, 0]


def test_reactions_go_first_then_the_lowest_number_then_the_order_of_writing() -> None:
    playbook = {
        "calendar": {
            "last": {"send": "advert", "per_day": 1, "priority": 5},
            "second": {"send": "question", "per_day": 1, "priority": 1},
            "third": {"send": "coupon", "per_day": 1, "priority": 1},
        },
        "when": [{"if": {"messages": {"below": 1}}, "then": {"send": "announcement"}}],
    }
    design = prepare(load_data({**BASE, "playbook": playbook}).scenario)
    order = [design.message_names[kind] for kind in design.actions["kind"]]
    assert order == ["announcement", "question", "coupon", "advert"]


def test_age_begins_when_the_group_is_full() -> None:
    assert age_of(a_group(day=5)) == 0
    assert age_of(a_group(day=5, day_zero=5)) == 0
    assert age_of(a_group(day=9, day_zero=5)) == 4


def phase(**bounds: int) -> Plain:
    free = {"from_age": 0, "until_age": ALWAYS, "from_day": 0, "until_day": ALWAYS}
    return Plain(most_per_day=ALWAYS, **{**free, "book": 0, **bounds})


@pytest.mark.parametrize(
    ("day", "chosen"), [(4, 0), (5, 0), (8, 0), (9, 1), (11, 1), (12, -1), (30, 2), (31, 2)]
)
def test_the_first_phase_whose_bounds_hold_is_chosen(day: int, chosen: int) -> None:
    phases = [phase(until_age=3), phase(from_age=4, until_day=11), phase(from_day=30)]
    assert choose_phase(a_group(day=day, day_zero=5), phases) == chosen


def test_a_group_keeps_to_the_playbook_of_its_campaign() -> None:
    phases = [phase(), phase(book=1, until_day=4), phase(book=1)]
    chosen = [choose_phase(a_group(day=5, book=book), phases) for book in (0, 1, 2)]
    assert chosen == [0, 2, -1]


def fired_on(
    values: list[float], *, below: float | None = None, above: float | None = None,
    for_days: int = 1, rest: int = 1,
) -> list[int]:  # fmt: skip
    """Return the days on which a trigger on days_since_talk fires, given each day's signal."""
    action = Plain(
        signal=SIGNALS.index("days_since_talk"), below=int(below is not None),
        bound=above if below is None else below, for_days=for_days, rest=rest,
    )  # fmt: skip
    streaks, fired = np.zeros(1, int), np.full(1, -1)
    days = []
    for day, value in enumerate(values, start=1):
        group = a_group(day=day, day_opened=-1)
        group.signals[5] = value
        if triggered(action, group, streaks, fired, 0):
            fired[0] = day  # it was posted
            days.append(day - 1)
    return days


def test_a_trigger_fires_below_or_above_its_bound() -> None:
    assert fired_on([1, 2, 3, 4, 1], above=2) == [2, 3]
    assert fired_on([1, 2, 3, 4, 1], below=2) == [0, 4]


def test_a_trigger_waits_until_it_has_held_for_days_on_end() -> None:
    assert fired_on([3, 3, 0, 3, 3, 3, 3], above=2, for_days=3) == [5, 6]


def test_a_trigger_rests_after_it_has_fired() -> None:
    assert fired_on([9] * 10, above=2, rest=4) == [0, 4, 8]
    assert fired_on([9, 0, 9, 0, 0, 9], above=2, rest=3) == [0, 5]


def test_nothing_fires_before_anything_was_seen() -> None:
    action = Plain(signal=0, below=1, bound=0.5, for_days=1, rest=1)
    streaks, fired = np.zeros(1, int), np.full(1, -1)
    group = a_group(day=3, day_opened=3)
    assert not triggered(action, group, streaks, fired, 0)
    group.day = 4
    assert triggered(action, group, streaks, fired, 0)


def test_the_cap_cuts_what_comes_last() -> None:
    def action(phase: int, **more: int) -> Plain:
        return Plain(**{"phase": phase, "channel": 0, "reacts": 0, "times": 0, **more})

    phases = [phase(until_day=2), phase()]
    phases[0].most_per_day = 5
    actions = [action(0), action(0), action(1), action(0)]
    calendar = np.array([[3] * 5, [4] * 5, [7] * 5, [1] * 5])
    wanted, streaks, fired = np.zeros(4, int), np.zeros(4, int), np.full(4, -1)
    plan(a_group(day=2), phases, actions, calendar, wanted, streaks, fired)
    assert wanted.tolist() == [3, 2, 0, 0]
    plan(a_group(day=3), phases, actions, calendar, wanted, streaks, fired)
    assert wanted.tolist() == [0, 0, 7, 0]


@pytest.mark.parametrize(
    ("friends", "days", "called", "wanted"),
    [
        (41, 8, 1, 6),
        (40, 8, 1, 5),
        (3, 8, 1, 1),
        (0, 8, 1, 0),
        (41, 8, 0, 0),
        (41, 0, 7, 7),
        (4, 0, 7, 4),
    ],
)
def test_a_round_gets_to_every_friend_in_its_days_and_a_number_to_no_more_than_there_are(
    friends: int, days: int, called: int, wanted: int
) -> None:
    message = Plain(phase=0, channel=PRIVATELY, reacts=0, times=0, round=days)
    count = np.zeros(1, int)
    plan(
        a_group(day=2, friends=float(friends)), [phase()], [message],
        np.full((1, 5), called), count, np.zeros(1, int), np.full(1, -1),
    )  # fmt: skip
    assert count.tolist() == [wanted]


def test_a_post_in_moments_takes_as_long_as_one_in_a_group() -> None:
    post = {"send": "question", "to": "moments", "per_day": 1}
    playbook = {"calendar": {"post": post}, "posting": "by_hand"}
    data = {**BASE, "playbook": playbook, "contacts": {}}
    data["messages"] = {"question": {"prepare": 12, "minutes": 3}}
    (action,) = prepare(load_data(data).scenario).actions
    assert (action["prepare"], action["minutes"]) == (12, 3)


def test_outside_its_phase_a_trigger_begins_anew() -> None:
    reaction = Plain(
        phase=0, channel=0, reacts=1, times=1, signal=SIGNALS.index("members"), below=1, bound=5.0,
        for_days=3, rest=1,
    )  # fmt: skip
    phases = [phase(until_day=2), phase()]
    wanted, streaks, fired = np.zeros(1, int), np.zeros(1, int), np.full(1, -1)
    counts = []
    for day in (1, 2, 3):
        group = a_group(day=day, day_opened=-1)
        plan(group, phases, [reaction], np.zeros((1, 5), int), wanted, streaks, fired)
        counts.append(int(streaks[0]))
    assert counts == [1, 2, 0]


def operator_messages(playbook: Any, days: int, **parts: Any) -> list[float]:
    """Return what the operator sends in the first group each day."""
    seen: list[Replicate] = []
    data = {**BASE, "playbook": playbook, **parts}
    run(load_data(data), days=days, replicates=1, on_replicate=seen.append)
    return list(seen[0].daily[0, :, COLUMN["operator_messages"]])


def test_phases_follow_one_another() -> None:
    def plan_of(count: int) -> dict[str, Any]:
        return {"calendar": {"some": {"send": "question", "per_day": count}}}

    playbook = {
        "phases": [
            {"plan": plan_of(1), "until_age": 1},
            {"plan": plan_of(2), "from_age": 3, "until_age": 4},
            {"plan": plan_of(4), "from_date": 7},
        ]
    }
    assert operator_messages(playbook, 9) == [1, 1, 0, 2, 2, 0, 0, 4, 4]


def test_a_reaction_follows_what_was_seen() -> None:
    trigger = {
        "if": {"days_since_talk": {"above": 1}, "for": "2 days"},
        "then": {"send": "announcement", "times": 2},
        "at_most": "once every 4 days",
    }
    mute = {"most_ready": 0}  # nobody ever speaks: 1 day since talk after the first day
    sent = operator_messages({"when": [trigger]}, 12, parameters=mute)
    assert sent == [0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 2]


def test_a_group_that_was_never_looked_at_is_not_reacted_to() -> None:
    trigger = {
        "if": {"members": {"below": 5}},
        "then": {"send": "announcement"},
        "at_most": "once a day",
    }
    assert operator_messages({"when": [trigger]}, 3) == [0, 0, 0]


def test_machines_need_no_minutes_and_hands_do() -> None:
    plan_of = {"calendar": {"some": {"send": "question", "per_day": 2}}}
    free = {"messages": {"question": {"prepare": 0}}, "team": {"people": 0}}
    assert operator_messages({**plan_of, "posting": "by_machine"}, 2, **free) == [2, 2]
    assert operator_messages({**plan_of, "posting": "by_hand"}, 2, **free) == [0, 0]
