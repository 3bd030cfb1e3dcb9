"""Intervals against SciPy, closed forms and simulation."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from simcommunity.evidence.intervals import TWO_SIDED_TESTS, difference, mean, ratio

RANDOM = np.random.default_rng(1)
X = RANDOM.normal(5, 2, 30)
Y = 0.5 * X + RANDOM.normal(2, 1, 30)


def test_a_mean_has_the_interval_of_a_t_test() -> None:
    expected = stats.ttest_1samp(X, 0).confidence_interval(0.95)
    got = mean(X)
    assert got.n == 30
    assert got[:3] == pytest.approx((X.mean(), expected.low, expected.high))


def test_a_difference_has_the_interval_of_a_paired_t_test() -> None:
    expected = stats.ttest_rel(X, Y).confidence_interval(0.95)
    assert difference(X, Y)[:3] == pytest.approx((np.mean(X - Y), expected.low, expected.high))


def test_a_ratio_has_the_interval_of_the_delta_method() -> None:
    n, mx, my = len(X), X.mean(), Y.mean()
    (vx, vxy), (_, vy) = np.cov(X, Y)
    s = math.sqrt((vx / mx**2 + vy / my**2 - 2 * vxy / (mx * my)) / n)
    half = stats.t.ppf(0.975, n - 1) * s
    expected = (mx / my, mx / my * math.exp(-half), mx / my * math.exp(half))
    assert ratio(X, Y)[:3] == pytest.approx(expected)


@pytest.mark.parametrize(
    ("n", "spread", "together"), [(30, 0.3, 0.7), (30, 0.8, 0.0), (10, 0.3, 0)]
)
def test_the_interval_of_a_ratio_covers_it_as_often_as_it_says(
    n: int, spread: float, together: float
) -> None:
    """Log-normal pairs with known means: 95 % within what 3,000 trials can tell."""
    random = np.random.default_rng(20)
    trials = 3000
    z = random.normal(size=(trials, n, 2))
    other = together * z[..., 0] + math.sqrt(1 - together**2) * z[..., 1]
    xs, ys = 2 * np.exp(spread * z[..., 0]), np.exp(spread * other)
    covered = 0
    for x, y in zip(xs, ys, strict=True):
        got = ratio(x, y)
        covered += got.lo <= 2 <= got.hi
    assert 0.93 <= covered / trials <= 0.97


@pytest.mark.parametrize("shift", [-1.3, -0.8, -0.3, 0.0, 0.3, 0.8, 1.3])
@pytest.mark.parametrize("seed", range(5))
def test_two_one_sided_tests_are_the_90_percent_interval(shift: float, seed: int) -> None:
    random = np.random.default_rng(seed)
    x = random.normal(0, 1, 20)
    y = x + random.normal(shift, 0.8, 20)
    below = stats.ttest_1samp(x - y, 1, alternative="less").pvalue
    above = stats.ttest_1samp(x - y, -1, alternative="greater").pvalue
    got = difference(x, y, TWO_SIDED_TESTS)
    assert (got.lo > -1 and got.hi < 1) == (max(below, above) < 0.05)


def test_pairs_in_which_either_is_unknown_are_left_out() -> None:
    x, y = X.copy(), Y.copy()
    x[3], y[7] = np.nan, np.nan
    keep = np.delete(np.arange(30), [3, 7])
    assert difference(x, y) == difference(x[keep], y[keep])
    assert ratio(x, y) == ratio(x[keep], y[keep])
    assert mean(x).n == 29


def test_what_cannot_be_known_has_no_interval() -> None:
    one, none = np.array([3.0]), np.array([np.nan])
    assert math.isnan(mean(none).value)
    assert mean(none).n == 0
    assert mean(one).value == 3
    assert math.isnan(mean(one).lo)
    assert math.isnan(ratio(one, one).lo)
    assert ratio(X, np.zeros(30)).value == math.inf
    assert math.isnan(ratio(X, np.zeros(30)).lo)
    assert math.isnan(ratio(np.zeros(30), np.zeros(30)).value)
    assert math.isnan(ratio(X, -Y).lo)
    endless = np.full(30, math.inf)
    assert mean(endless).value == math.inf
    assert math.isnan(mean(endless).lo)
    assert math.isnan(difference(endless, endless).value)
    assert math.isnan(ratio(endless, X).lo)


def test_what_never_varies_is_known_exactly() -> None:
    same = np.full(5, 6.0)
    assert mean(same)[:3] == (6, 6, 6)
    assert ratio(same, same)[:3] == (1, 1, 1)
