"""Two draws a person at a time, for everybody who is concerned."""

from __future__ import annotations

from typing import Any

import numpy as np

from simcommunity.compilation import rule
from simcommunity.randomness import uniform_pairs


@rule
def lucks(room: Any, people: Any, purpose: int) -> Any:
    """Return two of today's draws of some people, (2, people)."""
    draws = np.empty((2, len(people)))
    uniform_pairs(room.seed, room.replicate, people, room.day, purpose, draws[0], draws[1])
    return draws
