"""One scenario, n replicates, either engine → tidy results."""

from __future__ import annotations

import os
import time
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from simcommunity import __version__
from simcommunity.core.arrays import Floats
from simcommunity.core.members.record import TRAITS
from simcommunity.results.accumulator import Accumulator, RunTotals, estimates_of
from simcommunity.results.estimates import cautions_of
from simcommunity.results.metric_table import Metrics
from simcommunity.results.metrics import METRICS
from simcommunity.results.money_metrics import accounts
from simcommunity.results.replicate import Replicate
from simcommunity.results.verdict import Verdict, judge
from simcommunity.scenario import catalogue
from simcommunity.scenario.arguments import check_whole
from simcommunity.scenario.digest import scenario_hash
from simcommunity.scenario.doubts import doubts
from simcommunity.scenario.errors import ScenarioWarning
from simcommunity.scenario.loader import Loaded, load_scenario, scenario_of
from simcommunity.scenario.schema import Scenario
from simcommunity.scenario.short_repr import Rows, ShortRepr
from simcommunity.simulation.frames import Frames, Measures, check_measures
from simcommunity.simulation.progress import Progress, showing
from simcommunity.simulation.strategy import Strategy
from simcommunity.simulation.tables import Tables, build
from simcommunity.simulation.workers import Job, replicates_of

if TYPE_CHECKING:
    import pandas as pd

    from simcommunity.scenario.loader import Changes, Source
    from simcommunity.simulation.agents import Member

ENGINES = ("compiled", "mesa")
SHOWN = (
    "profit", "orders_per_member", "staff_hours", "death_day_silence", "share_muted_at_end",
    "share_left_at_end",
)  # fmt: skip


@dataclass(frozen=True, repr=False)
class Result(ShortRepr, Frames):
    """What a run comes to.

    Its frames (`daily`, `groups`, `members`, `events`) are not kept by the run, so that nothing
    grows with replicates: each is made when it is first asked for, by living all replicates again,
    bit for bit. docs/tables.md says what their columns are.

    Attributes:
        scenario: with everything resolved.
        scenario_hash: over all that determines numbers.
        mean_groups, mean_members: how many there were, means over replicates.
        digest: SHA-256 over all numeric results; the same for both engines and any `jobs`.
        metrics: name → estimate, measures of one's own among them; `metrics.frame` is a frame.
        per_replicate: name → (replicates,), of all that are no times.
        times, last_seen: name → for each replicate, when it came to pass in each group, −1 if it
            did not, and the last day at which it could have shown, (groups,).
        totals: measures of all groups by day of the run, and sums of single replicates.
        curves: name → (replicates, ages): means over groups by their age in days.
        asked: kind of message → how many were wanted and how many of these were cut for want of
            time, means over replicates.
        wall_s: seconds it took.
        member_class, strategy: of one's own, if any.
    """

    scenario: Scenario
    scenario_hash: str
    version: str
    engine: str
    seed: int
    replicates: int
    days: int
    mean_groups: float
    mean_members: float
    digest: str
    metrics: Metrics
    per_replicate: dict[str, Floats]
    times: dict[str, list[Floats]]
    last_seen: dict[str, list[Floats]]
    totals: RunTotals
    curves: dict[str, Floats]
    asked: dict[str, tuple[float, float]]
    wall_s: float
    member_class: type[Member] | None = None
    strategy: Strategy | None = None

    @cached_property
    def events(self) -> pd.DataFrame:
        """One row a thing that happened to somebody; `simcommunity.events` has one replicate."""
        return self._frame("events")

    def _frame(self, name: str) -> pd.DataFrame:
        from simcommunity.simulation.replayed_tables import whole_table  # noqa: PLC0415 (a circle)

        design = prepare(self.scenario, days=self.days, strategy=self.strategy)
        job = Job(design, self.seed, self.engine, self.member_class, self.strategy)
        return whole_table(name, job, self.replicates, self.digest)

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
            "groups": self.mean_groups,
            "members": self.mean_members,
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

    def _line(self) -> str:
        return (
            f"{self.scenario.title.said('en')}, {self.replicates} replicates of {self.days} days, "
            f"seed {self.seed}, {len(self.metrics)} metrics"
        )

    def _rows(self) -> tuple[Sequence[str], Rows]:
        shown = [name for name in SHOWN if name in self.metrics]
        shown += [name for name in self.metrics if name not in METRICS]
        told = ((name, self.metrics[name]) for name in shown)
        rows = ((name, m.mean, m.lo, m.hi, m.median) for name, m in told)
        return ("metric", "mean", "lo", "hi", "median"), rows


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
    measures: Measures | None = None,
    progress: Progress = False,
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
        measures: metrics of one's own: name → function of an `OneReplicate` that returns a number.
        progress: True shows a bar on stderr; a function is told (done, total).
        on_replicate: called with each replicate in order of its number; keep no reference to it if
            memory must not grow with replicates.

    Raises:
        ScenarioError: when the scenario is not sound.
        TypeError: for an argument of another kind than is wanted.
        ValueError: for a number out of bounds, an unknown engine, or a member class that the
            compiled engine or other processes cannot run.

    Warns:
        ScenarioWarning: of what can only be a slip, such as a term that never falls due.
    """
    check_whole("replicates", replicates)
    check_whole("days", days)
    if not isinstance(source, Scenario) or changes:
        source, changes = load_scenario(source, changes), ()
        for doubt in doubts(source, days):
            warnings.warn(doubt.sentence(), ScenarioWarning, stacklevel=2)

    def hear(replicate: Replicate) -> None:
        if on_replicate is not None:
            on_replicate(replicate)
        tell(replicate.index + 1, total)

    course = GrowingRun(
        source,
        changes,
        days=days,
        seed=seed,
        engine=engine,
        jobs=jobs,
        member_class=member_class,
        strategy=strategy,
        measures=measures,
        on_replicate=hear,
    )
    total = course.scenario.replicates if replicates is None else replicates
    with showing(progress) as tell:
        return course.upto(total)


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
        measures: Measures | None = None,
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
        own = check_measures(measures)
        if strategy is not None and not callable(getattr(strategy, "plan", None)):
            raise TypeError(f"a strategy has a method plan(day, view), which {strategy!r} has not")
        self._job = Job(design, self.seed, engine, member_class, strategy, own)
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
            mean_groups=float(np.mean(keep.metrics["groups"])),
            mean_members=float(np.mean(keep.metrics["members"])),
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
            member_class=self._job.member_class,
            strategy=self._job.strategy,
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
