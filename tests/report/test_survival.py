"""Kaplan–Meier against SciPy."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from simcommunity.results.survival import Lives, lives


def test_survival_agrees_with_scipy_on_random_censored_lives() -> None:
    random = np.random.default_rng(5)
    days = 40
    last = random.integers(0, days, 300)
    wanted = random.geometric(0.08, 300) - 1
    died = wanted <= last
    counted = lives(np.where(died, wanted, -1), last, days)
    data = stats.CensoredData.right_censored(np.where(died, wanted, last), ~died)
    expected = stats.ecdf(data).sf.evaluate(np.arange(days))
    known = ~np.isnan(counted.survival())
    assert known.sum() > 35
    np.testing.assert_allclose(counted.survival()[known], expected[known], rtol=1e-12)


def test_survival_by_hand() -> None:
    """Four groups: one dies on day 1, one is last seen on day 1, two die on day 3."""
    watched = lives(np.array([1, -1, 3, 3]), np.array([9, 1, 9, 9]), 6)
    np.testing.assert_allclose(watched.survival()[:4], [1, 0.75, 0.75, 0])
    assert np.isnan(watched.survival()[4:]).all()
    assert watched.total == 4


def test_groups_whose_death_could_not_be_seen_are_left_out() -> None:
    assert lives(np.array([-1, 2]), np.array([-1, 5]), 6).total == 1


def test_lives_of_two_replicates_add_up() -> None:
    one = lives(np.array([1, -1]), np.array([5, 5]), 6)
    both = one + lives(np.array([0]), np.array([5]), 6)
    assert both.total == 3
    assert both.survival()[1] == pytest.approx(1 / 3)


def test_nobody_watched_means_nothing_known() -> None:
    assert np.isnan(Lives(np.zeros(3, int), np.zeros(3, int)).survival()).all()
