"""A sweep small enough for a test, and processes that can be killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import psutil

from simcommunity.study.sweep import tasks
from simcommunity.study.sweep.design import StudyDesign, make_design
from simcommunity.study.sweep.store import PARTS

SMALL = {
    "groups.most": 1,
    "groups.size": 40,
    "arrival.0.places": 1,
    "arrival.0.per_day": 40,
    "arrival.0.days": 1,
}
VARY = SMALL | {"parameters.boldness": [0.05, 0.2], "business.ticket": [30, 45, 60]}


def tiny(
    replicates: int = 4, days: int = 8, samples: int | None = None, **more: Any
) -> StudyDesign:
    """Return a design of six points, or of a Latin hypercube over the ranges in `more`."""
    settings: dict[str, Any] = {"replicates": replicates, "days": days, "seed": 5}
    if samples is not None:
        settings |= {"design": "latin_hypercube", "samples": samples}
    return make_design("supermarket", VARY | more, **settings)


def poisoned(run: int, always: bool, mark: Path) -> ProcessPoolExecutor:
    """Return processes in which one run is deadly: always, or only the first time."""
    return ProcessPoolExecutor(
        2, mp_context=get_context("spawn"), initializer=_poison, initargs=(run, always, mark)
    )


def _poison(replicate: int, always: bool, mark: Path) -> None:
    live = tasks._run

    def die(job: Any, index: int) -> Any:
        if index == replicate and (always or not mark.exists()):
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return live(job, index)

    tasks._run = die  # type: ignore[assignment]


def driver(design: Path, store: Path, *more: str) -> subprocess.Popen[str]:
    """Start a sweep in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "simcommunity", "sweep", str(design), "--out", str(store),
         "--json", "-q", *more],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def parts(store: Path) -> int:
    """Return how many parts a store has."""
    return len(list((store / PARTS).glob("*.parquet")))


def until(condition: Any, what: str, seconds: float = 300) -> None:
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, what
        time.sleep(0.02)


def children(pid: int) -> list[psutil.Process]:
    """Return the workers of a driver: its spawned processes, without the tracker of resources."""
    try:
        found = psutil.Process(pid).children(recursive=True)
        return [child for child in found if "spawn_main" in " ".join(child.cmdline())]
    except psutil.NoSuchProcess:
        return []
