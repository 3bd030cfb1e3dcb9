"""A room that is played: every request is checked, logged, and only then happens."""

from __future__ import annotations

import math
import secrets
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from simcommunity.report.numbers import digits
from simcommunity.simulation.events import Events
from simcommunity.workshop.actions import EXACT, over, spread
from simcommunity.workshop.log import Log, read_log
from simcommunity.workshop.play import Community, Copies, Life, Lives
from simcommunity.workshop.room import (
    NO_DEATH,
    Decision,
    Refused,
    Room,
    Team,
    apply,
    opened,
    replay,
)
from simcommunity.workshop.room_spec import Allotment, Spec
from simcommunity.workshop.team_names import cleaned, hashed, next_number, same

MOST_TEAMS, MOST_PEOPLE = 15, 5
GRACE = 1.0  # seconds after the bell in which what was under way still arrives
EXTRA = 120.0  # seconds that the facilitator may add
LEAST_LEFT = 60.0  # seconds that a round has at least after a restart
KEY_DIGITS = 4
MOST_SENT = 50


class RoomSession:
    """One room and its log.

    Args:
        path: of the log.
        clock: seconds since 1970.
    """

    def __init__(self, path: Path, room: Room, clock: Callable[[], float] = time.time) -> None:
        self.path, self.room, self.clock = path, room, clock
        self.place = Community(room.spec)
        self.prices = self.place.prices
        self._log = Log(path)
        self._lives = Lives(self.place, room)
        self._drafts: dict[int, tuple[int, Decision]] = {}  # team → round and what was entered

    @classmethod
    def open(
        cls, path: Path, code: str, spec: Spec, *, clock: Callable[[], float] = time.time
    ) -> RoomSession:
        """Open a new room; raises ScenarioError when it cannot be played."""
        Community(spec)
        first = opened(code, secrets.randbelow(2**31), spec, clock())
        log = Log(path)
        log.add(first)
        log.close()
        return cls(path, replay([first]), clock)

    @classmethod
    def resume(cls, path: Path, *, clock: Callable[[], float] = time.time) -> RoomSession:
        """Go on with a room after a restart; a round that was running waits for the facilitator.

        Raises ValueError when the file is no log of a room.
        """
        session = cls(path, replay(read_log(path)), clock)
        if session.room.deadline is not None:
            session._record("paused", left=max(LEAST_LEFT, session.room.deadline - clock()))
        return session

    def close(self) -> None:
        """Let go of the log."""
        self._log.close()

    def seconds_left(self) -> float | None:
        """Return the seconds a round has left, None when no time runs or stands."""
        if self.room.left is not None or self.room.deadline is None:
            return self.room.left
        return max(0.0, self.room.deadline - self.clock())

    # what teams ask for

    def found(self, name: str, called: str) -> tuple[Team, str]:
        """Let a new team in, and return it with the token of its founder."""
        room, name = self.room, cleaned(name)
        if not name:
            raise Refused("no_name")
        for rule, teams in (("name_taken", room.teams.values()), ("name_gone", room.gone)):
            if any(same(team.name, name) for team in teams):
                raise Refused(rule)
        if len(room.teams) >= MOST_TEAMS:
            raise Refused("room_full", most=MOST_TEAMS)
        if room.over:
            raise Refused("too_late")
        number = room.founded + 1
        key = str(secrets.randbelow(10**KEY_DIGITS)).zfill(KEY_DIGITS)
        return self._let_in(number, name, key, called)

    def join(self, name: str, key: str, called: str) -> tuple[Team, str]:
        """Let somebody into a team that is there."""
        for team in self.room.teams.values():
            if same(team.name, cleaned(name)) and secrets.compare_digest(
                team.key.encode(), key.strip().encode()
            ):
                if len(team.people) >= MOST_PEOPLE:
                    raise Refused("team_full", most=MOST_PEOPLE)
                return self._let_in(team.number, team.name, team.key, called)
        raise Refused("wrong_key")

    def _let_in(self, number: int, name: str, key: str, called: str) -> tuple[Team, str]:
        token = secrets.token_urlsafe(24)
        person = hashed(token)
        there = self.room.teams[number].people if number in self.room.teams else {}
        called = cleaned(called) or next_number(there)
        self._record("joined", team=number, name=name, key=key, person=person, called=called)
        return self.room.teams[number], token

    def leave(self, person: str) -> None:
        """Let somebody go, by the hash of a token; the team stays."""
        if team := self.room.team_of(person):
            self._record("left", team=team.number, person=person)

    def decide(
        self, team: Team, number: int, allotment: Allotment, forecast: int | None, by: str
    ) -> None:
        """Take a team's decision for the round that is being decided; a later one replaces it."""
        room = self.room
        self._see(team)
        if number != room.round or not 1 <= room.round <= room.spec.rounds:
            raise Refused("other_round")
        if room.deadline is not None and self.clock() >= room.deadline + GRACE:
            raise Refused("time_up")
        self._check(team, allotment, forecast)
        self._take(team, Decision(allotment, forecast, by))

    def draft(self, team: Team, number: int, decision: Decision) -> None:
        """Keep what was entered; it is taken when the round ends and nothing has been sent."""
        self._see(team)
        if number == self.room.round:
            self._drafts[team.number] = (number, decision)

    def _see(self, team: Team) -> None:
        """See that a team is still in the room; raises Refused."""
        if self.room.teams.get(team.number) is not team:
            raise Refused("no_such_team")

    def _check(self, team: Team, allotment: Allotment, forecast: int | None) -> None:
        """See that a decision keeps to the limits; raises Refused."""
        spec = self.room.spec
        if set(allotment.send) - set(spec.actions):
            raise Refused("unknown_action")
        if forecast not in (None, NO_DEATH) and not 1 <= forecast <= spec.days:
            raise Refused("bad_forecast", days=spec.days)
        days = len(spec.days_of(self.room.round))
        _, bill = spread(allotment, self.prices, days)
        left = self.money_left(team)
        if broken := over(bill, self.place.minutes, left):
            raise Refused(
                "_".join(["too_much", *broken]),
                hours=digits(math.ceil(max(bill.minutes) / 6 - EXACT) / 10),
                day=digits(self.place.minutes / 60),
                money=digits(bill.money),
                left=digits(left),
            )

    def _take(self, team: Team, decision: Decision) -> None:
        self._record(
            "decided",
            team=team.number,
            round=self.room.round,
            allotment=decision.allotment.model_dump(mode="json"),
            forecast=decision.forecast,
            by=decision.by,
            **({"draft": True} if decision.draft else {}),
        )

    def money_left(self, team: Team) -> float:
        """Return the ¥ a team has left for the round that is being decided."""
        spent = sum(
            count * self.prices[name].money
            for allotment in self.room.allotments(team)
            for name, count in allotment.send.items()
        )
        return max(0.0, self.room.spec.budget - spent)

    # what the facilitator asks for

    def advance(self) -> None:
        """End the round that is being decided, or begin the first."""
        if self.room.over:
            raise Refused("is_over")
        if not self.room.teams:
            raise Refused("no_teams")
        self._end_round()

    def finish(self) -> None:
        """Play the rounds that are left as every team played the last one, where it can."""
        if not 1 <= self.room.round <= self.room.spec.rounds:
            raise Refused("is_over" if self.room.over else "no_teams")
        while not self.room.over:
            self._end_round(as_before=True)

    def undo(self) -> None:
        """Go back to the decisions of the round before."""
        if self.room.round < 2 or self.room.told:
            raise Refused("nothing_to_undo")
        self._record("undone")

    def pause(self) -> None:
        """Let the time stand."""
        left = self.seconds_left()
        if left is None or self.room.left is not None:
            raise Refused("nothing_runs")
        self._record("paused", left=left)

    def resume_time(self) -> None:
        """Let the time run again."""
        if self.room.left is None:
            raise Refused("nothing_stands")
        self._record("resumed")

    def extend(self) -> None:
        """Give the round two more minutes."""
        if self.seconds_left() is None:
            raise Refused("nothing_runs")
        self._record("extended", seconds=EXTRA)

    def send(self, event: str) -> None:
        """Let something befall all teams from the first day of the round that is being decided."""
        room = self.room
        if event not in room.spec.events:
            raise Refused("unknown_event")
        if not 1 <= room.round <= room.spec.rounds:
            raise Refused("other_round")
        if (room.day, event) in room.sent or len(room.sent) >= MOST_SENT:
            raise Refused("sent_already")
        self._record("sent", event=event)

    def show(self, shown: bool) -> None:
        """Let teams see the leaderboard, or no longer."""
        self._record("showed", shown=shown)

    def tell(self) -> None:
        """Open the debrief; there is no way back."""
        if not self.room.over:
            raise Refused("not_over")
        if not self.room.told:
            self._record("told")

    def remove(self, number: int) -> None:
        """Take a team out of the room."""
        if number not in self.room.teams or self.room.told:
            raise Refused("no_such_team")
        self._record("removed", team=number)
        self._lives.forget(number)
        self._drafts.pop(number, None)

    def tick(self) -> bool:
        """Go on to the next round when the time is up; return whether it was."""
        deadline = self.room.deadline
        if deadline is None or self.clock() < deadline + GRACE:
            return False
        self._end_round()
        return True

    def _end_round(self, *, as_before: bool = False) -> None:
        """Take what was entered where nothing was sent, or what was done before, and go on."""
        this = self.room.round
        for team in self.room.teams.values():
            number, entered = self._drafts.get(team.number, (0, None))
            if number != this:
                before = team.decisions.get(this - 1) if as_before else None
                entered = replace(before, forecast=None) if before else None
            if entered is None or this in team.decisions:
                continue
            try:
                self._check(team, entered.allotment, entered.forecast)
            except Refused:  # the default is done, as if nothing had been entered
                continue
            self._take(team, replace(entered, draft=True))
        self._drafts.clear()
        self._record("advanced")

    def copies(self) -> Copies:
        """Return the copies of the community as they are lived so far."""
        return self._lives.copies()

    def life(self, team: Team) -> tuple[Life, list[Events]] | None:
        """Return a team's life so far and what happened in the last round; None before any day."""
        return self._lives.of(team)

    def _record(self, what: str, **more: Any) -> None:
        record = {"what": what, "at": self.clock(), **more}
        self._log.add(record)
        apply(self.room, record)
