"""How long groups live: against scipy and statsmodels, and what the intervals cover."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from scipy import stats
from statsmodels.duration.survfunc import SurvfuncRight, survdiff

from simcommunity.study.compare.lifetimes import LIFE, lifetimes


def lived(times: list[Any], seen: list[Any]) -> Any:
    """Return what a comparison reads of a result."""
    return SimpleNamespace(
        times={LIFE: [np.array(t, float) for t in times]},
        last_seen={LIFE: [np.array(s, float) for s in seen]},
    )


def drawn(random: np.random.Generator, replicates: int, mean: float, spread: float) -> Any:
    """Return 8 groups in each replicate that die early or late together, watched for 30 to 40 d."""
    times, seen = [], []
    for _ in range(replicates):
        scale = mean * random.lognormal(-(spread**2) / 2, spread)
        death = np.floor(random.exponential(scale, 8))
        last = random.integers(30, 41, 8)
        times.append(np.where(death <= last, death, -1))
        seen.append(last)
    return lived(times, seen)


def test_each_replicate_has_a_curve_of_its_own_and_they_are_averaged() -> None:
    (one,) = lifetimes([("a", lived([[2, -1], [-1, -1]], [[10, 10], [10, 10]]))])
    assert one.horizon == 10
    assert one.curve[0].tolist() == [1, 1] + [0.75] * 8
    assert one.mean == pytest.approx((6 + 10) / 2)
    assert list(one.alive) == [7]
    assert one.alive[7][0] == 0.75
    assert one.logrank is None
    assert one.as_dict()["alive"]["7"]["mean"] == 0.75


def test_the_curve_of_one_replicate_is_that_of_statsmodels() -> None:
    result = drawn(np.random.default_rng(3), 1, 15, 0.1)
    times, seen = result.times[LIFE][0], result.last_seen[LIFE][0]
    (one,) = lifetimes([("a", result)])
    came = times >= 0
    km = SurvfuncRight(np.where(came, times, seen), came.astype(int))
    for day in range(int(one.horizon)):
        passed = km.surv_times <= day
        assert one.curve[0, day] == pytest.approx(km.surv_prob[passed][-1] if passed.any() else 1)


def test_the_log_rank_test_is_that_of_statsmodels() -> None:
    random = np.random.default_rng(8)
    base, other = drawn(random, 5, 10, 0.1), drawn(random, 5, 18, 0.1)
    statistic, p = lifetimes([("a", base), ("b", other)])[1].logrank or (0.0, 0.0)
    time, status, arm = [], [], []
    for k, result in enumerate((base, other)):
        t, last = np.concatenate(result.times[LIFE]), np.concatenate(result.last_seen[LIFE])
        time.append(np.where(t >= 0, t, last))
        status.append(t >= 0)
        arm.append(np.full(len(t), k))
    chi2, told = survdiff(*(np.concatenate(part) for part in (time, status, arm)))
    assert statistic**2 == pytest.approx(chi2)
    assert p == pytest.approx(told)


def test_where_nobody_dies_there_is_nothing_to_rank() -> None:
    immortal = lived([[-1, -1]] * 2, [[9, 9]] * 2)
    assert lifetimes([("a", immortal), ("b", immortal)])[1].logrank is None


def test_friends_of_an_account_have_no_group_to_live() -> None:
    nobody = lived([[-1]], [[-1]])
    assert lifetimes([("a", nobody)]) == []


def test_intervals_over_replicates_cover_what_intervals_over_groups_do_not() -> None:
    """Groups of one replicate live long or die soon together."""
    random = np.random.default_rng(12)
    (all_of_them,) = lifetimes([("a", drawn(random, 20_000, 12, 0.6))])
    truth = all_of_them.mean
    covered = naive = 0
    for _ in range(300):
        result = drawn(random, 20, 12, 0.6)
        (one,) = lifetimes([("a", result)])
        covered += one.lo <= truth <= one.hi
        days = np.concatenate(result.times[LIFE])
        days = np.where(days < 0, 30, np.minimum(days, one.horizon))
        low, high = stats.t.interval(0.95, 159, days.mean(), stats.sem(days))
        naive += low <= truth <= high
    assert stats.binomtest(covered, 300, 0.95).pvalue > 0.01
    assert naive < covered


@pytest.mark.filterwarnings("error")
def test_the_log_rank_test_is_silent_where_all_groups_die_on_one_day() -> None:
    same = lived([[5, 5], [5, 5]], [[10, 10], [10, 10]])
    later = lived([[5, 5], [5, 6]], [[10, 10], [10, 10]])
    assert lifetimes([("a", same), ("b", same)])[1].logrank is None
    statistic, _ = lifetimes([("a", same), ("b", later)])[1].logrank or (0.0, 1.0)
    # Day 5: 7 of 8 die, 4 in one arm of 4: (4 - 3.5)² over 7 · ½ · ½ · (8 - 7) / (8 - 1).
    assert statistic**2 == pytest.approx(1)
