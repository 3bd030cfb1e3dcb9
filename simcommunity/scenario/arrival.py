"""How people come in: campaigns, hooks and the mix of people they ask."""

from __future__ import annotations

import math
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, WithJsonSchema

# pydantic reads it at run time, when it builds the fields.
from simcommunity.scenario.playbook import Playbook
from simcommunity.scenario.quantities import (
    MOST_MONEY,
    Bilingual,
    Model,
    Money,
    Name,
    OrText,
    Range,
    RunDay,
    Share,
    Words,
    broken,
)


def sum_to_one(mix: dict[str, float] | None) -> dict[str, float] | None:
    """Return shares of segments as they are; raise what pydantic tells when they miss 1."""
    if mix is None:
        return None
    total = math.fsum(mix.values())
    if abs(total - 1) > 1e-6:
        raise broken("mix_sum", total=f"{total:.6g}")
    return mix


class HookUse(Model):
    """A hook and what it is worth to the one who takes it."""

    name: Name
    worth: Money = 0


def _read_hook(hook: object) -> object:
    if isinstance(hook, str):
        return {"name": hook}
    if isinstance(hook, dict) and len(hook) == 1:
        ((name, worth),) = hook.items()
        number = isinstance(worth, int | float) and not isinstance(worth, bool)
        if number and 0 <= worth <= MOST_MONEY:
            return {"name": name, "worth": worth}
    raise broken("hook")


def _write_hook(hook: HookUse) -> object:
    return {hook.name: hook.worth} if hook.worth else hook.name


_HOOK_SCHEMA = {
    "anyOf": [
        {"type": "string"},
        {
            "type": "object",
            "additionalProperties": {"type": "number", "minimum": 0},
            "minProperties": 1,
            "maxProperties": 1,
        },
    ]
}


def chance(worth: float, base: float, gain: float) -> float:
    """Return the chance that somebody takes a hook of some worth, by two terms of `Hook.takes`."""
    index = math.log(base / (1 - base)) + gain * math.log1p(worth / 5)
    return 1 / (1 + math.exp(-index))


class Stage(Model):
    """How people keep coming to the same places once a campaign's first days are over."""

    per_day: Range
    """People asked a day at each place: a number, or [lowest, highest]."""
    days: Annotated[int, Field(ge=1, le=3650)]
    """How many days it lasts."""


class Arrival(Model):
    """One campaign that brings people in."""

    hook: Annotated[
        HookUse,
        BeforeValidator(_read_hook),
        PlainSerializer(_write_hook),
        WithJsonSchema(_HOOK_SCHEMA),
    ]
    """What people are offered: a name, or a name and its worth in ¥."""
    mix: Annotated[
        dict[Name, Share] | None, Field(min_length=1, max_length=50), AfterValidator(sum_to_one)
    ] = None
    """Whom it asks, out of the segments of ``people.mix``; null for the same mix."""
    through: Words = Bilingual(zh="", en="")
    """Where it happens, in your own words."""
    places: Annotated[int, Field(ge=1, le=100_000)] = 1
    """Number of places, each filling groups of its own."""
    per_day: Range
    """People asked a day at each place: a number, or [lowest, highest]."""
    per_member: Annotated[float, Field(ge=0, le=100)] = 0
    """Fission: people that a trusting member asks a day for a reward of its own worth."""
    from_day: RunDay = 0
    """First day of the campaign."""
    days: Annotated[int, Field(ge=1, le=3650)] = 14
    """How many days it lasts."""
    then: Annotated[tuple[Stage, ...], Field(max_length=20)] = ()
    """How people keep coming afterwards, one stage after the other, into the same groups."""
    cost: Money | None = None
    """¥ for each person who joins; null for the worth of the hook."""
    playbook: Annotated[Playbook, OrText()] | None = None
    """What is done in its groups, in place of the scenario's playbook."""

    @property
    def paid(self) -> float:
        """¥ paid for each person who joins: the worth of the hook unless another cost is told."""
        return self.hook.worth if self.cost is None else self.cost

    def chance(self, terms: tuple[float, float]) -> float:
        """Return the chance that a segment takes the hook, by its terms in `Hook.takes`."""
        return chance(self.hook.worth, *terms)

    @property
    def asked(self) -> int:
        """The most people it may ask in all."""
        return self.places * sum(math.ceil(stage.per_day[1]) * stage.days for stage in self.stages)

    @property
    def stages(self) -> tuple[Stage, ...]:
        """Its first days and what follows them."""
        return Stage(per_day=self.per_day, days=self.days), *self.then

    @property
    def usually_asked(self) -> float:
        """People whom each of its places asks in all, on average."""
        return sum(sum(stage.per_day) / 2 * stage.days for stage in self.stages)
