"""Intervals that know of both kinds of chance: which points were drawn, and which lucks were met.

Every point of a design is run with the same few lucks, so values form a table of points ×
replicates. Points are many: they are drawn anew (bootstrap). Replicates are few: they are left
out one after the other (jackknife; Efron & Stein 1981, Ann. Stat. 9(3)), since drawing three out
of three would repeat one most of the time. The variances add up, and Student's t has the degrees
of freedom that so few replicates allow (Satterthwaite 1946, Biometrics 2(6)).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import asdict, dataclass

import numpy as np
from scipy.special import stdtrit

from simcommunity.core.arrays import Floats

RESAMPLES = 400


@dataclass(frozen=True)
class Band:
    """A number with its 95 % interval; NaN where it cannot be told."""

    value: float
    lo: float
    hi: float

    def as_dict(self) -> dict[str, float]:
        """Return a JSON object."""
        return asdict(self)

    def within(self, least: float, most: float) -> Band:
        """Return the interval cut at what the number can be at all."""
        return Band(self.value, *(min(max(end, least), most) for end in (self.lo, self.hi)))


def bands(
    statistic: Callable[[Floats, Floats], Floats], points: int, replicates: int
) -> list[Band]:
    """Return statistics of a table of points × replicates, each with its interval.

    Args:
        statistic: from weights of points (points,) and of replicates (replicates,), each summing
            to 1, to numbers (k,); NaN where they are not defined under these weights.

    With fewer than three replicates the intervals know the chance of points only.
    """
    random = np.random.default_rng(0)  # the interval belongs to the data, not to the study's luck
    each, luck = np.full(points, 1 / points), np.full(replicates, 1 / replicates)
    value = statistic(each, luck)
    drawn = random.multinomial(points, each, RESAMPLES) / points
    of_points = _variance(np.array([statistic(v, luck) for v in drawn]))
    of_luck = np.zeros(len(value))
    if replicates > 2:
        without = (1 - np.eye(replicates)) / (replicates - 1)
        left = np.array([statistic(each, w) for w in without])
        of_luck = (replicates - 1) ** 2 / replicates * _variance(left)
    out = []
    for middle, a, b in zip(value, of_points, of_luck, strict=True):
        free = (replicates - 1) * ((a + b) / b) ** 2 if b > 0 else math.inf
        half = float(stdtrit(min(free, 1e6), 0.975) * math.sqrt(a + b))
        out.append(Band(float(middle), float(middle) - half, float(middle) + half))
    return out


def _variance(drawn: Floats) -> Floats:
    """Return the variance of each column, NaN where most of it is not defined."""
    known = np.isfinite(drawn)
    n = known.sum(axis=0)
    mean = np.where(known, drawn, 0).sum(axis=0) / np.maximum(n, 1)
    squares = (np.where(known, drawn - mean, 0) ** 2).sum(axis=0)
    return np.where(n > len(drawn) / 2, squares / np.maximum(n - 1, 1), np.nan)
