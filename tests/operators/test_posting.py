"""What a message does to a group's day, by its attributes alone."""

from __future__ import annotations

import math
from types import SimpleNamespace as Plain
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plain import a_group, a_member, any_parameters, parameters

from simcommunity.core.day.morning import concern_of, heads_of, receive, shares_of, show
from simcommunity.core.members.appraisal import irritate
from simcommunity.core.members.record import Record
from simcommunity.core.operators.feeds import FEED, PRIVATE, TO_CUSTOMERS, TO_STRANGERS
from simcommunity.core.operators.posting import post, wear_off
from simcommunity.core.operators.staff import EVERYBODY, MOMENTS, PRIVATELY
from simcommunity.simulation.playbook_tables import KIND

P = parameters(
    promoted=1.0,
    hand_variation=0.5, repetition=0.5, money_unit=5.0, boast_irritates=1.0, wear=2.0,
    products=10.0, wear_keeps=0.9, topic_keeps=0.8, packet_unit=0.5, packet_most=100.0,
    packet_comes=0.5, packet_shares=20.0, sent_on_yuan=4.0,
)  # fmt: skip


def kind(**attributes: float) -> Record:
    """Return a message that is nothing but what is told."""
    message = Record(KIND)
    vars(message).update({"credibility": 1.0, "intrusion": 1.0, "novelty": 1.0})
    vars(message).update({"for_customers": 1.0, "for_others": 1.0, **attributes})
    return message


def posted(
    message: Record, count: int = 1, worth: float = -1.0, by_hand: int = 0, heads: float = 1.0,
    concern: float = 1.0,
) -> Record:  # fmt: skip
    group = a_group()
    post(group, message, count, worth, by_hand, heads, concern, P)
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


def test_money_is_felt_as_a_logarithm() -> None:
    group = posted(kind(money=20.0), count=2)
    assert group.money == pytest.approx(2 * math.log(5))
    assert group.lure == pytest.approx(1 - math.exp(-2 * math.log(5)))
    assert (group.cash_cost, posted(kind(money=20.0), worth=3.0).money) == (0, math.log(1.6))


def test_a_red_packet_is_shared_felt_by_the_head_and_paid_in_full() -> None:
    """Ten ¥ among four are 2.5 ¥ each, five times what is just felt."""
    packet = kind(money=10.0, pays_out=1.0, entertainment=0.6)
    group = posted(packet, count=2, heads=4.0)
    felt = math.log(1 + 2.5 / 0.5)
    assert group.money == pytest.approx(2 * felt)
    assert group.entertainment == pytest.approx(2 * 0.6 * (1 - math.exp(-felt)))
    assert group.lure == pytest.approx(1 - math.exp(-2 * felt))
    assert (group.cash_cost, group.a_head) == (20, 5)
    assert posted(packet, worth=3.0).cash_cost == 3
    assert posted(packet, worth=500.0).cash_cost == 100  # the platform allows no more
    assert posted(packet, worth=500.0).money == pytest.approx(math.log(201))
    empty = posted(packet, worth=0.0)
    assert (empty.money, empty.entertainment, empty.lure, empty.cash_cost) == (0, 0, 0, 0)


@pytest.mark.parametrize(
    ("members", "joined", "settled", "heads"),
    [
        (24, 30, 30, 12),
        (90, 90, 90, 20),
        (0, 30, 0, 15),
        (0, 0, 0, 1),
        (10, 30, 30, 5),
        (0, 30, 30, 15),
    ],
)
def test_a_packet_is_shared_by_those_who_come_up_to_its_shares(
    members: int, joined: int, settled: int, heads: float
) -> None:
    signals = [0.0] * 6 + [float(members)]
    assert heads_of(a_group(signals=signals, joined=joined, settled=settled), P) == heads


@pytest.mark.parametrize(
    ("packets", "given", "members", "part"),
    [
        (1.0, 0.0, 160.0, 0.25),
        (1.0, 2.0, 160.0, 0.75),
        (9.0, 0.0, 160.0, 1.0),
        (1.0, 0.0, 8.0, 1.0),
    ],
)
def test_in_a_large_group_a_packet_has_not_a_share_for_everybody_who_comes(
    packets: float, given: float, members: float, part: float
) -> None:
    group = a_group(red_packets=packets, given=given, signals=[0.0] * 6 + [members])
    assert shares_of(group, P) == part


def test_what_members_send_on_is_found_in_the_group_the_next_morning() -> None:
    group = a_group(given=3.0, signals=[0.0] * 6 + [8.0])  # four come for it
    receive(group, P)
    felt = math.log(1 + 3 * 4 / (4 * 0.5))
    assert group.money == pytest.approx(felt)
    assert group.lure == pytest.approx(1 - math.exp(-felt))
    assert group.a_head == 3
    assert (group.cash_cost, group.red_packets) == (0, 0)  # it is not the team's
    nothing = a_group()
    receive(nothing, P)
    assert (nothing.money, nothing.lure) == (0, 0)


@pytest.mark.parametrize("concern", [1.0, 0.5, 0.0])
def test_what_does_not_concern_people_they_hardly_take_in(concern: float) -> None:
    message = kind(
        information=0.8, social=0.3, persona=0.5, commercial=1.0, novelty=0.4, claim=0.5,
        money=5.0, discount=0.1,
    )  # fmt: skip
    whole, part = posted(message), posted(message, concern=concern)
    for mark in ("information", "social", "persona", "offers", "exposure", "claim", "money"):
        assert getattr(part, mark) == pytest.approx(concern * getattr(whole, mark)), mark
    assert part.intrusion == pytest.approx(1 - 0.4 * concern)  # it interrupts the more
    assert (part.load, part.operator_messages) == (whole.load, 1)


