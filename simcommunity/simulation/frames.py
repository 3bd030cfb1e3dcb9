"""One replicate as tidy frames: days, groups, members; what a measure of one's own is made from."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from simcommunity.core.members.record import (
    ABSENT,
    GONE_FOR,
    LEFT,
    NEVER,
    REMOVED,
    STATUS_NAMES,
    TRAITS,
)
from simcommunity.results.columns import daily_of, groups_of, tidy
from simcommunity.results.metrics import METRICS
from simcommunity.results.replicate import Replicate
from simcommunity.simulation.state import State

if TYPE_CHECKING:
    import pandas as pd

Measure: TypeAlias = Callable[["OneReplicate"], float]
Measures: TypeAlias = Mapping[str, Measure]

CONTACTS = ("none", "friend", "hidden", "blocked")
SAME = {  # columns of the members that are fields of their records
    "revenue": "spend",
    **{
        name: name
        for name in (
            "person", "day_joined", "prior_customer", "written", "first_wrote", "last_wrote",
            "orders", "first_order", "second_order", "last_order", "trust", "belonging", "benefit",
            "satisfaction", *TRAITS,
        )
    },
}  # fmt: skip


class Departures:
    """The day on which each member left or was removed, noted evening by evening."""

    def __init__(self, groups: int, seats: int) -> None:
        """Begin before the first day."""
        self.day = 0
        self.days = np.full((groups, seats), NEVER, np.int32)
        self._was = np.zeros((groups, seats), np.int8)

    def look(self, state: State) -> None:
        """Note who went today; who had gone before the run has no day."""
        now = state.table["status"]
        came_gone = (self._was == ABSENT) & (state.table["why_left"] == 0)
        gone = np.isin(now, (LEFT, REMOVED)) & ~np.isin(self._was, (LEFT, REMOVED)) & ~came_gone
        self.days[gone] = self.day
        self._was = now.copy()
        self.day += 1


class Frames:
    """Tidy frames, each made when it is first asked for."""

    @cached_property
    def daily(self) -> pd.DataFrame:
        """One row a replicate, group and day."""
        return self._frame("daily")

    @cached_property
    def groups(self) -> pd.DataFrame:
        """One row a replicate and group."""
        return self._frame("groups")

    @cached_property
    def members(self) -> pd.DataFrame:
        """One row a replicate and member: when it came, how long it stayed, whether it left."""
        return self._frame("members")

    def _frame(self, name: str) -> pd.DataFrame:
        raise NotImplementedError


class OneReplicate(Frames):
    """One replicate that was lived, as a measure of one's own is given it.

    Args:
        replicate: its days, groups and metrics.
        table: its members, `MEMBER`, (groups, seats).
        left: the day each left, −1 for none, (groups, seats).
        segments: names of the segments.
    """

    def __init__(
        self, replicate: Replicate, table: Any, left: Any, segments: tuple[str, ...]
    ) -> None:
        """Make no frame yet."""
        self.replicate = replicate
        self._table, self._left, self._segments = table, left, segments

    @property
    def index(self) -> int:
        """Number of the replicate."""
        return self.replicate.index

    @property
    def metrics(self) -> dict[str, float]:
        """Name → value of each metric but times; NaN where it is not defined."""
        return self.replicate.metrics

    def table(self, name: str) -> Any:
        """Return one of its tables as Arrow has it: "daily", "groups" or "members"."""
        if name == "members":
            return tidy(name, self._members())
        return tidy(name, (daily_of if name == "daily" else groups_of)(self.replicate))

    def _frame(self, name: str) -> pd.DataFrame:
        frame: pd.DataFrame = self.table(name).to_pandas()
        return frame

    def _members(self) -> dict[str, Any]:
        """Return the columns of the members, by group and seat."""
        groups = self.replicate.groups
        of_group = np.full(len(self._table), NEVER)
        of_group[groups["group"].astype(int)] = groups["last_day"]
        group, seat = np.nonzero(self._table["status"] != ABSENT)
        who, left = self._table[group, seat], self._left[group, seat]
        gone = np.isin(who["status"], (LEFT, REMOVED))
        last = np.where(gone, left, of_group[group])
        return {
            "replicate": np.full(len(who), self.index),
            "group": group,
            "segment": np.array(self._segments)[who["segment"]],
            "day_left": left,
            "days": np.where(last >= 0, last - who["day_joined"], NEVER),
            "gone": gone,
            "status": np.array(STATUS_NAMES)[who["status"]],
            "why_left": np.where(gone, np.array(GONE_FOR)[who["why_left"]], ""),
            "contact": np.array(CONTACTS)[who["contact"]],
            **{name: who[field] for name, field in SAME.items()},
        }


def measured(lived: OneReplicate, measures: Measures) -> dict[str, float]:
    """Return the value of each measure of one's own.

    Raises TypeError for one that returns no number.
    """
    values = {}
    for name, measure in measures.items():
        try:
            value = measure(lived)
        except Exception as error:
            error.add_note(f"in the measure {name!r} of replicate {lived.index}")
            raise
        try:
            values[name] = float(value)
        except (TypeError, ValueError):
            raise TypeError(f"measure {name!r} returned {value!r}, which is no number") from None
    return values


def check_measures(measures: Measures | None, taken: Collection[str] = ()) -> Measures:
    """Return measures of one's own that can be metrics like others."""
    told = {} if measures is None else measures
    if not hasattr(told, "items") or not all(callable(one) for one in told.values()):
        raise TypeError(f"measures are a mapping of names to functions, not {measures!r}")
    for name in told:
        if not isinstance(name, str) or not name.isidentifier():
            raise ValueError(f"measure {name!r} needs a name of letters, digits and _")
        if name in METRICS or name in taken:
            raise ValueError(f"{name!r} is a name of the simulator's own: call the measure another")
    return told
