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

from typing import TYPE_CHECKING, Any

import numpy as np

from simcommunity.core.compilation import rule
from simcommunity.core.day.contact_day import meet
from simcommunity.core.day.talk import converse, mingle, team_answers
from simcommunity.core.members.appraisal import (
    belong,
    disappoint,
    irritate,
    neglect,
    rely,
    total_irritation,
    weigh_talk,
    witness,
)
from simcommunity.core.members.attention import put_aside, reading_chance, share_of, wake
from simcommunity.core.members.departure import blame, is_present, why_leave
from simcommunity.core.members.duties import days_missed
from simcommunity.core.members.maths import saturating
from simcommunity.core.members.purchase import (
    buy_terms,
    choice_in_group,
    meet_need,
    open_occasions,
    purchase,
    sends_on,
    why_order,
)
from simcommunity.core.members.record import (
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
from simcommunity.core.members.ties import grieve
from simcommunity.core.operators.feeds import FEEDS, PRIVATE, TO_STRANGERS
from simcommunity.core.operators.posting import wear_off
from simcommunity.core.operators.staff import is_served
from simcommunity.core.randomness import READ_AND_DEPART, SPEAK_AND_BUY, day_draws
from simcommunity.core.vitals import follow_life, note_signals, write_daily, write_dealings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simcommunity.core.fields import FeedRow, GroupRow, MemberRow, World


SMALL = 20.0  # members of a group in which everybody is seen


@rule
def live(
    group: GroupRow,
    seats: Sequence[MemberRow],
    feeds: Sequence[FeedRow],
    queue: Any,
    daily: Any,
    p: World,
) -> None:
    """Let one group live through the day, with contacts up to where they are answered.

    It takes just what it needs: handing on the whole state counts references to all its arrays,
    which would cost as much as a tenth of a group's day.
    """
    if not is_served(group, p):
        return
    people = np.empty(group.joined, np.uint64)
    for i in range(group.joined):
        wake(seats[i])
        people[i] = seats[i].person
    if group.closed == 1:  # its people are friends of the account as before
        for i in range(group.joined):
            seats[i].share_read = 0.0
        meet(group, seats, feeds, queue, people, p)
        return
    draws = looks_and_fates(group, people)
    gather(group, seats, draws, p)
    readers = readers_of(group, seats)
    reader_draws = day_draws(group, readers, SPEAK_AND_BUY)
    converse(group, seats, reader_draws[0], p)
    team_answers(group, seats, p)
    weigh_talk(group, p)
    came = np.empty(group.reader_count, np.int16)
    for k in range(group.reader_count):
        seat = group.reader_seats[k]
        others = int(group.attended)
        if reads(seats[seat], group, p):
            came[others] = seat
            mingle(group, seats, came, others, p)
    trade(group, seats, reader_draws[1], p)
    if p.contacts > 0.0:
        meet(group, seats, feeds, queue, people, p)
    else:
        fates = np.empty(group.reader_count)
        for k in range(group.reader_count):
            fates[k] = draws[1, group.reader_seats[k]]
        end(group, seats, feeds, fates, daily, p)


@rule
def finish(
    group: GroupRow, seats: Sequence[MemberRow], feeds: Sequence[FeedRow], daily: Any, p: World
) -> None:
    """End the day of a group whose contacts have been answered."""
    if not is_served(group, p):
        return
    for i in range(group.joined):
        member = seats[i]
        if group.closed == 1 or not is_present(member):
            member.fade(p)
    end(group, seats, feeds, looks_and_fates(group, readers_of(group, seats))[1], daily, p)


@rule
def looks_and_fates(group: GroupRow, people: Any) -> Any:
    """Return the draws by which people look in, and by which they stay, (2, people)."""
    return day_draws(group, people, READ_AND_DEPART)


@rule
def readers_of(group: GroupRow, seats: Sequence[MemberRow]) -> Any:
    """Return whose luck belongs to each who looked in, (readers,)."""
    readers = np.empty(group.reader_count, np.uint64)
    for k in range(group.reader_count):
        readers[k] = seats[group.reader_seats[k]].person
    return readers


@rule
def end(
    group: GroupRow,
    seats: Sequence[MemberRow],
    feeds: Sequence[FeedRow],
    fates: Any,
    daily: Any,
    p: World,
) -> None:
    """End the day of those who looked in, and write down what it was like.

    `fates` are the draws by which they stay, (readers,).
    """
    for k in range(group.reader_count):
        seat = group.reader_seats[k]
        if not stays(seats[seat], group, float(fates[k]), p):
            grieve(seats, seat)
    follow_life(group, p)
    note_signals(group)
    write_daily(group, daily)
    write_dealings(group, daily)
    group.recent_speakers += p.recency * (group.speakers - group.recent_speakers)
    group.usual_chat += p.recency * (group.messages - group.usual_chat)
    remember(group, feeds, p)
    if p.contacts > 0.0:
        for f in range(FEEDS):
            wear_off(feeds[f], p)
    group.excitement *= p.launch_keeps
    wear_off(group, p)


@rule
def remember(group: GroupRow, feeds: Sequence[FeedRow], p: World) -> None:
    """Keep of the day what counts tomorrow: who was there, what they told, whom it put off."""
    group.company = saturating(group.big_names / p.names_enough)
    group.big_names = 0.0
    group.trusting = group.trust
    # What a reader meets of it: in a large group most goes past one.
    group.mentions = group.mentioned / (1.0 + (group.active + group.muted) / p.crowd_seen)
    group.given = group.sent_on
    pressed = group.pressing
    if p.contacts > 0.0:
        pressed += feeds[PRIVATE].pressing + feeds[TO_STRANGERS].pressing
    if p.ip_minutes > 0.0:
        group.standing -= p.pressing_costs * saturating(pressed) * group.standing
        group.standing += p.standing_returns * (1.0 - group.standing)


@rule
def gather(group: GroupRow, seats: Sequence[MemberRow], draws: Any, p: World) -> None:
    """See who looks in today; newcomers say hello and spammers post.

    Nothing that happens in the group reaches those who do not look in: their day ends at once.
    """
    for i in range(group.joined):
        member = seats[i]
        if not is_present(member):
            continue
        group.crowd += 1.0
        group.would_read += reading_chance(member, 0.0, p)
        if member.attend(group, float(draws[0, i]), p):
            member.share_read = share_of(member, group.operator_messages + group.usual_chat)
            group.reader_seats[group.reader_count] = i
            group.reader_count += 1
            continue
        member.share_read = 0.0
        if not stays(member, group, float(draws[1, i]), p):
            grieve(seats, i)
    group.of_crowd = p.crowd_usual / max(group.crowd, SMALL)
    for k in range(group.reader_count):
        member = seats[group.reader_seats[k]]
        if member.greet(group, p):
            if member.first_wrote < 0 and member.greeted == 0:
                group.ever_wrote += 1.0
            group.greetings += 1.0
            member.greeted = 1
            member.engagement += p.greeting_habit
            member.today |= DID_GREET
        if member.post_spam(group):
            group.spam += group.spam_stays
    group.readers = group.reader_count


@rule
def reads(member: MemberRow, group: GroupRow, p: World) -> bool:
    """Let a reader take in the day; return whether it came to a meeting.

    Nothing ties and convinces more than to meet.
    """
    share = share_of(member, group.volume)
    member.share_read = share
    from_operator, from_members = member.appraise(group, p)
    value = saturating(from_operator + from_members)
    member.benefit += p.benefit_renewal * (value - member.benefit)
    irritate(member, group, share, p)
    disappoint(member, p)
    belong(member, group, p)
    comes = group.gathering > 0.0 and member.come_along(group, p)
    if comes:
        group.attended += 1.0
        member.belonging += p.meeting_belonging * (1.0 - member.belonging)
        member.trust += p.meeting_trust * (1.0 - member.trust)
    rely(member, group, share, from_operator, p)
    witness(member, group, share, p)
    neglect(member, p)
    return comes


@rule
def trade(group: GroupRow, seats: Sequence[MemberRow], draws: Any, p: World) -> None:
    """Let readers grab what is free and order what they want."""
    for k in range(group.reader_count):
        member = seats[group.reader_seats[k]]
        if group.red_packets + group.given > 0.0 and member.grab(group, p):
            group.grabs += 1.0
            group.packet_responses += group.red_packets
            member.today |= DID_GRAB
            if sends_on(member, group, p):
                group.sent_on += 1.0
        if group.mentions > 0.0:
            group.mention_readers += 1.0
        elif group.adverts > 0.0:
            group.advert_readers += 1.0
        elif group.offers > 0.0:
            group.offer_readers += 1.0
        chance = choice_in_group(member, group, p)
        for number in range(member.buy(group, chance, float(draws[k]), p)):
            sell(member, group, number, p)
        meet_need(member, chance * open_occasions(member, group.discount, p))


@rule
def sell(member: MemberRow, group: GroupRow, number: int, p: World) -> None:
    """Book the order `number` of a member's day in the group."""
    member.why_ordered = why_order(buy_terms(member, group, p))
    purchase(member, group, number, group.discount, group.claim * member.share_read, p)
    if number == 0 and member.tell_others(group, p):
        group.mentioned += 1.0
    if group.mentions > 0.0:
        group.mention_orders += 1.0
    elif group.adverts > 0.0:
        group.advert_orders += 1.0
    elif group.offers > 0.0:
        group.offer_orders += 1.0
    if group.adverts > 0.0:
        group.advert_responses += 1.0


@rule
def turn(member: MemberRow, group: GroupRow, status: int, p: World) -> None:
    """Book what a member has decided about the group."""
    if status == member.status:
        return
    if status == LEFT:
        group.newly_left += 1.0
        member.why_left = why_leave(member, p)
    elif status == MUTED:
        group.newly_muted += 1.0
        blame(member, group, p)
        member.today |= DID_MUTE
    elif status == ACTIVE:
        group.unmuted += 1.0
        member.today |= DID_UNMUTE
    else:
        raise ValueError("depart must return ACTIVE, MUTED or LEFT")
    member.status = status


@rule
def keep_terms(member: MemberRow, group: GroupRow, p: World) -> None:
    """Look at the terms of a present member: who missed its duty goes, who is due may renew."""
    if p.duty_days > 0.0 and days_missed(member, group) >= p.duty_days:
        group.newly_removed += 1.0
        member.status = REMOVED
    elif p.renew_every > 0.0 and group.day - member.last_paid >= p.renew_every:
        group.renewals_due += 1.0
        if not member.renew(group, p):
            group.newly_left += 1.0
            member.why_left = NOT_RENEWED
            member.status = LEFT
            return
        member.last_paid = group.day
        group.renewed += 1.0
        group.revenue += p.renew_fee
        group.gross_profit += p.renew_fee
        member.spend += p.renew_fee
        member.today |= DID_RENEW


@rule
def stays(member: MemberRow, group: GroupRow, draw: float, p: World) -> bool:
    """Let a member decide whether to stay; if so, measure how it fares and let the night pass."""
    turn(member, group, member.depart(group, draw, p), p)
    if member.status != LEFT and (p.duty_days > 0.0 or p.renew_every > 0.0):
        keep_terms(member, group, p)
    if not is_present(member):
        return False
    if p.folding > 0.0 and member.share_read <= 0.0:
        put_aside(member, group, p)
    if member.status == ACTIVE:
        group.active += 1.0
    else:
        group.muted += 1.0
    group.irritation += total_irritation(member)
    group.benefit += member.benefit
    group.trust += member.trust
    if member.expertise >= p.big_name:
        group.big_names += 1.0
    group.belonging += member.belonging
    member.fade(p)
    return True
