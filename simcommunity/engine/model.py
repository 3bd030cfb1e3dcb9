"""The Mesa engine: one replicate, agent by agent, by the same rules as the compiled engine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mesa
import numpy as np

from simcommunity.engine.agents import Member, Operator
from simcommunity.engine.day import finish, live
from simcommunity.engine.desk import serve
from simcommunity.engine.morning import begin_day, post_day
from simcommunity.engine.state import State, allocate
from simcommunity.members.record import MEMBER, Record, write_back
from simcommunity.members.room import ROOM
from simcommunity.operators.acquisition import arrive, tie_newcomers
from simcommunity.operators.admission import settle_newcomers
from simcommunity.operators.invitations import note_kin

if TYPE_CHECKING:
    from simcommunity.engine.design import Design
    from simcommunity.engine.strategy import Strategy


class CommunityModel(mesa.Model):
    """A community of groups, one day a step.

    Args:
        design: the tables of a scenario (`simcommunity.run.prepare`).
        seed: of the run; the same seed gives the compiled engine's results bit for bit.
        replicate: number of the replicate.
        member_class: `Member` or a subclass that overrides behaviours.
        strategy: a Python strategy in place of the playbook's calendar.
    """

    def __init__(
        self,
        design: Design,
        *,
        seed: int = 7,
        replicate: int = 0,
        member_class: type[Member] = Member,
        strategy: Strategy | None = None,
    ) -> None:
        # Mesa's own generator is for users' extensions; the rules draw from Philox alone.
        super().__init__(rng=seed % 2**32)
        self.day = 0
        self.design = design
        self.luck_seed = seed
        self.replicate = replicate
        self.member_class = member_class
        self.strategy = strategy
        self.message_names = design.message_names
        self.state = as_objects(allocate(design, seed, replicate))
        self.seats: list[list[Member]] = [[] for _ in range(design.groups)]
        self.operator = Operator(self)

    @property
    def members(self) -> mesa.agent.AgentSet:
        """Return all members, those who left included."""
        return self.agents.select(agent_type=self.member_class)

    def step(self) -> None:
        """Run one day."""
        s, day = self.state, self.day
        begin_day(s, day)
        for kin, room, seats in zip(s.kin, s.rooms, self.seats, strict=False):
            note_kin(room, seats, kin)
        arrive(s, day, self.luck_seed, self.replicate)
        for room, seats in zip(s.rooms, self.seats, strict=True):
            rows = s.table[room.group]
            settle_newcomers(
                rows, len(seats), room.joined, room.way, room.bribe,
                self.luck_seed, self.replicate, s.segments, s.mixing, s.world[0],
            )  # fmt: skip
            for seat in range(len(seats), room.joined):
                seats.append(self.member_class(self, room.group, rows[seat]))
            tie_newcomers(room, seats, s)
        self.operator.plan()
        post_day(s, day)
        for room, seats in zip(s.rooms, self.seats, strict=True):
            feeds = s.feeds[room.group] if s.feeds else s.feeds
            queue = s.queues[room.group] if s.feeds else s.queues
            live(room, seats, feeds, queue, s.daily, s.p[0])
        if s.p[0].contacts > 0.0:
            serve(s.rooms, self.seats, s.queues, s.p[0])
            for room, seats in zip(s.rooms, self.seats, strict=True):
                finish(room, seats, s.feeds[room.group], s.daily, s.p[0])
        self.day += 1
        if self.day >= self.design.days:
            self.running = False

    def snapshot(self) -> State:
        """Return the state as the compiled engine holds it: structured arrays throughout."""
        rooms = np.zeros(self.design.groups, ROOM)
        for i, room in enumerate(self.state.rooms):
            write_back(room, rooms[i], ROOM)
        table = np.zeros_like(self.state.table)
        for g, seats in enumerate(self.seats):
            for i, member in enumerate(seats):
                write_back(member, table[g, i], MEMBER)
        return self.state._replace(rooms=rooms, table=table)


def as_objects(state: State) -> State:
    """Return a state whose records are plain objects and whose rules therefore run in Python."""

    def objects(rows: Any) -> list[Record]:
        return [Record(rows.dtype, row) for row in rows]

    return state._replace(
        p=objects(state.p),
        rooms=objects(state.rooms),
        kinds=objects(state.kinds),
        phases=objects(state.phases),
        actions=objects(state.actions),
        sources=objects(state.sources),
        feeds=[objects(row) for row in state.feeds],
    )
