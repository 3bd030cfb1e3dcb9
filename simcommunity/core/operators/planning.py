"""What the playbook wants to send today: phases, calendar, triggers, caps."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from simcommunity.core.compilation import rule
from simcommunity.core.members.record import NEVER
from simcommunity.core.operators.staff import PRIVATELY, TO_GROUP

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simcommunity.core.fields import ActionRow, GroupRow, PhaseRow


@rule
def age_of(group: GroupRow) -> int:
    """Return a group's age in days: 0 until it is full, then counted from that day."""
    if group.day_zero < 0 or group.day < group.day_zero:
        return 0
    return group.day - group.day_zero


@rule
def choose_phase(group: GroupRow, phases: Sequence[PhaseRow]) -> int:
    """Return the index of its playbook's first phase whose bounds hold today, or −1."""
    age = age_of(group)
    for i in range(len(phases)):
        phase = phases[i]
        in_age = phase.from_age <= age <= phase.until_age
        if phase.book == group.book and in_age and phase.from_day <= group.day <= phase.until_day:
            return i
    return NEVER


@rule
def triggered(action: ActionRow, group: GroupRow, streaks: Any, fired: Any, a: int) -> bool:
    """Count how long a trigger's condition holds; return whether it fires today.

    `streaks` and `fired` hold the days in a row and the day it last fired, for each action.
    """
    if group.day in (0, group.day_opened):
        return False  # nothing has been seen yet
    signal = group.signals[action.signal]
    holds = signal < action.bound if action.below == 1 else signal > action.bound
    if not holds:
        streaks[a] = 0
        return False
    streaks[a] += 1
    if streaks[a] < action.for_days:
        return False
    return fired[a] < 0 or group.day - fired[a] >= action.rest


@rule
def plan(
    group: GroupRow,
    phases: Sequence[PhaseRow],
    actions: Sequence[ActionRow],
    calendar: Any,
    wanted: Any,
    streaks: Any,
    fired: Any,
) -> None:
    """Fill `wanted[action]` with the number of messages the playbook asks for today.

    `calendar[action, day]` says what the calendar calls for; a reaction is called for by its
    trigger instead.
    """
    group.phase = choose_phase(group, phases)
    allowed = 0
    if group.phase >= 0:
        allowed = phases[group.phase].most_per_day
    for a in range(len(actions)):
        action = actions[a]
        count = 0
        if action.phase == group.phase:
            count = calendar[a, group.day]
            if action.reacts == 1 and triggered(action, group, streaks, fired, a):
                count = action.times
        else:
            streaks[a] = 0
        if action.channel == TO_GROUP:
            count = min(count, allowed)
            allowed -= count
        elif action.channel == PRIVATELY:
            if action.round > 0 and count > 0:
                count = math.ceil(group.friends / action.round)
            count = min(count, int(group.friends))
        wanted[a] = count
