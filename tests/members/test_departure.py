"""Who mutes, unmutes or leaves, and what is blamed for it."""

from __future__ import annotations

import math
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plain import a_group, a_member, any_parameters, parameters

from simcommunity.core.day.group_day import stays
from simcommunity.core.members.departure import (
    blame,
    bond,
    depart,
    leave_index,
    mute_index,
    unmute_index,
)
from simcommunity.core.members.record import ACTIVE, CAUSES, LEFT, MUTED

share = st.floats(0, 1)
level = st.floats(0, 30)
MUTES = [f"mute_{cause}" for cause in (*CAUSES, "other")]
P = parameters(
    muting=1.0, mute_base=-4.0, mute_irritation=2.0, unmute_base=-3.0, leave_base=-5.0,
    leave_irritation=0.7, leave_loss=3.0, leave_satisfaction=1.5, leave_follows=1.0,
    muted_stays=2.0, hold_benefit=2.0,
    hold_belonging=3.0, hold_ties=4.0, hold_sunk=5.0,
)  # fmt: skip


def chance(log_odds: float) -> float:
    return 1 / (1 + math.exp(-log_odds))


def test_benefit_belonging_ties_and_entry_cost_hold() -> None:
    member = a_member(benefit=0.1, belonging=0.2, tie_support=1.0, sunk=0.3)
    assert bond(member, P) == pytest.approx(0.2 + 0.6 + 4.0 * 0.5 + 1.5)
    assert bond(a_member(), P) == 0


def test_what_speaks_for_going_and_what_against_it() -> None:
    member = a_member(mute_tolerance=0.5, churn_propensity=0.25, ties_lost=0.75)
    assert mute_index(member, 1.5, 0.3, P) == pytest.approx(-4 + 3 - 0.5 - 0.3)
    assert leave_index(member, 1.5, 0.3, P) == pytest.approx(-5 + 1.05 + 0.25 + 0.75 - 0.3)
    member.status = MUTED
    assert leave_index(member, 1.5, 0.3, P) == pytest.approx(-5 + 1.05 + 0.25 + 0.75 - 2 - 0.3)
    assert unmute_index(0.5, 0.3, P) == pytest.approx(-3 + 0.3 - 1.0)


@pytest.mark.parametrize(("share_read", "after"), [(0.0, MUTED), (0.2, ACTIVE)])
def test_only_who_looked_in_unmutes(share_read: float, after: int) -> None:
    member = a_member(status=MUTED, share_read=share_read, belonging=1.0)
    assert depart(member, a_group(), 0.4, P) == after  # unmute: 1/2, leave: 1/22027


@given(any_parameters(), level, level, st.floats(-10, 10), st.floats(0, 5))
def test_irritation_drives_out_and_bonds_hold(
    p: SimpleNamespace, irritation: float, held: float, patience: float, more: float
) -> None:
    for status in (ACTIVE, MUTED):
        member = a_member(status=status, mute_tolerance=patience, churn_propensity=-patience)
        for index in (mute_index, leave_index):
            here = index(member, irritation, held, p)
            assert index(member, irritation + more, held, p) >= here
            assert index(member, irritation, held + more, p) <= here
    back = unmute_index(irritation, held, p)
    assert unmute_index(irritation + more, held, p) <= back
    assert unmute_index(irritation, held + more, p) >= back


@pytest.mark.parametrize(
    ("expectation", "benefit", "satisfaction", "more"),
    [(0.6, 0.4, 0.0, 0.6), (0.4, 0.6, 0.0, 0.0), (0.5, 0.5, -1.0, 1.5), (0.5, 0.5, 0.4, -0.6)],
)
def test_what_disappoints_makes_for_leaving_and_not_for_muting(
    expectation: float, benefit: float, satisfaction: float, more: float
) -> None:
    member = a_member(expectation=expectation, benefit=benefit, satisfaction=satisfaction)
    assert leave_index(member, 0.0, 0.0, P) == pytest.approx(-5 + more)
    assert mute_index(member, 0.0, 0.0, P) == -4


