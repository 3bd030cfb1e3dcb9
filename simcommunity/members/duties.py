"""What a member must do to stay: renew when its period is over, not miss its check-ins."""

from __future__ import annotations

import math
from typing import Any

from simcommunity.compilation import rule
from simcommunity.members.maths import below_logistic
from simcommunity.members.record import LEFT, REMOVED
from simcommunity.randomness import RENEW, luck


@rule
def days_since_writing(member: Any, day: int) -> int:
    """Return the days since a member last wrote, or since it joined."""
    return day - max(member.last_wrote, member.day_joined)


@rule
def call_of_duty(member: Any, room: Any, p: Any) -> float:
    """Return how strongly a check-in is felt to be due: more and more until its last day."""
    if p.duty_days <= 0.0:
        return 0.0
    due = min(days_since_writing(member, room.day) / p.duty_days, 1.0)
    return p.duty_call * due * (member.affinity + member.belonging + member.sunk)


@rule
def renew_index(member: Any, room: Any, p: Any) -> float:
    """Return the log-odds of paying for another period: what one got, with whom, at what price."""
    price = math.log(1.0 + p.renew_fee / p.money_unit) * (0.5 + member.price_sensitivity)
    return (
        p.renew_base
        + p.renew_benefit * member.benefit
        + p.renew_belonging * member.belonging
        + p.renew_trust * member.trust
        + p.renew_company * room.company
        - p.renew_price * price
    )


@rule
def keep_terms(member: Any, room: Any, p: Any) -> int:
    """Return the status of a present member after its terms were looked at."""
    if p.duty_days > 0.0 and days_since_writing(member, room.day) >= p.duty_days:
        room.newly_removed += 1.0
        return REMOVED
    if p.renew_every > 0.0 and room.day - member.last_paid >= p.renew_every:
        room.renewals_due += 1.0
        if not below_logistic(luck(member, room, RENEW, 0), renew_index(member, room, p)):
            room.newly_left += 1.0
            return LEFT
        member.last_paid = room.day
        room.renewed += 1.0
        room.revenue += p.renew_fee
        room.gross_profit += p.renew_fee
        member.spend += p.renew_fee
    return int(member.status)
