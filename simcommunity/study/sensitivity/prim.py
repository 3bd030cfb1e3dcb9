"""Boxes of parameters in which something happens: the patient rule induction method (PRIM).

Friedman & Fisher 1999, "Bump hunting in high-dimensional data", Stat. Comput. 9: a box around all
points is peeled, a thin slice at a time and always the slice whose loss helps most, then pasted
where that helps again. For scenario discovery: Bryant & Lempert 2010, Technol. Forecast. Soc.
Change 77(1). The gain of a slice is taken per point lost, so that slices of whole numbers and
names, which cannot be thin, compete fairly (Kwakkel & Jaxa-Rozen 2016, Environ. Model. Softw. 79).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from simcommunity.core.arrays import Bools, Floats

SLICE = 0.05  # of the points in the box, at most, where values are continuous
SMALLEST = 0.05  # of all points, at least, stay in a box


@dataclass(frozen=True)
class Limits:
    """What a box allows of one parameter.

    Attributes:
        lo, hi: least and most, both allowed; infinite for no limit.
        names: of a parameter that is a choice, the numbers of those allowed; else None.
    """

    lo: float = -np.inf
    hi: float = np.inf
    names: frozenset[int] | None = None

    def allow(self, x: Floats) -> Bools:
        """Say which values are allowed."""
        if self.names is not None:
            return np.isin(x, sorted(self.names))
        return (x >= self.lo) & (x <= self.hi)


@dataclass(frozen=True)
class Kind:
    """What the values of a parameter are.

    Attributes:
        step: 0 for any number, 1 for whole numbers.
        names: of a choice, how many there are; 0 for a number.
    """

    step: float = 0.0
    names: int = 0

    def free(self) -> Limits:
        """Return limits that allow everything."""
        return Limits(names=frozenset(range(self.names)) if self.names else None)


Box = tuple[Limits, ...]


def inside(box: Box, x: Floats) -> Bools:
    """Say which points (n, d) lie in a box."""
    within = np.ones(len(x), bool)
    for limits, column in zip(box, x.T, strict=True):
        within &= limits.allow(column)
    return within


def restricted(box: Box, kinds: Sequence[Kind]) -> list[int]:
    """Return which parameters a box limits at all."""
    return [j for j, limits in enumerate(box) if limits != kinds[j].free()]


def peel(x: Floats, y: Floats, kinds: Sequence[Kind]) -> list[Box]:
    """Return the boxes of one peeling, from the one around everything to the smallest.

    Args:
        x: points, (n, d); choices as numbers 0, 1, …
        y: what is sought, 0 to 1 at each point, (n,).
        kinds: of the parameters, (d,).
    """
    box: Box = tuple(kind.free() for kind in kinds)
    boxes = [box]
    least = max(SMALLEST * len(x), 1.0)
    here = np.ones(len(x), bool)
    while True:
        best, gain = None, -np.inf
        density = y[here].mean()
        for j, kind in enumerate(kinds):
            for limits in _slices(x[here, j], kind, box[j]):
                kept = here & limits.allow(x[:, j])
                n = int(kept.sum())
                if n < least or n == here.sum():
                    continue
                won = (y[kept].mean() - density) / (here.sum() - n)
                if won > gain:
                    best, gain = (j, limits, kept), won
        if best is None or density == 1:
            return boxes
        j, limits, here = best
        box = (*box[:j], limits, *box[j + 1 :])
        boxes.append(box)


def _slices(x: Floats, kind: Kind, limits: Limits) -> Iterator[Limits]:
    """Yield the limits of one parameter with a slice less, from below, from above, by name."""
    if limits.names is not None:
        if len(limits.names) > 1:
            yield from (replace(limits, names=limits.names - {name}) for name in limits.names)
        return
    values = np.unique(x)
    if len(values) < 2:
        return
    for end in ("lo", "hi"):
        if end == "lo":
            cut = values[values >= np.quantile(x, SLICE)]
            kept = cut[0] if cut[0] > values[0] else values[1]
            lost = values[values < kept][-1]
        else:
            cut = values[values <= np.quantile(x, 1 - SLICE)]
            kept = cut[-1] if cut[-1] < values[-1] else values[-2]
            lost = values[values > kept][0]
        # Between whole numbers the limit is the last one kept, else halfway to what is lost.
        edge = float(kept) if kind.step else float(kept + lost) / 2
        yield replace(limits, lo=edge) if end == "lo" else replace(limits, hi=edge)


def paste(box: Box, x: Floats, y: Floats, kinds: Sequence[Kind]) -> Box:
    """Return the box with slices added wherever that makes what is sought more frequent in it."""
    while True:
        here = inside(box, x)
        best, most = None, y[here].mean()
        for j in restricted(box, kinds):
            for limits in _wider(box, j, x, kinds[j], int(here.sum())):
                wider = (*box[:j], limits, *box[j + 1 :])
                density = y[inside(wider, x)].mean()
                if density > most:
                    best, most = wider, density
        if best is None:
            return box
        box = best


def _wider(box: Box, j: int, x: Floats, kind: Kind, size: int) -> Iterator[Limits]:
    """Yield the limits of one parameter with about a slice more."""
    limits = box[j]
    if limits.names is not None:
        yield from (
            replace(limits, names=limits.names | {name})
            for name in set(range(kind.names)) - limits.names
        )
        return
    others = inside((*box[:j], kind.free(), *box[j + 1 :]), x)
    column = np.sort(x[others, j])
    more = max(round(SLICE * size), 1)
    below, above = column[column < limits.lo][-more:], column[column > limits.hi][:more]
    if len(below):
        yield replace(limits, lo=float(below[0]))
    if len(above):
        yield replace(limits, hi=float(above[-1]))
