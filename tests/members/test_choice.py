"""Occasions of need, how many of them are met, and what speaks for meeting them here."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from plain import a_group, a_member, any_parameters, parameters
from scipy import stats

from simcommunity.core.members.appraisal import fade, present_need
from simcommunity.core.members.purchase import (
    MOST_ORDERS,
    bargain,
    buy,
    buy_terms,
    choice_in_group,
    consideration,
    count_of,
    interest,
    is_best,
    meet_need,
    open_occasions,
    order_index,
    order_terms,
    why_order,
)
from simcommunity.core.members.record import ORDERED_FOR

share = st.floats(0, 1)
discounts = st.floats(0, 0.95)
P = {
    "order_base": -3.0, "order_trust": 2.5, "order_memory": 0.5, "order_exposure": 0.8,
    "order_discount": 3.0, "order_satisfaction": 0.5, "order_price": 0.4, "exposure_rate": 0.5,
    "order_interest": 1.0, "customer_interest": 0.5, "price_elastic": 2.0, "trust_forgives": 0.5,
    "deal_waits": 4.0, "deal_felt": 10.0, "deal_ahead": 0.5, "mention_pull": 2.0, "scarcity": 1.5,
    "pressing_sells": 1.2, "claim_sells": 0.6, "need_window": 4.0,
}  # fmt: skip


def log_odds(member: Any, discount: float, p: Any) -> float:
    """Return the log-odds of meeting a need here by something of which nobody has told."""
    return order_index(order_terms(member, discount, 0.0, 0.0, 0.0, 0.0, 0.0, p))


@given(share.filter(lambda x: x < 1), st.floats(0, 5))
def test_a_draw_stands_for_the_count_that_the_poisson_law_gives_it(
    draw: float, mean: float
) -> None:
    """Its place from above: as many draws as the law says lie below that of a count."""
    count = count_of(draw, mean)
    assert stats.poisson.sf(count, mean) <= draw + 1e-12
    assert count == 0 or stats.poisson.sf(count - 1, mean) >= draw - 1e-12


@pytest.mark.parametrize("mean", [0.03, 0.7, 4.0])
def test_counts_have_the_mean_and_the_variance_of_the_poisson_law(mean: float) -> None:
    counts = [count_of((i + 0.5) / 20_000, mean) for i in range(20_000)]
    assert np.mean(counts) == pytest.approx(mean, abs=2e-3)
    assert np.var(counts) == pytest.approx(mean, rel=0.01)


def test_nobody_orders_without_end() -> None:
    """However many there are to be expected, and never fewer where more are."""
    assert count_of(0.0, 500.0) == MOST_ORDERS
    counts = [count_of(0.5, float(mean)) for mean in range(120)]
    assert counts == sorted(counts)
    assert [count_of(draw, 0.0) for draw in (0.0, 0.5)] == [0, 0]


def test_each_open_occasion_is_met_with_its_chance() -> None:
    """Of two occasions 0.6 are met: none with exp(−0.6), one with 0.6 · exp(−0.6)."""
    member, p = a_member(need=2.0), parameters(**P)
    none = math.exp(-0.6)
    edges = [1 - none, 1 - 1.6 * none, 1 - (1.6 + 0.18) * none]
    for orders, edge in enumerate(edges):
        assert buy(member, a_group(), 0.3, edge + 1e-9, p) == orders
        assert buy(member, a_group(), 0.3, edge - 1e-9, p) == orders + 1
    meet_need(member, 0.6)
    assert member.need == pytest.approx(1.4)


def test_expected_occasions_are_those_of_people_who_have_whole_ones() -> None:
    """Forty thousand people in whom whole occasions arise, are met, or are met elsewhere."""
    rate, chance, keeps, days = 0.4, 0.25, 0.7, 12
    p = parameters(**P, need_keeps=keeps)
    member, expected = a_member(need=0.5, need_rate=rate), []
    for _ in range(days):
        expected.append(chance * open_occasions(member, 0.0, p))
        meet_need(member, expected[-1])
        fade(member, p)
    random = np.random.default_rng(3)
    waiting, orders = random.poisson(0.5, 40_000), []
    for _ in range(days):
        orders.append(random.binomial(waiting, chance))
        waiting = random.binomial(waiting - orders[-1], keeps) + random.poisson(rate, 40_000)
    assert np.mean(orders, axis=1) == pytest.approx(expected, abs=0.01)
    assert np.var(orders, axis=1) == pytest.approx(expected, abs=0.015)


def test_a_need_waits_and_is_then_met_elsewhere() -> None:
    member, p = a_member(need=1.0, need_rate=0.1), parameters(need_keeps=0.5)
    needs = []
    for _ in range(3):
        needs.append((member.need, present_need(member)))
        fade(member, p)
    assert needs == [
        pytest.approx(pair) for pair in ((1.0, 1 / 2), (0.6, 0.6 / 1.6), (0.4, 0.4 / 1.4))
    ]
    for _ in range(200):
        fade(member, p)
    assert member.need == pytest.approx(0.1 / (1 - 0.5))  # as many arise as are met elsewhere


def test_a_deal_lets_needs_be_met_early_and_they_are_missing_afterwards() -> None:
    p = parameters(**P, need_keeps=0.5)
    member = a_member(need=0.2, need_rate=0.1, deal_proneness=0.5)
    ahead = 0.5 * (4 * 0.1) * 0.5 * (1 - math.exp(-2))
    assert open_occasions(member, 0.2, p) == pytest.approx(0.2 + ahead)
    meet_need(member, open_occasions(member, 0.2, p))
    assert member.need == pytest.approx(-ahead)
    assert (open_occasions(member, 0.0, p), present_need(member)) == (0, 0)
    fade(member, p)  # what is owed is not forgotten
    assert member.need == pytest.approx(0.1 - ahead)


@given(any_parameters(), st.floats(-2, 9), share, st.lists(st.tuples(share, discounts)), share)
def test_there_are_never_fewer_occasions_or_orders_than_none(
    p: SimpleNamespace, need: float, deal: float, days: list[tuple[float, float]], draw: float
) -> None:
    member = a_member(need=need, deal_proneness=deal)
    for chance, discount in days:
        before = open_occasions(member, discount, p)
        assert before >= 0
        assert open_occasions(member, 0.0, p) <= before
        assert 0 <= buy(member, a_group(discount=discount), chance, draw, p) <= MOST_ORDERS
        meet_need(member, chance * before)
        assert open_occasions(member, discount, p) <= before + 1e-12
        fade(member, p)


def test_orders_come_from_trust_price_exposure_and_persuasion() -> None:
    member = a_member(
        need=0.8, trust=0.6, memory_fast=0.4, memory_slow=0.2, deal_proneness=0.5,
        satisfaction=0.3, price_sensitivity=0.5, share_read=0.5, afford=0.6,
    )  # fmt: skip
    group = a_group(offers=4.0, discount=0.2, mentions=3.0, scarcity=0.6, pressing=1.0, claim=0.8)
    p = parameters(**P, log_ticket=math.log(2), log_price=0.1)
    full = 2 * (1 - 0.5 * 0.6) * 0.1  # it trusts, and minds a dearer price less
    back = -3 - 0.4 * math.log(2) * 0.5 * 0.4 - full - 4 * 0.5**2 * math.exp(-2)
    terms = (
        back,
        math.log(1.8),
        2.5 * 0.6,
        3 * 0.2 * 0.5 + full - 2 * (0.1 + math.log(0.8)),
        0.5 * 0.3,
        2 * (1 - math.exp(-0.5 * 3)),
        1.5 * 0.6 * 0.5,
        0.0,
        1.2 * (1 - math.exp(-0.5)) + 0.6 * (1 - math.exp(-0.4)),
    )
    assert buy_terms(member, group, p) == pytest.approx(terms)
    index = sum(terms) - terms[1]  # how many occasions there are is no matter of choice
    assert order_index(terms) == pytest.approx(index)
    considered = (1 - (1 - 0.5 * 0.3) * (1 - 0.8 * (1 - math.exp(-1)))) * 0.5
    assert consideration(member, 2.0, p) == pytest.approx(considered)
    chance = considered * 0.6 / (1 + math.exp(-index))
    assert choice_in_group(member, group, p) == pytest.approx(chance)


@pytest.mark.parametrize("reason", range(1, len(ORDERED_FOR)))
def test_the_largest_term_is_why_one_orders(reason: int) -> None:
    terms = [9.0, *(0.1 * place for place in range(1, len(ORDERED_FOR)))]
    terms[reason] = 2.0
    assert why_order(tuple(terms)) == reason


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
    keen, p = a_member(need=1.0, trust=1.0, affinity=1.0), parameters(**P)
    assert choice_in_group(keen, a_group(), p) == 0
    assert choice_in_group(keen, a_group(offers=1.0), p) > 0


@pytest.mark.parametrize(
    ("deal", "discount", "costs"),
    [(0.0, 0.0, 0.0), (0.5, 0.0, 1.0), (1.0, 0.0, 4.0), (1.0, 0.1, 4 / math.e)],
)
def test_who_is_prone_to_deals_waits_for_one(deal: float, discount: float, costs: float) -> None:
    p = parameters(**{**P, "order_discount": 0.0, "price_elastic": 0.0})
    assert bargain(discount, p) == pytest.approx(1 - math.exp(-10 * discount))
    assert log_odds(a_member(deal_proneness=deal), discount, p) == pytest.approx(-3 - costs)


@pytest.mark.parametrize(("trust", "elasticity"), [(0.0, 2.0), (0.6, 1.4), (1.0, 1.0)])
def test_a_dearer_price_counts_the_less_the_more_one_trusts_and_a_lower_one_in_full(
    trust: float, elasticity: float
) -> None:
    member = a_member(trust=trust, deal_proneness=0.0)
    usual = log_odds(member, 0.0, parameters(**P))
    for price, felt in ((1.3, elasticity), (0.7, 2.0)):
        odds = log_odds(member, 0.0, parameters(**P, log_price=math.log(price)))
        assert odds - usual == pytest.approx(-felt * math.log(price))


@given(st.floats(-1, 1), discounts, share)
def test_a_price_is_a_price_whether_it_stands_on_the_label_or_is_taken_off(
    above: float, discount: float, trust: float
) -> None:
    member = a_member(trust=trust, deal_proneness=0.0)
    on_the_label = parameters(**P, log_price=above + math.log(1 - discount))
    taken_off = log_odds(member, discount, parameters(**P, log_price=above))
    assert taken_off == pytest.approx(log_odds(member, 0.0, on_the_label))


@given(any_parameters(), st.floats(0, 9), share, share, discounts, discounts)
def test_more_discount_never_lowers_the_chance(
    p: SimpleNamespace, need: float, trust: float, deal: float, first: float, second: float
) -> None:
    member = a_member(need=need, trust=trust, deal_proneness=deal)
    less, more = (
        choice_in_group(member, a_group(discount=d, offers=1.0), p) * open_occasions(member, d, p)
        for d in sorted((first, second))
    )
    assert more >= less * (1 - 1e-12)


@given(any_parameters(), share, st.floats(-3, 3), share, share, discounts)
def test_trust_exposure_persuasion_and_money_never_hurt(
    p: SimpleNamespace, trust: float, dearer: float, afford: float, satisfaction: float,
    discount: float,
) -> None:  # fmt: skip
    p.log_ticket, p.log_price = 1.0, dearer
    had = {"trust": trust, "afford": afford, "satisfaction": satisfaction}
    seen = {"offers": 1.0, "pressing": 0.5, "claim": 0.5, "mentions": 1.0, "scarcity": 0.5}

    def chance(member: dict[str, float], group: dict[str, float]) -> float:
        return choice_in_group(a_member(**member), a_group(discount=discount, **group), p)

    here = chance(had, seen)
    assert 0 <= here <= 1
    rounding = 1 - 1e-12
    for better in had:
        assert chance({**had, better: 1.0}, seen) >= here * rounding
    for more in seen:
        assert chance(had, {**seen, more: 2.0}) >= here * rounding
    p.log_price += 0.5
    assert chance(had, seen) * rounding <= here


@pytest.mark.parametrize(
    ("orders", "prior", "basket", "rate", "best"),
    [
        (1, 0, 2.0, 0.05, True),
        (0, 1, 2.0, 0.05, True),
        (0, 0, 9.0, 0.5, False),
        (1, 0, 1.9, 0.05, False),
        (1, 0, 0.5, 0.2, True),
    ],
)
def test_the_best_customers_spend_more_than_an_ordinary_one(
    orders: int, prior: int, basket: float, rate: float, best: bool
) -> None:
    member = a_member(orders=orders, prior_customer=prior, basket=basket, need_rate=rate)
    assert is_best(member, parameters(cycle=10.0)) == best
