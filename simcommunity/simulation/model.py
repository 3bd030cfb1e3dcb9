"""The Mesa engine: one replicate, agent by agent, by the same rules as the compiled engine."""

from __future__ import annotations

import warnings
from functools import partial
from typing import TYPE_CHECKING, Any

import mesa
import numpy as np

from simcommunity.core.compilation import Row
from simcommunity.core.day.enquiries import serve
from simcommunity.core.day.group_day import finish, live
from simcommunity.core.day.morning import begin_day, plan_day, post_day
from simcommunity.core.group import GROUP
from simcommunity.core.members.departure import is_present
from simcommunity.core.members.record import LEFT, MEMBER, NO_CONTACT, Record, write_back
from simcommunity.core.members.ties import grieve
from simcommunity.core.operators.acquisition import arrive, tie_newcomers
from simcommunity.core.operators.admission import settle_newcomers
from simcommunity.core.operators.invitations import note_kin
from simcommunity.core.vitals import DAILY, DAY
from simcommunity.scenario.loader import read_scenario
from simcommunity.simulation.agents import Member
from simcommunity.simulation.running import prepare
from simcommunity.simulation.state import State, allocate
from simcommunity.simulation.strategy import apply_strategy

if TYPE_CHECKING:
    from collections.abc import Hashable

    from simcommunity.scenario.loader import Changes, Source
    from simcommunity.simulation.strategy import Strategy
    from simcommunity.simulation.tables import Tables

# Means over somebody, of all else in the daily table the sum over groups is taken.
MEANS = {
    "irritation": "members", "benefit": "members", "trust": "members", "belonging": "members",
    "contact_trust": "contacts",
}  # fmt: skip
_made: set[Hashable] = set()  # in this process


