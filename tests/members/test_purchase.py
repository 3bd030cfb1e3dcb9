"""Who grabs and sends on, how orders are booked, and what a purchase does."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plain import a_group, a_member, any_parameters, parameters

from simcommunity.core.day.group_day import remember, trade
from simcommunity.core.members import purchase
from simcommunity.core.members.purchase import choice_in_group, grab, sends_on, tell_others
from simcommunity.core.randomness import EXPERIENCE, ORDER_SIZE

share = st.floats(0, 1)


def lives_a_day(member: Any, draw: float, p: Any, **marks: float) -> Any:
    """Let the only reader of a group grab and order with so much luck; return the group."""
    group = a_group(reader_count=1, reader_seats=[0], **marks)
    trade(group, [member], [draw], p)
    return group


def orders(member: Any, number: int, p: Any, **marks: float) -> Any:
    """Let the only reader of a group place so many orders; return the group."""
    member.buy = lambda *seen: number
    return lives_a_day(member, 0.5, p, **marks)


def lucky(monkeypatch: pytest.MonkeyPatch, draw: float) -> None:
    """Let every decision about grabbing and buying come from one draw, and orders be ordinary."""
    monkeypatch.setattr(purchase, "luck", lambda *address: draw)
    monkeypatch.setattr(purchase, "normals", lambda *address: (0.0, 0.0))


def test_there_is_nothing_to_grab_without_a_red_packet() -> None:
    eager, p = a_member(deal_proneness=1.0), parameters(grab_anyway=1.0)
    assert lives_a_day(eager, 0.999, p, lure=1.0).grabs == 0
    assert lives_a_day(eager, 0.999, p, lure=1.0, red_packets=1.0).grabs == 1
    assert lives_a_day(eager, 0.999, p, lure=1.0, given=1.0).grabs == 1  # from a member


@pytest.mark.parametrize(("draw", "grabs"), [(0.299, True), (0.301, False)])
def test_who_likes_bargains_grabs_more_and_everybody_the_more_there_is(
    monkeypatch: pytest.MonkeyPatch, draw: float, grabs: bool
) -> None:
    lucky(monkeypatch, draw)
    group = a_group(red_packets=1.0, lure=0.5)
    assert grab(a_member(deal_proneness=0.2), group, parameters(grab_anyway=0.5)) == grabs


@pytest.mark.parametrize(("shares", "grabs"), [(1.0, True), (0.3, False)])
def test_who_comes_when_all_shares_are_gone_gets_nothing(
    monkeypatch: pytest.MonkeyPatch, shares: float, grabs: bool
) -> None:
    lucky(monkeypatch, 0.4)
    group = a_group(red_packets=1.0, lure=1.0, shares=shares)
    assert grab(a_member(), group, parameters(grab_anyway=1.0)) == grabs


@pytest.mark.parametrize(("draw", "sends"), [(0.199, True), (0.201, False)])
def test_who_loves_company_passes_on_more_of_what_it_received(
    monkeypatch: pytest.MonkeyPatch, draw: float, sends: bool
) -> None:
    lucky(monkeypatch, draw)
    p = parameters(send_on=0.4, grab_anyway=1.0, sent_on_yuan=6.0)
    member = a_member(gregariousness=0.75)
    packet = {"red_packets": 1.0, "a_head": 2.0}  # of two ¥ it passes on 2 · 0.75 · 0.4
    assert sends_on(member, a_group(**packet), p) == sends
    assert lives_a_day(member, 0.999, p, lure=1.0, **packet).sent_on == sends
    assert lives_a_day(member, 0.999, p, lure=0.0, **packet).sent_on == 0  # got nothing


def test_what_members_send_on_waits_for_tomorrow() -> None:
    group = a_group(sent_on=3.0, given=1.0)
    remember(group, [], parameters())
    assert group.given == 3
    group.sent_on = 0.0
    remember(group, [], parameters())
    assert group.given == 0


@pytest.mark.parametrize(("there", "met"), [(0.0, 4.0), (25.0, 2.0), (75.0, 1.0)])
def test_in_a_crowd_most_mentions_go_past_one(there: float, met: float) -> None:
    group = a_group(mentioned=4.0, active=0.8 * there, muted=0.2 * there)
    remember(group, [], parameters(crowd_seen=25.0))
    assert group.mentions == pytest.approx(met)


def test_who_does_not_order_has_given_its_chance_away() -> None:
    """Nothing but the expectation changes: what a day's choice was to meet is met no more."""
    p = parameters(order_base=-1.0, order_exposure=0.8)
    member, offers = a_member(need=0.5, trust=0.5), {"offers": 2.0}
    chance = choice_in_group(member, a_group(**offers), p)
    assert 0 < chance < 1
    assert lives_a_day(member, 0.999999, p, **offers).orders == 0
    after = dict(vars(member))
    assert after.pop("need") == pytest.approx(0.5 * (1 - chance))
    untouched = dict(vars(a_member(trust=0.5)))
    del untouched["need"]
    assert after == untouched


def test_as_many_orders_as_the_draw_stands_for_are_booked() -> None:
    p = parameters(order_base=30.0, order_exposure=1.0, order_interest=0.0)
    member = a_member(need=2.0, deal_proneness=0.0)
    draw = 1 - (1 + 2 + 2) * math.exp(-2) - 1e-6  # above what two orders stand for
    group = lives_a_day(member, draw, p, offers=1000.0)
    assert (group.orders, member.orders, member.need) == (3, 3, pytest.approx(0, abs=1e-9))


