"""From replicates to estimates: means with confidence intervals, and both as plain data."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from scipy.special import stdtrit

from simcommunity.core.arrays import Floats

FEW = 10  # with fewer replicates nothing is called sure
LEVEL = 0.95


@dataclass(frozen=True)
class Estimate:
    """A metric over replicates.

    Attributes:
        mean: over replicates; of a time, the mean restricted to the horizon of the run.
        median: over replicates; of a time, the Kaplan–Meier median over all groups.
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


def cautions_of(replicates: int) -> list[dict[str, Any]]:
    """Return why one should not lean on results: too few replicates, or nothing."""
    few = {"kind": "few_replicates", "replicates": replicates, "least": FEW}
    return [few] if replicates < FEW else []


def mean_interval(
    values: Sequence[float] | Floats,
    least: float = -math.inf,
    most: float = math.inf,
    level: float = LEVEL,
) -> tuple[float, float, float]:
    """Return mean and interval (Student's t) of independent values that are finite; NaN if n < 2.

    The interval is cut at `least` and `most`, what the values can be at all: a share has none
    beyond 1.
    """
    x = np.asarray(values, float)
    x = x[np.isfinite(x)]
    mean = float(x.mean()) if len(x) else math.nan
    if len(x) < 2:
        return mean, math.nan, math.nan
    half = float(stdtrit(len(x) - 1, 0.5 + level / 2) * x.std(ddof=1) / math.sqrt(len(x)))
    return mean, max(mean - half, least), min(mean + half, most)


def estimate(
    values: Sequence[float] | Floats, least: float = -math.inf, most: float = math.inf
) -> Estimate:
    """Return the estimate of a metric from its value in each replicate; NaN is left out.

    The interval is cut at `least` and `most`, what the metric can be at all.
    """
    x = np.asarray(values, float)
    x = x[np.isfinite(x)]
    mean, lo, hi = mean_interval(x, least, most)
    median = float(np.median(x)) if len(x) else math.nan
    return Estimate(finite(mean), finite(median), finite(lo), finite(hi), len(x))


def finite(value: float) -> float | None:
    """Return a number, or None for what cannot be told."""
    return value if math.isfinite(value) else None


def plain_data(value: Any) -> Any:
    """Return dicts, lists, texts and numbers; None for a number that is not finite."""
    if isinstance(value, Mapping):
        return {str(key): plain_data(one) for key, one in value.items()}
    if isinstance(value, str | bytes) or not isinstance(value, Iterable):
        plain = value.item() if isinstance(value, np.generic) else value
        return None if isinstance(plain, float) and not math.isfinite(plain) else plain
    return [plain_data(one) for one in value]
