"""One scenario, n replicates, either engine → tidy results."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from simcommunity import __version__
from simcommunity.core.arrays import Floats
from simcommunity.core.members.record import TRAITS
from simcommunity.results.accumulator import Accumulator, estimates_of
from simcommunity.results.estimates import cautions_of
from simcommunity.results.money_metrics import accounts
from simcommunity.results.verdict import Verdict, judge
from simcommunity.scenario import catalogue
from simcommunity.scenario.arguments import check_whole
from simcommunity.scenario.digest import scenario_hash
from simcommunity.scenario.loader import Loaded, scenario_of
from simcommunity.simulation.tables import Tables, build
from simcommunity.simulation.workers import Job, replicates_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from simcommunity.results.estimates import Estimate
    from simcommunity.results.replicate import Replicate
    from simcommunity.results.run_totals import RunTotals
    from simcommunity.scenario.loader import Changes, Source
    from simcommunity.scenario.schema import Scenario
    from simcommunity.simulation.agents import Member
    from simcommunity.simulation.strategy import Strategy

ENGINES = ("compiled", "mesa")


@dataclass(frozen=True)
class Result:
    """What a run comes to.

    Attributes:
        scenario: with everything resolved.
        scenario_hash: over all that determines numbers.
        groups, members: means over replicates.
        digest: SHA-256 over all numeric results; the same for both engines and any `jobs`.
        metrics: name → estimate.
        per_replicate: name → (replicates,), of all that are no times.
        times, last_seen: name → for each replicate, when it came to pass in each group, −1 if it
            did not, and the last day at which it could have shown, (groups,).
        totals: measures of all groups by day of the run, and sums of single replicates.
        curves: name → (replicates, ages): means over groups by their age in days.
        asked: kind of message → how many were wanted and how many of these were cut for want of
            time, means over replicates.
        wall_s: seconds it took.
    """

    scenario: Scenario
    scenario_hash: str
    version: str
    engine: str
    seed: int
    replicates: int
    days: int
    groups: float
    members: float
    digest: str
    metrics: dict[str, Estimate]
    per_replicate: dict[str, Floats]
    times: dict[str, list[Floats]]
    last_seen: dict[str, list[Floats]]
    totals: RunTotals
    curves: dict[str, Floats]
    asked: dict[str, tuple[float, float]]
    wall_s: float

    @property
    def cut_share(self) -> float:
        """Share of the planned messages that were cut for want of time."""
        wanted = sum(wanted for wanted, _ in self.asked.values())
        return sum(cut for _, cut in self.asked.values()) / wanted if wanted else 0.0

    @property
    def cautions(self) -> list[dict[str, Any]]:
        """Why one should not lean on it."""
        return cautions_of(self.replicates)

    @property
    def verdict(self) -> Verdict:
        """Whether to start at all."""
        offers = self.scenario.groups.type == "consumption"
        return judge(self.metrics, self.gross_profit, self.cut_share, lives_on_offers=offers)

    @property
    def gross_profit(self) -> float:
        """¥ that orders earn before any cost, mean over replicates."""
        worth = self.per_replicate["lifetime_value"] * self.per_replicate["members"]
        return float(np.nansum(worth) / len(worth))  # undefined is a worth of nobody

    @property
    def accounts(self) -> dict[str, float]:
        """¥ of all groups from revenue to profit, means over replicates that add up as printed."""
        return accounts(self.per_replicate)

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON object of form "simcommunity.run/1"."""
        return {
            "schema": "simcommunity.run/1",
            "scenario": self.scenario.title.en,
            "scenario_hash": self.scenario_hash,
            "version": self.version,
            "engine": self.engine,
            "seed": self.seed,
            "replicates": self.replicates,
            "days": self.days,
            "groups": self.groups,
            "members": self.members,
            "digest": self.digest,
            "verdict": self.verdict.as_dict(),
            "accounts": self.accounts,
            "cautions": self.cautions,
            "metrics": {name: m.as_dict() for name, m in self.metrics.items()},
            "cut": {
                name: {"wanted": wanted, "cut": cut}
                for name, (wanted, cut) in self.asked.items()
                if cut
            },
            "wall_s": round(self.wall_s, 3),
        }


