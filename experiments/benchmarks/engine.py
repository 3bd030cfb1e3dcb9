"""How fast both engines are, in one run: `python experiments/benchmarks/engine.py [--json]`.

A member-day is one joined member on one day. A replicate is timed whole: its arrays allocated, its
days run, its measures concluded; the tables that all replicates share are built before. Every
figure is the median of several repetitions, and every ratio compares times of this run only.

What one core does is told in its own time, so that other programs on the machine count little; how
two cores share the work is told in time on the clock, and needs a machine with nothing else to do.
Both engines are compared on twenty groups over the scenario's own days, all else runs 30 days.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
import tracemalloc
from pathlib import Path
from typing import TYPE_CHECKING, Any

import mesa
import numba

from simcommunity import __version__
from simcommunity.core.day import compiled
from simcommunity.core.members.record import MEMBER
from simcommunity.core.vitals import COLUMN
from simcommunity.results.replicate import conclude
from simcommunity.scenario.loader import Loaded, load_scenario
from simcommunity.simulation.model import CommunityModel
from simcommunity.simulation.running import prepare, run
from simcommunity.simulation.state import allocate

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np

    from simcommunity.simulation.tables import Tables

SUPERMARKET = Path(__file__).parents[2] / "scenarios" / "supermarket.yaml"
EVERYTHING = Path(__file__).with_name("everything.yaml")
SIZE, DAYS, OWN_DAYS, SEED = 310, 30, 120, 7
LADDER = (300, 3_000, 30_000, 300_000, 1_000_000)  # members
MANY = 1_000  # replicates of one group of 300

# What each figure is to reach: at least (+) or at most (−).
TARGETS = {
    "ratio": +150.0,
    "mesa_us_per_member_day": -40.0,
    "compiled_ns_per_member_day": -200.0,
    "everything_ns_per_member_day": -350.0,
    "spread_from_30_thousand": -0.25,
    "bytes_per_member": -400.0,
    "seconds_for_1000_replicates": -4.0,
    "efficiency_over_replicates": +0.85,
    "efficiency_over_groups": +0.85,
    "compile_seconds": -30.0,
}


def supermarket(groups: int, size: int = SIZE, days: int = DAYS) -> Loaded:
    """Return the supermarket with so many groups, each filled in three days at its own till.

    There is one person for every eighty groups, as in the story: with too few hands most groups
    get no adverts, and members who still read cost more than those who have muted.
    """
    asked = round(1.3 * size)
    return load_scenario(
        SUPERMARKET,
        [
            f"groups.most={groups}", f"groups.size={size}", f"days={days}",
            f"team.people={1 + groups // 80}",
            f"arrival.0.places={groups}", f"arrival.0.per_day={asked}", "arrival.0.days=3",
        ],
    )  # fmt: skip


def by_machine_code(design: Tables, replicate: int = 0) -> float:
    """Run a replicate in the compiled engine; return its member-days."""
    state = allocate(design, SEED, replicate)
    compiled.advance(state, 0, design.days, SEED, replicate)
    return member_days(conclude(design, state, replicate).daily)


def by_agents(design: Tables) -> float:
    """Run a replicate in the Mesa engine; return its member-days."""
    model = CommunityModel.from_design(design, seed=SEED)
    while model.running:
        model.step()
    return member_days(conclude(design, model.snapshot(), 0).daily)


def member_days(daily: np.ndarray) -> float:
    """Return the member-days of a replicate's daily table."""
    return float(daily[..., COLUMN["joined"]].sum())


def seconds(
    work: Callable[[], object], repeat: int, clock: Callable[[], float] = time.process_time
) -> float:
    """Return the median time of some work: of this process, or by another clock."""
    times = []
    for _ in range(repeat):
        start = clock()
        work()
        times.append(clock() - start)
    return statistics.median(times)


def both_engines(repeat: int) -> dict[str, float]:
    """Time both engines by turns on the same twenty groups."""
    design = prepare(supermarket(20, days=OWN_DAYS).scenario)
    days = by_machine_code(design)
    fasts, slows = [], []
    for _ in range(repeat):
        slows.append(seconds(lambda: by_agents(design), 1) / days)
        fasts.append(seconds(lambda: by_machine_code(design), 5) / days)
    fast, slow = statistics.median(fasts), statistics.median(slows)
    return {
        "compiled_ns_twenty_groups": fast * 1e9,
        "mesa_us_per_member_day": slow * 1e6,
        "ratio": slow / fast,
    }


def ladder(repeat: int) -> dict[str, Any]:
    """Time the compiled engine on ever more members, on one core."""
    rungs = []
    for members in LADDER:
        groups = max(1, round(members / SIZE))
        design = prepare(supermarket(groups).scenario)
        days = by_machine_code(design)
        took = seconds(lambda design=design: by_machine_code(design), repeat)  # type: ignore[misc]
        rungs.append(
            {
                "members": groups * SIZE,
                "groups": groups,
                "ns_per_member_day": took / days * 1e9,
                "seconds": took,
                "bytes_per_member": peak_bytes(design) / (groups * SIZE),
            }
        )
    large = [rung for rung in rungs if rung["members"] >= 29_000]
    times = [rung["ns_per_member_day"] for rung in large]
    return {
        "rungs": rungs,
        "compiled_ns_per_member_day": statistics.median(times),
        "spread_from_30_thousand": max(times) / min(times) - 1,
        "bytes_per_member": max(rung["bytes_per_member"] for rung in large),
    }


