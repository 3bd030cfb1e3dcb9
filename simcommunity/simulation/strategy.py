"""Strategies written in Python: `plan(day, view) → messages`, for both engines alike."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, Protocol

from simcommunity.core.operators.planning import age_of
from simcommunity.scenario.playbook import SIGNALS
from simcommunity.simulation.playbook_tables import UNTOLD

MOST_A_DAY = 200


@dataclass(frozen=True)
class GroupView:
    """What an operator can see of one group at the start of a day: yesterday's signals."""

    number: int
    age: int
    joined: int
    reached_share: float
    speakers_per_100: float
    messages: float
    orders_per_100: float
    left_share: float
    days_since_talk: float
    members: float


@dataclass(frozen=True)
class View:
    """What an operator can see at the start of a day."""

    groups: tuple[GroupView, ...]


@dataclass(frozen=True)
class Send:
    """A wish to send `count` messages of a kind; to one group by number, or to all (None)."""

    message: str
    group: int | None = None
    count: int = 1
    worth: float | None = None


class Strategy(Protocol):
    """Anything with a `plan`. It must not draw luck of its own, or runs cannot be repeated."""

    def plan(self, day: int, view: View) -> Iterable[Send]:
        """Return what to send today, most important kind of message first."""


def called(strategy: Strategy | None) -> str:
    """Return what a strategy is called in results; nothing where there is none."""
    return "" if strategy is None else str(getattr(strategy, "__name__", type(strategy).__name__))


def look(groups: Any) -> View:
    """Return what the operator sees of the groups that have members: none, once it is closed."""
    return View(
        tuple(
            GroupView(
                int(group["number"]),
                int(age_of(_dated(group))),
                int(group["joined"]),
                *(float(group["signals"][i]) for i in range(len(SIGNALS))),
            )
            for group in map(_as_mapping, groups)
            if group["joined"] > 0 and not group["closed"]
        )
    )


def _dated(group: Any) -> Any:
    return SimpleNamespace(day_zero=group["day_zero"], day=group["day"])


def _as_mapping(group: Any) -> Any:
    return group if hasattr(group, "dtype") else vars(group)


def apply_strategy(strategy: Strategy, s: Any, names: Sequence[str], day: int) -> None:
    """Fill `wanted` and `worth` with what a strategy wants today.

    Args:
        strategy: anything with `plan(day, view)`.
        s: the state of the run; its actions are one per message kind.
    """
    s.wanted[:] = 0
    s.worth[:] = UNTOLD
    order: list[int] = []
    view = look(s.groups)
    present = {group.number for group in view.groups}
    planned = strategy.plan(day, view)
    if planned is None:
        raise TypeError(f"day {day}: {type(strategy).__name__}.plan returned None; no Send is []")
    for send in planned:
        if send.message not in names:
            near = difflib.get_close_matches(send.message, names, 1)
            hint = f" (did you mean {near[0]!r}?)" if near else ""
            raise ValueError(f"day {day}: unknown message {send.message!r}{hint}")
        if not 0 <= send.count <= MOST_A_DAY:
            raise ValueError(f"day {day}: count {send.count} is not between 0 and {MOST_A_DAY}")
        if send.group is not None and send.group not in present:
            raise ValueError(f"day {day}: there is no group {send.group} with members")
        groups = present if send.group is None else {send.group}
        action = names.index(send.message)
        if action not in order:
            order.append(action)
        worth = UNTOLD if send.worth is None else send.worth
        for group in groups:
            if s.wanted[group, action] > 0 and s.worth[group, action] != worth:
                raise ValueError(f"day {day}: two worths of {send.message!r} for group {group}")
            s.wanted[group, action] += send.count
            s.worth[group, action] = worth
    s.order[:] = [*order, *(a for a in range(len(names)) if a not in order)]
