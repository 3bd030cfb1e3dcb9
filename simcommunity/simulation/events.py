"""What happened to whom: one replicate lived again, day by day, and everything that changed.

The compiled engine runs the replicate once more. Each evening its members tell by their marks of
the day what they did, and why, as it was noted when they decided; else they are compared with what
they were the evening before.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np

from simcommunity.core.members.purchase import order_size
from simcommunity.core.members.record import (
    ABSENT,
    ACTIVE,
    BLOCKED,
    CAUSES,
    DID_HIDE,
    DID_MUTE,
    DID_RENEW,
    DID_UNMUTE,
    FRIEND,
    GONE_FOR,
    HIDDEN,
    LEFT,
    MEMBER,
    MUTED,
    NO_CONTACT,
    ORDERED_FOR,
    OTHER,
    REMOVED,
)
from simcommunity.results.columns import COLUMNS as EVERY_COLUMN
from simcommunity.results.columns import tidy
from simcommunity.results.replicate import conclude
from simcommunity.scenario.arguments import whole_numbers
from simcommunity.scenario.loader import scenario_of
from simcommunity.simulation.running import prepare
from simcommunity.simulation.state import State
from simcommunity.simulation.tables import Tables
from simcommunity.simulation.workers import Job

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from simcommunity.scenario.loader import Changes, Source

COLUMNS = tuple(EVERY_COLUMN["events"])
BLAMED = (*CAUSES, GONE_FOR[OTHER])


@dataclass(frozen=True)
class Events:
    """The events of one day, column by column; all of one length.

    Attributes:
        group: number of the group, int32.
        person: number of the member, the address of its luck; nothing else is told of it, int32.
        event: joined, read, wrote, muted, unmuted, left, removed, renewed, bought, befriended,
            hid_moments, blocked, contact_lost.
        why: of muting the cause with the largest part, as in `mute_cause_…`; of leaving and buying
            the largest term of the decision, in private of asking; empty where there is nothing to
            say.
        amount: of reading the share of messages read, of writing how many, of buying and renewing
            the ¥; else 0, float64. Each order is an event of its own; those of one member on one
            day bear the reason of the last.
    """

    day: int
    group: list[int]
    person: list[int]
    event: list[str]
    why: list[str]
    amount: list[float]

    def columns(self, replicate: int) -> dict[str, list[Any]]:
        """Return the columns of `COLUMNS`, all of one length."""
        same = {"replicate": replicate, "day": self.day}
        return {name: [value] * len(self.group) for name, value in same.items()} | {
            name: getattr(self, name) for name in COLUMNS if name not in same
        }


@whole_numbers
def events(
    source: Source,
    replicate: int = 0,
    *,
    changes: Changes = (),
    days: int | None = None,
    seed: int | None = None,
) -> pd.DataFrame:
    """Return what happened to whom in one replicate of a run, a row an event, by day and group.

    Args:
        source: the scenario: its name or file, a mapping, or a loaded one.
        replicate: its number.
        changes: of the scenario, as ``path=value`` or as a mapping of paths to values.
        days, seed: of the run, in place of the scenario's own.

    Raises:
        ScenarioError: when the scenario is not sound.
    """
    story = scenario_of(source, changes)
    job = Job(prepare(story, days=days), story.seed if seed is None else seed, "compiled")
    frame: pd.DataFrame = events_table(job, replicate)[0].to_pandas()
    return frame


def events_table(job: Job, replicate: int) -> tuple[pa.Table, bytes]:
    """Return the events of a replicate as Arrow has them, and the digest of the replicate."""
    *days, lived = replay(job, replicate)
    columns = [day.columns(replicate) for day in days]
    joined = {name: list(chain(*(day[name] for day in columns))) for name in COLUMNS}
    return tidy("events", joined), lived.digest


def replay(job: Job, replicate: int) -> Iterator[Any]:
    """Live a replicate again; yield the `Events` of each day, and last the `Replicate` it makes.

    Args:
        replicate: its number; the same give the same life, bit for bit.
    """
    before = np.zeros((job.design.groups, job.design.size), MEMBER)
    for day, state in enumerate(job.evenings(replicate)):
        yield DayDiff(job.design, state, before, day).events()
        before = state.table.copy()
    yield conclude(job.design, state, replicate)


class DayDiff:
    """One evening against the one before.

    Args:
        before: the members as they were, (groups, seats); or, with `seats`, (chosen, 1).
        seats: groups and seats of chosen members, if not all are looked at; an event's `group` is
            then the place among them.
    """

    def __init__(
        self,
        design: Tables,
        state: State,
        before: Any,
        day: int,
        seats: tuple[Any, Any] | None = None,
    ) -> None:
        self.state = state
        self.before = before
        self.after = state.table if seats is None else state.table[seats][:, None]
        self.groups = np.arange(len(state.groups)) if seats is None else seats[0]
        self.day = day
        self.fee = float(design.world["renew_fee"][0])
        varies = float(design.world["order_varies"][0])
        self.world: Any = SimpleNamespace(order_varies=varies)
        self.contacts = bool(design.world["contacts"][0] > 0)
        self.out = Events(day, [], [], [], [], [])

    def events(self) -> Events:
        """Return the events of the day, in the order in which a day brings them."""
        old, new = self.before, self.after
        was, now = old["status"], new["status"]
        came = (was == ABSENT) & (now != ABSENT)
        # Else the marks are of the last day of the group; who is a contact lives on without it.
        lives = (self.state.groups["closed"][self.groups] == 0) | self.contacts
        there = (_in(was, ACTIVE, MUTED) | came) & lives[:, None]
        marks = np.where(lives[:, None], new["today"], 0)
        first_day = new["day_joined"] == self.day
        self._note("joined", came & first_day)
        self._note("befriended", (old["contact"] == NO_CONTACT) & (new["contact"] != NO_CONTACT))
        self._note("read", there & (new["share_read"] > 0), new["share_read"])
        wrote = new["written"] - old["written"]
        self._note("wrote", wrote > 0, wrote)
        renewed = marks & DID_RENEW > 0
        paid = new["spend"] - old["spend"] - np.where(renewed, self.fee, 0.0)
        self._orders(new["orders"] - old["orders"], paid)
        self._note("muted", marks & DID_MUTE > 0, None, GONE_FOR, "why_muted")
        self._note("unmuted", marks & DID_UNMUTE > 0)
        gone = (now == LEFT) & (was != LEFT) & (new["why_left"] > 0)  # else before the first day
        self._note("left", gone, None, GONE_FOR, "why_left")
        self._note("removed", (now == REMOVED) & (was != REMOVED))
        self._note("renewed", renewed, np.full(now.shape, self.fee))
        self._note("hid_moments", marks & DID_HIDE > 0)
        self._note("blocked", (new["contact"] == BLOCKED) & (old["contact"] != BLOCKED))
        lost = (new["contact"] == NO_CONTACT) & _in(old["contact"], FRIEND, HIDDEN)
        self._note("contact_lost", lost)
        return self.out

    def _orders(self, orders: Any, paid: Any) -> None:
        """Note every order by itself, with its share of what a member paid that day.

        Orders of one day differ by the luck of the basket alone, which is drawn again.
        """
        for group, seat in zip(*np.nonzero(orders > 0), strict=True):
            row = self.state.groups[self.groups[group]]
            seed, replicate = int(row["seed"]), int(row["replicate"])
            today: Any = SimpleNamespace(seed=seed, replicate=replicate, day=self.day)
            person = int(self.after["person"][group, seat])
            count = int(orders[group, seat])
            baskets = np.array([order_size(today, person, k, self.world) for k in range(count)])
            amounts = float(paid[group, seat]) * baskets / baskets.sum()
            self.out.group.extend([int(group)] * len(baskets))
            self.out.person.extend([person] * len(baskets))
            self.out.event.extend(["bought"] * len(baskets))
            self.out.amount.extend(amounts.tolist())
            why = ORDERED_FOR[int(self.after["why_ordered"][group, seat])]
            self.out.why.extend([why] * len(baskets))

    def _note(
        self, event: str, which: Any, amount: Any = None, words: Any = ("",), why: str = ""
    ) -> None:
        groups, seats = np.nonzero(which)
        self.out.group.extend(groups.tolist())
        self.out.person.extend(self.after["person"][groups, seats].tolist())
        self.out.event.extend([event] * len(groups))
        self.out.amount.extend(
            [0.0] * len(groups) if amount is None else amount[groups, seats].astype(float).tolist()
        )
        reasons = self.after[why][groups, seats].tolist() if why else [0] * len(groups)
        self.out.why.extend(words[reason] for reason in reasons)


def _in(values: Any, *wanted: int) -> Any:
    return np.isin(values, wanted)
