"""One scenario, n replicates, either engine → tidy results."""

from __future__ import annotations

import copy
import hashlib
import itertools
import os
import threading
import time
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from simcommunity import __version__
from simcommunity.compilation import first_compilation
from simcommunity.engine import compiled
from simcommunity.engine.agents import Member
from simcommunity.engine.design import Design, build
from simcommunity.engine.model import CommunityModel
from simcommunity.engine.state import allocate
from simcommunity.engine.strategy import apply_strategy
from simcommunity.estimates import Estimate, estimate, estimate_time
from simcommunity.members.record import TRAITS
from simcommunity.outcomes import CURVES, TIMES, Floats, Replicate, bounds, conclude
from simcommunity.scenario import catalogue
from simcommunity.scenario.loader import Loaded, load_scenario
from simcommunity.verdict import judge

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from simcommunity.engine.strategy import Strategy
    from simcommunity.scenario.schema import Scenario

ENGINES = ("compiled", "mesa")
BREATH = 3_000_000  # member-days between two looks at whether somebody wants us to stop


class _Stopped(Exception):  # noqa: N818 (it is no error)
    pass


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
    curves: dict[str, Floats]
    asked: dict[str, tuple[float, float]]
    wall_s: float

    @property
    def cut_share(self) -> float:
        """Share of the planned messages that were cut for want of time."""
        wanted = sum(wanted for wanted, _ in self.asked.values())
        return sum(cut for _, cut in self.asked.values()) / wanted if wanted else 0.0

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
            "verdict": judge(self).as_dict(),
            "metrics": {name: m.as_dict() for name, m in self.metrics.items()},
            "cut": {
                name: {"wanted": wanted, "cut": cut}
                for name, (wanted, cut) in self.asked.items()
                if cut
            },
            "wall_s": round(self.wall_s, 3),
        }


def run(
    scenario: Loaded | Scenario | str | Path,
    *,
    replicates: int | None = None,
    days: int | None = None,
    seed: int | None = None,
    engine: str = "compiled",
    jobs: int | None = None,
    member_class: type[Member] = Member,
    strategy: Strategy | None = None,
    on_replicate: Callable[[Replicate], None] | None = None,
) -> Result:
    """Run a scenario.

    Args:
        scenario: loaded, or the file or name of one.
        replicates, days, seed: in place of the scenario's own.
        engine: "compiled" or "mesa".
        jobs: how many workers; by default as many as there are cores; one for agents.
        member_class: a subclass of `Member` that overrides behaviours; Mesa engine only.
        strategy: a Python strategy in place of the playbook.
        on_replicate: called with each replicate in order of its number; keep no reference to it if
            memory must not grow with replicates.

    Raises:
        ScenarioError: when the scenario is not sound.
        ValueError: for an unknown engine, or a member class the compiled engine cannot run.
    """
    started = time.perf_counter()
    loaded = scenario
    if isinstance(loaded, str | Path):
        loaded = load_scenario(loaded)
    story = loaded.scenario if isinstance(loaded, Loaded) else loaded
    if engine not in ENGINES:
        raise ValueError(f"engine {engine!r} is not one of {', '.join(ENGINES)}")
    if engine == "compiled" and member_class is not Member:
        raise ValueError(
            f"the compiled engine runs the shipped rules only and cannot run "
            f"{member_class.__name__}, a subclass of Member: use engine='mesa'"
        )
    replicates = story.replicates if replicates is None else replicates
    days = story.days if days is None else days
    seed = story.seed if seed is None else seed
    for name, value, least in (("replicates", replicates, 1), ("days", days, 1), ("seed", seed, 0)):
        if value < least:
            raise ValueError(f"{name} {value} is below {least}")
    design = prepare(story, days=days, strategy=strategy)
    job = _Job(design, seed, engine, member_class, strategy)
    keep = _Keeper(int(design.world["silence_window"][0]))
    for replicate in _replicates(job, replicates, jobs or _workers(engine)):
        keep.add(replicate)
        if on_replicate is not None:
            on_replicate(replicate)
    return Result(
        scenario=story,
        scenario_hash=loaded.hash if isinstance(loaded, Loaded) else _hash(story),
        version=__version__,
        engine=engine,
        seed=seed,
        replicates=replicates,
        days=days,
        groups=float(np.mean(keep.metrics["groups"])),
        members=float(np.mean(keep.metrics["members"])),
        digest=keep.digest.hexdigest(),
        metrics=keep.estimates(),
        per_replicate=keep.values(),
        times=keep.times,
        last_seen=keep.last_seen,
        curves={name: np.array(values) for name, values in keep.curves.items()},
        asked=dict(
            zip(design.message_names, map(tuple, (keep.asked / replicates).tolist()), strict=True)
        ),
        wall_s=time.perf_counter() - started,
    )


def _workers(engine: str) -> int:
    """Return how many workers there are unless told: agents need processes, which scripts that do
    not guard their main part cannot start.
    """
    return (os.cpu_count() or 1) if engine == "compiled" else 1


def prepare(scenario: Scenario, *, days: int | None = None, strategy: object = None) -> Design:
    """Return the tables of a scenario, as `CommunityModel` and the compiled engine read them."""
    correlation = np.eye(len(TRAITS))
    place = {("need" if name == "need_rate" else name): i for i, name in enumerate(TRAITS)}
    for a, b, rho in catalogue.correlation():
        correlation[place[a], place[b]] = correlation[place[b], place[a]] = rho
    horizon = scenario.days if days is None else days
    return build(scenario, horizon, correlation, any_message=strategy is not None)


