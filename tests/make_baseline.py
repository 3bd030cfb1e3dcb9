"""Write `tests/baseline.json`: what every shipped scenario comes to at small size.

    python tests/make_baseline.py

Run it when numbers are meant to change, and say why in the changelog; `test_baseline.py` fails
until then. It prints which metrics moved.
"""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path
from typing import Any

from small import NAMES, small

from simcommunity.simulation.running import run

FILE = Path(__file__).with_name("baseline.json")
REPLICATES = 8
PRECISION = 1e-9

Baseline = dict[str, dict[str, Any]]


def key_metrics(name: str) -> dict[str, Any]:
    """Return the mean of every metric of a small run, None where it is not defined."""
    result = run(small(name), replicates=REPLICATES)
    return {metric: estimate.mean for metric, estimate in sorted(result.metrics.items())}


def moved(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """Return a line for each metric that is not what it was."""
    return [
        f"{metric}: {before.get(metric)} → {after.get(metric)}"
        for metric in sorted(before.keys() | after.keys())
        if not _same(before.get(metric), after.get(metric))
    ]


def _same(first: float | None, second: float | None) -> bool:
    if first is None or second is None:
        return first is second
    return math.isclose(first, second, rel_tol=PRECISION, abs_tol=PRECISION)


def main() -> None:
    """Rewrite the file and say what moved."""
    before: Baseline = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    after: Baseline = {name: key_metrics(name) for name in NAMES}
    for name in NAMES:
        for line in moved(before.get(name, {}), after[name]):
            sys.stderr.write(f"{name}: {line}\n")
    FILE.write_text(json.dumps(after, indent=1, allow_nan=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
