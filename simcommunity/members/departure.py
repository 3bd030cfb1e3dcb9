"""Who mutes, unmutes or leaves, and why."""

from __future__ import annotations

from typing import Any

from simcommunity.compilation import rule
from simcommunity.members.appraisal import total_irritation
from simcommunity.members.maths import LIMIT, logistic, surely_above
from simcommunity.members.record import ACTIVE, LEFT, MUTED


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
def mute_index(member: Any, irritation: float, held: float, p: Any) -> float:
    """Return the log-odds of muting on a day; it is free and private, so it comes easily."""
    return p.mute_base + p.mute_irritation * irritation - member.mute_tolerance - held


@rule
def leave_index(member: Any, irritation: float, held: float, p: Any) -> float:
    """Return the log-odds of leaving on a day; it has a social cost and spreads along ties.

    Muting helps against noise, not against disappointment: what is missing and bad purchases
    make for exit (Hirschman 1970).
    """
    index = (
        p.leave_base
        + p.leave_irritation * irritation
        + p.leave_loss * max(0.0, member.expectation - member.benefit)
        - p.leave_satisfaction * member.satisfaction
        + member.churn_propensity
        + p.leave_follows * member.ties_lost
        - held
    )
    if member.status == MUTED:
        index -= p.muted_stays  # out of sight, out of mind
    return index


@rule
def unmute_index(irritation: float, held: float, p: Any) -> float:
    """Return the log-odds of unmuting, for a muted member that looked in today."""
    return p.unmute_base + held - p.mute_irritation * irritation


@rule
def depart(member: Any, room: Any, draw: float, p: Any) -> int:
    """Let a member stay, mute, unmute or leave (competing risks on one draw); return its status.

    Two hazards compete, each logistic in its index: leaving, and muting or unmuting. Most days a
    bound tells that the draw exceeds both together.
    """
    irritation = total_irritation(member)
    held = bond(member, p)
    to_leave = leave_index(member, irritation, held, p)
    to_turn = -LIMIT
    weight = 0.0
    if member.status == ACTIVE:
        to_turn = mute_index(member, irritation, held, p)
        weight = p.muting
    elif member.share_read > 0.0:
        to_turn = unmute_index(irritation, held, p)
        weight = 1.0
    if surely_above(0.5 * draw, max(to_leave, to_turn)):
        return member.status
    leaving = logistic(to_leave)
    if draw < leaving:
        room.newly_left += 1.0
        return LEFT
    turning = weight * logistic(to_turn)
    if draw >= leaving + turning:
        return member.status
    if member.status == MUTED:
        room.unmuted += 1.0
        return ACTIVE
    room.newly_muted += 1.0
    blame(member, room, irritation, turning, held, p)
    return MUTED


@rule
def blame(member: Any, room: Any, irritation: float, hazard: float, held: float, p: Any) -> None:
    """Share one mute among its causes: what it would have been without irritation is "other"."""
    unprovoked = p.muting * logistic(mute_index(member, 0.0, held, p)) / hazard
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


@rule
def is_present(member: Any) -> bool:
    """Return whether a member is still in the group."""
    return member.status == ACTIVE or member.status == MUTED  # noqa: PLR1714
