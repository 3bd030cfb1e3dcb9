"""What happens between the account and its contacts on a day, outside the group.

who gets a private message → who looks at Moments → who asks → who hides or blocks the account

Who asks is answered at the desk, which all groups share (see `desk`).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from simcommunity.compilation import rule
from simcommunity.engine.lucks import lucks
from simcommunity.members.appraisal import recall
from simcommunity.members.contacts import ask_terms, flood, is_lost, share_scrolled, take_in
from simcommunity.members.departure import is_present
from simcommunity.members.maths import saturating
from simcommunity.members.purchase import is_customer, why_order
from simcommunity.members.record import (
    AS_CUSTOMER,
    BLOCKED,
    DID_HIDE,
    FRIEND,
    GOT_MESSAGE,
    HIDDEN,
    NO_CONTACT,
    SAW_MOMENTS,
)
from simcommunity.operators.feeds import PRIVATE, TO_CUSTOMERS, TO_STRANGERS
from simcommunity.operators.service import DISCOUNT, MINUTE, SEAT, arrival_minute
from simcommunity.randomness import LOOK_AND_ASK, TURN_AND_ARRIVE


@rule
def meet(room: Any, seats: Any, feeds: Any, queue: Any, people: Any, p: Any) -> None:
    """Let the contacts of one group's people see, ask, hide and block.

    `queue` is filled with those who ask: seat, minute and the discount they saw, (seats, 3).
    """
    looks = lucks(room, people, LOOK_AND_ASK)
    turns = lucks(room, people, TURN_AND_ARRIVE)
    told = np.zeros(len(people), np.bool_)
    choose(room, seats, told)
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
        offers, known, discount, scarcity = see(member, room, feeds, told[i], float(looks[0, i]), p)
        if member.last_order != room.day and member.ask(
            room, offers, known, discount, scarcity, float(looks[1, i]), p
        ):
            member.why_ordered = why_order(ask_terms(member, discount, scarcity, room, p))
            queue[count, SEAT] = i
            queue[count, MINUTE] = arrival_minute(float(turns[1, i]))
            queue[count, DISCOUNT] = discount
            count += 1
        if member.today & (GOT_MESSAGE | SAW_MOMENTS):
            become(member, room, member.turn_away(room, float(turns[0, i]), p))
    shown = feeds[TO_STRANGERS].information + feeds[TO_STRANGERS].persona
    room.profile += p.recency * (shown - room.profile)
    room.enquiries = count
    room.friends = room.contacts


@rule
def see(
    member: Any, room: Any, feeds: Any, told: bool, draw: float, p: Any
) -> tuple[float, float, float, float]:
    """Let a contact see what reaches it.

    Returns: the offers it saw, how well it remembered who wrote in private, the discount, and how
    limited it is.
    """
    offers = 0.0
    discount = 0.0
    scarcity = 0.0
    known = 0.0
    if told:
        known = recall(member)
        feed = feeds[PRIVATE]
        room.interactions += take_in(member, feed, room, 1.0, p.private_intrusion, p)
        member.trust += p.care_trust * saturating(feed.social) * (1.0 - member.trust)
        discount = feed.discount
        scarcity = feed.scarcity
        member.today |= GOT_MESSAGE
    if member.contact == FRIEND and member.look_at_moments(room, draw, p):
        room.moments_readers += 1.0
        member.today |= SAW_MOMENTS
        feed = feeds[TO_STRANGERS]
        if is_customer(member):
            feed = feeds[TO_CUSTOMERS]
            member.today |= AS_CUSTOMER
        share = share_scrolled(member, feed, p)
        value = take_in(member, feed, room, share, p.moments_intrusion, p)
        room.interactions += p.likes * value
        flood(member, feed, p)
        offers = share * feed.offers
        discount = max(discount, feed.discount)
        scarcity = max(scarcity, share * feed.scarcity)
    touched = member.today & (GOT_MESSAGE | SAW_MOMENTS)
    if touched and (member.share_read <= 0.0 or not is_present(member)):
        room.reached_outside += 1.0
    return offers, known, discount, scarcity


@rule
def become(member: Any, room: Any, contact: int) -> None:
    """Book what a contact has decided about the account."""
    if contact == member.contact:
        return
    if contact == BLOCKED:
        room.newly_blocked += 1.0
    elif contact == HIDDEN:
        room.newly_hidden += 1.0
        member.today |= DID_HIDE
    elif contact != FRIEND:
        raise ValueError("turn_away must return FRIEND, HIDDEN or BLOCKED")
    member.contact = contact


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
            if best == 0 and not is_customer(member):
                continue
            told[i] = True
            room.private_sent += 1.0
            left -= 1.0
