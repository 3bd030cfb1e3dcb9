"""A room that is played in a moment, and a clock that stands until it is moved."""

from __future__ import annotations

from simcommunity.workshop.room_spec import Spec, ready_rooms


class Clock:
    """Seconds since 1970, as a test wants them."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


def small_spec(**changes: object) -> Spec:
    """Return a room of three rounds with a small group."""
    ready = ready_rooms()["supermarket"]
    small = {"days": 12, "set": (*ready.set, "groups.size=60", "arrival.0.per_day=300")}
    return ready.model_copy(update=small | changes)