@pytest.mark.parametrize(
    ("audience", "concern"), [(TO_CUSTOMERS, 0.2), (TO_STRANGERS, 0.8), (EVERYBODY, 0.5)]
)
def test_a_message_concerns_customers_and_others_as_told(audience: int, concern: float) -> None:
    assert concern_of(kind(for_customers=0.2, for_others=0.8), audience) == concern


def test_a_post_for_both_audiences_is_to_each_what_it_is_to_them() -> None:
    group, feeds = a_group(), [Record(FEED) for _ in range(3)]
    post_it = Plain(channel=MOMENTS, by_hand=0, audience=EVERYBODY)
    praise = kind(entertainment=1.0, for_customers=0.2, for_others=0.8, cost=2.0)
    show(group, feeds, post_it, praise, 1, -1.0, P)
    assert feeds[TO_CUSTOMERS].entertainment == 0.2
    assert feeds[TO_STRANGERS].entertainment == 0.8
    assert (group.moments_posts, feeds[PRIVATE].operator_messages) == (1, 0)


def test_what_a_day_has_told_it_tells_no_second_time() -> None:
    """Three quarters of each message are as those before; the next day tells all anew, but worn."""
    message = kind(
        persona=1.0, commercial=1.0, claim=0.4, novelty=0.25, topic=3, credibility=0.5
    )  # fmt: skip
    group = posted(message, count=3)
    told = 1 + 0.25 + 0.25**2
    assert group.exposure == pytest.approx(told)
    assert (group.persona, group.offers) == pytest.approx((0.5 * told, told))
    assert group.claim == pytest.approx(0.4 * 0.5 * told)
    assert group.topic_told[3] == pytest.approx(1 - 0.25**3)
    wear_off(group, P)
    assert group.topic_told == [0.0] * 16
    group.exposure = 0.0
    post(group, message, 1, -1.0, 0, 1.0, 1.0, P)
    assert group.exposure == 1


@pytest.mark.parametrize("novelty", [0.0, 0.25, 1.0])
def test_what_is_pushed_disturbs_the_more_the_less_is_new_in_it(novelty: float) -> None:
    group = posted(kind(intrusion=1.2, novelty=novelty), count=2)
    again = novelty**1  # of the second only what is new is not yet told
    assert group.intrusion == pytest.approx(1.2 * (1 - novelty) + 1.2 * (1 - novelty * again))


@pytest.mark.parametrize(
    ("worth", "discount"), [(-1.0, 0.07), (0.0, 0.0), (2.0, 0.04), (6.0, 0.12), (400.0, 0.6)]
)
def test_a_coupon_takes_off_what_it_is_worth(worth: float, discount: float) -> None:
    """One worth nothing takes nothing off, whatever coupons take off as a rule."""
    p = parameters(ticket=50.0, most_discount=0.6)
    group = a_group()
    post(group, kind(commercial=0.6, money=3.0, discount=0.07), 1, worth, 0, 1.0, 1.0, p)
    assert group.discount == discount
    post(group, kind(money=3.0), 1, 5.0, 0, 1.0, 1.0, p)  # what is no coupon takes nothing off
    assert group.discount == discount


def test_nothing_is_given_away_whatever_the_label_says() -> None:
    p, group = parameters(most_discount=0.6), a_group()
    post(group, kind(commercial=0.6, discount=1.0), 1, -1.0, 0, 1.0, 1.0, p)
    assert group.discount == 0.6


def test_the_most_urgent_offer_of_the_day_counts_and_invitations_add_up() -> None:
    group = posted(kind(scarcity=0.6, gathering=0.25), count=2)
    post(group, kind(scarcity=0.4), 1, -1.0, 0, 1.0, 1.0, P)
    assert (group.scarcity, group.gathering) == (0.6, 0.5)


def test_the_best_discount_of_the_day_holds() -> None:
    group = posted(kind(discount=0.2))
    post(group, kind(discount=0.1), 1, -1.0, 0, 1.0, 1.0, P)
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
    factors = [0.2**worn / (1 + 0.5 * 0.8 * worn) for worn in range(3)]
    assert posted(stale, count=3).information == pytest.approx(sum(factors))
    assert posted(new, count=3).information == 3
    by_hand = [0.6**worn / (1 + 0.5 * 0.4 * worn) for worn in range(3)]
    assert posted(stale, count=3, by_hand=1).information == pytest.approx(sum(by_hand))
    assert posted(stale, count=3).topic_wear == [0, 0, 0, 3.0, *[0] * 12]


def test_goods_wear_out_and_boasts_annoy() -> None:
    message = kind(commercial=0.5, intrusion=2.0, credibility=0.6, claim=0.5, novelty=0.25)
    group = posted(message, count=2)
    first = 0.5 * 2 * (1 + 0.4 * 0.5)
    assert group.load == pytest.approx(first + first * (1 + 2 * 0.75 * 1 / 11))
    assert (group.offers, group.advert_wear) == (0.5 + 0.5 * 0.25, 2.0)


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
        post(group, kind(information=0.5), other, -1.0, hand, 1.0, 1.0, p)
        post(group, kind(**advert), count, -1.0, hand, 1.0, 1.0, p)
        group.volume = group.operator_messages
        read = min(1.0, attention / group.volume) if group.volume else 1.0
        irritate(member, group, read, p)
        irritations.append(member.irritation_ads)
    assert irritations[1] >= irritations[0] * (1 - 1e-12)
