"""Who passes the gate of a group, and what passing does to a newcomer."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from simcommunity.core.compilation import rule
from simcommunity.core.members.maths import logistic, saturating
from simcommunity.core.members.people import seek

if TYPE_CHECKING:
    from simcommunity.core.fields import MemberRow, World

OPEN = 0
SPEND = 1
FEE = 2
REFERRALS = 3
APPLICATION = 4


@rule
def passing_chance(member: MemberRow, p: World) -> float:
    """Return the chance that a candidate passes the gate `p.gate` of height `p.gate_height`.

    A gate selects by what it costs whom (Spence 1973): spending costs only what one would not have
    spent anyway, and a referral puts one's own name at stake, so it takes liking and trust.
    """
    if p.gate_height <= 0.0 and p.gate != APPLICATION:  # what costs nothing keeps nobody out
        return 1.0
    likes = p.gate_affinity * member.affinity + p.gate_fandom * member.fandom
    likes += p.gate_trust * member.trust
    if p.gate == SPEND:
        spent = p.ticket * member.need_rate * p.gate_window * member.prior_customer
        missing = max(0.0, p.gate_height - spent)
        height = math.log(1.0 + missing / p.money_unit) * (0.5 + member.price_sensitivity)
        return logistic(p.gate_base + likes - p.gate_price * height)
    if p.gate == FEE:
        height = math.log(1.0 + p.gate_height / p.money_unit) * (0.5 + member.price_sensitivity)
        return logistic(p.gate_base + likes - p.gate_price * height)
    if p.gate == REFERRALS:
        height = p.gate_height * (1.0 - 0.5 * member.gregariousness)
        return logistic(p.gate_base + likes - p.gate_effort * height)
    if p.gate == APPLICATION:
        return logistic(
            (likes / (p.gate_affinity + p.gate_fandom) - p.gate_height) / p.gate_softness
        )
    return 1.0


@rule
def enter(member: MemberRow, p: World) -> None:
    """Let a newcomer feel what it paid or did to get in: sunk cost and first belonging."""
    height = 0.0
    if p.gate == SPEND or p.gate == FEE:  # noqa: PLR1714 (numba compiles this form faster)
        height = math.log(1.0 + p.gate_height / p.money_unit)
    elif p.gate == REFERRALS:
        height = p.gate_height
    elif p.gate == APPLICATION:
        height = 2.0 * p.gate_height
    member.sunk = saturating(0.5 * height)
    if height > 0.0 and (p.gate == FEE or p.gate == APPLICATION):  # noqa: PLR1714
        seek(member, p.gate_seeks)
    member.belonging += p.earned_belonging * member.sunk * (1.0 - member.belonging)
