"""Whole small runs with friends of the account: what a reader of the scenario would expect."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from lives import life_of

from simcommunity.core.members.record import FRIEND, HIDDEN, LEFT, NO_CONTACT
from simcommunity.core.vitals import COLUMN
from simcommunity.results.replicate import Replicate
from simcommunity.scenario.loader import load_data
from simcommunity.simulation.state import State

DAYS = 20
CYCLE = 1  # so that there is much to ask
FRIENDS: dict[str, Any] = {
    "title": {"zh": "朋友", "en": "friends"},
    "days": DAYS,
    "business": {"cycle": CYCLE, "ticket": 10},
    "people": {"mix": {"regular": 1}},
    "segments": {"regular": {"prior_customer": 0.4}},
    "hooks": {"content": {"takes": {"regular": [0.999999, 20]}}},
    "arrival": [{"hook": {"content": 100}, "per_day": 40, "days": 1, "cost": 3}],
    "groups": {"size": 40},
    "contacts": {"accept": "automatic"},
    "team": {"people": 4},
    "parameters": {"asking": 3, "hide_base": -40},
}
CARE = {"send": "service_reply", "to": "private"}


@cache
def lived(*overrides: str) -> tuple[State, Replicate]:
    """Return the state after a run with some changes, and what it came to."""
    return life_of(FRIENDS, *overrides)


def calendar(**entries: dict[str, Any]) -> str:
    return f"playbook.calendar={entries}"


def sums(name: str, *overrides: str) -> np.ndarray[Any, Any]:
    """Return a measure of each day over all groups."""
    days: np.ndarray[Any, Any] = lived(*overrides)[1].daily[..., COLUMN[name]].sum(axis=0)
    return days


def test_friends_in_a_list_without_a_chat_order_through_enquiries() -> None:
    listed = "groups.chat=false"
    assert sums("orders", listed).sum() > 5
    assert (sums("contact_orders", listed) == sums("orders", listed)).all()
    assert (sums("enquiries", listed) >= sums("answered", listed)).all()
    for nothing in ("members", "left", "readers", "messages", "greetings"):
        assert sums(nothing, listed).sum() == 0, nothing
    assert sums("contacts", listed).tolist() == [40] * DAYS
    assert sums("orders", listed, "contacts=null").sum() == 0


def test_people_who_left_still_see_moments() -> None:
    gone = (
        "parameters.leave_base=40",
        calendar(life={"send": "life_share", "to": "moments", "per_day": 1}),
    )
    assert (lived(*gone)[0].table[0]["status"] == LEFT).all()
    assert sums("members", *gone)[1:].sum() == 0
    assert sums("moments_readers", *gone)[1:].min() > 0
    assert sums("moments_posts", *gone).tolist() == [1] * DAYS
    assert sums("moments_readers", *gone, "contacts=null", "playbook.calendar={}").sum() == 0


@pytest.mark.parametrize(("audience", "seen_by"), [("customers", 1), ("others", 0)])
def test_posts_for_one_audience_move_nobody_else(audience: str, seen_by: int) -> None:
    """Without groups or enquiries a post is all that can make trust."""
    post = {"send": "expert_content", "to": "moments", "per_day": 1, "visible_to": audience}
    alone = ("groups.chat=false", "parameters.asking=-60")
    member = lived(*alone, calendar(post=post))[0].table[0]
    moved = member["trust"] != lived(*alone)[0].table[0]["trust"]
    customer = member["prior_customer"] == seen_by
    assert 5 < customer.sum() < 35
    assert moved[customer].mean() > 0.9
    assert not moved[~customer].any()


def test_a_round_reaches_every_friend_once_in_its_period() -> None:
    sent = sums("private_sent", "groups.chat=false", calendar(care={**CARE, "round": "8 days"}))
    assert sent.tolist() == [5] * DAYS
    rare = {**CARE, "every": "30 days", "times": 40}
    told = sums("reached_outside", "groups.chat=false", calendar(care=rare))
    assert told[0] == 40  # one day's messages reach each friend once
    assert sums(
        "staff_minutes", "groups.chat=false", "parameters.asking=-60", calendar(care=rare)
    ).tolist() == [40, *[0] * (DAYS - 1)]


@pytest.mark.parametrize("few", ["contacts.friends=0.5", "arrival.0.per_day=20"])
def test_a_round_reaches_nobody_twice_when_the_group_is_not_full(few: str) -> None:
    sent = sums("private_sent", few, calendar(care={**CARE, "round": "8 days"}))
    contacts = sums("contacts", few)[0]
    assert sent[:8].sum() <= contacts + 8  # at most one more a day by rounding


def test_private_messages_cost_minutes_only_when_sent() -> None:
    nobody = ("contacts.friends=0", calendar(care={**CARE, "per_day": 10}))
    assert sums("private_sent", *nobody).sum() == 0
    assert sums("staff_minutes", *nobody).sum() == 0


def test_moments_topics_become_fresh_again() -> None:
    once = {"send": "life_share", "to": "moments", "dates": [0]}
    assert lived(calendar(life=once), "days=40")[0].feeds["topic_wear"].max() < 1


def test_under_best_first_customers_are_told_and_served_first() -> None:
    """Nobody orders, so customers are those of before; who is not answered loses its trust.

    The best of them buy more than an ordinary one.
    """
    short = (
        "groups.chat=false", "team.hours=0.3", "team.people=1", "parameters.convert_base=-60",
        "parameters.unanswered_trust=0.5", "parameters.asking=8", "days=4",
        "parameters.order_interest=0", "parameters.order_memory=1",  # all think of asking
        "segments.regular.prior_customer=0.6",
    )  # fmt: skip
    kept = []
    for first in ("playbook.best_first=false", "playbook.best_first=true"):
        state, done = lived(*short, first)
        assert done.metrics["answered_share"] < 0.9
        member = state.table[0]
        best = (member["prior_customer"] == 1) & (
            member["basket"] * member["need_rate"] * CYCLE >= 1
        )
        assert 5 < best.sum() < 35
        kept.append(member["trust"][best].mean() - member["trust"][~best].mean())
    assert kept[1] > kept[0] + 0.05


def test_slower_acceptance_loses_friends_and_automatic_acceptance_gives_no_trust() -> None:
    members = [
        lived(
            f"contacts.accept={accept}",
            "days=1",
            "parameters.asking=-60",
            "parameters.trust_keeps=1",
            "groups.chat=false",
        )[0].table[0]
        for accept in ("automatic", 0, 120, 600)
    ]
    friends = [set(np.flatnonzero(m["contact"] == FRIEND)) for m in members]
    assert friends[0] == friends[1] > friends[2] > friends[3]
    by_machine, by_hand = members[0]["trust"], members[1]["trust"]
    assert by_hand == pytest.approx(by_machine + 0.12 * (1 - by_machine))


def test_a_ban_takes_the_friends_of_one_account() -> None:
    ban = ("contacts.accounts=4", "contacts.ban=6", "groups.chat=false")
    member = lived(*ban)[0].table[0]
    assert ((member["contact"] == NO_CONTACT) == (member["person"] % 4 == 0)).all()
    assert sums("contacts_lost", *ban).tolist() == [0] * 6 + [10] + [0] * 13
    assert sums("contacts", *ban).tolist() == [40] * 6 + [30] * 14
    assert sums("contacts", "contacts.most_friends=25").max() == 25


def test_the_annoyed_hide_and_then_see_no_moments() -> None:
    hide = (
        "parameters.hide_base=40", "parameters.block_share=0", "parameters.asking=-60",
        calendar(life={"send": "life_share", "to": "moments", "per_day": 1}),
    )  # fmt: skip
    state, done = lived(*hide)
    readers = sums("moments_readers", *hide)
    assert (
        readers.sum()
        == sums("newly_hidden", *hide).sum()
        == (state.table["contact"] == HIDDEN).sum()
    )
    assert done.metrics["hidden_share"] == readers.sum() / 40
    assert sums("contacts", *hide).tolist() == [40] * DAYS


@pytest.mark.parametrize("to", ["moments", "private"])
def test_a_discount_is_for_those_who_saw_it(to: str) -> None:
    """A coupon in Moments takes something off; one told to a single friend is for that friend."""
    coupon = {"send": "flash_sale", "to": to, "per_day": 1}
    looks = ("parameters.read_moments=1", "parameters.outside_load=0")
    sale = ("groups.chat=false", *looks, calendar(sale=coupon))
    taken_off = sums("discounts", *sale).sum()
    share = taken_off / (taken_off + sums("revenue", *sale).sum())
    told = load_data(FRIENDS, sale).scenario.messages_used["flash_sale"].discount
    assert sums("contact_orders", *sale).sum() > 5
    if to == "moments":
        assert share == pytest.approx(told)
    else:
        assert 0 < share < 0.5 * told


def test_mentions_are_read_the_day_after() -> None:
    loud = (
        "parameters.mention=1", "parameters.order_base=-3", "contacts=null",
        calendar(a={"send": "advert", "per_day": 1}),
    )  # fmt: skip
    told, readers = sums("mentioned", *loud), sums("readers", *loud)
    after = np.concatenate([[False], told[:-1] > 0])
    assert 0 < after.sum() < DAYS
    assert sums("mention_readers", *loud).tolist() == np.where(after, readers, 0).tolist()
    assert sums("advert_readers", *loud).tolist() == np.where(after, 0, readers).tolist()
    both = sums("mention_orders", *loud) + sums("advert_orders", *loud)
    assert (both == sums("orders", *loud)).all()
    assert (told <= sums("orders", *loud)).all()


def test_an_enquiry_may_lie_there_before_anybody_looks() -> None:
    alike = ("groups.chat=false", "parameters.latency_cost=0", "parameters.answer_trust=0")
    late = (*alike, "team.answers_after=90")
    answered = sums("answered", *alike)
    assert answered.sum() > 20
    assert sums("answered", *late).tolist() == answered.tolist()
    assert sums("waited", *late) == pytest.approx(sums("waited", *alike) + 90 * answered)


def test_the_cap_counts_friends_and_not_seats() -> None:
    """Half of the seats are empty: a second group's people find group on the account none the less.

    Whoever does not want to be a friend takes nobody's place either.
    """
    two = "arrival.0.places=2"
    half_full = (two, "arrival.0.per_day=20", "contacts.most_friends=40", "groups.chat=false")
    assert sums("contacts", *half_full)[0] == 40
    choosy = (two, "contacts.friends=0.5", "contacts.most_friends=30", "groups.chat=false")
    assert sums("contacts", *choosy)[0] == 30
    assert sums("contacts", choosy[0], choosy[1], choosy[3])[0] > 30


def test_a_closed_account_takes_its_room_for_friends_with_it() -> None:
    late = (
        "arrival=[{hook: {content: 100}, per_day: 40, days: 1}, "
        "{hook: {content: 100}, per_day: 40, days: 1, from_day: 9}]",
        "groups.chat=false",
        "contacts.ban=6",
    )
    assert sums("contacts", *late, "contacts.accounts=1").tolist() == [40] * 6 + [0] * 14
    two = sums("contacts", *late, "contacts.accounts=2", "contacts.most_friends=25")
    assert two.tolist() == [40] * 6 + [20] * 3 + [25] * 11


ENDS = ("groups.closes_after=6 days", "parameters.leave_base=-60")


def test_when_a_group_is_closed_its_people_stay_friends() -> None:
    shown = calendar(
        life={"send": "life_share", "to": "moments", "per_day": 1},
        care={**CARE, "round": "5 days"},
        talk={"send": "question", "per_day": 2},
    )
    closed, goes_on = (*ENDS, shown), (ENDS[1], shown)
    assert sums("contacts", *closed).tolist() == [40] * DAYS
    assert sums("members", *closed).tolist() == [40] * 6 + [0] * (DAYS - 6)
    assert sums("moments_posts", *closed).tolist() == [1] * DAYS
    assert sums("moments_readers", *closed)[6:].min() > 0
    assert sums("private_sent", *closed).tolist() == [8] * DAYS
    assert sums("enquiries", *closed)[6:].sum() > 0
    assert (sums("enquiries", *closed) == sums("answered", *closed)).all()
    assert sums("contact_orders", *closed)[6:].sum() > 0
    assert (sums("orders", *closed)[6:] == sums("contact_orders", *closed)[6:]).all()
    for nothing in ("readers", "messages", "operator_messages", "left", "would_read", "spam"):
        assert sums(nothing, *closed)[6:].sum() == 0, nothing
    for before in ("readers", "contact_orders", "trust", "staff_minutes"):
        assert (sums(before, *closed)[:6] == sums(before, *goes_on)[:6]).all(), before
    state, done = lived(*closed)
    assert done.metrics["contact_share"] == 1
    assert done.groups["observed"].tolist() == [6]
    assert state.table[0]["memory_slow"].max() < 1


def test_who_is_still_a_friend_when_all_groups_are_closed_is_served_by_todays_team() -> None:
    """Without a phase nobody is there to answer, whatever was left of the last day."""
    nobody = "playbook={phases: [{until_age: 6, plan: {}}]}"
    assert sums("answered", *ENDS, nobody)[:6].sum() > 0
    assert sums("enquiries", *ENDS, nobody)[7:].sum() > 0
    assert sums("answered", *ENDS, nobody)[7:].sum() == 0


@pytest.mark.parametrize("send", ["coupon", "flash_sale"])
def test_orders_of_readers_of_coupons_and_sales_have_a_source(send: str) -> None:
    sale = ("contacts=null", "parameters.mention=0", calendar(a={"send": send, "every": "2 days"}))
    offered = np.arange(DAYS) % 2 == 0
    orders = sums("orders", *sale)
    assert orders[offered].sum() > 0
    assert sums("offer_orders", *sale).tolist() == np.where(offered, orders, 0).tolist()
    assert (
        sums("offer_readers", *sale).tolist()
        == np.where(offered, sums("readers", *sale), 0).tolist()
    )
    with_advert = (
        *sale[:2],
        calendar(a={"send": send, "per_day": 1}, b={"send": "advert", "per_day": 1}),
    )
    assert (
        sums("offer_readers", *with_advert).sum() == 0 < sums("advert_readers", *with_advert).sum()
    )
