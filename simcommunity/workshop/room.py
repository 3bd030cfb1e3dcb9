"""The state of a room, as the fold of what happened in it; nothing here looks at a clock.

`apply` takes a record that has been checked (see `session`). The same records always make the same
room: going on after a restart and replaying a room are the same few lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

from simcommunity import __version__
from simcommunity.workshop.room_spec import Allotment, Spec, spec_of

FORM = "simcommunity.room/1"
NO_DEATH = -1  # forecast of a team that believes that the group lives on


class Refused(Exception):  # noqa: N818 (it is an answer, not a fault)
    """What was asked for cannot be; `rule` names the sentence that says why."""

    def __init__(self, rule: str, **gaps: object) -> None:
        """Keep what fills the gaps of the sentence."""
        super().__init__(rule)
        self.rule, self.gaps = rule, gaps


@dataclass(frozen=True)
class Decision:
    """What a team has decided for a round.

    Attributes:
        forecast: day of the death it expects, counted from 1; `NO_DEATH` for none; None when it
            says nothing.
        by: who of the team sent it, or entered it.
        draft: whether it was entered only, and taken when the time was up.
    """

    allotment: Allotment
    forecast: int | None
    by: str
    draft: bool = False


@dataclass
class Team:
    """One team.

    Attributes:
        number: its place in the order of coming, from 1.
        key: what the others of the team enter to join it.
        people: hashes of their tokens, and their names.
        decisions: round → what was decided; rounds that are not in it were left to the default.
        sends: how often anything was decided.
    """

    number: int
    name: str
    key: str
    people: dict[str, str] = field(default_factory=dict)
    decisions: dict[int, Decision] = field(default_factory=dict)
    sends: int = 0


@dataclass
class Room:
    """One room.

    Attributes:
        version: that it was opened with; another may have other numbers.
        round: the round that is being decided, from 1; 0 before the first; `spec.rounds` + 1 when
            all are played.
        deadline: when its time is up, in seconds since 1970; None when nothing runs.
        left: seconds that are left while it is paused; None when it is not.
        sent: day of the run from which on, and name of the event.
        gone: teams that the facilitator has taken out.
        founded: how many teams there have ever been; no number is given twice.
        undone: whether the facilitator went back to this round.
        shown: whether teams see the leaderboard.
        told: whether the debrief is open.
        turns: how often anything changed that all teams should see.
        events: how many records there have been.
    """

    code: str
    seed: int
    spec: Spec
    opened: float
    version: str
    teams: dict[int, Team] = field(default_factory=dict)
    round: int = 0
    deadline: float | None = None
    left: float | None = None
    sent: list[tuple[int, str]] = field(default_factory=list)
    gone: list[Team] = field(default_factory=list)
    founded: int = 0
    undone: bool = False
    shown: bool = False
    told: bool = False
    turns: int = 0
    events: int = 0

    @property
    def played(self) -> int:
        """How many rounds have been played."""
        return max(0, self.round - 1)

    @property
    def over(self) -> bool:
        """Whether all rounds have been played."""
        return self.round > self.spec.rounds

    @property
    def day(self) -> int:
        """How many days have been lived."""
        if self.over:
            return self.spec.days
        return self.spec.days_of(self.round).start if self.round else self.spec.takes_over

    def allotments(self, team: Team) -> list[Allotment]:
        """Return what a team did in each round that has been played."""
        default = self.spec.unless_told
        decided = (team.decisions.get(number) for number in range(1, self.played + 1))
        return [one.allotment if one else default for one in decided]

    def decisions(self) -> dict[int, Decision]:
        """Return what has been decided for this round, by the number of the team."""
        return {
            number: team.decisions[self.round]
            for number, team in self.teams.items()
            if self.round in team.decisions
        }

    @property
    def outcome(self) -> tuple[object, ...]:
        """What a debrief is about: another one must be made when it has changed."""
        teams = (
            (team.number, tuple(map(str, team.decisions.items()))) for team in self.teams.values()
        )
        return (self.round, tuple(self.sent), *teams)

    def team_of(self, person: str) -> Team | None:
        """Return the team of somebody, by the hash of a token."""
        return next((team for team in self.teams.values() if person in team.people), None)


def opened(code: str, seed: int, spec: Spec, at: float) -> dict[str, Any]:
    """Return the first record of a room."""
    told = spec.model_dump(mode="json", exclude_defaults=True)
    return {
        "what": "opened",
        "form": FORM,
        "version": __version__,
        "code": code,
        "seed": seed,
        "spec": told,
        "at": at,
    }


def replay(records: Iterable[Mapping[str, Any]]) -> Room:
    """Return the room that a log makes."""
    first, *rest = records
    if first.get("form") != FORM:
        raise ValueError(f"a log of form {first.get('form')!r} is not {FORM!r}")
    room = Room(
        first["code"],
        first["seed"],
        spec_of(first["spec"]),
        first["at"],
        first["version"],
        events=1,
    )
    return reduce(apply, rest, room)


def apply(room: Room, record: Mapping[str, Any]) -> Room:
    """Let one more thing happen in a room, and return it."""
    _CHANGES[record["what"]](room, record)
    room.turns += record["what"] not in ("joined", "left", "decided")
    room.events += 1
    return room


def _join(room: Room, record: Mapping[str, Any]) -> None:
    """Let somebody in; whoever names a new team founds it."""
    number = record["team"]
    if number not in room.teams:
        room.teams[number] = Team(number, record["name"], record["key"])
        room.founded = max(room.founded, number)
    room.teams[number].people[record["person"]] = record["called"]


def _decide(room: Room, record: Mapping[str, Any]) -> None:
    allotment = Allotment.model_validate(record["allotment"])
    draft = record.get("draft", False)
    if team := room.teams.get(record["team"]):
        team.decisions[room.round] = Decision(allotment, record["forecast"], record["by"], draft)
        team.sends += 1


def _leave(room: Room, record: Mapping[str, Any]) -> None:
    if team := room.teams.get(record["team"]):
        team.people.pop(record["person"], None)


def _advance(room: Room, record: Mapping[str, Any]) -> None:
    room.round += 1
    room.undone = False
    _set_clock(room, record["at"])


def _undo(room: Room, record: Mapping[str, Any]) -> None:
    """Go back to the decisions of the round before, which stand as they were sent."""
    room.round -= 1
    room.undone = True
    for team in room.teams.values():
        team.decisions.pop(room.round + 1, None)
    day = room.day
    room.sent = [(first, name) for first, name in room.sent if first <= day]
    _set_clock(room, record["at"])
    if room.deadline is not None:  # there is something to be said first: the time stands
        room.left, room.deadline = room.deadline - record["at"], None


def _set_clock(room: Room, at: float) -> None:
    seconds = 60 * room.spec.minutes
    room.left = None
    room.deadline = at + seconds if seconds and 1 <= room.round <= room.spec.rounds else None


def _pause(room: Room, record: Mapping[str, Any]) -> None:
    room.left, room.deadline = record["left"], None


def _resume(room: Room, record: Mapping[str, Any]) -> None:
    if room.left is not None:
        room.deadline = record["at"] + room.left
    room.left = None


def _extend(room: Room, record: Mapping[str, Any]) -> None:
    if room.left is not None:
        room.left += record["seconds"]
    elif room.deadline is not None:
        room.deadline += record["seconds"]


def _send(room: Room, record: Mapping[str, Any]) -> None:
    room.sent.append((room.day, record["event"]))


def _show(room: Room, record: Mapping[str, Any]) -> None:
    room.shown = record["shown"]


def _tell(room: Room, record: Mapping[str, Any]) -> None:  # noqa: ARG001
    room.told = True


def _remove(room: Room, record: Mapping[str, Any]) -> None:
    if team := room.teams.pop(record["team"], None):
        room.gone.append(team)


_CHANGES = {
    "joined": _join,
    "left": _leave,
    "decided": _decide,
    "advanced": _advance,
    "undone": _undo,
    "paused": _pause,
    "resumed": _resume,
    "extended": _extend,
    "sent": _send,
    "showed": _show,
    "told": _tell,
    "removed": _remove,
}
