"""First silence, revival, death and deafness on series of days written by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from plain import a_group, a_member, parameters

from simcommunity.core.compilation import Row
from simcommunity.core.members.conversation import write
from simcommunity.core.members.record import NEVER, Record
from simcommunity.core.vitals import (
    DAILY,
    DAY,
    columns_of,
    follow_life,
    note_signals,
    write_daily,
    write_dealings,
)
from simcommunity.results.replicate import Replicate
from simcommunity.scenario.loader import load_data
from simcommunity.simulation.running import run

P = parameters(silence_window=7, silence_share=0.01)
FATE = ("first_silence", "death_silence", "death_deafness", "revivals")


def live(
    days: list[list[tuple[int, int]]],
    members: float = 50,
    day_zero: int = 0,
    reached: float = 1.0,
    numbers: Any = P,
) -> Record:
    """Return a group after days on each of which (member, messages) were written, one each."""
    group = a_group(day_zero=day_zero, joined=members, active=members, would_read=reached * members)
    people: dict[int, Record] = {}
    for day, written in enumerate(days):
        group.day, group.speakers = day, 0.0
        for number, messages in written:
            person = people.setdefault(number, a_member())
            person.wrote_today = 0
            write(person, group, messages, P)
        follow_life(group, numbers)
    return group


def fate(days: list[list[tuple[int, int]]], **how: Any) -> tuple[int, ...]:
    """Return first silence, death by silence, death by deafness (days from day zero), revivals."""
    group = live(days, **how)
    return tuple(getattr(group, name) for name in FATE)


TALK = [(1, 1)]
QUIET: list[tuple[int, int]] = []


def days(*parts: tuple[list[tuple[int, int]], int]) -> list[list[tuple[int, int]]]:
    """Return days on end: (what is written each day, number of days)…"""
    return [day for day, count in parts for _ in range(count)]


def test_who_talks_every_day_lives() -> None:
    assert fate(days((TALK, 60))) == (-1, -1, -1, 0)


def test_a_silence_begins_with_the_first_of_seven_quiet_days() -> None:
    assert fate(days((TALK, 4), (QUIET, 6))) == (-1, -1, -1, 0)
    assert fate(days((TALK, 4), (QUIET, 7))) == (4, 4, -1, 0)
    assert fate(days((QUIET, 7))) == (0, 0, -1, 0)


def test_six_quiet_days_again_and_again_are_no_silence() -> None:
    assert fate(days(*[(QUIET, 6), (TALK, 1)] * 8)) == (-1, -1, -1, 0)


REVIVED = [[(1, 2)], [(2, 2)], [(3, 1)]]


def test_three_members_and_five_messages_revive_a_group() -> None:
    quiet = days((TALK, 3), (QUIET, 7))
    assert fate([*quiet, *REVIVED]) == (3, -1, -1, 1)
    assert fate([*quiet, *REVIVED[:2]]) == (3, 3, -1, 0)
    assert fate([*quiet, [(1, 2)], [(2, 2)], [(2, 9)]]) == (3, 3, -1, 0)  # only two of them
    assert fate([*quiet, [(1, 1)], [(2, 1)], [(3, 2)]]) == (3, 3, -1, 0)  # only four messages
    assert fate([*quiet, [(1, 2), (2, 2), (3, 1)]]) == (3, -1, -1, 1)  # all on one day
    assert fate([*quiet, [(1, 3), (2, 1)], *[QUIET] * 20, [(5, 1)]]) == (3, -1, -1, 1)


def test_who_wrote_in_the_week_of_silence_itself_does_not_count() -> None:
    """With 300 members a day of two speakers is quiet; they speak before the silence is seen."""
    quiet = [*days(([(1, 1), (2, 1), (3, 1)], 2)), *days(([(1, 9), (2, 9)], 7))]
    assert fate([*quiet, [(3, 1)], *[QUIET] * 30], members=300) == (2, 2, -1, 0)


@pytest.mark.parametrize(("late", "revived"), [(0, 1), (1, 0)])
def test_revival_counts_to_the_37th_day_after_the_last_talk(late: int, revived: int) -> None:
    talk = days((TALK, 3))  # last talk on day 2: until day 39
    waiting = [QUIET] * (39 - 3 + late)
    series = [*talk, *waiting, [(1, 2), (2, 2), (3, 1)], *[QUIET] * 3]
    assert fate(series) == (3, -1 if revived else 3, -1, revived)


@pytest.mark.parametrize("window", [7, 37, 60])
def test_a_group_may_come_back_after_a_silence_of_any_length(window: int) -> None:
    numbers = parameters(silence_window=window, silence_share=0.01)
    silent = days((TALK, 3), (QUIET, window))
    assert fate(silent, numbers=numbers) == (3, 3, -1, 0)
    assert fate([*silent, *REVIVED], numbers=numbers) == (3, -1, -1, 1)


def test_what_was_said_before_the_last_day_counts_together() -> None:
    series = [*days((TALK, 3), (QUIET, 7)), [(1, 2), (2, 2)], *[QUIET] * 28, [(3, 1)]]
    assert fate(series) == (3, -1, -1, 1)
    too_late = [*series[:-1], QUIET, [(3, 1)]]
    assert fate(too_late) == (3, 3, -1, 0)


def test_after_a_revival_the_next_silence_may_be_death() -> None:
    first = [*days((TALK, 3), (QUIET, 7)), *REVIVED]
    assert fate([*first, *[QUIET] * 7]) == (3, 13, -1, 1)
    assert fate([*first, *[QUIET] * 6]) == (3, -1, -1, 1)
    assert fate([*first, *[QUIET] * 7, *REVIVED]) == (3, -1, -1, 2)


def test_nothing_revives_after_the_term() -> None:
    series = [*days((TALK, 3), (QUIET, 40)), *days(([(1, 5), (2, 5), (3, 5)], 20))]
    assert fate(series) == (3, 3, -1, 0)


@pytest.mark.parametrize(
    ("members", "speakers", "quiet"),
    [(50, 1, False), (100, 1, False), (101, 1, True), (200, 1, True), (200, 2, False),
     (310, 3, True), (310, 4, False), (0, 0, True)],
)  # fmt: skip
def test_a_day_is_quiet_below_one_percent_or_one_speaker(
    members: int, speakers: int, quiet: bool
) -> None:
    day = [(number, 1) for number in range(speakers)]
    assert fate(days((day, 7)), members=members, reached=1.0)[0] == (0 if quiet else -1)


def test_nothing_counts_before_day_zero() -> None:
    assert fate(days((QUIET, 20)), day_zero=NEVER) == (-1, -1, -1, 0)
    assert fate(days((QUIET, 10), (TALK, 2), (QUIET, 7)), day_zero=8) == (4, 4, -1, 0)
    assert fate(days((QUIET, 14)), day_zero=8) == (-1, -1, -1, 0)
    assert fate(days((QUIET, 15)), day_zero=8) == (0, 0, -1, 0)


@pytest.mark.parametrize(("reached", "day"), [(0.1, -1), (0.0999, 0)])
def test_a_group_is_deaf_when_fewer_than_a_tenth_would_read(reached: float, day: int) -> None:
    assert fate(days((TALK, 3)), reached=reached)[2] == day


def test_deafness_keeps_its_first_day() -> None:
    group = a_group(day_zero=2, joined=100, active=100)
    for day, would_read in enumerate([5, 5, 50, 9, 50, 5]):
        group.day, group.would_read, group.speakers = day, float(would_read), 2.0
        follow_life(group, P)
    assert group.death_deafness == 1


def test_the_window_and_the_share_are_parameters() -> None:
    group = a_group(day_zero=0, joined=100, active=100, would_read=100)
    p = parameters(silence_window=3, silence_share=0.03)
    for day, speakers in enumerate([3, 2, 2, 2]):
        group.day, group.speakers = day, float(speakers)
        follow_life(group, p)
    assert group.first_silence == 1


@pytest.mark.parametrize("window", [1, 3, 7, 30, 36, 37, 38, 60])
@pytest.mark.parametrize(("late", "revived"), [(0, 1), (1, 0)])
def test_after_any_window_there_are_thirty_days_to_come_back(
    window: int, late: int, revived: int
) -> None:
    group = a_group(day_zero=0, joined=50, active=50.0, would_read=50.0)
    p = parameters(silence_window=window, silence_share=0.01)
    people = [a_member() for _ in range(3)]
    back = 3 + window + 29 + late  # three days of talk, then silence; the last day that counts
    for day in range(back + 3):
        group.day, group.speakers = day, 0.0
        for person in people if day < 3 or day == back else []:
            person.wrote_today = 0
            write(person, group, 2, p)
        follow_life(group, p)
    assert (group.first_silence, group.revivals) == (3, revived)


def test_measures_stand_in_their_columns() -> None:
    group = a_group(number=1, day=2, joined=10, active=6.0, muted=2.0, irritation=4.0, trust=2.0)
    same = {name for name in DAILY if hasattr(group, name)} - {"irritation", "benefit", "trust"}
    same -= {"belonging", "joined", "active", "muted"}
    for i, name in enumerate(sorted(same)):
        setattr(group, name, 100.0 + i)
    daily = np.zeros((2, 3), DAY).view(np.dtype((Row, DAY)))
    write_daily(group, daily)
    write_dealings(group, daily)
    row = {name: daily[name][1, 2] for name in DAILY}
    told = {name: 100.0 + i for i, name in enumerate(sorted(same))}
    told |= {"joined": 10, "members": 8, "active": 6, "muted": 2, "left": 2}
    told |= {"irritation": 0.5, "benefit": 0, "trust": 0.25, "belonging": 0}
    told["contact_trust"] /= told["contacts"]
    told["operator_messages"] += told["team_replies"]
    assert row == told
    assert not columns_of(daily)[0].any()


def test_what_an_operator_sees_is_noted_for_tomorrow() -> None:
    group = a_group(
        joined=10, active=6.0, muted=2.0, would_read=5.0, speakers=2.0, messages=7.0, orders=1.0
    )
    note_signals(group)
    assert group.signals == [0.5, 25.0, 7.0, 12.5, 0.2, 0.0, 8.0]
    group.messages = 0.0
    note_signals(group)
    note_signals(group)
    assert group.signals[5] == 2.0


def test_a_silent_scenario_tells_its_deaths() -> None:
    seen: list[Replicate] = []
    data = {
        "title": {"zh": "静", "en": "silence"},
        "people": {"mix": {"regular": 1}},
        "groups": {"size": 20, "most": 3, "start": "running"},
        "parameters": {"most_ready": 0},
    }
    result = run(load_data(data), days=10, replicates=2, on_replicate=seen.append)
    assert [list(r.groups["death_day_silence"]) for r in seen] == [[0, 0, 0]] * 2
    estimate = result.metrics["death_day_silence"]
    assert (estimate.mean, estimate.median, estimate.n, estimate.censored) == (0, 0, 6, 0)
    assert result.metrics["revived_share"].mean == 0
    alive = result.curves["alive_share"]
    assert (alive[:, :4] == 0).all()
    assert np.isnan(alive[:, 4:]).all()  # a silence that begins now would not be seen in time
    short = run(load_data(data), days=6, replicates=2).metrics["first_silence_day"]
    assert (short.mean, short.n) == (None, 0)  # six days cannot show a silence of seven
