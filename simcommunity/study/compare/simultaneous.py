"""Intervals of several differences that hold all together: the maximum of Student's t.

The differences of one comparison share replicates, so they go up and down together. What the
largest of their t values can be by chance is found by drawing from a normal law with the
correlations that the replicates show (Hothorn, Bretz & Westfall 2008), each difference with a
variance of its own that has to be estimated from as many replicates (Hasler & Hothorn 2008). Where
differences go together this is narrower than Bonferroni's, Holm's or Šidák's bound; it is never
taken to be wider than Šidák's, which holds for any correlation (Šidák 1967).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import stdtrit

if TYPE_CHECKING:
    from simcommunity.estimates import Floats

MOST_DRAWS, LEAST_DRAWS = 9_999, 1_999
WORK = 20_000_000  # normal numbers to draw at most
FEW = 9  # below so many degrees of freedom correlations are too rough: Šidák's bound holds
MANY = 100  # from so many degrees of freedom variances are as good as independent
LEVEL = 0.95


@dataclass(frozen=True)
class Family:
    """Differences that are judged together.

    Attributes:
        size: how many of them vary.
        critical: by how many standard errors each interval reaches to both sides; NaN where there
            are fewer than two replicates.
        sidak: the same by Šidák's bound.
        intervals: low and high end of each difference, (differences, 2).
    """

    size: int
    critical: float
    sidak: float
    intervals: Floats


def simultaneous(differences: Floats, level: float = LEVEL) -> Family:
    """Return intervals that hold all at once with the chance `level`.

    Args:
        differences: one row a replicate, one column a difference; NaN where it is not defined.
        level: the chance.
    """
    known = np.isfinite(differences)
    n = known.sum(axis=0)
    mean = _columns(np.nanmean, differences, n > 0)
    spread = _columns(lambda x, axis: np.nanstd(x, axis=axis, ddof=1), differences, n > 1)
    intervals = np.stack((mean, mean), axis=1)
    intervals[n < 2] = math.nan
    varies = np.flatnonzero(spread > 0)
    if len(varies) == 0:
        return Family(0, math.nan, math.nan, intervals)
    free = n[varies] - 1
    critical, sidak = _critical(differences[:, varies], free, level)
    half = critical * spread[varies] / np.sqrt(n[varies])
    intervals[varies, 0] -= half
    intervals[varies, 1] += half
    return Family(len(varies), critical, sidak, intervals)


def _columns(measure: object, values: Floats, which: Floats) -> Floats:
    """Return a measure of each of the columns `which`, NaN of the others."""
    out = np.full(values.shape[1], math.nan)
    if which.any():
        out[which] = measure(values[:, which], axis=0)  # type: ignore[operator]
    return out


def _critical(differences: Floats, free: Floats, level: float) -> tuple[float, float]:
    """Return how large the largest |t| gets, and Šidák's bound for it.

    With different numbers of replicates the fewest count for all.
    """
    least = int(free.min())
    sidak = float(stdtrit(least, 0.5 + 0.5 * level ** (1 / len(free))))
    if len(free) == 1 or least < FEW:
        return sidak, sidak
    return min(sidak, _largest(_correlation(differences), least, level)), sidak


def _correlation(differences: Floats) -> Floats:
    """Return the correlation over replicates; what is missing counts as the mean."""
    centred = differences - np.nanmean(differences, axis=0)
    centred = np.where(np.isfinite(centred), centred, 0.0)
    centred /= np.sqrt((centred**2).sum(axis=0))
    return np.asarray(centred.T @ centred)


def _largest(correlation: Floats, free: int, level: float) -> float:
    """Return the quantile of max |t| of normal differences with a correlation, by drawing."""
    size = len(correlation)
    weight, axes = np.linalg.eigh(correlation)
    root = (axes * np.sqrt(np.maximum(weight, 0.0))).T
    rows = free if free < MANY else 1
    draws = int(np.clip(WORK // ((rows + 1) * size), LEAST_DRAWS, MOST_DRAWS))
    random = np.random.default_rng(0)  # the intervals belong to the data, not to the run's luck
    largest = np.empty(draws)
    chunk = max(1, 2_000_000 // ((rows + 1) * size))
    for start in range(0, draws, chunk):
        count = min(chunk, draws - start)
        mean = random.standard_normal((count, size)) @ root
        if free < MANY:
            deviations = random.standard_normal((count, free, size)) @ root
            variance = (deviations**2).sum(axis=1) / free
        else:
            variance = random.chisquare(free, (count, size)) / free
        largest[start : start + count] = np.abs(mean / np.sqrt(variance)).max(axis=1)
    return float(np.quantile(largest, level))
