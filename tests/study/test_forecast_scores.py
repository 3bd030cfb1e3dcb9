"""Scores and baselines against independent oracles; the prior learns what groups are like."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import integrate, stats

from simcommunity.study.fit.numbers import Free
from simcommunity.study.forecast.baselines import curve, spread
from simcommunity.study.forecast.conditioning import draw, moved, weights
from simcommunity.study.forecast.prior import Leaning, as_csv, flat, learn, shipped
from simcommunity.study.forecast.skill import crps, inside, likely_point, log_error


def test_crps_of_a_normal_is_the_published_formula() -> None:
    at = (np.arange(4000) + 0.5) / 4000
    samples = stats.norm.ppf(at)
    for y in (0.0, 0.7, -2.0):
        wanted = y * (2 * stats.norm.cdf(y) - 1) + 2 * stats.norm.pdf(y) - 1 / np.sqrt(np.pi)
        assert crps(samples, np.array(y)) == pytest.approx(wanted, abs=2e-3)


def test_crps_is_the_area_between_distributions() -> None:
    samples, y = np.array([1.0, 4.0, 4.0, 9.0]), 3.0
    area, _ = integrate.quad(
        lambda x: ((samples <= x).mean() - (y <= x)) ** 2, 0, 10, points=[1, 3, 4, 9]
    )
    assert crps(samples, np.array(y)) == pytest.approx(area)


def test_the_likely_point_lies_in_the_middle_of_the_shortest_half() -> None:
    samples = np.array([0, 0, 0, 5, 9])
    assert likely_point(samples) == pytest.approx(0)
    samples = np.array([0, 10, 11, 12, 40])
    assert likely_point(samples) == pytest.approx(np.sqrt(11 * 13) - 1)


def test_inside_counts_the_bounds() -> None:
    samples = np.tile(np.arange(11.0)[:, None], (1, 3))
    assert inside(samples, np.array([1.0, 0.0, 9.0]), 0.8).tolist() == [True, False, True]


def test_log_error() -> None:
    assert log_error(np.array(1.0), np.array(0.0)) == pytest.approx(np.log(2))


def test_a_decay_that_is_exact_is_found() -> None:
    t = np.arange(14.0)
    ahead = np.arange(14.0, 42.0)
    exponential = curve("exponential", 40 * np.exp(-0.1 * t), 4)
    assert exponential == pytest.approx(
        (40 * np.exp(-0.1 * ahead)).reshape(4, 7).sum(axis=1), rel=1e-3
    )
    power = curve("power_law", 40 * (1 + t) ** -0.7, 4)
    assert power == pytest.approx((40 * (1 + ahead) ** -0.7).reshape(4, 7).sum(axis=1), rel=1e-3)
    assert curve("persistence", np.r_[np.full(7, 9.0), np.full(7, 2.0)], 2).tolist() == [14, 14]


def test_a_growing_group_is_forecast_flat_by_a_decay() -> None:
    assert curve("exponential", np.arange(14.0), 1) == pytest.approx([7 * 6.5], rel=1e-3)


def test_the_spread_of_a_baseline_is_the_likely_one() -> None:
    luck = np.random.default_rng(1)
    mean = luck.uniform(5, 60, (4000, 1))
    truth = luck.negative_binomial(2.0, 2.0 / (2.0 + mean)).astype(float)
    found = spread(mean, truth)
    assert found.shape[0] == pytest.approx(2.0, rel=0.08)  # half a step between the shapes tried
    samples = found.quantiles(mean, 199)
    # Three standard errors of 4000 groups, and a point for whole numbers, whose bounds count.
    assert inside(samples, truth, 0.8).mean() == pytest.approx(0.8, abs=0.03)


def test_weights_leave_the_asked_effective_number() -> None:
    luck = np.random.default_rng(1)
    weight = weights(luck.chisquare(5, 5000), luck.uniform(0.5, 1, 5000), 100)
    assert weight.sum() == pytest.approx(1)
    assert 1 / (weight @ weight) == pytest.approx(100, rel=0.01)
    rows = draw(weight, 1000)
    most = np.bincount(rows, minlength=5000) / 1000
    assert np.abs(most - weight).max() <= 1e-3


def test_what_is_ahead_is_moved_along_the_slope() -> None:
    luck = np.random.default_rng(1)
    gap = luck.normal(size=(4000, 1))
    ahead = np.round(np.exp(4 + 0.5 * gap))
    rows = np.arange(100)
    after = moved(np.full(4000, 1 / 4000), gap, ahead, rows)
    # Of a unit variance the ridge of 0.3 leaves 0.3 / 1.3; the median of 100 has an error of 1.5 %.
    assert np.log(after).std() / np.log(ahead[rows]).std() == pytest.approx(0.3 / 1.3, abs=0.02)
    assert np.median(after) == pytest.approx(np.exp(4), rel=0.045)
    assert (after >= 0).all()


def test_the_prior_leans_to_what_groups_are_like() -> None:
    luck = np.random.default_rng(1)
    unit = luck.random((20_000, 2))
    real = np.clip(luck.normal(0.8, 0.05, 60), 0, 1)
    squares = (20 * (real[:, None] - unit[:, 0])) ** 2
    prior = learn(("people", "habit"), unit, squares, 1.0)
    density = np.exp(prior.log_density(unit))
    mean = density @ unit / density.sum()
    # Over seeds these means vary by 0.006 and 0.037; a quadratic prior cannot be all in one place.
    assert mean[0] == pytest.approx(0.785, abs=0.02)
    assert mean[1] == pytest.approx(0.5, abs=0.11)


@pytest.mark.parametrize("log", [False, True])
def test_even_places_of_a_leaning_range_are_distributed_by_its_density(log: bool) -> None:
    lean, bend = 3.0, -4.0
    range_ = Leaning(0.5, 8.0, log, lean, bend)

    def density(x: float) -> float:
        return float(np.exp(lean * (x - 0.5) + bend * (x - 0.5) ** 2))

    for share in (0.1, 0.5, 0.9):
        value = range_.at(share)
        below, _ = integrate.quad(density, 0, Free(0.5, 8.0, log).place(value))
        assert below / integrate.quad(density, 0, 1)[0] == pytest.approx(share, abs=1e-4)
        assert range_.place(value) == pytest.approx(share)
    assert (range_.at(0.0), range_.at(1.0)) == pytest.approx((0.5, 8.0))


def test_the_flat_prior_is_flat_and_the_shipped_one_is_not() -> None:
    assert np.ptp(flat().log_density(np.random.default_rng(1).random((10, 17)))) == 0
    assert np.abs(shipped().lean).max() > 0.1
    assert shipped().names == flat().names
    assert as_csv(shipped()).splitlines()[0] == "name,lean,bend"
