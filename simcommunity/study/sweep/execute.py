"""The driver of a sweep: what is to be done, who does it, and what happens when somebody dies."""

from __future__ import annotations

import math
import os
import time
from collections import Counter, deque
from collections.abc import Callable, Mapping
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    wait,
)
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from simcommunity import __version__
from simcommunity.core.compilation import is_compiled
from simcommunity.i18n import choose_language, t
from simcommunity.scenario.arguments import whole_numbers
from simcommunity.scenario.short_repr import ShortRepr
from simcommunity.simulation.frames import Measures
from simcommunity.simulation.progress import Hear, Progress, showing
from simcommunity.simulation.strategy import Strategy
from simcommunity.simulation.workers import need_a_home
from simcommunity.study.sweep.design import StudyDesign, load_design, with_own
from simcommunity.study.sweep.manifest import manifest_of
from simcommunity.study.sweep.pool import (
    LostWorkersError,
    Workers,
    cores,
    refuse_in_a_worker_that_starts,
    workers_of,
)
from simcommunity.study.sweep.store import HASHES, SweepStore
from simcommunity.study.sweep.tasks import Receipt, Study, Task, work, write_off
from simcommunity.study.sweep.upkeep import at_work, create_store, extend, sweep_up

AIM_S = 2.0  # how long a task should take: what is lost when somebody dies
LEAST_S = 0.2
ALONE = 3  # times that a run must end its worker, alone in it, to be called poisonous


@dataclass(repr=False)
class Outcome(ShortRepr):
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

    def _line(self) -> str:
        return f"{self.runs} runs, {self.found} there before, {self.failed} failed"


