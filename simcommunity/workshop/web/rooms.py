"""All rooms of one server: opened, found by code, resumed from their logs."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping
from pathlib import Path

from simcommunity import __version__
from simcommunity.i18n import choose_language, t
from simcommunity.workshop.room import Refused, Team
from simcommunity.workshop.room_spec import Spec, community, ready_rooms
from simcommunity.workshop.session import RoomSession
from simcommunity.workshop.team_names import hashed

CODE_DIGITS = 6
MOST_ROOMS = 50
LOGGER = logging.getLogger("simcommunity")


class Rooms:
    """The rooms in a folder.

    Args:
        folder: with a log for each room.
        more: rooms that can be opened beside the shipped ones, by name.
    """

    def __init__(self, folder: Path, more: Mapping[str, Spec] | None = None) -> None:
        self.folder = folder
        self.choices = {**(more or {}), **ready_rooms()}
        self.communities = {name: community(spec) for name, spec in self.choices.items()}
        self.sessions: dict[str, RoomSession] = {}
        for path in sorted(folder.glob("*.jsonl"), key=lambda file: file.stat().st_mtime):
            self._resume(path)

    def _resume(self, path: Path) -> None:
        try:
            session = RoomSession.resume(path)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            LOGGER.warning(t("room.log.broken", choose_language(), file=path.name, why=error))
            return
        self.sessions[session.room.code] = session
        if session.room.version != __version__:
            there = {"file": path.name, "version": session.room.version, "now": __version__}
            LOGGER.warning(t("room.log.version", choose_language(), **there))

    def open(self, spec: Spec) -> RoomSession:
        """Open a room; raises Refused when there are too many, ScenarioError for a bad one."""
        if len(self.sessions) >= MOST_ROOMS:
            raise Refused("too_many_rooms", most=MOST_ROOMS)
        code = next(c for c in iter(_new_code, "") if c not in self.sessions)
        self.sessions[code] = session = RoomSession.open(self.folder / f"{code}.jsonl", code, spec)
        return session

    def find(self, code: str) -> RoomSession | None:
        """Return the room of a code, None when there is none."""
        return self.sessions.get(code.strip())

    def whose(self, token: str) -> tuple[RoomSession, Team, str] | None:
        """Return room, team and name of the one who has a token."""
        person = hashed(token)
        for session in reversed(self.sessions.values()):
            if team := session.room.team_of(person):
                return session, team, team.people[person]
        return None

    def taken_out(self, token: str) -> bool:
        """Tell whether the team of the one who has a token has been taken out of its room."""
        person = hashed(token)
        gone = (team for session in self.sessions.values() for team in session.room.gone)
        return any(person in team.people for team in gone)

    def tick(self) -> list[RoomSession]:
        """Let the rooms whose time is up go on to the next round, and return them."""
        return [session for session in self.sessions.values() if _ticked(session)]

    def close(self) -> None:
        """Let go of all logs."""
        for session in self.sessions.values():
            session.close()


def _ticked(session: RoomSession) -> bool:
    """Let a room go on if its time is up; where the disk is full it waits until there is room."""
    try:
        return session.tick()
    except OSError as error:
        LOGGER.warning("%s", error)
        return False


def _new_code() -> str:
    return str(secrets.randbelow(10**CODE_DIGITS)).zfill(CODE_DIGITS)
