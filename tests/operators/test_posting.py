"""What a message does to a group's day, by its attributes alone."""

from __future__ import annotations

import math
from types import SimpleNamespace as Plain
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plain import a_group, a_member, any_parameters, parameters

from simcommunity.core.day.morning import show
from simcommunity.core.members.appraisal import irritate
from simcommunity.core.members.record import Record
from simcommunity.core.operators.feeds import FEED, PRIVATE, TO_CUSTOMERS, TO_STRANGERS
from simcommunity.core.operators.posting import post, wear_off
from simcommunity.core.operators.staff import EVERYBODY, PRIVATELY
from simcommunity.simulation.playbook_tables import KIND

P = parameters(
    promoted=1.0,
    hand_variation=0.5, repetition=0.5, money_unit=5.0, boast_irritates=1.0, wear=2.0,
    products=10.0, wear_keeps=0.9, topic_keeps=0.8,
)  # fmt: skip


def kind(**attributes: float) -> Record:
    """Return a message that is nothing but what is told."""
    message = Record(KIND)
    vars(message).update({"credibility": 1.0, "intrusion": 1.0, "novelty": 1.0, **attributes})
    return message


def posted(message: Record, count: int = 1, worth: float = -1.0, by_hand: int = 0) -> Record:
    group = a_group()
    post(group, message, count, worth, by_hand, P)
    return group


def test_attributes_add_up() -> None:
    message = kind(
        information=0.5, level=0.4, entertainment=0.2, social=0.3, persona=0.6, credibility=0.5,
        invites_reply=0.1, pressing=0.7, cost=2.0,
    )  # fmt: skip
    group = posted(message, count=2)
    assert group.operator_messages == 2
    assert (group.information, group.information_l1) == pytest.approx((1.0, 0.4))
    assert group.information_l2 == pytest.approx(0.16)
    assert (group.entertainment, group.social, group.persona) == pytest.approx((0.4, 0.6, 0.6))
    assert (group.invites, group.pressing, group.cash_cost) == pytest.approx((0.2, 1.4, 4.0))
    assert (group.adverts, group.red_packets, group.load, group.money, group.lure) == (
        0,
        0,
        0,
        0,
        0,
    )


@pytest.mark.parametrize(
    ("commercial", "money", "worth", "adverts", "red_packets"),
    [
        (1.0, 0.0, -1.0, 3, 0),
        (0.0, 5.0, -1.0, 0, 3),
        (1.0, 5.0, -1.0, 0, 0),
        (0.0, 0.0, -1.0, 0, 0),
        (0.0, 0.0, 8.0, 0, 3),
        (1.0, 5.0, 0.0, 3, 0),
    ],
)
def test_what_counts_as_advert_or_red_packet(
    commercial: float, money: float, worth: float, adverts: int, red_packets: int
) -> None:
    group = posted(kind(commercial=commercial, money=money), count=3, worth=worth)
    assert (group.adverts, group.red_packets) == (adverts, red_packets)


def test_money_is_felt_as_a_logarithm_and_paid_in_full() -> None:
    group = posted(kind(money=20.0, pays_out=0.5), count=2)
    assert group.money == pytest.approx(2 * math.log(5))
    assert group.cash_cost == 20
    assert group.lure == pytest.approx(1 - math.exp(-2 * math.log(5)))
    assert posted(kind(money=20.0, pays_out=1.0), worth=3.0).cash_cost == 3


@pytest.mark.parametrize(
    ("worth", "discount"), [(-1.0, 0.07), (0.0, 0.0), (2.0, 0.04), (6.0, 0.12), (400.0, 0.6)]
)
def test_a_coupon_takes_off_what_it_is_worth(worth: float, discount: float) -> None:
    """One worth nothing takes nothing off, whatever coupons take off as a rule."""
    p = parameters(ticket=50.0, most_discount=0.6)
    group = a_group()
    post(group, kind(commercial=0.6, money=3.0, discount=0.07), 1, worth, 0, p)
    assert group.discount == discount
    post(group, kind(money=3.0), 1, 5.0, 0, p)  # what is no coupon takes nothing off
    assert group.discount == discount


