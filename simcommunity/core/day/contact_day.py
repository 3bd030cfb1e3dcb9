"""What happens between the account and its contacts on a day, outside the group.

who gets a private message → who looks at Moments → who asks → who hides or blocks the account

Who asks is answered at the desk, which all groups share (see `desk`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from simcommunity.core.compilation import rule
from simcommunity.core.members.appraisal import recall
from simcommunity.core.members.contacts import (
    Seen,
    ask_terms,
    choice_to_ask,
    flood,
    hear_in_private,
    is_lost,
    share_scrolled,
    take_in,
    welcomed,
)
from simcommunity.core.members.departure import is_present
from simcommunity.core.members.maths import saturating
from simcommunity.core.members.purchase import (
    is_best,
    is_customer,
    meet_need,
    open_occasions,
    why_order,
)
from simcommunity.core.members.record import (
    AS_CUSTOMER,
    BLOCKED,
    DID_HIDE,
    FRIEND,
    GOT_MESSAGE,
    HIDDEN,
    NO_CONTACT,
    SAW_MOMENTS,
)
from simcommunity.core.operators.feeds import PRIVATE, TO_CUSTOMERS, TO_STRANGERS
from simcommunity.core.operators.service import CLAIM, DISCOUNT, MINUTE, SEAT, arrival_minute
from simcommunity.core.randomness import LOOK_AND_ASK, TURN_AND_ARRIVE, day_draws

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simcommunity.core.fields import FeedRow, GroupRow, MemberRow, World


@rule
def meet(
    group: GroupRow,
    seats: Sequence[MemberRow],
    feeds: Sequence[FeedRow],
    queue: Any,
    people: Any,
    p: World,
) -> None:
    """Let the contacts of one group's people see, ask, hide and block.

    `queue` is filled with those who ask: seat, minute, the discount and the claim they saw,
    (seats, `NOTED`).
    """
    looks = day_draws(group, people, LOOK_AND_ASK)
    turns = day_draws(group, people, TURN_AND_ARRIVE)
    told = np.zeros(len(people), np.bool_)
    choose(group, seats, told, p)
    count = 0
    for i in range(group.joined):
        member = seats[i]
        if member.contact != FRIEND and member.contact != HIDDEN:  # noqa: PLR1714
            continue
        if is_lost(member, group.day, p):
            member.contact = NO_CONTACT
            group.contacts_lost += 1.0
            continue
        group.contacts += 1.0
        group.contact_trust += member.trust
        seen = see(member, group, feeds, told[i], float(looks[0, i]), p)
        discount = seen[2]
        if member.last_order != group.day:
            chance = choice_to_ask(member, seen, group, p)
            asks = member.ask(group, chance, discount, float(looks[1, i]), p)
            meet_need(member, saturating(chance * open_occasions(member, discount, p)))
        else:  # who has just ordered does not ask as well
            asks = False
        if asks:
            member.why_ordered = why_order(ask_terms(member, seen, group, p))
            queue[count, SEAT] = i
            queue[count, MINUTE] = arrival_minute(float(turns[1, i]))
            queue[count, DISCOUNT] = discount
            queue[count, CLAIM] = seen[5]
            count += 1
        if member.today & (GOT_MESSAGE | SAW_MOMENTS):
            become(member, group, member.turn_away(group, float(turns[0, i]), p))
    shown = feeds[TO_STRANGERS].information + feeds[TO_STRANGERS].persona
    group.profile += p.recency * (shown - group.profile)
    group.enquiries = count
    group.friends = group.contacts


@rule
def see(
    member: MemberRow, group: GroupRow, feeds: Sequence[FeedRow], told: bool, draw: float, p: World
) -> Seen:
    """Let a contact see what reaches it, and return what of it counts for asking."""
    offers = 0.0
    discount = 0.0
    scarcity = 0.0
    pressing = 0.0
    claim = 0.0
    known = 0.0
    if told:
        feed = feeds[PRIVATE]
        known = recall(member) * welcomed(member, p)
        group.interactions += hear_in_private(member, feed, group, p)
        discount = feed.discount
        scarcity = feed.scarcity
        pressing = feed.pressing
        claim = feed.claim
        member.today |= GOT_MESSAGE
    if member.contact == FRIEND and member.look_at_moments(group, draw, p):
        group.moments_readers += 1.0
        member.today |= SAW_MOMENTS
        feed = feeds[TO_STRANGERS]
        if is_customer(member):
            feed = feeds[TO_CUSTOMERS]
            member.today |= AS_CUSTOMER
        share = share_scrolled(member, feed, p)
        value = take_in(member, feed, group, share, share * p.moments_intrusion, p)
        group.interactions += p.likes * value
        flood(member, feed, p)
        offers = share * feed.offers
        discount = max(discount, feed.discount)
        scarcity = max(scarcity, share * feed.scarcity)
        pressing += share * feed.pressing
        claim += share * feed.claim
    touched = member.today & (GOT_MESSAGE | SAW_MOMENTS)
    if touched and (member.share_read <= 0.0 or not is_present(member)):
        group.reached_outside += 1.0
    return offers, known, discount, scarcity, pressing, claim


@rule
def become(member: MemberRow, group: GroupRow, contact: int) -> None:
    """Book what a contact has decided about the account."""
    if contact == member.contact:
        return
    if contact == BLOCKED:
        group.newly_blocked += 1.0
    elif contact == HIDDEN:
        group.newly_hidden += 1.0
        member.today |= DID_HIDE
    elif contact != FRIEND:
        raise ValueError("turn_away must return FRIEND, HIDDEN or BLOCKED")
    member.contact = contact


@rule
def choose(group: GroupRow, seats: Sequence[MemberRow], told: Any, p: World) -> None:
    """Mark who gets a private message today: everybody in turn, or the best customers first."""
    left = group.private_sent
    group.private_sent = 0.0
    for best in range(2):
        if best == 0 and group.best_first <= 0.0:
            continue
        walked = 0
        while left >= 1.0 and walked < group.joined:
            i = group.round_seat
            walked += 1
            group.round_seat = (i + 1) % group.joined
            member = seats[i]
            if told[i] or (member.contact != FRIEND and member.contact != HIDDEN):  # noqa: PLR1714
                continue
            if best == 0 and not is_best(member, p):
                continue
            told[i] = True
            group.private_sent += 1.0
            left -= 1.0
