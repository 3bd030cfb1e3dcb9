"""What the team's minutes allow: priority, taking turns, moderation, answers."""

from __future__ import annotations

from types import SimpleNamespace as Plain

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from plain import a_group, parameters

from simcommunity.core.members.record import NEVER, Record
from simcommunity.core.operators.staff import MOMENTS, TO_GROUP, affordable, allot, share_out

QUIET = Plain(moderation=0.0, answers=0.0, service=0.0, best_first=0)


def some_groups(count: int) -> list[Record]:
    return [a_group(number=g, phase=0, joined=10) for g in range(count)]


def action(
    minutes: float = 1.0, prepare: float = 0.0, kind: int = 0, channel: int = TO_GROUP
) -> Plain:
    return Plain(minutes=minutes, prepare=prepare, kind=kind, channel=channel)


def allotted(
    groups: list[Record],
    actions: list[Plain],
    wanted: list[list[int]],
    minutes: float,
    day: int = 0,
    first: list[int] | None = None,
) -> list[list[int]]:
    """Return what is left of `wanted[group][action]` after a day's minutes."""
    table = np.array(wanted)
    order = range(len(actions)) if first is None else first
    asked = np.zeros((max(one.kind for one in actions) + 1, 2), np.int64)
    allot(groups, actions, [QUIET], table, asked, order, day, parameters(team_minutes=minutes))
    assert asked.sum(axis=0).tolist() == [np.sum(wanted), np.sum(wanted) - table.sum()]
    return table.tolist()


@pytest.mark.parametrize(
    ("wanted", "each", "left", "number"),
    [(3, 2.0, 6.0, 3), (3, 2.0, 5.9, 2), (3, 2.0, 1.9, 0), (5, 0.0, 0.0, 5), (0, 1.0, 0.0, 0)],
)
def test_as_many_as_the_minutes_allow(wanted: int, each: float, left: float, number: int) -> None:
    assert affordable(wanted, each, left) == number


def test_what_comes_first_goes_to_all_groups_before_what_comes_second() -> None:
    groups = some_groups(2)
    actions = [action(2.0), action(1.0)]
    assert allotted(groups, actions, [[3, 2], [3, 2]], minutes=11.0) == [[3, 1], [2, 0]]
    assert [group.dropped for group in groups] == [1, 3]
    assert [group.staff_minutes for group in groups] == [7, 4]


def test_the_order_of_the_actions_may_be_told() -> None:
    actions = [action(2.0), action(1.0)]
    assert allotted(some_groups(1), actions, [[3, 2]], minutes=5.0, first=[1, 0]) == [[1, 2]]


def test_groups_take_turns_at_being_first() -> None:
    """Ninety groups, time for one message: in ninety days nobody is served three times."""
    served = np.zeros(90)
    for day in range(90):
        left = allotted(some_groups(90), [action(1.0)], [[1]] * 90, 1.0, day)
        assert sum(number for (number,) in left) == 1
        served += np.ravel(left)
    assert served.max() <= 2


def test_groups_next_to_each_other_are_served_together() -> None:
    runs = set()
    for day in range(20):
        left = allotted(some_groups(5), [action(1.0)], [[1]] * 5, 3.0, day)
        runs.add("".join(str(number) for (number,) in left))
    assert runs == {"11100", "01110", "00111", "10011", "11001"}


def test_empty_groups_stand_in_nobody_s_way() -> None:
    groups = [a_group(number=g, phase=0, joined=10 * (g % 2)) for g in range(6)]
    wanted = [[g % 2] for g in range(6)]
    for day in range(8):
        assert allotted(groups, [action(1.0)], wanted, 3.0, day) == wanted


def test_preparation_is_paid_once_a_day_by_whoever_is_first() -> None:
    groups = some_groups(3)
    assert allotted(groups, [action(1.0, prepare=5.0)], [[1]] * 3, 7.0) == [[1], [1], [0]]
    assert [group.staff_minutes for group in groups] == [6, 1, 0]


