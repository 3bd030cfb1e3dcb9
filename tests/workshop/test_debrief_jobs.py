"""The debrief is made while the last round is still being talked about."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from simcommunity.workshop.room_spec import Allotment
from simcommunity.workshop.session import RoomSession
from simcommunity.workshop.web import debrief_jobs as module
from simcommunity.workshop.web.debrief_jobs import DebriefJobs


class Work:
    """Stands for the making of a debrief: says how far it is, until it is let go."""

    def __init__(self) -> None:
        self.rooms: list[object] = []
        self.held = True
        self.dropped = 0

    def __call__(self, _: object, room: object, work: module._Work) -> dict[str, str]:
        self.rooms.append(room)
        try:
            while self.held:
                work.on_share(0.5)
                time.sleep(0.005)
        except module._Dropped:
            self.dropped += 1
            raise
        return {".csv": "table", ".html": f"page {len(self.rooms)}"}


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Work:
    one = Work()
    monkeypatch.setattr(module, "_made", one)
    return one


@pytest.fixture
def jobs(work: Work) -> Iterator[DebriefJobs]:
    one = DebriefJobs()
    yield one
    work.held = False
    one.close()


def until(there: object) -> None:
    """Wait for something that happens in another thread."""
    while not there():  # type: ignore[operator]
        time.sleep(0.005)


def play(table: RoomSession) -> None:
    table.found("One", "")
    for _ in range(4):
        table.advance()


def test_it_begins_when_all_is_played_and_is_read_when_it_is_open(
    table: RoomSession, jobs: DebriefJobs, work: Work
) -> None:
    jobs.look(table)
    assert jobs.share(table) is None  # nothing has been played
    play(table)
    jobs.look(table)
    jobs.look(table)
    until(lambda: jobs.share(table))
    assert jobs.share(table) == 0.5 * module.SIMULATED_SHARE
    work.held = False
    until(jobs._works["123456"].texts.done)  # type: ignore[union-attr]
    assert not table.path.with_suffix(".html").exists()  # the seed is in it
    table.tell()
    page = jobs.file(table, ".html")
    assert page is not None
    assert page.read_text(encoding="utf-8") == "page 1"
    assert len(work.rooms) == 1


def test_a_round_that_is_taken_back_makes_another_debrief(
    table: RoomSession, jobs: DebriefJobs, work: Work
) -> None:
    play(table)
    jobs.look(table)
    until(lambda: work.rooms)
    table.undo()
    jobs.look(table)
    until(lambda: work.dropped)
    assert jobs.share(table) is None
    table.decide(table.room.teams[1], 3, Allotment(send={"life": 1}), None, "1")
    table.advance()
    jobs.look(table)
    work.held = False
    table.tell()
    until(lambda: jobs.file(table, ".html"))
    page = jobs.file(table, ".html")
    assert page is not None
    assert page.read_text(encoding="utf-8") == "page 2"


def test_a_server_that_ends_does_not_wait_for_a_debrief(
    table: RoomSession, jobs: DebriefJobs, work: Work
) -> None:
    play(table)
    jobs.look(table)
    until(lambda: work.rooms)
    jobs.close()
    until(lambda: work.dropped)


def test_what_went_wrong_is_raised_and_tried_again(
    table: RoomSession,
    jobs: DebriefJobs,
    work: Work,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fails(*_: object) -> dict[str, str]:
        raise OSError("no room")

    play(table)
    table.tell()
    with monkeypatch.context() as broken:
        broken.setattr(module, "_made", fails)
        jobs.look(table)
        until(jobs._works["123456"].texts.done)  # type: ignore[union-attr]
    with pytest.raises(OSError, match="no room"):
        jobs.file(table, ".html")
    work.held = False
    until(lambda: jobs.file(table, ".html"))
    assert (tmp_path / "123456.csv").read_text(encoding="utf-8") == "table"