def test_orders_of_a_day_have_luck_of_their_own_and_the_first_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    drawn = []

    def note(*address: Any) -> Any:
        drawn.append(tuple(address[-2:]))
        return (0.0, 0.0) if address[-2] == ORDER_SIZE else 0.0

    monkeypatch.setattr(purchase, "luck", note)
    monkeypatch.setattr(purchase, "normals", note)
    group = orders(a_member(gregariousness=1.0), 3, parameters(mention=1.0))
    assert (group.orders, group.mentioned) == (3, 1)
    for purpose in (EXPERIENCE, ORDER_SIZE):
        assert [slot for word, slot in drawn if word == purpose] == [0, 1, 2]


@pytest.mark.parametrize(("drawn", "varies"), [(0.0, 0.0), (1.0, 0.4), (-2.0, 0.5)])
def test_an_order_is_a_basket_at_its_price_and_its_profit(
    monkeypatch: pytest.MonkeyPatch, drawn: float, varies: float
) -> None:
    lucky(monkeypatch, 0.5)
    monkeypatch.setattr(purchase, "normals", lambda *address: (drawn, 9.0))
    member = a_member(basket=1.5, anyway=0.25)
    p = parameters(ticket=80.0, margin=0.3, order_varies=varies, mention=0.0)
    group = orders(member, 1, p, discount=0.2)
    full = 80 * 1.5 * math.exp(varies * drawn - varies * varies / 2)
    assert member.spend == pytest.approx(0.8 * full)
    assert group.revenue == pytest.approx(0.8 * full)
    assert group.discounts == pytest.approx(0.2 * full)
    assert group.gross_profit == pytest.approx((0.8 - 0.7) * full)
    assert (group.anyway_orders, group.anyway_profit) == pytest.approx((0.25, 0.025 * full))


def test_first_and_second_orders_are_dated() -> None:
    member = a_member(first_order=-1, second_order=-1)
    for day in (3, 8, 20):
        orders(member, 1, parameters(), day=day)
    assert (member.first_order, member.second_order, member.last_order) == (3, 8, 20)


@pytest.mark.parametrize(("satisfaction", "chance"), [(0.0, 0.2), (0.5, 0.3), (-1.0, 0.0)])
def test_the_sociable_and_satisfied_mention_their_orders(
    monkeypatch: pytest.MonkeyPatch, satisfaction: float, chance: float
) -> None:
    member = a_member(gregariousness=0.5, satisfaction=satisfaction)
    for draw in (chance - 1e-9, chance + 1e-9):
        lucky(monkeypatch, draw)
        assert tell_others(member, a_group(), parameters(mention=0.4)) == (draw < chance)


def bought(
    monkeypatch: pytest.MonkeyPatch, surprise: float, claim: float = 0.0, **fields: float
) -> Any:
    """Return a member after a purchase that turned out as lucky as told."""
    lucky(monkeypatch, surprise)
    p = parameters(
        quality=0.6, experience_spread=0.4, experience_weight=0.5, purchase_trust=0.5,
        purchase_memory=0.25, expected_quality=0.5, expected_by_trust=0.3, loss_aversion=2.0,
        claim_expected=0.2,
    )  # fmt: skip
    member = a_member(share_read=0.5, **fields)
    assert orders(member, 1, p, claim=claim).orders == 1
    return member


def test_a_good_purchase_builds_trust(monkeypatch: pytest.MonkeyPatch) -> None:
    member = bought(monkeypatch, 1.0, trust=0.5, memory_slow=0.2)
    gap = (0.6 + 0.2) - (0.5 + 0.15)
    assert member.orders == 1
    assert member.satisfaction == pytest.approx(gap)
    assert member.trust == pytest.approx(0.5 + 0.5 * gap * 0.5)
    assert member.memory_slow == pytest.approx(0.2 + 0.25 * 0.8)


def test_a_bad_purchase_costs_trust_and_counts_for_more(monkeypatch: pytest.MonkeyPatch) -> None:
    member = bought(monkeypatch, 0.0, trust=0.8)
    gap = 2.0 * ((0.6 - 0.2) - (0.5 + 0.24))
    assert member.trust == pytest.approx(0.8 + 0.5 * gap * 0.8)
    assert member.satisfaction == pytest.approx(gap)


@pytest.mark.parametrize("claim", [0.4, 3.0])
def test_goods_are_measured_by_what_one_read_was_claimed_of_them(
    monkeypatch: pytest.MonkeyPatch, claim: float
) -> None:
    member = bought(monkeypatch, 0.5, claim=claim, trust=0.0)
    gap = 0.6 - (0.5 + 0.2 * (1 - math.exp(-0.5 * claim)))
    assert member.satisfaction == pytest.approx(gap if gap > 0 else 2 * gap)


@pytest.mark.parametrize(("before", "weight"), [(0, 1.0), (1, 0.5), (2, 0.4), (9, 0.4)])
def test_each_purchase_counts_for_less_than_the_one_before(
    monkeypatch: pytest.MonkeyPatch, before: int, weight: float
) -> None:
    lucky(monkeypatch, 0.5)
    p = parameters(quality=0.9, expected_quality=0.5, experience_weight=0.4)
    member = a_member(orders=before, satisfaction=-0.4)
    orders(member, 1, p)
    assert member.satisfaction == pytest.approx(-0.4 + weight * 0.8)


@given(any_parameters(), share, share, share, share, st.integers(0, 50))
def test_trust_stays_a_share_whatever_is_bought(
    p: SimpleNamespace, quality: float, trust: float, memory: float, claim: float, person: int
) -> None:
    p.quality = quality
    member = a_member(trust=trust, memory_slow=memory, person=person)
    for day in range(10):
        orders(member, 2, p, day=day, claim=claim)
        assert 0 <= member.trust <= 1
        assert 0 <= member.memory_slow <= 1
    assert member.orders == 20
