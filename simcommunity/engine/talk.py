"""The talk of a day in one group: members write in waves and answer, and so does the team."""

from __future__ import annotations

from typing import Any

from simcommunity.compilation import rule
from simcommunity.members.conversation import hear, turn_length, write
from simcommunity.members.room import FLOOR
from simcommunity.members.ties import strengthen
from simcommunity.randomness import ANSWER_WHOM, MEET_WHOM, SPEAK_AGAIN, TEAM_ANSWER, luck

WAVES = 4
COMPANIONS = 3  # whom one gets to know at a meeting


@rule
def converse(room: Any, seats: Any, draws: Any, p: Any) -> None:
    """Let readers write in waves; each later wave answers writers of the one before."""
    start = 0
    for wave in range(1, WAVES + 1):
        room.seen_speakers = room.speakers  # within a wave nobody sees the others yet
        end = room.floor_count
        if wave > 1 and end == start:
            return
        written = 0
        level_1 = 0.0
        level_2 = 0.0
        for k in range(room.reader_count):
            seat = room.reader_seats[k]
            member = seats[seat]
            draw = float(draws[k]) if wave == 1 else luck(member, room, SPEAK_AGAIN, wave)
            if not member.speak(room, wave, draw, p):
                continue
            if member.first_wrote < 0 and member.greeted == 0:
                room.ever_wrote += 1.0
            length = turn_length(member, room, wave, p)
            level = 1.0 * member.expertise
            written += length
            level_1 += length * level
            level_2 += length * level * level
            write(member, room, length, p)
            if room.floor_count < FLOOR:
                room.floor[room.floor_count] = seat
                room.floor_count += 1
            if end > start:
                answer(room, seats, seat, wave, start, end, p)
        room.wave_messages = written
        room.wave_l1 = level_1
        room.wave_l2 = level_2
        start = end


@rule
def answer(room: Any, seats: Any, seat: int, wave: int, start: int, end: int, p: Any) -> None:
    """Let the writer in a seat answer somebody of the wave before: both are tied by it."""
    whom = start + int(luck(seats[seat], room, ANSWER_WHOM, wave) * (end - start))
    target = room.floor[whom]
    if target != seat:
        room.replies += 1.0
        hear(seats[target], 1.0, p)
        strengthen(seats, seat, target, p.tie_gain)


@rule
def mingle(room: Any, seats: Any, came: Any, others: int, p: Any) -> None:
    """Let who has just come to a meeting get to know some of those who are there already.

    A conversation has room for four (Dunbar, Duncan & Nettle 1995). Such bonds between people
    hold beside what the group as a whole means to them (Ren, Kraut & Kiesler 2007).
    """
    seat = came[others]
    for k in range(min(others, COMPANIONS)):
        whom = came[int(luck(seats[seat], room, MEET_WHOM, k) * others)]
        strengthen(seats, seat, whom, p.meeting_tie)


@rule
def team_answers(room: Any, seats: Any, p: Any) -> None:
    """Let the team answer writers whom no member answered, as far as its minutes reach."""
    if room.answers <= 0.0:
        return
    for k in range(room.floor_count):
        member = seats[room.floor[k]]
        if member.heard_today == 1 or room.answer_minutes - room.kept_minutes < p.answer_minutes:
            continue
        if luck(member, room, TEAM_ANSWER, 0) >= room.answers:
            continue
        hear(member, p.team_voice, p)
        room.team_replies += 1.0
        member.trust += p.answer_trust * (1.0 - member.trust)
        room.answer_minutes -= p.answer_minutes
        room.staff_minutes += p.answer_minutes
