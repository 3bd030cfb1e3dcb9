"""From replicates to estimates: means with confidence intervals, medians of censored times."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import stdtrit

if TYPE_CHECKING:
    from collections.abc import Sequence

Floats = np.ndarray[Any, np.dtype[np.float64]]
RESAMPLES = 999


@dataclass(frozen=True)
class Estimate:
    """A metric over replicates.

    Attributes:
        mean: over replicates; of a time, the mean restricted to the horizon all groups share.
        median: over replicates; of a time, over all groups with censored ones as later than all.
        lo, hi: 95 % confidence interval of the mean over replicates (Student's t).
        n: replicates the metric is defined in; of a time, groups.
        median_lo, median_hi: of a time, 95 % bootstrap interval of the median over replicates;
            None where the bound is censored.
        censored: of a time, groups in which it did not come to pass.
    """

    mean: float | None
    median: float | None
    lo: float | None
    hi: float | None
    n: int
    median_lo: float | None = None
    median_hi: float | None = None
    censored: int | None = None

    def as_dict(self) -> dict[str, float | int | None]:
        """Return a JSON object; the three fields of times only where they apply."""
        out = asdict(self)
        if self.censored is None:
            for name in ("median_lo", "median_hi", "censored"):
                del out[name]
        return out


def mean_interval(values: Sequence[float] | Floats) -> tuple[float, float, float]:
    """Return mean and 95 % interval (Student's t) of independent values; NaN if n < 2."""
    x = np.asarray(values, float)
    mean = float(x.mean()) if len(x) else math.nan
    if len(x) < 2:
        return mean, math.nan, math.nan
    half = float(stdtrit(len(x) - 1, 0.975) * x.std(ddof=1) / math.sqrt(len(x)))
    return mean, mean - half, mean + half


def estimate(
    values: Sequence[float] | Floats, least: float = -math.inf, most: float = math.inf
) -> Estimate:
    """Return the estimate of a metric from its value in each replicate; NaN is left out.

    The interval is cut at `least` and `most`, what the metric can be at all: a share has none
    beyond 1.
    """
    x = np.asarray(values, float)
    x = x[np.isfinite(x)]
    mean, lo, hi = mean_interval(x)
    median = float(np.median(x)) if len(x) else math.nan
    lo, hi = max(lo, least), min(hi, most)  # NaN stays NaN: it stands first
    return Estimate(_told(mean), _told(median), _told(lo), _told(hi), len(x))


def estimate_time(times: Sequence[Floats], horizons: Sequence[Floats]) -> Estimate:
    """Return the estimate of a time that may be censored.

    Args:
        times: for each replicate, the days at which it came to pass, −1 if it did not, (groups,).
        horizons: for each replicate, how many days each group was observed, (groups,).
    """
    late = [
        np.where(t < 0, np.inf, t)[h > 0]
        for t, h in zip(times, horizons, strict=True)
        if (h > 0).any()
    ]
    if not late:
        return Estimate(None, None, None, None, 0, censored=0)
    means = restricted_means(times, horizons)
    mean, lo, hi = mean_interval(means[np.isfinite(means)])
    median = _median(np.concatenate(late))
    median_lo, median_hi = _bootstrap(late)
    return Estimate(
        _told(mean), _told(median), _told(lo), _told(hi),
        n=sum(len(t) for t in late),
        median_lo=_told(median_lo), median_hi=_told(median_hi),
        censored=int(sum(np.isinf(t).sum() for t in late)),
    )  # fmt: skip


def restricted_means(times: Sequence[Floats], horizons: Sequence[Floats]) -> Floats:
    """Return each replicate's mean time, restricted to the horizon all groups share."""
    seen = [float(h[h > 0].min()) for h in horizons if (h > 0).any()]
    horizon = min(seen, default=math.nan)
    return np.array(
        [
            float(np.minimum(np.where(t < 0, np.inf, t)[h > 0], horizon).mean())
            if (h > 0).any()
            else math.nan
            for t, h in zip(times, horizons, strict=True)
        ]
    )


def _median(times: Floats) -> float:
    """Return the median, infinite where half of the times are censored."""
    ordered = np.sort(times)
    n = len(ordered)
    low, high = ordered[(n - 1) // 2], ordered[n // 2]
    return math.inf if math.isinf(high) else float((low + high) / 2)


def _bootstrap(times: list[Floats]) -> tuple[float, float]:
    """Return the 95 % percentile interval of the median, resampling whole replicates."""
    if len(times) < 2:
        return math.nan, math.nan
    random = np.random.default_rng(0)  # the interval belongs to the data, not to the run's luck
    pooled = np.concatenate(times)
    order = np.argsort(pooled, kind="stable")
    ordered = pooled[order]
    owner = np.repeat(np.arange(len(times)), [len(t) for t in times])[order]
    medians = np.empty(RESAMPLES)
    for i in range(RESAMPLES):
        pick = random.integers(len(times), size=len(times))
        upto = np.cumsum(np.bincount(pick, minlength=len(times))[owner])
        low, high = np.searchsorted(upto, ((upto[-1] + 1) // 2, upto[-1] // 2 + 1))
        # With infinity in the middle the median is infinite, and not half of it.
        medians[i] = ordered[high] if ordered[low] == ordered[high] else ordered[[low, high]].mean()
    medians.sort()
    last = RESAMPLES - 1
    return float(medians[round(0.025 * last)]), float(medians[round(0.975 * last)])


def _told(value: float) -> float | None:
    """Return a number, or None for what cannot be told."""
    return value if math.isfinite(value) else None
