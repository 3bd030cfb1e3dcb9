"""Who mutes, unmutes or leaves, and what is blamed for it."""

from __future__ import annotations

import math
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plain import a_member, a_room, any_parameters, parameters

from simcommunity.members import departure
from simcommunity.members.departure import (
    bond,
    depart,
    leave_hazard,
    mute_hazard,
    unmute_hazard,
)
from simcommunity.members.record import ACTIVE, CAUSES, LEFT, MUTED

share = st.floats(0, 1)
level = st.floats(0, 30)
MUTES = [f"mute_{cause}" for cause in (*CAUSES, "other")]
P = parameters(
    muting=1.0, mute_base=-4.0, mute_irritation=2.0, unmute_base=-3.0, leave_base=-5.0,
    leave_irritation=0.7, leave_follows=1.0, muted_stays=2.0, hold_benefit=2.0,
    hold_belonging=3.0, hold_ties=4.0, hold_sunk=5.0,
)  # fmt: skip


def logit(chance: float) -> float:
    return math.log(chance / (1 - chance))


def test_benefit_belonging_ties_and_entry_cost_hold() -> None:
    member = a_member(benefit=0.1, belonging=0.2, tie_support=1.0, sunk=0.3)
    assert bond(member, P) == pytest.approx(0.2 + 0.6 + 4.0 * 0.5 + 1.5)
    assert bond(a_member(), P) == 0


def test_the_hazards_are_logistic() -> None:
    member = a_member(mute_tolerance=0.5, churn_propensity=0.25, ties_lost=0.75)
    assert logit(mute_hazard(member, 1.5, 0.3, P)) == pytest.approx(-4 + 3 - 0.5 - 0.3)
    assert logit(leave_hazard(member, 1.5, 0.3, P)) == pytest.approx(-5 + 1.05 + 0.25 + 0.75 - 0.3)
    member.status = MUTED
    assert logit(leave_hazard(member, 1.5, 0.3, P)) == pytest.approx(
        -5 + 1.05 + 0.25 + 0.75 - 2 - 0.3
    )
    assert logit(unmute_hazard(member, 0.5, 0.3, P)) == pytest.approx(-3 + 0.3 - 1.0)


def test_who_did_not_look_in_does_not_unmute() -> None:
    assert unmute_hazard(a_member(status=MUTED, share_read=0.0), 0.0, 9.0, P) == 0.0


@given(any_parameters(), level, level, st.floats(-10, 10), st.floats(0, 5))
def test_hazards_are_chances_that_rise_with_irritation_and_fall_with_bonds(
    p: SimpleNamespace, irritation: float, held: float, patience: float, more: float
) -> None:
    for status in (ACTIVE, MUTED):
        member = a_member(status=status, mute_tolerance=patience, churn_propensity=-patience)
        for hazard in (mute_hazard, leave_hazard):
            here = hazard(member, irritation, held, p)
            assert 0 <= here <= 1
            assert hazard(member, irritation + more, held, p) >= here
            assert hazard(member, irritation, held + more, p) <= here
        back = unmute_hazard(member, irritation, held, p)
        assert 0 <= back <= 1
        assert unmute_hazard(member, irritation + more, held, p) <= back


def test_a_muted_member_hardly_bothers_to_leave() -> None:
    active, muted = a_member(), a_member(status=MUTED)
    assert leave_hazard(muted, 1.0, 0.0, P) < leave_hazard(active, 1.0, 0.0, P)


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
def test_one_draw_decides(
    monkeypatch: pytest.MonkeyPatch, status: int, draw: float, after: int, counted: str | None
) -> None:
    monkeypatch.setattr(departure, "luck", lambda *address: draw)
    member, room = a_member(status=status, irritation_ads=0.5), a_room()
    assert depart(member, room, P) == member.status == after
    counts = {name: getattr(room, name) for name in ("newly_left", "newly_muted", "unmuted")}
    assert counts == {name: float(name == counted) for name in counts}


@given(st.lists(share, min_size=6, max_size=6), st.floats(-3, 3))
def test_a_mute_is_shared_out_among_its_causes(amounts: list[float], patience: float) -> None:
    causes = {f"irritation_{cause}": x for cause, x in zip(CAUSES, amounts, strict=True)}
    member, room = a_member(**causes, mute_tolerance=patience), a_room()
    total = sum(amounts)
    hazard = mute_hazard(member, total, 0.0, P)
    departure.blame(member, room, total, hazard, 0.0, P)
    shares = [getattr(room, name) for name in MUTES]
    assert sum(shares) == pytest.approx(1)
    assert shares[-1] == pytest.approx(mute_hazard(member, 0.0, 0.0, P) / hazard)
    for part, amount in zip(shares[:-1], amounts, strict=True):
        assert part * total == pytest.approx(amount * (1 - shares[-1]))


def test_without_irritation_a_mute_has_no_cause() -> None:
    member, room = a_member(), a_room()
    departure.blame(member, room, 0.0, mute_hazard(member, 0.0, 0.0, P), 0.0, P)
    assert [getattr(room, name) for name in MUTES] == [0, 0, 0, 0, 0, 0, 1]
