"""How many replicates a comparison needs: enough that its intervals are as narrow as asked for.

After a pilot the replicates are added until the widest interval of the goal is narrow enough, as in
the fixed-width procedure of Chow & Robbins 1965. Its coverage reaches the nominal one only in the
limit of narrow intervals, because it likes to stop when chance makes the variance look small; so
there is a pilot of 20, and few looks: each next one is where the variance so far says the goal is
reached, at least a tenth and at most twice as far. What this covers is measured in
`tests/study/compare/test_sequential.py` and stands in docs/studies.md.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

PILOT = 20
MOST = 2000
STEP, LEAP = 0.1, 2


@dataclass(frozen=True)
class Stopping:
    """How a comparison came to its number of replicates.

    Attributes:
        metric: the goal its intervals are about.
        halfwidth: asked for.
        reached: half of the widest interval, all differences of the goal taken together.
        replicates: run.
        looks: numbers of replicates at which it was looked whether these are enough.
        needed: replicates that the variance found lets expect; None when they were enough.
    """

    metric: str
    halfwidth: float
    reached: float
    replicates: int
    looks: tuple[int, ...]
    needed: int | None

    @property
    def met(self) -> bool:
        """Whether the intervals are as narrow as asked for."""
        return self.needed is None

    def as_dict(self) -> dict[str, Any]:
        """Return a JSON object."""
        return {**vars(self), "met": self.met}


def next_look(replicates: int, reached: float, halfwidth: float, most: int = MOST) -> int:
    """Return at how many replicates to look next, the same number when it is time to stop."""
    if not reached > halfwidth or replicates >= most:
        return replicates
    least = replicates + max(2, math.ceil(STEP * replicates))
    return min(max(needed(replicates, reached, halfwidth), least), LEAP * replicates, most)


def needed(replicates: int, reached: float, halfwidth: float) -> int:
    """Return how many replicates the variance found lets expect to be enough."""
    return math.ceil(replicates * (reached / halfwidth) ** 2)
