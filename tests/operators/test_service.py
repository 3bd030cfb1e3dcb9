"""The desk: when people ask, how long they wait, who answers, and whose turn a message is."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from plain import a_group, a_member, parameters

from simcommunity.core.day.contact_day import choose
from simcommunity.core.day.enquiries import serve
from simcommunity.core.members.record import BLOCKED, FRIEND, HIDDEN, NO_CONTACT
from simcommunity.core.operators.service import (
    CLAIM,
    DISCOUNT,
    MINUTE,
    NOTED,
    SEAT,
    arrival_minute,
    latency_of,
)

# All talk, nobody orders and nobody's state matters: time alone is looked at.
P: dict[str, Any] = {
    "talk_base": 40.0, "latency_cost": 0.0, "convert_base": -40.0, "latency_unit": 10.0,
    "answer_trust": 0.0, "unanswered_trust": 0.5,
    "neglect_irritates": 0.25, "opens": 540.0, "closes": 1260.0,
}  # fmt: skip
before_closing = st.lists(st.floats(0, 1260), max_size=25)


def desk(
    asked: list[float], each: float, minutes: float, customers: set[int] | None = None, **more: Any
) -> tuple[Any, list[Any]]:
    """Return a group and its members after those who asked at some minutes were served."""
    customers = customers or set()
    seats = [a_member(person=i, trust=0.5, orders=int(i in customers)) for i in range(len(asked))]
    group = a_group(answer_minutes=minutes, enquiries=len(asked), **more.pop("group", {}))
    queue = np.zeros((1, len(asked), NOTED))
    queue[0, :, SEAT] = np.arange(len(asked))
    queue[0, :, MINUTE] = asked
    serve([group], [seats], queue, parameters(**{**P, "enquiry_minutes": each, **more}))
    return group, seats


def slow_queue(asked: list[float], each: float, minutes: float) -> tuple[int, float]:
    """Return how many are answered and all they wait, on a desk open from 9 to 21 every day.

    Working time is laid end to end, without the nights; a turn is found on it, and then the clock.
    """
    day = 1260 - 540
    done, waited, free = 0, 0.0, 0.0
    for minute in sorted(asked):
        if minutes < each:
            break
        minutes -= each
        at = max(free, minute - 540, 0.0)
        free = at + each / max((minutes + (done + 1) * each) / day, 1e-6)
        waited += at + 540 + (1440 - day if at > day else 0) - minute
        done += 1
    return done, waited


@given(st.floats(0, 0.999999), st.floats(0, 0.999999))
def test_later_draws_ask_later_and_few_ask_at_night(a: float, b: float) -> None:
    assert (a <= b) == (arrival_minute(a) <= arrival_minute(b)) or a == b
    assert (arrival_minute(a) < 420) == (a < 0.04)
    assert [arrival_minute(u) for u in (0, 0.02, 0.04, 0.52, 1)] == [0, 210, 420, 930, 1440]


@given(before_closing, st.floats(0.5, 60), st.floats(0, 1500))
def test_the_desk_answers_as_a_slow_queue_does(
    asked: list[float], each: float, minutes: float
) -> None:
    group, _ = desk(asked, each, minutes)
    answered, waited = slow_queue(asked, each, minutes)
    assert group.answered == answered
    assert group.waited == pytest.approx(waited, abs=1e-6)
    assert group.staff_minutes == pytest.approx(answered * each)


def test_whose_turn_comes_after_closing_waits_for_the_morning() -> None:
    p = parameters(opens=540.0, closes=1260.0)
    assert latency_of(1260.0, 1000.0, p) == 260
    assert latency_of(1290.0, 1000.0, p) == (1440 + 540 + 30) - 1000
    early, _ = desk([100.0], 5.0, 720.0)
    assert early.waited == 440
    # Each takes 360 minutes on the clock: the third begins when the desk closes, the fourth 360 on.
    late, _ = desk([540.0] * 4, 60.0, 240.0, answer_trust=0.0, closes=1260.0)
    assert late.waited == 0 + 180 + 360 + 540
    spilled, _ = desk([1200.0] * 3, 60.0, 180.0)
    assert spilled.waited == 0 + (1440 + 540 + 180 - 1200) + (1440 + 540 + 420 - 1200)


@pytest.mark.parametrize("minute", [1261.0, 1320.0, 1439.0])
def test_who_asks_at_night_is_answered_when_the_desk_opens(minute: float) -> None:
    group, _ = desk([minute], 5.0, 720.0)
    assert group.waited == pytest.approx(1440 + 540 - minute)


def test_a_customer_who_waits_goes_before_a_stranger_who_waits_longer() -> None:
    asked = [540.0, 550.0, 560.0]  # the desk is busy with the first one for hours
    for best, unserved in ((0.0, 2), (1.0, 1)):
        group = {"best_first": best}
        _, seats = desk(asked, 30.0, 65.0, {2}, group=group)
        assert [i for i, m in enumerate(seats) if m.irritation_neglect > 0] == [unserved]


def test_a_stranger_of_the_morning_is_not_kept_for_a_customer_of_the_evening() -> None:
    group, _ = desk([600.0, 1200.0], 5.0, 720.0, {1}, group={"best_first": 1.0})
    assert group.waited == 0


def test_who_is_not_answered_is_neglected_and_loses_trust() -> None:
    group, seats = desk([600.0, 700.0], 5.0, 9.0)
    assert group.answered == 1
    assert [m.irritation_neglect for m in seats] == [0, 0.25]
    assert [m.trust for m in seats] == [0.5, 0.25]
    _, (quick, slow) = desk([600.0, 600.0], 5.0, 720.0, answer_trust=0.4)
    assert quick.trust == pytest.approx(0.5 + 0.4 * 0.5)
    assert slow.trust == pytest.approx(0.5 + 0.4 * 0.5 / (1 + 0.5))


def test_the_person_and_the_others_sit_side_by_side() -> None:
    """The own voice convinces for sure, an assistant never does.

    With twelve minutes of twelve hours the person answers every five hours, the others at once.
    """
    group, seats = desk(
        [600.0, 700.0, 950.0, 1000.0], 5.0, 720.0, group={"ip_minutes": 12.0, "standing": 1.0},
        ip_minutes=12.0, ip_voice=200.0, assistant_drop=10.0,
    )  # fmt: skip
    assert [member.orders for member in seats] == [1, 0, 1, 0]
    assert (group.answered, group.contact_orders, group.waited) == (4, 2, 0)


def test_under_triage_the_person_keeps_its_time_for_customers() -> None:
    own = {"ip_minutes": 10.0, "standing": 1.0, "best_first": 1.0}
    told: dict[str, Any] = {"ip_minutes": 10.0, "ip_voice": 200.0, "assistant_drop": 10.0}
    asked = [600.0, 700.0, 750.0, 1150.0]
    group, seats = desk(asked, 5.0, 720.0, {2, 3}, group=own, **told)
    assert [member.orders for member in seats] == [0, 0, 2, 2]
    assert (group.answered, group.waited) == (4, 0)
    # Without anybody else the person answers whoever comes; a customer who waits is next.
    _, seats = desk(asked, 5.0, 4.0, {2, 3}, group=own, **told)
    assert [member.orders for member in seats] == [1, 0, 2, 1]


def test_all_groups_share_one_desk() -> None:
    """Two groups wait no longer than one in which the same people ask, and share the minutes."""
    asked = [600.0, 620.0, 640.0, 660.0]
    alone, _ = desk(asked, 10.0, 240.0)
    groups = [a_group(answer_minutes=120.0, enquiries=2) for _ in range(2)]
    seats = [[a_member(person=10 * g + i) for i in range(2)] for g in range(2)]
    queues = np.zeros((2, 2, NOTED))
    queues[:, :, SEAT] = [0, 1]
    queues[:, :, MINUTE] = [[asked[0], asked[2]], [asked[1], asked[3]]]
    serve(groups, seats, queues, parameters(**{**P, "enquiry_minutes": 10.0}))
    assert [group.answered for group in groups] == [2, 2]
    assert alone.waited == sum(group.waited for group in groups) == 0 + 10 + 20 + 30
    groups = [a_group(answer_minutes=20.0 * g, enquiries=2 - 2 * g) for g in range(2)]
    serve(groups, seats, queues, parameters(**{**P, "enquiry_minutes": 10.0}))
    assert groups[0].answered == 2


def test_only_the_best_of_the_customers_go_first() -> None:
    """Of two customers who wait with a stranger, one buys too little to be served out of turn."""
    seats = [a_member(person=i, orders=min(i, 1), basket=1.0 - 0.5 * (i == 1)) for i in range(4)]
    group = a_group(answer_minutes=65.0, enquiries=4, best_first=1.0)
    queue = np.zeros((1, 4, NOTED))
    queue[0, :, SEAT] = range(4)
    queue[0, :, MINUTE] = [540.0, 550.0, 560.0, 570.0]
    serve([group], [seats], queue, parameters(**{**P, "enquiry_minutes": 20.0, "cycle": 10.0}))
    assert [i for i, m in enumerate(seats) if m.irritation_neglect > 0] == [1]


@pytest.mark.parametrize(
    ("talk", "convert", "qualified", "orders"),
    [(40.0, 40.0, 2, 2), (40.0, -40.0, 2, 0), (-40.0, 40.0, 0, 0)],
)
def test_who_is_answered_may_talk_and_who_talks_may_order(
    talk: float, convert: float, qualified: int, orders: int
) -> None:
    """Whoever does not talk any more is answered none the less."""
    group, _ = desk([600.0, 700.0], 5.0, 720.0, talk_base=talk, convert_base=convert)
    assert (group.answered, group.qualified, group.contact_orders) == (2, qualified, orders)


def test_an_enquiry_remembers_the_discount_and_the_claim_it_was_made_for() -> None:
    spent, satisfied = [], []
    for discount, claim in ((0.0, 0.0), (0.25, 3.0)):
        member = a_member()
        queue = np.zeros((1, 1, NOTED))
        queue[0, 0, [MINUTE, DISCOUNT, CLAIM]] = 600.0, discount, claim
        p = parameters(**{**P, "convert_base": 40.0, "enquiry_minutes": 5.0, "quality": 1.0,
                          "claim_expected": 0.3})  # fmt: skip
        serve([a_group(answer_minutes=60.0, enquiries=1)], [[member]], queue, p)
        spent.append(member.spend)
        satisfied.append(member.satisfaction)
    assert spent[1] == pytest.approx(0.75 * spent[0])
    assert satisfied[1] == pytest.approx(satisfied[0] - 0.3 * (1 - math.exp(-3)))


def test_the_person_answers_also_without_a_team() -> None:
    group, _ = desk([600.0], 5.0, 0.0, group={"ip_minutes": 60.0}, ip_minutes=60.0)
    assert group.answered == 1


def rounds(
    contacts: list[int], a_day: int, days: int, baskets: list[float] | None = None, **fields: Any
) -> list[list[int]]:
    """Return the seats told on each day; every other one is of a customer with such a basket."""
    baskets = baskets or [1.0] * len(contacts)
    seats = [
        a_member(contact=c, orders=i % 2, basket=baskets[i], need_rate=0.1)
        for i, c in enumerate(contacts)
    ]
    group = a_group(joined=len(contacts), **fields)
    out = []
    for _ in range(days):
        told = np.zeros(len(contacts), np.bool_)
        group.private_sent = float(a_day)
        choose(group, seats, told, parameters(cycle=10.0))
        assert group.private_sent == told.sum()
        out.append(np.flatnonzero(told).tolist())
    return out


@given(st.integers(1, 30), st.integers(1, 40))
def test_private_messages_go_round(count: int, a_day: int) -> None:
    days = rounds([FRIEND] * count, a_day, -(-count // a_day))
    told = [seat for day in days for seat in day]
    assert set(told) == set(range(count))
    assert len(told) - count < a_day  # none twice but on the last day
    assert all(len(day) == min(a_day, count) for day in days)


def test_only_contacts_are_told_and_the_best_customers_before_others() -> None:
    mixed = [FRIEND, NO_CONTACT, HIDDEN, BLOCKED, FRIEND, FRIEND, FRIEND]
    assert rounds(mixed, 2, 3) == [[0, 2], [4, 5], [0, 6]]
    assert rounds([FRIEND] * 6, 4, 1, best_first=1.0, round_seat=4) == [[1, 3, 4, 5]]
    baskets = [1.0, 0.9, 1.0, 1.0, 1.0, 1.1]  # who buys less than an ordinary one takes its turn
    assert rounds([FRIEND] * 6, 3, 2, baskets, best_first=1.0) == [[0, 3, 5], [1, 3, 5]]
