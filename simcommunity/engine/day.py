"""The order of a day, written once for both engines.

    morning   arrive → plan → allot the team's minutes → post (see `morning`)
    in each group, once its newcomers are settled
        attend; for those who do not look in the day ends at once
        → greet → write in up to four waves → the team answers (see `talk`)
        → appraise, come along → grab → buy → contacts outside the group (see `contact_day`)
    who asked is answered, over all groups (see `desk`)
    in each group a member's day ends
        mute, unmute or leave → keep its terms → measure → a night passes

`seats` is a row of the member array in the compiled engine and a list of agents in the Mesa engine;
`member.attend(…)` and the like reach the rule itself in the first and the agent's method in the
second (see `compilation.behaviour`). They only decide: what follows from it is booked here.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from simcommunity.compilation import rule
from simcommunity.engine.contact_day import meet
from simcommunity.engine.lucks import lucks
from simcommunity.engine.talk import converse, mingle, team_answers
from simcommunity.members.appraisal import (
    belong,
    disappoint,
    irritate,
    neglect,
    rely,
    total_irritation,
    weigh_talk,
    witness,
)
from simcommunity.members.attention import put_aside, reading_chance, share_of, wake
from simcommunity.members.departure import blame, is_present, why_leave
from simcommunity.members.duties import days_missed
from simcommunity.members.maths import saturating
from simcommunity.members.purchase import buy_terms, purchase, why_order
from simcommunity.members.record import (
    ACTIVE,
    DID_GRAB,
    DID_GREET,
    DID_MUTE,
    DID_RENEW,
    DID_UNMUTE,
    LEFT,
    MUTED,
    NOT_RENEWED,
    REMOVED,
)
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
        wake(seats[i])
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
        others = int(room.attended)
        if reads(seats[seat], room, p):
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
        room.would_read += reading_chance(member, 0.0, p)
        if member.attend(room, float(draws[0, i]), p):
            member.share_read = share_of(member, room.operator_messages + room.usual_chat)
            room.reader_seats[room.reader_count] = i
            room.reader_count += 1
            continue
        member.share_read = 0.0
        if not stays(member, room, float(draws[1, i]), p):
            grieve(seats, i)
    for k in range(room.reader_count):
        member = seats[room.reader_seats[k]]
        if member.greet(room, p):
            if member.first_wrote < 0 and member.greeted == 0:
                room.ever_wrote += 1.0
            room.greetings += 1.0
            member.greeted = 1
            member.engagement += p.greeting_habit
            member.today |= DID_GREET
        if member.post_spam(room):
            room.spam += room.spam_stays
    room.readers = room.reader_count


@rule
def reads(member: Any, room: Any, p: Any) -> bool:
    """Let a reader take in the day; return whether it came to a meeting.

    Nothing ties and convinces more than to meet.
    """
    share = share_of(member, room.volume)
    member.share_read = share
    from_operator, from_members = member.appraise(room, p)
    value = saturating(from_operator + from_members)
    member.benefit += p.benefit_renewal * (value - member.benefit)
    irritate(member, room, share, p)
    disappoint(member, p)
    belong(member, room, p)
    comes = room.gathering > 0.0 and member.come_along(room, p)
    if comes:
        room.attended += 1.0
        member.belonging += p.meeting_belonging * (1.0 - member.belonging)
        member.trust += p.meeting_trust * (1.0 - member.trust)
    rely(member, room, share, from_operator, p)
    witness(member, room, share, p)
    neglect(member, p)
    return comes


@rule
def trade(room: Any, seats: Any, draws: Any, p: Any) -> None:
    """Let readers grab what is free and order what they want."""
    for k in range(room.reader_count):
        member = seats[room.reader_seats[k]]
        if room.red_packets > 0.0 and member.grab(room, p):
            room.grabs += 1.0
            room.packet_responses += room.red_packets
            member.today |= DID_GRAB
        if room.mentions > 0.0:
            room.mention_readers += 1.0
        elif room.adverts > 0.0:
            room.advert_readers += 1.0
        elif room.offers > 0.0:
            room.offer_readers += 1.0
        if member.buy(room, float(draws[k]), p):
            sell(member, room, p)


@rule
def sell(member: Any, room: Any, p: Any) -> None:
    """Book an order in the group."""
    member.why_ordered = why_order(buy_terms(member, room, p))
    purchase(member, room, room.discount, p)
    if member.tell_others(room, p):
        room.mentioned += 1.0
    if room.mentions > 0.0:
        room.mention_orders += 1.0
    elif room.adverts > 0.0:
        room.advert_orders += 1.0
    elif room.offers > 0.0:
        room.offer_orders += 1.0
    if room.adverts > 0.0:
        room.advert_responses += 1.0


@rule
def turn(member: Any, room: Any, status: int, p: Any) -> None:
    """Book what a member has decided about the group."""
    if status == member.status:
        return
    if status == LEFT:
        room.newly_left += 1.0
        member.why_left = why_leave(member, p)
    elif status == MUTED:
        room.newly_muted += 1.0
        blame(member, room, p)
        member.today |= DID_MUTE
    elif status == ACTIVE:
        room.unmuted += 1.0
        member.today |= DID_UNMUTE
    else:
        raise ValueError("depart must return ACTIVE, MUTED or LEFT")
    member.status = status


@rule
def keep_terms(member: Any, room: Any, p: Any) -> None:
    """Look at the terms of a present member: who missed its duty goes, who is due may renew."""
    if p.duty_days > 0.0 and days_missed(member, room) >= p.duty_days:
        room.newly_removed += 1.0
        member.status = REMOVED
    elif p.renew_every > 0.0 and room.day - member.last_paid >= p.renew_every:
        room.renewals_due += 1.0
        if not member.renew(room, p):
            room.newly_left += 1.0
            member.why_left = NOT_RENEWED
            member.status = LEFT
            return
        member.last_paid = room.day
        room.renewed += 1.0
        room.revenue += p.renew_fee
        room.gross_profit += p.renew_fee
        member.spend += p.renew_fee
        member.today |= DID_RENEW


@rule
def stays(member: Any, room: Any, draw: float, p: Any) -> bool:
    """Let a member decide whether to stay; if so, measure how it fares and let the night pass."""
    turn(member, room, member.depart(room, draw, p), p)
    if member.status != LEFT and (p.duty_days > 0.0 or p.renew_every > 0.0):
        keep_terms(member, room, p)
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
