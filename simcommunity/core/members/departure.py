"""Who mutes, unmutes or leaves, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcommunity.core.compilation import rule
from simcommunity.core.members.appraisal import total_irritation, worst_cause
from simcommunity.core.members.maths import LIMIT, logistic, surely_above
from simcommunity.core.members.record import (
    ACTIVE,
    BAD_PURCHASE,
    DISAPPOINTED,
    LEFT,
    MUTED,
    OTHER,
    OTHERS_LEFT,
)

if TYPE_CHECKING:
    from simcommunity.core.fields import GroupRow, MemberRow, World

NEARLY_NOTHING = 1e-12  # a chance to mute below which causes are shared out all the same


@rule
def bond(member: MemberRow, p: World) -> float:
    """Return what holds a member: benefit, belonging, ties to people still here, entry cost."""
    ties = member.tie_support / (1.0 + member.tie_support)
    return (
        p.hold_benefit * member.benefit
        + p.hold_belonging * member.belonging
        + p.hold_ties * ties
        + p.hold_sunk * member.sunk
    )


@rule
def mute_index(member: MemberRow, irritation: float, held: float, p: World) -> float:
    """Return the log-odds of muting on a day; it is free and private, so it comes easily."""
    return p.mute_base + p.mute_irritation * irritation - member.mute_tolerance - held


@rule
def leave_terms(
    member: MemberRow, irritation: float, held: float, p: World
) -> tuple[float, float, float, float, float]:
    """Return the terms of the log-odds of leaving; it has a social cost and spreads along ties.

    Muting helps against noise, not against disappointment: what is missing and bad purchases
    make for exit (Hirschman 1970).

    Returns: how it stands anyway, irritation, disappointment, what it bought, ties that left.
    """
    anyway = p.leave_base + member.churn_propensity - held
    if member.status == MUTED:
        anyway -= p.muted_stays  # out of sight, out of mind
    return (
        anyway,
        p.leave_irritation * irritation,
        p.leave_loss * max(0.0, member.expectation - member.benefit),
        -p.leave_satisfaction * member.satisfaction,
        p.leave_follows * member.ties_lost,
    )


@rule
def leave_index(member: MemberRow, irritation: float, held: float, p: World) -> float:
    """Return the log-odds of leaving on a day: the sum of `leave_terms`."""
    anyway, irritated, missed, bought, followed = leave_terms(member, irritation, held, p)
    return anyway + irritated + missed + bought + followed


@rule
def why_leave(member: MemberRow, p: World) -> int:
    """Return what drives out a member that leaves, as a place in `GONE_FOR`.

    The largest term of the decision; none of them when it would as likely have gone anyway.
    """
    terms = leave_terms(member, total_irritation(member), bond(member, p), p)
    anyway, irritated, missed, bought, followed = terms
    calm = anyway + min(bought, 0.0)
    index = anyway + irritated + missed + bought + followed
    if logistic(calm) >= 0.5 * logistic(index):
        return OTHER
    why, amount = worst_cause(member)
    most = p.leave_irritation * amount
    if missed > most:
        why, most = DISAPPOINTED, missed
    if bought > most:
        why, most = BAD_PURCHASE, bought
    return OTHERS_LEFT if followed > most else why


@rule
def unmute_index(irritation: float, held: float, p: World) -> float:
    """Return the log-odds of unmuting, for a muted member that looked in today."""
    return p.unmute_base + held - p.mute_irritation * irritation


@rule
def depart(member: MemberRow, group: GroupRow, draw: float, p: World) -> int:  # noqa: ARG001 (whoever overrides it may want it)
    """Decide whether to stay, mute, unmute or leave (competing risks on one draw), as a status.

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
        return LEFT
    if draw >= leaving + weight * logistic(to_turn):
        return member.status
    return ACTIVE if member.status == MUTED else MUTED


@rule
def blame(member: MemberRow, group: GroupRow, p: World) -> None:
    """Share the mute of a member among its causes, and note the largest.

    What it would have been without irritation is "other".
    """
    irritation = total_irritation(member)
    held = bond(member, p)
    muting = max(p.muting, NEARLY_NOTHING)
    hazard = muting * logistic(mute_index(member, irritation, held, p))
    unprovoked = muting * logistic(mute_index(member, 0.0, held, p)) / hazard
    group.mute_other += unprovoked
    member.why_muted = OTHER
    if irritation <= 0.0:
        return
    scale = (1.0 - unprovoked) / irritation
    why, amount = worst_cause(member)
    if scale * amount >= unprovoked:
        member.why_muted = why
    group.mute_ads += scale * member.irritation_ads
    group.mute_pushes += scale * member.irritation_pushes
    group.mute_overload += scale * member.irritation_overload
    group.mute_off_topic += scale * member.irritation_off_topic
    group.mute_neglect += scale * member.irritation_neglect
    group.mute_pressure += scale * member.irritation_pressure
    group.mute_lost_benefits += scale * member.irritation_lost_benefits


@rule
def is_present(member: MemberRow) -> bool:
    """Return whether a member is still in the group."""
    return member.status == ACTIVE or member.status == MUTED  # noqa: PLR1714
