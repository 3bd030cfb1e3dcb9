"""Too little to be sure comes first, and what surely differs is found in pairs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from simcommunity.report.cautions import warnings
from simcommunity.report.sweep_effects import strongest
from simcommunity.study.sensitivity.resampling import Band
from simcommunity.study.sensitivity.variance import Variance
from simcommunity.study.sweep.effects import Effect, largest_move

if TYPE_CHECKING:
    from collections.abc import Callable

    from simcommunity.simulation.running import Result


def effect(value: str, each: np.ndarray, metric: str = "profit") -> Effect:
    half = 2.2 * each.std(ddof=1) / len(each) ** 0.5
    mean = float(each.mean())
    return Effect(
        metric, "groups.size", value, float(value), mean, mean - half, mean + half, 1, each
    )


def small_and_large(replicates: int) -> list[Effect]:
    """Return effects whose intervals overlap, while in every replicate 60 beats 30."""
    random = np.random.default_rng(3)
    luck = random.normal(0, 5000, replicates)
    return [effect("30", luck), effect("60", luck + random.normal(1000, 100, replicates))]


def test_a_sweep_is_judged_replicate_by_replicate() -> None:
    found = small_and_large(12)
    assert found[1].lo < found[0].hi  # by themselves they cannot be told apart
    move = largest_move(found, "profit")
    assert move is not None
    assert (move.low.value, move.high.value, move.sure) == ("30", "60", True)
    assert 900 < move.lo < move.more < move.hi < 1100
    told = strongest(found, "profit", "en")
    assert "profit" in told.lower()
    assert "for sure" not in told


def test_a_small_sweep_is_sure_of_nothing() -> None:
    move = largest_move(small_and_large(5), "profit")
    assert move is not None
    assert not move.sure
    assert "nothing moves it for sure" in strongest(small_and_large(5), "profit", "en")


def test_a_difference_that_chance_explains_is_not_sure() -> None:
    random = np.random.default_rng(1)
    found = [effect(str(k), random.normal(0, 1000, 12)) for k in range(6)]
    move = largest_move(found, "profit")
    assert move is not None
    assert not move.sure


@pytest.mark.parametrize(("replicates", "said"), [(3, True), (9, True), (10, False)])
def test_too_few_runs_are_said_in_json(
    make_result: Callable[..., Result], replicates: int, said: bool
) -> None:
    result = make_result(replicates=replicates)
    cautions = result.as_dict()["cautions"]
    assert [one["kind"] for one in cautions] == (["few_replicates"] if said else [])
    for lang in ("en", "zh"):
        sentences = warnings(result.cautions, lang)
        assert [str(replicates) in one for one in sentences] == ([True] if said else [])


def variance(first: tuple[float, float, float]) -> Variance:
    low = Band(0.05, 0.0, 0.1)
    return Variance({"a": Band(*first), "b": low}, {"a": Band(*first), "b": low}, low, 64, 0, 5, {})


def test_shares_that_cannot_be_are_signs_of_too_few_samples() -> None:
    assert variance((2.03, 1.36, 2.7)).rough
    assert variance((0.5, 0.2, 0.8)).rough
    assert variance((0.5, float("nan"), float("nan"))).rough
    assert not variance((0.9, 0.8, 1.0)).rough


def test_an_interval_that_is_cut_is_never_upside_down() -> None:
    assert Band(2.03, 1.36, 2.7).within(0, 1) == Band(2.03, 1.0, 1.0)
