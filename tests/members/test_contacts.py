"""Friends of the account: how they become ones, look, are written to, hide and block."""

from __future__ import annotations

import math
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plain import a_group, a_member, any_parameters, feeds, parameters

from simcommunity.core.day.contact_day import become, see
from simcommunity.core.members.appraisal import fade
from simcommunity.core.members.contacts import (
    befriend_chance,
    befriends,
    hear_in_private,
    is_lost,
    look_at_moments,
    still_wanted,
    thinks_of_asking,
    turn_away,
    welcome,
    welcomed,
)
from simcommunity.core.members.record import (
    BLOCKED,
    FRIEND,
    GOT_MESSAGE,
    HIDDEN,
    LEFT,
    NO_CONTACT,
    SAW_MOMENTS,
    Record,
)
from simcommunity.core.operators.feeds import (
    FEED,
    FEED_MARKS,
    TO_CUSTOMERS,
    TO_STRANGERS,
    clear,
)

share = st.floats(0, 1)


@given(st.floats(0, 5000), st.floats(0, 5000), share)
def test_every_minute_of_waiting_loses_friends(a: float, b: float, friends: float) -> None:
    sooner, later = (
        befriend_chance(parameters(friends=friends, accept_minutes=m)) for m in sorted((a, b))
    )
    assert 0 <= later <= sooner <= friends
    at_patience = parameters(friends=0.8, accept_minutes=90.0, patience=90.0)
    assert befriend_chance(at_patience) == pytest.approx(0.4)


@pytest.mark.parametrize(
    ("minutes", "wanted"), [(0, 1), (720, 1 / 2), (2880, 1 / 5), (2881, 0), (9999, 0)]
)
def test_waiting_cools_a_request_and_then_it_expires(minutes: float, wanted: float) -> None:
    p = parameters(accept_minutes=float(minutes), patience=720.0, request_expires=2.0)
    assert still_wanted(p) == pytest.approx(wanted)
    assert befriends(0, 9, 0.0, p) == (wanted > 0)


@pytest.mark.parametrize(
    ("friends", "ban", "day", "draw", "accepted"),
    [
        (0, -1, 9, 0.49, True),
        (0, -1, 9, 0.51, False),
        (5, -1, 9, 0.0, True),
        (6, -1, 9, 0.0, False),
        (3, 9, 9, 0.0, True),
        (2, 8, 9, 0.0, True),
        (3, 8, 9, 0.0, False),
    ],
)
def test_a_newcomer_becomes_a_friend_while_an_open_account_has_room(
    friends: int, ban: float, day: int, draw: float, accepted: bool
) -> None:
    p = parameters(
        friends=0.5, accept_minutes=0.0, accounts=2.0, most_friends=3.0, ban_day=float(ban)
    )
    assert befriends(friends, day, draw, p) == accepted


@pytest.mark.parametrize(
    ("contact", "automatic", "minutes", "warm", "need"),
    [
        (FRIEND, 0.0, 0.0, 1.0, 0.8),
        (FRIEND, 0.0, 90.0, 0.5, 0.4),
        (FRIEND, 1.0, 0.0, 0.0, 0.8),
        (NO_CONTACT, 0.0, 0.0, 0.0, 0.8),
    ],
)
def test_to_be_accepted_by_a_person_gains_trust_and_waiting_costs_it_and_the_need(
    contact: int, automatic: float, minutes: float, warm: float, need: float
) -> None:
    member = a_member(trust=0.4, need=0.8, contact=contact)
    p = parameters(accept_automatic=automatic, ritual=0.25, accept_minutes=minutes, patience=90.0)
    welcome(member, p)
    assert member.trust == pytest.approx(0.4 + 0.25 * warm * 0.6)
    assert member.need == pytest.approx(need)


@given(st.integers(1, 7), st.integers(0, 30))
def test_a_ban_takes_every_nth_and_only_on_its_day(accounts: int, day: int) -> None:
    p = parameters(accounts=float(accounts), ban_day=12.0)
    lost = [is_lost(a_member(person=i), day, p) for i in range(4 * accounts)]
    assert sum(lost) == (4 if day == 12 else 0)


