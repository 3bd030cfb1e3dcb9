"""Who passes a gate, and what passing does."""

from __future__ import annotations

import math
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plain import SHARE_TRAITS, a_member, any_parameters, parameters

from simcommunity.core.operators.gates import (
    APPLICATION,
    FEE,
    OPEN,
    REFERRALS,
    SPEND,
    enter,
    passing_chance,
)

GATES = (SPEND, FEE, REFERRALS, APPLICATION)
share = st.floats(0, 1)
heights = {SPEND: 500.0, FEE: 500.0, REFERRALS: 20.0, APPLICATION: 1.0}
P = {
    "gate_base": -1.0, "gate_affinity": 2.0, "gate_fandom": 1.0, "gate_trust": 1.5,
    "gate_price": 0.8, "gate_effort": 0.6, "money_unit": 5.0, "ticket": 50.0,
    "gate_window": 60.0,
}  # fmt: skip


def chance(gate: int, height: float, **fields: float) -> float:
    return passing_chance(a_member(**fields), parameters(**P, gate=gate, gate_height=height))


def logit(x: float) -> float:
    return math.log(x / (1 - x))


def test_an_open_door_lets_everybody_in() -> None:
    assert chance(OPEN, 0.0) == 1


@pytest.mark.parametrize("gate", [SPEND, FEE, REFERRALS])
def test_a_gate_that_costs_nothing_keeps_nobody_out_and_does_nothing(gate: int) -> None:
    assert chance(gate, 0.0, affinity=0.0, price_sensitivity=1.0) == 1
    member = a_member(belonging=0.2, need=0.1)
    enter(member, parameters(**P, gate=gate, gate_height=0.0, gate_seeks=0.5))
    assert (member.sunk, member.belonging, member.need) == (0, 0.2, 0.1)


def test_an_application_that_asks_for_nothing_is_still_read() -> None:
    assert chance(APPLICATION, 0.0, affinity=0.0, fandom=0.0, trust=0.0) == 0.5


@pytest.mark.parametrize(
    ("gate", "need", "after"),
    [(FEE, 0.2, 0.6), (APPLICATION, 0.2, 0.6), (FEE, 1.5, 1.5), (SPEND, 0.2, 0.2),
     (REFERRALS, 0.2, 0.2)],
)  # fmt: skip
def test_who_pays_or_applies_comes_for_the_thing_itself(
    gate: int, need: float, after: float
) -> None:
    member = a_member(need=need)
    enter(member, parameters(**P, gate=gate, gate_height=1.0, gate_seeks=0.5))
    assert member.need == pytest.approx(after)


def test_each_gate_weighs_what_it_asks_for() -> None:
    likes = 2 * 0.6 + 1 * 0.2 + 1.5 * 0.4
    liking = {"affinity": 0.6, "fandom": 0.2, "trust": 0.4}
    # Of 100 ¥ a customer has spent 50 · 0.02 · 60 = 60: 40 are missing, and 100 to a stranger.
    for customer, felt in ((1, math.log(9)), (0, math.log(21))):
        spend = chance(
            SPEND, 100.0, **liking, price_sensitivity=0.3, prior_customer=customer, need_rate=0.02
        )
        assert logit(spend) == pytest.approx(-1 + likes - 0.8 * felt * 0.8)
    fee = chance(FEE, 20.0, **liking, price_sensitivity=0.3)
    assert logit(fee) == pytest.approx(-1 + likes - 0.8 * math.log(5) * 0.8)
    referrals = chance(REFERRALS, 3.0, **liking, gregariousness=0.4, deal_proneness=0.7)
    assert logit(referrals) == pytest.approx(-1 + likes - 0.6 * 3 * 0.8)
    judged = chance(APPLICATION, 0.5, **liking)
    assert logit(judged) == pytest.approx((likes / 3 - 0.5) / 0.1)


traits = st.fixed_dictionaries(dict.fromkeys((*SHARE_TRAITS, "trust"), share))


@given(any_parameters(), st.sampled_from(GATES), share, share, traits)
def test_a_higher_gate_lets_fewer_in_and_liking_helps(
    p: SimpleNamespace, gate: int, low: float, more: float, fields: dict[str, float]
) -> None:
    p.gate, p.gate_height = gate, low * heights[gate]
    here = passing_chance(a_member(**fields), p)
    assert 0 <= here <= 1
    for liked in ("affinity", "fandom", "trust"):
        assert passing_chance(a_member(**{**fields, liked: 1.0}), p) >= here
    p.gate_height += more * heights[gate]
    assert passing_chance(a_member(**fields), p) <= here


@given(any_parameters(), st.sampled_from(GATES), share, share, share)
def test_who_paid_more_belongs_more(
    p: SimpleNamespace, gate: int, low: float, more: float, belonging: float
) -> None:
    first, second = a_member(belonging=belonging), a_member(belonging=belonging)
    p.gate, p.gate_height = gate, low * heights[gate]
    enter(first, p)
    p.gate_height += more * heights[gate]
    enter(second, p)
    assert 0 <= first.sunk <= second.sunk <= 1
    assert belonging <= first.belonging <= second.belonging <= 1


def test_what_entry_cost_is_sunk() -> None:
    told = [(SPEND, 20.0, math.log(5)), (FEE, 20.0, math.log(5)), (REFERRALS, 3.0, 3.0),
            (APPLICATION, 0.5, 1.0)]  # fmt: skip
    for gate, height, felt in told:
        member = a_member(belonging=0.1)
        p = parameters(**P, gate=gate, gate_height=height, earned_belonging=0.4)
        enter(member, p)
        assert member.sunk == pytest.approx(1 - math.exp(-felt / 2))
        assert member.belonging == pytest.approx(0.1 + 0.4 * member.sunk * 0.9)
