"""The compiled engine: the order of a day over a structured array, in machine code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcommunity.core.compilation import behaviour, compiled
from simcommunity.core.day.enquiries import serve
from simcommunity.core.day.group_day import finish, live
from simcommunity.core.day.morning import begin_day, plan_day, post_day
from simcommunity.core.members import (
    appraisal,
    attention,
    contacts,
    conversation,
    departure,
    duties,
    purchase,
)
from simcommunity.core.operators.acquisition import arrive, tie_newcomers
from simcommunity.core.operators.admission import settle_newcomers
from simcommunity.core.operators.invitations import note_kin
from simcommunity.core.operators.service import NOTED

if TYPE_CHECKING:
    from simcommunity.core.fields import Arrays

# What a member does, by the name under which an agent may override it.
BEHAVIOURS = {
    "attend": attention.attend,
    "greet": conversation.greet,
    "post_spam": conversation.post_spam,
    "speak": conversation.speak,
    "appraise": appraisal.appraise,
    "come_along": appraisal.come_along,
    "grab": purchase.grab,
    "buy": purchase.buy,
    "tell_others": purchase.tell_others,
    "depart": departure.depart,
    "renew": duties.renew,
    "look_at_moments": contacts.look_at_moments,
    "ask": contacts.ask,
    "talks": contacts.talks,
    "accept": contacts.accept,
    "turn_away": contacts.turn_away,
    "fade": appraisal.fade,
}
for _name, _rule in BEHAVIOURS.items():
    behaviour(_name, _rule)


@compiled
def open_day(s: Arrays, day: int, seed: int, replicate: int) -> None:
    """Turn the calendar to the day and let people come in."""
    begin_day(s, day)
    for g in range(len(s.kin)):
        note_kin(s.groups[g], s.table[g], s.kin[g])
    arrive(s, day, seed, replicate)


@compiled
def plan_and_post(s: Arrays, day: int, planned: bool) -> None:
    """Plan and post; with `planned`, a strategy has filled in what is wanted already."""
    plan_day(s, planned)
    post_day(s, day)


@compiled
def live_groups(s: Arrays, first: int, last: int) -> None:
    """Settle the newcomers of the groups from `first` up to `last`, and let them live the day."""
    p = s.p[0]
    for g in range(first, last):
        group = s.groups[g]
        if group.settled < group.joined:
            settle_newcomers(
                s.table[g], group.settled, group.joined, group.way, group.bribe, group.seeks,
                group.seed, group.replicate, s.segments, s.mixing, p,
            )  # fmt: skip
            tie_newcomers(group, s.table[g], s)
        feeds = s.feeds[g] if p.contacts > 0.0 else s.feeds[0:0].reshape(-1)
        queue = s.queues[g] if p.contacts > 0.0 else s.queues[0:0].reshape(-1, NOTED)
        live(group, s.table[g], feeds, queue, s.daily, p)


@compiled
def answer_contacts(s: Arrays) -> None:
    """Answer who asked in private today, and end the day of groups with contacts."""
    p = s.p[0]
    if p.contacts > 0.0:
        serve(s.groups, s.table, s.queues, p)
        for g in range(len(s.groups)):
            finish(s.groups[g], s.table[g], s.feeds[g], s.daily, p)


@compiled
def advance(s: Arrays, first_day: int, last_day: int, seed: int, replicate: int) -> None:
    """Run whole days, from `first_day` up to `last_day`."""
    for day in range(first_day, last_day):
        open_day(s, day, seed, replicate)
        plan_and_post(s, day, False)
        live_groups(s, 0, len(s.groups))
        answer_contacts(s)
