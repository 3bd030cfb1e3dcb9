"""How quick the lab is: `python experiments/benchmarks/lab.py [--json]`.

A redraw is what happens between a moved lever and the charts that are sent to the browser: the
variant is written and checked, one group of 300 lives 30 days 200 times, is concluded, and drawn;
with a pinned variant, both are compared as well. Each redraw moves a lever to where it has not
been, so that nothing is remembered.

The time on the clock needs a machine with nothing else to do; the processor's time counts what all
threads did, and on two cores the clock can show little more than half of it.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import time

from simcommunity import __version__
from simcommunity.lab.one_group import shipped
from simcommunity.lab.results import CHARTS
from simcommunity.lab.session import Session

TARGET = 0.3  # seconds
MOVES = [(lever, float(at)) for at in (3, 5, 7, 6, 4) for lever in ("adverts", "topics")]


def redraw(session: Session, lever: str, value: float) -> tuple[float, float]:
    """Move a lever; return the seconds on the clock and of the processor until all is drawn."""
    clock, worked = time.perf_counter(), time.process_time()
    session.move(lever, value)
    shown = session.run()
    for draw in CHARTS.values():
        draw(shown.trial, shown.pinned, "en")
    return time.perf_counter() - clock, time.process_time() - worked


def measured(*, pinned: bool) -> dict[str, float]:
    """Return the median and the longest of several redraws."""
    session = Session(shipped("supermarket"), "en")
    session.run()  # the rules are compiled, or read from the cache
    if pinned:
        session.pin()
    clock, worked = zip(*(redraw(session, *move) for move in MOVES), strict=True)
    return {
        "median_s": round(statistics.median(clock), 3),
        "longest_s": round(max(clock), 3),
        "processor_s": round(statistics.median(worked), 3),
    }


def main() -> None:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object")
    as_json = parser.parse_args().json
    told = {
        "version": __version__,
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "python": platform.python_version(),
        "load": os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
        "target_s": TARGET,
        "alone": measured(pinned=False),
        "beside_pinned": measured(pinned=True),
    }
    if as_json:
        print(json.dumps(told))
        return
    print(f"{told['machine']}, Python {told['python']}; load before: {told['load']}")
    for name in ("alone", "beside_pinned"):
        print(f"{name}: {told[name]}, target {TARGET} s")


if __name__ == "__main__":
    main()
