"""What a room is: the community, the rounds, the aim, and what a team may do. Written as YAML."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from simcommunity.scenario.catalogue import DATA
from simcommunity.scenario.catalogue import messages as shipped_messages
from simcommunity.scenario.checking import check
from simcommunity.scenario.errors import Problem, ScenarioError
from simcommunity.scenario.loader import load_data
from simcommunity.scenario.located import Located, Origin
from simcommunity.scenario.quantities import (
    Interval,
    Model,
    Money,
    Name,
    Share,
    Words,
    broken,
)
from simcommunity.scenario.reading import mark, read_file
from simcommunity.scenario.schema import Scenario

GOALS = ("listening", "profit", "orders")
HIDEABLE = ("muted", "money", "chat")
LEVELS = (0.0, 0.5, 1.0)
MOST_OF_ONE = 100  # messages of one kind in a round
MOST_ROUNDS = 30

Goal = Literal["listening", "profit", "orders"]
Change = Annotated[str, Field(min_length=3, max_length=200)]


class Offer(Model):
    """One kind of message a team may send, with its worth."""

    send: Name
    """Kind of message."""
    worth: Money | None = None
    """¥ a member can get, in place of the message's own money."""


class Allotment(Model):
    """What a team does in one round."""

    send: Annotated[
        dict[Name, Annotated[int, Field(ge=0, le=MOST_OF_ONE)]], Field(max_length=50)
    ] = Field(default_factory=dict)
    """Name of an action: how many in this round, spread over its days."""
    answers: Share = 0
    """Share of the members' talk that is answered, as far as the hours reach: 0, 0.5 or 1."""
    moderation: Share = 0
    """How strictly adverts of members and talk off the theme are removed: 0, 0.5 or 1."""

    @model_validator(mode="after")
    def _keep_to_the_levels(self) -> Self:
        for value in (self.answers, self.moderation):
            if value not in LEVELS:
                raise broken("room_level", value=f"{value:g}")
        return self


class Event(Model):
    """Something that befalls all teams alike."""

    title: Words
    notice: Words
    """What the teams are told."""
    days: Interval
    """How long it lasts."""
    set: Annotated[tuple[Change, ...], Field(min_length=1, max_length=20)]
    """What is different meanwhile, as ``path=value`` of the scenario."""


class Spec(Model):
    """One room."""

    title: Words
    brief: Words
    """What the teams read before they begin."""
    scenario: Annotated[str, Field(min_length=1, max_length=200)] | dict[str, Any]
    """Name of a shipped scenario, or a scenario as it would be written."""
    set: Annotated[tuple[Change, ...], Field(max_length=100)] = ()
    """Changes of it, as ``path=value``; together they leave one group."""
    days: Annotated[int, Field(ge=2, le=180)]
    """Horizon in days."""
    takes_over: Annotated[int, Field(ge=0, le=90)] = 0
    """Days that the scenario's own playbook has before the teams begin."""
    round: Interval
    """Days of a round."""
    minutes: Annotated[float, Field(ge=0, le=60)] = 5
    """Time for a decision; 0 for no limit."""
    goal: Goal
    """What the leaderboard is sorted by."""
    budget: Money
    """¥ for the whole game."""
    actions: Annotated[dict[Name, Offer], Field(min_length=1, max_length=30)]
    """What may be sent, by a name of its own."""
    unless_told: Allotment = Allotment()
    """What is done in a round in which a team decides nothing."""
    events: Annotated[tuple[Name, ...], Field(max_length=20)] = ()
    """What the facilitator may send, by name."""
    hidden: Annotated[tuple[Literal["muted", "money", "chat"], ...], Field(max_length=3)] = ()
    """What the teams do not see before the debrief."""

    @model_validator(mode="after")
    def _can_be_played(self) -> Self:
        if self.takes_over >= self.days or self.rounds > MOST_ROUNDS:
            raise broken("room_rounds", most=MOST_ROUNDS)
        if self.goal == "profit" and "money" in self.hidden:
            raise broken("room_hidden_aim")
        for name in self.unless_told.send:
            if name not in self.actions:
                raise broken("room_action", name=name)
        for name in self.events:
            if name not in shipped_events():
                raise broken("room_event", name=name)
        return self

    @property
    def rounds(self) -> int:
        """How many rounds there are; the last may be shorter."""
        return -(-(self.days - self.takes_over) // self.round)

    def days_of(self, number: int) -> range:
        """Return the days of a round, counted from 1; days of the run begin with 0."""
        first = self.takes_over + (number - 1) * self.round
        return range(first, min(first + self.round, self.days))


def community(spec: Spec, more: tuple[str, ...] = ()) -> Scenario:
    """Return the community a room is about, before anybody has decided anything.

    Raises:
        ScenarioError: when the scenario is not sound, or has no group chat or more than one.
    """
    changes = [f"days={spec.days}", *spec.set, *more]
    told = {"extends": spec.scenario} if isinstance(spec.scenario, str) else spec.scenario
    scenario = load_data(told, changes).scenario  # which names no file, whoever wrote it
    known = {**shipped_messages(), **scenario.messages}
    problems = []
    for name, offer in spec.actions.items():
        if offer.send not in known:
            problems.append(Problem("room_message", details={"name": name, "send": offer.send}))
    if not scenario.groups.chat:
        problems.append(Problem("room_no_chat"))
    elif scenario.most_groups != 1:
        problems.append(Problem("room_one_group", details={"count": scenario.most_groups}))
    if problems:
        raise ScenarioError(problems)
    return scenario.model_copy(update={"messages": known})


def read_spec(path: Path) -> Spec:
    """Read a room from a file; raises ScenarioError."""
    return check(read_file(path, path.name), Spec)


def spec_of(data: Mapping[str, object]) -> Spec:
    """Build a room from plain data; raises ScenarioError."""
    return check(mark(data, "room"), Spec)


@cache
def ready_rooms() -> Mapping[str, Spec]:
    """Return the shipped rooms by name."""
    order = ("supermarket", "coffee_shop", "rescue")
    return {name: read_spec(DATA / "workshop_rooms" / f"{name}.yaml") for name in order}


@cache
def shipped_events() -> Mapping[str, Event]:
    """Return what a facilitator may send, by name."""
    nodes = read_file(DATA / "workshop_events.yaml", "shipped: workshop_events.yaml").mapping
    whole = Located(dict(nodes), Origin("shipped: workshop_events.yaml"))
    return {name: check(node, Event) for name, node in whole.mapping.items()}
