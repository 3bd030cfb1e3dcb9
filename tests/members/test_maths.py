"""The small functions against their closed forms."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special

from simcommunity.core.members.maths import below_logistic, logistic, saturating, surely_above

ONE = 2**53  # a draw is a whole number of these parts
indices = st.floats(-60, 60)
draws = st.integers(0, ONE - 1).map(lambda n: n / ONE)


@st.composite
def close_calls(draw: st.DrawFn) -> tuple[float, float]:
    """Draw an index, and a draw not far from its chance."""
    x = draw(st.one_of(st.floats(-40, 0), st.floats(-1e-3, 0)))
    away = draw(st.floats(-1, 1)) * draw(st.sampled_from([0.1, 1e-2, 1e-3, 1e-4, 1e-12]))
    nearly = special.expit(x) * (1 + away) * ONE
    return max(0, min(ONE - 1, round(nearly))) / ONE, x


@given(indices)
def test_the_logistic_function_is_clamped_at_40(x: float) -> None:
    assert logistic(x) == pytest.approx(special.expit(max(-40.0, min(x, 40.0))), rel=1e-14)


@settings(max_examples=1000)
@given(st.one_of(st.tuples(draws, indices), close_calls()))
def test_the_bound_tells_nothing_that_is_not_so(pair: tuple[float, float]) -> None:
    draw, x = pair
    chance = special.expit(max(x, -40.0))
    if surely_above(draw, x):
        assert draw >= chance * (1 - 1e-15)
    if abs(draw - chance) > 1e-15 * chance:
        assert below_logistic(draw, x) == (draw < chance)


@given(st.floats(-1e300, -3), st.floats(0.05, 1, exclude_max=True))
def test_where_little_happens_the_bound_tells_most_draws(x: float, draw: float) -> None:
    assert surely_above(draw, x)


@pytest.mark.parametrize(
    ("draw", "x", "told"),
    [
        (0.28, -1.0, True),  # the chance is 0.269
        (0.26, -1.0, False),
        (0.0, -1e300, False),
        (0.5, 0.0, False),  # no bound from above 0
        (0.9999, 1.0, False),
    ],
)
def test_what_the_bound_tells(draw: float, x: float, told: bool) -> None:
    assert surely_above(draw, x) is told


@given(st.floats(-1e300, 40))
def test_saturation_begins_at_0(x: float) -> None:
    told = 0.0 if x <= 0 else -math.expm1(-x)
    assert saturating(x) == pytest.approx(told, abs=1e-15)
    assert (saturating(x) == 0.0) if x <= 0 else (0.0 <= saturating(x) <= 1.0)


def test_saturation_ends_at_40() -> None:
    assert saturating(1e300) == saturating(40.0) == pytest.approx(1.0)
