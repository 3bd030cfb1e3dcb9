"""Scenario discovery: the box in which something happens, told only as far as it can be checked.

A box is found on two thirds of the points and judged on the third that it has not seen (Bryant &
Lempert 2010, Technol. Forecast. Soc. Change 77(1)).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from simcommunity.core.arrays import Bools, Floats
from simcommunity.study.sensitivity.boxes import ROUNDING, Found, judged, quasi_p
from simcommunity.study.sensitivity.prim import (
    Box,
    Kind,
    Limits,
    inside,
    paste,
    peel,
    restricted,
)

UNSEEN = 3  # one point of so many is held out
FEWEST_POINTS = 60
LEAST_COVERAGE = 0.05  # a box that holds less of what is sought is not worth telling
LEAST_MASS = 1.0  # so many points' worth of what is sought there must be
LUCK = 0.05  # a limit with a larger quasi-p-value is dropped


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

    def as_dict(self, names: Sequence[str], labels: Sequence[Sequence[str]]) -> dict[str, Any]:
        """Return a JSON object; names of parameters, and of each the words of its choices."""
        return {
            "share": self.share,
            "density_asked": self.asked,
            "points": self.points,
            "left_out": self.left_out,
            "replicates": self.replicates,
            "boxes": [box.as_dict(names, labels) for box in self.boxes],
        }


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
        found = judged(box, x, y, kinds, density, left, unseen)
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
                chance = quasi_p(y[here], y[there])
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
