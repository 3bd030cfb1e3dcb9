"""One candidate at the door: who it is, whether it takes the hook, whether it passes the gate."""

from __future__ import annotations

from typing import Any

from simcommunity.compilation import compiled
from simcommunity.members.people import latent_traits, settle_record, trait_value
from simcommunity.members.record import ABSENT, ACTIVE, LEFT, MUTED
from simcommunity.operators.gates import enter, passing_chance
from simcommunity.randomness import (
    ACCEPT,
    ENTER,
    PRIOR_CUSTOMER,
    SEGMENT,
    START_NEED,
    START_STATE,
    uniform,
)

# How far a candidate comes.
REFUSED = 0
TOOK_HOOK = 1
JOINED = 2

# How a candidate comes in.
BY_HOOK = 0
AS_RUNNING = 1
AS_DEAD = 2
PAST_GREETINGS = 30  # days that members of a group which does not start empty have been there


@compiled
def admit(
    table: Any,
    group: int,
    seat: int,
    person: int,
    day: int,
    seed: int,
    replicate: int,
    way: int,
    bribe: float,
    mix: Any,
    takes: Any,
    centres: Any,
    spreads: Any,
    plain: Any,
    mixing: Any,
    scratch: Any,
    world: Any,
) -> int:
    """Draw candidate `person` into a seat; return how far it comes.

    Args:
        table: members, (groups, seats).
        mix: cumulative shares of the segments, (segments,).
        takes: chance that each segment takes the hook, (segments,).
        centres, spreads: of the latent traits, (segments, traits).
        plain: share of prior customers and spam a day, (segments, 2).
        mixing: Cholesky factor of the traits' correlation, (traits, traits).
        scratch: room for 2 × traits numbers.
        world: one record of parameters.
    """
    p = world[0]
    m = table[group, seat]
    draw = uniform(seed, replicate, person, 0, SEGMENT, 0)
    segment = 0
    while segment < len(mix) - 1 and draw >= mix[segment]:
        segment += 1
    if way == BY_HOOK and uniform(seed, replicate, person, 0, ACCEPT, 0) >= takes[segment]:
        return REFUSED
    latent_traits(scratch, mixing, seed, replicate, person)
    m.segment = segment
    m.affinity = trait_value(0, centres[segment, 0], spreads[segment, 0], scratch[0])
    m.deal_proneness = trait_value(1, centres[segment, 1], spreads[segment, 1], scratch[1])
    m.fandom = trait_value(2, centres[segment, 2], spreads[segment, 2], scratch[2])
    m.gregariousness = trait_value(3, centres[segment, 3], spreads[segment, 3], scratch[3])
    m.price_sensitivity = trait_value(4, centres[segment, 4], spreads[segment, 4], scratch[4])
    m.expertise = trait_value(5, centres[segment, 5], spreads[segment, 5], scratch[5])
    m.sociability = trait_value(6, centres[segment, 6], spreads[segment, 6], scratch[6])
    m.speaking_threshold = trait_value(7, centres[segment, 7], spreads[segment, 7], scratch[7])
    m.attention = trait_value(8, centres[segment, 8], spreads[segment, 8], scratch[8])
    m.need_rate = trait_value(9, centres[segment, 9], spreads[segment, 9], scratch[9]) / p.cycle
    m.mute_tolerance = trait_value(10, centres[segment, 10], spreads[segment, 10], scratch[10])
    m.churn_propensity = trait_value(11, centres[segment, 11], spreads[segment, 11], scratch[11])
    bought = uniform(seed, replicate, person, 0, PRIOR_CUSTOMER, 0) < plain[segment, 0]
    m.prior_customer = 1 if bought else 0
    m.spam = plain[segment, 1]
    settle_record(m, person, day, bribe, p)
    m.need = uniform(seed, replicate, person, 0, START_NEED, 0)
    m.status = ACTIVE
    if way == BY_HOOK:
        if p.gate > 0.0:
            if uniform(seed, replicate, person, 0, ENTER, 0) >= passing_chance(m, p):
                m.status = ABSENT
                return TOOK_HOOK
            enter(m, p)
        return JOINED
    m.day_joined = day - PAST_GREETINGS
    if way == AS_DEAD:
        draw = uniform(seed, replicate, person, 0, START_STATE, 0)
        m.irritation_ads = p.dead_irritation
        if draw < p.dead_left:
            m.status = LEFT
        elif draw < p.dead_left + p.dead_muted:
            m.status = MUTED
    return JOINED
