"""Who writes: greetings, talk in waves with thresholds and habit, replies, spam.

Thresholds make the talk of a group bistable (Granovetter 1978, "Threshold models of collective
behavior"): with enough recent speakers in sight many dare to write, with few nobody does.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from simcommunity.core.compilation import rule
from simcommunity.core.members.duties import checks_in
from simcommunity.core.members.maths import logistic, saturating, within_reach
from simcommunity.core.randomness import GREET, LENGTH, SPAM, luck

if TYPE_CHECKING:
    from simcommunity.core.fields import GroupRow, MemberRow, World

GREETING_DAYS = 6  # after that the chance of a greeting is nil for all purposes
LONGEST_TURN = 12
WEEKS_KEPT = 14
FIRST_HEARD = 1 << WEEKS_KEPT  # in `weeks_written`: the first message was answered that day


@rule
def greet(member: MemberRow, group: GroupRow, p: World) -> bool:
    """Decide whether a newcomer says hello today; the chance fades in about a day and a half."""
    age = group.day - member.day_joined
    if age >= GREETING_DAYS:
        return False
    chance = p.greeting * member.sociability * math.exp(-age / p.greeting_fade)
    return luck(member, group, GREET, 0) < chance


@rule
def stimulus(member: MemberRow, group: GroupRow, wave: int, p: World) -> float:
    """Return what there is to talk about for this member in this wave, about 0–2.

    In the first wave: the theme, the excitement of the launch, and what the operator's messages
    invite; later: the messages of the wave before. What is above or below a member's level
    invites it less: people talk with those who know about as much (McPherson, Smith-Lovin & Cook
    2001). Theme and company are new for a while only; what the team does to invite talk is not
    worn out by that.
    """
    interest = 0.5 * member.affinity + 0.5 * member.gregariousness
    level = 1.0 * member.expertise
    if wave == 1:
        invites = within_reach(
            group.invites, group.invites_l1, group.invites_l2, level, p.level_distance
        )
        return (
            member.affinity * (novelty(member, group, p) * group.theme + group.excitement)
            + p.invitation * invites * interest
        )
    said = within_reach(group.wave_messages, group.wave_l1, group.wave_l2, level, p.level_distance)
    echo = saturating(member.share_read * said * group.of_crowd / p.reply_saturation)
    return p.reply_pull * echo * interest * novelty(member, group, p)


@rule
def novelty(member: MemberRow, group: GroupRow, p: World) -> float:
    """Return how much of theme and company is still new for a member, 1 on the day it joins.

    Who cares most for the theme tires of it least.
    """
    return 1.0 / (1.0 + (group.day - member.day_joined) * (1.0 - member.affinity) / p.stays_new)


@rule
def speak(member: MemberRow, group: GroupRow, wave: int, draw: float, p: World) -> bool:
    """Decide whether a reading member writes in this wave; a check-in takes no courage.

    Thresholds count the share of the group that speaks, in people of a group of ordinary size.
    Who paid to get in wants to have something of it (Arkes & Blumer 1985).
    """
    if wave == 1 and p.duty_days > 0.0 and checks_in(member, group, p):
        return True
    ready = (
        member.sociability
        * (1.0 + p.habit * member.engagement)
        * (1.0 + p.sunk_effort * member.sunk)
        * group.chill
        * stimulus(member, group, wave, p)
    )
    if draw >= ready:  # the threshold can only lower the chance: most draws end here
        return False
    ready = min(ready, p.most_ready)
    seen = group.recent_speakers + member.share_read * group.seen_speakers
    dare = logistic((seen * group.of_crowd - member.speaking_threshold) / p.threshold_width)
    return draw < ready * (p.boldness + (1.0 - p.boldness) * dare)


@rule
def turn_length(member: MemberRow, group: GroupRow, wave: int, p: World) -> int:
    """Return how many messages a writer sends in one go: geometric, at most twelve.

    The odds of going on grow with the company in which one writes: there is more to go on about.
    """
    draw = luck(member, group, LENGTH, wave)
    length = 1
    company = math.log(1.0 + group.recent_speakers + group.seen_speakers)
    odds = p.go_on * math.exp(p.company_talk * company)
    again = odds / (1.0 - p.go_on + odds)
    chance = again
    while draw < chance and length < LONGEST_TURN:
        length += 1
        chance *= again
    return length


@rule
def write(member: MemberRow, group: GroupRow, messages: int, p: World) -> None:
    """Put a member's messages into the group and into its own history."""
    if member.wrote_today == 0:
        member.wrote_today = 1
        group.speakers += 1.0
        if member.last_wrote < group.spell_since:
            group.spell_posters += 1.0
        member.engagement += p.habit_gain
    group.spell_messages += messages
    if member.first_wrote < 0:
        member.first_wrote = group.day
    else:
        gap = group.day - member.last_wrote
        member.gap_squares += gap * gap
    week = (group.day - member.first_wrote) // 7
    if week < WEEKS_KEPT:
        member.weeks_written |= 1 << week
    member.last_wrote = group.day
    member.written += messages
    group.messages += messages
    worth = messages * member.affinity
    level = 1.0 * member.expertise
    group.chat_information += worth * level
    group.chat_l1 += worth * level * level
    group.chat_l2 += worth * level * level * level
    group.chat_fun += messages * member.gregariousness
    group.off_topic += (messages - worth) * group.leniency


@rule
def hear(member: MemberRow, weight: float, p: World) -> None:
    """Let a writer feel that somebody answered: habit and belonging grow."""
    member.heard_today = 1
    if member.first_wrote == member.last_wrote and member.wrote_today == 1:
        member.weeks_written |= FIRST_HEARD
    member.engagement += p.heard_habit * weight
    member.belonging += p.heard_belonging * weight * (1.0 - member.belonging)


@rule
def post_spam(member: MemberRow, group: GroupRow) -> bool:
    """Decide whether a member posts an advert of its own today; the moderator may remove it."""
    return member.spam > 0.0 and luck(member, group, SPAM, 0) < member.spam
