"""The driver of a sweep: what is to be done, who does it, and what happens when somebody dies."""

from __future__ import annotations

import hashlib
import math
import pickle
import platform
import time
from collections import deque
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numba
import numpy as np

from simcommunity import __version__
from simcommunity.compilation import PACKAGE, TALK, is_compiled
from simcommunity.study.sweep.design import StudyDesign, load_design
from simcommunity.study.sweep.pool import Crew, Serial, cores, dask, processes
from simcommunity.study.sweep.store import SweepStore, create_store, sweep_up
from simcommunity.study.sweep.task import Receipt, Study, Task, work, write_off

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Executor

AIM_S = 2.0  # how long a task should take: what is lost when somebody dies
LEAST_S = 0.2
ALONE = 3  # times that a run must end its worker, alone in it, to be called poisonous
_RULES = ("members/*.py", "operators/*.py", "engine/*.py", "data/*", "*.py")


@dataclass(frozen=True)
class Progress:
    """How far a sweep is.

    Attributes:
        done, total: runs of this shard, those found in the store included.
        failed: runs of this session that FAILED.
        left_s: seconds that the rest will take, None while nothing is known.
    """

    done: int
    total: int
    failed: int
    left_s: float | None


@dataclass
class Outcome:
    """What a call of `sweep` has done.

    Attributes:
        store: with everything in it.
        runs: of this shard.
        found: runs that were in the store before.
        failed: runs of this shard that FAILED.
        replaced: how often workers had to be replaced.
        wall_s: seconds.
    """

    store: SweepStore
    runs: int
    found: int
    failed: int = 0
    replaced: int = 0
    wall_s: float = 0.0