@whole_numbers
def sweep(
    design: StudyDesign | str | Path | Mapping[str, Any],
    store: str | Path,
    *,
    jobs: int | None = None,
    executor: Executor | Callable[[], Executor] | None = None,
    scheduler: str | None = None,
    shard: tuple[int, int] = (1, 1),
    measures: Measures | None = None,
    strategy: Strategy | None = None,
    progress: Progress = False,
    command: str = "",
) -> Outcome:
    """Run a design, or what is left of it, into a store.

    Damaged parts of the store are set aside and their runs done again.

    Args:
        design: or its file, or the same as plain data, whose scenario may be a loaded one.
        store: folder; made if it is not there, carried on with if it is, also when points or
            replicates have been added to the design.
        jobs: how many processes; by default as many as there are cores; 1 works in this one. Of a
            given executor, how many tasks it works on at a time.
        executor: any of `concurrent.futures`, or a function that makes one, which is called again
            when its workers have died.
        scheduler: address of a Dask scheduler, in place of an executor.
        shard: (i, n): only the i-th of n equal parts of the runs, 1 ≤ i ≤ n.
        measures: metrics of one's own, as in `run`: columns of the store like others. With more
            than one job other processes must be able to import them, as the strategy.
        strategy: a Python strategy in place of the playbook, at every point.
        progress: True shows a bar on stderr; a function is told (done, total).
        command: noted in the manifest.

    Raises:
        ScenarioError: when the design is not sound.
        StoreError: when the store holds another study.
        ValueError: for measures or a strategy that the study cannot take.
        LostWorkersError: when nobody is left to do the work; call again to carry on.
        UnwritableError: when the store cannot be written to.
    """
    started = time.perf_counter()
    refuse_in_a_worker_that_starts()
    if not isinstance(design, StudyDesign):
        design = load_design(design)
    design = with_own(design, measures, strategy)
    alone = executor is None and scheduler is None and (jobs or cores()) == 1
    for own in () if alone else (*design.measures.values(), design.strategy):
        need_a_home(own)
    opened = _opened(store, design, command)
    first, last = (opened.runs * k // shard[1] for k in (shard[0] - 1, shard[0]))
    with at_work(opened.folder, first, last):
        done = opened.status()[first:last] == 1
        if os.access(opened.place, os.W_OK):
            opened.set_aside()
        outcome = Outcome(opened, last - first, int(done.sum()))
        if not done.all():
            sweep_up(opened)
        with (
            showing(progress) as tell,
            workers_of(jobs or cores(), executor, scheduler) as (workers, apart),
        ):
            driver = _Driver(design, opened, workers, apart, outcome, tell)
            driver.drive(_gaps(done, first))
    outcome.wall_s = time.perf_counter() - started
    return outcome


def _opened(store: str | Path, design: StudyDesign, command: str) -> SweepStore:
    """Return the store of a design; one of fewer points or replicates is extended."""
    manifest = manifest_of(design, command)
    opened = create_store(store, manifest)
    if opened.manifest["design_hash"] != design.hash:
        with at_work(opened.folder):
            opened = create_store(store, manifest)  # as it is once nobody else is at it
            if opened.manifest["design_hash"] != design.hash:
                opened = extend(opened, manifest, design.table())
    return opened


def _gaps(done: np.ndarray[Any, np.dtype[np.bool_]], first: int) -> deque[tuple[int, int]]:
    """Return the stretches of runs that are not done, each up to its end."""
    edges = np.flatnonzero(np.diff(np.concatenate(([True], done, [True])).astype(np.int8)))
    return deque((first + int(a), first + int(b)) for a, b in edges.reshape(-1, 2))


@dataclass
class _Driver:
    design: StudyDesign
    store: SweepStore
    workers: Workers
    apart: Workers
    outcome: Outcome
    tell: Hear
    pace: float = 0.0
    left: int = 0

    def __post_init__(self) -> None:
        about = {
            **{key: self.store.manifest[key] for key in HASHES},
            "scenario_hash": self.design.base.hash,
            "seed": str(self.design.seed),
            "version": __version__,
        }
        design = self.design
        self.study = Study(
            self.store.place.resolve(), design.written, design.factors, design.days,
            design.seed, design.replicates, about, design.measures, design.strategy,
        )  # fmt: skip
        self.key = f"{design.hash} {self.study.place} {id(self.study)}"

    def drive(self, gaps: deque[tuple[int, int]]) -> None:
        """Hand out tasks until everything is in the store."""
        self.left = sum(b - a for a, b in gaps)
        self.tell(self.outcome.runs - self.left, self.outcome.runs)
        try:
            while gaps:
                with self.workers.begin() as executor:
                    lost = self._hand_out(gaps, executor)
                if lost:
                    self.outcome.replaced += 1
                    self._try_alone(lost)
        except BrokenExecutor as error:
            raise LostWorkersError(t("sweep.broken_executor", choose_language())) from error
        except CancelledError:
            raise LostWorkersError(t("sweep.lost_scheduler", choose_language())) from None

    def _hand_out(self, gaps: deque[tuple[int, int]], executor: Executor) -> deque[Task]:
        """Hand out tasks until all are done or a worker has died; return those lost with it."""
        working: dict[Future[Receipt], Task] = {}
        lost: deque[Task] = deque()
        while working or (gaps and not lost):
            # One worker compiles, the others find what it made.
            most = 2 * self.workers.hands() if is_compiled() else 1
            while gaps and not lost and len(working) < most:
                task = self._cut(gaps)
                try:
                    future = executor.submit(work, task)
                except self.workers.deadly:
                    lost.append(task)
                    break
                working[future] = task
                if future.done():
                    break
            for future in wait(working, return_when=FIRST_COMPLETED).done:
                task = working.pop(future)
                try:
                    self._note(future.result())
                except self.workers.deadly:
                    lost.append(task)
        return lost

    def _try_alone(self, suspects: deque[Task]) -> None:
        """Halve whatever ends its worker when alone in it, until a single run is left."""
        deaths: Counter[int] = Counter()
        while suspects:
            with self.apart.begin() as executor:
                broken = None
                while suspects and not broken:
                    task = suspects.popleft()
                    try:
                        self._note(executor.submit(work, task).result())
                    except BrokenExecutor as error:
                        broken = error
            if broken:
                self.outcome.replaced += 1
                middle = (task.first + task.last) // 2
                if middle > task.first:
                    suspects += self._task(task.first, middle), self._task(middle, task.last)
                elif (died := deaths[task.first] + 1) < ALONE:
                    deaths[task.first] = died
                    suspects.append(task)
                else:
                    self._note(write_off(task, f"{type(broken).__name__}: {broken}"))

    def _cut(self, gaps: deque[tuple[int, int]]) -> Task:
        """Return the next task: as many runs as take a while, fewer towards the end."""
        first, last = gaps.popleft()
        count = 2  # until something is known
        if self.pace:
            hands = self.workers.hands()
            fair = self.left if hands == 1 else math.ceil(self.left / (4 * hands))
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

    def _note(self, receipt: Receipt) -> None:
        count = receipt.last - receipt.first
        self.left -= count
        self.outcome.failed += receipt.failed
        if receipt.pace:
            self.pace = receipt.pace if not self.pace else 0.7 * self.pace + 0.3 * receipt.pace
        self.tell(self.outcome.runs - self.left, self.outcome.runs)