def _hash(scenario: Scenario) -> str:
    from simcommunity.scenario.digest import scenario_hash  # noqa: PLC0415

    return scenario_hash(scenario)


class _Keeper:
    """What is kept of the replicates: small numbers, never the daily table."""

    def __init__(self, window: int) -> None:
        self.window = window
        self.digest = hashlib.sha256()
        self.asked: Any = 0
        self.metrics: dict[str, list[float]] = {}
        self.curves: dict[str, list[Floats]] = {name: [] for name in CURVES}
        self.times: dict[str, list[Floats]] = {name: [] for name in TIMES}
        self.last_seen: dict[str, list[Floats]] = {name: [] for name in TIMES}

    def add(self, replicate: Replicate) -> None:
        self.digest.update(replicate.digest)
        self.asked = self.asked + replicate.asked
        for name, value in replicate.metrics.items():
            self.metrics.setdefault(name, []).append(value)
        for name, curve in replicate.curves.items():
            self.curves[name].append(curve)
        for name, field in TIMES.items():
            self.times[name].append(replicate.groups[field].copy())
        observed = replicate.groups["observed"]
        for name in TIMES:  # a silence shows only after its window
            blind = 1 if name == "death_day_deafness" else self.window
            self.last_seen[name].append(observed - blind)

    def values(self) -> dict[str, Floats]:
        return {name: np.array(values) for name, values in self.metrics.items()}

    def estimates(self) -> dict[str, Estimate]:
        times = {name: estimate_time(t, self.last_seen[name]) for name, t in self.times.items()}
        return times | {
            name: estimate(values, *bounds(name)) for name, values in self.metrics.items()
        }


@dataclass(frozen=True)
class _Job:
    """What a worker needs to run a replicate."""

    design: Design
    seed: int
    engine: str
    member_class: type[Member]
    strategy: Strategy | None

    def run(self, index: int, stop: threading.Event | None = None, jobs: int = 1) -> Replicate:
        if self.engine == "mesa":
            return self._mesa(index, stop)
        return self._compiled(index, stop, jobs)

    def _mesa(self, index: int, stop: threading.Event | None) -> Replicate:
        model = CommunityModel(
            self.design,
            seed=self.seed,
            replicate=index,
            member_class=self.member_class,
            strategy=copy.deepcopy(self.strategy),
        )
        while model.running:
            _look(stop)
            model.step()
        return conclude(self.design, model.snapshot(), index)

    def _compiled(self, index: int, stop: threading.Event | None, jobs: int) -> Replicate:
        design, seed = self.design, self.seed
        state = allocate(design, seed, index)
        if self.strategy is None and jobs == 1:
            stride = max(1, BREATH // (design.groups * design.size))
            for day in range(0, design.days, stride):
                _look(stop)
                last = min(day + stride, design.days)
                compiled.advance(state, day, last, seed, index)
            return conclude(design, state, index)
        strategy = copy.deepcopy(self.strategy)  # what it remembers belongs to one replicate
        with ThreadPoolExecutor(jobs) as pool:
            cuts = np.linspace(0, design.groups, 3 * jobs + 1).astype(int)
            for day in range(design.days):
                _look(stop)
                compiled.open_day(state, day, seed, index)
                if strategy is not None:
                    apply_strategy(strategy, state, design.message_names, day)
                compiled.plan_and_post(state, day, strategy is not None)
                work = [
                    pool.submit(compiled.live_groups, state, int(a), int(b))
                    for a, b in itertools.pairwise(cuts)
                ]
                for part in work:
                    part.result()
        return conclude(design, state, index)


def _look(stop: threading.Event | None) -> None:
    if stop is not None and stop.is_set():
        raise _Stopped


def _replicates(job: _Job, count: int, jobs: int) -> Iterator[Replicate]:
    """Yield the replicates in order, however many workers there are."""
    replicates = _in_order(job, count, jobs)
    if job.engine == "compiled":
        with first_compilation():
            first = next(replicates)
        yield first
    yield from replicates


def _in_order(job: _Job, count: int, jobs: int) -> Iterator[Replicate]:
    """Yield the replicates in order.

    Compiled code runs without the interpreter lock, so threads share the work; agents do not, so
    the Mesa engine gets processes. A single large replicate shares out its groups instead.
    """
    stop = threading.Event()
    if jobs == 1 or count == 1:
        for index in range(count):
            yield job.run(index, stop, jobs if job.engine == "compiled" else 1)
        return
    pool: Executor
    if job.engine == "compiled":
        pool = ThreadPoolExecutor(jobs)
    else:
        pool = ProcessPoolExecutor(jobs, mp_context=get_context("spawn"))
    waiting: dict[int, Future[Replicate]] = {}
    submitted = 0
    try:
        for index in range(count):
            while submitted < min(index + 2 * jobs, count):
                args = (submitted, stop) if job.engine == "compiled" else (submitted,)
                waiting[submitted] = pool.submit(job.run, *args)
                submitted += 1
            yield waiting[index].result()
            del waiting[index]
    finally:
        stop.set()
        pool.shutdown(wait=True, cancel_futures=True)
