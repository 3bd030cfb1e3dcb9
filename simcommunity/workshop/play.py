"""A team's copy of the community: the same people and the same luck, lived by its own decisions.

Nothing but decisions is kept. Whatever a page shows is lived again from the first day, which takes
a few thousandths of a second.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from simcommunity.core.arrays import Floats
from simcommunity.core.day import compiled
from simcommunity.core.vitals import COLUMN, columns_of, is_quiet
from simcommunity.results.money_metrics import wages
from simcommunity.scenario.errors import Problem, ScenarioError
from simcommunity.scenario.schema import Scenario
from simcommunity.simulation.events import DayDiff, Events
from simcommunity.simulation.running import prepare
from simcommunity.simulation.state import State, allocate
from simcommunity.simulation.tables import Tables, world_of
from simcommunity.workshop.actions import over, prices, spread, with_decisions
from simcommunity.workshop.room import Room, Team
from simcommunity.workshop.room_spec import Allotment, Spec, community, shipped_events

Sent = tuple[tuple[int, str], ...]  # day from which, name of the event
LAST_DAYS = 7  # over which it is counted who would still read: a single day has too much luck
PLAYED = 0  # the replicate that is played; the others are other people with other luck


@dataclass(frozen=True)
class Life:
    """What became of one copy of the community.

    Attributes:
        daily: measures of the group, (days, columns of `vitals.DAILY`).
        paid: wages in ¥, (days,).
        died: day of the run on which the silence began that was the group's death, −1 for none.
        since: day of the run from which money counts.
        quiet: whether hardly anybody spoke on a day, (days,).
        silent_for: quiet days in a row, up to the last one, that may become a silence.
    """

    daily: Floats
    paid: Floats
    died: int
    since: int
    quiet: tuple[bool, ...]
    silent_for: int

    def column(self, name: str) -> Floats:
        """Return one measure by day, (days,)."""
        return self.daily[:, COLUMN[name]]

    @property
    def profit(self) -> Floats:
        """¥ by day: gross profit less spending and wages, (days,)."""
        return np.asarray(self.column("gross_profit") - self.column("cash_cost") - self.paid)

    def score(self, goal: str) -> float:
        """Return how well it stands by a room's goal."""
        if goal == "listening":
            return float(self.column("would_read")[-LAST_DAYS:].mean())
        values = self.profit if goal == "profit" else self.column(goal)
        return float(values[self.since :].sum())


class Community:
    """A room's community before anybody has decided anything, and what may befall it."""

    def __init__(self, spec: Spec) -> None:
        """Read the scenario; raises ScenarioError when the room cannot be played."""
        self.spec, self.scenario = spec, community(spec)
        self.prices = prices(spec, self.scenario)
        for length in {len(spec.days_of(number)) for number in (1, spec.rounds)}:
            _, bill = spread(spec.unless_told, self.prices, length)
            if over(bill, self.minutes, 0.0):
                raise ScenarioError([Problem("room_default")])
        self._known: dict[tuple[str, ...], Any] = {}

    @property
    def minutes(self) -> float:
        """Minutes the team has on one day."""
        return self.scenario.team.hours_a_day * 60

    def may_die(self, life: Life | None) -> range:
        """Return the days (from 0) on which a death not seen yet may fall, and still show.

        There is none for a group that is dead. `life` is None before the first day.
        """
        if life and life.died >= 0:
            return range(0)
        first = len(life.daily) - life.silent_for if life else 0
        window = int(world_of(self.scenario)["silence_window"][0])
        return range(first, self.spec.days - window + 1)

    def worlds(self, sent: Sent) -> dict[int, Any]:
        """Return the parameters of the days that are not as usual: day → record."""
        events = shipped_events()
        out = {}
        for day in range(self.spec.days):
            names = tuple(
                sorted({name for first, name in sent if 0 <= day - first < events[name].days})
            )
            if names:
                if names not in self._known:
                    changes = [change for name in names for change in events[name].set]
                    self._known[names] = world_of(community(self.spec, tuple(changes)))
                out[day] = self._known[names]
        return out


