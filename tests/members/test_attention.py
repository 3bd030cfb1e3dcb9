"""Who looks in, and how much is read."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from plain import a_group, a_member, any_parameters, parameters
from small import small

from simcommunity.core.day.group_day import gather
from simcommunity.core.members.attention import attend, reading_chance, share_of, wake
from simcommunity.core.members.record import ACTIVE, MUTED
from simcommunity.simulation.running import prepare

share = st.floats(0, 1)
P = {"read_active": 0.8, "read_muted": 0.04, "muted_lure": 0.25}


def test_an_active_member_reads_with_its_chance() -> None:
    assert reading_chance(a_member(), 0.0, parameters(**P)) == 0.8


def test_a_muted_member_comes_for_money() -> None:
    member = a_member(status=MUTED, benefit=0.6, deal_proneness=0.5)
    assert reading_chance(member, 0.0, parameters(**P)) == 0.04
    assert reading_chance(member, 0.9, parameters(**P)) == pytest.approx(0.04 + 0.25 * 0.27)


def test_rival_groups_take_their_share() -> None:
    rivals = ["people.outside_groups=20", "parameters.outside_load=0.05"]
    assert prepare(small("supermarket", *rivals).scenario).world["spare_time"] == [0.5]
    p = parameters(**P, spare_time=0.5)
    assert reading_chance(a_member(), 0.0, p) == 0.4
    assert reading_chance(a_member(status=MUTED), 0.0, p) == 0.02


@given(
    any_parameters(),
    st.sampled_from([ACTIVE, MUTED]),
    st.tuples(share, share, share),
    share,
)
def test_reading_chance_is_a_chance(
    p: SimpleNamespace, status: int, x: tuple[float, float, float], spare: float
) -> None:
    p.spare_time = spare
    member = a_member(status=status, benefit=x[0], deal_proneness=x[1])
    chance = reading_chance(member, x[2], p)
    assert 0 <= chance <= 1
    assert chance <= reading_chance(member, 1.0, p)
    p.spare_time = 1.0
    assert reading_chance(member, x[2], p) >= chance


def test_all_is_read_up_to_the_member_s_attention() -> None:
    member = a_member(attention=20.0)
    assert [share_of(member, n) for n in (0.0, 20.0, 40.0, 200.0)] == [1.0, 1.0, 0.5, 0.1]


def test_attending_follows_luck() -> None:
    p = parameters(read_active=0.5)
    member = a_member()
    assert attend(member, a_group(), 0.499, p)
    assert not attend(member, a_group(), 0.5, p)


@pytest.mark.parametrize(("draw", "share"), [(0.499, 0.5), (0.5, 0.0)])
def test_who_looks_in_expects_to_read_what_fits_into_its_attention(
    draw: float, share: float
) -> None:
    group = a_group(operator_messages=30.0, usual_chat=10.0)
    member = a_member(attention=20.0, share_read=0.3)
    gather(group, [member], np.array([[draw], [0.999]]), parameters(read_active=0.5))
    assert (member.share_read, group.readers) == (share, share > 0)


def test_money_on_offer_lures_a_muted_member() -> None:
    member, p = a_member(status=MUTED, benefit=0.6, deal_proneness=0.5), parameters(**P)
    assert not attend(member, a_group(), 0.1, p)
    assert attend(member, a_group(lure=0.9), 0.1, p)


def test_what_yesterday_left_is_cleared() -> None:
    marks = ("wrote_today", "heard_today", "today")
    member = a_member(**dict.fromkeys(marks, 1))
    wake(member)
    assert [getattr(member, mark) for mark in marks] == [0, 0, 0]
