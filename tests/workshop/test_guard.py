"""What keeps a room whole: headers, limits of rate and size, the secret, a full disk."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from places import BASE, Place

from simcommunity.workshop.web.guard import LARGEST_BODY, Limiter, secret_of


def test_every_answer_says_what_a_browser_may_do(place: Place) -> None:
    code = place.open()
    team = place.team(code, "Reds")
    for path in ("/play", "/pulse", "/static/script.js", "/nothing", "/facilitator"):
        headers = team.get(path).headers
        assert "default-src 'self'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
    answer = place.browser().post(
        "/join", data={"code": code, "name": "Blues"}, follow_redirects=False
    )
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie


def test_no_page_names_another_server(place: Place) -> None:
    code = place.open()
    team, boss = place.team(code, "Reds"), place.facilitator()
    place.steer(code, "advance")
    place.steer(code, "advance")
    pages = [
        *(team.get(path).text for path in ("/", "/play", "/static/style.css", "/static/script.js")),
        *(boss.get(f"/facilitator{path}").text for path in ("", f"/{code}", f"/{code}/screen")),
    ]
    named = {found for page in pages for found in re.findall(r"(?:https?:)?//[\w.]+", page)}
    assert named <= {BASE, "http://www.w3.org"}  # the latter names what SVG is


def test_forms_of_other_pages_are_refused(place: Place) -> None:
    code = place.open()
    form = {"code": code, "name": "Reds"}
    for origin in ("http://evil.example", "null"):
        answer = place.browser().post("/join", data=form, headers={"origin": origin})
        assert answer.status_code == 403
    answer = place.browser().post("/join", data=form, headers={"origin": BASE})
    assert answer.status_code == 200


def test_large_forms_are_refused(place: Place) -> None:
    answer = place.browser().post("/join", data={"name": "x" * LARGEST_BODY})
    assert answer.status_code == 413


def test_guessing_a_key_is_slow(place: Place) -> None:
    code = place.open()
    place.team(code, "Reds")
    stranger = place.browser()
    for guess in range(12):
        name = "Reds" + " " * guess  # the same to a reader
        answer = stranger.post("/join", data={"code": code, "name": name, "key": f"x{guess}"})
    assert "Too many tries" in answer.text
    key = place.rooms.sessions[code].room.teams[1].key
    late = stranger.post("/join", data={"code": code, "name": "Reds", "key": key})
    assert late.status_code == 400


def test_a_limit_recovers() -> None:
    now = [0.0]
    limiter = Limiter(per_minute=6, burst=2, clock=lambda: now[0])
    assert [limiter.allows("a") for _ in range(3)] == [True, True, False]
    assert limiter.allows("b")
    now[0] = 10.0
    assert [limiter.allows("a") for _ in range(2)] == [True, False]


def test_the_secret_of_a_folder_stays(tmp_path: Path) -> None:
    folder = tmp_path / "rooms"
    assert secret_of(folder) == secret_of(folder)
    assert (folder / "facilitator.key").stat().st_mode & 0o077 == 0


def test_a_flood_from_one_address_is_cut_off(place: Place) -> None:
    browser = place.browser()
    codes = (browser.get("/static/nothing").status_code for _ in range(3000))
    assert next(code for code in codes if code != 404) == 429


def test_a_disk_that_is_full_is_told(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    code = place.open()
    team = place.team(code, "Reds")
    place.steer(code, "advance")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(place.rooms.sessions[code]._log, "add", full)
    answer = team.post("/play", data={"round": "1", "n_life": "1"})
    assert answer.status_code == 507
    assert "could not write it down (No space left on device)" in answer.text
    assert "could not write" in place.browser().post("/join", data={"code": code, "name": "X"}).text
    assert place.rooms.sessions[code].room.teams[1].decisions == {}


def test_a_room_that_cannot_be_written_keeps_no_other_from_going_on(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (place.rooms.sessions[place.open()] for _ in range(2))

    def full() -> bool:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(first, "tick", full)
    monkeypatch.setattr(second, "tick", lambda: True)
    assert place.rooms.tick() == [second]
