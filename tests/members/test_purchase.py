"""Who grabs, who orders, and what a purchase does."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plain import a_group, a_member, any_parameters, parameters

from simcommunity.core.day.group_day import trade
from simcommunity.core.members import purchase
from simcommunity.core.members.appraisal import fade, present_need
from simcommunity.core.members.purchase import (
    buy,
    consideration,
    grab,
    interest,
    order_index,
    order_terms,
)

share = st.floats(0, 1)
P = {
    "order_base": -6.0, "order_need": 2.0, "order_trust": 2.5, "order_memory": 0.5,
    "order_exposure": 0.8, "order_discount": 3.0, "order_satisfaction": 0.5, "order_price": 0.4,
    "exposure_rate": 0.5, "order_interest": 1.0, "customer_interest": 0.5,
}  # fmt: skip


def log_odds(member: Any, discount: float, p: Any) -> float:
    """Return the log-odds of ordering something unlimited, of which nobody has told."""
    return order_index(order_terms(member, discount, 0.0, 0.0, 0.0, p))


def lives_a_day(member: Any, draw: float, p: Any, **marks: float) -> Any:
    """Let the only reader of a group grab and order with so much luck; return the group."""
    group = a_group(reader_count=1, reader_seats=[0], **marks)
    trade(group, [member], [draw], p)
    return group


def test_there_is_nothing_to_grab_without_a_red_packet() -> None:
    eager, p = a_member(deal_proneness=1.0), parameters(grab_anyway=1.0)
    assert lives_a_day(eager, 0.999, p).grabs == 0
    assert lives_a_day(eager, 0.999, p, red_packets=1.0).grabs == 1


@pytest.mark.parametrize(("draw", "grabs"), [(0.59, True), (0.61, False)])
def test_who_likes_bargains_grabs_more(
    monkeypatch: pytest.MonkeyPatch, draw: float, grabs: bool
) -> None:
    monkeypatch.setattr(purchase, "luck", lambda *address: draw)
    assert (
        grab(a_member(deal_proneness=0.2), a_group(red_packets=1.0), parameters(grab_anyway=0.5))
        == grabs
    )


def test_orders_come_from_need_trust_and_exposure() -> None:
    member = a_member(
        need=0.8, trust=0.6, memory_fast=0.4, memory_slow=0.2, deal_proneness=0.5,
        satisfaction=0.3, price_sensitivity=0.5, share_read=0.5,
    )  # fmt: skip
    group = a_group(offers=4.0, discount=0.2)
    exposure = 1 - math.exp(-0.5 * 4 * 0.5)
    price = 0.4 * math.log(2) * 0.5 * 0.4
    index = -6 + 1.6 + 1.5 + 3 * 0.2 * 0.5 + 0.15 - price
    in_mind = 1 - (1 - 0.5 * 0.3) * (1 - 0.8 * exposure)
    p = parameters(**P, log_ticket=math.log(2))
    assert log_odds(member, 0.2, p) == pytest.approx(index)
    assert consideration(member, 0.5 * 4.0, p) == pytest.approx(in_mind * 0.5)
    chance = 0.5 * in_mind / (1 + math.exp(-index))
    assert not buy(member, group, chance * 1.001, p)
    assert buy(member, group, chance * 0.999, p)


@pytest.mark.parametrize(
    ("bought", "concerned"), [({}, 0.2), ({"orders": 1}, 0.6), ({"prior_customer": 1}, 0.6)]
)
def test_goods_concern_whom_the_theme_concerns_and_who_bought(
    bought: dict[str, int], concerned: float
) -> None:
    member = a_member(affinity=0.2, **bought)
    assert interest(member, parameters(**P)) == pytest.approx(concerned)
    assert interest(member, parameters(**{**P, "order_interest": 0.0})) == 1


def test_what_is_neither_remembered_nor_seen_is_not_bought() -> None:
    keen = a_member(need=1.0, trust=1.0, affinity=1.0)
    assert not buy(keen, a_group(), 0.0, parameters(**P))
    assert buy(keen, a_group(offers=1.0), 0.0, parameters(**P))


def test_a_need_waits_and_is_then_met_elsewhere() -> None:
    member = a_member(need=0.8, need_rate=0.25)
    p = parameters(need_waits=0.5)
    needs = []
    for _ in range(4):
        needs.append((round(member.need, 2), round(present_need(member), 2)))
        fade(member, p)
    assert needs == [(0.8, 0.8), (1.05, 1), (1.3, 1), (0, 0)]


@given(any_parameters(), share, share, share)
def test_need_trust_exposure_and_discount_never_hurt(
    p: SimpleNamespace, need: float, trust: float, discount: float
) -> None:
    p.log_ticket = 1.0
    member = a_member(need=need, trust=trust)
    index = log_odds(member, discount, p)
    for better in (
        (a_member(need=1.0, trust=trust), discount),
        (a_member(need=need, trust=1.0), discount),
        (member, 1.0),
    ):
        assert log_odds(*better, p) >= index
    assert 0 <= consideration(member, 1.0, p) <= consideration(member, 2.0, p) <= 1


def bought(monkeypatch: pytest.MonkeyPatch, surprise: float, **fields: float) -> Any:
    """Return a member after a purchase that turned out as lucky as told."""
    monkeypatch.setattr(purchase, "luck", lambda *address: surprise)
    p = parameters(
        ticket=80.0, quality=0.6, experience_spread=0.4, experience_weight=0.5,
        purchase_trust=0.5, purchase_memory=0.25, expected_quality=0.5, expected_by_trust=0.3,
        loss_aversion=2.0,
    )  # fmt: skip
    member = a_member(**fields)
    assert lives_a_day(member, 0.0, p, discount=0.25, offers=1.0).orders == 1
    return member


def test_a_good_purchase_builds_trust(monkeypatch: pytest.MonkeyPatch) -> None:
    member = bought(monkeypatch, 1.0, trust=0.5, need=0.9, memory_slow=0.2)
    gap = (0.6 + 0.2) - (0.5 + 0.15)
    assert (member.orders, member.spend, member.need) == (1, 60, 0)
    assert member.satisfaction == pytest.approx(gap)
    assert member.trust == pytest.approx(0.5 + 0.5 * gap * 0.5)
    assert member.memory_slow == pytest.approx(0.2 + 0.25 * 0.8)


def test_a_bad_purchase_costs_trust_and_counts_for_more(monkeypatch: pytest.MonkeyPatch) -> None:
    member = bought(monkeypatch, 0.0, trust=0.8)
    gap = 2.0 * ((0.6 - 0.2) - (0.5 + 0.24))
    assert member.trust == pytest.approx(0.8 + 0.5 * gap * 0.8)
    assert member.satisfaction == pytest.approx(gap)


@pytest.mark.parametrize(("orders", "weight"), [(0, 1.0), (1, 0.5), (2, 0.4), (9, 0.4)])
def test_each_purchase_counts_for_less_than_the_one_before(
    monkeypatch: pytest.MonkeyPatch, orders: int, weight: float
) -> None:
    monkeypatch.setattr(purchase, "luck", lambda *address: 0.5)
    p = parameters(quality=0.9, expected_quality=0.5, experience_weight=0.4)
    member = a_member(orders=orders, satisfaction=-0.4)
    assert lives_a_day(member, 0.0, p, offers=1.0).orders == 1
    assert member.satisfaction == pytest.approx(-0.4 + weight * 0.8)


def test_who_does_not_order_stays_as_it_is() -> None:
    member = a_member(need=0.5, trust=0.5)
    assert lives_a_day(member, 0.999999, parameters(**P)).orders == 0
    assert vars(member) == vars(a_member(need=0.5, trust=0.5))


@given(any_parameters(), share, share, share, st.integers(0, 50))
def test_trust_stays_a_share_whatever_is_bought(
    p: SimpleNamespace, quality: float, trust: float, memory: float, person: int
) -> None:
    p.quality, p.order_base = quality, 30.0
    member = a_member(trust=trust, memory_slow=memory, person=person)
    for day in range(10):
        p.order_exposure, p.order_interest = 1.0, 0.0
        assert lives_a_day(member, 0.9, p, day=day, offers=1000.0).orders == 1
        assert 0 <= member.trust <= 1
        assert 0 <= member.memory_slow <= 1
    assert member.orders == 10
