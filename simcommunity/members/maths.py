"""Small functions every rule may use; exponents are clamped so that both engines agree."""

from __future__ import annotations

import math

from simcommunity.compilation import rule

_LIMIT = 40.0


@rule
def logistic(x: float) -> float:
    """Return 1 / (1 + exp(−x)), with x clamped to ±40."""
    if x > _LIMIT:
        x = _LIMIT
    elif x < -_LIMIT:
        x = -_LIMIT
    return 1.0 / (1.0 + math.exp(-x))


@rule
def saturating(x: float) -> float:
    """Return 1 − exp(−x) for x ≥ 0: nothing at 0, everything in the limit."""
    x = min(x, _LIMIT)
    return 1.0 - math.exp(-x)
