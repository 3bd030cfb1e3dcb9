"""What happens between the account and its contacts on a day, outside the group.

who gets a private message → who looks at Moments → who asks → answers, minute by minute
→ who hides or blocks the account
"""

from __future__ import annotations

from typing import Any

import numpy as np

from simcommunity.compilation import rule
from simcommunity.engine.lucks import lucks
from simcommunity.members.contacts import (
    ask_index,
    convert_index,
    is_lost,
    looks_chance,
    take_in,
    turn_away,
)
from simcommunity.members.maths import below_logistic, saturating
from simcommunity.members.purchase import purchase
from simcommunity.members.record import ACTIVE, FRIEND, HIDDEN, MUTED, NO_CONTACT
from simcommunity.operators.feeds import PRIVATE, TO_CUSTOMERS, TO_STRANGERS
from simcommunity.operators.service import arrival_minute, latency_of, open_desk
from simcommunity.randomness import ANSWER_AND_CONVERT, LOOK_AND_ASK, TURN_AND_ARRIVE


@rule
def meet(room: Any, seats: Any, feeds: Any, people: Any, p: Any) -> None:
    """Let the contacts of one group's people see, ask, be served, hide and block."""
    looks = lucks(room, people, LOOK_AND_ASK)
    turns = lucks(room, people, TURN_AND_ARRIVE)
    told = np.zeros(len(people), np.bool_)
    choose(room, seats, told)
    asking = np.empty(len(people), np.int16)
    minutes = np.empty(len(people))
    count = 0
    for i in range(room.joined):
        member = seats[i]
        if member.contact != FRIEND and member.contact != HIDDEN:  # noqa: PLR1714
            continue
        if is_lost(member, room.day, p):
            member.contact = NO_CONTACT
            room.contacts_lost += 1.0
            continue
        room.contacts += 1.0
        room.contact_trust += member.trust
        touched, index = see(member, room, feeds, told[i], float(looks[0, i]), p)
        if member.last_order != room.day and below_logistic(float(looks[1, i]), index):
            asking[count] = i
            minutes[count] = arrival_minute(float(turns[1, i]))
            count += 1
        if touched:
            turn_away(member, room, float(turns[0, i]), p)
    shown = feeds[TO_STRANGERS].information + feeds[TO_STRANGERS].persona
    room.profile += p.recency * (shown - room.profile)
    room.enquiries = count
    serve(room, seats, feeds, asking, minutes, people, count, p)
    for i in range(room.joined):
        member = seats[i]
        if member.status != ACTIVE and member.status != MUTED:  # noqa: PLR1714
            member.fade(p)


@rule
def see(member: Any, room: Any, feeds: Any, told: bool, draw: float, p: Any) -> tuple[bool, float]:
    """Let a contact see what reaches it; return whether anything did, and the index of asking."""
    touched = False
    offers = 0.0
    discount = 0.0
    scarcity = 0.0
    if told:
        feed = feeds[PRIVATE]
        room.interactions += take_in(member, feed, room, p.private_intrusion, p)
        member.trust += p.care_trust * saturating(feed.social) * (1.0 - member.trust)
        offers += feed.offers
        discount = feed.discount
        scarcity = feed.scarcity
        touched = True
    if draw < looks_chance(member, p):
        room.moments_readers += 1.0
        bought = member.orders > 0 or member.prior_customer == 1
        feed = feeds[TO_CUSTOMERS] if bought else feeds[TO_STRANGERS]
        room.interactions += p.likes * take_in(member, feed, room, p.moments_intrusion, p)
        offers += feed.offers
        discount = max(discount, feed.discount)
        scarcity = max(scarcity, feed.scarcity)
        touched = True
    if touched and member.share_read <= 0.0:
        room.reached_outside += 1.0
    index = ask_index(member, offers, discount, room, p) + p.scarcity * scarcity * member.need
    return touched, index


@rule
def choose(room: Any, seats: Any, told: Any) -> None:
    """Mark who gets a private message today: everybody in turn, or the best customers first."""
    left = room.private_sent
    room.private_sent = 0.0
    for best in range(2):
        if best == 0 and room.best_first <= 0.0:
            continue
        walked = 0
        while left >= 1.0 and walked < room.joined:
            i = room.round_seat
            walked += 1
            room.round_seat = (i + 1) % room.joined
            member = seats[i]
            if told[i] or (member.contact != FRIEND and member.contact != HIDDEN):  # noqa: PLR1714
                continue
            if best == 0 and member.orders == 0:
                continue
            told[i] = True
            room.private_sent += 1.0
            left -= 1.0


@rule
def serve(
    room: Any,
    seats: Any,
    feeds: Any,
    asking: Any,
    minutes: Any,
    people: Any,
    count: int,
    p: Any,
) -> None:
    """Answer enquiries one after another, as far as the day's minutes reach."""
    if count == 0:
        return
    into_order(asking, minutes, seats, count, room)
    draws = lucks(room, people, ANSWER_AND_CONVERT)
    free_at = open_desk(room, p)
    for k in range(count):
        i = asking[k]
        member = seats[i]
        if room.answer_minutes < p.enquiry_minutes:
            member.irritation_neglect += p.neglect_irritates
            member.trust -= p.unanswered_trust * member.trust
            continue
        start = max(free_at, minutes[k])
        latency = latency_of(start, minutes[k], p)
        free_at = start + p.enquiry_minutes / room.desk_speed
        room.answer_minutes -= p.enquiry_minutes
        room.staff_minutes += p.enquiry_minutes
        room.answered += 1.0
        room.waited += latency
        by_ip = room.ip_minutes >= p.enquiry_minutes
        if by_ip:
            room.ip_minutes -= p.enquiry_minutes
        quick = 1.0 / (1.0 + latency / p.latency_unit)
        member.trust += p.answer_trust * quick * (1.0 - member.trust)
        if below_logistic(float(draws[0, i]), convert_index(member, latency, by_ip, room, p)):
            before = room.orders
            purchase(member, room, max(feeds[PRIVATE].discount, 0.0), p)
            room.contact_orders += room.orders - before


@rule
def into_order(asking: Any, minutes: Any, seats: Any, count: int, room: Any) -> None:
    """Sort those who ask by the minute of asking, customers before all others under triage."""
    for k in range(1, count):
        i = asking[k]
        minute = minutes[k]
        rank = urgency(seats[i], minute, room)
        j = k - 1
        while j >= 0 and urgency(seats[asking[j]], minutes[j], room) > rank:
            asking[j + 1] = asking[j]
            minutes[j + 1] = minutes[j]
            j -= 1
        asking[j + 1] = i
        minutes[j + 1] = minute


@rule
def urgency(member: Any, minute: float, room: Any) -> float:
    """Return the place in the queue: lower is served sooner."""
    if room.best_first > 0.0 and (member.orders > 0 or member.prior_customer == 1):
        return minute - 1440.0
    return minute
