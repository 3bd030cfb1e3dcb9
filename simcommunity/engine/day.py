"""The order of a day, written once for both engines.

    morning   arrive → settle the newcomers → plan → allot the team's minutes → post
    in each group
        attend → greet → write in up to four waves → the team answers
        → appraise → grab → buy → neglect → mute, unmute or leave → measure → a night passes

`seats` is a row of the member array in the compiled engine and a list of agents in the Mesa engine;
`member.attend(…)` and the like reach the rule itself in the first and the agent's method in the
second (see `compilation.behaviour`).
"""

from __future__ import annotations

from typing import Any

from simcommunity.compilation import rule
from simcommunity.members.appraisal import neglect, total_irritation
from simcommunity.members.attention import reading_chance, wake
from simcommunity.members.conversation import hear, turn_length, write
from simcommunity.members.maths import saturating
from simcommunity.members.record import ACTIVE, LEFT, MUTED
from simcommunity.members.room import FLOOR, reset_marks
from simcommunity.members.ties import grieve, strengthen
from simcommunity.operators.acquisition import is_present, set_day_zero
from simcommunity.operators.planning import plan
from simcommunity.operators.posting import post, wear_off
from simcommunity.operators.staff import allot
from simcommunity.randomness import ANSWER_WHOM, TEAM_ANSWER, luck
from simcommunity.vitals import follow_life, note_signals, write_daily

WAVES = 4


@rule
def begin_day(s: Any, day: int) -> None:
    """Turn every group's calendar to the day and clear the marks of yesterday."""
    for g in range(len(s.rooms)):
        room = s.rooms[g]
        room.day = day
        reset_marks(room)


@rule
def plan_day(s: Any, planned: bool) -> None:
    """Let the playbook say what it wants to send today, unless somebody has said so already."""
    for g in range(len(s.rooms)):
        room = s.rooms[g]
        if planned:
            room.phase = 0
        elif room.joined > 0:
            plan(room, s)


@rule
def post_day(s: Any, day: int) -> None:
    """Post what the team's minutes allow, and let launch excitement and staleness wear off."""
    p = s.p[0]
    allot(s.rooms, s.actions, s.phases, s.wanted, s.order, day, p)
    for g in range(len(s.rooms)):
        room = s.rooms[g]
        if room.joined == 0:
            continue
        set_day_zero(room, s, day)
        for a in range(len(s.actions)):
            if s.wanted[g, a] > 0:
                action = s.actions[a]
                kind = s.kinds[action.kind]
                post(room, kind, s.wanted[g, a], s.worth[g, a], action.by_hand, p)
                s.fired[g, a] = day


@rule
def live(room: Any, seats: Any, s: Any) -> None:
    """Let one group live through the day."""
    if room.joined == 0:
        return
    p = s.p[0]
    gather(room, seats, p)
    converse(room, seats, p)
    team_answers(room, seats, p)
    for k in range(room.reader_count):
        seats[room.reader_seats[k]].appraise(room, p)
    trade(room, seats, p)
    end_day(room, seats, p)
    follow_life(room, p)
    note_signals(room)
    write_daily(room, s.daily)
    room.recent_speakers += p.recency * (room.speakers - room.recent_speakers)
    room.usual_chat += p.recency * (room.messages - room.usual_chat)
    room.excitement *= p.launch_keeps
    wear_off(room, p)


@rule
def gather(room: Any, seats: Any, p: Any) -> None:
    """See who looks in today; newcomers say hello and spammers post."""
    for i in range(room.joined):
        member = seats[i]
        if not is_present(member):
            continue
        wake(member)
        room.would_read += reading_chance(member, 0.0, p)
        if member.attend(room, p):
            room.reader_seats[room.reader_count] = i
            room.reader_count += 1
    for k in range(room.reader_count):
        member = seats[room.reader_seats[k]]
        new = member.first_wrote < 0 and member.greeted == 0
        if member.greet(room, p):
            room.greetings += 1.0
            if new:
                room.ever_wrote += 1.0
        member.post_spam(room)
    room.readers = room.reader_count


@rule
def converse(room: Any, seats: Any, p: Any) -> None:
    """Let readers write in waves; each later wave answers writers of the one before."""
    start = 0
    for wave in range(1, WAVES + 1):
        room.seen_speakers = room.speakers  # within a wave nobody sees the others yet
        end = room.floor_count
        if wave > 1 and end == start:
            return
        written = 0
        for k in range(room.reader_count):
            seat = room.reader_seats[k]
            member = seats[seat]
            if not member.speak(room, wave, p):
                continue
            if member.first_wrote < 0 and member.greeted == 0:
                room.ever_wrote += 1.0
            length = turn_length(member, room, wave, p)
            written += length
            write(member, room, length, p)
            if room.floor_count < FLOOR:
                room.floor[room.floor_count] = seat
                room.floor_count += 1
            if end > start:
                answer(room, seats, seat, wave, start, end, p)
        room.wave_messages = written
        start = end


@rule
def answer(room: Any, seats: Any, seat: int, wave: int, start: int, end: int, p: Any) -> None:
    """Let the writer in a seat answer somebody of the wave before: both are tied by it."""
    whom = start + int(luck(seats[seat], room, ANSWER_WHOM, wave) * (end - start))
    target = room.floor[whom]
    if target != seat:
        hear(seats[target], 1.0, p)
        strengthen(seats, seat, target, p.tie_gain)


@rule
def team_answers(room: Any, seats: Any, p: Any) -> None:
    """Let the team answer writers whom no member answered, as far as its minutes reach."""
    if room.answers <= 0.0:
        return
    for k in range(room.floor_count):
        member = seats[room.floor[k]]
        if member.heard_today == 1 or room.answer_minutes < p.answer_minutes:
            continue
        if luck(member, room, TEAM_ANSWER, 0) >= room.answers:
            continue
        hear(member, p.team_voice, p)
        member.trust += p.answer_trust * (1.0 - member.trust)
        room.answer_minutes -= p.answer_minutes
        room.staff_minutes += p.answer_minutes
        room.operator_messages += 1.0


@rule
def trade(room: Any, seats: Any, p: Any) -> None:
    """Let readers grab what is free and order what they want."""
    for k in range(room.reader_count):
        member = seats[room.reader_seats[k]]
        if member.grab(room, p):
            room.grabs += 1.0
            room.packet_responses += room.red_packets
        if member.buy(room, p):
            room.orders += 1.0
            price = p.ticket * (1.0 - room.discount)
            room.revenue += price
            room.gross_profit += price - p.ticket * (1.0 - p.margin)
            if room.adverts > 0.0:
                room.advert_responses += 1.0


@rule
def end_day(room: Any, seats: Any, p: Any) -> None:
    """Let everybody decide whether to stay, take the measures, and let the night pass."""
    for i in range(room.joined):
        member = seats[i]
        if not is_present(member):
            continue
        neglect(member, p)
        member.belonging += (
            p.event_belonging
            * saturating(member.share_read * room.social)
            * member.gregariousness
            * (1.0 - member.belonging)
        )
        member.status = member.depart(room, p)
        if member.status == LEFT:
            grieve(seats, i)
            continue
        if member.status == ACTIVE:
            room.active += 1.0
        elif member.status == MUTED:
            room.muted += 1.0
        room.irritation += total_irritation(member)
        room.benefit += member.benefit
        room.trust += member.trust
        room.belonging += member.belonging
        member.fade(p)