def test_a_kind_is_prepared_once_a_day_wherever_it_goes() -> None:
    """An advert for the group is at hand when it goes out in private; a coupon is not."""
    actions = [action(1.0, 5.0), action(2.0, 5.0), action(1.0, 4.0, kind=1)]
    groups = some_groups(2)
    assert allotted(groups, actions, [[1, 1, 1]] * 2, 99.0) == [[1, 1, 1]] * 2
    assert [group.staff_minutes for group in groups] == [5 + 1 + 2 + 4 + 1, 1 + 2 + 1]


def test_moments_are_posted_once_for_everybody() -> None:
    groups = some_groups(3)
    posts = action(2.0, 5.0, channel=MOMENTS)
    assert allotted(groups, [posts], [[1]] * 3, 7.0) == [[1]] * 3
    assert [group.staff_minutes for group in groups] == [7, 0, 0]
    groups = some_groups(3)
    assert allotted(groups, [posts], [[1]] * 3, 6.9) == [[0]] * 3
    assert [group.dropped for group in groups] == [1, 1, 1]
    one_more = [posts, action(2.0, 5.0, channel=MOMENTS)]  # posting again takes time again
    assert allotted(some_groups(3), one_more, [[1, 1]] * 3, 8.9) == [[1, 0]] * 3
    assert allotted(some_groups(3), one_more, [[1, 1]] * 3, 9.0) == [[1, 1]] * 3


def test_only_what_has_been_written_is_in_moments_for_everybody() -> None:
    """There is time to write one post of three, and a second one only for who asks for more."""
    posts = action(2.0, channel=MOMENTS)
    assert allotted(some_groups(3), [posts], [[3], [3], [1]], 2.0) == [[1], [1], [1]]
    groups = some_groups(3)
    assert allotted(groups, [posts], [[1], [3], [2]], 5.0) == [[1], [2], [2]]
    assert [group.staff_minutes for group in groups] == [2, 2, 0]


def test_what_cannot_be_prepared_is_not_sent() -> None:
    groups = some_groups(2)
    actions = [action(0.0, prepare=5.0), action(1.0, kind=1)]
    assert allotted(groups, actions, [[4, 1]] * 2, 4.0) == [[0, 1], [0, 1]]
    assert [group.dropped for group in groups] == [4, 4]


def test_by_machine_nothing_but_preparation_takes_time() -> None:
    groups = some_groups(2)
    assert allotted(groups, [action(0.0, prepare=5.0)], [[50]] * 2, 5.0) == [[50], [50]]
    assert [group.staff_minutes for group in groups] == [5, 0]


counts = st.integers(0, 6)


@given(
    st.integers(1, 5).flatmap(
        lambda n: st.lists(st.lists(counts, min_size=n, max_size=n), min_size=1, max_size=6)
    ),
    st.data(),
    st.floats(0, 60),
    st.integers(0, 9),
)
def test_minutes_are_never_exceeded(
    wanted: list[list[int]], data: st.DataObject, minutes: float, day: int
) -> None:
    times = st.floats(0, 5)
    actions = [action(data.draw(times), data.draw(times), kind) for kind in range(len(wanted[0]))]
    groups = some_groups(len(wanted))
    served = allotted(groups, actions, wanted, minutes, day)
    assert sum(group.staff_minutes for group in groups) <= minutes + 1e-9
    for group, asked, sent in zip(groups, wanted, served, strict=True):
        assert all(0 <= s <= a for s, a in zip(sent, asked, strict=True))
        assert group.dropped == sum(asked) - sum(sent)
    spent = 0.0
    for a, work in enumerate(actions):
        number = sum(sent[a] for sent in served)
        spent += number * work.minutes + (work.prepare if number else 0)
        if number < sum(asked[a] for asked in wanted):  # dropped: there was no time for one more
            again = 0.0 if number else work.prepare
            assert spent + again + work.minutes > minutes - 1e-9
    assert spent == pytest.approx(sum(group.staff_minutes for group in groups))


def shared(groups: list[Record], phase: Plain, left: float) -> None:
    there = sum(group.joined > 0 for group in groups)
    share_out(
        groups, [phase], left, there, parameters(moderation_minutes=20.0, moderation_chill=0.4)
    )


