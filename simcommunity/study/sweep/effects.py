"""What each varied thing does by itself: means over everything else, with intervals."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from simcommunity.core.arrays import Floats
from simcommunity.results.estimates import FEW, mean_interval
from simcommunity.results.measured import means
from simcommunity.results.metrics import bounds, span
from simcommunity.study.compare.simultaneous import simultaneous
from simcommunity.study.sweep.design import StudyDesign
from simcommunity.study.sweep.factors import Factor
from simcommunity.study.sweep.store import SweepStore

DEFAULT_METRICS = ("death_day_silence", "orders_per_member", "profit")
BINS = 6  # of a range, each with as many points


@dataclass(frozen=True)
class Effect:
    """A metric where one varied thing has one value, or lies in one part of its range.

    Attributes:
        metric: its name.
        factor: dotted path of what varies.
        value: its value as text; of a range the mean of the points.
        position: the value as a number, or its place in the list.
        mean: over all points there and all replicates.
        lo, hi: 95 % interval (Student's t) over replicates, each taken as the mean over the
            points, since all points of a replicate share its luck; NaN for one replicate.
        points: how many there are.
        each: the means over the points in each replicate, (replicates,); NaN where there is none.
    """

    metric: str
    factor: str
    value: str
    position: float
    mean: float
    lo: float
    hi: float
    points: int
    each: Floats = field(compare=False, repr=False)

    def as_dict(self) -> dict[str, Any]:
        """Return a JSON object."""
        return {name: value for name, value in vars(self).items() if name != "each"}


@dataclass(frozen=True)
class Move:
    """By how much a metric is higher at one value of a varied thing than at another.

    Attributes:
        low, high: where the metric is lower, and where it is higher.
        more: mean of the differences, replicate by replicate.
        lo, hi: 95 % interval that holds together with those of all pairs of values of all things.
        sure: whether it keeps clear of 0, in enough replicates.
    """

    low: Effect
    high: Effect
    more: float
    lo: float
    hi: float
    sure: bool

    def as_dict(self) -> dict[str, Any]:
        """Return a JSON object."""
        ends = {"at_low": self.low.value, "at_high": self.high.value}
        rest = {name: getattr(self, name) for name in ("more", "lo", "hi", "sure")}
        return {"metric": self.low.metric, "factor": self.low.factor, **ends, **rest}


def effects(
    design: StudyDesign, store: SweepStore, metrics: Sequence[str] = DEFAULT_METRICS
) -> list[Effect]:
    """Return what each metric is at each value of each thing that varies.

    It averages over everything else that varies, so it tells nothing of interactions.
    """
    return [effect for metric in metrics for effect in _of_metric(design, store, metric)]


def _of_metric(design: StudyDesign, store: SweepStore, metric: str) -> list[Effect]:
    values = store.values(metric)
    found = []
    for k, factor in enumerate(design.factors):
        for value, position, points in _levels(factor, design.points[:, k]):
            each = means(values[points])
            mean, lo, hi = mean_interval(each, *bounds(metric))
            found.append(
                Effect(metric, factor.name, value, position, mean, lo, hi, int(points.sum()), each)
            )
    return found


def largest_move(found: Sequence[Effect], metric: str) -> Move | None:
    """Return the largest sure difference between two values of one thing, else the largest.

    All points share people and luck, so values are compared in pairs, replicate by replicate.
    """
    here = [effect for effect in found if effect.metric == metric and np.isfinite(effect.mean)]
    pairs = [
        (one, other) if one.mean <= other.mean else (other, one)
        for one, other in itertools.combinations(here, 2)
        if one.factor == other.factor
    ]
    if not pairs:
        return None
    gaps = np.stack([high.each - low.each for low, high in pairs], axis=1)
    ends = simultaneous(gaps, [span(metric)] * len(pairs)).intervals
    moves = [
        Move(low, high, high.mean - low.mean, lo, hi, bool(lo > 0 and len(gaps) >= FEW))
        for (low, high), (lo, hi) in zip(pairs, ends.tolist(), strict=True)
    ]
    return max(moves, key=lambda move: (move.sure, move.more))


def in_numbers(found: Sequence[Effect]) -> dict[str, Any]:
    """Return effects and the largest move of each metric as JSON has them."""
    moves = [largest_move(found, metric) for metric in dict.fromkeys(e.metric for e in found)]
    return {
        "effects": [effect.as_dict() for effect in found],
        "moves": [move.as_dict() for move in moves if move],
    }


def _levels(factor: Factor, codes: Floats) -> Iterator[tuple[str, float, Any]]:
    """Yield each value as text and as a position, and which points have it."""
    known = np.unique(codes)
    if not factor.is_range or len(known) <= BINS:
        for code in known:
            label = factor.labels(np.array([code]))[0]
            yield (f"{label:g}" if factor.numeric else str(label)), float(code), codes == code
        return
    edges = np.quantile(codes, np.linspace(0, 1, BINS + 1))
    place = np.clip(np.searchsorted(edges, codes, side="right") - 1, 0, BINS - 1)
    for k in range(BINS):
        middle = float(codes[place == k].mean()) if (place == k).any() else float("nan")
        yield f"{middle:.3g}", middle, place == k
