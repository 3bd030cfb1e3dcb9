"""Who greets, writes, goes on, is heard, and spams."""

from __future__ import annotations

import math
from collections.abc import Callable
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from plain import a_group, a_member, any_parameters, parameters

from simcommunity.core.day.group_day import gather
from simcommunity.core.members import conversation
from simcommunity.core.members.conversation import (
    FIRST_HEARD,
    greet,
    hear,
    post_spam,
    speak,
    stimulus,
    turn_length,
    write,
)

Fix = Callable[[float], None]
share = st.floats(0, 1)


@pytest.fixture
def luck(monkeypatch: pytest.MonkeyPatch) -> Fix:
    """Return a function that lets every draw come out the same."""

    def fix(draw: float) -> None:
        monkeypatch.setattr(conversation, "luck", lambda *address: draw)

    return fix


@pytest.mark.parametrize("age", [0, 1, 3, 5])
def test_the_wish_to_say_hello_fades(luck: Fix, age: int) -> None:
    p = parameters(greeting=5.0, greeting_fade=1.5)
    chance = 5.0 * 0.1 * math.exp(-age / 1.5)
    newcomer = a_member(sociability=0.1, day_joined=10)
    luck(chance * 1.001)
    assert not greet(newcomer, a_group(day=10 + age), p)
    luck(chance * 0.999)
    assert greet(newcomer, a_group(day=10 + age), p)


def test_nobody_says_hello_after_a_week(luck: Fix) -> None:
    luck(0.0)
    assert not greet(a_member(sociability=1.0), a_group(day=7), parameters(greeting=12.0))


def test_first_there_are_theme_launch_and_invitations_to_talk_about() -> None:
    member = a_member(affinity=0.4, gregariousness=0.8)
    group = a_group(theme=1.5, excitement=0.5, invites=2.0, wave_messages=99.0)
    p = parameters(invitation=0.7, level_distance=0.0)
    assert stimulus(member, group, 1, p) == pytest.approx(0.4 * 2.0 + 0.7 * 2.0 * 0.6)


@pytest.mark.parametrize("wave", [2, 3, 4])
def test_then_there_is_what_others_just_wrote(wave: int) -> None:
    member = a_member(affinity=0.4, gregariousness=0.8, share_read=0.5)
    group = a_group(theme=1.5, excitement=0.5, invites=2.0, wave_messages=8.0)
    p = parameters(reply_pull=1.2, reply_saturation=4.0, level_distance=0.0)
    assert stimulus(member, group, wave, p) == pytest.approx(1.2 * (1 - math.exp(-1)) * 0.6)
    group.wave_messages = 0.0
    assert stimulus(member, group, wave, p) == 0


@pytest.mark.parametrize(("expertise", "share"), [(0.9, 0.75), (0.4, 1.0), (0.0, 0.84)])
def test_what_is_above_or_below_one_s_level_invites_less(expertise: float, share: float) -> None:
    told = {"invites": 2.0, "invites_l1": 0.8, "invites_l2": 0.32}
    said = {"wave_messages": 2.0, "wave_l1": 0.8, "wave_l2": 0.32}  # all at level 0.4
    member, p = (
        a_member(expertise=expertise),
        parameters(invitation=1.0, reply_pull=1.0, reply_saturation=4.0, level_distance=1.0),
    )
    assert stimulus(member, a_group(theme=0.0, **told), 1, p) == pytest.approx(share)
    replies = 0.5 * (1 - math.exp(-share / 2))
    assert stimulus(member, a_group(**said), 2, p) == pytest.approx(replies)


def chance_to_speak(member: object, group: object, p: SimpleNamespace) -> float:
    """Return the chance, found by halving: below it a draw speaks, above it does not."""
    low, high = 0.0, 1.0
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if speak(member, group, 1, middle, p) else (low, middle)
    return low


P = {
    "habit": 4.0, "most_ready": 0.9, "boldness": 0.1, "threshold_width": 1.0, "invitation": 0.0,
}  # fmt: skip


