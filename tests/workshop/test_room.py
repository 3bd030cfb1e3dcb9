"""A room is its log: it can be replayed, resumed and undone, and takes only what is allowed."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest
from small_rooms import Clock, small_spec

from simcommunity.workshop.log import read_log
from simcommunity.workshop.room import NO_DEATH, Refused, replay
from simcommunity.workshop.room_spec import Allotment
from simcommunity.workshop.session import RoomSession
from simcommunity.workshop.team_names import cleaned

WELCOMES = Allotment(send={"welcomes": 3})
QUESTIONS = Allotment(send={"questions": 4}, answers=1)


def play_two_rounds(table: RoomSession) -> None:
    one, _ = table.found("One", "Ann")
    two, _ = table.found("二队", "")
    table.advance()
    table.decide(one, 1, QUESTIONS, 9, "Ann")
    table.decide(one, 1, WELCOMES, NO_DEATH, "Bob")
    table.send("platform_folds")
    table.advance()
    table.decide(two, 2, QUESTIONS, None, "1")


def test_a_log_replays_to_the_same_room(table: RoomSession) -> None:
    play_two_rounds(table)
    again = replay(read_log(table.path))
    assert asdict(again) == asdict(table.room)
    assert again.round == 2
    assert again.teams[1].decisions[1].allotment == WELCOMES  # the later one holds
    assert again.sent == [(0, "platform_folds")]


def test_a_replayed_room_lives_the_same_life(table: RoomSession, clock: Clock) -> None:
    play_two_rounds(table)
    first = table.life(table.room.teams[1])
    table.close()
    again = RoomSession.resume(table.path, clock=clock)
    second = again.life(again.room.teams[1])
    assert first is not None
    assert second is not None
    assert first[0].daily.tobytes() == second[0].daily.tobytes()
    assert list(again.room.spec.actions) == list(table.room.spec.actions)


def test_a_line_that_was_never_finished_is_left_out(table: RoomSession, clock: Clock) -> None:
    play_two_rounds(table)
    table.close()
    whole = table.path.read_bytes()
    table.path.write_bytes(whole + b'{"what": "advanc')
    again = RoomSession.resume(table.path, clock=clock)
    assert again.room.round == 2
    again.advance()
    assert replay(read_log(table.path)).round == 3


def test_every_prefix_of_a_log_is_a_room(table: RoomSession) -> None:
    play_two_rounds(table)
    records = read_log(table.path)
    rounds = [replay(records[:n]).round for n in range(1, len(records) + 1)]
    assert rounds == [0, 0, 0, 1, 1, 1, 1, 2, 2]


def test_a_log_keeps_no_token(table: RoomSession) -> None:
    _, token = table.found("One", "")
    assert token not in table.path.read_text(encoding="utf-8")
    assert table.room.team_of("x") is None


def test_undo_goes_back_to_the_decisions_as_they_were_sent(table: RoomSession) -> None:
    play_two_rounds(table)
    table.undo()
    room = table.room
    assert room.round == 1
    assert room.teams[1].decisions[1].allotment == WELCOMES
    assert 2 not in room.teams[2].decisions
    assert room.sent == [(0, "platform_folds")]
    with pytest.raises(Refused, match="nothing_to_undo"):
        table.undo()


def test_the_time_stands_after_an_undo(table: RoomSession, clock: Clock) -> None:
    play_two_rounds(table)
    clock.now += 60
    table.undo()
    clock.now += 60
    assert table.seconds_left() == 300
    assert not table.tick()
    table.resume_time()
    clock.now += 60
    assert table.seconds_left() == 240


def test_a_game_that_is_ended_goes_on_as_every_team_did_before(table: RoomSession) -> None:
    one, _ = table.found("One", "Ann")
    two, _ = table.found("Two", "Bob")
    default = table.room.spec.unless_told
    with pytest.raises(Refused):
        table.finish()  # nothing has begun
    table.advance()
    table.decide(one, 1, WELCOMES, 5, "Ann")
    table.advance()
    table.finish()
    assert table.room.over
    assert table.room.allotments(one) == [WELCOMES] * 3
    assert table.room.allotments(two) == [default] * 3
    assert [made.forecast for made in one.decisions.values()] == [5, None, None]
    assert replay(read_log(table.path)).decisions() == table.room.decisions()
    with pytest.raises(Refused, match="is_over"):
        table.finish()


def test_events_of_a_round_that_is_undone_never_happened(table: RoomSession) -> None:
    play_two_rounds(table)
    table.send("rival_gives")
    assert table.room.sent[-1] == (4, "rival_gives")
    table.undo()
    assert table.room.sent == [(0, "platform_folds")]


def test_the_default_is_done_where_nothing_was_sent(table: RoomSession) -> None:
    play_two_rounds(table)
    room = table.room
    assert room.allotments(room.teams[1]) == [WELCOMES]
    assert room.allotments(room.teams[2]) == [room.spec.unless_told]


def test_a_round_ends_when_its_time_is_up(table: RoomSession, clock: Clock) -> None:
    team, _ = table.found("One", "")
    table.advance()
    assert table.seconds_left() == 300
    clock.now += 300.9  # what is under way when the bell rings still counts
    assert not table.tick()
    table.decide(team, 1, WELCOMES, None, "1")
    clock.now += 0.1
    with pytest.raises(Refused, match="time_up"):
        table.decide(team, 1, QUESTIONS, None, "1")
    assert table.tick()
    assert team.decisions[1].allotment == WELCOMES
    assert table.room.round == 2


def test_time_stands_while_a_room_is_paused(table: RoomSession, clock: Clock) -> None:
    team, _ = table.found("One", "")
    table.advance()
    clock.now += 100
    table.pause()
    clock.now += 5000
    assert not table.tick()
    table.decide(team, 1, WELCOMES, None, "1")  # which does not make it run
    assert not table.tick()
    table.resume_time()
    assert table.seconds_left() == 200


def test_a_round_that_was_running_waits_after_a_restart(table: RoomSession, clock: Clock) -> None:
    table.found("One", "")
    table.advance()
    table.close()
    clock.now += 290
    again = RoomSession.resume(table.path, clock=clock)
    assert again.seconds_left() == 60  # ten seconds would not do
    clock.now += 9999
    assert not again.tick()


@pytest.mark.parametrize(
    ("send", "rule"),
    [
        ({"know_how": 9}, "too_much_hours"),  # 3 on one day: 61.5 of 120 minutes
        ({"red_packets": 21}, "too_much_money"),  # 21 × 40 ¥ of 800 ¥
        ({"know_how": 9, "red_packets": 21}, "too_much_hours_money"),
        ({"nonsense": 1}, "unknown_action"),
    ],
)
def test_what_cannot_be_is_refused(table: RoomSession, send: dict[str, int], rule: str) -> None:
    team, _ = table.found("One", "")
    table.advance()
    if rule.startswith("too_much_hours"):
        send = send | {"topics": 4, "adverts": 4, "events": 4}
    with pytest.raises(Refused, match=rule):
        table.decide(team, 1, Allotment(send=send), None, "1")
    assert team.decisions == {}


def test_money_is_for_the_whole_game(table: RoomSession) -> None:
    team, _ = table.found("One", "")
    table.advance()
    table.decide(team, 1, Allotment(send={"red_packets": 15}), None, "1")
    assert table.money_left(team) == 800  # of this round nothing is spent yet
    table.advance()
    assert table.money_left(team) == 200
    with pytest.raises(Refused, match="too_much_money"):
        table.decide(team, 2, Allotment(send={"red_packets": 6}), None, "1")


def test_a_decision_for_another_round_is_refused(table: RoomSession) -> None:
    team, _ = table.found("One", "")
    with pytest.raises(Refused, match="other_round"):
        table.decide(team, 0, WELCOMES, None, "1")
    table.advance()
    table.advance()
    with pytest.raises(Refused, match="other_round"):
        table.decide(team, 1, WELCOMES, None, "1")


def test_teams_are_let_in_by_name_and_key(table: RoomSession) -> None:
    team, _ = table.found("  The\u202eReds \n", "Ann")
    assert team.name == "The Reds"
    with pytest.raises(Refused, match="name_taken"):
        table.found("the reds", "")
    with pytest.raises(Refused, match="wrong_key"):
        table.join("The Reds", "x" + team.key, "")
    for _ in range(4):
        table.join("THE REDS", team.key, "")
    assert list(team.people.values()) == ["Ann", "2", "3", "4", "5"]
    with pytest.raises(Refused, match="team_full"):
        table.join("The Reds", team.key, "")


def test_a_room_has_fifteen_teams_at_most(table: RoomSession) -> None:
    for number in range(15):
        table.found(f"Team {number}", "")
    with pytest.raises(Refused, match="room_full"):
        table.found("One more", "")


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("a\x00b", "a b"),
        ("  ", ""),
        ("x" * 99, "x" * 20),
        ("ＡＢ１", "AB1"),
        ("\u200b红队", "红队"),
    ],
)
def test_names_are_what_a_reader_sees(written: str, kept: str) -> None:
    assert cleaned(written) == kept


def test_what_is_on_the_disk_is_one_json_object_a_line(table: RoomSession) -> None:
    play_two_rounds(table)
    lines = table.path.read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["what"] for line in lines] == [
        "opened", "joined", "joined", "advanced", "decided", "decided", "sent", "advanced",
        "decided",
    ]  # fmt: skip


def test_a_file_that_is_no_log_is_not_taken_for_one(tmp_path: Path) -> None:
    file = tmp_path / "x.jsonl"
    file.write_text('{"form": "other"}\n', encoding="utf-8")
    with pytest.raises(ValueError, match="is not"):
        RoomSession.resume(file)


def test_rounds_cover_all_days_that_the_teams_have() -> None:
    spec = small_spec(days=11, takes_over=3, round=3)
    days = [list(spec.days_of(number)) for number in range(1, spec.rounds + 1)]
    assert days == [[3, 4, 5], [6, 7, 8], [9, 10]]
