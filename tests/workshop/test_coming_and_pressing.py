"""What happens when several press at once, come late, or are called something odd."""

from __future__ import annotations

import io
import json
from dataclasses import asdict
from pathlib import Path

import pytest
from places import Place
from small_rooms import Clock, small_spec

from simcommunity.workshop.log import read_log
from simcommunity.workshop.room import Decision, Refused, replay
from simcommunity.workshop.room_spec import Allotment
from simcommunity.workshop.session import RoomSession
from simcommunity.workshop.team_names import hashed

NAMES = [
    "🐼🐼🐼 团队",
    "👩‍👩‍👧‍👦",
    "فريق الأمل",
    "\u202eevil\u202c team",
    "CON",
    "a:b/c\\d*?",
    "<script>alert(1)</script>",
    "=1+1",
    "长" * 500,
    "e\u0301\u0301\u0301\u0301",
    "{{ 7*7 }}",
    "%s%n{}",
]


@pytest.mark.parametrize("name", NAMES)
def test_any_name_is_shown_and_kept(place: Place, name: str) -> None:
    code = place.open()
    team = place.team(code, name, name)
    place.steer(code, "advance")
    team.post("/play", data={"round": "1", "n_questions": "1"})
    place.steer(code, "advance")
    table = place.rooms.sessions[code]
    kept = table.room.teams[1].name
    assert 1 <= len(kept) <= 20
    assert "\u202e" not in kept
    boss = place.facilitator()
    for page in (
        team.get("/play").text,
        boss.get(f"/facilitator/{code}").text,
        boss.get(f"/facilitator/{code}/screen").text,
    ):
        assert "<script>alert" not in page
    again = place.browser()
    key = table.room.teams[1].key
    answer = again.post("/join", data={"code": code, "name": name, "key": key})
    assert answer.url.path == "/play"  # the same name, typed again, finds the team
    assert asdict(replay(read_log(table.path))) == asdict(table.room)


def test_of_five_phones_the_last_decision_holds(place: Place) -> None:
    code = place.open()
    phones = [place.team(code, "Reds", "p0")]
    key = place.rooms.sessions[code].room.teams[1].key
    for number in range(1, 5):
        phone = place.browser()
        phone.post("/join", data={"code": code, "name": "reds", "key": key, "called": f"p{number}"})
        phones.append(phone)
    place.steer(code, "advance")

    def send(number: int) -> int:
        form = {"round": "1", "n_questions": str(number + 1)}
        return int(phones[number].post("/play", data=form).status_code)

    assert [send(number) for number in (3, 0, 4, 2, 1)] == [200] * 5
    table = place.rooms.sessions[code]
    sent = [record for record in read_log(table.path) if record["what"] == "decided"]
    assert len(sent) == 5  # none is lost
    assert {record["by"] for record in sent} == {f"p{n}" for n in range(5)}
    decision = table.room.teams[1].decisions[1]
    assert decision.allotment.model_dump(mode="json") == sent[-1]["allotment"]
    assert all(f"Sent by {decision.by}" in phone.get("/play").text for phone in phones)


def test_who_comes_late_has_had_the_default(place: Place) -> None:
    code = place.open()
    place.team(code, "Early")
    place.steer(code, "advance")
    place.steer(code, "advance")
    late = place.team(code, "Late")
    table = place.rooms.sessions[code]
    assert table.room.allotments(table.room.teams[2]) == [table.room.spec.unless_told]
    assert late.post("/play", data={"round": "2", "n_life": "1"}).status_code == 200
    place.steer(code, "advance")
    assert [one.send for one in table.room.allotments(table.room.teams[2])] == [
        table.room.spec.unless_told.send,
        {"life": 1},
    ]


def test_nobody_founds_a_team_when_all_is_over(table: RoomSession) -> None:
    one, _ = table.found("One", "")
    for _ in range(4):
        table.advance()
    with pytest.raises(Refused, match="too_late"):
        table.found("Two", "")
    _, token = table.join("One", one.key, "late")  # but one may read along
    assert token
    with pytest.raises(Refused, match="is_over"):
        table.advance()


