"""What the playbook wants to send today: phases, calendar, triggers, caps."""

from __future__ import annotations

import math
from typing import Any

from simcommunity.compilation import rule
from simcommunity.members.record import NEVER
from simcommunity.operators.staff import GROUP, PRIVATELY


@rule
def age_of(room: Any) -> int:
    """Return a group's age in days: 0 until it is full, then counted from that day."""
    if room.day_zero < 0 or room.day < room.day_zero:
        return 0
    return room.day - room.day_zero


@rule
def choose_phase(room: Any, phases: Any) -> int:
    """Return the index of its playbook's first phase whose bounds hold today, or −1."""
    age = age_of(room)
    for i in range(len(phases)):
        phase = phases[i]
        in_age = phase.from_age <= age <= phase.until_age
        if phase.book == room.book and in_age and phase.from_day <= room.day <= phase.until_day:
            return i
    return NEVER


@rule
def triggered(action: Any, room: Any, streaks: Any, fired: Any, a: int) -> bool:
    """Count how long a trigger's condition holds; return whether it fires today.

    `streaks` and `fired` hold the days in a row and the day it last fired, for each action.
    """
    if room.day in (0, room.day_opened):
        return False  # nothing has been seen yet
    signal = room.signals[action.signal]
    holds = signal < action.bound if action.below == 1 else signal > action.bound
    if not holds:
        streaks[a] = 0
        return False
    streaks[a] += 1
    if streaks[a] < action.for_days:
        return False
    return fired[a] < 0 or room.day - fired[a] >= action.rest


@rule
def plan(
    room: Any, phases: Any, actions: Any, calendar: Any, wanted: Any, streaks: Any, fired: Any
) -> None:
    """Fill `wanted[action]` with the number of messages the playbook asks for today.

    `calendar[action, day]` says what the calendar calls for; a reaction is called for by its
    trigger instead.
    """
    room.phase = choose_phase(room, phases)
    allowed = 0
    if room.phase >= 0:
        allowed = phases[room.phase].most_per_day
    for a in range(len(actions)):
        action = actions[a]
        count = 0
        if action.phase == room.phase:
            count = calendar[a, room.day]
            if action.reacts == 1 and triggered(action, room, streaks, fired, a):
                count = action.times
        else:
            streaks[a] = 0
        if action.channel == GROUP:
            count = min(count, allowed)
            allowed -= count
        elif action.channel == PRIVATELY:
            if action.round > 0 and count > 0:
                count = math.ceil(room.friends / action.round)
            count = min(count, int(room.friends))
        wanted[a] = count