def sweep(
    design: StudyDesign | str | Path,
    store: str | Path,
    *,
    jobs: int | None = None,
    executor: Executor | Callable[[], Executor] | None = None,
    scheduler: str | None = None,
    shard: tuple[int, int] = (1, 1),
    on_progress: Callable[[Progress], None] | None = None,
    command: str = "",
) -> Outcome:
    """Run a design, or what is left of it, into a store.

    Args:
        design: or its file.
        store: folder; made if it is not there, carried on with if it is.
        jobs: how many processes; by default as many as there are cores; 1 works in this one. Of a
            given executor, how many tasks it works on at a time.
        executor: any of `concurrent.futures`, or a function that makes one, which is called again
            when its workers have died.
        scheduler: address of a Dask scheduler, in place of an executor.
        shard: (i, n): only the i-th of n equal parts of the runs, 1 ≤ i ≤ n.
        on_progress: told after each task.
        command: noted in the manifest.

    Raises:
        ScenarioError: when the design is not sound.
        StoreError: when the store holds another study.
    """
    started = time.perf_counter()
    if isinstance(design, str | Path):
        design = load_design(design)
    opened = create_store(store, manifest_of(design, command))
    sweep_up(opened.folder)
    first, last = (opened.runs * k // shard[1] for k in (shard[0] - 1, shard[0]))
    done = opened.status()[first:last] == 1
    outcome = Outcome(opened, last - first, int(done.sum()))
    jobs = jobs or cores()
    if scheduler is not None:
        executor, jobs = dask(scheduler)
    if executor is None:
        crew = Crew((lambda: processes(jobs)) if jobs > 1 else Serial, jobs)
    else:
        crew = Crew(executor if callable(executor) else lambda: executor, jobs)
    driver = _Driver(design, opened, crew, outcome, on_progress or (lambda _: None))
    try:
        driver.drive(_gaps(done, first))
    finally:
        crew.dismiss(wait=True)
        driver.apart.dismiss(wait=True)
    outcome.wall_s = time.perf_counter() - started
    return outcome


def manifest_of(design: StudyDesign, command: str) -> dict[str, Any]:
    """Return what a store says of its study."""
    return {
        "design_hash": design.hash,
        "scenario_hash": design.base.hash,
        "rules_hash": rules_hash(),
        "versions": {
            "simcommunity": __version__,
            "python": platform.python_version(),
            "numpy": np.__version__,
            "numba": numba.__version__,
        },
        "scenario": design.base.scenario.title.en,
        "design": design.kind,
        "factors": list(design.names),
        "points": len(design.points),
        "replicates": design.replicates,
        "runs": design.runs,
        "days": design.horizon,
        "seed": design.seed,
        "command": command,
    }


def rules_hash() -> str:
    """Return 16 hex digits over all sources and data that determine what a run comes to."""
    digest = hashlib.sha256()
    for pattern in _RULES:
        for file in sorted(PACKAGE.glob(pattern)):
            if file.is_file() and file.name not in TALK:
                digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def _gaps(done: np.ndarray[Any, np.dtype[np.bool_]], first: int) -> deque[tuple[int, int]]:
    """Return the stretches of runs that are not done, each up to its end."""
    edges = np.flatnonzero(np.diff(np.concatenate(([True], done, [True])).astype(np.int8)))
    return deque((first + int(a), first + int(b)) for a, b in edges.reshape(-1, 2))


@dataclass
class _Driver:
    design: StudyDesign
    store: SweepStore
    crew: Crew
    outcome: Outcome
    tell: Callable[[Progress], None]
    apart: Crew = field(init=False)
    suspects: deque[Task] = field(default_factory=deque)
    deaths: dict[int, int] = field(default_factory=dict)
    pace: float = 0.0

    def __post_init__(self) -> None:
        self.apart = Crew(lambda: processes(1), 1)
        about = {
            "design_hash": self.design.hash,
            "scenario_hash": self.design.base.hash,
            "seed": str(self.design.seed),
            "version": __version__,
        }
        design = self.design
        study = Study(
            self.store.folder.resolve(), design.written, design.factors, design.days,
            design.seed, design.replicates, about,
        )  # fmt: skip
        self.study = pickle.dumps(study)
        self.key = f"{design.hash} {study.folder}"

    def drive(self, gaps: deque[tuple[int, int]]) -> None:
        """Hand out tasks until everything is in the store."""
        self.left = sum(b - a for a, b in gaps)
        self.began, self.todo = time.perf_counter(), self.left
        self._report()
        working: dict[Future[Receipt], Task] = {}
        alone: dict[Future[Receipt], Task] = {}
        while gaps or working or alone or self.suspects:
            # One worker compiles, the others find what it made.
            most = 2 * self.crew.hands if is_compiled() else 1
            while gaps and len(working) < most:
                task = self._cut(gaps)
                future = self.crew.submit(work, task)
                working[future] = task
                if future.done():
                    break
            if self.suspects and not alone:
                task = self.suspects.popleft()
                alone[self.apart.submit(work, task)] = task
            finished, _ = wait([*working, *alone], return_when=FIRST_COMPLETED)
            for future in finished:
                if future in working:
                    self._hear(future, working.pop(future))
                else:
                    self._hear_alone(future, alone.pop(future))

    def _cut(self, gaps: deque[tuple[int, int]]) -> Task:
        """Return the next task: as many runs as take a while, fewer towards the end."""
        first, last = gaps.popleft()
        count = 2  # until something is known
        if self.pace:
            fair = math.ceil(self.left / (4 * self.crew.hands))
            most, least = int(AIM_S / self.pace), int(LEAST_S / self.pace)
            count = max(1, least, min(fair, most))
        upto = min(last, first + count)
        if upto < last:
            gaps.appendleft((upto, last))
        return self._task(first, upto)

    def _task(self, first: int, last: int) -> Task:
        replicates = self.design.replicates
        points = self.design.points[first // replicates : (last - 1) // replicates + 1]
        return Task(self.key, self.study, first, last, points)

    def _hear(self, future: Future[Receipt], task: Task) -> None:
        try:
            self._note(future.result())
        except BrokenExecutor:
            self.crew.dismiss()
            self.outcome.replaced += 1
            self.suspects.append(task)

    def _hear_alone(self, future: Future[Receipt], task: Task) -> None:
        """Whoever ends its worker when alone in it is halved until a single run is left."""
        try:
            self._note(future.result())
        except BrokenExecutor as error:
            self.apart.dismiss()
            self.outcome.replaced += 1
            count = task.last - task.first
            if count > 1:
                middle = task.first + count // 2
                self.suspects.append(self._task(task.first, middle))
                self.suspects.append(self._task(middle, task.last))
                return
            self.deaths[task.first] = self.deaths.get(task.first, 0) + 1
            if self.deaths[task.first] < ALONE:
                self.suspects.append(task)
            else:
                self._note(write_off(task, f"{type(error).__name__}: {error}"))

    def _note(self, receipt: Receipt) -> None:
        count = receipt.last - receipt.first
        self.left -= count
        self.outcome.failed += receipt.failed
        if receipt.pace:
            self.pace = receipt.pace if not self.pace else 0.7 * self.pace + 0.3 * receipt.pace
        self._report()

    def _report(self) -> None:
        passed = time.perf_counter() - self.began
        done = self.todo - self.left
        left_s = passed / done * self.left if done else None
        total = self.outcome.runs
        self.tell(Progress(total - self.left, total, self.outcome.failed, left_s))