def test_readiness_is_sociability_habit_chill_and_stimulus() -> None:
    member = a_member(sociability=0.05, engagement=0.5, affinity=0.5, speaking_threshold=2.0)
    group = a_group(theme=1.2, chill=0.8, recent_speakers=3.0, seen_speakers=2.0)
    ready = 0.05 * (1 + 4 * 0.5) * 0.8 * 0.6
    dare = 1 / (1 + math.exp(-3.0))
    expected = ready * (0.1 + 0.9 * dare)
    assert chance_to_speak(member, group, parameters(**P)) == pytest.approx(expected)


def test_who_paid_to_get_in_writes_more() -> None:
    p = parameters(**P, sunk_effort=0.25)
    free, paid = (
        chance_to_speak(a_member(sunk=sunk), a_group(theme=1.0), p) for sunk in (0.0, 0.8)
    )
    assert paid == pytest.approx(1.2 * free)


def test_with_few_speakers_in_sight_hardly_anybody_dares() -> None:
    member = a_member(sociability=0.5, speaking_threshold=10.0)
    p = parameters(**P)
    chances = [
        chance_to_speak(member, a_group(theme=1.0, recent_speakers=n), p)
        for n in (0.0, 5.0, 10.0, 20.0)
    ]
    assert chances[0] == pytest.approx(0.25 * 0.1, rel=1e-3)
    assert chances[2] == pytest.approx(0.25 * 0.55)
    assert chances[3] == pytest.approx(0.25, rel=1e-3)
    assert chances == sorted(chances)


def test_readiness_has_a_ceiling() -> None:
    member = a_member(sociability=50.0, speaking_threshold=0.0)
    group = a_group(theme=1.0, recent_speakers=100.0)
    assert chance_to_speak(member, group, parameters(**P)) == pytest.approx(0.9)


def test_habit_can_be_switched_off() -> None:
    p = parameters(**{**P, "habit": 0.0})
    group = a_group(theme=1.0)
    first, second = (chance_to_speak(a_member(engagement=e), group, p) for e in (0.0, 5.0))
    assert first == second > 0


@given(any_parameters(), st.floats(0, 30), st.floats(0, 30), share)
def test_more_speakers_in_sight_never_silence_anybody(
    p: SimpleNamespace, few: float, more: float, affinity: float
) -> None:
    member = a_member(sociability=0.6, affinity=affinity)
    for draw in (n / 50 for n in range(50)):
        if speak(member, a_group(theme=2.0, recent_speakers=few), 1, draw, p):
            assert speak(member, a_group(theme=2.0, recent_speakers=few + more), 1, draw, p)


@pytest.mark.parametrize(("days", "affinity", "new"), [(0, 0.2, 1), (10, 0.2, 0.5), (40, 0.8, 0.5)])
def test_theme_and_company_grow_old_most_for_who_cares_least(
    days: int, affinity: float, new: float
) -> None:
    member = a_member(affinity=affinity, gregariousness=affinity, day_joined=3)
    p = parameters(stays_new=8.0, reply_pull=2.0, reply_saturation=1.0, level_distance=0.0)
    group = a_group(day=3 + days, theme=1.5, excitement=0.5, wave_messages=1e9)
    assert stimulus(member, group, 1, p) == pytest.approx(affinity * (1.5 * new + 0.5))
    assert stimulus(member, group, 2, p) == pytest.approx(2.0 * affinity * new, rel=1e-3)


@pytest.mark.parametrize("seen", [{"recent_speakers": 15.0}, {"seen_speakers": 15}])
def test_in_company_turns_are_longer(luck: Fix, seen: dict[str, float]) -> None:
    p = parameters(go_on=0.2, company_talk=0.5)  # odds of one quarter alone, of one in company
    for draw, alone, together in ((0.51, 1, 1), (0.3, 1, 2), (0.24, 1, 3), (0.1, 2, 4)):
        luck(draw)
        assert turn_length(a_member(), a_group(), 1, p) == alone
        assert turn_length(a_member(), a_group(**seen), 1, p) == together


def test_who_never_goes_on_does_not_in_company(luck: Fix) -> None:
    luck(0.0)
    p = parameters(go_on=0.0, company_talk=1.0)
    assert turn_length(a_member(), a_group(recent_speakers=50.0), 1, p) == 1


