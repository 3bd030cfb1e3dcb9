"""Who looks in, and how much is read."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plain import a_member, a_room, any_parameters, parameters

from simcommunity.members.attention import attend, reading_chance, share_of, wake
from simcommunity.members.record import ACTIVE, MUTED

share = st.floats(0, 1)
P = {"read_active": 0.8, "read_muted": 0.04, "muted_lure": 0.25, "outside_load": 0.05}


def test_an_active_member_reads_with_its_chance() -> None:
    assert reading_chance(a_member(), 0.0, parameters(**P)) == 0.8


def test_a_muted_member_comes_for_money() -> None:
    member = a_member(status=MUTED, benefit=0.6, deal_proneness=0.5)
    assert reading_chance(member, 0.0, parameters(**P)) == 0.04
    assert reading_chance(member, 0.9, parameters(**P)) == pytest.approx(0.04 + 0.25 * 0.27)


def test_rival_groups_take_their_share() -> None:
    assert reading_chance(a_member(), 0.0, parameters(**P, outside_groups=20)) == 0.4


@given(
    any_parameters(),
    st.sampled_from([ACTIVE, MUTED]),
    st.tuples(share, share, share),
    st.floats(0, 1e4),
)
def test_reading_chance_is_a_chance(
    p: SimpleNamespace, status: int, x: tuple[float, float, float], rivals: float
) -> None:
    p.outside_groups = rivals
    member = a_member(status=status, benefit=x[0], deal_proneness=x[1])
    chance = reading_chance(member, x[2], p)
    assert 0 <= chance <= 1
    assert chance <= reading_chance(member, 1.0, p)
    p.outside_groups = rivals + 1
    assert reading_chance(member, x[2], p) <= chance


def test_all_is_read_up_to_the_member_s_attention() -> None:
    member = a_member(attention=20.0)
    assert [share_of(member, n) for n in (0.0, 20.0, 40.0, 200.0)] == [1.0, 1.0, 0.5, 0.1]


def test_attending_follows_luck() -> None:
    always = parameters(read_active=1.0, outside_load=0.0)
    never = parameters(read_active=0.0, outside_load=0.0)
    room = a_room(operator_messages=30.0, usual_chat=10.0)
    member = a_member(attention=20.0, share_read=0.3)
    assert attend(member, room, always)
    assert member.share_read == 0.5
    assert not attend(member, room, never)
    assert member.share_read == 0.0


def test_the_share_who_attend_is_the_chance() -> None:
    p = parameters(read_active=0.3, outside_load=0.0)
    room = a_room()
    reads = sum(attend(a_member(person=i), room, p) for i in range(4000))
    assert reads == pytest.approx(1200, abs=100)


def test_what_yesterday_left_is_cleared() -> None:
    marks = ("wrote_today", "heard_today")
    member = a_member(**dict.fromkeys(marks, 1))
    wake(member)
    assert [getattr(member, mark) for mark in marks] == [0, 0]