class Copies:
    """The copies of one community that can be lived: by any decisions, under any luck.

    Args:
        place: where all begin.
        seed: of the luck all copies share.
        sent: what befalls them, and from which day of the run on.
    """

    def __init__(self, place: Community, seed: int, sent: Sent = ()) -> None:
        self.spec, self.community, self.seed = place.spec, place.scenario, seed
        self.worlds = place.worlds(sent)

    def scenario(self, decisions: Sequence[Allotment]) -> Scenario:
        """Return the scenario that a team's decisions make."""
        return with_decisions(self.spec, self.community, decisions)

    def design(self, scenario: Scenario, days: int | None = None) -> Tables:
        """Return the tables of a scenario, up to a day or to the horizon."""
        return prepare(scenario, days=max(1, self.spec.days if days is None else days))

    def advance(self, state: State, first: int, last: int, seed: int, replicate: int) -> None:
        """Run whole days, each in the world that holds on it.

        Days in the same world are one call: threads wait for one another between calls.
        """
        for days in self._alike(first, last):
            world = self.worlds.get(days.start)
            now = state if world is None else state._replace(p=world, world=world)
            compiled.advance(now, days.start, days.stop, seed, replicate)

    def _alike(self, first: int, last: int) -> Iterator[range]:
        """Yield the days in stretches that are in the same world."""
        start = first
        for day in range(first + 1, last + 1):
            if day == last or self.worlds.get(day) is not self.worlds.get(start):
                yield range(start, day)
                start = day

    def live(self, design: Tables, replicate: int = PLAYED) -> Life:
        """Live a copy from its first day to the last of the design."""
        state = allocate(design, self.seed, replicate)
        self.advance(state, 0, design.days, self.seed, replicate)
        return self._life(design, state)

    def live_and_watch(self, design: Tables, since: int) -> tuple[Life, list[Events]]:
        """Live the copy that is played, and note what happened to whom from a day on."""
        state = allocate(design, self.seed, PLAYED)
        self.advance(state, 0, since, self.seed, PLAYED)
        seen = []
        for day in range(since, design.days):
            before = state.table.copy()
            self.advance(state, day, day + 1, self.seed, PLAYED)
            seen.append(DayDiff(design, state, before, day).events())
        return self._life(design, state), seen

    def _life(self, design: Tables, state: State) -> Life:
        world, room = design.world[0], state.groups[0]
        daily = columns_of(state.daily)
        paid = wages(daily, float(world["wage"]), float(world["payroll"]))[0]
        dead = room["death_silence"] >= 0
        died = int(room["day_zero"] + room["death_silence"]) if dead else -1
        daily, share = daily[0], float(world["silence_share"])
        speakers, members = daily[:, COLUMN["speakers"]], daily[:, COLUMN["members"]]
        quiet = (is_quiet(*day, share) for day in zip(speakers, members, strict=True))
        return Life(
            daily, paid, died, self.spec.takes_over, tuple(map(bool, quiet)), int(room["quiet_run"])
        )


class Lives:
    """Lives the teams' copies on demand, and keeps each until the room has gone on."""

    def __init__(self, place: Community, room: Room) -> None:
        """Begin with none."""
        self.place, self.room = place, room
        self._kept: dict[int, tuple[Any, tuple[Life, list[Events]]]] = {}

    def copies(self) -> Copies:
        """Return the copies of the community under the room's luck and what was sent so far."""
        return Copies(self.place, self.room.seed, tuple(self.room.sent))

    def of(self, team: Team) -> tuple[Life, list[Events]] | None:
        """Return a team's life so far and what happened in the last round; None before any day."""
        room = self.room
        if room.day == 0:
            return None
        at = (room.round, tuple(room.sent), tuple(map(str, room.allotments(team))))
        kept = self._kept.get(team.number)
        if kept is None or kept[0] != at:
            copies = self.copies()
            design = copies.design(copies.scenario(room.allotments(team)), room.day)
            since = room.spec.days_of(room.played).start if room.played else 0
            kept = (at, copies.live_and_watch(design, since))
            self._kept[team.number] = kept
        return kept[1]

    def forget(self, number: int) -> None:
        """Let go of a team's life."""
        self._kept.pop(number, None)
