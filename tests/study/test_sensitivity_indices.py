"""Sobol indices and elementary effects, against published values, SALib, and simulated noise."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from SALib.sample import morris as morris_sample
from SALib.sample import sobol as sobol_sample
from SALib.test_functions import Ishigami, Sobol_G

from simcommunity.core.arrays import Floats
from simcommunity.study.sensitivity.resampling import bands
from simcommunity.study.sensitivity.screening import elementary_effects
from simcommunity.study.sensitivity.variance import sobol_indices

NAMES = ["x1", "x2", "x3"]
# Ishigami & Homma 1990 with a = 7, b = 0.1; Saltelli et al. 2008, Global Sensitivity Analysis.
FIRST = (0.3139, 0.4424, 0.0)
TOTAL = (0.5576, 0.4424, 0.2437)
VARIANCE = 13.8446


def problem(d: int) -> dict[str, object]:
    """Return a problem of d parameters from 0 to 1."""
    return {"num_vars": d, "names": [f"x{k + 1}" for k in range(d)], "bounds": [[0, 1]] * d}


def saltelli(d: int, n: int, seed: int) -> Floats:
    """Return Saltelli's sample without the points of second order."""
    points: Floats = sobol_sample.sample(problem(d), n, calc_second_order=False, seed=seed)
    return points


def ishigami(unit: Floats) -> Floats:
    """Return the Ishigami function on the unit cube."""
    values: Floats = Ishigami.evaluate(np.pi * (2 * unit - 1))
    return values


def noisy(n: int, replicates: int, seed: int, common: float, own: float) -> Floats:
    """Return Ishigami with luck: one part common to all points, one of each run."""
    random = np.random.default_rng(seed)
    exact = ishigami(saltelli(3, n, seed))[:, None]
    shared = common * random.normal(size=(1, replicates))
    return exact + shared + own * random.normal(size=(len(exact), replicates))


def test_published_indices_of_ishigami() -> None:
    found = sobol_indices(NAMES, ishigami(saltelli(3, 2048, 1))[:, None])
    assert found is not None
    assert [found.first[name].value for name in NAMES] == pytest.approx(FIRST, abs=0.02)
    assert [found.total[name].value for name in NAMES] == pytest.approx(TOTAL, abs=0.02)


def test_published_indices_of_sobol_g() -> None:
    a = np.array([0, 1, 4.5, 9, 99, 99, 99, 99])
    # Saltelli & Sobol' 1995: V_i = 1 / (3 (1 + a_i)²), V = Π (1 + V_i) − 1.
    part = 1 / (3 * (1 + a) ** 2)
    whole = np.prod(1 + part) - 1
    total = part * np.prod(1 + part) / (1 + part) / whole
    found = sobol_indices(
        problem(8)["names"],  # type: ignore[arg-type]
        Sobol_G.evaluate(saltelli(8, 1024, 3))[:, None],
    )
    assert found is not None
    assert [one.value for one in found.first.values()] == pytest.approx(part / whole, abs=0.03)
    assert [one.value for one in found.total.values()] == pytest.approx(total, abs=0.03)


def test_without_luck_the_numbers_are_those_of_salib() -> None:
    found = sobol_indices(NAMES, np.repeat(ishigami(saltelli(3, 64, 5))[:, None], 4, axis=1))
    assert found is not None
    assert [one.value for one in found.first.values()] == pytest.approx(found.salib["S1"])
    assert [one.value for one in found.total.values()] == pytest.approx(found.salib["ST"])
    assert found.noise.value == 0.0


def test_intervals_over_points_are_as_wide_as_those_of_salib() -> None:
    found = sobol_indices(NAMES, ishigami(saltelli(3, 256, 6))[:, None])
    assert found is not None
    ours = [(one.hi - one.lo) / 2 for one in (*found.first.values(), *found.total.values())]
    theirs = [*found.salib["S1_conf"], *found.salib["ST_conf"]]
    assert ours == pytest.approx(theirs, rel=0.35)  # a bootstrap of 100 against one of 400


def test_luck_is_not_taken_for_interaction() -> None:
    """SALib's total order of means over noisy replicates is biased; this one is not."""
    truth = np.array([*FIRST, *TOTAL, 16 / (16 + VARIANCE)])
    sims = 40
    values, low, high, plain = np.empty((4, sims, 7))
    for seed in range(sims):
        found = sobol_indices(NAMES, noisy(64, 4, seed + 1, 0.0, 4.0))
        assert found is not None
        told = [*found.first.values(), *found.total.values(), found.noise]
        values[seed] = [one.value for one in told]
        low[seed], high[seed] = [one.lo for one in told], [one.hi for one in told]
        plain[seed, :6] = [*found.salib["S1"], *found.salib["ST"]]
    error = values.std(axis=0, ddof=1) / np.sqrt(sims)
    assert (np.abs(values.mean(axis=0) - truth) < 4 * error).all()
    # Total order of the third parameter: luck would add a quarter to it.
    assert plain[:, 5].mean() - truth[5] > 0.1
    assert ((low <= truth) & (truth <= high)).mean() >= 0.93