def everything(repeat: int) -> dict[str, float]:
    """Time the compiled engine on a business that uses all mechanisms at once, on one core."""
    design = prepare(load_scenario(EVERYTHING).scenario)
    days = by_machine_code(design)
    took = seconds(lambda: by_machine_code(design), repeat)
    return {"everything_ns_per_member_day": took / days * 1e9}


def peak_bytes(design: Tables) -> int:
    """Return the most memory that one replicate holds at a time, as tracemalloc sees it.

    It sees every NumPy array and Python object: members, groups, daily table, outcomes.
    """
    tracemalloc.start()
    try:
        by_machine_code(design)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def many_replicates(repeat: int) -> dict[str, float]:
    """Time a thousand replicates of one group of 300 on one core."""
    loaded = supermarket(1, size=300)
    took = seconds(lambda: run(loaded, replicates=MANY, jobs=1), repeat)
    return {"seconds_for_1000_replicates": took, "replicates_per_second": MANY / took}


def two_cores(repeat: int) -> dict[str, float]:
    """Tell how well two workers share replicates, tiny replicates, and the groups of one."""
    many, one = (supermarket(groups, days=OWN_DAYS) for groups in (80, 400))
    return {
        "efficiency_over_replicates": efficiency(many, 8, repeat),
        "efficiency_over_tiny_replicates": efficiency(supermarket(1, size=300), MANY, repeat),
        "efficiency_over_groups": efficiency(one, 1, repeat),
    }


def efficiency(loaded: Loaded, replicates: int, repeat: int) -> float:
    """Return how well two workers share the work of one: 1 when they need half its time."""
    one, two = (
        seconds(
            lambda jobs=jobs: run(loaded, replicates=replicates, jobs=jobs),  # type: ignore[misc]
            repeat,
            time.perf_counter,
        )
        for jobs in (1, 2)
    )
    return one / two / 2


FIRST_RUN = """
import sys, time
from simcommunity.simulation.running import run
from simcommunity.scenario.loader import load_scenario
loaded = load_scenario(sys.argv[1], ["groups.most=1", "arrival.0.places=1", "days=2"])
times = []
for _ in range(2):
    start = time.perf_counter()
    run(loaded, replicates=1, jobs=1)
    times.append(time.perf_counter() - start)
print(times[0] - times[1])
"""


def compilation() -> dict[str, float]:
    """Time the first run on a machine that has never run this, in a process of its own."""
    with tempfile.TemporaryDirectory() as empty:
        done = subprocess.run(
            [sys.executable, "-c", FIRST_RUN, str(SUPERMARKET)],
            env={**os.environ, "SIMCOMMUNITY_CACHE": empty},
            capture_output=True, text=True, check=True,
        )  # fmt: skip
    return {"compile_seconds": float(done.stdout)}


def measure(repeat: int) -> dict[str, Any]:
    """Return all figures."""
    figures: dict[str, Any] = {
        "version": __version__,
        "python": platform.python_version(),
        "mesa": mesa.__version__,
        "numba": numba.__version__,
        "processors": os.cpu_count(),
        "load_before": os.getloadavg()[0],
        "repetitions": repeat,
        "days": DAYS,
        "bytes_of_a_member_record": MEMBER.itemsize,
    }
    figures |= compilation()
    figures |= both_engines(repeat)
    figures |= ladder(repeat)
    figures |= everything(repeat)
    figures |= many_replicates(repeat)
    figures |= two_cores(repeat)
    figures["targets"] = {
        name: {
            "target": abs(bound),
            "reached": figures[name] >= bound if bound > 0 else figures[name] <= -bound,
        }
        for name, bound in TARGETS.items()
    }
    return figures


def as_table(figures: dict[str, Any]) -> str:
    """Return the figures as lines to read."""
    lines = [
        f"simcommunity {figures['version']}, Python {figures['python']}, "
        f"Mesa {figures['mesa']}, numba {figures['numba']}, {figures['processors']} processors "
        f"(load {figures['load_before']:.1f}); medians of {figures['repetitions']}, "
        f"{figures['days']} days",
        "",
        f"{'members':>10} {'ns a member-day':>16} {'bytes a member':>15} {'seconds':>9}",
    ]
    lines += [
        f"{rung['members']:>10,} {rung['ns_per_member_day']:>16.1f} "
        f"{rung['bytes_per_member']:>15.0f} {rung['seconds']:>9.3f}"
        for rung in figures["rungs"]
    ]
    lines.append("")
    for name, target in figures["targets"].items():
        bound = "at least" if TARGETS[name] > 0 else "at most"
        mark = "reached" if target["reached"] else "MISSED"
        lines.append(
            f"{name.replace('_', ' '):<32} {figures[name]:>10.3f}   "
            f"{bound} {target['target']:g}: {mark}"
        )
    return "\n".join(lines)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--repeat", type=int, default=5, help="repetitions of each figure (5)")
    arguments = parser.parse_args()
    figures = measure(arguments.repeat)
    print(json.dumps(figures, indent=2) if arguments.json else as_table(figures))


if __name__ == "__main__":
    main()
