"""From replicates to estimates, against scipy and against slow calculations."""

from __future__ import annotations

import math
from itertools import chain
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from simcommunity.results.estimates import Estimate, estimate, mean_interval
from simcommunity.results.survival import estimate_time, longest, restricted_means

NAN = math.nan
values = st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=30)


def groups(*times: float) -> Any:
    return np.array(times, float)


def test_the_mean_of_a_time_lies_between_nothing_and_the_horizon() -> None:
    late = [np.array([0.0]), np.array([0.0]), np.array([29.0])]
    told = estimate_time(late, [np.full(1, 30.0)] * 3)
    assert told.lo == 0.0
    assert told.hi is not None
    assert told.hi <= 30.0


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


def test_an_interval_ends_where_the_metric_does() -> None:
    told = estimate([0.0, 0.1, 0.9], 0.0, 1.0)
    assert told.lo == 0.0
    assert told.hi == 1.0
    assert told.mean == pytest.approx(1 / 3)
    assert estimate([0.2], 0.0, 1.0).lo is None


def test_a_time_nobody_escaped_is_an_ordinary_mean() -> None:
    times = [groups(1, 3), groups(2, 2), groups(6, 4)]
    told = estimate_time(times, [groups(30, 30)] * 3)
    mean, low, high = mean_interval([2, 2, 5])
    assert low < 0  # and no time is
    assert (told.mean, told.lo, told.hi) == pytest.approx((mean, 0.0, high))
    assert (told.median, told.n, told.censored) == (2, 6, 0)


def test_groups_seen_for_a_shorter_time_count_as_long_as_they_were_seen() -> None:
    """Kaplan & Meier by hand: of three, one falls on day 2, one is lost on day 4, one on day 6."""
    times, seen = [groups(2, -1, 6)], [groups(9, 4, 9)]
    told = estimate_time(times, seen)
    # 3 alive for two days, 2/3 for four days, nobody from day 6 on.
    assert told.mean == pytest.approx(1 * 2 + 2 / 3 * 4)
    assert (told.median, told.censored, told.n) == (6, 1, 3)


def test_what_could_no_longer_be_seen_did_not_come_to_pass() -> None:
    told = estimate_time([groups(2, 8)], [groups(5, 5)])
    assert (told.censored, told.median) == (1, 2)


def test_where_half_are_censored_there_may_be_no_median() -> None:
    told = estimate_time([groups(1, -1, -1), groups(2, -1, -1)], [groups(9, 9, 9)] * 2)
    assert (told.median, told.censored) == (None, 4)
    assert told.mean == pytest.approx(((1 + 9 + 9) / 3 + (2 + 9 + 9) / 3) / 2)


def test_means_end_at_the_day_that_every_replicate_can_tell() -> None:
    times, seen = [groups(30, 5), groups(-1, 5)], [groups(40, 40), groups(12, 12)]
    assert longest(seen) == 12
    assert estimate_time(times, seen).mean == pytest.approx((12 + 5) / 2)
    assert restricted_means(times, seen, 20) == pytest.approx([(20 + 5) / 2, (20 + 5) / 2])
    assert restricted_means(times, seen, 4) == pytest.approx([4, 4])


def test_groups_never_observed_do_not_count() -> None:
    told = estimate_time([groups(-1, 4), groups(-1, -1)], [groups(-1, 9), groups(-1, -3)])
    assert (told.mean, told.median, told.n, told.censored) == (4, 4, 1, 0)
    assert np.isnan(restricted_means([groups(-1)], [groups(-1)], 9)).all()
    assert math.isnan(longest([groups(-1)]))
    nothing = estimate_time([groups()], [groups()])
    assert nothing == Estimate(None, None, None, None, 0, censored=0)


def survival(times: list[int], seen: list[int]) -> Any:
    """Return the Kaplan–Meier share still waiting, as scipy has it."""
    came = [t for t, last in zip(times, seen, strict=True) if 0 <= t <= last]
    lost = [last for t, last in zip(times, seen, strict=True) if not 0 <= t <= last]
    return stats.ecdf(stats.CensoredData(uncensored=came, right=lost)).sf


a_group = st.tuples(st.integers(-1, 30), st.integers(0, 30))


@given(st.lists(st.lists(a_group, min_size=1, max_size=6), min_size=1, max_size=5))
def test_means_and_medians_are_those_of_scipy(history: list[list[tuple[int, int]]]) -> None:
    times = [[t for t, _ in replicate] for replicate in history]
    seen = [[last for _, last in replicate] for replicate in history]
    told = estimate_time([groups(*t) for t in times], [groups(*last) for last in seen])
    horizon = min(max(last) for last in seen)
    means = [
        sum(float(survival(t, last).evaluate(day)) for day in range(horizon))
        for t, last in zip(times, seen, strict=True)
    ]
    assert told.mean == pytest.approx(sum(means) / len(means))
    waiting = survival(list(chain(*times)), list(chain(*seen)))
    reached = [day for day in range(31) if waiting.evaluate(day) <= 0.5 + 1e-12]
    assert told.median == (reached[0] if reached else None)
    came = sum(0 <= t <= last for replicate in history for t, last in replicate)
    assert told.censored == sum(map(len, history)) - came


def slow_bootstrap(times: list[Any], resamples: int = 20_000) -> tuple[float, float]:
    """Return the percentile interval of the median, resampling whole replicates."""
    random = np.random.default_rng(99)
    medians = []
    for _ in range(resamples):
        pick = random.integers(len(times), size=len(times))
        days = np.sort(np.concatenate([times[i] for i in pick]))
        medians.append(days[(len(days) - 1) // 2])
    return float(np.quantile(medians, 0.025)), float(np.quantile(medians, 0.975))


@pytest.mark.slow
def test_the_median_s_interval_is_a_bootstrap_over_replicates() -> None:
    random = np.random.default_rng(8)
    times = [np.floor(random.exponential(random.uniform(50, 150), 11)) for _ in range(15)]
    told = estimate_time(times, [np.full(11, 5000.0)] * 15)
    low, high = slow_bootstrap(times)
    assert told.median == np.median(np.concatenate(times))
    assert told.median_lo == pytest.approx(low, abs=0.15 * (high - low))
    assert told.median_hi == pytest.approx(high, abs=0.15 * (high - low))


def test_the_bootstrap_is_the_same_every_time_and_needs_two_replicates() -> None:
    times = [groups(1, 5, 9), groups(2, 3, 20), groups(4, 4, 4)]
    seen = [np.full(3, 50.0)] * 3
    assert estimate_time(times, seen) == estimate_time(times, seen)
    alone = estimate_time(times[:1], seen[:1])
    assert (alone.median, alone.median_lo, alone.median_hi) == (5, None, None)


def test_an_interval_may_be_open_above() -> None:
    times = [groups(1, 2, 3), groups(4, -1, -1), groups(-1, 6, -1), groups(3, 5, -1)]
    told = estimate_time(times, [np.full(3, 50.0)] * 4)
    assert told.median == 5
    assert told.median_lo is not None
    told = estimate_time([groups(1, 2, 3), *[groups(4, -1, -1)] * 2], [np.full(3, 50.0)] * 3)
    assert told.median_lo is not None
    assert told.median_hi is None
