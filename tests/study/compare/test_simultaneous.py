"""Intervals that hold together: against tables, other libraries, and by simulation."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.multitest import multipletests

from simcommunity.study.compare import simultaneous as module
from simcommunity.study.compare.simultaneous import simultaneous


def correlated(rows: int, correlation: np.ndarray, seed: int = 3) -> np.ndarray:
    """Return columns with exactly this correlation, mean 0 and variance 1."""
    x = np.random.default_rng(seed).standard_normal((rows, len(correlation)))
    x -= x.mean(axis=0)
    q, _ = np.linalg.qr(x)
    return q @ np.linalg.cholesky(correlation).T * math.sqrt(rows - 1)


def equal(size: int, rho: float) -> np.ndarray:
    return np.full((size, size), rho) + (1 - rho) * np.eye(size)


@pytest.mark.parametrize(("arms", "told"), [(2, 2.21), (3, 2.35), (4, 2.44), (5, 2.51)])
def test_arms_against_one_base_have_dunnett_s_critical_values(arms: int, told: float) -> None:
    """Two-sided 5 %, correlation 1/2, many degrees of freedom (Dunnett 1964)."""
    family = simultaneous(correlated(2000, equal(arms, 0.5)))
    assert family.critical == pytest.approx(told, abs=0.03)
    assert family.size == arms


def test_the_critical_value_is_that_of_the_multivariate_normal_law() -> None:
    correlation = np.array([[1.0, 0.8, -0.3], [0.8, 1.0, 0.1], [-0.3, 0.1, 1.0]])
    edge = simultaneous(correlated(4000, correlation)).critical
    law = stats.multivariate_normal(np.zeros(3), correlation)
    assert law.cdf(np.full(3, edge), lower_limit=np.full(3, -edge)) == pytest.approx(0.95, abs=5e-3)


def test_one_difference_has_the_interval_of_the_paired_t_test() -> None:
    random = np.random.default_rng(1)
    x, y = random.normal(size=15), random.normal(1, 2, size=15)
    told = stats.ttest_rel(y, x).confidence_interval(0.95)
    family = simultaneous((y - x)[:, None])
    assert family.intervals[0] == pytest.approx([told.low, told.high])
    assert family.critical == family.sidak


def test_what_always_goes_together_counts_as_one() -> None:
    x = np.random.default_rng(2).normal(size=(20, 1))
    family = simultaneous(x * [1.0, 2.0, -5.0, 0.1])
    assert family.critical == pytest.approx(stats.t.ppf(0.975, 19), abs=0.05)


def test_sidak_s_bound_is_that_of_statsmodels() -> None:
    family = simultaneous(np.random.default_rng(5).normal(size=(12, 7)))
    single = 2 * stats.t.sf(family.sidak, 11)
    assert multipletests([single] * 7, method="sidak")[1] == pytest.approx(0.05)
    assert family.critical <= family.sidak


def test_with_few_replicates_correlations_are_not_trusted() -> None:
    x = np.random.default_rng(2).normal(size=(9, 1))
    family = simultaneous(x * [1.0, 2.0])
    assert family.critical == family.sidak


def test_all_that_is_known_twice_is_part_of_the_family() -> None:
    random = np.random.default_rng(7)
    varies = random.normal(3, 1, size=12)
    gaps = np.where(np.arange(12) < 2, math.nan, random.normal(size=12))
    nothing = np.full(12, math.nan)
    alone = np.where(np.arange(12) == 4, 2.0, math.nan)
    x = np.stack([np.full(12, 1.5), varies, gaps, nothing, alone], axis=1)
    family = simultaneous(x)
    assert family.size == 3
    assert np.isnan(family.intervals[0]).all()  # nothing is known of what never varied
    assert family.intervals[1].mean() == pytest.approx(varies.mean())
    assert np.isfinite(family.intervals[2]).all()
    assert np.isnan(family.intervals[3:]).all()
    assert family.critical > stats.t.ppf(0.975, 11)


def test_a_share_of_one_group_has_the_interval_of_clopper_and_pearson() -> None:
    for happened in (0, 1, 3):
        x = np.repeat([1.0, 0.0], [happened, 12 - happened])
        _, high = simultaneous(x[:, None], [1.0]).intervals[0]
        exact = stats.binomtest(happened, 12).proportion_ci(0.95, "exact").high
        assert high >= exact - 0.01
    low, high = simultaneous(np.zeros((12, 1)), [1.0]).intervals[0]
    assert [low, high] == pytest.approx([-0.265, 0.265], abs=0.01)  # 1 − 0.025 ** (1 / 12)


def test_it_is_told_which_differences_are_coarse() -> None:
    x = np.random.default_rng(4).normal(size=(12, 2)) * 0.1
    rare = np.where(np.arange(12) < 2, 0.1, 0.0)
    family = simultaneous(np.column_stack([x[:, 0], rare, x[:, 1]]), [1.0] * 3)
    assert family.coarse == (1,)
    low, high = family.intervals[[0, 2]].T
    half = family.critical * x.std(axis=0, ddof=1) / math.sqrt(12)
    assert (high - low) / 2 == pytest.approx(half)


def test_no_interval_leaves_what_a_difference_can_be() -> None:
    x = np.where(np.arange(12) < 3, -1.0, 0.9) + np.linspace(0, 0.1, 12)
    low, high = simultaneous(x[:, None] * [1.0, 10.0], [1.0, 100.0]).intervals.T
    assert (low >= [-1, -100]).all()
    assert (high <= [1, 100]).all()


@pytest.mark.parametrize("groups", [1, 2, 3, 6, 12])
@pytest.mark.parametrize(("before", "after"), [(0.0, 0.01), (0.05, 0.1), (0.2, 0.6), (0.9, 1.0)])
def test_shares_of_few_groups_are_covered(
    groups: int, before: float, after: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of 40 comparisons of six shares at least 95 % hold all of them, rare as they may be."""
    monkeypatch.setattr(module, "BOUND_DRAWS", 1999)
    random = np.random.default_rng(groups)
    held = 0
    for _ in range(40):
        x, y = (random.binomial(groups, p, (12, 6)) / groups for p in (before, after))
        low, high = simultaneous(y - x, [1.0] * 6).intervals.T
        held += bool(((low <= after - before) & (high >= after - before)).all())
    assert held >= 35  # by chance alone it is less in one of 300 such trials at 95 %


@pytest.mark.parametrize(("replicates", "size", "rho"), [(10, 4, 0.5), (20, 8, 0.8), (20, 12, 0.0)])
def test_all_intervals_hold_together_as_often_as_promised(
    replicates: int, size: int, rho: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of 200 comparisons in which the truth is 2, all but some 5 % lie about it with every one."""
    monkeypatch.setattr(module, "MOST_DRAWS", 999)
    monkeypatch.setattr(module, "LEAST_DRAWS", 999)
    random = np.random.default_rng(11)
    root = np.linalg.cholesky(equal(size, rho)).T
    edge = stats.t.ppf(0.975, replicates - 1)
    together = alone = 0
    for _ in range(200):
        x = 2 + random.standard_normal((replicates, size)) @ root
        low, high = simultaneous(x).intervals.T
        together += bool(((low <= 2) & (high >= 2)).all())
        t = np.abs(x.mean(axis=0) - 2) / (x.std(axis=0, ddof=1) / math.sqrt(replicates))
        alone += bool((t <= edge).all())
    assert stats.binomtest(together, 200, 0.95).pvalue > 0.01
    assert alone < 0.9 * 200  # which is why they are needed
