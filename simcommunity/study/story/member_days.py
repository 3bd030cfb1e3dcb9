"""Chosen members followed through one replicate: what reached them, and what they did and felt.

The replicate is lived again, and every evening the members tell by their marks what they did.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from simcommunity.core.day import compiled
from simcommunity.core.members.record import (
    ACTIVE,
    CAUSES,
    DID_GRAB,
    DID_GREET,
    FRIEND,
    MEMBER,
    MUTED,
    OUTSIDE,
    STATUS_NAMES,
    TRAITS,
    Record,
)
from simcommunity.core.operators.acquisition import NEXT_PERSON
from simcommunity.core.operators.admission import AS_DEAD, BY_HOOK
from simcommunity.core.operators.staff import TO_GROUP
from simcommunity.simulation.events import DayDiff
from simcommunity.simulation.state import State, allocate
from simcommunity.simulation.tables import Tables
from simcommunity.study.story.diary import Diary, Happening, Today, asks, seen_outside

if TYPE_CHECKING:
    Advance = Callable[[State, int, int, int, int], None]

NOTHING = 1e-9  # differences below are rounding
SURPRISE = 0.05  # goods this much better or worse than expected are worth a word
LATE = frozenset(
    ("muted", "unmuted", "left", "removed", "renewed", "hid_moments", "blocked", "contact_lost")
)  # what the evening brings


@dataclass(frozen=True)
class RollCall:
    """Everybody who came in during a replicate, one entry a person, and how they fared.

    Attributes:
        asked: how many people were asked; their numbers are 0 to `asked` − 1.
        person: numbers, (people,).
        group, seat: where they sit, (people,).
        reached: days on which the account reached them, (people,).
        lost: days since they came in on which it did not, (people,).
        orders, written: so far, (people,).
    """

    asked: int
    person: Any
    group: Any
    seat: Any
    reached: Any
    lost: Any
    orders: Any
    written: Any


def roll_call(
    design: Tables, seed: int, replicate: int, advance: Advance = compiled.advance
) -> RollCall:
    """Live a replicate and return who came in and how they fared; see `lives`."""
    state = allocate(design, seed, replicate)
    reached = np.zeros(state.table.shape, np.int32)
    days = np.zeros(state.table.shape, np.int32)
    for day in range(design.days):
        advance(state, day, day + 1, seed, replicate)
        status, friends = state.table["status"], state.table["contact"] == FRIEND
        closed = state.groups["closed"][:, None] == 1
        days += status > 0
        reached += np.where(closed | (status == OUTSIDE), friends, status == ACTIVE)
    groups, seats = np.nonzero(days)
    found = state.table[groups, seats]
    return RollCall(
        asked=int(state.counters[NEXT_PERSON]),
        person=found["person"].astype(np.int64),
        group=groups,
        seat=seats,
        reached=reached[groups, seats],
        lost=(days - reached)[groups, seats],
        orders=found["orders"].astype(np.int64),
        written=found["written"].astype(np.int64),
    )


def lives(
    design: Tables,
    seed: int,
    replicate: int,
    people: Sequence[int],
    roll: RollCall,
    advance: Advance = compiled.advance,
) -> list[Diary]:
    """Live a replicate again with an eye on some people, and return their diaries."""
    place = {int(person): k for k, person in enumerate(roll.person)}
    inside = [person for person in people if person in place]
    at = [place[person] for person in inside]
    seats = (roll.group[at], roll.seat[at])
    state = allocate(design, seed, replicate)
    known: dict[int, Diary] = {}
    for day in range(design.days if inside else 0):
        before = state.table[seats][:, None]
        advance(state, day, day + 1, seed, replicate)
        happened = _happened(design, state, before, day, seats, len(inside))
        for k, person in enumerate(inside):
            old, new = before[k, 0], state.table[seats[0][k], seats[1][k]]
            if new["status"] == 0:
                continue
            if person not in known:
                known[person] = _begin(design, state, int(seats[0][k]), new)
            look = _Look(design, state, old, new, (int(seats[0][k]), int(seats[1][k])))
            known[person].days.append(look.today(day, happened[k]))
    return [known.get(person) or _stranger(person) for person in people]


def _stranger(person: int) -> Diary:
    return Diary(person, -1, -1, -1, prior_customer=False, traits={}, annoys=0.0)


def _begin(design: Tables, state: State, number: int, member: Any) -> Diary:
    """Return the first page: who somebody is, and where it came from."""
    group = state.groups[number]
    sources = design.sources
    campaign = -1
    if group["way"] == BY_HOOK:
        row = int(np.searchsorted(sources["first_place"], group["place"], "right")) - 1
        campaign = int(sources["number"][row])
    return Diary(
        person=int(member["person"]),
        group=number,
        campaign=campaign,
        segment=int(member["segment"]),
        prior_customer=bool(member["prior_customer"]),
        traits={name: float(member[name]) for name in TRAITS},
        annoys=float(design.world["mute_irritation"][0]),
    )


def _happened(
    design: Tables, state: State, before: Any, day: int, seats: Any, count: int
) -> list[list[Happening]]:
    """Return what the event log has of the day for each of the chosen."""
    log = DayDiff(design, state, before, day, seats).events()
    out: list[list[Happening]] = [[] for _ in range(count)]
    for k, event, why, amount in zip(log.group, log.event, log.why, log.amount, strict=True):
        out[k].append(Happening(event, why, amount))
    return out


class _Look:
    """What one evening shows of one member beyond the event log."""

    def __init__(
        self, design: Tables, state: State, old: Any, new: Any, at: tuple[int, int]
    ) -> None:
        self.design, self.state = design, state
        self.at = at
        self.p = Record(design.world.dtype, design.world[0])
        self.group = Record(state.groups.dtype, state.groups[at[0]])
        self.old, self.new = Record(MEMBER, old), Record(MEMBER, new)

    def today(self, day: int, logged: list[Happening]) -> Today:
        """Return the day, with what the log leaves out put where it belongs."""
        new = vars(self.new)
        closed = self.group.closed == 1  # type: ignore[attr-defined]
        over = closed and self.p.contacts <= 0.0  # type: ignore[attr-defined]
        happenings = list(logged) if over else self._in_order(logged)
        looked = any(one.event == "read" for one in logged)
        return Today(
            day=day,
            status=STATUS_NAMES[new["status"]],
            friend=new["contact"] == FRIEND,
            posted=self._posted() if looked else {},
            talk=self._talk(logged) if looked else 0,
            irritation=sum(new[f"irritation_{cause}"] for cause in CAUSES),
            closed=closed,
            happenings=tuple(happenings),
        )

    def _in_order(self, logged: list[Happening]) -> list[Happening]:
        out: list[Happening] = []
        late = []  # what the evening brings
        orders = [k for k, one in enumerate(logged) if one.event == "bought"]
        for k, one in enumerate(logged):
            if one.event in LATE:
                late.append(one)
                continue
            if k in orders[:1]:
                out += self._asked()
            out.append(one)
            if one.event == "wrote":
                heard = vars(self.new)["heard_today"] == 1
                out.append(Happening("answered" if heard else "ignored"))
            elif k in orders[-1:]:
                out += self._goods()
        marks = vars(self.new)["today"]
        if marks & DID_GREET:
            out.append(Happening("greeted"))
        if marks & DID_GRAB:
            out.append(Happening("grabbed"))
        if not orders:
            out += self._asked()
        out += seen_outside(self.state, self.at[0], marks)
        out += self._annoyed(any(one.event == "ignored" for one in out))
        out += self._losses()
        return out + late

    def _posted(self) -> dict[str, int]:
        """Return how many messages of each kind the group got."""
        sent: dict[str, int] = {}
        for action, count in zip(
            self.design.actions, self.state.wanted[self.at[0]].tolist(), strict=True
        ):
            if count and action["channel"] == TO_GROUP:
                name = self.design.message_names[int(action["kind"])]
                sent[name] = sent.get(name, 0) + count
        return sent

    def _talk(self, logged: list[Happening]) -> int:
        own = sum(one.amount for one in logged if one.event == "wrote")
        others: int = round(vars(self.group)["messages"] - own)
        return others

    def _asked(self) -> list[Happening]:
        """Return whether it asked the account something in private."""
        if asks(self.state, self.at, self.group):
            return [Happening("asked")]
        return []

    def _goods(self) -> list[Happening]:
        """Return how the goods of the day pleased; they moved satisfaction by a known weight."""
        old, new, p = vars(self.old), vars(self.new), vars(self.p)
        stays = 1.0  # what is left of the opinion of the evening before
        for number in range(old["orders"] + 1, new["orders"] + 1):
            stays *= 1.0 - max(p["experience_weight"], 1.0 / number)
        weight = 1.0 - stays
        gap = old["satisfaction"] + (new["satisfaction"] - old["satisfaction"]) / weight
        if abs(gap) < SURPRISE:
            return []
        return [Happening("pleased" if gap > 0 else "let_down", "", gap)]

    def _annoyed(self, ignored: bool) -> list[Happening]:
        """Return what was added to its irritation; the night has cooled all of it alike."""
        old, new, p = vars(self.old), vars(self.new), vars(self.p)
        stays = new["status"] in (ACTIVE, MUTED)
        if not stays and not (p["contacts"] > 0.0 and new["status"] == old["status"]):
            return []
        out = []
        for cause in CAUSES:
            name = f"irritation_{cause}"
            had = old[name]
            if old["status"] == 0 and cause == "ads" and self.group.way == AS_DEAD:  # type: ignore[attr-defined]
                had = p["dead_irritation"]
            added = new[name] / p["irritation_keeps"] - had
            if added > NOTHING:
                out.append(Happening("annoyed", cause, added))
            if cause == "neglect" and added > NOTHING:
                times = round(added / p["neglect_irritates"]) - ignored
                out += [Happening("unanswered")] if times > 0 else []
        return out

    def _losses(self) -> list[Happening]:
        old, new, p = vars(self.old), vars(self.new), vars(self.p)
        out = []
        if new["ties_lost"] > old["ties_lost"] * p["loss_keeps"] + NOTHING:
            out.append(Happening("friend_left"))
        if new["folded"] > old["folded"]:
            out.append(Happening("folded"))
        return out