def test_the_most_urgent_offer_of_the_day_counts_and_invitations_add_up() -> None:
    group = posted(kind(scarcity=0.6, gathering=0.25), count=2)
    post(group, kind(scarcity=0.4), 1, -1.0, 0, P)
    assert (group.scarcity, group.gathering) == (0.6, 0.5)


def test_the_best_discount_of_the_day_holds() -> None:
    group = posted(kind(discount=0.2))
    post(group, kind(discount=0.1), 1, -1.0, 0, P)
    assert group.discount == 0.2


def test_one_private_word_a_day_holds_all_that_is_said_to_a_friend() -> None:
    """Two messages to five and to three friends: five are written to, each message is paid."""
    group, feeds = a_group(), [Record(FEED) for _ in range(3)]
    to = Plain(channel=PRIVATELY, by_hand=0, audience=EVERYBODY)
    show(group, feeds, to, kind(social=0.5, cost=2.0), 5, -1.0, P)
    show(group, feeds, to, kind(social=0.5, cost=1.0), 3, -1.0, P)
    assert (group.private_sent, group.cash_cost, group.moments_posts) == (5, 13, 0)
    assert (feeds[PRIVATE].operator_messages, feeds[PRIVATE].social) == (2, 1)
    assert feeds[TO_STRANGERS].operator_messages == feeds[TO_CUSTOMERS].operator_messages == 0


def test_a_topic_wears_out_unless_it_is_new() -> None:
    stale, new = kind(information=1.0, novelty=0.2, topic=3), kind(information=1.0, topic=3)
    factors = [1 / (1 + 0.5 * 0.8 * worn) for worn in range(3)]
    assert posted(stale, count=3).information == pytest.approx(sum(factors))
    assert posted(new, count=3).information == 3
    by_hand = [1 / (1 + 0.5 * 0.4 * worn) for worn in range(3)]
    assert posted(stale, count=3, by_hand=1).information == pytest.approx(sum(by_hand))
    assert posted(stale, count=3).topic_wear == [0, 0, 0, 3.0, *[0] * 12]


def test_goods_wear_out_and_boasts_annoy() -> None:
    message = kind(commercial=0.5, intrusion=2.0, credibility=0.6, novelty=0.25)
    group = posted(message, count=2)
    first = 0.5 * 2 * 1.4
    assert group.load == pytest.approx(first + first * (1 + 2 * 0.75 * 1 / 11))
    assert (group.offers, group.advert_wear) == (1.0, 2.0)


def test_what_is_not_shown_becomes_fresh_again() -> None:
    group = posted(kind(commercial=1.0, topic=2), count=4)
    wear_off(group, P)
    assert (group.advert_wear, group.topic_wear[2]) == pytest.approx((3.6, 3.2))


share = st.floats(0, 1)


@given(
    any_parameters(), st.integers(0, 20), st.integers(0, 20), st.integers(0, 10),
    st.fixed_dictionaries(dict.fromkeys(("novelty", "credibility", "commercial"), share)),
    st.floats(0.5, 60), st.integers(0, 1),
)  # fmt: skip
def test_more_adverts_never_irritate_less(
    p: Plain,
    other: int,
    adverts: int,
    more: int,
    advert: dict[str, Any],
    attention: float,
    hand: int,
) -> None:
    irritations = []
    for count in (adverts, adverts + more):
        group, member = a_group(), a_member(attention=attention)
        post(group, kind(information=0.5), other, -1.0, hand, p)
        post(group, kind(**advert), count, -1.0, hand, p)
        group.volume = group.operator_messages
        read = min(1.0, attention / group.volume) if group.volume else 1.0
        irritate(member, group, read, p)
        irritations.append(member.irritation_ads)
    assert irritations[1] >= irritations[0] * (1 - 1e-12)
