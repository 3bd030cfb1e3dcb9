"""What a newcomer brings along: needs, a budget, a basket, and how it was received."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from plain import a_member, parameters

from simcommunity.core.members.people import N_TRAITS
from simcommunity.core.members.record import FRIEND
from simcommunity.core.operators.admission import AS_RUNNING, BY_HOOK, SEGMENT, settle
from simcommunity.core.operators.gates import FEE
from simcommunity.core.randomness import BASKET_AND_BUDGET, normals

P = {
    "ticket": 60.0, "cycle": 8.0, "need_window": 3.0, "budget": 400.0, "budget_varies": 0.0,
    "basket_varies": 0.0, "gate_seeks": 0.5,
}  # fmt: skip
RATE = 1.5 / 8  # of somebody with the median need


def settled(way: int = BY_HOOK, seeks: float = 0.0, person: int = 7, **changes: Any) -> Any:
    """Return somebody of a segment without differences; its need is one and a half times usual."""
    segments = np.zeros(1, SEGMENT).view(np.recarray)
    segments["centre"][0, 9], segments["anyway"] = math.log(1.5), 0.3
    segments["prior_customer"] = changes.pop("customers", 0.0)
    told = {name: changes.pop(name, 0) for name in ("contact", "prior_customer")}
    member = a_member(person=person, **told)
    scratch = np.empty(2 * N_TRAITS)
    p = parameters(**{**P, **changes})
    settle(member, way, 0.0, seeks, 5, 2, segments, np.eye(N_TRAITS), scratch, p)
    return member


def test_a_newcomer_has_the_needs_that_usually_wait() -> None:
    for way in (BY_HOOK, AS_RUNNING):
        member = settled(way)
        assert member.need_rate == pytest.approx(RATE)
        assert member.need == pytest.approx(3 * RATE)
        assert member.private_trace == 0


@pytest.mark.parametrize(
    ("sent", "customers", "anyway"), [(1, 1.0, 0.3), (1, 0.0, 0.12), (0, 1.0, 0.12)]
)
def test_a_customer_would_buy_in_the_shop_anyway_more_often_than_a_stranger(
    sent: int, customers: float, anyway: float
) -> None:
    member = settled(prior_customer=sent, customers=customers, stranger_anyway=0.4)
    assert member.anyway == pytest.approx(anyway)


@pytest.mark.parametrize(("window", "seeks", "need"), [(0.0, 0.4, 0.4), (3.0, 0.4, None)])
def test_who_comes_for_the_thing_needs_it_now(
    window: float, seeks: float, need: float | None
) -> None:
    before = window * RATE
    after = settled(seeks=seeks, need_window=window).need
    assert after == pytest.approx(before + seeks * (1 - before) if need is None else need)
    assert settled(AS_RUNNING, seeks, need_window=window).need == pytest.approx(before)
    assert settled(seeks=1.0, need_window=20.0).need == pytest.approx(20 * RATE)  # more already


def test_who_paid_to_get_in_needs_it_now() -> None:
    paid = settled(need_window=0.0, gate=float(FEE), gate_height=9.0)
    assert paid.need == pytest.approx(0.5)
    there = settled(AS_RUNNING, need_window=0.0, gate=float(FEE), gate_height=9.0)
    assert there.need == 0


def test_who_waits_to_be_accepted_needs_it_less() -> None:
    waits = {"contact": FRIEND, "contacts": 1.0, "patience": 60.0}
    at_once, later = (settled(**waits, accept_minutes=m) for m in (0.0, 60.0))
    assert later.need == pytest.approx(0.5 * at_once.need) == pytest.approx(0.5 * 3 * RATE)
    # And also who came for the thing itself.
    assert settled(seeks=0.8, need_window=0.0, **waits, accept_minutes=60.0).need == 0.4


@pytest.mark.parametrize("ticket", [6.0, 60.0, 6000.0])
def test_a_budget_allows_of_dear_wishes_only_a_share(ticket: float) -> None:
    monthly = 30 * ticket * RATE
    member = settled(ticket=ticket)
    assert member.afford == pytest.approx(400 / (400 + monthly))
    # Half the cycle, twice the wishes: never less is spent, and never twice as much.
    often = settled(ticket=ticket, cycle=4.0)
    assert 1 <= often.afford * often.need_rate / (member.afford * member.need_rate) <= 2


def test_baskets_and_budgets_are_a_person_s_own() -> None:
    for person in (3, 4, 99):
        basket, purse = normals(5, 2, person, 0, BASKET_AND_BUDGET, 0)
        member = settled(person=person, basket_varies=0.6, budget_varies=0.9)
        assert member.basket == pytest.approx(math.exp(0.6 * basket - 0.18))
        budget = 400 * math.exp(0.9 * purse)
        assert member.afford == pytest.approx(1 / (1 + 30 * 60 * RATE / budget))
        assert settled(person=person).basket == 1


def test_baskets_are_1_on_average() -> None:
    baskets = [settled(person=i, basket_varies=0.7).basket for i in range(800)]
    assert np.mean(baskets) == pytest.approx(1, abs=0.1)
    assert np.std(np.log(baskets)) == pytest.approx(0.7, abs=0.06)
