"""Paired differences: against scipy, with gaps, and within what a metric can be."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

import simcommunity
from simcommunity.study.compare.comparing import compare
from simcommunity.study.compare.differences import all_paired, paired
from simcommunity.study.compare.rescuing import rescue

values = st.lists(st.tuples(st.floats(-1e3, 1e3), st.floats(-1e3, 1e3)), min_size=3, max_size=20)


@given(values)
def test_a_difference_by_itself_is_that_of_the_paired_t_test(pairs: list[Any]) -> None:
    x, y = np.array(pairs).T
    told = paired("arm", "profit", x, y)
    assert told.mean == pytest.approx(np.mean(y) - np.mean(x), abs=1e-9)
    if np.std(y - x) > 1e-3:
        ends = stats.ttest_rel(y, x).confidence_interval(0.95)
        assert (told.lo, told.hi) == pytest.approx((ends.low, ends.high), rel=1e-6, abs=1e-6)
        both = np.var(x, ddof=1) + np.var(y, ddof=1)
        assert told.variance_reduction == pytest.approx(both / np.var(y - x, ddof=1), rel=1e-6)
    if np.std(x) > 1e-3 and np.std(y) > 1e-3:
        assert told.correlation == pytest.approx(stats.pearsonr(x, y).statistic, abs=1e-6)


def test_replicates_without_a_value_in_both_arms_do_not_count() -> None:
    told = paired("arm", "profit", np.array([1, math.nan, 3, 4]), np.array([2, 5, math.nan, 6]))
    assert (told.n, told.mean) == (2, 1.5)


def test_shares_differ_by_one_at_most() -> None:
    told = paired("arm", "share_muted_at_end", np.array([0.0, 0.1, 0.0]), np.array([1.0, 0.2, 0.9]))
    assert told.hi == 1.0
    assert told.lo > -1.0
    money = paired("arm", "profit", np.array([0.0, 0.1, 0.0]), np.array([1.0, 0.2, 0.9]))
    assert money.hi > 1.0


def test_all_of_them_are_judged_together() -> None:
    random = np.random.default_rng(2)

    def run(*means: float) -> Any:
        metrics = zip(("profit", "orders_per_member"), means, strict=True)
        return SimpleNamespace(
            times={}, per_replicate={name: random.normal(mean, 1, 20) for name, mean in metrics}
        )

    base, one, other = run(0, 0), run(9, 0), run(0, -9)
    told, family = all_paired(
        base, [("one", one), ("other", other)], ["profit", "orders_per_member"]
    )
    assert [(d.arm, d.metric, d.clear) for d in told] == [
        ("one", "profit", True),
        ("one", "orders_per_member", False),
        ("other", "profit", False),
        ("other", "orders_per_member", True),
    ]
    assert family.size == 4
    for d in told:
        assert d.together_lo < d.lo < d.mean < d.hi < d.together_hi
        wider = (d.together_hi - d.together_lo) / (d.hi - d.lo)
        assert wider == pytest.approx(family.critical / stats.t.ppf(0.975, 19))


def test_functions_are_named_as_their_commands() -> None:
    assert simcommunity.compare is compare
    assert simcommunity.rescue is rescue
    with pytest.raises(AttributeError, match="no attribute 'comparison'"):
        simcommunity.comparison  # noqa: B018


def test_a_comparison_tells_which_metrics_are_equal_in_many_replicates() -> None:
    small = [
        "days=20", "groups.size=30", "arrival.0.places=1", "arrival.0.per_day=20",
        "arrival.0.days=3",
    ]  # fmt: skip
    told = compare("supermarket", ["topic_led"], changes=small, replicates=12, jobs=1)
    assert told.coarse == ("death_day_silence",)
    never = compare("supermarket", [{"days": 20}], changes=small, replicates=3, jobs=1)
    assert set(never.coarse) >= {"share_muted_at_end", "profit"}
    assert math.isnan(never.critical)
