"""How good a box is: how dense, how much it covers, and which of its limits may be luck.

Bryant & Lempert 2010 (Technol. Forecast. Soc. Change 77(1)): density is the share of what lies in
the box that is sought, coverage the share of all that is sought that lies in the box, and a
restriction's quasi-p-value how likely the box would be as dense without it by chance.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from scipy.stats import binom

from simcommunity.core.arrays import Bools, Floats
from simcommunity.study.sensitivity.prim import Box, Kind, Limits, inside, restricted
from simcommunity.study.sensitivity.resampling import Band

ROUNDING = 1e-9
Z = 1.959964


@dataclass(frozen=True)
class Restriction:
    """One limit of a box.

    Attributes:
        factor: which parameter, its place in the design.
        limits: what is allowed.
        quasi_p: of the box without this limit, the chance to be as dense by luck.
        quasi_p_unseen: the same on the points that were held out.
    """

    factor: int
    limits: Limits
    quasi_p: float
    quasi_p_unseen: float

    def as_dict(self, names: Sequence[str], labels: Sequence[Sequence[str]]) -> dict[str, Any]:
        """Return a JSON object; names of parameters, and of each the words of its choices."""
        if self.limits.names is not None:
            words = labels[self.factor]
            allowed: dict[str, Any] = {
                "one_of": [words[name] for name in sorted(self.limits.names)]
            }
        else:
            allowed = {"least": self.limits.lo, "most": self.limits.hi}
        p_values = {"quasi_p": self.quasi_p, "quasi_p_unseen": self.quasi_p_unseen}
        return {"parameter": names[self.factor], **allowed, **p_values}


@dataclass(frozen=True)
class Found:
    """A box and how good it is.

    Attributes:
        restrictions: its limits, most telling first.
        density, coverage: on the points it was found on.
        density_unseen, coverage_unseen: on the points held out.
        points, points_unseen: how many lie in it.
        dense: whether it is as dense as was asked for.
    """

    restrictions: tuple[Restriction, ...]
    density: float
    coverage: float
    density_unseen: Band
    coverage_unseen: Band
    points: int
    points_unseen: int
    dense: bool

    def as_dict(self, names: Sequence[str], labels: Sequence[Sequence[str]]) -> dict[str, Any]:
        """Return a JSON object; names of parameters, and of each the words of its choices."""
        return {
            "restrictions": [one.as_dict(names, labels) for one in self.restrictions],
            "dense_enough": self.dense,
            "density": self.density,
            "coverage": self.coverage,
            "points": self.points,
            "unseen": {
                "density": self.density_unseen.as_dict(),
                "coverage": self.coverage_unseen.as_dict(),
                "points": self.points_unseen,
            },
        }


def judged(
    box: Box,
    x: Floats,
    y: Floats,
    kinds: Sequence[Kind],
    density: float,
    left: Bools,
    unseen: Bools,
) -> Found:
    """Return how good a box is on the points it was found on and on those held out."""
    here = left & inside(box, x)
    seen_in, new_in = y[here & ~unseen], y[here & unseen]
    limits = []
    for j in restricted(box, kinds):
        without = left & inside((*box[:j], kinds[j].free(), *box[j + 1 :]), x)
        limits.append(
            Restriction(
                j,
                box[j],
                quasi_p(seen_in, y[without & ~unseen]),
                quasi_p(new_in, y[without & unseen]),
            )
        )
    limits.sort(key=lambda one: (one.quasi_p, one.factor))
    seen, new = y[~unseen], y[unseen]
    mean = float(seen_in.mean()) if len(seen_in) else math.nan
    return Found(
        restrictions=tuple(limits),
        density=mean,
        coverage=float(seen_in.sum() / seen.sum()),
        density_unseen=_share(float(new_in.sum()), len(new_in), len(new_in)),
        # Points where little of it happens count for little (Kish 1965: effective size).
        coverage_unseen=_share(
            float(new_in.sum()),
            float(new.sum()),
            float(new.sum() ** 2 / max((new**2).sum(), 1e-12)),
        ),
        points=len(seen_in),
        points_unseen=len(new_in),
        dense=mean >= density - ROUNDING,
    )


def quasi_p(box: Floats, wider: Floats) -> float:
    """Return the chance that as many points drawn with the wider box's share hold as much.

    A point counts as one case. Where it is only in part what is sought, its chance varies less
    than that of a whole case, so the number is rather too large than too small (Hoeffding 1956,
    Ann. Math. Stat. 27(3)).
    """
    if not len(box) or not len(wider):
        return 1.0
    return float(binom.sf(math.floor(box.sum() + 1e-9) - 1, len(box), min(wider.mean(), 1.0)))


def _share(part: float, whole: float, size: float) -> Band:
    """Return a share with its 95 % interval (Wilson 1927); NaN where there is nothing to share."""
    if whole <= 0 or size <= 0:
        return Band(math.nan, math.nan, math.nan)
    p, z2 = part / whole, Z**2 / size
    middle = (p + z2 / 2) / (1 + z2)
    half = math.sqrt(p * (1 - p) * z2 + z2**2 / 4) / (1 + z2)
    return Band(p, max(middle - half, 0.0), min(middle + half, 1.0))
