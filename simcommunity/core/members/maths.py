"""Small functions every rule may use; exponents are clamped so that both engines agree."""

from __future__ import annotations

import math

from simcommunity.core.compilation import rule

LIMIT = 40.0


@rule
def logistic(x: float) -> float:
    """Return 1 / (1 + exp(−x)), with x clamped to ±40."""
    if x > LIMIT:
        x = LIMIT
    elif x < -LIMIT:
        x = -LIMIT
    return 1.0 / (1.0 + math.exp(-x))


@rule
def below_logistic(draw: float, x: float) -> bool:
    """Return whether draw < logistic(x), most often without an exponential.

    For x ≤ 0 the chance is at most 1 / (1 + the series of exp(−x) cut anywhere).
    """
    return not surely_above(draw, x) and draw < logistic(x)


@rule
def below_share(draw: float, share: float, x: float) -> bool:
    """Return whether draw < share · logistic(x): two hurdles, taken with one draw.

    `share` is in [0, 1].
    """
    return draw < share and below_logistic(draw / share, x)


@rule
def surely_above(draw: float, x: float) -> bool:
    """Return whether a bound alone tells that draw ≥ logistic(x), within a last digit.

    `draw` is in [0, 1).
    """
    if x >= 0.0:
        return False
    if x <= -3.0 and draw >= 0.05:  # logistic(−3) = 0.047: most draws end here
        return True
    series = (2.0 - x) + x * x * (0.5 - x * (1.0 / 6.0))
    return draw * series >= 1.0


@rule
def within_reach(total: float, first: float, second: float, level: float, loss: float) -> float:
    """Return what amounts a at levels l are worth at one's own level e: Σ a·(1 − loss·(l − e)²).

    `total` is Σ a, `first` Σ a·l, `second` Σ a·l²; the least is 0.
    """
    apart = second - 2.0 * level * first + total * level * level
    return max(0.0, total - loss * apart)


@rule
def saturating(x: float) -> float:
    """Return 1 − exp(−x) for x ≥ 0: nothing at 0, everything in the limit."""
    if x <= 0.0:
        return 0.0
    x = min(x, LIMIT)
    return 1.0 - math.exp(-x)