def test_turns_are_geometric_and_at_most_twelve(luck: Fix) -> None:
    p = parameters(go_on=0.5)
    lengths = []
    for draw in (0.9, 0.5, 0.49, 0.25, 0.24, 0.124, 0.06, 0.03, 0.001, 0.0):
        luck(draw)
        lengths.append(turn_length(a_member(), a_group(), 1, p))
    assert lengths == [1, 1, 2, 2, 3, 4, 5, 6, 10, 12]


def test_writing_is_noted_on_both_sides() -> None:
    p = parameters(habit_gain=0.5)
    member = a_member(affinity=0.25, expertise=0.4, gregariousness=0.5)
    group = a_group(day=9, leniency=0.5)
    write(member, group, 2, p)
    write(member, group, 1, p)
    assert (group.speakers, group.messages) == (1, 3)
    assert (group.chat_information, group.chat_fun) == pytest.approx((0.3, 1.5))
    assert group.off_topic == pytest.approx(0.5 * (3 - 0.75))
    assert (member.written, member.engagement) == (3, 0.5)
    assert (member.first_wrote, member.last_wrote, member.wrote_today) == (9, 9, 1)
    assert member.weeks_written == 0b1


@pytest.mark.parametrize(
    ("days", "weeks"),
    [
        ([0, 6], 0b1),
        ([0, 7], 0b11),
        ([3, 10, 31], 0b10011),
        ([0, 7 * 13], 1 << 13 | 1),
        ([0, 7 * 14], 1),
    ],
)
def test_weeks_are_counted_from_the_first_message(days: list[int], weeks: int) -> None:
    member = a_member()
    for day in days:
        write(member, a_group(day=day), 1, parameters())
    assert member.weeks_written == weeks
    assert (member.first_wrote, member.last_wrote) == (days[0], days[-1])


def test_in_a_silence_posters_are_counted_once_and_messages_all() -> None:
    p, group = parameters(), a_group(spell_since=20)
    old, new = a_member(last_wrote=15, first_wrote=3), a_member()
    for day, member in ((20, old), (21, old), (21, new), (23, new)):
        group.day, member.wrote_today = day, 0
        write(member, group, 2, p)
    assert (group.spell_posters, group.spell_messages) == (2, 8)


def test_being_heard_builds_habit_and_belonging() -> None:
    p = parameters(heard_habit=0.4, heard_belonging=0.1)
    member = a_member(belonging=0.5)
    hear(member, 0.5, p)
    assert member.heard_today == 1
    assert (member.engagement, member.belonging) == pytest.approx((0.2, 0.525))


@pytest.mark.parametrize(("days", "marked"), [([4], True), ([4, 4], True), ([2, 4], False)])
def test_it_is_kept_whether_the_first_message_was_answered_on_its_day(
    days: list[int], marked: bool
) -> None:
    p, member = parameters(), a_member()
    for day in days:
        member.wrote_today = 0
        write(member, a_group(day=day), 1, p)
    hear(member, 1.0, p)
    assert bool(member.weeks_written & FIRST_HEARD) == marked


@given(any_parameters(), st.lists(share, max_size=40), share)
def test_belonging_stays_a_share(
    p: SimpleNamespace, weights: list[float], belonging: float
) -> None:
    member = a_member(belonging=belonging)
    for weight in weights:
        hear(member, weight, p)
    assert belonging <= member.belonging <= 1


def test_only_spammers_spam(luck: Fix) -> None:
    group = a_group()
    luck(0.29)
    assert post_spam(a_member(spam=0.3), group)
    luck(0.3)
    assert not post_spam(a_member(spam=0.3), group)
    luck(0.0)
    assert not post_spam(a_member(spam=0.0), group)


def test_of_greetings_and_adverts_the_group_keeps_count(luck: Fix) -> None:
    luck(0.0)
    group = a_group(spam_stays=0.25)
    p = parameters(read_active=1.0, greeting=5.0, greeting_habit=0.3)
    member = a_member(spam=0.3)
    gather(group, [member], np.zeros((2, 1)), p)
    assert (group.greetings, group.ever_wrote, group.spam) == (1, 1, 0.25)
    assert (member.greeted, member.engagement) == (1, 0.3)
