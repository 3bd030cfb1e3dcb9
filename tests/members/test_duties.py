"""Terms, meetings and folding: what keeps a member, brings it along or puts it off."""

from __future__ import annotations

import math
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plain import a_group, a_member, any_parameters, parameters

from simcommunity.core.day.group_day import keep_terms, reads
from simcommunity.core.members import appraisal, attention, duties
from simcommunity.core.members.attention import put_aside, reading_chance
from simcommunity.core.members.conversation import speak
from simcommunity.core.members.duties import checks_in, days_missed, renew_index
from simcommunity.core.members.record import ACTIVE, LEFT, MUTED, REMOVED

share = st.floats(0, 1)


@pytest.mark.parametrize(
    ("wrote", "joined", "zero", "days"),
    [(-1, 4, 2, 6), (7, 4, 2, 3), (10, 4, 2, 0), (-1, 4, 6, 4), (7, 4, 8, 2), (-1, 4, -1, 0)],
)
def test_a_duty_counts_from_the_last_message_from_joining_or_from_the_day_the_group_is_full(
    wrote: int, joined: int, zero: int, days: int
) -> None:
    member = a_member(last_wrote=wrote, day_joined=joined)
    assert days_missed(member, a_group(day=10, day_zero=zero)) == days


@pytest.mark.parametrize(("over", "does"), [(0.99, True), (1.01, False)])
def test_who_cares_for_the_group_keeps_its_duty_whether_it_likes_to_talk_or_not(
    monkeypatch: pytest.MonkeyPatch, over: float, does: bool
) -> None:
    chance = 0.8 * (1 - math.exp(-2.0 * (0.5 + 0.2 + 0.1)))
    monkeypatch.setattr(duties, "luck", lambda *address: over * chance)
    p = parameters(duty_days=1.0, duty_call=2.0, duty_kept=0.8, duty_forgotten=0.0, read_active=0.0)
    member = a_member(affinity=0.5, belonging=0.2, sunk=0.1, sociability=0.0)
    full, filling = a_group(day=3, day_zero=2), a_group(day=3)
    assert checks_in(member, full, p) == does
    assert not checks_in(member, filling, p)
    assert attention.attend(member, full, 0.9, p) == does
    assert speak(member, full, 1, 0.9, p) == does
    assert not speak(member, full, 2, 0.9, p)


@pytest.mark.parametrize(("last", "kept"), [(9, 0.8), (10, 0.8), (8, 0.5), (-1, 0.5)])
def test_a_habit_broken_yesterday_is_broken_more_easily_today(
    monkeypatch: pytest.MonkeyPatch, last: int, kept: float
) -> None:
    p = parameters(duty_call=1e9, duty_kept=0.8, duty_forgotten=0.3)
    member, group = a_member(last_wrote=last), a_group(day=10, day_zero=0)
    for over in (0.99, 1.01):
        monkeypatch.setattr(duties, "luck", lambda *address, over=over: over * kept)
        assert checks_in(member, group, p) == (over < 1)


@given(st.integers(1, 40), st.integers(0, 60))
def test_who_misses_its_duty_is_removed(duty: int, day: int) -> None:
    member, group = a_member(status=MUTED), a_group(day=day, day_zero=0)
    keep_terms(member, group, parameters(duty_days=float(duty)))
    assert member.status == (REMOVED if day >= duty else MUTED)
    assert group.newly_removed == (day >= duty)


def test_renewing_weighs_what_one_got_against_the_price() -> None:
    p = parameters(
        renew_base=-2.0, renew_benefit=4.0, renew_belonging=2.0, renew_trust=1.0,
        renew_company=3.0, renew_price=0.5, renew_fee=9.0, money_unit=3.0,
    )  # fmt: skip
    member = a_member(benefit=0.3, belonging=0.2, trust=0.4, price_sensitivity=0.7)
    index = -2 + 1.2 + 0.4 + 0.4 + 3 * 0.25 - 0.5 * math.log(4) * 1.2
    assert renew_index(member, a_group(company=0.25), p) == pytest.approx(index)


@pytest.mark.parametrize(("over", "status"), [(0.99, ACTIVE), (1.01, LEFT)])
def test_a_period_that_ends_is_paid_for_or_the_member_goes(
    monkeypatch: pytest.MonkeyPatch, over: float, status: int
) -> None:
    p = parameters(renew_every=30.0, renew_fee=20.0)
    member, group = a_member(last_paid=5, spend=7.0), a_group(day=35, company=0.5)
    chance = 1 / (1 + math.exp(-renew_index(member, group, p)))
    monkeypatch.setattr(duties, "luck", lambda *address: over * chance)
    early = a_member(last_paid=6)
    keep_terms(early, group, p)
    assert (early.status, group.renewals_due) == (ACTIVE, 0)
    keep_terms(member, group, p)
    assert member.status == status
    paid = status == ACTIVE
    assert member.last_paid == (35 if paid else 5)
    assert (group.renewals_due, group.renewed) == (1, paid)
    assert (group.revenue, group.gross_profit, member.spend) == (
        20 * paid,
        20 * paid,
        7 + 20 * paid,
    )


@given(any_parameters(), share, st.integers(0, 1000))
def test_a_folded_group_is_read_less_and_stays_folded(
    p: SimpleNamespace, folding: float, person: int
) -> None:
    p.folding = folding
    member = a_member(person=person)
    before = reading_chance(member, 0.0, p)
    put_aside(member, a_group(), p)
    factor = p.folded_reads if member.folded else 1.0
    assert reading_chance(member, 0.0, p) == pytest.approx(factor * before)
    p.folding = 0.0
    folded = member.folded
    put_aside(member, a_group(day=1), p)
    assert member.folded == folded


def test_the_platform_folds_with_its_chance(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attention, "luck", lambda *address: 0.3)
    members = [a_member(), a_member()]
    for member, folding in zip(members, (0.29, 0.31), strict=True):
        put_aside(member, a_group(), parameters(folding=folding))
    assert [member.folded for member in members] == [0, 1]


@pytest.mark.parametrize(
    ("gathering", "draw", "comes"),
    [
        (0.5, 0.079, True),
        (0.5, 0.081, False),
        (4.0, 0.159, True),
        (4.0, 0.161, False),
        (0, 0, False),
    ],
)
def test_the_keen_come_to_a_meeting(
    monkeypatch: pytest.MonkeyPatch, gathering: float, draw: float, comes: bool
) -> None:
    monkeypatch.setattr(appraisal, "luck", lambda *address: draw)
    member = a_member(affinity=0.5, fandom=0.1, belonging=0.2, trust=0.4)
    group = a_group(gathering=float(gathering))
    p = parameters(attendance=0.6, meeting_belonging=0.25, meeting_trust=0.5)
    assert reads(member, group, p) == comes
    assert group.attended == comes
    assert member.belonging == pytest.approx(0.4 if comes else 0.2)
    assert member.trust == pytest.approx(0.7 if comes else 0.4)
