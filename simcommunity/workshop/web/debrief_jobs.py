"""Debriefs are made in the background, from the moment on which all rounds have been played."""

from __future__ import annotations

import os
from concurrent.futures import Future, ThreadPoolExecutor
from copy import deepcopy
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from simcommunity.i18n import FALLBACK, LANGUAGES, choose_language
from simcommunity.results.whole_files import publish
from simcommunity.workshop.debrief.export import as_csv
from simcommunity.workshop.debrief.page import debrief_page
from simcommunity.workshop.debrief.simulate import debrief
from simcommunity.workshop.play import Community
from simcommunity.workshop.room import Room
from simcommunity.workshop.session import RoomSession

BOM = "\ufeff"  # without it a spreadsheet on Windows reads Chinese as something else
TABLES = {one: ".csv" if one == FALLBACK else f".{one}.csv" for one in LANGUAGES}
SIMULATED_SHARE = 0.7  # of the work is to live; the rest is to draw


class _Dropped(Exception):  # noqa: N818 (it is no error)
    """Nobody wants what is being made."""


@dataclass
class _Work:
    """One debrief that is being made, or has been: texts by the suffix of their file."""

    about: Any
    share: float = 0.0
    wanted: bool = True
    texts: Future[dict[str, str]] | None = None

    def on_share(self, share: float) -> None:
        if not self.wanted:
            raise _Dropped
        self.share = SIMULATED_SHARE * share


class DebriefJobs:
    """Makes debriefs, one after another; nothing is written to disk before a debrief is open."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1)
        self._works: dict[str, _Work] = {}

    def look(self, session: RoomSession) -> None:
        """Begin, if all rounds have been played; begin anew, if something has changed since."""
        room = session.room
        work = self._works.get(room.code)
        if work is not None and work.about == room.outcome:
            return
        if work is not None:
            work.wanted = False
            del self._works[room.code]
        if room.over and not _file(session, ".html").exists():
            self._works[room.code] = work = _Work(room.outcome)
            work.texts = self._pool.submit(_made, session.place, deepcopy(room), work)

    def share(self, session: RoomSession) -> float | None:
        """Return how much of a debrief has been made, 0 to 1; None when none is being made."""
        work = self._works.get(session.room.code)
        return None if work is None else work.share

    def file(self, session: RoomSession, suffix: str) -> Path | None:
        """Return a file of a room whose debrief is open; None while it is being made.

        Raises whatever went wrong when it was made.
        """
        path = _file(session, suffix)
        if path.exists():
            return path
        self.look(session)
        work = self._works.get(session.room.code)
        if work is None or work.texts is None or not work.texts.done():
            return None
        del self._works[session.room.code]
        texts = work.texts.result().items()
        for kind, text in sorted(texts, key=lambda one: one[0] == ".html"):  # `look` asks for it
            file = _file(session, kind)
            publish(file.parent, file.name, partial(Path.write_bytes, data=text.encode("utf-8")))
        return path

    def close(self) -> None:
        """Let go of all that is being made."""
        for work in self._works.values():
            work.wanted = False
        self._pool.shutdown(wait=False, cancel_futures=True)


def _file(session: RoomSession, suffix: str) -> Path:
    return session.path.with_suffix(suffix)


def _made(place: Community, room: Room, work: _Work) -> dict[str, str]:
    """Return a debrief as a page and as tables, by the suffix of their file."""
    told = debrief(place, room, os.cpu_count() or 1, work.on_share)
    page = debrief_page(told, place.scenario, choose_language())
    work.share = 1.0
    tables = {suffix: BOM + as_csv(told, place.scenario, lang) for lang, suffix in TABLES.items()}
    return {**tables, ".html": page}
