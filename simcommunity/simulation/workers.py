"""The replicates of a design, one after another, by however many workers there are."""

from __future__ import annotations

import copy
import itertools
import sys
import threading
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from simcommunity.core.compilation import first_compilation
from simcommunity.core.day import compiled
from simcommunity.results.replicate import Replicate, conclude
from simcommunity.simulation.state import allocate
from simcommunity.simulation.strategy import apply_strategy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simcommunity.simulation.agents import Member
    from simcommunity.simulation.state import State
    from simcommunity.simulation.strategy import Strategy
    from simcommunity.simulation.tables import Tables

BREATH = 3_000_000  # member-days between two looks at whether somebody wants us to stop
PARTS_PER_WORKER = (
    8  # parts of a day for each worker: the more, the less they wait for the last one
)


class _Stopped(Exception):  # noqa: N818 (it is no error)
    pass


@dataclass(frozen=True)
class Job:
    """What a worker needs to run a replicate."""

    design: Tables
    seed: int
    engine: str
    member_class: type[Member] | None = None
    strategy: Strategy | None = None

    def run(self, index: int, stop: threading.Event | None = None, jobs: int = 1) -> Replicate:
        """Run replicate `index` with so many threads, unless `stop` is set before it ends."""
        if self.engine == "mesa":
            return self._mesa(index, stop)
        return self._compiled(index, stop, jobs)

    def _mesa(self, index: int, stop: threading.Event | None) -> Replicate:
        # Mesa takes as long to import as all the rest, and the compiled engine does without it.
        from simcommunity.simulation.agents import Member  # noqa: PLC0415
        from simcommunity.simulation.model import CommunityModel  # noqa: PLC0415

        model = CommunityModel.from_design(
            self.design,
            seed=self.seed,
            replicate=index,
            member_class=self.member_class or Member,
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
        cuts = np.linspace(0, design.groups, PARTS_PER_WORKER * jobs + 1).astype(int).tolist()
        with ThreadPoolExecutor(jobs) as pool:
            for day in range(design.days):
                _look(stop)
                compiled.open_day(state, day, seed, index)
                if strategy is not None:
                    apply_strategy(strategy, state, design.message_names, day)
                compiled.plan_and_post(state, day, strategy is not None)
                parts = iter(list(itertools.pairwise(cuts)))
                others = [pool.submit(_live, state, parts) for _ in range(jobs - 1)]
                _live(state, parts)
                for other in others:
                    other.result()
                compiled.answer_contacts(state)
            return conclude(design, state, index, pool if jobs > 1 else None)


def _live(state: State, parts: Iterator[tuple[int, int]]) -> None:
    """Let groups live the day, part by part, as long as nobody has taken the next one."""
    for first, last in parts:
        compiled.live_groups(state, first, last)


def _look(stop: threading.Event | None) -> None:
    if stop is not None and stop.is_set():
        raise _Stopped


def replicates_of(job: Job, count: int, jobs: int, first: int = 0) -> Iterator[Replicate]:
    """Yield the replicates from `first` up to `count` in order, however many workers there are."""
    if first >= count:
        return
    replicates = _in_order(job, first, count, jobs)
    if job.engine == "compiled":
        with first_compilation():
            one = next(replicates)
        yield one
    yield from replicates


def _in_order(job: Job, first: int, count: int, jobs: int) -> Iterator[Replicate]:
    """Yield the replicates in order.

    Compiled code runs without the interpreter lock, so threads share the work; agents do not, so
    the Mesa engine gets processes. A single large replicate shares out its groups instead.
    """
    stop = threading.Event()
    if jobs == 1 or count - first == 1:
        for index in range(first, count):
            yield job.run(index, stop, jobs if job.engine == "compiled" else 1)
        return
    pool: Executor
    if job.engine == "compiled":
        pool = ThreadPoolExecutor(jobs)
    else:
        for own in (job.member_class, job.strategy):
            _need_a_home(own)
        pool = ProcessPoolExecutor(jobs, mp_context=get_context("spawn"))
    waiting: dict[int, Future[Replicate]] = {}
    submitted = first
    try:
        for index in range(first, count):
            while submitted < min(index + 2 * jobs, count):
                args = (submitted, stop) if job.engine == "compiled" else (submitted,)
                waiting[submitted] = pool.submit(job.run, *args)
                submitted += 1
            yield waiting[index].result()
            del waiting[index]
    except BrokenProcessPool as error:
        raise RuntimeError(
            "a worker process has ended: a script that uses jobs > 1 must begin its work below "
            "if __name__ == '__main__'"
        ) from error
    finally:
        stop.set()
        pool.shutdown(wait=True, cancel_futures=True)


def _need_a_home(own: object) -> None:
    """Refuse a class or strategy that other processes cannot import, as those of a notebook."""
    made = own if hasattr(own, "__qualname__") else type(own)
    main = getattr(sys.modules["__main__"], "__file__", None)
    nowhere = made.__module__ == "__main__" and not (main and Path(main).is_file())
    if nowhere or "<locals>" in made.__qualname__:
        raise ValueError(
            f"{made.__qualname__} was written in a notebook or inside a function, where other "
            "processes cannot find it: use jobs=1, or put it into a file of its own"
        )
