"""Who looks into the group today, and how much of it gets read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcommunity.core.compilation import rule
from simcommunity.core.members.duties import checks_in
from simcommunity.core.members.record import ACTIVE
from simcommunity.core.randomness import FOLD, luck

if TYPE_CHECKING:
    from simcommunity.core.fields import GroupRow, MemberRow, World


@rule
def reading_chance(member: MemberRow, lure: float, p: World) -> float:
    """Return the chance that a member looks into the group on a day.

    A muted member seldom does, and mostly when something worth money is likely: `lure`, 0–1.
    Rival groups take their share of everybody's day.
    """
    if member.status == ACTIVE:
        chance = p.read_active
    else:
        chance = p.read_muted + p.muted_lure * member.benefit * member.deal_proneness * lure
    if member.folded == 1:
        chance *= p.folded_reads
    return chance * p.spare_time


@rule
def wake(member: MemberRow) -> None:
    """Clear what yesterday left on a member: what it did, whether it wrote and was heard."""
    member.today = 0
    member.wrote_today = 0
    member.heard_today = 0


@rule
def put_aside(member: MemberRow, group: GroupRow, p: World) -> None:
    """Let the platform fold the group for a member who does not look in: it sinks out of sight."""
    if member.folded == 0 and luck(member, group, FOLD, 0) < p.folding:
        member.folded = 1


@rule
def attend(member: MemberRow, group: GroupRow, draw: float, p: World) -> bool:
    """Decide whether the member looks in today."""
    if draw < reading_chance(member, group.lure, p):
        return True
    return p.duty_days > 0.0 and checks_in(member, group, p)


@rule
def share_of(member: MemberRow, messages: float) -> float:
    """Return the share of so many messages that fits into the member's attention."""
    if messages <= member.attention:
        return 1.0
    return member.attention / messages
