"""The talk of a day in one group: members write in waves and answer, and so does the team."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simcommunity.core.compilation import rule
from simcommunity.core.group import FLOOR
from simcommunity.core.members.conversation import hear, turn_length, write
from simcommunity.core.members.duties import checks_in
from simcommunity.core.members.ties import strengthen
from simcommunity.core.randomness import ANSWER_WHOM, MEET_WHOM, SPEAK_AGAIN, TEAM_ANSWER, luck

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simcommunity.core.fields import GroupRow, MemberRow, World

WAVES = 4
COMPANIONS = 3  # whom one gets to know at a meeting


@rule
def converse(group: GroupRow, seats: Sequence[MemberRow], draws: Any, p: World) -> None:
    """Let readers write in waves; each later wave answers writers of the one before."""
    start = 0
    for wave in range(1, WAVES + 1):
        group.seen_speakers = group.speakers  # within a wave nobody sees the others yet
        end = group.floor_count
        if wave > 1 and end == start:
            return
        written = 0
        level_1 = 0.0
        level_2 = 0.0
        for k in range(group.reader_count):
            seat = group.reader_seats[k]
            member = seats[seat]
            draw = float(draws[k]) if wave == 1 else luck(member, group, SPEAK_AGAIN, wave)
            if not member.speak(group, wave, draw, p):
                continue
            if wave == 1 and p.duty_days > 0.0 and checks_in(member, group, p):
                group.check_ins += 1.0
            if member.first_wrote < 0 and member.greeted == 0:
                group.ever_wrote += 1.0
            length = turn_length(member, group, wave, p)
            level = 1.0 * member.expertise
            written += length
            level_1 += length * level
            level_2 += length * level * level
            write(member, group, length, p)
            if group.floor_count < FLOOR:
                group.floor[group.floor_count] = seat
                group.floor_count += 1
            if end > start:
                answer(group, seats, seat, wave, start, end, p)
        group.wave_messages = written
        group.wave_l1 = level_1
        group.wave_l2 = level_2
        start = end


@rule
def answer(
    group: GroupRow,
    seats: Sequence[MemberRow],
    seat: int,
    wave: int,
    start: int,
    end: int,
    p: World,
) -> None:
    """Let the writer in a seat answer somebody of the wave before: both are tied by it."""
    whom = start + int(luck(seats[seat], group, ANSWER_WHOM, wave) * (end - start))
    target = group.floor[whom]
    if target != seat:
        group.replies += 1.0
        hear(seats[target], 1.0, p)
        strengthen(seats, seat, target, p.tie_gain)


@rule
def mingle(group: GroupRow, seats: Sequence[MemberRow], came: Any, others: int, p: World) -> None:
    """Let who has just come to a meeting get to know some of those who are there already.

    A conversation has room for four (Dunbar, Duncan & Nettle 1995). Such bonds between people
    hold beside what the group as a whole means to them (Ren, Kraut & Kiesler 2007).
    """
    seat = came[others]
    for k in range(min(others, COMPANIONS)):
        whom = came[int(luck(seats[seat], group, MEET_WHOM, k) * others)]
        strengthen(seats, seat, whom, p.meeting_tie)


@rule
def team_answers(group: GroupRow, seats: Sequence[MemberRow], p: World) -> None:
    """Let the team answer writers whom no member answered, as far as its minutes reach."""
    if group.answers <= 0.0:
        return
    for k in range(group.floor_count):
        member = seats[group.floor[k]]
        if member.heard_today == 1 or group.answer_minutes - group.kept_minutes < p.answer_minutes:
            continue
        if luck(member, group, TEAM_ANSWER, 0) >= group.answers:
            continue
        hear(member, p.team_voice, p)
        group.team_replies += 1.0
        member.trust += p.answer_trust * (1.0 - member.trust)
        group.answer_minutes -= p.answer_minutes
        group.staff_minutes += p.answer_minutes
