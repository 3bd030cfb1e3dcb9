"""Who mutes, unmutes or leaves, and why."""

from __future__ import annotations

from typing import Any

from simcommunity.compilation import rule
from simcommunity.members.appraisal import total_irritation
from simcommunity.members.maths import logistic
from simcommunity.members.record import ACTIVE, LEFT, MUTED
from simcommunity.randomness import DEPART, luck


@rule
def bond(member: Any, p: Any) -> float:
    """Return what holds a member: benefit, belonging, ties to people still here, entry cost."""
    ties = member.tie_support / (1.0 + member.tie_support)
    return (
        p.hold_benefit * member.benefit
        + p.hold_belonging * member.belonging
        + p.hold_ties * ties
        + p.hold_sunk * member.sunk
    )


@rule
def mute_hazard(member: Any, irritation: float, held: float, p: Any) -> float:
    """Return the daily hazard of muting; muting is free and private, so it comes easily."""
    index = p.mute_base + p.mute_irritation * irritation - member.mute_tolerance - held
    return p.muting * logistic(index)


@rule
def leave_hazard(member: Any, irritation: float, held: float, p: Any) -> float:
    """Return the daily hazard of leaving; it has a social cost and spreads along ties."""
    index = (
        p.leave_base
        + p.leave_irritation * irritation
        + member.churn_propensity
        + p.leave_follows * member.ties_lost
        - held
    )
    if member.status == MUTED:
        index -= p.muted_stays  # out of sight, out of mind
    return logistic(index)


@rule
def unmute_hazard(member: Any, irritation: float, held: float, p: Any) -> float:
    """Return the daily hazard of unmuting, for a muted member that looked in today."""
    if member.share_read <= 0.0:
        return 0.0
    return logistic(p.unmute_base + held - p.mute_irritation * irritation)


@rule
def depart(member: Any, room: Any, p: Any) -> int:
    """Let a member stay, mute, unmute or leave (competing risks on one draw); return its status."""
    irritation = total_irritation(member)
    held = bond(member, p)
    draw = luck(member, room, DEPART, 0)
    leaving = leave_hazard(member, irritation, held, p)
    if draw < leaving:
        member.status = LEFT
        room.newly_left += 1.0
    elif member.status == ACTIVE:
        muting = mute_hazard(member, irritation, held, p)
        if draw < leaving + muting:
            member.status = MUTED
            room.newly_muted += 1.0
            blame(member, room, irritation, muting, held, p)
    elif draw < leaving + unmute_hazard(member, irritation, held, p):
        member.status = ACTIVE
        room.unmuted += 1.0
    return member.status


@rule
def blame(member: Any, room: Any, irritation: float, hazard: float, held: float, p: Any) -> None:
    """Share one mute among its causes: what it would have been without irritation is "other"."""
    unprovoked = mute_hazard(member, 0.0, held, p) / hazard
    room.mute_other += unprovoked
    if irritation <= 0.0:
        return
    scale = (1.0 - unprovoked) / irritation
    room.mute_ads += scale * member.irritation_ads
    room.mute_overload += scale * member.irritation_overload
    room.mute_off_topic += scale * member.irritation_off_topic
    room.mute_neglect += scale * member.irritation_neglect
    room.mute_pressure += scale * member.irritation_pressure
    room.mute_lost_benefits += scale * member.irritation_lost_benefits
