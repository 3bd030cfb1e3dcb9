"""Which of a few systems is best: exact small cases, coverage by simulation, SciPy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from simcommunity.study.optimise.selection import (
    compare_with_best,
    differences_from,
    half_widths,
    runs_needed,
    screened,
)


def correlated(means: list[float], runs: int, seed: int) -> np.ndarray:
    """Return paired values of systems that share luck and differ in their own noise."""
    random = np.random.default_rng(seed)
    own = random.normal(0, np.linspace(0.5, 2, len(means)), (runs, len(means)))
    return np.array(means) + random.normal(0, 3, (runs, 1)) + own


def test_two_systems_give_the_paired_interval_of_scipy() -> None:
    values = correlated([0.0, 1.0], 12, 1)
    lo, hi = differences_from(values, 0, 0.95)
    paired = stats.ttest_rel(values[:, 1], values[:, 0]).confidence_interval(0.95)
    assert (lo[1], hi[1]) == pytest.approx((paired.low, paired.high))
    assert (lo[0], hi[0]) == (0, 0)


def test_one_sided_bounds_are_bonferroni_s() -> None:
    values = correlated([0.0, 1.0, 2.0], 9, 2)
    difference = values[:, 2] - values[:, 0]
    quantile = stats.t.ppf(1 - 0.05 / 2, 8)
    assert half_widths(values, 0.95)[2, 0] == pytest.approx(quantile * stats.sem(difference))


def test_a_clear_winner_is_the_only_one_that_may_be_best() -> None:
    chosen = compare_with_best(correlated([0.0, 0.0, 10.0], 20, 3))
    assert (chosen.best, chosen.possible) == (2, (2,))
    assert chosen.lo[2] == 0
    assert chosen.hi[2] == pytest.approx(10, abs=2.5)
    assert (chosen.hi[:2] == 0).all()
    assert (chosen.lo[:2] < -8).all()


def test_equals_cannot_be_told_apart() -> None:
    chosen = compare_with_best(correlated([5.0, 5.0], 20, 4))
    assert chosen.possible == (0, 1)
    assert (chosen.lo <= 0).all()
    assert (chosen.hi >= 0).all()


def test_one_system_is_the_best_of_one() -> None:
    assert compare_with_best(np.zeros((5, 1))).possible == (0,)


@pytest.mark.parametrize(
    "means", [[0.0, 0.0, 0.0, 0.0], [0.0, 0.5, 1.0, 1.2], [0.0, 0.0, 0.0, 2.0]]
)
def test_all_statements_hold_together_as_often_as_stated(means: list[float]) -> None:
    true = np.array(means)
    against = np.array([true[i] - np.delete(true, i).max() for i in range(len(true))])
    tries, held = 400, 0
    for seed in range(tries):
        chosen = compare_with_best(correlated(means, 10, 1000 + seed), 0.9)
        inside = (chosen.lo <= against + 1e-12) & (against <= chosen.hi + 1e-12)
        held += bool(inside.all() and any(true[k] == true.max() for k in chosen.possible))
    # 0.9 is promised; a share below 0.86 of 400 would be a chance of 1 in 200 at most.
    assert held / tries >= 0.86


def test_indifference_asks_for_enough_runs_to_choose_rightly() -> None:
    right = 0
    for seed in range(200):
        first = correlated([0.0, 0.0, 1.0], 10, 5000 + seed)
        runs = runs_needed(first, 1.0, 0.9)
        more = correlated([0.0, 0.0, 1.0], runs, 9000 + seed)
        more[: len(first)] = first
        right += int(more.mean(axis=0).argmax() == 2)
    assert right / 200 >= 0.85


def test_a_smaller_indifference_asks_for_four_times_the_runs() -> None:
    values = correlated([0.0, 1.0], 10, 6)
    assert runs_needed(values, 0.05) == pytest.approx(4 * runs_needed(values, 0.1), rel=0.01)
    assert runs_needed(values, 1e9) == 10


@given(st.integers(2, 5), st.integers(3, 12), st.integers(0, 10_000))
def test_the_best_mean_is_always_possible_and_order_does_not_matter(
    systems: int, runs: int, seed: int
) -> None:
    values = np.random.default_rng(seed).normal(size=(runs, systems))
    chosen = compare_with_best(values)
    assert chosen.best in chosen.possible
    assert screened(values) == chosen.possible
    turned = compare_with_best(values[:, ::-1])
    assert turned.lo[::-1] == pytest.approx(chosen.lo)
    assert turned.hi[::-1] == pytest.approx(chosen.hi)
