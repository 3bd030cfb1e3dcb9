"""What was entered and not sent is not lost when the time is up."""

from __future__ import annotations

from small_rooms import Clock

from simcommunity.workshop.log import read_log
from simcommunity.workshop.room import Decision, replay
from simcommunity.workshop.room_spec import Allotment
from simcommunity.workshop.session import RoomSession

SENT = Allotment(send={"welcomes": 3})
ENTERED = Allotment(send={"questions": 4}, answers=1)
TOO_DEAR = Allotment(send={"red_packets": 100})


def entered(allotment: Allotment, by: str = "Ann") -> Decision:
    return Decision(allotment, 9, by)


def test_what_was_entered_is_done_when_nothing_was_sent(table: RoomSession, clock: Clock) -> None:
    team, _ = table.found("One", "Ann")
    table.advance()
    table.draft(team, 1, entered(SENT))
    table.draft(team, 1, entered(ENTERED))  # the last one holds
    clock.now += 301
    assert table.tick()
    assert table.room.allotments(team) == [ENTERED]
    assert replay(read_log(table.path)).teams[1].decisions[1] == Decision(ENTERED, 9, "Ann", True)


def test_what_was_sent_stands_before_what_was_entered(table: RoomSession) -> None:
    team, _ = table.found("One", "Ann")
    table.advance()
    table.draft(team, 1, entered(ENTERED))
    table.decide(team, 1, SENT, None, "Bob")
    table.draft(team, 1, entered(ENTERED))
    table.advance()
    assert table.room.allotments(team) == [SENT]


def test_the_default_is_done_when_what_was_entered_cannot_be(table: RoomSession) -> None:
    team, _ = table.found("One", "Ann")
    table.advance()
    table.draft(team, 1, entered(TOO_DEAR))
    table.advance()
    assert table.room.allotments(team) == [table.room.spec.unless_told]
    assert team.decisions == {}


def test_a_draft_holds_for_its_own_round_only(table: RoomSession) -> None:
    team, _ = table.found("One", "Ann")
    table.advance()
    table.draft(team, 2, entered(ENTERED))
    table.draft(team, 1, entered(SENT))
    table.advance()
    table.draft(team, 1, entered(ENTERED))
    table.advance()
    default = table.room.spec.unless_told
    assert table.room.allotments(team) == [SENT, default]
    table.undo()
    table.advance()
    assert table.room.allotments(team) == [SENT, default]


def test_a_team_that_is_taken_out_takes_its_draft_along(table: RoomSession) -> None:
    table.found("One", "")
    two, _ = table.found("Two", "")
    table.advance()
    table.draft(two, 1, entered(ENTERED))
    table.remove(2)
    three, _ = table.found("Three", "")
    table.advance()
    assert table.room.allotments(three) == [table.room.spec.unless_told]
    assert list(table.room.teams) == [1, 3]  # no number is given twice
