"""The space that is searched: a playbook as a point on a grid, and a point as a playbook."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from simcommunity.scenario import catalogue
from simcommunity.scenario.groups import Gate
from simcommunity.scenario.message import MessageKind
from simcommunity.scenario.playbook import (
    Bound,
    CalendarEntry,
    Condition,
    Playbook,
    Reaction,
    Trigger,
)
from simcommunity.scenario.schema import Scenario
from simcommunity.simulation.strategy import Strategy
from simcommunity.study.optimise.design import Space

Point = dict[str, int]

# How often, from never to eight a day: messages a day, and how that is written.
OFTEN: tuple[tuple[float, dict[str, Any]], ...] = (
    (0.0, {}),
    (1 / 30, {"every": 30}),
    (1 / 14, {"every": 14}),
    (1 / 7, {"every": 7}),
    (2 / 7, {"on": ("mon", "thu")}),
    (1 / 2, {"every": 2}),
    (1.0, {"per_day": 1}),
    (2.0, {"per_day": 2}),
    (3.0, {"per_day": 3}),
    (5.0, {"per_day": 5}),
    (8.0, {"per_day": 8}),
)
STARTING = (0, 1, 3, 7, 14, 28)  # days
WORTH = (0.25, 0.5, 1.0, 2.0)  # of what the kind of message is worth
ROUNDS = (0, 90, 60, 30, 14, 7)  # days; 0 for none
SHARE_LEVELS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
SILENT = (1.0, 2.0, 4.0)  # days without talk after which somebody is woken
REST = 3  # days between two such attempts
# Topics of messages, as the catalogue numbers them.
GROUP_ITSELF, SERVICE, TRADE = 5, 6, 7
LONG, VERY_LONG = 60, 120  # minutes of preparation above which nobody does it daily, weekly


@dataclass(frozen=True)
class Plan:
    """A playbook, or a strategy in Python in its place, and the gate of the groups it is for."""

    playbook: Playbook
    gate: Gate
    strategy: Strategy | None = None


@dataclass(frozen=True)
class Dimension:
    """One thing to choose.

    Attributes:
        options: what there is to choose from; a point holds the place of one of them.
        ordered: whether neighbours among the options are alike.
    """

    options: tuple[Any, ...]
    ordered: bool = True


class Grid:
    """All plans that are searched.

    Args:
        scenario: the business; every kind of message is in its `messages`.
        space: what is to be searched.
    """

    def __init__(self, scenario: Scenario, space: Space) -> None:
        self.scenario = scenario
        self.space = space
        self.kinds = {name: scenario.messages[name] for name in self._names()}

    def _names(self) -> tuple[str, ...]:
        """Return the kinds of messages: those told, or all that a team can send."""
        if self.space.messages is not None:
            return self.space.messages
        shipped = [name for name, kind in catalogue.messages().items() if kind.minutes > 0]
        return tuple(dict.fromkeys([*shipped, *self.scenario.playbook.messages()]))

    @cached_property
    def channels(self) -> tuple[str, ...]:
        """Where messages go: as told, as far as somebody is there to read them."""
        there = ["group"] if self.scenario.groups.chat else []
        if self.scenario.contacts is not None:
            there += ["moments", "private"]
        asked = self.space.channels
        return tuple(c for c in there if asked is None or c in asked)

    @cached_property
    def dimensions(self) -> dict[str, Dimension]:
        """Everything there is to choose, by name."""
        out: dict[str, Dimension] = {}
        for channel in self.channels:
            if channel == "private":
                continue
            for name, kind in self.kinds.items():
                if not self._fits(name, channel):
                    continue
                out[f"{channel}.{name}"] = Dimension(self._often(kind))
                out[f"{channel}.{name}.from"] = Dimension(STARTING)
                # What is neither paid out nor taken off a price could be made dearer for nothing.
                if kind.money > 0 and (kind.pays_out > 0 or kind.discount > 0):
                    out[f"{channel}.{name}.worth"] = Dimension(WORTH)
        if "private" in self.channels:
            out["private"] = Dimension(self._fitting("private"), ordered=False)
            out["private.round"] = Dimension(ROUNDS)
        if "group" in self.channels:
            out["wake"] = Dimension((None, *self._fitting("group")), ordered=False)
            out["wake.after"] = Dimension(SILENT)
            out["answers"] = out["moderation"] = Dimension(SHARE_LEVELS)
        if self.scenario.contacts is not None:
            out["service"] = Dimension(SHARE_LEVELS)
            out["best_first"] = Dimension((False, True))
        out["posting"] = Dimension(
            self.space.posting or (self.scenario.playbook.posting,), ordered=False
        )
        out["gate"] = Dimension(self.space.gates or (self.scenario.gate,), ordered=False)
        return {name: one for name, one in out.items() if len(one.options) > 1}

    def _fitting(self, channel: str) -> tuple[str, ...]:
        return tuple(name for name in self.kinds if self._fits(name, channel))

    def _fits(self, name: str, channel: str) -> bool:
        """Tell whether somebody would send a kind there; whoever names the kinds may send them all.

        Replies are no posts, words about a group are for that group, and leads of a trade are for
        those who send such already. Members only perceive attributes, so a search that did not
        know this would fill Moments with welcomes.
        """
        if self.space.messages is not None or name in self.scenario.playbook.messages():
            return True
        topic = self.kinds[name].topic
        if channel == "group":
            return topic not in {SERVICE, TRADE}
        return topic not in ({GROUP_ITSELF, TRADE} | ({SERVICE} if channel == "moments" else set()))

    def _often(self, kind: MessageKind) -> tuple[int, ...]:
        """Return how often a kind can be sent, as places in `OFTEN`: less what takes long."""
        most = float(self.space.most_often)
        if kind.prepare >= LONG:
            most = min(most, 1 / 7 if kind.prepare >= VERY_LONG else 1.0)
        return tuple(level for level, (often, _) in enumerate(OFTEN) if often <= most)

    def value(self, point: Mapping[str, int], name: str, otherwise: Any) -> Any:
        """Return what a point chooses in one dimension; `otherwise` where there is no choice."""
        dimension = self.dimensions.get(name)
        return dimension.options[point[name]] if dimension else otherwise

    def plan(self, point: Mapping[str, int]) -> Plan:
        """Return the plan at a point; what is sent rarely is done first when time runs short."""
        entries: list[tuple[float, str, CalendarEntry]] = []
        for channel in self.channels:
            if channel == "private":
                entries += self._round(point)
                continue
            for name in self.kinds:
                level = self.value(point, f"{channel}.{name}", 0)
                if level:
                    often, written = OFTEN[level]
                    entry = self._entry(point, channel, name, written)
                    entries.append(
                        (often, name if channel == "group" else f"{channel} {name}", entry)
                    )
        entries.sort(key=lambda one: one[0])
        own = self.scenario.playbook
        playbook = Playbook(
            posting=self.value(point, "posting", (self.space.posting or (own.posting,))[0]),
            moderation=self.value(point, "moderation", 0.0),
            answers=self.value(point, "answers", 0.0),
            service=self.value(point, "service", 0.0),
            best_first=self.value(point, "best_first", otherwise=False),
            calendar={
                name: entry.model_copy(update={"priority": place})
                for place, (_, name, entry) in enumerate(entries)
            },
            when=tuple(self._wake(point)),
        )
        return Plan(
            playbook, self.value(point, "gate", (self.space.gates or (self.scenario.gate,))[0])
        )

    def _entry(
        self, point: Mapping[str, int], channel: str, name: str, written: Mapping[str, Any]
    ) -> CalendarEntry:
        here = f"{channel}.{name}"
        part = self.value(point, f"{here}.worth", None)
        return CalendarEntry(
            send=name,
            to=channel,  # type: ignore[arg-type]
            starting=self.value(point, f"{here}.from", 0),
            worth=None if part in {None, 1.0} else round(part * self.kinds[name].money, 2),
            **written,
        )

    def _round(self, point: Mapping[str, int]) -> Iterable[tuple[float, str, CalendarEntry]]:
        """Yield the round of private messages."""
        days = self.value(point, "private.round", 0)
        if days:
            name = self.value(point, "private", self._fitting("private")[0])
            yield 1 / days, f"private {name}", CalendarEntry(send=name, to="private", round=days)

    def _wake(self, point: Mapping[str, int]) -> Iterable[Trigger]:
        """Yield what is sent when nobody talks."""
        name = self.value(point, "wake", None)
        if name is not None:
            after = self.value(point, "wake.after", SILENT[0])
            yield Trigger.model_validate(
                {
                    "if": Condition(days_since_talk=Bound(above=after)),
                    "then": Reaction(send=name),
                    "at_most": REST,
                }
            )

    def point(self, playbook: Playbook, gate: Gate) -> Point:
        """Return the point nearest to a playbook: of its phases the last, without details."""
        plan = playbook.as_phases()[-1].plan
        point = dict.fromkeys(self.dimensions, 0)
        rate: dict[str, float] = {}
        for entry in plan.calendar.values():
            here = f"{entry.to}.{entry.send}"
            if entry.to == "private":
                self._put(point, "private", entry.send)
                self._put(point, "private.round", entry.round or 30)
                continue
            dated = entry.times * len(entry.dates or ()) / self.scenario.days
            rate[here] = rate.get(here, 0.0) + entry.a_week / 7 + dated
            self._put(point, f"{here}.from", entry.starting)
            worth = self.kinds[entry.send].money if entry.send in self.kinds else 0
            part = 1.0 if entry.worth is None or not worth else entry.worth / worth
            self._put(point, f"{here}.worth", part)
        for here, often in rate.items():
            self._put(point, here, _level(often))
        for trigger in plan.when:
            self._put(point, "wake", trigger.reaction.send)
            self._put(point, "wake.after", trigger.condition.bound.value)
        for name in ("answers", "moderation", "service", "best_first", "posting"):
            self._put(point, name, getattr(plan, name))
        self._put(point, "gate", gate)
        return point

    def _put(self, point: Point, name: str, value: Any) -> None:
        """Let a point choose what is nearest to a value, if there is a choice at all."""
        dimension = self.dimensions.get(name)
        if dimension is None:
            return
        options = dimension.options
        if not dimension.ordered:
            if value in options:
                point[name] = options.index(value)
            return
        point[name] = min(range(len(options)), key=lambda k: abs(float(options[k]) - float(value)))


def _level(often: float) -> int:
    """Return the place in `OFTEN` nearest to so many messages a day, by ratio."""
    if often <= 0:
        return 0
    return min(range(1, len(OFTEN)), key=lambda k: abs(math.log(OFTEN[k][0] / often)))
