"""The order of a day, written once for both engines.

    morning   arrive → plan → allot the team's minutes → post (see `morning`)
    in each group, once its newcomers are settled
        attend; for those who do not look in the day ends at once
        → greet → write in up to four waves → the team answers (see `talk`)
        → appraise, neglect → grab → buy → contacts outside the group (see `contact_day`)
    who asked is answered, over all groups (see `desk`)
    in each group a member's day ends
        mute, unmute or leave → keep its terms → measure → a night passes

`seats` is a row of the member array in the compiled engine and a list of agents in the Mesa engine;
`member.attend(…)` and the like reach the rule itself in the first and the agent's method in the
second (see `compilation.behaviour`).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from simcommunity.compilation import rule
from simcommunity.engine.contact_day import meet
from simcommunity.engine.lucks import lucks
from simcommunity.engine.talk import converse, mingle, team_answers
from simcommunity.members.appraisal import neglect, total_irritation, weigh_talk
from simcommunity.members.attention import put_aside, reading_chance, wake
from simcommunity.members.departure import is_present
from simcommunity.members.duties import keep_terms
from simcommunity.members.maths import saturating
from simcommunity.members.purchase import mentions
from simcommunity.members.record import ACTIVE, LEFT
from simcommunity.members.ties import grieve
from simcommunity.operators.feeds import FEEDS, PRIVATE, TO_STRANGERS
from simcommunity.operators.posting import wear_off
from simcommunity.operators.staff import is_served
from simcommunity.randomness import READ_AND_DEPART, SPEAK_AND_BUY
from simcommunity.vitals import follow_life, note_signals, write_daily, write_dealings


@rule
def live(room: Any, seats: Any, feeds: Any, queue: Any, daily: Any, p: Any) -> None:
    """Let one group live through the day, with contacts up to where they are answered.

    It takes just what it needs: handing on the whole state counts references to all its arrays,
    which would cost as much as a tenth of a group's day.
    """
    if not is_served(room, p):
        return
    people = np.empty(room.joined, np.uint64)
    for i in range(room.joined):
        people[i] = seats[i].person
    if room.closed == 1:  # its people are friends of the account as before
        for i in range(room.joined):
            seats[i].share_read = 0.0
        meet(room, seats, feeds, queue, people, p)
        return
    draws = looks_and_fates(room, people)
    gather(room, seats, draws, p)
    readers = readers_of(room, seats)
    reader_draws = lucks(room, readers, SPEAK_AND_BUY)
    converse(room, seats, reader_draws[0], p)
    team_answers(room, seats, p)
    weigh_talk(room, p)
    came = np.empty(room.reader_count, np.int16)
    for k in range(room.reader_count):
        seat = room.reader_seats[k]
        member = seats[seat]
        others = int(room.attended)
        member.appraise(room, p)
        neglect(member, p)
        if room.attended > others:
            came[others] = seat
            mingle(room, seats, came, others, p)
    trade(room, seats, reader_draws[1], p)
    if p.contacts > 0.0:
        meet(room, seats, feeds, queue, people, p)
    else:
        fates = np.empty(room.reader_count)
        for k in range(room.reader_count):
            fates[k] = draws[1, room.reader_seats[k]]
        end(room, seats, feeds, fates, daily, p)


@rule
def finish(room: Any, seats: Any, feeds: Any, daily: Any, p: Any) -> None:
    """End the day of a group whose contacts have been answered."""
    if not is_served(room, p):
        return
    for i in range(room.joined):
        member = seats[i]
        if room.closed == 1 or not is_present(member):
            member.fade(p)
    end(room, seats, feeds, looks_and_fates(room, readers_of(room, seats))[1], daily, p)


@rule
def looks_and_fates(room: Any, people: Any) -> Any:
    """Return the draws by which people look in, and by which they stay, (2, people)."""
    return lucks(room, people, READ_AND_DEPART)


@rule
def readers_of(room: Any, seats: Any) -> Any:
    """Return whose luck belongs to each who looked in, (readers,)."""
    readers = np.empty(room.reader_count, np.uint64)
    for k in range(room.reader_count):
        readers[k] = seats[room.reader_seats[k]].person
    return readers


@rule
def end(room: Any, seats: Any, feeds: Any, fates: Any, daily: Any, p: Any) -> None:
    """End the day of those who looked in, and write down what it was like.

    `fates` are the draws by which they stay, (readers,).
    """
    for k in range(room.reader_count):
        seat = room.reader_seats[k]
        if not stays(seats[seat], room, float(fates[k]), p):
            grieve(seats, seat)
    follow_life(room, p)
    note_signals(room)
    write_daily(room, daily)
    write_dealings(room, daily)
    room.recent_speakers += p.recency * (room.speakers - room.recent_speakers)
    room.usual_chat += p.recency * (room.messages - room.usual_chat)
    remember(room, feeds, p)
    if p.contacts > 0.0:
        for f in range(FEEDS):
            wear_off(feeds[f], p)
    room.excitement *= p.launch_keeps
    wear_off(room, p)


@rule
def remember(room: Any, feeds: Any, p: Any) -> None:
    """Keep of the day what counts tomorrow: who was there, what they told, whom it put off."""
    room.company = saturating(room.big_names / p.names_enough)
    room.big_names = 0.0
    room.trusting = room.trust
    room.mentions = room.mentioned
    pressed = room.pressing
    if p.contacts > 0.0:
        pressed += feeds[PRIVATE].pressing + feeds[TO_STRANGERS].pressing
    if p.ip_minutes > 0.0:
        room.standing -= p.pressing_costs * saturating(pressed) * room.standing
        room.standing += p.standing_returns * (1.0 - room.standing)


@rule
def gather(room: Any, seats: Any, draws: Any, p: Any) -> None:
    """See who looks in today; newcomers say hello and spammers post.

    Nothing that happens in the group reaches those who do not look in: their day ends at once.
    """
    for i in range(room.joined):
        member = seats[i]
        if not is_present(member):
            continue
        wake(member)
        room.would_read += reading_chance(member, 0.0, p)
        if member.attend(room, float(draws[0, i]), p):
            room.reader_seats[room.reader_count] = i
            room.reader_count += 1
        elif not stays(member, room, float(draws[1, i]), p):
            grieve(seats, i)
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
def trade(room: Any, seats: Any, draws: Any, p: Any) -> None:
    """Let readers grab what is free and order what they want."""
    for k in range(room.reader_count):
        member = seats[room.reader_seats[k]]
        if member.grab(room, p):
            room.grabs += 1.0
            room.packet_responses += room.red_packets
        bought = member.buy(room, float(draws[k]), p)
        if bought and mentions(member, room, p):
            room.mentioned += 1.0
        if room.mentions > 0.0:
            room.mention_readers += 1.0
            room.mention_orders += bought
        elif room.adverts > 0.0:
            room.advert_readers += 1.0
            room.advert_orders += bought
        elif room.offers > 0.0:
            room.offer_readers += 1.0
            room.offer_orders += bought
        if bought and room.adverts > 0.0:
            room.advert_responses += 1.0


@rule
def stays(member: Any, room: Any, draw: float, p: Any) -> bool:
    """Let a member decide whether to stay; if so, measure how it fares and let the night pass."""
    member.status = member.depart(room, draw, p)
    if member.status != LEFT and (p.duty_days > 0.0 or p.renew_every > 0.0):
        member.status = keep_terms(member, room, p)
    if not is_present(member):
        return False
    if p.folding > 0.0 and member.share_read <= 0.0:
        put_aside(member, room, p)
    if member.status == ACTIVE:
        room.active += 1.0
    else:
        room.muted += 1.0
    room.irritation += total_irritation(member)
    room.benefit += member.benefit
    room.trust += member.trust
    if member.expertise >= p.big_name:
        room.big_names += 1.0
    room.belonging += member.belonging
    member.fade(p)
    return True
