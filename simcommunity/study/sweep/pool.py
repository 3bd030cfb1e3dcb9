"""Workers: processes of our own, a Dask cluster, or any executor; whoever dies is replaced."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from typing import TYPE_CHECKING, Any

from simcommunity.study.extras import needed

if TYPE_CHECKING:
    from collections.abc import Callable


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


def processes(count: int) -> ProcessPoolExecutor:
    """Return processes that begin clean on every system, and end when this one does."""
    return ProcessPoolExecutor(
        count, mp_context=multiprocessing.get_context("spawn"), initializer=_begin
    )


def _begin() -> None:
    """Leave Ctrl-C to the driver, and do not outlive it, however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def dask(address: str) -> tuple[Executor, int]:
    """Return an executor over the cluster of a Dask scheduler, and how many threads it has.

    Raises:
        MissingExtraError: when Dask is not installed.
        OSError: when no scheduler answers at the address.
    """
    distributed = needed("distributed", "dask")
    client = distributed.Client(address)
    return client.get_executor(), max(1, sum(client.nthreads().values()))


class Crew:
    """Executors made anew whenever they break.

    Args:
        make: makes one.
        hands: how many tasks it works on at a time.
    """

    def __init__(self, make: Callable[[], Executor], hands: int) -> None:
        """Make none yet."""
        self.make, self.hands = make, hands
        self._executor: Executor | None = None

    def submit(self, fn: Callable[..., Any], *args: Any) -> Future[Any]:
        """Hand over a task; a broken executor is replaced first."""
        if self._executor is None:
            self._executor = self.make()
        try:
            return self._executor.submit(fn, *args)
        except BrokenExecutor:
            self.dismiss()
            self._executor = self.make()
            return self._executor.submit(fn, *args)

    def dismiss(self, *, wait: bool = False) -> None:
        """Let it go; with `wait`, what is being worked on is finished first."""
        if self._executor is not None:
            self._executor.shutdown(wait=wait, cancel_futures=True)
            self._executor = None


def cores() -> int:
    """Return how many cores this process may use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
