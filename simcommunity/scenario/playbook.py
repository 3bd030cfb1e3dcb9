"""Playbooks: what a team sends when, as a calendar, as reactions, and in phases."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from simcommunity.scenario.quantities import (
    Cooldown,
    Exclusive,
    Interval,
    Model,
    Money,
    Name,
    OrText,
    RunDay,
    Share,
    Words,
    broken,
)

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
FREQUENCIES = ("per_day", "round", "every", "on", "dates")
# What an operator can see of a group: the one list that triggers, strategies and rules share.
SIGNALS = (
    "reached_share",
    "speakers_per_100",
    "messages",
    "orders_per_100",
    "left_share",
    "days_since_talk",
    "members",
)
_Times = Annotated[int, Field(ge=1, le=500)]


class CalendarEntry(Exclusive):
    """One thing that is sent again and again."""

    one_of = FREQUENCIES

    send: Name
    """Kind of message."""
    to: Literal["group", "moments", "private"] = "group"
    """Channel."""
    visible_to: Literal["all", "customers", "others"] = "all"
    """Who sees it in Moments."""
    per_day: Annotated[int, Field(ge=0, le=200)] | None = None
    """So many every day."""
    round: Interval | None = None
    """Private messages: everybody once in so many days."""
    every: Interval | None = None
    """On every n-th day: ``2 days``, ``1 week``."""
    on: Annotated[tuple[Weekday, ...], Field(min_length=1, max_length=7)] | None = None
    """On these weekdays; the run begins on a Monday."""
    dates: Annotated[tuple[RunDay, ...], Field(min_length=1, max_length=1000)] | None = None
    """On these days of the run; the first is 0."""
    starting: RunDay = 0
    """First day of the run on which it may be sent."""
    times: _Times = 1
    """How many on such a day."""
    worth: Money | None = None
    """¥ a member can get, in place of the message's own money."""
    priority: Annotated[int, Field(ge=0, le=1000)] = 0
    """What is done first when minutes run short: the lowest number."""

    @model_validator(mode="after")
    def _fit_the_channel(self) -> Self:
        if self.round is not None and self.to != "private":
            raise broken("round_is_private", to=self.to)
        if self.visible_to != "all" and self.to != "moments":
            raise broken("visible_in_moments", to=self.to)
        return self

    @property
    def a_week(self) -> float:
        """How many are sent in an average week; dates of the run are not counted."""
        if self.per_day is not None:
            return float(7 * self.per_day)
        return 7 * self.times / self.every if self.every else self.times * len(self.on or ())


class Bound(Exclusive):
    """A line that a measure crosses."""

    one_of = ("below", "above")

    below: float | None = None
    above: float | None = None


class Condition(Exclusive):
    """One measure of a group below or above a line, for some days on end."""

    one_of = SIGNALS

    reached_share: Bound | None = None
    """Share of those who joined and would read a message."""
    speakers_per_100: Bound | None = None
    """Organic speakers a day for every 100 members."""
    messages: Bound | None = None
    """Members' messages a day."""
    orders_per_100: Bound | None = None
    """Orders a day for every 100 members."""
    left_share: Bound | None = None
    """Share of those who joined and have left."""
    days_since_talk: Bound | None = None
    """Days since a member last wrote."""
    members: Bound | None = None
    """Members in the group."""
    for_days: Interval = Field(default=1, alias="for")
    """On how many days on end."""

    @model_validator(mode="before")
    @classmethod
    def _read_the_old_name(cls, data: object) -> object:
        if isinstance(data, dict) and "share_reached" in data and "reached_share" not in data:
            return {"reached_share" if k == "share_reached" else k: v for k, v in data.items()}
        return data

    @property
    def metric(self) -> str:
        """The measure that is watched."""
        return self.kind

    @property
    def bound(self) -> Bound:
        """The line it must cross."""
        bound: Bound = self.value
        return bound


