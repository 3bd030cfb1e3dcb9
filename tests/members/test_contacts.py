"""Friends of the account: how they become ones, look, ask, are convinced, hide and block."""

from __future__ import annotations

import math
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plain import a_group, a_member, any_parameters, parameters

from simcommunity.core.day.contact_day import become, see
from simcommunity.core.members.contacts import (
    ask,
    ask_terms,
    befriend_chance,
    befriends,
    convert_index,
    is_lost,
    look_at_moments,
    thinks_of_asking,
    turn_away,
    welcome,
)
from simcommunity.core.members.purchase import interest, order_index, order_terms
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
    PRIVATE,
    TO_CUSTOMERS,
    TO_STRANGERS,
    clear,
)

share = st.floats(0, 1)


def feeds(**private: float) -> list[Record]:
    """Return empty feeds; what is told stands in private chat."""
    three = [Record(FEED) for _ in range(3)]
    for name, value in private.items():
        setattr(three[PRIVATE], name, value)
    return three


@given(st.floats(0, 5000), st.floats(0, 5000), share)
def test_every_minute_of_waiting_loses_friends(a: float, b: float, friends: float) -> None:
    sooner, later = (
        befriend_chance(parameters(friends=friends, accept_minutes=m)) for m in sorted((a, b))
    )
    assert 0 <= later <= sooner <= friends
    at_patience = parameters(friends=0.8, accept_minutes=90.0, patience=90.0)
    assert befriend_chance(at_patience) == pytest.approx(0.8 / math.e)


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
    ("contact", "automatic", "trust"),
    [(FRIEND, 0.0, 0.4 + 0.25 * 0.6), (FRIEND, 1.0, 0.4), (NO_CONTACT, 0.0, 0.4)],
)
def test_to_be_accepted_by_a_person_gains_trust(
    contact: int, automatic: float, trust: float
) -> None:
    member = a_member(trust=0.4, contact=contact)
    welcome(member, parameters(accept_automatic=automatic, ritual=0.25))
    assert member.trust == pytest.approx(trust)


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


@given(any_parameters(), share, st.floats(0, 5), share)
def test_asking_is_ordering_made_easier_by_what_was_shown(
    p: SimpleNamespace, trust: float, profile: float, openness: float
) -> None:
    p.openness = openness
    member, group = a_member(trust=trust), a_group(profile=profile)
    shown = 1 - math.exp(-p.profile_rate * profile * openness)
    index = order_index(order_terms(member, 0.1, 0.0, 0.0, 0.0, p)) + p.asking + p.profile * shown
    chance = interest(member, p) / (1 + math.exp(-index))
    for draw, asks in ((0.999 * chance, True), (1.001 * chance, False)):
        assert ask(member, group, 0.0, 1.0, 0.1, 0.0, draw, p) == asks


@pytest.mark.parametrize(
    ("by_ip", "ip_minutes", "extra"), [(True, 60.0, 0.48), (False, 60.0, -0.6), (False, 0.0, 0.0)]
)
def test_an_order_comes_of_skill_quickness_the_label_and_who_answers(
    by_ip: bool, ip_minutes: float, extra: float
) -> None:
    p = parameters(
        convert_base=-0.5, convert_skill=2.0, skill=0.25, latency_cost=0.5, latency_unit=10.0,
        wecom=1.0, label_cost=0.1, label_ticket=0.2, log_ticket=1.5, ip_voice=2.0,
        assistant_drop=1.5, ip_minutes=ip_minutes,
    )  # fmt: skip
    member = a_member(fandom=0.4)
    index = -0.5 + 0.5 - 0.5 * math.log(4) - 0.4 + extra
    assert convert_index(member, 30.0, by_ip, a_group(standing=0.6), p) == pytest.approx(index)
    p.wecom = 0.0
    assert convert_index(member, 30.0, by_ip, a_group(standing=0.6), p) == pytest.approx(
        index + 0.4
    )


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
    p = parameters(read_moments=1.0, care_trust=0.2, trust_gain=0.0, trust_loss=0.0)
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
        overload_irritates=0.2, overload_from=1.0, moments_intrusion=0.5,
    )  # fmt: skip
    member, group = a_member(contact=FRIEND, gregariousness=0.5, attention=40.0), a_group()
    offers, known, *_ = see(member, group, shown, False, 0.5, p)
    considered = thinks_of_asking(member, offers, known, p)
    assert group.interactions == pytest.approx(1 - math.exp(-0.5 * share))
    assert considered == pytest.approx(1 - math.exp(-2 * share))
    flooded = 0.1 * (1 - math.exp(-3)) if posts == 8 else 0
    assert member.irritation_overload == pytest.approx(flooded)


@pytest.mark.parametrize(
    ("memory", "told", "considered"), [(0.0, 1, 0), (0.5, 1, 0.5), (0.5, 0, 0)]
)
def test_a_private_word_counts_as_far_as_one_knows_whose_it_is(
    memory: float, told: int, considered: float
) -> None:
    p = parameters(read_moments=0.0, order_memory=0.0, order_interest=0.0)
    member = a_member(contact=FRIEND, memory_fast=memory, memory_slow=memory)
    offers, known, *_ = see(member, a_group(), feeds(), told == 1, 0.5, p)
    assert thinks_of_asking(member, offers, known, p) == pytest.approx(considered)


def test_a_limited_offer_makes_who_needs_it_ask() -> None:
    p = parameters(scarcity=2.0, read_moments=0.0)
    member = a_member(contact=FRIEND, need=0.5)
    _, _, discount, scarcity = see(member, a_group(), feeds(scarcity=0.6), True, 0.5, p)
    plain, limited = (
        order_index(ask_terms(member, discount, seen, a_group(), p)) for seen in (0.0, scarcity)
    )
    assert limited == pytest.approx(plain + 2 * 0.6 * 0.5)


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
    assert (feed.advert_wear, feed.topic_wear) == (3.0, 3.0)
