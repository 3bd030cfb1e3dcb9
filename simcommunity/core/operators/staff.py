"""What the team's hours allow: posting by priority, then moderation, then answering."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from simcommunity.core.compilation import rule
from simcommunity.core.members.record import NEVER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simcommunity.core.fields import ActionRow, GroupRow, PhaseRow, World

# Where a message goes, and who sees it in Moments.
TO_GROUP = 0
MOMENTS = 1
PRIVATELY = 2
EVERYBODY = -1  # else feeds.TO_STRANGERS or TO_CUSTOMERS

# Steps by the golden section spread evenly over a circle, whatever its size.
GOLDEN = 0.6180339887498949


@rule
def affordable(wanted: int, minutes_each: float, minutes_left: float) -> int:
    """Return how many of the wanted messages fit into the minutes left."""
    if wanted * minutes_each <= minutes_left:
        return wanted
    return int(minutes_left / minutes_each)


@rule
def is_served(group: GroupRow, p: World) -> bool:
    """Return whether the team has anybody here: a group, or the friends of one that was closed."""
    return group.joined > 0 and (group.closed == 0 or p.contacts > 0.0)


@rule
def allot(
    groups: Sequence[GroupRow],
    actions: Sequence[ActionRow],
    phases: Sequence[PhaseRow],
    wanted: Any,
    asked: Any,
    order: Any,
    day: int,
    p: World,
) -> None:
    """Cut `wanted` to what the day's minutes allow, in order of priority.

    `asked` counts of each kind of message how many were wanted, and how many were cut.

    `order` lists the actions, first things first. Within one action the groups take turns at
    being first, so that the same groups are not starved every day. What is left over is shared
    out for moderation and answers.
    """
    count = 0
    open_groups = 0
    service = 0.0
    for g in range(len(groups)):
        if groups[g].joined > 0:
            count = g + 1
        if is_served(groups[g], p):
            open_groups += 1
            if groups[g].phase != NEVER:
                service += phases[groups[g].phase].service
    kept = p.team_minutes * service / max(open_groups, 1)
    left = p.team_minutes - kept
    turn = int(count * ((day * GOLDEN) % 1.0))
    prepared = np.zeros(len(asked), np.bool_)  # kinds of messages, once a day
    for place in range(len(actions)):
        a = order[place]
        action = actions[a]
        written = 0  # in Moments, which are posted once for everybody
        for k in range(count):
            g = (k + turn) % count
            ask = wanted[g, a]
            if ask == 0:
                continue
            minutes = 0.0 if prepared[action.kind] else action.prepare
            free = min(ask, written)
            more = 0 if minutes > left else affordable(ask - free, action.minutes, left - minutes)
            number = free + more
            if more > 0:
                if action.channel == MOMENTS:
                    written = number
                prepared[action.kind] = True
                left -= minutes + more * action.minutes
                groups[g].staff_minutes += minutes + more * action.minutes
            groups[g].dropped += ask - number
            asked[action.kind, 0] += ask
            asked[action.kind, 1] += ask - number
            wanted[g, a] = number
    share_out(groups, phases, left + kept, open_groups, p)
    for g in range(len(groups)):
        groups[g].kept_minutes = max(0.0, kept / max(open_groups, 1) - groups[g].ip_minutes)


@rule
def share_out(
    groups: Sequence[GroupRow], phases: Sequence[PhaseRow], left: float, open_groups: int, p: World
) -> None:
    """Give the minutes left over to the groups alike: moderation first, then answers.

    The clear cases go first: an advert goes when either of two looks finds it, talk off the theme
    only when both do. Having one's talk removed chills (Jhaver, Appling, Gilbert & Bruckman 2019,
    "Did you suspect the post would be removed?").

    The person people follow is one of the team, so its own answers come out of the same minutes.
    """
    each = left / max(open_groups, 1)
    for g in range(len(groups)):
        group = groups[g]
        group.chill = 1.0
        group.leniency = 1.0
        group.spam_stays = 1.0
        group.answers = 0.0
        group.answer_minutes = 0.0
        group.ip_minutes = 0.0
        if not is_served(group, p) or group.phase == NEVER:
            continue
        phase = phases[group.phase]
        rest = each - phase.moderation * p.moderation_minutes
        if phase.moderation > 0.0 and rest >= 0.0 and group.closed == 0:
            group.staff_minutes += phase.moderation * p.moderation_minutes
            removed = phase.moderation * phase.moderation
            group.leniency = 1.0 - removed
            group.spam_stays = (1.0 - phase.moderation) * (1.0 - phase.moderation)
            group.chill = 1.0 - p.moderation_chill * removed
            each_left = rest
        else:
            each_left = each
        group.answers = phase.answers
        group.ip_minutes = min(p.ip_minutes / open_groups, each_left)
        group.answer_minutes = each_left - group.ip_minutes
        group.best_first = phase.best_first