def test_two_tabs_of_the_facilitator_do_a_thing_once(place: Place) -> None:
    code = place.open()
    place.team(code, "Reds")
    tabs = [place.facilitator() for _ in range(2)]
    for do in ("advance", "undo"):
        place.steer(code, "advance")
        number = str(place.rooms.sessions[code].room.round)
        form = {"do": do, "round": number}
        answers = [tab.post(f"/facilitator/{code}", data=form).status_code for tab in tabs]
        assert answers == [200, 400]
    answers = [
        tab.post(f"/facilitator/{code}", data={"do": "resume", "round": "2"}).status_code
        for tab in tabs
    ]
    assert answers == [200, 400]


def test_more_time_is_added_whether_it_runs_or_stands(table: RoomSession, clock: Clock) -> None:
    table.found("One", "")
    with pytest.raises(Refused, match="nothing_runs"):
        table.extend()
    table.advance()
    table.extend()
    assert table.seconds_left() == 420
    table.pause()
    table.extend()
    clock.now += 1000
    assert table.seconds_left() == 540


@pytest.mark.parametrize("cut", [1, 7, 40])
def test_a_server_that_died_in_mid_line_goes_on(tmp_path: Path, cut: int) -> None:
    """Whatever is left of the last line, all before it stands, and what follows is whole."""
    path = tmp_path / "1.jsonl"
    table = RoomSession.open(path, "1", small_spec())
    team, _ = table.found("红队", "")
    table.advance()
    before = path.read_bytes()
    table.decide(team, 1, Allotment(send={"questions": 2}), None, "1")
    table.close()
    path.write_bytes(path.read_bytes()[: len(before) + cut])
    again = RoomSession.resume(path)
    assert again.room.teams[1].decisions == {}
    again.decide(again.room.teams[1], 1, Allotment(send={"life": 1}), None, "1")
    again.close()
    lines = path.read_bytes().splitlines()
    whats = [json.loads(line)["what"] for line in lines]
    assert whats == ["opened", "joined", "advanced", "paused", "decided"]
    assert asdict(replay(read_log(path))) == asdict(again.room)


def test_who_has_been_taken_out_can_do_nothing_any_more(table: RoomSession) -> None:
    """A form may have been on its way when the facilitator pressed."""
    team, token = table.found("One", "")
    table.found("Two", "")
    table.advance()
    table.remove(1)
    before = table.path.read_bytes()
    with pytest.raises(Refused, match="no_such_team"):
        table.decide(team, 1, Allotment(send={"life": 1}), None, "1")
    with pytest.raises(Refused, match="no_such_team"):
        table.draft(team, 1, Decision(Allotment(), None, "1"))
    table.leave(hashed(token))
    assert table.path.read_bytes() == before


def test_a_disk_that_is_full_leaves_no_half_of_a_line(
    table: RoomSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full(io.FileIO):
        def write(self, data: bytes) -> int:  # type: ignore[override]
            return super().write(data[:5])

    team, _ = table.found("One", "")
    before = table.path.read_bytes()
    with monkeypatch.context() as full:
        full.setattr(table._log, "_file", Full(table.path, "a+"))
        with pytest.raises(OSError, match=r"[Nn]o space"):
            table.advance()
    assert table.path.read_bytes() == before
    assert table.room.round == 0
    table.advance()
    table.decide(team, 1, Allotment(send={"life": 1}), None, "1")
    assert asdict(replay(read_log(table.path))) == asdict(table.room)


def test_a_team_that_was_taken_out_is_told_and_does_not_come_back(place: Place) -> None:
    code = place.open()
    team = place.team(code, "Rude name")
    place.steer(code, "remove", team="1")
    for name, words in (("rude NAME", "cannot be used again"), (" Rude  name ", "cannot be used")):
        answer = team.post("/join", data={"code": code, "name": name})
        assert answer.status_code == 400
        assert words in answer.text
    assert "has taken your team out of the room" in team.get("/play").text
    assert "has taken" not in place.browser().get("/").text
    assert place.rooms.sessions[code].room.teams == {}
