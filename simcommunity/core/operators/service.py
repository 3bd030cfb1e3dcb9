"""The desk that answers enquiries: when it is open, how fast it is, how long people wait.

There is no stationary formula: the day has a night, in which enquiries pile up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcommunity.core.compilation import rule

if TYPE_CHECKING:
    from simcommunity.core.fields import World

DAY = 1440.0
WAKES = 420.0  # hardly anybody asks between midnight and seven
NIGHT_SHARE = 0.04

# What is noted of somebody who asks.
SEAT = 0
MINUTE = 1
DISCOUNT = 2
CLAIM = 3  # made of the goods
NOTED = 4


@rule
def arrival_minute(draw: float) -> float:
    """Return the minute of the day at which somebody asks: by day, all minutes alike."""
    if draw < NIGHT_SHARE:
        return WAKES * draw / NIGHT_SHARE
    return WAKES + (DAY - WAKES) * (draw - NIGHT_SHARE) / (1.0 - NIGHT_SHARE)


@rule
def minutes_on_the_clock(minutes: float, p: World) -> float:
    """Return the time on the clock from one answer to the next of somebody with so many minutes.

    They are spread evenly over the time the desk is open: two people answer twice as fast.
    """
    return p.enquiry_minutes * (p.closes - p.opens) / max(minutes, 1e-6)


@rule
def latency_of(start: float, minute: float, p: World) -> float:
    """Return the minutes somebody waits who asks at `minute` and whose turn comes at `start`.

    `start` counts minutes at an open desk: whoever asks after closing time, or whose turn does not
    come before it, waits for the next morning.
    """
    if minute > p.closes or start > p.closes:
        return start - p.closes + DAY - minute + p.opens
    return start - minute
