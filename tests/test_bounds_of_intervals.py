"""No interval of anything that has bounds leaves them, wherever it is computed."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from simcommunity.evidence.arm_runs import Sample
from simcommunity.evidence.judging import judge
from simcommunity.evidence.metrics import parse
from simcommunity.evidence.part import Arm, Part
from simcommunity.evidence.registry import Entry
from simcommunity.results.estimates import estimate
from simcommunity.results.metrics import METRICS, TIMES, bounds, span
from simcommunity.study.compare.differences import all_paired, paired
from simcommunity.study.compare.lifetimes import LIFE, lifetimes
from simcommunity.study.optimise.goals import LIMITS, interval, span_of
from simcommunity.study.optimise.selection import compare_with_best, differences_from
from simcommunity.study.sensitivity.screening import elementary_effects
from simcommunity.study.sensitivity.variance import sobol_indices
from simcommunity.study.sweep.effects import effects, largest_move
from simcommunity.workshop.debrief import results as debrief

BOUNDED = [name for name in METRICS if name not in TIMES and any(map(math.isfinite, bounds(name)))]


def at_the_ends(metric: str) -> tuple[np.ndarray, np.ndarray]:
    """Return three replicates that lie nearly all at one end, and as many nearly all at another."""
    least, most = bounds(metric)
    top = most if math.isfinite(most) else least + 1
    return np.array([least, least, top]), np.array([top, top, least])


@pytest.mark.parametrize("metric", BOUNDED)
def test_no_interval_of_a_metric_leaves_its_bounds(metric: str) -> None:
    least, most = bounds(metric)
    for values in at_the_ends(metric):
        one = estimate(values, least, most)
        assert least <= one.lo <= one.mean <= one.hi <= most
    difference = paired("arm", metric, *at_the_ends(metric))
    assert -span(metric) <= difference.lo <= difference.hi <= span(metric)


@pytest.mark.parametrize("metric", BOUNDED)
def test_no_interval_of_a_sweep_leaves_the_bounds_of_its_metric(metric: str) -> None:
    factor = SimpleNamespace(name="x", is_range=False, numeric=True, labels=lambda code: code)
    design: Any = SimpleNamespace(factors=[factor], points=np.array([[0.0], [1.0]]))
    store: Any = SimpleNamespace(values=lambda _: np.stack(at_the_ends(metric)))
    found = effects(design, store, [metric])
    least, most = bounds(metric)
    assert all(least <= one.lo <= one.mean <= one.hi <= most for one in found)
    move = largest_move(found, metric)
    assert move is not None
    assert -span(metric) <= move.lo <= move.hi <= span(metric)


TERMS = [
    *((name, *bounds(name)) for name in BOUNDED),
    ("alive_share[age 14]", 0.0, 1.0),
    ("muted[day 7]", 0.0, 1.0),
    ("trust[day 7]", 0.0, 1.0),
    ("orders[0-9]", 0.0, math.inf),
    ("mean k_core", 0.0, 6.0),
    ("median gini", 0.0, 1.0),
    ("share_muted_at_end + share_left_at_end", 0.0, 2.0),
    ("share_muted_at_end - share_left_at_end", -1.0, 1.0),
    ("share_muted_at_end / share_left_at_end", 0.0, math.inf),
]


@pytest.mark.parametrize(("metric", "least", "most"), TERMS)
def test_no_interval_of_a_claim_leaves_the_bounds_of_what_it_measures(
    metric: str, least: float, most: float
) -> None:
    part = Part(metric=metric, of="a", minus="b", above=0)
    words: Any = {"zh": "x", "en": "x"}
    arms = {name: Arm(scenario="organic") for name in "ab"}
    entry = Entry(id="X", source=words, statement=words, arms=arms, parts=(part,))
    top = most if math.isfinite(most) else 1.0

    def arm(*values: float) -> Sample:
        return Sample({term: np.array(values) for term in parse(metric).terms})

    got = judge(entry, part, {"a": arm(top, top, 0.0), "b": arm(0.0, 0.0, top)}, 3)
    for _, point in got.points:
        assert not point.lo < least
        assert not point.hi > most
    assert not abs(got.effect.lo) > most - least
    assert not abs(got.effect.hi) > most - least


def groups(*deaths: float) -> Any:
    """Return a result of one group a replicate, watched for 30 days."""
    return SimpleNamespace(
        times={LIFE: [np.array([day]) for day in deaths]},
        last_seen={LIFE: [np.array([30.0]) for _ in deaths]},
    )


def test_lives_last_between_nothing_and_the_horizon() -> None:
    first, second = lifetimes([("short", groups(0, 0, -1)), ("long", groups(-1, -1, 0))])
    for one in (first, second):
        assert 0 <= one.lo <= one.mean <= one.hi <= 30
        assert (one.curve >= 0).all()
        assert (one.curve <= 1).all()
    (difference,), _ = all_paired(groups(0, 0, -1), [("long", groups(-1, -1, 0))], [LIFE])
    assert -30 <= difference.lo <= difference.mean <= difference.hi <= 30
    assert -30 <= difference.together_lo <= difference.together_hi <= 30


@pytest.mark.parametrize("goal", LIMITS)
def test_no_interval_of_a_goal_leaves_its_bounds(goal: str) -> None:
    least, most = LIMITS[goal]
    for values in ([0.0, 0.0, 1.0], [1.0, 1.0, 0.0]):
        mean, low, high = interval(goal, np.array(values))
        assert least <= low <= mean <= high <= most
    both = np.array([[0.0, 1.0], [0.0, 1.0], [1.0, 0.0]])
    best = compare_with_best(both, span=span_of(goal))
    ends = [best.lo, best.hi, *differences_from(both, 0, span=span_of(goal))]
    assert all((abs(end) <= span_of(goal)).all() for end in ends)


def test_listeners_differ_by_all_seats_at_most() -> None:
    scenario: Any = SimpleNamespace(groups=SimpleNamespace(size=20))
    most = debrief.span_of("listening", scenario)
    mean, low, high = debrief.gap(np.array([20.0, 20.0, 0.0]), np.array([0.0, 0.0, 20.0]), most)
    assert -20 <= low <= mean <= high <= 20
    assert debrief.span_of("profit", scenario) == math.inf


def test_effects_of_parameters_on_a_share_are_shares() -> None:
    from SALib.sample import morris  # noqa: PLC0415 (an extra)

    problem = {"num_vars": 2, "names": ["a", "b"], "bounds": [[0, 1]] * 2}
    units = morris.sample(problem, 4, seed=3)
    random = np.random.default_rng(1)
    found = elementary_effects(["a", "b"], units, random.integers(0, 2, (len(units), 3)) + 0.0, 1)
    assert found is not None
    for one in found.change.values():
        assert 0 <= one.lo <= one.hi <= 1
    for one in found.mu.values():
        assert -1.5 <= one.lo <= one.hi <= 1.5


def test_parts_of_the_variance_are_shares() -> None:
    random = np.random.default_rng(2)
    a, b, other_a, other_b = random.random((4, 8))
    alone = np.stack((a + b, other_a + b, a + other_b, other_a + other_b), axis=1)
    values = alone.reshape(-1, 1) + random.normal(0, 0.3, (8 * 4, 3))
    found = sobol_indices(["a", "b"], values)
    assert found is not None
    for one in found.as_dict()["parameters"].values():
        for share in one.values():
            assert 0 <= share["lo"] <= share["hi"] <= 1
