"""Workers: processes of our own, a Dask cluster, or any executor."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from simcommunity.i18n import choose_language, t
from simcommunity.scenario.errors import ToldError
from simcommunity.simulation.workers import begin_worker
from simcommunity.study.optional_libraries import needed

START_OFTEN = 3
MOST_PROCESSES = 61 if sys.platform == "win32" else 10_000  # the limit of Windows


class Serial(Executor):
    """Does the work at once, in this very process."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Do it, and return what is done already; an interruption is not kept for later."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


class _Processes(ProcessPoolExecutor):
    """Processes that put their files in order before they end."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        return super().submit(_until_ended, fn, *args, **kwargs)


def _until_ended(fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    try:
        return fn(*args, **kwargs)
    except SystemExit:
        os._exit(1)  # else it would be handed to the driver as a result


def processes(count: int) -> ProcessPoolExecutor:
    """Return processes that begin clean on every system, and end when this one does."""
    return _Processes(
        min(count, MOST_PROCESSES),
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_begin,
    )


def _begin() -> None:
    begin_worker()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))


class LostWorkersError(ToldError):
    """There is nobody left to do the work; what has been done is in the store."""


def refuse_in_a_worker_that_starts() -> None:
    """Refuse to begin a sweep while a worker reads the very script that has begun it.

    The worker would wait for the store that its driver has taken, and the driver for the worker.
    """
    if getattr(multiprocessing.current_process(), "_inheriting", False):  # as multiprocessing asks
        raise LostWorkersError(t("sweep.no_workers", choose_language()))


@dataclass(frozen=True)
class Workers:
    """Who does the work.

    Attributes:
        make: returns an executor: a new one, or somebody else's.
        hands: tells how many tasks it works on at a time.
        own: whether it is new, so that it is shut when all is done, and made again if it breaks.
        deadly: errors that say that a worker has died and others go on.
    """

    make: Callable[[], Executor]
    hands: Callable[[], int]
    own: bool = True
    deadly: tuple[type[BaseException], ...] = (BrokenExecutor,)

    @contextmanager
    def begin(self) -> Iterator[Executor]:
        """Lend an executor; in the end let everybody finish what they are at."""
        executor = self._started() if self.own else self.make()
        try:
            yield executor
        finally:
            if self.own:
                executor.shutdown(wait=True, cancel_futures=True)

    def _started(self) -> Executor:
        for _ in range(START_OFTEN):
            executor = self.make()
            try:
                executor.submit(os.getpid).result()
            except BrokenExecutor:
                executor.shutdown(wait=False)
            else:
                return executor
        raise LostWorkersError(t("sweep.no_workers", choose_language()))


@contextmanager
def workers_of(
    jobs: int, executor: Executor | Callable[[], Executor] | None, scheduler: str | None
) -> Iterator[tuple[Workers, Workers]]:
    """Yield who does the work, and who does what has ended its worker."""
    apart = Workers(partial(processes, 1), lambda: 1)
    if scheduler is not None:
        killed = needed("distributed.scheduler", "dask").KilledWorker
        with needed("distributed", "dask").Client(scheduler, set_as_default=False) as client:
            yield (
                Workers(
                    # A task sent again is to be done again, whatever the scheduler remembers.
                    lambda: client.get_executor(pure=False),
                    lambda: max(1, sum(client.nthreads().values())),  # they come and go
                    own=False,
                    deadly=(killed,),
                ),
                apart,
            )
    elif callable(executor):
        yield Workers(executor, lambda: jobs), Workers(executor, lambda: 1)
    elif executor is not None:
        yield Workers(lambda: executor, lambda: jobs, own=False, deadly=()), apart
    else:
        yield Workers(partial(processes, jobs) if jobs > 1 else Serial, lambda: jobs), apart


def cores() -> int:
    """Return how many cores this process may use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
