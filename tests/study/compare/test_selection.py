"""The best arm: against Student's t, and by simulation."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from simcommunity.study.compare.selection import Selection, select

NAMES = ["a", "b", "c", "d"]


def chosen(goal: str, values: np.ndarray, names: list[str] | None = None) -> Selection:
    told = select(goal, names or NAMES[: values.shape[1]], list(values.T))
    assert told is not None
    return told


def test_of_two_arms_the_probability_is_that_of_the_paired_t_test() -> None:
    random = np.random.default_rng(1)
    x = random.normal(size=(12, 1)) * 5 + random.normal([0.0, 0.6], 1, size=(12, 2))
    told = chosen("profit", x)
    one_sided = stats.ttest_rel(x[:, 1], x[:, 0], alternative="greater").pvalue
    assert (told.best, told.better) == ("b", "more")
    assert told.at_least == pytest.approx(1 - one_sided, abs=0.01)
    assert told.correct == pytest.approx(1 - one_sided, abs=0.01)
    assert sum(told.probability.values()) == pytest.approx(1)
    assert told.candidates == (["a", "b"] if one_sided > 0.05 else ["b"])


@pytest.mark.parametrize("goal", ["share_muted_at_end", "staff_hours", "share_dead_day_14"])
def test_of_what_one_dislikes_less_is_better(goal: str) -> None:
    x = np.random.default_rng(1).normal([0.5, 0.2, 0.4], 0.01, size=(10, 3))
    told = chosen(goal, x)
    assert (told.best, told.better, told.candidates) == ("b", "less", ["b"])
    assert told.correct > 0.999


def test_arms_that_do_the_same_are_equally_good() -> None:
    x = np.random.default_rng(4).normal(size=(10, 1))
    told = chosen("profit", np.hstack([x, x, x - 9]))
    assert told.probability == {"a": 1.0, "b": 1.0, "c": 0.0}
    assert told.candidates == ["a", "b"]
    assert told.at_least > 0.999


def test_only_replicates_in_which_every_arm_has_a_value_count() -> None:
    x = np.array([[1.0, 2.0], [2.0, math.nan], [1.5, 2.7], [1.2, 2.1]])
    assert chosen("profit", x).n == 3
    assert select("profit", ["a", "b"], list(x[:2].T)) is None


def test_the_probability_is_right_as_often_as_it_says() -> None:
    """Problems of four arms with truths drawn at random: the certainty told is that found."""
    random = np.random.default_rng(9)
    told, right, kept = [], 0, 0
    for _ in range(400):
        truth = random.normal(0, 1, 4)
        common = random.normal(0, 3, (15, 1))
        x = truth + common + random.normal(0, 2, (15, 4))
        one = chosen("profit", x)
        told.append(one.correct)
        right += one.best == NAMES[int(truth.argmax())]
        kept += NAMES[int(truth.argmax())] in one.candidates
        assert one.at_least <= one.correct
    assert 0.5 < np.mean(told) < 0.9  # the problems are neither trivial nor hopeless
    assert abs(right / 400 - np.mean(told)) < 2.6 * math.sqrt(0.25 / 400)
    assert kept >= stats.binom.ppf(0.01, 400, 0.95)


def test_arms_with_equal_values_are_alike() -> None:
    values = np.array([[3.0, 5.0, 4.0], [1.0, 2.0, 0.0], [3.0, 5.0, 4.0]])
    chosen = select("profit", ["a", "b", "c"], values)
    assert chosen is not None
    assert (chosen.best, chosen.alike) == ("a", ["c"])
    assert select("profit", ["a", "b"], values[:2]).alike == []  # type: ignore[union-attr]
