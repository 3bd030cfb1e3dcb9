"""The life of a member: every sentence stands for something that happened."""

from __future__ import annotations

from functools import cache
from typing import Any, ClassVar

import pytest
from small import small

from simcommunity.core.vitals import COLUMN
from simcommunity.report.story.summary import on_one_line_of_days
from simcommunity.report.story.telling import tell_life
from simcommunity.simulation.agents import Member
from simcommunity.simulation.events import Events, replay
from simcommunity.simulation.running import prepare, run
from simcommunity.simulation.workers import Job
from simcommunity.study.story import (
    Diary,
    NoSuchMemberError,
    Story,
    lives,
    pick_members,
    roll_call,
    story,
)

SEED = 5
STORIES = ("supermarket", "four_channels", "growth_camp", "check_in_group", "flash_group")
LOGGED = {
    "joined", "read", "wrote", "muted", "unmuted", "left", "removed", "renewed", "bought",
    "befriended", "hid_moments", "blocked", "contact_lost",
}  # fmt: skip


@cache
def followed(name: str) -> tuple[Any, list[Diary], set[tuple[Any, ...]], int]:
    """Return a scenario, the diaries of twelve of its people, and the event log of these."""
    loaded = small(name, "gate=none")
    design = prepare(loaded.scenario)
    roll = roll_call(design, SEED, 0)
    people = [int(one) for one in roll.person[:: max(1, len(roll.person) // 12)]]
    log = {
        (day.day, person, event, why, amount)
        for day in replay(Job(design, SEED, "compiled"), 0)
        if isinstance(day, Events)
        for person, event, why, amount in zip(
            day.person, day.event, day.why, day.amount, strict=True
        )
        if person in people
    }
    return loaded.scenario, lives(design, SEED, 0, people, roll), log, roll.asked


@pytest.mark.parametrize("name", STORIES)
def test_a_diary_holds_what_the_event_log_holds(name: str) -> None:
    _, diaries, log, _ = followed(name)
    told = {
        (today.day, diary.person, one.event, one.why, one.amount)
        for diary in diaries
        for today in diary.days
        for one in today.happenings
        if one.event in LOGGED
    }
    assert told == log
    assert len(log) > 20


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", STORIES)
def test_every_sentence_is_backed_and_everything_that_turns_a_life_is_told(
    name: str, lang: str
) -> None:
    scenario, diaries, log, asked = followed(name)
    for diary in diaries:
        happened = {(today.day, one) for today in diary.days for one in today.happenings}
        told = tell_life(scenario, diary, asked, lang)
        days = [day for one in told for day in range(one.first, one.last + 1)]
        assert days == sorted(set(days))  # no day is told twice
        backed = [pair for one in told for pair in one.backed]
        for sentences in told:
            assert sentences.text
            for day, one in sentences.backed:
                assert sentences.first <= day <= sentences.last
                assert (day, one) in happened
                if one.event in LOGGED:
                    assert (day, diary.person, one.event, one.why, one.amount) in log
        for day, one in happened:
            if one.event in LOGGED - {"read"}:
                assert (day, one) in backed, one.event


def test_numbers_in_a_sentence_are_those_of_the_log() -> None:
    """A run of days says how often somebody looked in, wrote and ordered."""
    scenario, diaries, log, asked = followed("supermarket")
    checked = 0
    for diary in diaries:
        for one in tell_life(scenario, diary, asked, "en"):
            looked = sum(
                event == "read" and person == diary.person and one.first <= day <= one.last
                for day, person, event, _, _ in log
            )
            if " of " in one.text and "ooked in on" in one.text:
                assert f"ooked in on {looked} of {one.last - one.first + 1} days" in one.text
                checked += 1
    assert checked > 3


class Witness(Member):
    """A member of the other engine that notes what it does, by its number and day."""

    seen: ClassVar[set[tuple[int, int, str]]] = set()

    def _note(self, room: Any, event: str) -> None:
        self.seen.add((int(room.day), int(self.person), event))  # type: ignore[attr-defined]

    def greet(self, room: Any, p: Any) -> bool:
        done = super().greet(room, p)
        if done:
            self._note(room, "greeted")
        return done

    def grab(self, room: Any, p: Any) -> bool:
        done = super().grab(room, p)
        if done:
            self._note(room, "grabbed")
        return done

    def buy(self, room: Any, chance: float, draw: float, p: Any) -> int:
        done = super().buy(room, chance, draw, p)
        if done:
            self._note(room, "bought")
        return done

    def appraise(self, room: Any, p: Any) -> tuple[float, float]:
        self.had = {c: getattr(self, f"irritation_{c}") for c in ("ads", "overload", "off_topic")}
        return super().appraise(room, p)

    def depart(self, room: Any, draw: float, p: Any) -> int:
        if self.share_read > 0:  # type: ignore[attr-defined]
            for cause, had in self.had.items():
                if getattr(self, f"irritation_{cause}") > had + 1e-9:
                    self._note(room, f"annoyed {cause}")
        return super().depart(room, draw, p)


def test_agents_of_the_other_engine_did_what_is_told() -> None:
    """What no log keeps is drawn again; an agent that lives the same life is asked about it."""
    scenario, diaries, _, _ = followed("supermarket")
    Witness.seen = set()
    run(scenario, replicates=1, seed=SEED, engine="mesa", jobs=1, member_class=Witness)
    people = {diary.person for diary in diaries}
    lived = {one for one in Witness.seen if one[1] in people}
    kinds = {"greeted", "grabbed", "bought"}
    told = set()
    for diary in diaries:
        for today in diary.days:
            for one in today.happenings:
                if one.event in kinds:
                    told.add((today.day, diary.person, one.event))
                elif one.event == "annoyed" and one.why in ("ads", "overload", "off_topic"):
                    told.add((today.day, diary.person, f"annoyed {one.why}"))
    gone = {(d.person, t.day) for d in diaries for t in d.days if t.has("left")}
    lived = {one for one in lived if (one[1], one[0]) not in gone or one[2] in kinds}
    assert told == lived
    assert {one[2] for one in told} >= {"grabbed", "annoyed ads"}


@cache
def everybody(name: str, *more: str) -> tuple[list[Diary], Any]:
    """Return the diaries of all people of one replicate, and its measures, (days, columns)."""
    loaded = small(name, "gate=none", "days=20", "groups.size=20", *more)
    design = prepare(loaded.scenario)
    roll = roll_call(design, SEED, 0)
    kept: list[Any] = []
    run(loaded, replicates=1, seed=SEED, jobs=1, on_replicate=kept.append)
    people = [int(one) for one in roll.person]
    return lives(design, SEED, 0, people, roll), kept[0].daily.sum(axis=0)


@pytest.mark.parametrize(
    ("name", "event", "column"),
    [
        ("four_channels", "private", "private_sent"), ("moments_shop", "private", "private_sent"),
        ("four_channels", "asked", "enquiries"), ("supermarket", "greeted", "greetings"),
        ("supermarket", "grabbed", "grabs"), ("ordinary_groups", "muted", "newly_muted"),
        ("dead_groups_gather", "muted", "newly_muted"),
        ("dead_groups_gather", "left", "newly_left"), ("dead_groups_gather", "unmuted", "unmuted"),
    ],
)  # fmt: skip
def test_of_everybody_together_is_told_what_was_counted(name: str, event: str, column: str) -> None:
    diaries, daily = everybody(name)
    told = [0] * len(daily)
    for diary in diaries:
        for today in diary.days:
            told[today.day] += today.has(event)
    assert told == daily[:, COLUMN[column]].tolist()


@cache
def beside() -> Story:
    return story(
        "supermarket",
        other="hands_off",
        changes=[
            "arrival.0.places=1", "arrival.0.days=2", "arrival.0.per_day=120",
            "groups.size=30", "days=15",
        ],
    )  # fmt: skip


def test_the_same_person_with_the_same_traits_under_another_playbook() -> None:
    told = beside()
    assert [arm.title["en"] for arm in told.arms] == ["Adverts all day", "Hands off"]
    assert len(told.pairs) == 3
    for pair in told.pairs:
        here, there = pair.diaries
        assert pair.same_person
        assert here.traits == there.traits
        assert here.days[0].day == there.days[0].day
        assert sum(sum(today.posted.values()) for today in there.days) == 0
    assert any(sum(today.posted.values()) for today in told.pairs[0].diaries[0].days)


def test_lives_side_by_side_stand_on_one_line_of_days() -> None:
    told = beside()
    for pair in told.pairs:
        rows = on_one_line_of_days(told, pair, "en")
        days = [day for first, last in (span for span, _ in rows) for day in range(first, last + 1)]
        assert days == list(range(days[0], days[-1] + 1))
        for k, (arm, diary) in enumerate(zip(told.arms, pair.diaries, strict=True)):
            sentences = tell_life(arm.scenario, diary, told.asked[k], "en")
            begun = [(span, cells[k]) for span, cells in rows if cells[k] is not None]
            assert sum(over for _, (_, over) in begun) == len(rows)
            assert [one for _, (one, _) in begun if one is not None] == sentences
            for (first, _), (one, over) in begun:
                row = [span for span, _ in rows].index((first, _))
                if one is not None:
                    assert (first, rows[row + over - 1][0][1]) == (one.first, one.last)


def test_the_three_are_the_ends_and_the_middle_of_the_ranking() -> None:
    design = prepare(small("supermarket").scenario)
    roll = roll_call(design, SEED, 0)
    chosen = pick_members(roll)
    place = {int(person): k for k, person in enumerate(roll.person)}
    score = roll.reached - roll.lost
    best, middle, worst = (score[place[chosen[name]]] for name in ("best", "median", "worst"))
    assert best == score.max()
    assert worst == score.min()
    assert (score < middle).sum() <= len(score) / 2
    assert (score > middle).sum() <= len(score) / 2


def test_days_reached_are_counted_twice_alike() -> None:
    _, diaries, _, _ = followed("four_channels")
    design = prepare(small("four_channels", "gate=none").scenario)
    roll = roll_call(design, SEED, 0)
    place = {int(person): k for k, person in enumerate(roll.person)}
    for diary in diaries:
        assert diary.reached == roll.reached[place[diary.person]]
        assert len(diary.days) == diary.reached + roll.lost[place[diary.person]]


def test_nobody_of_that_number() -> None:
    with pytest.raises(NoSuchMemberError) as caught:
        story(small("supermarket"), 999_999_999, seed=SEED)
    assert not caught.value.asked
    assert caught.value.near is not None
    assert 0 <= caught.value.near <= caught.value.last
