"""From replicates to estimates, against scipy and against slow calculations."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from simcommunity.estimates import (
    Estimate,
    estimate,
    estimate_time,
    mean_interval,
    restricted_means,
)

NAN = math.nan
values = st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=30)


def groups(*times: float) -> Any:
    return np.array(times, float)


@given(values)
def test_the_interval_is_student_s(x: list[float]) -> None:
    mean, low, high = mean_interval(x)
    assert mean == pytest.approx(sum(x) / len(x), abs=1e-6)
    if np.std(x) > 1e-6:
        told = stats.t.interval(0.95, len(x) - 1, loc=np.mean(x), scale=stats.sem(x))
        assert (low, high) == pytest.approx(told, rel=1e-9, abs=1e-6)


def test_one_value_has_no_interval_and_none_no_mean() -> None:
    mean, *interval = mean_interval([3.0])
    assert mean == 3
    assert all(map(math.isnan, interval))
    assert all(map(math.isnan, mean_interval([])))


def test_ninety_five_of_a_hundred_intervals_cover_the_mean() -> None:
    random = np.random.default_rng(4)
    covered = 0
    for _ in range(2000):
        _, low, high = mean_interval(random.normal(2.0, 3.0, 8))
        covered += low <= 2.0 <= high
    assert stats.binomtest(covered, 2000, 0.95).pvalue > 0.01


def test_a_metric_is_estimated_where_it_is_defined() -> None:
    told = estimate([1.0, NAN, 4.0, math.inf, 2.0])
    assert (told.mean, told.median, told.n) == (pytest.approx(7 / 3), 2.0, 3)
    assert told.censored is None
    assert estimate([NAN, NAN]) == Estimate(None, None, None, None, 0)
    assert estimate([2.0]).as_dict() == {
        "mean": 2.0, "median": 2.0, "lo": None, "hi": None, "n": 1,
    }  # fmt: skip


def test_a_time_nobody_escaped_is_an_ordinary_mean() -> None:
    times = [groups(1, 3), groups(2, 2), groups(6, 4)]
    told = estimate_time(times, [groups(30, 30)] * 3)
    mean, low, high = mean_interval([2, 2, 5])
    assert (told.mean, told.lo, told.hi) == (mean, low, high)
    assert (told.median, told.n, told.censored) == (2.5, 6, 0)


def test_censored_times_are_later_than_all_others() -> None:
    times = [groups(1, -1, 3), groups(-1, 8, 9)]
    told = estimate_time(times, [groups(20, 20, 20), groups(20, 20, 20)])
    assert (told.median, told.censored, told.n) == (8.5, 2, 6)
    assert told.mean == pytest.approx(((1 + 20 + 3) / 3 + (20 + 8 + 9) / 3) / 2)


def test_where_half_are_censored_there_is_no_median() -> None:
    told = estimate_time([groups(1, -1), groups(2, -1)], [groups(9, 9), groups(9, 9)])
    assert (told.median, told.censored) == (None, 2)
    told = estimate_time([groups(1, -1), groups(2, 5)], [groups(9, 9), groups(9, 9)])
    assert told.median == 3.5


def test_the_mean_is_restricted_to_the_horizon_all_groups_share() -> None:
    """A group observed for 12 days cannot tell what comes after; nor can the others then."""
    times, horizons = [groups(30, 5), groups(-1, 5)], [groups(40, 40), groups(12, 40)]
    told = estimate_time(times, horizons)
    assert told.mean == pytest.approx((12 + 5) / 2)
    assert restricted_means(times, horizons) == pytest.approx([8.5, 8.5])


def test_groups_never_observed_do_not_count() -> None:
    told = estimate_time([groups(-1, 4), groups(-1, -1)], [groups(0, 9), groups(0, 0)])
    assert (told.mean, told.median, told.n, told.censored) == (4, 4, 1, 0)
    assert restricted_means([groups(-1)], [groups(0)]) == pytest.approx([NAN], nan_ok=True)
    nothing = estimate_time([groups()], [groups()])
    assert nothing == Estimate(None, None, None, None, 0, censored=0)


def slow_bootstrap(times: list[Any], resamples: int = 20_000) -> tuple[float, float]:
    """Return the percentile interval of the median, resampling whole replicates."""
    random = np.random.default_rng(99)
    medians = [
        np.median(np.concatenate([times[i] for i in random.integers(len(times), size=len(times))]))
        for _ in range(resamples)
    ]
    return float(np.quantile(medians, 0.025)), float(np.quantile(medians, 0.975))


@pytest.mark.slow
def test_the_median_s_interval_is_a_bootstrap_over_replicates() -> None:
    random = np.random.default_rng(8)
    times = [random.exponential(random.uniform(5, 15), 11) for _ in range(15)]
    told = estimate_time(times, [np.full(11, 500.0)] * 15)
    low, high = slow_bootstrap(times)
    assert told.median == pytest.approx(float(np.median(np.concatenate(times))))
    assert told.median_lo == pytest.approx(low, abs=0.15 * (high - low))
    assert told.median_hi == pytest.approx(high, abs=0.15 * (high - low))


def test_the_bootstrap_is_the_same_every_time_and_needs_two_replicates() -> None:
    times = [groups(1, 5, 9), groups(2, 3, 20), groups(4, 4, 4)]
    horizons = [np.full(3, 50.0)] * 3
    assert estimate_time(times, horizons) == estimate_time(times, horizons)
    alone = estimate_time(times[:1], horizons[:1])
    assert (alone.median, alone.median_lo, alone.median_hi) == (5, None, None)


def test_an_interval_may_be_open_above() -> None:
    times = [groups(1, 2, 3), groups(4, -1, -1), groups(2, 6, -1), groups(3, 5, 7)]
    told = estimate_time(times, [np.full(3, 50.0)] * 4)
    assert told.median == 4.5
    assert told.median_lo is not None
    assert told.median_hi is None


@given(st.lists(st.lists(st.integers(-1, 40), min_size=1, max_size=5), min_size=2, max_size=6))
def test_medians_are_those_of_a_sorted_list(history: list[list[int]]) -> None:
    told = estimate_time([groups(*t) for t in history], [np.full(len(t), 50.0) for t in history])
    late = sorted(math.inf if t < 0 else t for replicate in history for t in replicate)
    n = len(late)
    median = (late[(n - 1) // 2] + late[n // 2]) / 2
    assert told.median == (None if math.isinf(median) else median)
    assert told.n == n
    assert told.censored == late.count(math.inf)
