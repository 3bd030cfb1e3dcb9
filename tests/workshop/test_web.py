"""The pages: who may see and do what, and that whatever people enter is only ever shown."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from urllib.parse import urljoin

import pytest
from places import SECRET, Place

from simcommunity import __version__
from simcommunity.workshop.web.rooms import Rooms


def test_only_the_secret_lets_steer(place: Place) -> None:
    code = place.open()
    team = place.team(code, "Reds")
    for path in ("/facilitator", f"/facilitator/{code}", f"/facilitator/{code}/screen"):
        assert team.get(path).status_code == 403
        assert code not in team.get(path).text
    for path in ("/facilitator", f"/facilitator/{code}"):
        answer = team.post(path, data={"do": "advance", "round": "0", "room": "small"})
        assert answer.status_code == 403
    assert team.get(f"/facilitator/{code}/pulse").status_code == 403
    assert place.rooms.sessions[code].room.round == 0
    for wrong in ("x", "é", SECRET[:-1]):
        assert place.browser().get("/facilitator/enter", params={"key": wrong}).status_code == 403
    assert place.steer(code, "advance") == 200
    assert place.rooms.sessions[code].room.round == 1


def test_a_team_sees_its_own_group_and_no_other(place: Place) -> None:
    code = place.open()
    reds, blues = place.team(code, "Reds", "Ann"), place.team(code, "Blues", "Bob")
    place.steer(code, "advance")
    reds.post("/play", data={"round": "1", "n_questions": "7", "forecast": "11"})
    mine, theirs = reds.get("/play").text, blues.get("/play").text
    assert "Question × 7" in mine
    assert "Sent by Ann" in mine
    key = place.rooms.sessions[code].room.teams[1].key
    for secret in ("Reds", "Ann", "Question × 7", f">{key}<"):
        assert secret not in theirs
    assert place.rooms.sessions[code].room.seed
    assert str(place.rooms.sessions[code].room.seed) not in mine + reds.get("/pulse").text


def test_the_leaderboard_is_seen_when_the_facilitator_shows_it(place: Place) -> None:
    code = place.open()
    reds, _ = place.team(code, "Reds"), place.team(code, "Blues")
    place.steer(code, "advance")
    place.steer(code, "advance")
    assert "Blues" not in reds.get("/play").text
    place.steer(code, "show")
    assert "Blues" in reds.get("/play").text
    place.steer(code, "hide")
    assert "Blues" not in reds.get("/play").text


@pytest.mark.parametrize(
    ("hide", "words"), [("muted", "Muted"), ("money", "Profit"), ("chat", "The chat of the last")]
)
def test_what_is_hidden_is_not_in_the_page(place: Place, hide: str, words: str) -> None:
    open_to_all, closed = place.open(), place.open(**{f"hide_{hide}": "yes"})
    pages = []
    for code in (open_to_all, closed):
        team = place.team(code, "Reds")
        place.steer(code, "advance")
        place.steer(code, "advance")
        place.steer(code, "show")
        pages.append(team.get("/play").text)
    assert words in pages[0]
    assert words not in pages[1]
    assert ('class="mutes"' in pages[1]) == (hide != "muted")


def test_names_are_shown_and_never_run(place: Place) -> None:
    code = place.open()
    evil = "<img src=x onerror"
    team = place.team(code, evil, "<b>Ann</b>")
    place.steer(code, "advance")
    team.post("/play", data={"round": "1"})
    boss = place.facilitator()
    pages = [
        team.get("/play"),
        boss.get(f"/facilitator/{code}"),
        boss.get(f"/facilitator/{code}/screen"),
    ]
    again = place.browser().post("/join", data={"code": code, "name": evil, "key": "<i>"})
    for page in (*pages, again):
        assert "<img" not in page.text
        assert "<b>Ann" not in page.text
        assert "&lt;img src=x onerror" in page.text


@pytest.mark.parametrize(
    "form",
    [
        {"n_questions": "-1"},
        {"n_questions": "1e3"},
        {"n_questions": "９９９"},
        {"n_questions": "101"},
        {"answers": "0.3"},
        {"answers": "nan"},
        {"forecast": "0"},
        {"forecast": "99999"},
        {"round": "7"},
        {"round": ""},
    ],
)
def test_nonsense_is_refused_in_a_sentence(place: Place, form: dict[str, str]) -> None:
    code = place.open()
    team = place.team(code, "Reds")
    place.steer(code, "advance")
    answer = team.post("/play", data={"round": "1", **form})
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert place.rooms.sessions[code].room.teams[1].decisions == {}


def test_a_draft_is_taken_and_told(place: Place) -> None:
    code = place.open()
    team = place.team(code, "Reds", "Ann")
    place.steer(code, "advance")
    for form in ({"round": "1", "n_questions": "5"}, {"round": "1", "n_questions": "nonsense"}):
        assert team.post("/draft", data=form).status_code == 204
    assert place.browser().post("/draft", data={"round": "1"}).status_code == 204
    assert "Sent by" not in team.get("/play").text
    place.steer(code, "advance")
    assert "what stood in your form was done: Question × 5" in team.get("/play").text


def test_a_page_is_read_again_when_the_team_has_sent(place: Place) -> None:
    code = place.open()
    reds, blues = place.team(code, "Reds"), place.team(code, "Blues")
    key = place.rooms.sessions[code].room.teams[1].key
    mate = place.browser()
    mate.post("/join", data={"code": code, "name": "Reds", "key": key})
    place.steer(code, "advance")
    before = [one.get("/pulse").json()["version"] for one in (mate, blues)]
    reds.post("/play", data={"round": "1", "n_questions": "5"})
    after = [one.get("/pulse").json()["version"] for one in (mate, blues)]
    assert [a == b for a, b in zip(before, after, strict=True)] == [False, True]


def test_who_leaves_makes_room_in_the_team(place: Place) -> None:
    code = place.open()
    team = place.team(code, "Reds", "Ann")
    reds = place.rooms.sessions[code].room.teams[1]
    team.post("/leave")
    assert reds.people == {}
    assert team.get("/play").url.path == "/"
    team.post("/join", data={"code": code, "name": "Reds", "key": reds.key})
    assert list(reds.people.values()) == ["1"]


def test_a_reader_gets_the_language_of_the_device(place: Place) -> None:
    code = place.open()
    team = place.team(code, "Reds")
    chinese = team.get("/play", headers={"accept-language": "zh-CN,zh;q=0.9"}).text
    assert 'lang="zh-Hans"' in chinese.partition("<body")[0]
    team.get("/play", params={"lang": "zh"})
    assert 'lang="zh-Hans"' in team.get("/play").text.partition("<body")[0]  # which is kept
    boss = place.facilitator()
    boss.get(f"/facilitator/{code}/screen", params={"lang": "zh"})
    assert 'lang="en"' in boss.get(f"/facilitator/{code}").text.partition("<body")[0]


def test_a_button_of_an_earlier_round_does_nothing(place: Place) -> None:
    code = place.open()
    place.team(code, "Reds")
    boss = place.facilitator()
    for expected in (200, 400):  # pressed twice
        answer = boss.post(f"/facilitator/{code}", data={"do": "advance", "round": "0"})
        assert answer.status_code == expected
    assert place.rooms.sessions[code].room.round == 1


def test_a_restart_loses_nothing(place: Place, tmp_path: Path) -> None:
    code = place.open()
    team = place.team(code, "Reds")
    place.steer(code, "advance")
    team.post("/play", data={"round": "1", "n_life": "3"})
    place.steer(code, "advance")
    before = team.get("/play").text
    place.rooms.close()
    again = Place(tmp_path)
    back = again.browser()
    back.cookies.update(dict(team.cookies))
    after = back.get("/play").text
    chart = re.compile(r'<svg class="chart".*?</svg>', re.DOTALL)
    assert chart.findall(after) == chart.findall(before)
    assert "paused" in after
    again.rooms.close()


def test_the_debrief_opens_for_the_room_when_it_is_told(place: Place) -> None:
    code = place.open()
    team = place.team(code, "Reds")
    assert place.steer(code, "tell") == 400
    for _ in range(4):
        place.steer(code, "advance")
    assert team.get("/debrief", follow_redirects=False).status_code == 303
    assert place.steer(code, "tell") == 200
    (place.rooms.folder / f"{code}.html").write_text("told", encoding="utf-8")
    (place.rooms.folder / f"{code}.csv").write_text("day", encoding="utf-8")
    assert team.get("/debrief").text == "told"
    assert team.get("/debrief.csv").text == "day"
    stranger = place.browser().get("/debrief", params={"code": code}, follow_redirects=False)
    assert stranger.status_code == 303
    assert place.facilitator().get("/debrief", params={"code": code}).text == "told"


def test_a_room_of_another_version_is_told(
    place: Place, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    code = place.open()
    place.rooms.close()
    log = tmp_path / f"{code}.jsonl"
    old = log.read_text(encoding="utf-8").replace(f'"version": "{__version__}"', '"version": "0"')
    log.write_text(old, encoding="utf-8")
    again = Rooms(tmp_path)
    assert list(again.sessions) == [code]
    assert len(caplog.records) == 1
    assert f"{code}.jsonl" in caplog.text
    again.close()


def test_a_broken_log_is_told_and_left_out(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "x.jsonl").write_bytes(b'{"form": 1}\n')
    (tmp_path / "y.jsonl").write_bytes(b"")
    (tmp_path / "z.jsonl").write_bytes(b"\xff\n")
    (tmp_path / "list.jsonl").write_bytes(b"[]\n")
    assert Rooms(tmp_path).sessions == {}
    assert len(caplog.records) == 4


def test_a_phone_gets_debrief_and_table_in_its_language_with_its_team_open(place: Place) -> None:
    code = place.open()
    team, _ = place.team(code, "Reds"), place.team(code, "Blues")
    for _ in range(4):
        place.steer(code, "advance")
    place.steer(code, "tell")
    pick = '<input type="radio" name="lang" class="pick" id="show-{}"{}>'
    own, other = (f'<details id="team-{number}-zh">' for number in (1, 2))
    written = pick.format("en", " checked") + pick.format("zh", "") + own + other
    files = {".html": written, ".csv": "day", ".zh.csv": "天"}
    for suffix, text in files.items():
        (place.rooms.folder / f"{code}{suffix}").write_text(text, encoding="utf-8")
    chinese = {"accept-language": "zh-CN,zh;q=0.9"}
    shown = team.get("/debrief", headers=chinese).text
    assert shown == (
        pick.format("en", "") + pick.format("zh", " checked") + own.replace(">", " open>") + other
    )
    assert team.get("/debrief.csv", headers=chinese).text == "天"
    assert team.get("/debrief").text == written.replace(own, own.replace(">", " open>"))
    assert team.get("/debrief.csv").text == "day"
    assert place.facilitator().get("/debrief", params={"code": code}).text == written


def test_another_language_keeps_what_was_asked_for(place: Place) -> None:
    browser = place.browser()
    asked = {"code": "123456", "name": "Reds & Blues"}
    for page in (browser.get("/", params=asked), browser.post("/join", data=asked)):
        link = unescape(re.findall(r'<a href="([^"]*lang=zh)"', page.text)[0])
        there = browser.get(urljoin(str(page.url), link)).text
        assert 'value="123456"' in there
        assert 'value="Reds &amp; Blues"' in there
        assert "进入房间" in there
        browser.cookies.clear()
