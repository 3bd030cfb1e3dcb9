"""One candidate at the door: who it is, whether it takes the hook, whether it passes the gate."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from simcommunity.core.compilation import compiled, rule
from simcommunity.core.members.contacts import befriends, welcome
from simcommunity.core.members.people import (
    N_TRAITS,
    latent_traits,
    seek,
    settle_record,
    trait_value,
)
from simcommunity.core.members.record import ABSENT, ACTIVE, FRIEND, LEFT, MUTED, OUTSIDE
from simcommunity.core.operators.gates import OPEN, enter, passing_chance
from simcommunity.core.randomness import (
    BASKET_AND_BUDGET,
    BEFRIEND,
    ENTER,
    PRIOR_CUSTOMER,
    START_STATE,
    normals,
    uniform,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simcommunity.core.fields import MemberRow, SegmentRow, World

SEGMENT = np.dtype(
    [
        ("prior_customer", "f8"),  # share of them
        ("spam", "f8"),  # adverts of its own a day
        ("anyway", "f8"),  # share of its occasions that the shop would meet without the group
        ("centre", "f8", (N_TRAITS,)),  # of the latent traits
        ("spread", "f8", (N_TRAITS,)),
    ]
)

# How a candidate comes in.
NOBODY = -1.0  # sent it
BY_HOOK = 0
AS_RUNNING = 1
AS_DEAD = 2
MONTH = 30.0
PAST_GREETINGS = 30  # days that members of a group which does not start empty have been there


@rule
def segment_of(mix: Any, draw: float) -> int:
    """Return the segment of a candidate; `mix` are the cumulative shares, (segments,)."""
    number = 0
    while number < len(mix) - 1 and draw >= mix[number]:
        number += 1
    return number


@compiled
def seat(m: MemberRow, person: int, segment: int, day: int, sent: float) -> None:
    """Let a candidate take the free seat `m`, a record of `MEMBER`.

    `sent` is the trust brought along from a member who sent it, 0–1, or `NOBODY`. Until it is
    settled, `m.trust` holds that, and `m.prior_customer` whether it may have bought before.
    """
    m.person = person
    m.segment = segment
    m.day_joined = day
    m.trust = max(sent, 0.0)
    m.prior_customer = 1 if sent == NOBODY else 0


@compiled
def passes(
    m: MemberRow,
    seed: int,
    replicate: int,
    segments: Sequence[SegmentRow],
    mixing: Any,
    scratch: Any,
    p: World,
) -> bool:
    """Let the gate decide on the candidate in the seat `m`, who is drawn for that.

    Args:
        m: a record of `MEMBER`.
        segments: `SEGMENT`, (segments,).
        mixing: Cholesky factor of the traits' correlation, (traits, traits).
        scratch: room for 2 × traits numbers.
        p: the record of parameters.
    """
    brought = m.trust
    settle(m, BY_HOOK, 0.0, 0.0, seed, replicate, segments, mixing, scratch, p)
    chance = passing_chance(m, p)
    m.trust = brought
    if uniform(seed, replicate, m.person, 0, ENTER, 0) < chance:
        return True
    m.status = ABSENT
    return False


@compiled
def befriend_newcomers(
    seats: Sequence[MemberRow],
    first: int,
    last: int,
    friends: int,
    day: int,
    seed: int,
    replicate: int,
    p: World,
) -> int:
    """Let who has just joined become friends of the account, first come, first served.

    Args:
        seats: the members of a group; those from `first` up to `last` have just joined.
        friends: how many the account has.

    Returns: how many it has then.
    """
    for i in range(first, last):
        draw = uniform(seed, replicate, seats[i].person, 0, BEFRIEND, 0)
        if befriends(friends, day, draw, p):
            seats[i].contact = FRIEND
            friends += 1
    return friends


@compiled
def settle_newcomers(
    seats: Sequence[MemberRow],
    first: int,
    last: int,
    way: int,
    bribe: float,
    seeks: float,
    seed: int,
    replicate: int,
    segments: Sequence[SegmentRow],
    mixing: Any,
    p: World,
) -> None:
    """Settle the members in the seats from `first` up to `last`, who have just joined."""
    scratch = np.empty(2 * N_TRAITS)
    for i in range(first, last):
        settle(seats[i], way, bribe, seeks, seed, replicate, segments, mixing, scratch, p)


@rule
def settle(
    m: MemberRow,
    way: int,
    bribe: float,
    seeks: float,
    seed: int,
    replicate: int,
    segments: Sequence[SegmentRow],
    mixing: Any,
    scratch: Any,
    p: World,
) -> None:
    """Draw who a newcomer is, and set the state in which it comes in."""
    person = m.person
    segment = segments[m.segment]
    latent_traits(scratch, mixing, seed, replicate, person)
    centre = segment.centre
    spread = segment.spread
    m.affinity = trait_value(0, centre[0], spread[0], scratch[0])
    m.deal_proneness = trait_value(1, centre[1], spread[1], scratch[1])
    m.fandom = trait_value(2, centre[2], spread[2], scratch[2])
    m.gregariousness = trait_value(3, centre[3], spread[3], scratch[3])
    m.price_sensitivity = trait_value(4, centre[4], spread[4], scratch[4])
    m.expertise = trait_value(5, centre[5], spread[5], scratch[5])
    m.sociability = trait_value(6, centre[6], spread[6], scratch[6])
    m.speaking_threshold = trait_value(7, centre[7], spread[7], scratch[7])
    m.attention = trait_value(8, centre[8], spread[8], scratch[8])
    m.need_rate = trait_value(9, centre[9], spread[9], scratch[9]) / p.cycle
    m.mute_tolerance = trait_value(10, centre[10], spread[10], scratch[10])
    m.churn_propensity = trait_value(11, centre[11], spread[11], scratch[11])
    if uniform(seed, replicate, person, 0, PRIOR_CUSTOMER, 0) >= segment.prior_customer:
        m.prior_customer = 0
    m.spam = segment.spam
    settle_record(m, bribe, p)
    drawn, purse = normals(seed, replicate, person, 0, BASKET_AND_BUDGET, 0)
    varies = p.basket_varies
    m.basket = math.exp(min(varies * drawn - 0.5 * varies * varies, 20.0))
    monthly = MONTH * p.ticket * m.need_rate
    m.afford = 1.0 / (1.0 + monthly / (p.budget * math.exp(min(p.budget_varies * purse, 20.0))))
    m.anyway = segment.anyway * (1.0 if m.prior_customer == 1 else p.stranger_anyway)
    m.need = m.need_rate * p.need_window
    m.status = ACTIVE if p.chat > 0.0 else OUTSIDE
    if way == BY_HOOK:
        seek(m, seeks)
    if p.contacts > 0.0:
        welcome(m, p)
    if way == BY_HOOK:
        if p.gate > OPEN:
            enter(m, p)
        return
    m.day_joined = -PAST_GREETINGS
    m.memory_fast = 0.0
    if way == AS_DEAD:
        draw = uniform(seed, replicate, person, 0, START_STATE, 0)
        m.irritation_ads = p.dead_irritation
        if draw < p.dead_left:
            m.status = LEFT
        elif draw < p.dead_left + p.dead_muted:
            m.status = MUTED
