"""Every metric: its unit, what it can be at all, which way is better, where it is shown and made.

The table is `metrics.csv`; whatever needs a fact about a metric reads it here. Its title in
each language is the catalogue's `metric.NAME`. A new metric is a row, a title and a function.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from simcommunity.results.measured import Measured

OF_GROUPS = "group_table."  # a time that may be censored: the field of a group it is read from
GOAL = "profit"  # what arms are judged by unless something else is asked for


class Metric(NamedTuple):
    """A row of the table.

    Attributes:
        unit: "share", "yuan", "days", "hours", "minutes", "per_100", "index" or "number".
        least, most: what it can be at all; infinite where there is no bound.
        better: "more", "less", or "" where neither is.
        section: of the tables it is shown in.
        made: the function it comes from, as `module.function`; of a time, its field.
    """

    unit: str
    least: float
    most: float
    better: str
    section: str
    made: str


def _read(path: Path) -> dict[str, Metric]:
    with path.open(encoding="utf-8", newline="") as file:
        return {
            row["name"]: Metric(
                row["unit"],
                float(row["least"] or -math.inf),
                float(row["most"] or math.inf),
                row["better"],
                row["section"],
                row["made"],
            )
            for row in csv.DictReader(file)
        }


METRICS = _read(Path(__file__).with_name("metrics.csv"))
TIMES = {
    name: one.made.removeprefix(OF_GROUPS)
    for name, one in METRICS.items()
    if one.made.startswith(OF_GROUPS)
}


def blind_days(time: str, window: int) -> int:
    """Return how many days before the end of its life a group can show a time for the last time.

    A silence shows only after its `window`.
    """
    return 1 if time == "death_day_deafness" else window


def sections() -> dict[str, list[str]]:
    """Return the names of the metrics of each section, in the order of the table."""
    found: dict[str, list[str]] = {}
    for name, one in METRICS.items():
        found.setdefault(one.section, []).append(name)
    return found


def bounds(metric: str) -> tuple[float, float]:
    """Return the least and the most that a metric can be."""
    one = METRICS.get(metric)
    return (one.least, one.most) if one else (-math.inf, math.inf)


def span(metric: str) -> float:
    """Return by how much a metric can differ at most: two shares by 1."""
    least, most = bounds(metric)
    return most - least


def more_is_better(metric: str) -> bool:
    """Say whether one wants more of a metric; of costs, deaths and departures one wants less."""
    return metric not in METRICS or METRICS[metric].better != "less"


@cache
def makers() -> tuple[Callable[[Measured], dict[str, float]], ...]:
    """Return the functions that make all metrics but times."""
    made = dict.fromkeys(one.made for name, one in METRICS.items() if name not in TIMES)
    places = (name.rpartition(".") for name in made)
    return tuple(
        getattr(import_module(f"simcommunity.results.{module}"), function)
        for module, _, function in places
    )
