"""Kaplan–Meier against SciPy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from simcommunity.results.survival import (
    estimate_time,
    kaplan_meier,
    restricted_means,
    share_alive,
    survival_curves,
)

DAYS = 40
one_group = st.tuples(st.integers(-1, DAYS - 1), st.integers(-3, DAYS - 1))
one_replicate = st.lists(one_group, min_size=1, max_size=12)


def flat(*groups: float) -> np.ndarray:
    return np.array(groups, float)


def by_scipy(times: np.ndarray, last: np.ndarray) -> np.ndarray:
    """Return the share alive after each day by SciPy, (days,)."""
    seen = last >= 0
    died = (times >= 0) & (times <= last)
    data = stats.CensoredData.right_censored(np.where(died, times, last)[seen], ~died[seen])
    return np.asarray(stats.ecdf(data).sf.evaluate(np.arange(DAYS)))


@given(st.lists(one_replicate, min_size=1, max_size=5))
def test_every_use_agrees_with_scipy(drawn: list[list[tuple[int, int]]]) -> None:
    """Curves, means and median of replicates, and the share of all their groups."""
    times = [flat(*(time for time, _ in groups)) for groups in drawn]
    last = [flat(*(day for _, day in groups)) for groups in drawn]
    curves = survival_curves(times, last, DAYS)
    means = restricted_means(times, last, DAYS)
    for t, seen, curve, mean in zip(times, last, curves, means, strict=True):
        if (seen < 0).all():
            assert np.isnan(curve).all()
            assert np.isnan(mean)
        else:
            np.testing.assert_allclose(curve, by_scipy(t, seen), rtol=1e-12, atol=1e-12)
            assert mean == pytest.approx(by_scipy(t, seen).sum())
    together = np.concatenate(times), np.concatenate(last)
    if (together[1] >= 0).any():
        expected = by_scipy(*together)
        known = np.arange(DAYS) <= max(
            time if 0 <= time <= seen else seen for time, seen in zip(*together, strict=True)
        )
        np.testing.assert_allclose(share_alive(times, last, DAYS)[known], expected[known],
                                   rtol=1e-12, atol=1e-12)  # fmt: skip
        assert np.isnan(share_alive(times, last, DAYS)[~known]).all()
        half = np.flatnonzero(expected <= 0.5 + 1e-9)
        assert estimate_time(times, last).median == (half[0] if len(half) else None)


def test_survival_by_hand() -> None:
    """Four groups: one dies on day 1, one is last seen on day 1, two die on day 3."""
    alive = share_alive([flat(1, -1, 3, 3)], [flat(9, 1, 9, 9)], 6)
    np.testing.assert_allclose(alive[:4], [1, 0.75, 0.75, 0])
    assert np.isnan(alive[4:]).all()
    assert kaplan_meier(np.array([0, 1, 0, 2]), np.array([0, 2, 0, 2])).tolist() == [
        1, 0.75, 0.75, 0,
    ]  # fmt: skip


def test_groups_whose_death_could_not_be_seen_are_left_out() -> None:
    assert estimate_time([flat(-1, 2)], [flat(-1, 5)]).n == 1


def test_lives_of_two_replicates_add_up() -> None:
    both = share_alive([flat(1, -1), flat(0)], [flat(5, 5), flat(5)], 6)
    assert both[1] == pytest.approx(1 / 3)


def test_nobody_watched_means_nothing_known() -> None:
    assert np.isnan(share_alive([flat()], [flat()], 3)).all()