def run(
    source: Source,
    changes: Changes = (),
    *,
    replicates: int | None = None,
    days: int | None = None,
    seed: int | None = None,
    engine: str = "compiled",
    jobs: int | None = None,
    member_class: type[Member] | None = None,
    strategy: Strategy | None = None,
    on_replicate: Callable[[Replicate], None] | None = None,
) -> Result:
    """Run a scenario.

    Args:
        source: the scenario: its name or file, a mapping, or a loaded one.
        changes: of the scenario, as ``path=value`` or as a mapping of paths to values.
        replicates, days, seed: in place of the scenario's own.
        engine: "compiled" or "mesa".
        jobs: how many workers; by default as many as there are cores; one for agents.
        member_class: a subclass of `Member` that overrides behaviours; Mesa engine only.
        strategy: a Python strategy in place of the playbook.
        on_replicate: called with each replicate in order of its number; keep no reference to it if
            memory must not grow with replicates.

    Raises:
        ScenarioError: when the scenario is not sound.
        TypeError: for an argument of another kind than is wanted.
        ValueError: for a number out of bounds, an unknown engine, or a member class that the
            compiled engine or other processes cannot run.
    """
    check_whole("replicates", replicates)
    course = GrowingRun(
        source,
        changes,
        days=days,
        seed=seed,
        engine=engine,
        jobs=jobs,
        member_class=member_class,
        strategy=strategy,
        on_replicate=on_replicate,
    )
    return course.upto(course.scenario.replicates if replicates is None else replicates)


class GrowingRun:
    """A run that can go on: replicates are added to those there are; see `run`.

    Raises:
        ScenarioError: when the scenario is not sound.
        TypeError: for an argument of another kind than is wanted.
        ValueError: for a number out of bounds, an unknown engine, or a member class that the
            compiled engine or other processes cannot run.
    """

    def __init__(
        self,
        source: Source,
        changes: Changes = (),
        *,
        days: int | None = None,
        seed: int | None = None,
        engine: str = "compiled",
        jobs: int | None = None,
        member_class: type[Member] | None = None,
        strategy: Strategy | None = None,
        on_replicate: Callable[[Replicate], None] | None = None,
    ) -> None:
        """Make everything ready; nothing is run yet."""
        started = time.perf_counter()
        for name, value in (("days", days), ("seed", seed), ("jobs", jobs)):
            check_whole(name, value)
        loaded = source if isinstance(source, Loaded) and not changes else None
        self.scenario = story = scenario_of(source, changes)
        if engine not in ENGINES:
            raise ValueError(f"engine {engine!r} is not one of {', '.join(ENGINES)}")
        if engine == "compiled" and member_class is not None:
            raise ValueError(
                f"the compiled engine runs the shipped rules only and cannot run "
                f"{member_class.__name__}, a subclass of Member: use engine='mesa'"
            )
        self.engine = engine
        self.days = story.days if days is None else days
        self.seed = story.seed if seed is None else seed
        self._hash = loaded.hash if loaded else scenario_hash(story)
        self._jobs = jobs or _workers(engine)
        self._tell = on_replicate
        design = prepare(story, days=self.days, strategy=strategy)
        self._job = Job(design, self.seed, engine, member_class, strategy)
        self._keep = Accumulator(int(design.world["silence_window"][0]))
        self._seconds = time.perf_counter() - started

    def upto(self, replicates: int) -> Result:
        """Run what is missing up to so many replicates, and return what all of them come to.

        Raises ValueError when there are fewer than one, or already more.
        """
        check_whole("replicates", replicates)
        keep, design = self._keep, self._job.design
        if replicates < keep.replicates:
            raise ValueError(f"replicates {replicates} is below {keep.replicates}")
        started = time.perf_counter()
        for replicate in replicates_of(self._job, replicates, self._jobs, keep.replicates):
            keep.add(replicate)
            if self._tell is not None:
                self._tell(replicate)
        self._seconds += time.perf_counter() - started
        return Result(
            scenario=self.scenario,
            scenario_hash=self._hash,
            version=__version__,
            engine=self.engine,
            seed=self.seed,
            replicates=replicates,
            days=self.days,
            groups=float(np.mean(keep.metrics["groups"])),
            members=float(np.mean(keep.metrics["members"])),
            digest=keep.digest.hexdigest(),
            metrics=estimates_of(keep.metrics, keep.times, keep.last_seen),
            per_replicate=keep.values(),
            times={name: list(times) for name, times in keep.times.items()},
            last_seen={name: list(days) for name, days in keep.last_seen.items()},
            totals=keep.totals(),
            curves={name: np.array(values) for name, values in keep.curves.items()},
            asked=dict(
                zip(
                    design.message_names,
                    map(tuple, (keep.asked / replicates).tolist()),
                    strict=True,
                )
            ),
            wall_s=self._seconds,
        )


def _workers(engine: str) -> int:
    """Return how many workers there are unless told; agents need processes, so one for them."""
    return (os.cpu_count() or 1) if engine == "compiled" else 1


def prepare(scenario: Scenario, *, days: int | None = None, strategy: object = None) -> Tables:
    """Return the tables of a scenario, as `CommunityModel` and the compiled engine read them."""
    correlation = np.eye(len(TRAITS))
    place = {("need" if name == "need_rate" else name): i for i, name in enumerate(TRAITS)}
    for a, b, rho in catalogue.correlation():
        correlation[place[a], place[b]] = correlation[place[b], place[a]] = rho
    horizon = scenario.days if days is None else days
    return build(scenario, horizon, correlation, any_message=strategy is not None)
