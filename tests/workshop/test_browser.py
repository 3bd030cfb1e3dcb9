"""A whole workshop in a real browser: four teams and a facilitator, a reload, and a restart."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from math import ceil
from pathlib import Path
from random import Random
from urllib.request import urlopen

import pytest
from playwright import sync_api
from small_rooms import small_spec

from simcommunity.scenario.writing import as_plain_yaml
from simcommunity.workshop.actions import spread
from simcommunity.workshop.play import Community
from simcommunity.workshop.room_spec import Allotment

pytestmark = pytest.mark.slow
PHONE = {"viewport": {"width": 390, "height": 800}, "is_mobile": True, "has_touch": True}


class Server:
    """The command as a facilitator starts it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.room = folder / "small.yaml"
        self.room.write_text(_as_yaml(), encoding="utf-8")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.start()

    def start(self) -> None:
        command = [
            sys.executable, "-m", "simcommunity", "workshop", str(self.room),
            "--port", str(self.port), "--out", str(self.folder / "rooms"), "--lang", "en",
        ]  # fmt: skip
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        assert self.process.stdout is not None
        self.enter = re.search(rb"http\S+", self.process.stdout.readline())[0].decode()  # type: ignore[index]
        self.base = self.enter.partition("/facilitator")[0]
        urlopen(self.base, timeout=30).close()  # the socket listens before the address is told

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL if os.name == "posix" else signal.SIGTERM)
        self.process.wait()


def _as_yaml() -> str:
    return as_plain_yaml(small_spec(minutes=0).model_dump(mode="json", exclude_defaults=True))


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path)
    yield server
    server.kill()


def test_a_whole_workshop(served: Server, browser: sync_api.Browser) -> None:
    wrong: list[str] = []

    def page(**how: object) -> sync_api.Page:
        one = browser.new_context(locale="en-GB", **how).new_page()
        one.on("console", lambda m: m.type in ("error", "warning") and wrong.append(m.text))
        one.on("pageerror", lambda error: wrong.append(str(error)))
        one.on("dialog", lambda dialog: dialog.accept())
        one.on("request", lambda r: _is_outside(r.url, served.base) and wrong.append(r.url))
        return one

    boss = page()
    boss.goto(served.enter)
    boss.check("input[value=small]")
    boss.click("button.main")
    boss.wait_for_selector(".code")
    code = boss.inner_text(".code")
    teams = [page(**PHONE) for _ in range(4)]
    for number, team in enumerate(teams):
        team.goto(f"{served.base}/?code={code}")
        team.fill("#name", f"Team {number} 红 <b>")
        team.click("button.main")
        team.wait_for_selector("h1")
    boss.wait_for_selector("td:has-text('Team 3')")  # the page keeps itself up to date
    boss.click("button[value=advance]")
    for team in teams:
        team.wait_for_selector("#decision")  # without being told to read the page again

    _decide(teams[0], "questions", 3)
    teams[0].wait_for_selector("#decided:has-text('Question × 3')")
    teams[1].fill("#n_life", "4")
    teams[1].reload()
    assert teams[1].input_value("#n_life") == "4"  # what was not sent yet outlives a reload

    served.kill()
    served.start()
    boss.goto(f"{served.base}/facilitator/{code}")
    assert "1 of 4 teams have decided" in boss.inner_text("main")
    _decide(teams[1], "life", 4)
    _decide(teams[2], "adverts", 40)
    teams[2].wait_for_selector("#decided:has-text('Advert × 40')")
    boss.wait_for_selector("text=3 of 4 teams have decided")
    boss.click("button[value=send]")
    teams[3].wait_for_selector(".notice.warn")
    with teams[3].expect_response("**/draft"):
        teams[3].fill("#n_topics", "2")  # and nobody sends it
    for number in (1, 2, 3):
        boss.click("button[value=advance]")
        boss.wait_for_selector(f"input[name=round][value='{number + 1}']", state="attached")
        if number == 1:
            teams[3].wait_for_selector("text=what stood in your form was done")
            boss.click("button[value=show]")
            boss.wait_for_selector("button[value=hide]")
    boss.click("button[value=tell]")
    _read_debrief(teams[0])
    assert [one for one in wrong if "ERR_CONNECTION" not in one] == []  # of the restart


