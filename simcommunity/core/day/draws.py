"""Two draws a person at a time, for everybody who is concerned."""

from __future__ import annotations

from typing import Any

import numpy as np

from simcommunity.core.compilation import rule
from simcommunity.core.randomness import uniform_pairs


@rule
def day_draws(group: Any, people: Any, purpose: int) -> Any:
    """Return two of today's draws of some people, (2, people)."""
    draws = np.empty((2, len(people)))
    uniform_pairs(group.seed, group.replicate, people, group.day, purpose, draws[0], draws[1])
    return draws