def test_a_muted_member_hardly_bothers_to_leave() -> None:
    active, muted = a_member(), a_member(status=MUTED)
    assert leave_index(muted, 1.0, 0.0, P) == leave_index(active, 1.0, 0.0, P) - 2.0


@pytest.mark.parametrize(
    ("status", "draw", "after", "counted"),
    [
        (ACTIVE, 0.0, LEFT, "newly_left"),
        (ACTIVE, 0.01, MUTED, "newly_muted"),
        (ACTIVE, 0.999, ACTIVE, None),
        (MUTED, 0.0, LEFT, "newly_left"),
        (MUTED, 0.002, ACTIVE, "unmuted"),
        (MUTED, 0.999, MUTED, None),
    ],
)
def test_one_draw_decides(status: int, draw: float, after: int, counted: str | None) -> None:
    member, group = a_member(status=status, irritation_ads=0.5), a_group()
    before = dict(vars(member)), dict(vars(group))
    assert depart(member, group, draw, P) == after
    assert (vars(member), vars(group)) == before  # it only decides
    stays(member, group, draw, P)
    assert member.status == after
    counts = {name: getattr(group, name) for name in ("newly_left", "newly_muted", "unmuted")}
    assert counts == {name: float(name == counted) for name in counts}


@pytest.mark.parametrize(("draw", "after"), [(0.11, LEFT), (0.2, MUTED), (0.24, ACTIVE)])
def test_two_small_hazards_add_up(draw: float, after: int) -> None:
    member = a_member(mute_tolerance=-2.0, churn_propensity=3.0)  # either: L(−2) = 0.119
    assert depart(member, a_group(), draw, P) == after


@given(
    any_parameters(), st.sampled_from([ACTIVE, MUTED]), st.sampled_from([0.0, 0.5]), share,
    st.floats(-5, 5), share,
)  # fmt: skip
def test_the_hazards_compete_on_one_draw(
    p: SimpleNamespace, status: int, share_read: float, irritation: float, patience: float,
    draw: float,
) -> None:  # fmt: skip
    """A draw below the hazard of leaving leaves; above it, the other hazard comes next."""
    member = a_member(
        status=status, share_read=share_read, irritation_ads=irritation, belonging=0.5,
        mute_tolerance=patience, churn_propensity=-patience,
    )  # fmt: skip
    held = bond(member, p)
    leaves = chance(leave_index(member, irritation, held, p))
    turns = p.muting * chance(mute_index(member, irritation, held, p))
    if status == MUTED:
        turns = chance(unmute_index(irritation, held, p)) if share_read else 0.0
    for edge in (leaves, leaves + turns):
        for luck in (draw, edge * 0.999, edge * 1.001):
            if abs(luck - leaves) > 1e-12 and abs(luck - leaves - turns) > 1e-12:
                told = LEFT if luck < leaves else status
                if leaves < luck < leaves + turns:
                    told = MUTED if status == ACTIVE else ACTIVE
                assert depart(member, a_group(), luck, p) == told


@given(st.lists(share, min_size=7, max_size=7), st.floats(-3, 3))
def test_a_mute_is_shared_out_among_its_causes(amounts: list[float], patience: float) -> None:
    causes = {f"irritation_{cause}": x for cause, x in zip(CAUSES, amounts, strict=True)}
    member, group = a_member(**causes, mute_tolerance=patience), a_group()
    total = sum(amounts)
    hazard = chance(mute_index(member, total, 0.0, P))
    blame(member, group, P)
    shares = [getattr(group, name) for name in MUTES]
    assert sum(shares) == pytest.approx(1)
    assert shares[-1] == pytest.approx(chance(mute_index(member, 0.0, 0.0, P)) / hazard)
    for part, amount in zip(shares[:-1], amounts, strict=True):
        assert part * total == pytest.approx(amount * (1 - shares[-1]))


def test_without_irritation_a_mute_has_no_cause() -> None:
    member, group = a_member(), a_group()
    blame(member, group, P)
    assert [getattr(group, name) for name in MUTES] == [0, 0, 0, 0, 0, 0, 0, 1]
