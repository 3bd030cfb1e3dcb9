"""From replicates to estimates: means with confidence intervals, medians of censored times."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import stdtrit

from simcommunity.core.arrays import Bools, Floats, Ints

if TYPE_CHECKING:
    from collections.abc import Sequence

RESAMPLES = 999
BATCHES = 1000
FEW = 10  # with fewer replicates nothing is called sure
HALF = 0.5 + 1e-12  # rounding must not hide that half came to pass


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
    values: Sequence[float] | Floats, least: float = -math.inf, most: float = math.inf
) -> tuple[float, float, float]:
    """Return mean and 95 % interval (Student's t) of independent values; NaN if n < 2.

    The interval is cut at `least` and `most`, what the values can be at all: a share has none
    beyond 1.
    """
    x = np.asarray(values, float)
    mean = float(x.mean()) if len(x) else math.nan
    if len(x) < 2:
        return mean, math.nan, math.nan
    half = float(stdtrit(len(x) - 1, 0.975) * x.std(ddof=1) / math.sqrt(len(x)))
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
    return Estimate(_told(mean), _told(median), _told(lo), _told(hi), len(x))


def estimate_time(times: Sequence[Floats], last_seen: Sequence[Floats]) -> Estimate:
    """Return the estimate of a time that may be censored, by Kaplan & Meier 1958.

    Args:
        times: for each replicate, the days at which it came to pass, −1 if it did not, (groups,).
        last_seen: for each replicate, the last day at which each group could have shown it; groups
            with a negative one are left out, (groups,).
    """
    t, last, owner = _flat(times, last_seen)
    watched = last >= 0
    if not watched.any():
        return Estimate(None, None, None, None, 0, censored=0)
    horizon = longest(last_seen)
    means = restricted_means_of(t, last, owner, len(times), horizon)
    mean, lo, hi = mean_interval(means[np.isfinite(means)], 0.0, horizon)
    came, day = _on_days(t[watched], last[watched])
    median_lo, median_hi = _bootstrap(came, day, owner[watched])
    return Estimate(
        _told(mean), _told(_median(came, day, np.ones(len(came)))), _told(lo), _told(hi),
        n=len(came),
        median_lo=_told(median_lo), median_hi=_told(median_hi),
        censored=int((~came).sum()),
    )  # fmt: skip


def longest(last_seen: Sequence[Floats]) -> float:
    """Return the day up to which every replicate has some group to show, NaN for none."""
    latest = (float(last.max(initial=-1)) for last in last_seen)
    return min((day for day in latest if day >= 0), default=math.nan)


def restricted_means(
    times: Sequence[Floats], last_seen: Sequence[Floats], horizon: float
) -> Floats:
    """Return each replicate's mean time restricted to a horizon: the area under its survival curve.

    NaN where nothing was watched; see `estimate_time` for the arguments.
    """
    t, last, owner = _flat(times, last_seen)
    return restricted_means_of(t, last, owner, len(times), horizon)


def restricted_means_of(
    times: Floats, last_seen: Floats, owner: Ints, replicates: int, horizon: float
) -> Floats:
    """Return the same from flat arrays: of each group its time, last day and replicate, (groups,).

    The replicates are in order.
    """
    means = np.full(replicates, math.nan)
    if not (last_seen >= 0).any() or not math.isfinite(horizon):
        return means
    for first in range(0, replicates, BATCHES):  # so that nothing grows with runs
        upto = min(first + BATCHES, replicates)
        some = slice(*np.searchsorted(owner, (first, upto)))
        curves = _curves_of(
            times[some], last_seen[some], owner[some] - first, upto - first, int(horizon)
        )
        means[first:upto] = curves.sum(axis=1)
    return means


def survival_curves(times: Sequence[Floats], last_seen: Sequence[Floats], horizon: float) -> Floats:
    """Return each replicate's share still waiting after each day before a horizon (Kaplan–Meier).

    (replicates, days); NaN where nothing was watched; see `estimate_time` for the arguments.
    """
    t, last, owner = _flat(times, last_seen)
    return _curves_of(t, last, owner, len(times), int(horizon))


def _flat(times: Sequence[Floats], last_seen: Sequence[Floats]) -> tuple[Floats, Floats, Ints]:
    """Return times and last days of all groups in a row, and whose they are, (groups,) each."""
    owner = np.repeat(np.arange(len(times)), [len(t) for t in times])
    none = [np.empty(0)]  # there may be no replicate at all
    return np.concatenate([*times, *none]), np.concatenate([*last_seen, *none]), owner


def _curves_of(
    times: Floats, last_seen: Floats, owner: Ints, replicates: int, horizon: int
) -> Floats:
    watched = last_seen >= 0
    if not watched.any():
        return np.full((replicates, horizon), math.nan)
    came, day = _on_days(times[watched], last_seen[watched])
    size = max(int(day.max()) + 1, horizon)
    cell = owner[watched] * size + day
    shape = replicates, size
    events = np.bincount(cell[came], minlength=replicates * size).reshape(shape)
    gone = np.bincount(cell, minlength=replicates * size).reshape(shape)
    count = gone.sum(axis=1)
    at_risk = count[:, None] - np.cumsum(gone, axis=1) + gone
    hazard = np.divide(events, at_risk, out=np.zeros(shape), where=at_risk > 0)
    curves = np.cumprod(1 - hazard, axis=1)[:, :horizon]
    return np.where(count[:, None] > 0, curves, math.nan)


def _on_days(times: Floats, last_seen: Floats) -> tuple[Bools, Ints]:
    """Return of each group whether it came to pass, and the day of that or of the last look."""
    came = (times >= 0) & (times <= last_seen)
    return came, np.where(came, times, last_seen).astype(np.int64)


def _survival(came: Bools, day: Ints, weight: Floats) -> Floats:
    """Return the Kaplan–Meier share still waiting after each day, groups weighted."""
    size = int(day.max()) + 1
    events = np.bincount(day[came], weight[came], size)
    gone = np.bincount(day, weight, size)
    at_risk = gone.sum() - np.concatenate(([0.0], np.cumsum(gone)[:-1]))
    hazard = np.divide(events, at_risk, out=np.zeros(size), where=at_risk > 0)
    return np.asarray(np.cumprod(1 - hazard))


def _median(came: Bools, day: Ints, weight: Floats) -> float:
    """Return the first day by which at least half came to pass, infinite when it never is."""
    passed = np.flatnonzero(_survival(came, day, weight) <= HALF)
    return float(passed[0]) if len(passed) else math.inf


def _bootstrap(came: Bools, day: Ints, owner: Ints) -> tuple[float, float]:
    """Return the 95 % percentile interval of the median, resampling whole replicates.

    Beyond `BATCHES` replicates, batches of them are resampled, so that nothing grows with runs.
    """
    of, owner = np.unique(owner, return_inverse=True)  # some replicates may show nothing
    replicates = len(of)
    if replicates < 2:
        return math.nan, math.nan
    units = min(replicates, BATCHES)
    size = int(day.max()) + 1
    cell = owner * units // replicates * size + day
    events = np.bincount(cell[came], minlength=units * size).reshape(units, size).astype(float)
    gone = np.bincount(cell, minlength=units * size).reshape(units, size).astype(float)
    weight = _resampled(units)
    events, gone = weight @ events, weight @ gone
    at_risk = gone.sum(axis=1, keepdims=True) - np.cumsum(gone, axis=1) + gone
    hazard = np.divide(events, at_risk, out=np.zeros_like(events), where=at_risk > 0)
    passed = np.cumprod(1 - hazard, axis=1) <= HALF
    medians = np.sort(np.where(passed.any(axis=1), passed.argmax(axis=1), math.inf))
    last = RESAMPLES - 1
    return float(medians[round(0.025 * last)]), float(medians[round(0.975 * last)])


@lru_cache(maxsize=4)
def _resampled(units: int) -> Floats:
    """Return how often each unit is in each resample, (resamples, units); not to be written to.

    They are always the same: the interval belongs to the data and not to the run's luck.
    """
    random = np.random.default_rng(0)
    return random.multinomial(units, np.full(units, 1 / units), RESAMPLES).astype(float)


def _told(value: float) -> float | None:
    """Return a number, or None for what cannot be told."""
    return value if math.isfinite(value) else None