def _read_debrief(team: sync_api.Page) -> None:
    team.click("a[href='/debrief']")
    team.wait_for_selector(".verdict, .start", timeout=120_000)
    assert team.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert "Team 2 红 <b>" in team.inner_text("body")


def _decide(team: sync_api.Page, action: str, count: int) -> None:
    team.fill(f"#n_{action}", str(count))
    team.click("#decision button.main")
    team.wait_for_selector("#decided:not(:empty)")


def _is_outside(url: str, base: str) -> bool:
    return not url.startswith((base, "data:", "about:"))


def test_the_page_adds_up_as_the_server_does(served: Server, browser: sync_api.Browser) -> None:
    boss, team = (browser.new_context().new_page() for _ in range(2))
    boss.goto(served.enter)
    boss.check("input[value=small]")
    boss.click("button.main")
    team.goto(f"{served.base}/?code={boss.inner_text('.code')}")
    team.fill("#name", "Sums")
    team.click("button.main")
    team.wait_for_url("**/play")
    boss.wait_for_selector("text=Sums")
    boss.click("button[value=advance]")
    team.wait_for_selector("#decision")
    place, draw = Community(small_spec()), Random(5)
    for _ in range(12):
        names = draw.sample(list(place.prices), 5)
        counts = {name: draw.randrange(12) for name in names}
        team.evaluate(
            """counts => document.querySelectorAll("input[data-minutes]").forEach(field => {
                field.value = counts[field.name.slice(2)] || 0;
                field.dispatchEvent(new Event("input", {bubbles: true}));
            })""",
            counts,
        )
        _, bill = spread(Allotment(send=counts), place.prices, 4)
        assert float(team.inner_text("#hours")) == ceil(max(bill.minutes) / 6 - 1e-6) / 10
        assert float(team.inner_text("#money")) == bill.money
    _is_not_sent_again(boss, team)
    served.kill()
    team.click("#decision button.main")
    team.wait_for_selector("#unsent:has-text('It was not sent')")
    assert team.input_value("#n_life") == "5"  # the form is still there
    served.start()
    team.reload()
    assert team.is_visible("#unsent")
    team.click("#decision button.main")
    team.wait_for_selector("#decided:has-text('A bit of life × 5')")
    assert team.is_hidden("#unsent")


def _is_not_sent_again(boss: sync_api.Page, team: sync_api.Page) -> None:
    """A page that answered a refused form is read anew, and what was corrected stays."""
    sent: list[str] = []
    team.on("request", lambda request: sent.append(f"{request.method} {request.url[-5:]}"))
    team.fill("#n_life", "100")
    team.fill("#n_know_how", "100")
    team.click("#decision button.main")
    team.wait_for_selector("[role=alert]")
    team.fill("#n_life", "5")
    team.fill("#n_know_how", "0")
    assert team.evaluate("scrollY") > 0
    boss.on("dialog", lambda dialog: dialog.accept())
    boss.click("button[value=send]")
    team.wait_for_selector(".notice.warn")
    assert team.input_value("#n_life") == "5"
    assert sent.count("POST /play") == 1
    assert team.evaluate("scrollY") == 0  # where the event is told


def test_everything_works_without_script(served: Server, browser: sync_api.Browser) -> None:
    boss = browser.new_context(java_script_enabled=False).new_page()
    boss.goto(served.enter)
    boss.check("input[value=small]")
    boss.click("button.main")
    code = boss.inner_text(".code")
    team = browser.new_context(java_script_enabled=False, **PHONE).new_page()
    team.goto(f"{served.base}/?code={code}")
    team.fill("#name", "Plain")
    team.click("button.main")
    boss.goto(boss.url)
    boss.click("button[value=advance]")
    team.goto(f"{served.base}/play")
    team.fill("#n_questions", "2")
    team.click("#decision button.main")
    assert "Question × 2" in team.inner_text("#decided")
