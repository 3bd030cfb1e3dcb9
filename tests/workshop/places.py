"""A server in this process, and browsers that come to it."""

from __future__ import annotations

from pathlib import Path

from small_rooms import small_spec
from starlette.testclient import TestClient

from simcommunity.workshop.web.rooms import Rooms
from simcommunity.workshop.web.server import server

SECRET = "only the facilitator knows"
BASE = "http://testserver"


class Place:
    """A server, and who comes to it."""

    def __init__(self, folder: Path) -> None:
        self.rooms = Rooms(folder, {"small": small_spec()})
        self.app = server(self.rooms, SECRET, BASE)

    def browser(self) -> TestClient:
        return TestClient(self.app, base_url=BASE, headers={"accept-language": "en"})

    def facilitator(self) -> TestClient:
        browser = self.browser()
        browser.get("/facilitator/enter", params={"key": SECRET})
        return browser

    def open(self, **changes: str) -> str:
        answer = self.facilitator().post("/facilitator", data={"room": "small", **changes})
        return str(answer.url).rpartition("/")[2]

    def steer(self, code: str, do: str, **more: str) -> int:
        number = str(self.rooms.sessions[code].room.round)
        form = {"do": do, "round": number, **more}
        return int(self.facilitator().post(f"/facilitator/{code}", data=form).status_code)

    def team(self, code: str, name: str, called: str = "") -> TestClient:
        browser = self.browser()
        answer = browser.post("/join", data={"code": code, "name": name, "called": called})
        assert answer.status_code == 200, answer.text
        return browser
