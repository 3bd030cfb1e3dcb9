"""The clock of a group's first message, on groups small enough to count by hand."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from small import small

from simcommunity.core.vitals import COLUMN
from simcommunity.results.first_message import Talk, figures, silences
from simcommunity.simulation.running import run

if TYPE_CHECKING:
    from simcommunity.results.replicate import Replicate

DAYS = 200


def group(
    posters: dict[int, float], messages: dict[int, float] | None = None, days: int = DAYS
) -> tuple[Any, Any]:
    """Return posters and messages of each day; who writes sends one message unless it is told."""
    rows = np.zeros((2, days))
    for day, count in posters.items():
        rows[:, day] = count
    for day, count in (messages or {}).items():
        rows[1, day] = count
    return rows[0], rows[1]


def talk(*groups: tuple[Any, Any], new: Any = None, observed: int = DAYS) -> Talk:
    posters, messages = (np.array(part) for part in zip(*groups, strict=True))
    debuts = np.zeros_like(posters) if new is None else np.array(new)
    return Talk(posters, messages, debuts, np.full(len(groups), observed))


def test_a_silence_begins_on_the_first_of_seven_quiet_days() -> None:
    first, last = silences(talk(group({0: 5, 3: 1, 10: 1, 18: 1})))
    assert first.tolist() == [11]
    assert last.tolist() == [11]  # one message in thirty days brings nobody back


@pytest.mark.parametrize(
    ("posters", "messages", "back"),
    [
        ({20: 3}, {20: 5}, True),
        ({20: 3}, {20: 4}, False),
        ({20: 2}, {20: 9}, False),
        ({12: 1, 25: 1, 37: 1}, {37: 3}, True),
        ({12: 1, 25: 1, 38: 1}, {38: 3}, False),  # the thirty days are over
    ],
)
def test_a_silence_is_for_good_unless_enough_is_written_in_thirty_days(
    posters: dict[int, float], messages: dict[int, float], back: bool
) -> None:
    first, last = silences(talk(group({0: 5, **posters}, messages)))
    assert first.tolist() == [1]
    assert (last > first).tolist() == [back]


def test_nothing_is_silent_before_seven_days_were_watched() -> None:
    first, last = silences(talk(group({0: 5}), observed=7))
    assert (first.tolist(), last.tolist()) == ([math.inf], [math.inf])
    assert silences(talk(group({0: 5}), observed=8))[0].tolist() == [1]


def test_shares_of_groups_that_began() -> None:
    found = figures(
        talk(
            group({0: 5}),
            group({**dict.fromkeys(range(40), 1.0)}),
            group({0: 4}),  # never began
        )
    )
    assert found["talk_silent_by_14"] == 0.5
    assert found["talk_silent_by_60"] == 1
    assert found["talk_dead_by_30"] == 0.5
    assert found["talk_dead_by_60"] == 1
    assert found["talk_days_month_1"] == pytest.approx((1 / 28 + 1) / 2)
    assert found["talk_days_months_2_4"] == pytest.approx(12 / 92 / 2)
    assert found["talk_first_week_share"] == pytest.approx((1 + 0.25) / 2)


def test_what_later_weeks_keep() -> None:
    cooling = group({0: 20, 21: 10, 49: 6, 105: 3})
    late = group({0: 2, 21: 10, 49: 10})
    found = figures(talk(cooling, late))
    assert found["lively_week_4"] == 0.5
    assert found["lively_week_8"] == 0.3
    assert found["ignited_week_8"] == 0.8
    assert found["ignited_week_16"] == 0.15


def test_new_posters_come_in_a_burst_and_a_trickle() -> None:
    new = np.zeros((1, DAYS))
    new[0, [0, 6, 7, 27, 28, 179, 180]] = [3, 1, 2, 2, 1, 1, 9]
    found = figures(talk(group({0: 9}), new=new))
    assert found["new_posters_by_week_1"] == pytest.approx(4 / 10)
    assert found["new_posters_by_week_4"] == pytest.approx(8 / 10)


def test_messages_grow_with_a_power_of_posters_within_groups() -> None:
    weeks = {7 * k: float(2 + k) for k in range(5)}
    squared = group(weeks, {day: 3 * count**2 for day, count in weeks.items()})
    louder = group(weeks, {day: 50 * count**2 for day, count in weeks.items()})
    assert figures(talk(squared, louder))["messages_by_posters"] == pytest.approx(2)


def test_what_was_not_watched_long_enough_is_not_known() -> None:
    found = figures(talk(group({0: 9}, days=20), observed=20))
    assert found["talk_silent_by_14"] != found["talk_silent_by_14"]
    assert all(math.isnan(value) for value in found.values())


def test_new_posters_of_a_run_are_those_who_write_for_the_first_time() -> None:
    kept: list[Replicate] = []
    lively = ["parameters.theme=200", "parameters.boldness=1"]
    changes = ["days=220", "arrival.0.days=100", "arrival.0.per_day=1", *lively]
    run(small("organic", *changes), replicates=2, seed=2, on_replicate=kept.append)
    for replicate in kept:
        # A hundred days of one newcomer at most: few are there in the first week.
        assert 0 < replicate.metrics["new_posters_by_week_1"] < 0.3
        assert replicate.metrics["new_posters_by_week_4"] < 0.6


def test_a_run_counts_from_the_first_message_of_each_group() -> None:
    kept: list[Replicate] = []
    changes = ["groups.variety=0", "days=60", "arrival.0.from_day=9", "parameters.theme=4"]
    run(small("organic", *changes), replicates=3, seed=2, on_replicate=kept.append)
    for replicate in kept:
        began = silent = 0
        spoken = replicate.daily[..., COLUMN["speakers"]]
        for row in spoken[spoken.any(axis=1)]:
            first = int(np.argmax(row > 0))
            assert first >= 9
            began += row[first : first + 7].sum() >= 5
            quiet = "".join("x" if count > 0 else "." for count in row[first:])
            silent += row[first : first + 7].sum() >= 5 and 0 <= quiet.find("." * 7) <= 30
        assert began > 0
        assert replicate.metrics["talk_silent_by_30"] == pytest.approx(silent / began)
