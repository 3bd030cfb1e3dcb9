"""Scenario discovery: the box in which something happens, told only as far as it can be checked.

Bryant & Lempert 2010 (Technol. Forecast. Soc. Change 77(1)): density is the share of what lies in
the box that is sought, coverage the share of all that is sought that lies in the box, and a
restriction's quasi-p-value how likely the box would be as dense without it by chance. A box is
found on two thirds of the points and judged on the third that it has not seen.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.stats import binom

from simcommunity.study.sensitivity.prim import (
    Box,
    Kind,
    Limits,
    inside,
    paste,
    peel,
    restricted,
)
from simcommunity.study.sensitivity.resampling import Band, Floats

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simcommunity.study.sensitivity.prim import Bools

UNSEEN = 3  # one point of so many is held out
FEWEST_POINTS = 60
LEAST_COVERAGE = 0.05  # a box that holds less of what is sought is not worth telling
LEAST_MASS = 1.0  # so many points' worth of what is sought there must be
LUCK = 0.05  # a limit with a larger quasi-p-value is dropped
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


@dataclass(frozen=True)
class Discovery:
    """The boxes in which something happens.

    Attributes:
        share: how often it happens over all points.
        asked: the density that was asked for.
        boxes: first the one around most of it; each further one among the points left over.
        points, left_out, replicates: what was used.
    """

    share: float
    asked: float
    boxes: tuple[Found, ...]
    points: int
    left_out: int
    replicates: int


def discover(
    x: Floats,
    values: Floats,
    kinds: Sequence[Kind],
    *,
    density: float = 0.8,
    most: int = 2,
    steps: Sequence[float] | None = None,
) -> Discovery | None:
    """Return boxes of parameters in which something happens.

    Args:
        x: independent points, (n, d); choices as numbers 0, 1, …
        values: what is sought, 0 to 1, in each run, (n, replicates); NaN where a run has none.
        kinds: of the parameters, (d,).
        density: how often it should happen in a box.
        most: boxes.
        steps: to which the limits of each parameter are rounded, as they are told, (d,).

    Returns None with too few points to hold some out.
    """
    known = np.isfinite(values).any(axis=1)
    x, y = x[known], np.nanmean(values[known], axis=1)
    if len(x) < FEWEST_POINTS:
        return None
    unseen = _held_out(y)
    told = Discovery(float(y.mean()), density, (), len(x), int((~known).sum()), values.shape[1])
    left = np.ones(len(x), bool)
    boxes: list[Found] = []
    while told.share < density and len(boxes) < most:
        train = left & ~unseen
        if y[train].sum() < LEAST_MASS or train.sum() < FEWEST_POINTS / 2:
            break
        box = _best(x[train], y[train], kinds, density, steps)
        found = _judged(box, x, y, kinds, density, left, unseen)
        worth = found.restrictions and found.coverage >= LEAST_COVERAGE
        if not worth or (boxes and not found.dense):
            break
        boxes.append(found)
        left &= ~inside(box, x)
        if not found.dense:
            break
    return replace(told, boxes=tuple(boxes))


def _held_out(y: Floats) -> Bools:
    """Draw one of every three points, in the order of y, so that both parts hold as much of it."""
    random = np.random.default_rng(0)
    order = np.lexsort((random.random(len(y)), y))
    drawn = np.zeros(len(y), bool)
    for first in range(0, len(y), UNSEEN):
        drawn[random.choice(order[first : first + UNSEEN])] = True
    return drawn


def _best(
    x: Floats, y: Floats, kinds: Sequence[Kind], density: float, steps: Sequence[float] | None
) -> Box:
    """Return the best box that is dense enough, with as few limits as possible.

    Best is where most happens beyond a bar, Σ(y − bar) over its points: a slice in which it
    happens less often than the bar is not worth having. The bar lies midway between the share
    overall and what is asked. Where no box is dense enough, the bar is the share itself (weighted
    relative accuracy; Klösgen 1996, Advances in Knowledge Discovery and Data Mining).
    """
    boxes = peel(x, y, kinds)
    mean = float(y.mean())
    dense = [box for box in boxes if y[inside(box, x)].mean() >= density - ROUNDING]
    bar = (mean + density) / 2 if dense else mean
    box = max(dense or boxes, key=lambda one: _beyond(one, x, y, bar))
    box = _rounded(paste(box, x, y, kinds), steps)
    return _plainer(box, x, y, kinds, density if dense else 0.0, bar)


def _beyond(box: Box, x: Floats, y: Floats, bar: float) -> float:
    return float((y[inside(box, x)] - bar).sum())


def _plainer(
    box: Box, x: Floats, y: Floats, kinds: Sequence[Kind], density: float, bar: float
) -> Box:
    """Drop limits, one side at a time, that may be luck or without which the box is no worse."""
    while True:
        best, most = None, 0.0
        here, now = inside(box, x), _beyond(box, x, y, bar)
        for j in restricted(box, kinds):
            for limits in _sides(box[j], kinds[j]):
                wider = (*box[:j], limits, *box[j + 1 :])
                there, then = inside(wider, x), _beyond(wider, x, y, bar)
                dense = y[there].mean() >= density - ROUNDING
                chance = _quasi_p(y[here], y[there])
                if ((dense and then >= now) or chance > LUCK) and chance > most:
                    best, most = wider, chance  # the least telling one first
        if best is None:
            return box
        box = best


def _sides(limits: Limits, kind: Kind) -> list[Limits]:
    if limits.names is not None:
        return [kind.free()]
    sides = []
    if math.isfinite(limits.lo):
        sides.append(replace(limits, lo=-math.inf))
    if math.isfinite(limits.hi):
        sides.append(replace(limits, hi=math.inf))
    return sides


def _rounded(box: Box, steps: Sequence[float] | None) -> Box:
    """Round the limits as they will be told, so that what is told is what was judged."""
    if steps is None:
        return box
    return tuple(
        replace(limits, lo=_to(limits.lo, step), hi=_to(limits.hi, step))
        for limits, step in zip(box, steps, strict=True)
    )


def _to(value: float, step: float) -> float:
    if not step or not math.isfinite(value):
        return value
    return round(round(value / step) * step, 12)


def _judged(
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
                _quasi_p(seen_in, y[without & ~unseen]),
                _quasi_p(new_in, y[without & unseen]),
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


def _quasi_p(box: Floats, wider: Floats) -> float:
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


def as_dict(
    found: Discovery, names: Sequence[str], labels: Sequence[Sequence[str]]
) -> dict[str, Any]:
    """Return the JSON object of a discovery; `labels` are the words of choices by factor."""
    return {
        "share": found.share,
        "density_asked": found.asked,
        "points": found.points,
        "left_out": found.left_out,
        "replicates": found.replicates,
        "boxes": [
            {
                "restrictions": [
                    {"parameter": names[one.factor], **_limits(one.limits, labels[one.factor])}
                    | {"quasi_p": one.quasi_p, "quasi_p_unseen": one.quasi_p_unseen}
                    for one in box.restrictions
                ],
                "dense_enough": box.dense,
                "density": box.density,
                "coverage": box.coverage,
                "points": box.points,
                "unseen": {
                    "density": box.density_unseen.as_dict(),
                    "coverage": box.coverage_unseen.as_dict(),
                    "points": box.points_unseen,
                },
            }
            for box in found.boxes
        ],
    }


def _limits(limits: Limits, labels: Sequence[str]) -> dict[str, Any]:
    if limits.names is not None:
        return {"one_of": [labels[name] for name in sorted(limits.names)]}
    return {"least": limits.lo, "most": limits.hi}
