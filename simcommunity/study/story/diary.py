"""A diary: what happened to one member of one replicate, day by day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from simcommunity.core.members.record import (
    ACTIVE,
    AS_CUSTOMER,
    GOT_MESSAGE,
    OUTSIDE,
    SAW_MOMENTS,
    STATUS_NAMES,
)
from simcommunity.core.operators.feeds import TO_CUSTOMERS, TO_STRANGERS
from simcommunity.core.operators.service import SEAT
from simcommunity.simulation.state import State


@dataclass(frozen=True)
class Happening:
    """One thing that happened on a day.

    Attributes:
        event: as in the event log (`simcommunity.simulation.events`), or one that the log
            leaves out: greeted, grabbed, annoyed, answered, ignored, pleased, let_down,
            unanswered, asked, folded, friend_left, moments, private.
        why: of the log; of annoyed the cause.
        amount: of the log; of annoyed what was added to the irritation, of pleased and let_down
            how far the goods lay above or below what was expected.
    """

    event: str
    why: str = ""
    amount: float = 0.0


@dataclass(frozen=True)
class Today:
    """One day of one member, as it stood in the evening.

    Attributes:
        status: in the group: absent, active, muted, left, outside, removed.
        friend: whether it sees what the account shows to its friends.
        posted: title of a kind of message by its name → how many the group got today, if it was
            looked at; else empty.
        talk: messages by other members, if it was looked at.
        irritation: over all causes, in the evening.
        closed: whether the group has been closed as planned.
        happenings: in the order in which a day brings them.
    """

    day: int
    status: str
    friend: bool
    posted: Mapping[str, int]
    talk: int
    irritation: float
    closed: bool
    happenings: tuple[Happening, ...]

    def amount(self, event: str) -> float:
        """Return the sum of the amounts of one sort of event."""
        return sum(one.amount for one in self.happenings if one.event == event)

    def has(self, event: str) -> bool:
        """Return whether something of the sort happened."""
        return any(one.event == event for one in self.happenings)


@dataclass
class Diary:
    """The life of one member in one replicate.

    Attributes:
        person: the candidate's number.
        group: its group; −1 when it never came in.
        campaign: number of the campaign that brought it; −1 when it was there from the start.
        segment: number of it among those the scenario uses.
        prior_customer: whether it had bought before.
        traits: name → value.
        days: from the day it came in; empty when it never did.
        annoys: log-odds of muting that one unit of irritation adds.
    """

    person: int
    group: int
    campaign: int
    segment: int
    prior_customer: bool
    traits: dict[str, float]
    annoys: float
    days: list[Today] = field(default_factory=list)

    @property
    def came_in(self) -> bool:
        """Whether it ever came in."""
        return self.group >= 0

    def first(self, event: str) -> int | None:
        """Return the first day on which something of the sort happened."""
        return next((today.day for today in self.days if today.has(event)), None)

    def count(self, event: str) -> int:
        """Return on how many days something of the sort happened."""
        return sum(today.has(event) for today in self.days)

    @property
    def orders(self) -> int:
        """How often it ordered."""
        return sum(one.event == "bought" for today in self.days for one in today.happenings)

    def amount(self, event: str) -> float:
        """Return the sum of the amounts of one sort of event."""
        return sum(today.amount(event) for today in self.days)

    @property
    def reached(self) -> int:
        """Days on which the account reached it: listening in the group, or as a friend."""
        return sum(is_reached(today.status, today.friend) for today in self.days)


def is_reached(status: str, friend: bool) -> bool:
    """Return whether a member can be reached: it has notifications on, or sees Moments outside."""
    return status == STATUS_NAMES[ACTIVE] or (status == STATUS_NAMES[OUTSIDE] and friend)


def asks(state: State, at: tuple[int, int], group: Any) -> bool:
    """Return whether the member in a seat asked the account something in private today."""
    count = int(group.enquiries)
    return count > 0 and at[1] in state.queues[at[0], :count, SEAT]


def seen_outside(state: State, group: int, marks: int) -> list[Happening]:
    """Return whether somebody looked at Moments with things in them, or got a private message."""
    out = []
    if marks & SAW_MOMENTS:
        audience = TO_CUSTOMERS if marks & AS_CUSTOMER else TO_STRANGERS
        posts = float(state.feeds[group, audience]["operator_messages"])
        if posts > 0.0:
            out.append(Happening("moments", "", posts))
    if marks & GOT_MESSAGE:
        out.append(Happening("private"))
    return out
