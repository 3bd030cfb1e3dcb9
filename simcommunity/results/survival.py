"""Times that may be censored, by Kaplan & Meier 1958: shares still waiting, means and medians.

Of each replicate come the days at which something came to pass in its groups, −1 where it did not,
and the last day at which each group could have shown it; groups with a negative last day are left
out, (groups,) each.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from simcommunity.core.arrays import Floats, Ints
from simcommunity.results.estimates import Estimate, finite, mean_interval

RESAMPLES = 999
BATCHES = 1000
HALF = 0.5 + 1e-12  # rounding must not hide that half came to pass


def kaplan_meier(events: Ints | Floats, gone: Ints | Floats) -> Floats:
    """Return the share still waiting after each day; it stays once nobody is watched any more.

    Args:
        events: in how many it came to pass on each day, (…, days).
        gone: the same, and those last seen on that day, who are at risk on it, (…, days).
    """
    at_risk = gone.sum(axis=-1, keepdims=True) - np.cumsum(gone, axis=-1) + gone
    hazard = np.divide(events, at_risk, out=np.zeros(at_risk.shape), where=at_risk > 0)
    return np.asarray(np.cumprod(1 - hazard, axis=-1))


def estimate_time(times: Sequence[Floats], last_seen: Sequence[Floats]) -> Estimate:
    """Return the estimate of a time over replicates."""
    t, last, owner = _flat(times, last_seen)
    events, gone = _counts(t, last, np.zeros_like(owner), 1, 0)
    watched = int(gone.sum())
    if not watched:
        return Estimate(None, None, None, None, 0, censored=0)
    horizon = longest(last_seen)
    means = restricted_means_of(t, last, owner, len(times), horizon)
    mean, lo, hi = mean_interval(means, 0.0, horizon)
    median_lo, median_hi = _median_interval(t, last, owner)
    return Estimate(
        finite(mean), finite(float(_medians(events, gone)[0])), finite(lo), finite(hi),
        n=watched,
        median_lo=finite(median_lo), median_hi=finite(median_hi),
        censored=watched - int(events.sum()),
    )  # fmt: skip


def longest(last_seen: Sequence[Floats]) -> float:
    """Return the day up to which every replicate has some group to show, NaN for none."""
    latest = (float(last.max(initial=-1)) for last in last_seen)
    return min((day for day in latest if day >= 0), default=math.nan)


def restricted_means(
    times: Sequence[Floats], last_seen: Sequence[Floats], horizon: float
) -> Floats:
    """Return each replicate's mean time restricted to a horizon: the area under its survival curve.

    NaN where nothing was watched.
    """
    return restricted_means_of(*_flat(times, last_seen), len(times), horizon)


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
        curves = _curves(
            times[some], last_seen[some], owner[some] - first, upto - first, int(horizon)
        )
        means[first:upto] = curves.sum(axis=1)
    return means


def survival_curves(times: Sequence[Floats], last_seen: Sequence[Floats], horizon: float) -> Floats:
    """Return each replicate's share still waiting after each day before a horizon.

    (replicates, days); NaN where nothing was watched.
    """
    return _curves(*_flat(times, last_seen), len(times), int(horizon))


def share_alive(times: Sequence[Floats], last_seen: Sequence[Floats], days: int) -> Floats:
    """Return the share of all groups still waiting after each day, NaN once nobody is watched."""
    t, last, owner = _flat(times, last_seen)
    events, gone = _counts(t, last, np.zeros_like(owner), 1, days)
    left = gone[0].sum() - np.cumsum(gone[0]) + gone[0]
    return np.where(left > 0, kaplan_meier(events[0], gone[0]), math.nan)[:days]


def _flat(times: Sequence[Floats], last_seen: Sequence[Floats]) -> tuple[Floats, Floats, Ints]:
    """Return times and last days of all groups in a row, and whose they are, (groups,) each."""
    owner = np.repeat(np.arange(len(times)), [len(t) for t in times])
    none = [np.empty(0)]  # there may be no replicate at all
    return np.concatenate([*times, *none]), np.concatenate([*last_seen, *none]), owner


def _counts(
    times: Floats, last_seen: Floats, owner: Ints, owners: int, days: int
) -> tuple[Ints, Ints]:
    """Return how many events there are each day, and how many are seen no more after it.

    (owners, days) each, over at least so many days.
    """
    watched = last_seen >= 0
    times, last_seen = times[watched], last_seen[watched]
    came = (times >= 0) & (times <= last_seen)
    day = np.where(came, times, last_seen).astype(np.int64)
    size = max(int(day.max(initial=-1)) + 1, days)
    cell = owner[watched] * size + day
    events, gone = (np.bincount(some, minlength=owners * size) for some in (cell[came], cell))
    return events.reshape(owners, size), gone.reshape(owners, size)


def _curves(times: Floats, last_seen: Floats, owner: Ints, replicates: int, days: int) -> Floats:
    events, gone = _counts(times, last_seen, owner, replicates, days)
    seen = gone.sum(axis=1, keepdims=True) > 0
    return np.where(seen, kaplan_meier(events, gone)[:, :days], math.nan)


def _medians(events: Ints | Floats, gone: Ints | Floats) -> Floats:
    """Return the first day by which at least half came to pass, infinite when it never is."""
    passed = kaplan_meier(events, gone) <= HALF
    return np.where(passed.any(axis=1), passed.argmax(axis=1), math.inf)


def _median_interval(times: Floats, last_seen: Floats, owner: Ints) -> tuple[float, float]:
    """Return the 95 % bootstrap percentile interval of the median, resampling whole replicates.

    Beyond `BATCHES` replicates, batches of them are resampled, so that nothing grows with runs.
    """
    watched = last_seen >= 0
    of, owner = np.unique(owner[watched], return_inverse=True)  # some replicates show nothing
    replicates = len(of)
    if replicates < 2:
        return math.nan, math.nan
    units = min(replicates, BATCHES)
    owner = owner * units // replicates
    events, gone = _counts(times[watched], last_seen[watched], owner, units, 0)
    weight = _resampled(units)
    medians = np.sort(_medians(weight @ events.astype(float), weight @ gone.astype(float)))
    last = RESAMPLES - 1
    return float(medians[round(0.025 * last)]), float(medians[round(0.975 * last)])


@lru_cache(maxsize=4)
def _resampled(units: int) -> Floats:
    """Return how often each unit is in each resample, (resamples, units); not to be written to.

    They are always the same: the interval belongs to the data and not to the run's luck.
    """
    random = np.random.default_rng(0)
    return random.multinomial(units, np.full(units, 1 / units), RESAMPLES).astype(float)