def test_luck_that_all_points_share_is_covered() -> None:
    truth = (9 + 4) / (9 + 4 + VARIANCE)
    found = [sobol_indices(NAMES, noisy(32, 6, seed + 1, 3.0, 2.0)) for seed in range(40)]
    hits = [one is not None and one.noise.lo <= truth <= one.noise.hi for one in found]
    assert np.mean(hits) >= 0.85


def test_rows_with_a_missing_run_are_left_out() -> None:
    values = noisy(32, 3, 1, 0.0, 1.0)
    values[7, 1] = np.nan  # in the second row of the base sample
    whole = sobol_indices(NAMES, np.delete(values, slice(5, 10), axis=0))
    found = sobol_indices(NAMES, values)
    assert found is not None
    assert whole is not None
    assert (found.blocks, found.left_out) == (31, 1)
    assert found.total == whole.total


def test_nothing_can_be_said_of_what_does_not_vary_or_is_not_there() -> None:
    assert sobol_indices(NAMES, np.full((40 * 5, 3), 2.0)) is None
    assert sobol_indices(NAMES, np.full((40 * 5, 3), np.nan)) is None


def test_pure_luck_has_no_indices() -> None:
    random = np.random.default_rng(2)
    found = sobol_indices(NAMES, random.normal(size=(64 * 5, 5)))
    assert found is not None
    assert found.noise.hi > 0.95
    assert found.noise_of_mean > 0.5


def trajectories(d: int, n: int, seed: int) -> Floats:
    """Return Morris' trajectories."""
    points: Floats = morris_sample.sample(problem(d), n, seed=seed)
    return points


def test_elementary_effects_are_those_of_salib() -> None:
    units = trajectories(3, 20, 1)
    random = np.random.default_rng(1)
    values = ishigami(units)[:, None] + random.normal(size=(len(units), 5))
    found = elementary_effects(NAMES, units, values)
    assert found is not None
    assert [one.value for one in found.mu.values()] == pytest.approx(found.salib["mu"])
    assert [one.value for one in found.mu_star.values()] == pytest.approx(found.salib["mu_star"])
    assert list(found.sigma.values()) == pytest.approx(found.salib["sigma"])


def test_effects_of_a_line_are_its_slopes() -> None:
    units = trajectories(3, 6, 2)
    found = elementary_effects(NAMES, units, (units @ [3.0, -2.0, 0.0])[:, None].repeat(3, axis=1))
    assert found is not None
    assert [one.value for one in found.mu.values()] == pytest.approx([3, -2, 0])
    assert [one.value for one in found.change.values()] == pytest.approx([2, 4 / 3, 0])
    assert list(found.sigma.values()) == pytest.approx([0, 0, 0], abs=1e-12)
    assert [found.matters(name) for name in NAMES] == [True, True, False]


def test_few_trajectories_make_nothing_sure() -> None:
    units = trajectories(3, 5, 2)
    found = elementary_effects(NAMES, units, (units @ [3.0, -2.0, 0.0])[:, None].repeat(3, axis=1))
    assert found is not None
    assert found.rough
    assert not any(found.matters(name) for name in NAMES)


def test_a_parameter_without_effect_is_rarely_told_from_luck() -> None:
    wrong = right = 0
    for seed in range(60):
        units = trajectories(3, 8, seed + 1)
        random = np.random.default_rng(seed)
        values = (2 * units[:, :1] + units[:, 1:2]) + random.normal(size=(len(units), 4))
        found = elementary_effects(NAMES, units, values)
        assert found is not None
        wrong += found.matters("x3")
        right += found.matters("x1")
    assert wrong <= 6
    assert right >= 30


@given(st.integers(3, 30), st.integers(1, 6), st.integers(0, 1000))
def test_an_interval_of_a_mean_holds_it_and_scales_with_it(
    points: int, replicates: int, seed: int
) -> None:
    table = np.random.default_rng(seed).normal(size=(points, replicates))
    (one,) = bands(lambda v, w: np.array([v @ table @ w]), points, replicates)
    (ten,) = bands(lambda v, w: np.array([10 * (v @ table @ w)]), points, replicates)
    assert one.lo <= one.value <= one.hi
    assert one.value == pytest.approx(table.mean())
    assert ten.hi - ten.lo == pytest.approx(10 * (one.hi - one.lo))


def test_no_warning_reaches_the_reader() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        sobol_indices(NAMES, noisy(8, 3, 1, 1.0, 1.0))