@pytest.mark.parametrize(("draw", "looks"), [(0.199, True), (0.201, False)])
def test_only_who_has_not_hidden_moments_looks_at_them(draw: float, looks: bool) -> None:
    p = parameters(read_moments=0.4, spare_time=0.5)
    assert look_at_moments(a_member(contact=FRIEND), a_group(), draw, p) == looks
    for contact in (HIDDEN, FRIEND):
        group = a_group()
        see(a_member(contact=contact), group, feeds(), False, draw, p)
        assert group.moments_readers == (looks and contact == FRIEND)


@pytest.mark.parametrize(
    ("over", "contact", "counts"),
    [(0.24, BLOCKED, (0, 1)), (0.26, HIDDEN, (1, 0)), (1.01, 1, (0, 0))],
)
def test_who_is_annoyed_hides_or_blocks(over: float, contact: int, counts: tuple[int, int]) -> None:
    p = parameters(hide_base=-3.0, hide_irritation=2.0, hide_trust=1.5, block_share=0.25)
    member = a_member(
        contact=FRIEND, irritation_ads=0.5, irritation_neglect=0.5, mute_tolerance=-0.5, trust=0.4
    )
    group = a_group()
    become(member, group, turn_away(member, group, over / (1 + math.exp(3 - 2 - 0.5 + 0.6)), p))
    assert member.contact == contact
    assert (group.newly_hidden, group.newly_blocked) == counts


@pytest.mark.parametrize(
    ("trace", "trust", "today", "hazard"),
    [
        (4.0, 0.0, GOT_MESSAGE, 0.4),
        (2.0, 0.5, GOT_MESSAGE, 0.15),
        (0.0, 0.0, GOT_MESSAGE, 0.0),
        (4.0, 0.0, SAW_MOMENTS, 0.0),
    ],
)
def test_private_messages_have_a_hazard_of_their_own(
    trace: float, trust: float, today: int, hazard: float
) -> None:
    p = parameters(private_blocks=0.1, trust_softens=0.5, hide_base=-60.0)
    member = a_member(contact=FRIEND, private_trace=trace, trust=trust, today=today)
    assert turn_away(member, a_group(), hazard + 1e-9, p) == FRIEND
    if hazard:
        assert turn_away(member, a_group(), hazard - 1e-9, p) == BLOCKED


def test_nobody_hides_moments_twice() -> None:
    group, member = a_group(), a_member(contact=HIDDEN)
    p = parameters(hide_base=30.0, block_share=0.0)
    become(member, group, turn_away(member, group, 0.9, p))
    assert group.newly_hidden == 0


@pytest.mark.parametrize(
    ("bought", "seen"), [({"orders": 1}, 1), ({"prior_customer": 1}, 1), ({}, 0)]
)
def test_a_post_for_customers_is_seen_by_them_alone(bought: dict[str, int], seen: int) -> None:
    shown = feeds()
    shown[TO_CUSTOMERS].entertainment = 1.0
    member, group = a_member(contact=FRIEND, gregariousness=0.5, **bought), a_group()
    p = parameters(read_moments=1.0, likes=0.25, moments_intrusion=0.0)
    see(member, group, shown, False, 0.5, p)
    assert member.today & SAW_MOMENTS
    assert group.moments_readers == 1
    assert group.interactions == pytest.approx(0.25 * (1 - math.exp(-0.5)) * seen)


def test_private_attention_reaches_also_who_hid_moments_and_makes_trust() -> None:
    member, group = a_member(contact=HIDDEN, trust=0.5, share_read=0.0), a_group()
    p = parameters(
        read_moments=1.0, care_trust=0.2, trust_gain=0.0, trust_loss=0.0, event_memory=0.0
    )
    see(member, group, feeds(social=2.0), True, 0.0, p)
    assert member.today == GOT_MESSAGE
    assert member.trust == pytest.approx(0.5 + 0.2 * (1 - math.exp(-2)) * 0.5)
    assert (group.moments_readers, group.reached_outside) == (0, 1)
    member.today = 0
    see(member, group, feeds(social=2.0), False, 0.0, p)
    assert member.today == 0


