"""Boxes found by PRIM, against boxes that were made up."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from simcommunity.core.arrays import Floats
from simcommunity.study.sensitivity.discovery import Discovery, _held_out, discover
from simcommunity.study.sensitivity.prim import Kind, Limits, inside, paste, peel

# any number, a whole number 1 to 8, any number without effect, a choice of four, a number
KINDS = [Kind(), Kind(step=1), Kind(), Kind(names=4), Kind()]
STEPS = [0.01, 0.0, 0.01, 0.0, 0.01]


def made_up(
    n: int, replicates: int, seed: int, within: float, without: float
) -> tuple[Floats, Floats]:
    """Return points, and what happens there: more often where x ≥ 0.4, k ≥ 4 and name is 0 or 1."""
    random = np.random.default_rng(seed)
    x = np.c_[
        random.random(n),
        random.integers(1, 9, n),
        random.random(n),
        random.integers(0, 4, n),
        random.random(n),
    ]
    box = (x[:, 0] >= 0.4) & (x[:, 1] >= 4) & (x[:, 3] < 2)
    chance = np.where(box, within, without)
    return x, (random.random((n, replicates)) < chance[:, None]).astype(float)


def found(n: int, replicates: int, seed: int, within: float, without: float) -> Discovery:
    """Return what is discovered in something made up."""
    one = discover(*made_up(n, replicates, seed, within, without), KINDS, steps=STEPS)
    assert one is not None
    return one


def test_a_box_that_is_there_is_found() -> None:
    one = found(600, 5, 3, 0.93, 0.08)
    (box,) = one.boxes
    limits = {each.factor: each.limits for each in box.restrictions}
    assert limits.keys() == {0, 1, 3}
    assert limits[0].lo == pytest.approx(0.4, abs=0.03)
    assert limits[0].hi == np.inf
    assert limits[1] == Limits(lo=4.0)
    assert limits[3].names == {0, 1}
    assert box.dense
    # Of everything that happens, the share in the box is 0.93 · p / (0.93 · p + 0.08 · (1 − p)).
    p = 0.6 * 5 / 8 / 2
    assert box.density_unseen.lo <= 0.93 <= box.density_unseen.hi
    covered = 0.93 * p / (0.93 * p + 0.08 * (1 - p))
    assert box.coverage_unseen.lo <= covered <= box.coverage_unseen.hi
    assert max(each.quasi_p for each in box.restrictions) < 1e-4


def test_what_is_told_is_what_was_judged() -> None:
    x, y = made_up(300, 4, 5, 0.9, 0.1)
    one = discover(x, y, KINDS, steps=STEPS)
    assert one is not None
    box = one.boxes[0]
    here = np.ones(len(x), bool)
    for each in box.restrictions:
        here &= each.limits.allow(x[:, each.factor])
    assert here.sum() == box.points + box.points_unseen
    both = box.density * box.points + box.density_unseen.value * box.points_unseen
    assert both == pytest.approx(y[here].mean(axis=1).sum())


def test_two_boxes_apart_are_both_found() -> None:
    random = np.random.default_rng(1)
    x = random.random((700, 3))
    sure = ((x[:, 0] < 0.3) & (x[:, 1] < 0.5)) | ((x[:, 0] > 0.7) & (x[:, 1] > 0.5))
    y = (random.random((700, 4)) < np.where(sure, 0.95, 0.05)[:, None]).astype(float)
    one = discover(x, y, [Kind()] * 3, steps=[0.01] * 3)
    assert one is not None
    assert [box.dense for box in one.boxes] == [True, True]
    assert {each.factor for box in one.boxes for each in box.restrictions} == {0, 1}
    assert sum(box.coverage_unseen.value for box in one.boxes) > 0.8


def test_luck_alone_rarely_makes_a_box_that_is_dense() -> None:
    dense = [any(box.dense for box in found(240, 4, seed, 0.3, 0.3).boxes) for seed in range(30)]
    assert sum(dense) <= 1


def test_points_held_out_tell_the_truth_about_density() -> None:
    """Seen points flatter a box; the interval from unseen ones holds its true density."""
    flattered, hits = [], []
    for seed in range(60):
        for box in found(180, 1, seed, 0.75, 0.2).boxes[:1]:
            x, _ = made_up(40_000, 1, 10_000 + seed, 0.75, 0.2)
            here = np.ones(len(x), bool)
            for each in box.restrictions:
                here &= each.limits.allow(x[:, each.factor])
            sure = (x[:, 0] >= 0.4) & (x[:, 1] >= 4) & (x[:, 3] < 2)
            truth = np.where(sure, 0.75, 0.2)[here].mean()
            flattered.append(box.density - truth)
            hits.append(box.density_unseen.lo <= truth <= box.density_unseen.hi)
    assert len(hits) > 30
    assert np.mean(flattered) > 0.02
    assert np.mean(hits) >= 0.9


def test_a_quasi_p_value_is_that_of_bryant_and_lempert() -> None:
    x, y = made_up(600, 1, 3, 0.95, 0.05)
    one = discover(x, y, KINDS, steps=STEPS)
    assert one is not None
    box = one.boxes[0]
    limits = {each.factor: each for each in box.restrictions}
    seen = ~_held_out(y[:, 0])
    here, without = seen.copy(), seen.copy()
    for factor, each in limits.items():
        here &= each.limits.allow(x[:, factor])
        if factor != 1:
            without &= each.limits.allow(x[:, factor])
    share = y[without].mean()
    chance = binom.sf(y[here].sum() - 1, here.sum(), share)
    assert limits[1].quasi_p == pytest.approx(chance)


def test_what_happens_nearly_everywhere_or_nowhere_needs_no_box() -> None:
    assert found(120, 3, 1, 0.95, 0.95).boxes == ()
    assert found(120, 3, 1, 0.0, 0.0).boxes == ()
    assert discover(np.zeros((20, 1)), np.zeros((20, 3)), [Kind()]) is None


def test_points_without_a_value_are_left_out() -> None:
    x, y = made_up(300, 3, 2, 0.9, 0.1)
    y[:10] = np.nan
    y[10, 0] = np.nan
    one = discover(x, y, KINDS, steps=STEPS)
    assert one is not None
    assert (one.points, one.left_out) == (290, 10)
    assert one.share == pytest.approx(np.nanmean(y[10:], axis=1).mean())


@given(st.integers(0, 10_000), st.integers(20, 120))
def test_peeling_nests_and_never_goes_below_the_smallest_box(seed: int, n: int) -> None:
    random = np.random.default_rng(seed)
    x = np.c_[random.random(n), random.integers(0, 3, n), random.integers(0, 3, n)]
    y = random.random(n)
    kinds = [Kind(), Kind(step=1), Kind(names=3)]
    boxes = peel(x, y, kinds)
    masks = [inside(box, x) for box in boxes]
    assert masks[0].all()
    for outer, inner in itertools.pairwise(masks):
        assert (inner <= outer).all()
        assert max(0.05 * n, 1) <= inner.sum() < outer.sum()
    pasted = paste(boxes[-1], x, y, kinds)
    assert y[inside(pasted, x)].mean() >= y[masks[-1]].mean() - 1e-12
