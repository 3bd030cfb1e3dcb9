"""What a sweep costs beside its runs: `python experiments/benchmarks/sweep.py [--json]`.

Overhead is what a sweep of one process spends beside its runs of 300 members over 30 days, on
points, tasks, rows and store, in this process's own time. Efficiency tells how well two processes
share the work of one, in time on the clock, the start of the processes included; it
needs a machine with nothing else to do. Memory is the growth of a process that is driver and worker
at once while ever more runs come, in bytes a run.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import psutil

from simcommunity import __version__
from simcommunity.study.sweep import tasks
from simcommunity.study.sweep.design import StudyDesign, make_design
from simcommunity.study.sweep.execute import sweep

if TYPE_CHECKING:
    from collections.abc import Callable

    from simcommunity.results.replicate import Replicate
    from simcommunity.simulation.workers import Job

TARGETS = {"overhead_us": -50.0, "efficiency": 0.9, "bytes_a_run": -16.0}
GROUP = {
    "groups.most": 1, "groups.size": 300, "team.people": 1,
    "arrival.0.places": 1, "arrival.0.per_day": 100, "arrival.0.days": 3,
}  # fmt: skip
VARY = {"parameters.boldness": [0.05, 0.1, 0.15, 0.2], "business.ticket": [30, 45, 60]}


def design(replicates: int, **size: int) -> StudyDesign:
    """Return twelve points of one group of 300 over 30 days, or of other sizes."""
    days = size.pop("days", 30)
    changes = {name.replace("__", "."): value for name, value in size.items()}
    return make_design(
        "supermarket", GROUP | VARY | changes, replicates=replicates, days=days, seed=7
    )


def timed(work: Callable[[], object], clock: Callable[[], float]) -> float:
    """Return how long some work takes by a clock."""
    start = clock()
    work()
    return clock() - start


def into(folder: Path, study: StudyDesign, jobs: int) -> Callable[[], None]:
    """Return a sweep into an empty store."""

    def go() -> None:
        shutil.rmtree(folder, ignore_errors=True)
        sweep(study, folder, jobs=jobs)

    return go


def overhead(repeat: int, folder: Path) -> dict[str, float]:
    """Return the microseconds that a run takes, and what a sweep spends on it beside."""
    study = design(300)
    swept, live = into(folder, study, 1), tasks._run  # noqa: SLF001
    swept()
    inside = 0.0

    def run(job: Job, replicate: int) -> Replicate:
        nonlocal inside
        start = time.process_time()
        outcome = live(job, replicate)
        inside += time.process_time() - start
        return outcome

    pairs = []
    tasks._run = run  # noqa: SLF001
    try:
        for _ in range(repeat):
            inside = 0.0
            whole = timed(swept, time.process_time)
            pairs.append((inside, whole - inside))
    finally:
        tasks._run = live  # noqa: SLF001
    return {
        "run_us": statistics.median(a for a, _ in pairs) / study.runs * 1e6,
        "overhead_us": statistics.median(b for _, b in pairs) / study.runs * 1e6,
    }


def efficiency(repeat: int, folder: Path, replicates: int) -> dict[str, float]:
    """Return how well two processes share the work of one: 1 when they need half its time."""
    study = design(replicates)
    one, two = into(folder, study, 1), into(folder, study, 2)
    one()
    pairs = [(timed(one, time.perf_counter), timed(two, time.perf_counter)) for _ in range(repeat)]
    return {
        "efficiency": statistics.median(a / b / 2 for a, b in pairs),
        "seconds_one": statistics.median(a for a, _ in pairs),
        "seconds_two": statistics.median(b for _, b in pairs),
    }


def memory(folder: Path, runs: int) -> dict[str, float]:
    """Return how much a process that is driver and worker grows a run, once it has settled."""
    study = design(runs // 12, days=5, groups__size=20, arrival__0__per_day=20, arrival__0__days=1)
    seen: list[tuple[int, int]] = []
    here = psutil.Process()

    def look(done: int, _: int) -> None:
        seen.append((done, here.memory_info().rss))

    shutil.rmtree(folder, ignore_errors=True)
    sweep(study, folder, jobs=1, progress=look)
    late = np.array([(done, rss) for done, rss in seen if done >= runs / 4], float)
    slope = np.polyfit(late[:, 0], late[:, 1], 1)[0]
    return {"bytes_a_run": slope, "memory_runs": runs, "peak_mb": max(rss for _, rss in seen) / 1e6}


def measure(repeat: int, replicates: int, runs: int) -> dict[str, Any]:
    """Return all figures."""
    figures: dict[str, Any] = {
        "version": __version__,
        "python": platform.python_version(),
        "processors": os.cpu_count(),
        "load_before": os.getloadavg()[0],
        "repetitions": repeat,
    }
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "store"
        for measured in (
            lambda: overhead(repeat, folder),
            lambda: memory(folder, runs),
            lambda: efficiency(repeat, folder, replicates),
        ):
            part = measured()
            print(part, file=sys.stderr)  # what is known, should the rest be interrupted
            figures |= part
    figures["targets"] = {
        name: {
            "target": abs(bound),
            "reached": figures[name] >= bound if bound > 0 else figures[name] <= -bound,
        }
        for name, bound in TARGETS.items()
    }
    return figures


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--repeat", type=int, default=5, help="repetitions of each figure (5)")
    parser.add_argument(
        "--replicates", type=int, default=2000, help="of twelve points, for efficiency (2000)"
    )
    parser.add_argument("--runs", type=int, default=120_000, help="for memory (120000)")
    arguments = parser.parse_args()
    figures = measure(arguments.repeat, arguments.replicates, arguments.runs)
    if arguments.json:
        print(json.dumps(figures, indent=2))
        return
    for name, value in figures.items():
        if name != "targets":
            told = value if isinstance(value, str) else f"{value:,.2f}"
            print(f"{name.replace('_', ' '):<24} {told}")
    for name, target in figures["targets"].items():
        bound = "at least" if TARGETS[name] > 0 else "at most"
        mark = "reached" if target["reached"] else "MISSED"
        print(f"{name.replace('_', ' '):<24} {bound} {target['target']:g}: {mark}")


if __name__ == "__main__":
    main()
