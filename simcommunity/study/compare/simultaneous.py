"""Intervals of several differences that hold all together: the maximum of Student's t.

The differences of one comparison share replicates, so they go up and down together. What the
largest of their t values can be by chance is found by drawing from a normal law with the
correlations that the replicates show (Hothorn, Bretz & Westfall 2008), each difference with a
variance of its own that has to be estimated from as many replicates (Hasler & Hothorn 2008). Where
differences go together this is narrower than Bonferroni's, Holm's or Šidák's bound; it is never
taken to be wider than Šidák's, which holds for any correlation (Šidák 1967).

A coarse difference, such as that of a rare share of a few groups, is equal in most replicates, and
its variance tells nothing. Where it has bounds its interval is Gaffke's (Learned-Miller & Thomas
2020): to the replicates comes one more at the end of what it can be, and all get random weights.
For shares of one group that is the exact interval of Clopper & Pearson. Without bounds nothing can
be said of what never varied: there is no interval.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from simcommunity.core.arrays import Floats

MOST_DRAWS, LEAST_DRAWS = 9_999, 1_999
WORK = 20_000_000  # normal numbers to draw at most
FEW = 9  # below so many degrees of freedom correlations are too rough: Šidák's bound holds
COARSE = 0.25  # a difference is coarse when more replicates than this share have one value …
OTHERS = 30  # … and fewer than so many have another
BOUND_DRAWS = 9_999
MANY = 100  # from so many degrees of freedom variances are as good as independent
LEVEL = 0.95


@dataclass(frozen=True)
class Family:
    """Differences that are judged together.

    Attributes:
        size: how many of them have a value in two replicates.
        critical: by how many standard errors the interval of each that is not coarse reaches to
            both sides; NaN where there is none.
        sidak: the same by Šidák's bound.
        intervals: low and high end of each difference, (differences, 2).
        coarse: columns of those that are coarse.
    """

    size: int
    critical: float
    sidak: float
    intervals: Floats
    coarse: tuple[int, ...]


def simultaneous(
    differences: Floats, spans: Sequence[float] | None = None, level: float = LEVEL
) -> Family:
    """Return intervals that hold all at once with the chance `level`.

    Args:
        differences: one row a replicate, one column a difference; NaN where it is not defined.
        spans: by how much each can differ from 0 at most; infinite, the default, for no bound.
    """
    known = np.isfinite(differences)
    n = known.sum(axis=0)
    reach = np.full(len(n), math.inf) if spans is None else np.asarray(spans, float)
    family = np.flatnonzero(n > 1)
    coarse = [int(k) for k in family if _coarse(differences[known[:, k], k])]
    fine = np.setdiff1d(family, coarse)
    intervals = np.full((len(n), 2), math.nan)
    critical = sidak = math.nan
    if len(fine):
        mean, spread = (f(differences[:, fine], axis=0) for f in (np.nanmean, _spread))
        share = 1 - (1 - level) * len(fine) / len(family)  # the rest is for the coarse ones
        critical, sidak = _critical(differences[:, fine], n[fine] - 1, share)
        half = critical * spread / np.sqrt(n[fine])
        intervals[fine] = np.stack((mean - half, mean + half), axis=1)
    for k in coarse:
        miss = (1 - level) / len(family)
        intervals[k] = _of_coarse(differences[known[:, k], k], float(reach[k]), miss)
    within = np.clip(intervals.T, -reach, reach).T
    return Family(len(family), critical, sidak, within, tuple(coarse))


def _spread(values: Floats, axis: int) -> Floats:
    return np.asarray(np.nanstd(values, axis=axis, ddof=1))


def _coarse(x: Floats) -> bool:
    """Tell whether a difference is equal in so many replicates that its variance tells little."""
    most = int(np.unique(x, return_counts=True)[1].max())
    return most == len(x) or (most > max(1, COARSE * len(x)) and len(x) - most < OTHERS)


def _of_coarse(x: Floats, reach: float, miss: float) -> tuple[float, float]:
    """Return an interval of the mean that misses with a chance of at most `miss`.

    Where it has bounds and varies, it reaches at least as far as Student's.
    """
    half = float(stdtrit(len(x) - 1, 1 - miss / 2) * x.std(ddof=1) / math.sqrt(len(x)))
    student = x.mean() - half, x.mean() + half
    if not math.isfinite(reach):
        return student if half > 0 else (math.nan, math.nan)
    low = -_gaffke(-x, reach, miss / 2)
    return min(low, student[0]), max(_gaffke(x, reach, miss / 2), student[1])


def _gaffke(x: Floats, most: float, miss: float) -> float:
    """Return an upper bound of the mean of values that are nowhere above `most`."""
    values, counts = np.unique(x, return_counts=True)
    random = np.random.default_rng(0)
    weights = random.standard_gamma([*counts, 1.0], (BOUND_DRAWS, len(counts) + 1))
    means = weights @ np.append(values, most) / weights.sum(axis=1)
    return float(np.quantile(means, 1 - miss))


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
