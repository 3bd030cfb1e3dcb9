"""What happened to whom: one replicate lived again, day by day, and everything that changed.

The compiled engine runs the replicate once more. Each evening its members are compared with what
they were the evening before; ordinary runs know nothing of it and are not slowed. Of groups that
are there from the start, what members were before the first day is not known; who mutes and is
removed on the same day is told to be removed.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from simcommunity.arguments import whole_numbers
from simcommunity.engine import compiled
from simcommunity.engine.state import allocate
from simcommunity.members.appraisal import present_need, total_irritation
from simcommunity.members.departure import blame, bond, leave_index, mute_index
from simcommunity.members.maths import logistic, saturating
from simcommunity.members.people import identity
from simcommunity.members.record import (
    ABSENT,
    ACTIVE,
    BLOCKED,
    CAUSES,
    FRIEND,
    HIDDEN,
    LEFT,
    MEMBER,
    MUTED,
    NO_CONTACT,
    REMOVED,
    Record,
)
from simcommunity.outcomes import conclude
from simcommunity.run import prepare
from simcommunity.scenario.loader import Loaded, load_scenario

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from simcommunity.engine.design import Design
    from simcommunity.engine.state import State
    from simcommunity.outcomes import Replicate
    from simcommunity.scenario.schema import Scenario

COLUMNS = ("replicate", "day", "group", "person", "event", "why", "amount")
OTHER = "other"
BLAMED = (*CAUSES, OTHER)


@dataclass(frozen=True)
class Events:
    """The events of one day, column by column; all of one length.

    Attributes:
        group: number of the group, int32.
        person: number of the member, the address of its luck; nothing else is told of it, int32.
        event: joined, read, wrote, muted, unmuted, left, removed, renewed, bought, befriended,
            hid_moments, blocked, contact_lost.
        why: of muting the cause with the largest part, as in `mute_cause_…`; of leaving and buying
            the largest term of the decision; empty where there is nothing to say.
        amount: of reading the share of messages read, of writing how many, of buying and renewing
            the ¥; else 0, float64.
    """

    day: int
    group: list[int]
    person: list[int]
    event: list[str]
    why: list[str]
    amount: list[float]

    def columns(self, replicate: int) -> dict[str, Any]:
        """Return the columns of `COLUMNS`, all of one length."""
        size = len(self.group)
        return {
            "replicate": np.full(size, replicate, np.int32),
            "day": np.full(size, self.day, np.int32),
            "group": np.array(self.group, np.int32),
            "person": np.array(self.person, np.int32),
            "event": self.event,
            "why": self.why,
            "amount": np.array(self.amount),
        }


@whole_numbers
def events(
    scenario: Loaded | Scenario | str | Path,
    replicate: int = 0,
    *,
    days: int | None = None,
    seed: int | None = None,
) -> pd.DataFrame:
    """Return what happened to whom in one replicate of a run, a row an event, by day and group.

    Args:
        scenario: loaded, or the file or name of one.
        replicate: its number.
        days, seed: of the run, in place of the scenario's own.

    Raises:
        ScenarioError: when the scenario is not sound.
    """
    import pandas as pd  # noqa: PLC0415 (only whoever wants a frame pays for it)

    loaded = load_scenario(scenario) if isinstance(scenario, str | Path) else scenario
    story = loaded.scenario if isinstance(loaded, Loaded) else loaded
    design = prepare(story, days=days)
    luck = story.seed if seed is None else seed
    lived = [one for one in replay(design, luck, replicate) if isinstance(one, Events)]
    frames = [pd.DataFrame(one.columns(replicate)) for one in lived]
    return pd.concat(frames, ignore_index=True).astype({"event": "category", "why": "category"})


def replay(design: Design, seed: int, replicate: int) -> Iterator[Events | Replicate]:
    """Live a replicate again; yield the events of each day, and last what the replicate comes to.

    Args:
        design: the tables of a scenario (`simcommunity.run.prepare`).
        seed, replicate: of the run; the same give the same life, bit for bit.
    """
    state = allocate(design, seed, replicate)
    for day in range(design.days):
        before, mentions = state.table.copy(), state.rooms["mentions"].copy()
        compiled.advance(state, day, day + 1, seed, replicate)
        yield Evening(design, state, before, mentions, day).events()
    yield conclude(design, state, replicate)


class Evening:
    """One evening against the one before.

    Args:
        before: the members as they were, (groups, seats); or, with `seats`, (chosen, 1).
        mentions: of orders, yesterday, (groups,).
        seats: groups and seats of chosen members, if not all are looked at; an event's `group` is
            then the place among them.
    """

    def __init__(
        self,
        design: Design,
        state: State,
        before: Any,
        mentions: Any,
        day: int,
        seats: tuple[Any, Any] | None = None,
    ) -> None:
        self.state = state
        self.mentions = mentions  # of yesterday, which is what is read today
        self.before = before
        self.after = state.table if seats is None else state.table[seats][:, None]
        self.rooms = np.arange(len(state.rooms)) if seats is None else seats[0]
        self.day = day
        self.p: Any = Record(design.world.dtype, design.world[0])
        self.out = Events(day, [], [], [], [], [])

    def events(self) -> Events:
        """Return the events of the day, in the order in which a day brings them."""
        old, new = self.before, self.after
        was, now = old["status"], new["status"]
        came = (was == ABSENT) & (now != ABSENT)
        lives = self.state.rooms["closed"][self.rooms] == 0  # else the marks are of its last day
        there = (_in(was, ACTIVE, MUTED) | came) & lives[:, None]
        first_day = new["day_joined"] == self.day
        self._note("joined", came & first_day)
        self._note("befriended", (old["contact"] == NO_CONTACT) & (new["contact"] != NO_CONTACT))
        self._note("read", there & (new["share_read"] > 0), new["share_read"])
        wrote = new["written"] - old["written"]
        self._note("wrote", wrote > 0, wrote)
        bought = new["orders"] > old["orders"]
        renewed = (now == was) & (new["last_paid"] > old["last_paid"]) & (was != ABSENT)
        paid = new["spend"] - old["spend"] - np.where(renewed, self.p.renew_fee, 0.0)
        self._note("bought", bought, paid, self._why_bought)
        listened = (was == ACTIVE) | (came & first_day)
        self._note("muted", (now == MUTED) & listened, why=self._why_muted)
        self._note("unmuted", (now == ACTIVE) & (was == MUTED))
        self._note("left", (now == LEFT) & (was != LEFT), why=self._why_left)
        self._note("removed", (now == REMOVED) & (was != REMOVED))
        self._note("renewed", renewed, np.full(now.shape, self.p.renew_fee))
        self._note("hid_moments", (new["contact"] == HIDDEN) & (old["contact"] == FRIEND))
        self._note("blocked", (new["contact"] == BLOCKED) & (old["contact"] != BLOCKED))
        lost = (new["contact"] == NO_CONTACT) & _in(old["contact"], FRIEND, HIDDEN)
        self._note("contact_lost", lost)
        return self.out

    def _note(self, event: str, which: Any, amount: Any = None, why: Any = None) -> None:
        groups, seats = np.nonzero(which)
        self.out.group.extend(groups.tolist())
        self.out.person.extend(self.after["person"][groups, seats].tolist())
        self.out.event.extend([event] * len(groups))
        self.out.amount.extend(
            [0.0] * len(groups) if amount is None else amount[groups, seats].astype(float).tolist()
        )
        self.out.why.extend(
            why(g, i) if why else "" for g, i in zip(groups.tolist(), seats.tolist(), strict=True)
        )

    def _why_muted(self, g: int, i: int) -> str:
        """Return the cause that takes the largest part of a mute, by the rule that counts them."""
        member = Record(MEMBER, self.after[g, i])
        undo_night(member, self.p)
        irritation = total_irritation(member)
        held = bond(member, self.p)
        hazard = self.p.muting * logistic(mute_index(member, irritation, held, self.p))
        parts = _Parts()
        blame(member, parts, irritation, hazard, held, self.p)
        return max(BLAMED, key=lambda cause: float(getattr(parts, f"mute_{cause}")))

    def _why_left(self, g: int, i: int) -> str:
        """Return what drove somebody out: nothing, when it would as likely have gone anyway."""
        p = self.p
        member: Any = Record(MEMBER, self.after[g, i])
        member.__dict__["status"] = int(self.before["status"][g, i])
        if p.renew_every > 0 and self.day - member.last_paid >= p.renew_every:
            return "not_renewed"
        fields = vars(member)
        terms = {cause: p.leave_irritation * fields[f"irritation_{cause}"] for cause in CAUSES}
        terms["disappointed"] = p.leave_loss * max(0.0, fields["expectation"] - fields["benefit"])
        terms["bad_purchase"] = max(0.0, -p.leave_satisfaction * fields["satisfaction"])
        terms["others_left"] = p.leave_follows * fields["ties_lost"]
        irritation = total_irritation(member)
        index = leave_index(member, irritation, bond(member, p), p)
        unprovoked = logistic(index - sum(terms.values()))
        if unprovoked >= 0.5 * logistic(index):
            return OTHER
        return max(terms, key=lambda name: terms[name])

    def _why_bought(self, g: int, i: int) -> str:
        """Return the largest term of the decision to order, as things stood in the morning."""
        p, room = self.p, self.state.rooms[self.rooms[g]]
        member = Record(MEMBER, self.before[g, i])
        fields = vars(member)
        read = float(self.after["share_read"][g, i])
        need = p.order_need * present_need(member)
        terms = {
            "need": need,
            "trust": p.order_trust * fields["trust"],
            "discount": p.order_discount * float(room["discount"]) * fields["deal_proneness"],
            "satisfied_before": p.order_satisfaction * fields["satisfaction"],
            "others_bought": p.mention_pull
            * saturating(read * float(self.mentions[self.rooms[g]]) * p.exposure_rate),
            "limited": p.scarcity * float(room["scarcity"]) * read * present_need(member),
        }
        return max(terms, key=lambda name: terms[name])


class _Parts:
    """Where the rule that counts mutes puts their parts."""

    def __init__(self) -> None:
        for cause in BLAMED:
            setattr(self, f"mute_{cause}", 0.0)


def undo_night(member: Any, p: Any) -> None:
    """Take back of a night what the decision to mute hangs on: cooling, and belonging's fading."""
    for cause in CAUSES:
        name = f"irritation_{cause}"
        setattr(member, name, getattr(member, name) / p.irritation_keeps)
    lasting = identity(member, p)
    member.belonging = lasting + (member.belonging - lasting) / p.belonging_keeps


def _in(values: Any, *wanted: int) -> Any:
    return np.isin(values, wanted)
