"""The replicates of a design, one after another, by however many workers there are."""

from __future__ import annotations

import copy
import itertools
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from multiprocessing import get_context, parent_process
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from simcommunity.core.compilation import first_compilation
from simcommunity.core.day import compiled
from simcommunity.results.replicate import Replicate, conclude
from simcommunity.simulation.frames import Departures, Measures, OneReplicate, measured
from simcommunity.simulation.state import State, allocate
from simcommunity.simulation.strategy import Strategy, apply_strategy

if TYPE_CHECKING:
    from simcommunity.simulation.agents import Member
    from simcommunity.simulation.tables import Tables

    Stop = threading.Event | Event

BREATH = 3_000_000  # member-days between two looks at whether somebody wants us to stop
PARTS_PER_WORKER = (
    8  # parts of a day for each worker: the more, the less they wait for the last one
)


_stopping: list[Stop] = []  # in a worker process: how the driver says that nobody waits any more


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
    measures: Measures = field(default_factory=dict)

    def run(self, index: int, stop: Stop | None = None, jobs: int = 1) -> Replicate:
        """Run replicate `index` with so many threads, unless `stop` is set before it ends."""
        if self.measures:
            lived = self.live(index, stop, jobs)
            own = measured(lived, self.measures)
            return replace(lived.replicate, metrics={**lived.metrics, **own})
        with ThreadPoolExecutor(jobs) as pool:
            (state,) = deque(self._evenings(index, stop, pool, jobs), maxlen=1)
            return conclude(self.design, state, index, pool if jobs > 1 else None)

    def live(self, index: int, stop: Stop | None = None, jobs: int = 1) -> OneReplicate:
        """Run replicate `index` and keep who its members are and when they left."""
        left = Departures(self.design.groups, self.design.size)
        for state in self.evenings(index, stop, jobs):
            left.look(state)
        replicate = conclude(self.design, state, index)
        return OneReplicate(replicate, state.table, left.days, self.design.segment_names)

    def evenings(self, index: int, stop: Stop | None = None, jobs: int = 1) -> Iterator[State]:
        """Yield the state after each day; it goes on changing as the days go on."""
        with ThreadPoolExecutor(jobs) as pool:
            yield from self._evenings(index, stop, pool, jobs, each=True)

    def _evenings(
        self,
        index: int,
        stop: Stop | None,
        pool: Executor,
        jobs: int,
        *,
        each: bool = False,
    ) -> Iterator[State]:
        """Yield the state after `each` day, or from time to time and after the last one."""
        if self.engine == "mesa":
            yield from self._mesa(index, stop, each)
        elif self.strategy is None and jobs == 1:
            design = self.design
            state = allocate(design, self.seed, index)
            stride = 1 if each else max(1, BREATH // (design.groups * design.size))
            for day in range(0, design.days, stride):
                _look(stop)
                compiled.advance(state, day, min(day + stride, design.days), self.seed, index)
                yield state
        else:
            yield from self._in_parts(index, stop, pool, jobs)

    def _mesa(self, index: int, stop: Stop | None, each: bool) -> Iterator[State]:
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
            if each or not model.running:
                yield model.snapshot()

    def _in_parts(
        self, index: int, stop: Stop | None, pool: Executor, jobs: int
    ) -> Iterator[State]:
        design, seed = self.design, self.seed
        state = allocate(design, seed, index)
        strategy = copy.deepcopy(self.strategy)  # what it remembers belongs to one replicate
        cuts = np.linspace(0, design.groups, PARTS_PER_WORKER * jobs + 1).astype(int).tolist()
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
            yield state


def _live(state: State, parts: Iterator[tuple[int, int]]) -> None:
    """Let groups live the day, part by part, as long as nobody has taken the next one."""
    for first, last in parts:
        compiled.live_groups(state, first, last)


def _look(stop: Stop | None) -> None:
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
    stop: Stop = threading.Event()
    if jobs == 1 or count - first == 1:
        for index in range(first, count):
            yield job.run(index, stop, jobs if job.engine == "compiled" else 1)
        return
    pool: Executor
    if job.engine == "compiled":
        pool = ThreadPoolExecutor(jobs)
    else:
        for own in (job.member_class, job.strategy, *job.measures.values()):
            need_a_home(own)
        processes = get_context("spawn")
        stop = processes.Event()
        pool = ProcessPoolExecutor(jobs, mp_context=processes, initializer=_begin, initargs=(stop,))
    waiting: dict[int, Future[Replicate]] = {}
    submitted = first
    try:
        for index in range(first, count):
            while submitted < min(index + 2 * jobs, count):
                waiting[submitted] = (
                    pool.submit(job.run, submitted, stop)
                    if job.engine == "compiled"
                    else pool.submit(_run_here, job, submitted)
                )
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


def begin_worker() -> None:
    """In a process that works for another: leave Ctrl-C to the driver, and end when it has."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _begin(stop: Stop) -> None:
    begin_worker()
    _stopping.append(stop)


def _run_here(job: Job, index: int) -> Replicate:
    return job.run(index, _stopping[0])


def need_a_home(own: object) -> None:
    """Refuse what other processes cannot import: classes and functions of a notebook, lambdas."""
    made = own if hasattr(own, "__qualname__") else type(own)
    main = getattr(sys.modules["__main__"], "__file__", None)
    nowhere = made.__module__ == "__main__" and not (main and Path(main).is_file())
    if nowhere or "<" in made.__qualname__:
        raise ValueError(
            f"{made.__qualname__} was written in a notebook or inside a function, where other "
            "processes cannot find it: use jobs=1, or put it into a file of its own"
        )