class Reaction(Model):
    """What is sent when a condition holds."""

    send: Name
    """Kind of message."""
    worth: Money | None = None
    """¥ a member can get, in place of the message's own money."""
    times: _Times = 1
    """How many."""


class Trigger(Model):
    """If this, then that, but not too often."""

    condition: Condition = Field(alias="if")
    reaction: Reaction = Field(alias="then")
    at_most: Cooldown = 1
    """At most how often: ``once a week``, ``once every 3 days``."""


class Phase(Model):
    """A playbook that holds between two ages of a group, or between two days of the run."""

    plan: Annotated[Playbook, OrText()]
    """What is done in this phase; it replaces, it does not add."""
    from_age: RunDay | None = None
    """First age of the group, in days."""
    until_age: RunDay | None = None
    """Last age of the group, in days."""
    from_date: RunDay | None = None
    """First day of the run."""
    until_date: RunDay | None = None
    """Last day of the run."""

    @model_validator(mode="after")
    def _last_some_time(self) -> Self:
        if self.plan.phases:
            raise broken("nested_phases")
        for first, last in ((self.from_age, self.until_age), (self.from_date, self.until_date)):
            if first is not None and last is not None and first > last:
                raise broken("empty_phase", first=first, last=last)
        return self


def _in_order_of_writing(calendar: object) -> object:
    """Let an entry that does not say its priority have that of its place in the calendar."""
    if not isinstance(calendar, dict):
        return calendar
    return {
        name: {**entry, "priority": entry.get("priority", place)}
        if isinstance(entry, dict)
        else entry
        for place, (name, entry) in enumerate(calendar.items())
    }


class Playbook(Model):
    """What an operator team does in its groups."""

    title: Words | None = None
    story: Words | None = None
    posting: Literal["by_hand", "by_machine"] = "by_hand"
    """By hand costs minutes in every group and varies; by machine costs neither."""
    moderation: Share = 0
    """How strict: adverts of members go first, then talk off the theme, and that chills."""
    answers: Share = 0
    """Share of the members' talk that the team answers, as far as its minutes reach."""
    service: Share = 0
    """Share of the team's minutes that is kept for those who ask."""
    best_first: bool = False
    """Whether customers are served before others; else first come, first served."""
    most_per_day: Annotated[int, Field(ge=0, le=10_000)] | None = None
    """Most messages a day in one group; null for no such limit."""
    calendar: Annotated[
        dict[Name, CalendarEntry], Field(max_length=100), BeforeValidator(_in_order_of_writing)
    ] = Field(default_factory=dict)
    """What is sent again and again, by a name of your own."""
    when: Annotated[tuple[Trigger, ...], Field(max_length=50)] = ()
    """What is sent when a measure crosses a line."""
    phases: Annotated[tuple[Phase, ...], Field(max_length=50)] = ()
    """Other playbooks, each for its time; the first that fits holds."""

    @model_validator(mode="after")
    def _leave_all_to_the_phases(self) -> Self:
        if self.phases:
            for name in _OWN:
                if getattr(self, name) != getattr(_PLAIN, name):
                    raise broken("beside_phases", name=name)
        return self

    def as_phases(self) -> tuple[Phase, ...]:
        """Return the phases, each with the reactions that hold throughout added to its own.

        A playbook without phases is one phase without bounds.
        """
        if not self.phases:
            return (Phase(plan=self),)
        return tuple(
            phase.model_copy(
                update={"plan": phase.plan.model_copy(update={"when": phase.plan.when + self.when})}
            )
            for phase in self.phases
        )

    def messages(self) -> tuple[str, ...]:
        """Return the names of all kinds of messages this playbook may send, each once."""
        plans = [self, *(phase.plan for phase in self.phases)]
        sent = [entry.send for plan in plans for entry in plan.calendar.values()]
        sent += [trigger.reaction.send for plan in plans for trigger in plan.when]
        return tuple(dict.fromkeys(sent))


_OWN = (
    "calendar", "posting", "moderation", "answers", "service", "best_first", "most_per_day",
)  # fmt: skip
_PLAIN = Playbook()