def test_what_is_left_is_shared_for_moderation_and_answers() -> None:
    groups = [*some_groups(2), a_group(joined=0), a_group(joined=10, phase=NEVER)]
    shared(groups, Plain(moderation=0.5, answers=0.3, best_first=0), 60.0)
    for group in groups[:2]:
        assert (group.spam_stays, group.leniency, group.chill) == (0.25, 0.75, 0.9)
        assert group.staff_minutes == 10
        assert (group.answers, group.answer_minutes) == (0.3, 10)
    for group in groups[2:]:
        assert (group.staff_minutes, group.leniency, group.chill) == (0, 1, 1)
        assert (group.answers, group.answer_minutes) == (0, 0)


def test_without_time_for_all_of_it_there_is_no_moderation() -> None:
    groups = some_groups(2)
    shared(groups, Plain(moderation=1.0, answers=0.3, best_first=0), 39.0)
    for group in groups:
        assert (group.staff_minutes, group.leniency, group.chill) == (0, 1, 1)
        assert group.answer_minutes == 19.5


def test_the_persons_own_time_is_part_of_what_is_left() -> None:
    for own, minutes in ((60.0, (30, 10)), (200.0, (40, 0))):
        groups = some_groups(2)
        phase = Plain(moderation=0.0, answers=0.3, best_first=0)
        share_out(groups, [phase], 80.0, 2, parameters(ip_minutes=own))
        for group in groups:
            assert (group.ip_minutes, group.answer_minutes) == minutes


@pytest.mark.parametrize(
    ("other", "contacts", "minutes"),
    [
        ({"joined": 0}, 0, 60),
        ({"joined": 0}, 1, 60),
        ({"joined": 10, "closed": 1}, 0, 60),
        ({"joined": 10, "closed": 1}, 1, 30),  # its people are friends of the account
        ({"joined": 10, "closed": 0}, 0, 30),
    ],
)
def test_minutes_are_shared_by_groups_in_which_there_is_somebody_to_serve(
    other: dict[str, int], contacts: int, minutes: float
) -> None:
    """Groups that have not opened yet, and those that were closed, leave theirs to the others."""
    groups = [a_group(joined=10, phase=0), a_group(phase=0, answer_minutes=99.0, **other)]
    phase = Plain(moderation=0.2, answers=0.3, service=0.5, best_first=0)
    p = parameters(team_minutes=60.0, contacts=contacts, moderation_minutes=50.0)
    none = np.zeros((2, 1), np.int64)
    allot(groups, [action()], [phase], none, np.zeros((1, 2), np.int64), [0], 0, p)
    assert groups[0].answer_minutes == minutes - 10
    assert groups[0].kept_minutes == minutes / 2
    assert groups[1].answer_minutes == (minutes if other.get("closed") else minutes - 10) * (
        minutes < 60
    )
    assert groups[1].staff_minutes == 10 * (minutes < 60 and not other.get("closed"))


@pytest.mark.parametrize(("own", "kept"), [(0.0, 15), (20.0, 5), (60.0, 0)])
def test_minutes_kept_for_those_who_ask_are_first_the_person_s_own(own: float, kept: float) -> None:
    groups = some_groups(2)
    phase = Plain(moderation=0.0, answers=0.3, service=0.5, best_first=0)
    p = parameters(team_minutes=60.0, ip_minutes=own)
    none = np.zeros((2, 1), np.int64)
    allot(groups, [action()], [phase], none, np.zeros((1, 2), np.int64), [0], 0, p)
    assert [group.kept_minutes for group in groups] == [kept, kept]


def test_the_last_group_that_is_closed_leaves_no_minutes_of_yesterday() -> None:
    group = a_group(joined=10, phase=0, closed=1, answer_minutes=99.0, ip_minutes=9.0)
    share_out([group], [QUIET], 60.0, 0, parameters())
    assert (group.answer_minutes, group.ip_minutes) == (0, 0)


def test_yesterday_s_moderation_does_not_last() -> None:
    groups = some_groups(1)
    shared(groups, Plain(moderation=1.0, answers=0.5, best_first=0), 100.0)
    shared(groups, QUIET, 0.0)
    assert (groups[0].leniency, groups[0].chill, groups[0].answers) == (1, 1, 0)
