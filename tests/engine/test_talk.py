"""Talk in a day of one group: who can be answered, who answers, whom the team answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from plain import a_group, a_member, parameters

from simcommunity.core.day import talk
from simcommunity.core.day.talk import converse, mingle, team_answers
from simcommunity.core.members.record import Record


def writers(count: int, speaks: Callable[[int], bool]) -> list[Any]:
    """Return members with a `speak` of their own, which knows the wave."""
    seats = [a_member(person=i) for i in range(count)]
    for member in seats:
        member.__dict__["speak"] = lambda group, wave, draw, p: speaks(wave)
    return seats


def readers(count: int, **more: Any) -> Record:
    group = a_group(joined=count, reader_count=count, **more)
    group.reader_seats[:count] = range(count)  # type: ignore[attr-defined]
    return group


@pytest.mark.parametrize(("writing", "answerable"), [(40, 40), (96, 96), (97, 96), (130, 96)])
def test_of_all_who_write_in_a_day_96_can_be_answered(writing: int, answerable: int) -> None:
    group, seats = readers(writing), writers(writing, lambda wave: wave == 1)
    converse(group, seats, np.zeros(writing), parameters())
    assert group.speakers == writing
    assert group.floor_count == answerable
    assert group.floor[:answerable] == list(range(answerable))
    group.answers, group.answer_minutes = 1.0, 1e6
    team_answers(group, seats, parameters())
    assert group.team_replies == answerable
    assert [member.heard_today for member in seats] == [1] * answerable + [0] * (
        writing - answerable
    )


def test_a_wave_answers_the_wave_before_it_and_talk_ends_with_silence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(talk, "luck", lambda *address: 0.0)  # all answer the first who wrote
    waves: list[int] = []
    group = readers(5)
    seats = writers(5, lambda wave: waves.append(wave) is None and wave < 3)
    converse(group, seats, np.zeros(5), parameters())
    assert waves == [1] * 5 + [2] * 5 + [3] * 5  # the third is silent, so there is no fourth
    assert group.replies == 4  # nobody answers itself
    assert [member.heard_today for member in seats] == [1, 0, 0, 0, 0]
    assert group.floor_count == 10


def test_the_team_answers_who_was_not_heard_as_far_as_its_minutes_reach() -> None:
    p = parameters(answer_minutes=2.0, answer_trust=0.5)
    seats = [a_member(person=i, trust=0.2, heard_today=int(i == 0)) for i in range(5)]
    group = a_group(floor_count=5, answers=1.0, answer_minutes=9.0, kept_minutes=3.5)
    group.floor[:5] = range(5)
    team_answers(group, seats, p)
    assert (group.team_replies, group.staff_minutes, group.answer_minutes) == (2, 4, 5)
    assert [m.trust for m in seats] == pytest.approx([0.2, 0.6, 0.6, 0.2, 0.2])


@pytest.mark.parametrize(("before", "met"), [(0, 0), (1, 1), (3, 3), (20, 3)])
def test_at_a_meeting_one_gets_to_know_up_to_three_of_those_who_came_before(
    monkeypatch: pytest.MonkeyPatch, before: int, met: int
) -> None:
    monkeypatch.setattr(talk, "luck", lambda member, group, purpose, k: (k + 0.5) / max(met, 1))
    seats = [a_member(person=i) for i in range(21)]
    mingle(a_group(), seats, np.arange(21), before, parameters(meeting_tie=0.3))
    known = [seat for seat in seats[before].tie_seat if seat >= 0]
    assert len(known) == met
    assert all(seat < before for seat in known)