@pytest.mark.parametrize(("posts", "share"), [(1.0, 1.0), (2.0, 1.0), (8.0, 0.25)])
def test_one_account_gets_a_part_of_a_look_at_moments(posts: float, share: float) -> None:
    shown = feeds()
    feed = shown[TO_STRANGERS]
    feed.operator_messages, feed.offers, feed.entertainment = posts, 4.0, 1.0
    p = parameters(
        read_moments=1.0, likes=1.0, moments_attention=0.05, order_memory=0.0,
        order_exposure=1.0, order_interest=0.0, exposure_rate=0.5,
        flood_irritates=0.2, overload_from=1.0, moments_intrusion=0.5,
    )  # fmt: skip
    member, group = a_member(contact=FRIEND, gregariousness=0.5, attention=40.0), a_group()
    offers, known, *_ = see(member, group, shown, False, 0.5, p)
    considered = thinks_of_asking(member, offers, known, p)
    assert group.interactions == pytest.approx(1 - math.exp(-0.5 * share))
    assert considered == pytest.approx(1 - math.exp(-2 * share))
    flooded = 0.2 * math.log(4) if posts == 8 else 0  # three looks more than one
    assert member.irritation_overload == pytest.approx(flooded)


def test_who_sees_both_is_pressed_and_told_by_both() -> None:
    p = parameters(read_moments=1.0, moments_attention=0.05)
    shown = feeds(pressing=0.3, claim=0.2, discount=0.1, scarcity=0.2, offers=9.0)
    moments = shown[TO_STRANGERS]
    moments.operator_messages, moments.pressing, moments.claim = 4.0, 0.8, 0.4
    moments.discount, moments.scarcity, moments.offers = 0.3, 0.6, 2.0
    member = a_member(contact=FRIEND, attention=40.0, memory_fast=0.5, memory_slow=0.5)
    seen = see(member, a_group(), shown, True, 0.5, p)  # it scrolls through a half of the posts
    assert seen == pytest.approx((1.0, 0.5, 0.3, 0.3, 0.3 + 0.4, 0.2 + 0.2))
    nothing = see(a_member(contact=HIDDEN), a_group(), shown, False, 0.5, p)
    assert nothing == (0, 0, 0, 0, 0, 0)


def test_who_left_after_reading_is_reached_outside_from_then_on() -> None:
    member, group = a_member(contact=FRIEND, status=LEFT, share_read=1.0), a_group(day=9)
    see(member, group, feeds(), True, 0.5, parameters())
    assert group.reached_outside == 1


def test_a_feed_is_cleared_but_for_its_wear() -> None:
    feed = Record(FEED)
    for name in FEED.names or ():
        setattr(feed, name, 3.0)
    clear(feed)
    assert {getattr(feed, name) for name in FEED_MARKS} == {0.0}
    assert (feed.advert_wear, feed.topic_wear, feed.topic_told) == (3.0, 3.0, 3.0)


def test_each_private_message_is_less_welcome_than_the_one_before_until_it_is_forgotten() -> None:
    p = parameters(
        private_wears=0.5, private_annoys=0.25, private_intrusion=2.0, push_irritates=0.1,
        care_trust=0.2, trust_gain=0.0, trust_loss=0.0, trace_keeps=0.5, trust_keeps=1.0,
        irritation_keeps=0.0,
    )  # fmt: skip
    (_, _, word), group, member = feeds(social=1.0, intrusion=1.5), a_group(), a_member()
    for trace in (0.0, 1.0, 2.0):
        assert member.private_trace == trace
        assert welcomed(member, p) == pytest.approx(1 / (1 + 0.5 * trace))
        member.trust = member.irritation_pushes = 0.0
        hear_in_private(member, word, group, p)
        cared = 0.2 * (1 - math.exp(-1)) / (1 + 0.5 * trace)
        assert member.trust == pytest.approx(cared)
        assert member.irritation_pushes == pytest.approx(0.1 * 2 * (1 + 0.25 * trace) * 1.5)
    fade(member, p)
    assert member.private_trace == 1.5


@given(any_parameters(), st.floats(0, 50), st.floats(0, 50))
def test_the_more_private_messages_there_were_the_less_one_is_welcome(
    p: SimpleNamespace, first: float, second: float
) -> None:
    fewer, more = (a_member(private_trace=trace) for trace in sorted((first, second)))
    assert 0 < welcomed(more, p) <= welcomed(fewer, p) <= 1
    annoyed, warm = [], []
    for member in (fewer, more):
        warm.append(
            hear_in_private(member, feeds(entertainment=1.0, intrusion=1.0)[2], a_group(), p)
        )
        annoyed.append(member.irritation_pushes)
    assert warm[1] <= warm[0]
    assert annoyed[1] >= annoyed[0]
