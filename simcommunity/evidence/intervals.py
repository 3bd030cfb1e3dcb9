"""Means, paired differences and paired ratios over replicates, with confidence intervals."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from scipy.special import stdtrit

from simcommunity.core.arrays import Bools, Floats
from simcommunity.results.estimates import LEVEL, mean_interval

TWO_SIDED_TESTS = 0.90  # two one-sided tests at 5 % are one interval at 90 %


class Interval(NamedTuple):
    """A measured effect.

    Attributes:
        value: the effect; infinite or NaN where it has none.
        lo, hi: its confidence interval; NaN where it has none.
        n: replicates it rests on.
    """

    value: float
    lo: float
    hi: float
    n: int

    def at_its_value(self) -> Interval:
        """Return the interval shrunk to the value, to ask what the estimate alone would say."""
        return self._replace(lo=self.value, hi=self.value)

    def within(self, least: float, most: float) -> Interval:
        """Return the interval cut at what the effect can be at all."""
        return self._replace(lo=max(self.lo, least), hi=min(self.hi, most))


def mean(x: Floats, level: float = LEVEL) -> Interval:
    """Return the mean of independent values with its Student's t interval.

    Args:
        x: one value a replicate, NaN where it is not defined, (replicates,).
        level: of confidence.

    Returns:
        the interval; without bounds when fewer than two values are defined or one is infinite.
    """
    x = x[~np.isnan(x)]
    if np.isinf(x).any():
        return Interval(float(x.mean()), math.nan, math.nan, len(x))
    return Interval(*mean_interval(x, level=level), len(x))


def difference(x: Floats, y: Floats, level: float = LEVEL) -> Interval:
    """Return the mean of the paired differences x − y with its Student's t interval.

    Args:
        x, y: one value a replicate, in the same order, (replicates,).
        level: of confidence.
    """
    both = _paired(x, y)
    x, y = x[both], y[both]
    if not (np.isfinite(x).all() and np.isfinite(y).all()):
        return Interval(math.nan, math.nan, math.nan, len(x))
    return mean(x - y, level)


def ratio(x: Floats, y: Floats, level: float = LEVEL) -> Interval:
    """Return the ratio of the means of paired values, by the delta method on its logarithm.

    With mx, my the means, the variance of ln(mx / my) is to first order that of the mean of
    x / mx − y / my, which carries the covariance of the pairs. The interval is
    exp(ln(mx / my) ± t · s), t with n − 1 degrees of freedom. Hedges, Gurevitch & Curtis 1999,
    "The meta-analysis of response ratios in experimental ecology"; for pairs Lajeunesse 2011, "On
    the meta-analysis of response ratios for studies with correlated and multi-group designs".

    Args:
        x, y: one value a replicate, in the same order, (replicates,).
        level: of confidence.

    Returns:
        the interval; without bounds unless both means are above 0 and there are two pairs.
    """
    both = _paired(x, y)
    x, y = x[both], y[both]
    n = len(x)
    if n == 0:
        return Interval(math.nan, math.nan, math.nan, 0)
    top, bottom = float(x.mean()), float(y.mean())
    if bottom == 0 or not math.isfinite(top) or not math.isfinite(bottom):
        value = math.inf if bottom == 0 and top > 0 else math.nan
        return Interval(value, math.nan, math.nan, n)
    value = top / bottom
    if n < 2 or top <= 0 or bottom <= 0:
        return Interval(value, math.nan, math.nan, n)
    s = float((x / top - y / bottom).std(ddof=1)) / math.sqrt(n)
    half = float(stdtrit(n - 1, 0.5 + level / 2)) * s
    return Interval(value, value * math.exp(-half), value * math.exp(half), n)


def _paired(x: Floats, y: Floats) -> Bools:
    return np.asarray(~(np.isnan(x) | np.isnan(y)))
