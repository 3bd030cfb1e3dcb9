"""What is kept of the replicates of a run: small numbers, never the daily table."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import numpy as np

from simcommunity.core.arrays import Floats
from simcommunity.results.curves import CURVES
from simcommunity.results.estimates import Estimate, estimate, estimate_time
from simcommunity.results.metrics import TIMES, bounds

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from simcommunity.results.replicate import Replicate


class Accumulator:
    """Keeps small numbers of each replicate, and a digest of all."""

    def __init__(self, window: int) -> None:
        """Begin with nothing; `window` is how many quiet days make a silence."""
        self.window = window
        self.digest = hashlib.sha256()
        self.asked: Any = 0
        self.metrics: dict[str, list[float]] = {}
        self.curves: dict[str, list[Floats]] = {name: [] for name in CURVES}
        self.times: dict[str, list[Floats]] = {name: [] for name in TIMES}
        self.last_seen: dict[str, list[Floats]] = {name: [] for name in TIMES}

    def add(self, replicate: Replicate) -> None:
        """Take in one replicate."""
        self.digest.update(replicate.digest)
        self.asked = self.asked + replicate.asked
        for name, value in replicate.metrics.items():
            self.metrics.setdefault(name, []).append(value)
        for name, curve in replicate.curves.items():
            self.curves[name].append(curve)
        for name, field in TIMES.items():
            self.times[name].append(replicate.groups[field].copy())
        observed = replicate.groups["observed"]
        for name in TIMES:  # a silence shows only after its window
            blind = 1 if name == "death_day_deafness" else self.window
            self.last_seen[name].append(observed - blind)

    def values(self) -> dict[str, Floats]:
        """Return each metric of all replicates."""
        return {name: np.array(values) for name, values in self.metrics.items()}


def estimates_of(
    metrics: Mapping[str, Sequence[float] | Floats],
    times: Mapping[str, list[Floats]],
    last_seen: Mapping[str, list[Floats]],
) -> dict[str, Estimate]:
    """Return what replicates come to; all arguments have an entry for each of them."""
    found = {name: estimate_time(t, last_seen[name]) for name, t in times.items()}
    return found | {name: estimate(values, *bounds(name)) for name, values in metrics.items()}
