"""Who somebody is: traits drawn once from the segment's distributions, always the same person."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from simcommunity.core.compilation import rule
from simcommunity.core.members.maths import logistic, saturating
from simcommunity.core.members.record import N_POSITIVES, N_SHARES, NEVER, TIE_SLOTS, TRAITS
from simcommunity.core.randomness import TRAIT, normals

if TYPE_CHECKING:
    from simcommunity.core.fields import MemberRow, World

N_TRAITS = len(TRAITS)


@rule
def latent_traits(out: Any, mixing: Any, seed: int, replicate: int, person: int) -> None:
    """Fill `out` with correlated standard normals: `mixing` is a Cholesky factor."""
    for pair in range(N_TRAITS // 2):
        first, second = normals(seed, replicate, person, 0, TRAIT, pair)
        out[N_TRAITS + 2 * pair] = first
        out[N_TRAITS + 2 * pair + 1] = second
    for i in range(N_TRAITS):
        total = 0.0
        for j in range(i + 1):
            total += mixing[i, j] * out[N_TRAITS + j]
        out[i] = total


@rule
def trait_value(index: int, centre: float, spread: float, z: float) -> float:
    """Return a trait from a latent normal: logit-normal, log-normal or normal by its place."""
    x = centre + spread * z
    if index < N_SHARES:
        return logistic(x)
    if index < N_SHARES + N_POSITIVES:
        return math.exp(min(x, 20.0))
    return x


@rule
def identity(m: MemberRow, p: World) -> float:
    """Return the belonging that a common stake alone gives, 0–1 (Ashforth & Mael 1989)."""
    return float(p.stake * m.affinity)


@rule
def settle_record(m: MemberRow, bribe: float, p: World) -> None:
    """Set the state of somebody who has just come in.

    `bribe` ¥ is what the hook lets it hope for; `m.trust` is the trust it brings along from whoever
    sent it.
    """
    m.first_wrote = NEVER
    m.last_wrote = NEVER
    m.weeks_written = 0
    m.gap_squares = 0
    m.written = 0
    m.greeted = 0
    m.orders = 0
    m.first_order = NEVER
    m.second_order = NEVER
    m.last_order = NEVER
    m.last_paid = m.day_joined
    m.folded = 0
    m.today = 0
    m.why_muted = 0
    m.why_left = 0
    m.why_ordered = 0
    m.wrote_today = 0
    m.heard_today = 0
    m.irritation_ads = 0.0
    m.irritation_pushes = 0.0
    m.irritation_overload = 0.0
    m.irritation_off_topic = 0.0
    m.irritation_neglect = 0.0
    m.irritation_pressure = 0.0
    m.irritation_lost_benefits = 0.0
    m.expectation = saturating(m.deal_proneness * math.log(1.0 + bribe / p.money_unit))
    m.benefit = p.first_benefit
    brought = m.trust
    m.trust = p.first_trust + p.customer_trust * m.prior_customer
    m.trust += brought * (1.0 - m.trust)
    m.belonging = p.first_belonging + (1.0 - p.first_belonging) * identity(m, p)
    m.memory_fast = 1.0  # who has just come in knows whose account it is
    m.memory_slow = p.customer_memory * m.prior_customer
    m.satisfaction = 0.0
    m.engagement = 0.0
    m.sunk = 0.0
    m.private_trace = 0.0
    m.spend = 0.0
    m.tie_support = 0.0
    m.ties_lost = 0.0
    m.share_read = 0.0
    for slot in range(TIE_SLOTS):
        m.tie_seat[slot] = NEVER
        m.tie_strength[slot] = 0.0


@rule
def seek(m: MemberRow, share: float) -> None:
    """Let somebody come for the thing itself: one occasion is open already, so likely as told."""
    m.need += share * max(0.0, 1.0 - m.need)
