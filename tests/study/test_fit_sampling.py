"""The sampler against a posterior that is known, and the summaries of a log."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from simcommunity.core.arrays import Floats, Ints
from simcommunity.study.fit.numbers import Free
from simcommunity.study.fit.smc import adjusted, quantiles, sample
from simcommunity.study.fit.summaries import blocks, summarise

NOISE = 0.1


def measure(unit: Floats, index: Ints) -> Floats:
    """Return the mean of four noisy measurements of a number, and pure noise beside it."""
    out = np.empty((len(unit), 2))
    for row, x, k in zip(out, unit[:, 0], index, strict=True):
        luck = np.random.default_rng([9, int(k)])
        row[:] = x + NOISE * luck.normal(size=4).mean(), luck.normal()
    return out


@pytest.mark.parametrize("seen", [0.45, 0.6])
def test_the_posterior_of_a_mean_is_the_exact_one(seen: float) -> None:
    at = np.array([seen, 0.0])
    found = sample(measure, at, numbers=1, points=400, simulations=8000, seed=1)
    unit, weight = adjusted(found, at)
    got = quantiles(unit, weight, np.array([0.05, 0.5, 0.95]))[:, 0]
    exact = stats.norm(seen, NOISE / 2).ppf([0.05, 0.5, 0.95])
    # 300 effective points: the median has a standard error of 0.006, the width one of 8 %; and a
    # kernel that lets others through makes a posterior wider, never narrower.
    assert got[1] == pytest.approx(exact[1], abs=0.018)
    assert 0.9 < (got[2] - got[0]) / (exact[2] - exact[0]) < 1.4
    assert found.simulated <= 8000


def test_a_number_that_the_data_do_not_inform_keeps_its_prior() -> None:
    def run(unit: Floats, index: Ints) -> Floats:
        return measure(unit[:, :1], index)

    at = np.array([0.5, 0.0])
    found = sample(run, at, numbers=2, points=400, simulations=6000, seed=3)
    unit, weight = adjusted(found, at)
    low, high = quantiles(unit, weight, np.array([0.025, 0.975]))[:, 1]
    assert high - low > 0.85
    assert low < 0.1


def test_few_points_and_many_summaries_do_not_make_sure_of_what_is_not_known() -> None:
    def run(unit: Floats, index: Ints) -> Floats:
        noise = [np.random.default_rng([5, int(k)]).normal(size=15) for k in index]
        return np.asarray(noise) + 0 * unit

    held = []
    for seed in range(40):
        found = sample(run, np.zeros(15), numbers=1, points=40, simulations=160, seed=seed)
        unit, weight = adjusted(found, np.zeros(15))
        low, high = quantiles(unit, weight, np.array([0.1, 0.9]))[:, 0]
        held.append(high - low)
    # Nothing is learned, so the middle 80 % of the prior are as wide as before.
    assert np.mean(held) == pytest.approx(0.8, abs=0.06)


def test_a_simulation_without_a_summary_is_never_kept() -> None:
    def run(unit: Floats, index: Ints) -> Floats:
        out = measure(unit, index)
        out[unit[:, 0] < 0.5] = np.nan
        return out

    at = np.array([0.5, 0.0])
    found = sample(run, at, numbers=1, points=50, simulations=800, seed=4)
    assert (found.unit[:, 0] >= 0.5).all()
    with pytest.raises(ValueError, match="ever spoke"):
        sample(
            lambda unit, _: np.full((len(unit), 2), np.nan), at,
            numbers=1, points=50, simulations=200, seed=4,
        )  # fmt: skip


def test_weighted_quantiles_are_those_of_the_repeated_sample() -> None:
    luck = np.random.default_rng(1)
    x = luck.normal(size=200)
    times = luck.integers(1, 5, 200)
    at = np.array([0.25, 0.5, 0.75])
    got = quantiles(x[:, None], times / times.sum(), at)[:, 0]
    repeated = np.quantile(np.repeat(x, times), at, method="inverted_cdf")
    places = np.searchsorted(np.sort(x), repeated)
    # Between values of the sample it may differ, but not beyond the next one.
    assert (np.sort(x)[places - 1] <= got).all()
    assert (got <= np.sort(x)[places + 1]).all()


@pytest.mark.parametrize(
    ("days", "wanted"),
    [
        (5, [(0, 5)]),
        (14, [(0, 7), (7, 14)]),
        (60, [(0, 18), (18, 32), (32, 39), (39, 46), (46, 53), (53, 60)]),
    ],
)
def test_the_last_weeks_are_told_apart(days: int, wanted: list[tuple[int, int]]) -> None:
    assert blocks(days) == wanted


def test_summaries_do_not_look_beyond_the_log() -> None:
    luck = np.random.default_rng(1)
    log = {"active_posters": luck.poisson(3, (5, 40)).astype(float)}
    log["messages"] = 2 * log["active_posters"]
    log["members"] = np.full((5, 40), 90.0)
    columns = ("active_posters", "messages", "members")
    before = summarise(log, columns, 14)
    for x in log.values():
        x[:, 14:] = 999
    assert np.array_equal(before, summarise(log, columns, 14))
    assert before.shape[0] == 5
    one = summarise({name: x[2] for name, x in log.items()}, columns, 14)
    assert one == pytest.approx(before[2])


def test_ranges() -> None:
    assert Free(1, 100, log=True).at(0.5) == pytest.approx(10)
    assert Free(1, 100, log=True).place(10) == pytest.approx(0.5)
    assert Free(2, 4).at(0.25) == pytest.approx(2.5)
    assert Free(2, 4).place(2.5) == pytest.approx(0.25)