class CommunityModel(mesa.Model):
    """A community of groups, one day a step.

    Its `datacollector` collects every day the measures of the daily table, over all groups; one
    that a subclass puts in its place is the subclass's own to fill.

    Args:
        source: the scenario: its name or file, a mapping, or a loaded one.
        changes: of the scenario, as ``path=value`` or as a mapping of paths to values.
        replicate: number of the replicate; the same scenario, seed and replicate give the compiled
            engine's results bit for bit.
        rng: Mesa's word for the seed.
        member_class: `Member` or a subclass that overrides behaviours.
        strategy: a Python strategy in place of the playbook's calendar.
        kwargs: further changes, by path, such as ``seed=5``, ``days=30``, ``**{"team.people": 2}``.

    Raises:
        ScenarioError: when the scenario is not sound.
        ValueError: for both seed and rng, or a replicate below 0.
    """

    def __init__(
        self,
        source: Source,
        changes: Changes = (),
        *,
        replicate: int = 0,
        rng: Any = None,
        member_class: type[Member] = Member,
        strategy: Strategy | None = None,
        **kwargs: Any,
    ) -> None:
        if type(kwargs.get("scenario")).__module__.startswith("mesa."):
            del kwargs["scenario"]  # an empty thing that SolaraViz hands to what it makes anew
        if kwargs.get("seed", 0) is None:
            del kwargs["seed"]
        if rng is not None:
            if "seed" in kwargs:
                raise ValueError("give either seed or rng, not both: they mean the same")
            kwargs["seed"] = seed_of(rng)
        if replicate < 0:
            raise ValueError(f"replicate {replicate} is below 0")
        loaded = read_scenario(source).with_changes(changes).with_changes(kwargs).load()
        scenario = loaded.scenario
        warn_of_copies(
            (type(self), member_class, strategy and id(strategy), loaded.hash, scenario.days),
            scenario.seed,
            replicate,
        )
        design = prepare(scenario, strategy=strategy)
        self._begin(design, scenario.seed, replicate, member_class, strategy)

    @classmethod
    def from_design(
        cls,
        design: Tables,
        *,
        seed: int = 7,
        replicate: int = 0,
        member_class: type[Member] = Member,
        strategy: Strategy | None = None,
    ) -> CommunityModel:
        """Return a model of tables that are ready (`simcommunity.simulation.running.prepare`)."""
        model = cls.__new__(cls)
        model._begin(design, seed, replicate, member_class, strategy)  # noqa: SLF001 (it is its own)
        return model

    def _begin(
        self,
        design: Tables,
        seed: int,
        replicate: int,
        member_class: type[Member],
        strategy: Strategy | None,
    ) -> None:
        # Mesa's own generators are for users' extensions; the rules draw from Philox alone.
        super().__init__(rng=[seed % 2**32, seed >> 32, replicate])
        self.day = 0
        self.design = design
        self.seed = seed
        self.replicate = replicate
        self.member_class = member_class
        self.strategy = strategy
        self.state = as_objects(allocate(design, seed, replicate))
        self.seats: list[list[Member]] = [[] for _ in range(design.groups)]
        self.datacollector = self._measures = mesa.DataCollector(
            {name: partial(measure, name=name) for name in DAILY}
        )
        self._in_a_day = False
        self._removed: list[Member] = []
        self._gone_since: list[Any] = []  # the groups they were in, to be counted tomorrow

    def __repr__(self) -> str:
        days = f"day {self.day} of {self.design.days}"
        return f"<{type(self).__name__}: {days}, seed {self.seed}, replicate {self.replicate}>"

    @property
    def members(self) -> mesa.agent.AgentSet:
        """Return all members, those who left included."""
        return self.agents.select(agent_type=self.member_class)

    def step(self) -> None:
        """Run one day; after the last one there is nothing to run."""
        if self.day < self.design.days:
            self._in_a_day = True
            self._live()
            self._in_a_day = False
            self._see_off()
            self.day += 1
            if self.datacollector is self._measures:
                self._measures.collect(self)
        self.running = self.day < self.design.days

    def _live(self) -> None:
        """Let the groups live the day."""
        s, day = self.state, self.day
        begin_day(s, day)
        for group in self._gone_since:
            group.newly_left += 1.0
        self._gone_since.clear()
        for kin, group, seats in zip(s.kin, s.groups, self.seats, strict=False):
            note_kin(group, seats, kin)
        arrive(s, day, self.seed, self.replicate)
        for group, seats in zip(s.groups, self.seats, strict=True):
            rows = s.table[group.number]
            settle_newcomers(
                rows, len(seats), group.joined, group.way, group.bribe, group.seeks,
                self.seed, self.replicate, s.segments, s.mixing, s.world[0],
            )  # fmt: skip
            for seat in range(len(seats), group.joined):
                seats.append(self.member_class(self, group.number, rows[seat]))
            tie_newcomers(group, seats, s)
        if self.strategy is not None:
            apply_strategy(self.strategy, s, self.design.message_names, day)
        plan_day(s, self.strategy is not None)
        post_day(s, day)
        for group, seats in zip(s.groups, self.seats, strict=True):
            feeds = s.feeds[group.number] if s.feeds else s.feeds
            queue = s.queues[group.number] if s.feeds else s.queues
            live(group, seats, feeds, queue, s.daily, s.p[0])
        if s.p[0].contacts > 0.0:
            serve(s.groups, self.seats, s.queues, s.p[0])
            for group, seats in zip(s.groups, self.seats, strict=True):
                finish(group, seats, s.feeds[group.number], s.daily, s.p[0])

    def let_go(self, member: Member) -> None:
        """Let a member whom the user removes leave; in the course of a day, at its end."""
        self._removed.append(member)
        if not self._in_a_day:
            self._see_off()

    def _see_off(self) -> None:
        for member in self._removed:
            seats = self.seats[member.group]
            if is_present(member):
                grieve(seats, seats.index(member))
                self._gone_since.append(self.state.groups[member.group])
            member.status = LEFT
            member.contact = NO_CONTACT
        self._removed.clear()

    def snapshot(self) -> State:
        """Return the state as the compiled engine holds it: structured arrays throughout."""
        groups = np.zeros(self.design.groups, GROUP)
        for i, group in enumerate(self.state.groups):
            write_back(group, groups[i], GROUP)
        table = np.zeros_like(self.state.table)
        for g, seats in enumerate(self.seats):
            for i, member in enumerate(seats):
                write_back(member, table[g, i], MEMBER)
        return self.state._replace(groups=groups, table=table)


def measure(model: CommunityModel, name: str) -> float:
    """Return a measure of the daily table over all groups, on the last day that was lived."""
    today = model.state.daily[:, model.day - 1]
    values = today[name]
    if name not in MEANS:
        return float(values.sum())
    heads = today[MEANS[name]]
    return float(values @ heads / max(heads.sum(), 1.0))


def seed_of(rng: Any) -> int:
    """Return the seed that Mesa's `rng` means: a whole number itself, else the first draw."""
    if isinstance(rng, int | np.integer):
        return int(rng)
    return int(np.random.default_rng(rng).integers(2**63))


def warn_of_copies(what: Hashable, seed: int, replicate: int) -> None:
    """Warn when this process has made the same model before, as Mesa's `iterations` do."""
    key = (what, seed, replicate)
    if key in _made:
        warnings.warn(
            f"this scenario was run before with seed {seed} and replicate {replicate}: the second "
            'run is a copy of the first. For other luck give other replicates: {"replicate": '
            "range(12)}",
            stacklevel=3,
        )
    _made.add(key)


def as_objects(state: State) -> State:
    """Return a state whose records are plain objects and whose rules therefore run in Python."""

    def objects(rows: Any) -> list[Record]:
        return [Record(rows.dtype, row) for row in rows]

    return state._replace(
        p=objects(state.p),
        groups=objects(state.groups),
        kinds=objects(state.kinds),
        phases=objects(state.phases),
        actions=objects(state.actions),
        sources=objects(state.sources),
        feeds=[objects(row) for row in state.feeds],
        daily=state.daily.view(np.dtype((Row, DAY))),
    )
