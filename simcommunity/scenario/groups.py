"""What a group is: its size, ties, terms and gate."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from simcommunity.scenario.quantities import (
    Bilingual,
    Choice,
    Interval,
    Model,
    Money,
    Share,
    Words,
    broken,
)


class SmallWorld(Model):
    """Ties as in Watts and Strogatz (1998)."""

    neighbours: Annotated[int, Field(ge=2, le=6, multiple_of=2)] = 4
    """Ties of each member before rewiring."""
    rewire: Share = 0.1
    """Share of ties that lead anywhere."""


class Preferential(Model):
    """Ties as in Barabási and Albert (1999)."""

    links: Annotated[int, Field(ge=1, le=3)] = 2
    """Ties each newcomer makes."""


class Ties(Choice):
    """Who knows whom when a group starts."""

    small_world: SmallWorld | None = None
    """Small circles with a few long ties."""
    preferential: Preferential | None = None
    """A few whom everybody knows."""


class Renewal(Model):
    """Membership that must be paid for again and again."""

    every: Interval
    """Length of a period."""
    fee: Money
    """¥ for another period."""


class Groups(Model):
    """The groups that people are put into."""

    size: Annotated[int, Field(ge=1, le=500)] = 200
    """Members of a full group; WeChat allows 500."""
    most: Annotated[int, Field(ge=1, le=100_000)] | None = None
    """Most groups; null for as many as arrivals need."""
    type: Literal["consumption", "growth", "ip", "earning", "identity"] | None = None
    """What people come for: which signs of life are shown first, and whether silence is a fault."""
    theme: Words = Bilingual(zh="", en="")
    """What the groups are about."""
    theme_strength: Annotated[float, Field(ge=0, le=100)] = 1
    """How much there is to talk about; 1 is ordinary."""
    variety: Annotated[float, Field(ge=0, le=10)] = 1
    """How far groups differ from one another; 0 makes them all alike."""
    start: Literal["empty", "running", "dead"] = "empty"
    """What the groups are like on the first day."""
    chat: bool = True
    """Whether there is a group chat; else these are lists of contacts."""
    filled: Annotated[int, Field(ge=1, le=100_000)] | None = None
    """How many groups start running or dead; null for all."""
    closes_after: Interval | None = None
    """Age at which a group is closed as planned."""
    duty: Interval | None = None
    """Who has not written for so long is removed."""
    renewal: Renewal | None = None
    """Membership that must be renewed."""
    folding: Share = 0
    """Chance a day that the platform folds the group for a member who does not look in."""
    stake: Share = 0
    """What the members have at stake together: 0 nothing, 1 their living."""
    ties: Ties = Ties()

    @model_validator(mode="after")
    def _start_with_a_number(self) -> Self:
        if self.start != "empty" and self.most is None:
            raise broken("start_needs_most", start=self.start)
        return self


class Gate(Choice):
    """What must be done to be let in."""

    spend: Money | None = None
    """Have spent so many ¥."""
    fee: Money | None = None
    """Pay so many ¥."""
    referrals: Annotated[int, Field(ge=1, le=1000)] | None = None
    """Bring so many others."""
    application: Share | None = None
    """Apply, and be judged with this strictness."""
