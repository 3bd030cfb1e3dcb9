"""The lives of a room's teams as far as they have been lived."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simcommunity.workshop.play import Community, Copies, Life

if TYPE_CHECKING:
    from simcommunity.simulation.events import Events
    from simcommunity.workshop.room import Room, Team


class Lives:
    """Lives the teams' copies on demand, and keeps each until the room has gone on."""

    def __init__(self, place: Community, room: Room) -> None:
        """Begin with none."""
        self.place, self.room = place, room
        self._kept: dict[int, tuple[Any, tuple[Life, list[Events]]]] = {}

    def copies(self) -> Copies:
        """Return the copies of the community under the room's luck and what was sent so far."""
        return Copies(self.place, self.room.seed, tuple(self.room.sent))

    def of(self, team: Team) -> tuple[Life, list[Events]] | None:
        """Return a team's life so far and what happened in the last round; None before any day."""
        room = self.room
        if room.day == 0:
            return None
        at = (room.round, tuple(room.sent), tuple(map(str, room.allotments(team))))
        kept = self._kept.get(team.number)
        if kept is None or kept[0] != at:
            copies = self.copies()
            design = copies.design(copies.scenario(room.allotments(team)), room.day)
            since = room.spec.days_of(room.played).start if room.played else 0
            kept = (at, copies.live_and_watch(design, since))
            self._kept[team.number] = kept
        return kept[1]

    def forget(self, number: int) -> None:
        """Let go of a team's life."""
        self._kept.pop(number, None)
