"""Workers: processes of our own, a Dask cluster, or any executor; whoever dies is replaced."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from typing import TYPE_CHECKING, Any

from simcommunity.i18n import choose_language, t
from simcommunity.scenario.errors import ToldError
from simcommunity.simulation.workers import begin_worker
from simcommunity.study.optional_libraries import needed

if TYPE_CHECKING:
    from collections.abc import Callable


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

    Raises:
        LostWorkersError: in such a worker.
    """
    if getattr(multiprocessing.current_process(), "_inheriting", False):  # as multiprocessing asks
        raise LostWorkersError(t("sweep.no_workers", choose_language()))


class Crew:
    """An executor, made anew whenever its workers have died.

    Args:
        make: makes an executor.
        hands: how many tasks it works on at a time.
        again: whether `make` may be called again.
    """

    deadly: tuple[type[BaseException], ...] = (BrokenExecutor,)

    def __init__(self, make: Callable[[], Executor], hands: int, *, again: bool = True) -> None:
        """Make none yet."""
        self.make, self.hands, self.again = make, hands, again
        self.generation = 0
        self._executor: Executor | None = None
        self._greeting: Future[int] | None = None
        self._stillborn = 0

    def submit(self, fn: Callable[..., Any], *args: Any) -> tuple[Future[Any], int]:
        """Hand over a task; return its future, and the generation of workers that has it.

        Raises:
            LostWorkersError: when there are no workers, nor will be.
        """
        for _ in range(START_OFTEN):
            try:
                if self._executor is None:
                    self._executor = self.make()
                    self._greeting = self._executor.submit(os.getpid)
                return self._executor.submit(fn, *args), self.generation
            except BrokenExecutor:
                self.discard(self.generation)
        raise LostWorkersError(t("sweep.no_workers", choose_language()))

    def discard(self, generation: int) -> bool:
        """Let go of workers of whom one has died, and say whether that is news.

        Raises:
            LostWorkersError: when they die before they have begun, again and again, or belong to
                somebody else.
        """
        if generation != self.generation or self._executor is None:
            return False
        if not self.again:
            raise LostWorkersError(t("sweep.broken_executor", choose_language()))
        greeted = self._greeting is not None and self._greeting.done()
        born = greeted and self._greeting is not None and self._greeting.exception() is None
        self._stillborn = 0 if born else self._stillborn + 1
        if self._stillborn >= START_OFTEN:
            raise LostWorkersError(t("sweep.no_workers", choose_language()))
        self._executor.shutdown(wait=False, cancel_futures=True)
        self._executor = None
        self.generation += 1
        return True

    def dismiss(self) -> None:
        """Let everybody go home once they have finished what they are at."""
        if self._executor is not None and self.again:
            self._executor.shutdown(wait=True, cancel_futures=True)
        self._executor = None


class DaskCrew(Crew):
    """The workers of a Dask cluster, which replaces them itself.

    Args:
        address: of the scheduler.

    Raises:
        MissingExtraError: when Dask is not installed.
        OSError: when no scheduler answers.
    """

    def __init__(self, address: str) -> None:
        """Connect."""
        self._client = needed("distributed", "dask").Client(address, set_as_default=False)
        killed = needed("distributed.scheduler", "dask").KilledWorker
        self.deadly = (BrokenExecutor, killed)
        # A task sent again is to be done again, whatever the scheduler remembers.
        super().__init__(lambda: self._client.get_executor(pure=False), 1, again=False)

    def submit(self, fn: Callable[..., Any], *args: Any) -> tuple[Future[Any], int]:
        """Hand over a task; workers come and go, so count them."""
        self.hands = max(1, sum(self._client.nthreads().values()))
        return super().submit(fn, *args)

    def discard(self, generation: int) -> bool:  # noqa: ARG002
        """Say that somebody has died; the cluster has seen to it."""
        return True

    def dismiss(self) -> None:
        """Take back what has not been done, and say goodbye."""
        if self._executor is not None:
            self._executor.shutdown(wait=False)
        self._client.close()


def cores() -> int:
    """Return how many cores this process may use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
