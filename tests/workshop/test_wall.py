"""The page for the wall: what all may see, and nothing that is hidden from them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from small_rooms import small_spec
from starlette.testclient import TestClient

from simcommunity.workshop.room_spec import Allotment
from simcommunity.workshop.session import RoomSession
from simcommunity.workshop.web.rooms import Rooms
from simcommunity.workshop.web.server import server

SECRET = "only the facilitator knows"


class Wall:
    """A room with three teams, and the browser that shows its wall."""

    def __init__(self, folder: Path) -> None:
        self.rooms = Rooms(folder)
        self.app = server(self.rooms, SECRET, "http://testserver")
        self.browser = TestClient(self.app)
        self.browser.headers["accept-language"] = "en"
        self.browser.get("/facilitator/enter", params={"key": SECRET})

    def open(self, **changes: object) -> RoomSession:
        table = self.rooms.open(small_spec(**changes))
        for name in ("Reds", "Blues", "Greens"):
            table.found(name, "")
        return table

    def of(self, table: RoomSession) -> str:
        return self.browser.get(f"/facilitator/{table.room.code}/screen?lang=en").text


@pytest.fixture
def wall(tmp_path: Path) -> Iterator[Wall]:
    one = Wall(tmp_path)
    yield one
    one.app.state.debriefs.close()
    one.rooms.close()


def chips(page: str, kind: str) -> list[str]:
    return re.findall(rf'<li class="{kind}">(?:✓ )?(\w+)</li>', page)


def test_before_the_game_it_tells_who_is_in(wall: Wall) -> None:
    page = wall.of(wall.open())
    assert chips(page, "in") == ["Reds", "Blues", "Greens"]
    assert "Teams in the room: 3" in page
    assert page.count("<svg") == 1  # the code to be scanned


def test_it_tells_who_has_sent_and_who_is_missing(wall: Wall) -> None:
    table = wall.open()
    table.advance()
    table.decide(table.room.teams[2], 1, Allotment(send={"questions": 1}), None, "1")
    page = wall.of(table)
    assert "1 of 3 teams have sent" in page
    assert chips(page, "sent") == ["Blues"]
    assert chips(page, "waits") == ["Reds", "Greens"]
    assert "Question" not in page  # what was sent is the team's own


def test_an_event_stands_there_as_long_as_it_holds(wall: Wall) -> None:
    table = wall.open(days=16)
    table.advance()
    table.send("platform_folds")  # five days, rounds have four
    for number, there in ((1, True), (2, True), (3, False)):
        assert table.room.round == number
        assert ("The platform folds groups" in wall.of(table)) == there
        table.advance()


@pytest.mark.parametrize(("hidden", "there"), [((), True), (("money",), False)])
def test_results_name_no_team_and_nothing_hidden(
    wall: Wall, hidden: tuple[str, ...], there: bool
) -> None:
    table = wall.open(hidden=hidden)
    table.advance()
    table.decide(table.room.teams[1], 1, Allotment(send={"adverts": 40}), None, "1")
    table.advance()
    shown = re.findall(r"<dt>([^<]+)</dt><dd>([^<]+)</dd>", wall.of(table))
    assert ("Profit" in dict(shown)) == there
    left = [
        int(life[0].column("left")[-1])
        for t in table.room.teams.values()
        if (life := table.life(t))
    ]
    ends = sorted({min(left), max(left)})  # the seed is a secret: they may be the same
    assert dict(shown)["Left"] == " to ".join(map(str, ends))


def test_the_leaderboard_takes_the_wall_when_it_is_shown(wall: Wall) -> None:
    table = wall.open()
    table.advance()
    table.advance()
    assert '<ol class="ranks"' not in wall.of(table)
    table.show(True)
    page = wall.of(table)
    assert page.count("<li><i>") == 3
    assert '<div class="results">' not in page


def test_it_leads_to_the_debrief_when_it_is_open_and_made(wall: Wall) -> None:
    table = wall.open()
    for _ in range(4):
        table.advance()
    assert "All 12 days are over." in wall.of(table)
    made = table.path.with_suffix(".html")
    made.write_text("told", encoding="utf-8")
    assert "All 12 days are over." in wall.of(table)  # made, but not opened yet
    table.tell()
    assert wall.of(table) == "told"
