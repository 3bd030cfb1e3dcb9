"""Differences between arms, replicate by replicate: each by itself, and all of them together."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from simcommunity.core.arrays import Floats
from simcommunity.results.estimates import FEW
from simcommunity.results.metrics import span
from simcommunity.results.survival import longest, restricted_means
from simcommunity.simulation.running import Result
from simcommunity.study.compare.simultaneous import Family, simultaneous


@dataclass(frozen=True)
class Difference:
    """An alternative minus the scenario itself, replicate by replicate.

    Attributes:
        mean, lo, hi: of the paired differences, with 95 % confidence interval of each by itself.
        together_lo, together_hi: 95 % interval that holds together with those of all other
            differences of the comparison.
        correlation: between the two arms over replicates, NaN where one does not vary.
        variance_reduction: variance of the difference of independent runs over that of paired ones.
        n: pairs.
    """

    arm: str
    metric: str
    mean: float
    lo: float
    hi: float
    together_lo: float
    together_hi: float
    correlation: float
    variance_reduction: float
    n: int

    @property
    def clear(self) -> bool:
        """Whether zero lies outside the interval that holds together, in enough replicates."""
        return self.n >= FEW and (self.together_lo > 0 or self.together_hi < 0)


def all_paired(
    base: Result, arms: Sequence[tuple[str, Result]], metrics: Sequence[str]
) -> tuple[list[Difference], Family]:
    """Return the differences of all arms in all metrics, and the family they are judged in."""
    pairs = [(name, arm, metric) for name, arm in arms for metric in metrics]
    single, columns, spans = [], [], []
    for name, arm, metric in pairs:
        x, y = values(metric, base, arm)
        columns.append(y - x)
        spans.append(_span(metric, base, arm))
        single.append(paired(name, metric, x, y, spans[-1]))
    family = simultaneous(np.array(columns).T, spans)
    together = [
        replace(one, together_lo=low, together_hi=high)
        for one, (low, high) in zip(single, family.intervals.tolist(), strict=True)
    ]
    return together, family


def paired(arm: str, metric: str, x: Floats, y: Floats, most: float | None = None) -> Difference:
    """Return the paired difference y − x of one metric, judged by itself.

    Args:
        x, y: values in each replicate, NaN where there is none, (replicates,).
        most: by how much the two can differ; None for what the table of metrics says.
    """
    both = np.isfinite(x) & np.isfinite(y)
    x, y = x[both], y[both]
    mean = float((y - x).mean()) if len(x) else math.nan
    most = span(metric) if most is None else most
    lo, hi = simultaneous((y - x)[:, None], [most]).intervals[0].tolist()
    correlation = reduction = float("nan")
    if len(x) > 1:
        independent = float(x.var(ddof=1) + y.var(ddof=1))
        together = float((y - x).var(ddof=1))
        reduction = independent / together if together > 0 else float("nan")
        if x.std() > 0 and y.std() > 0:
            correlation = float(np.corrcoef(x, y)[0, 1])
    return Difference(arm, metric, mean, lo, hi, lo, hi, correlation, reduction, len(x))


def values(metric: str, *results: Result) -> list[Floats]:
    """Return a metric of some results in each replicate; times are restricted to one horizon."""
    if metric not in results[0].times:
        return [result.per_replicate[metric] for result in results]
    horizon = horizon_of(metric, *results)
    return [
        restricted_means(result.times[metric], result.last_seen[metric], horizon)
        for result in results
    ]


def horizon_of(metric: str, *results: Result) -> float:
    """Return the day up to which all of some results can tell a time, NaN when never."""
    return min(longest(result.last_seen[metric]) for result in results)


def _span(metric: str, *results: Result) -> float:
    """Return by how much a metric of some results can differ; times by their horizon at most."""
    if metric in results[0].times and math.isfinite(horizon := horizon_of(metric, *results)):
        return horizon
    return span(metric)
