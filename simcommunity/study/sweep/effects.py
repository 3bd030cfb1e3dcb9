"""What each varied thing does by itself: means over everything else, with intervals."""

from __future__ import annotations

import warnings
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from simcommunity.estimates import mean_interval

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from simcommunity.study.sweep.design import StudyDesign
    from simcommunity.study.sweep.factors import Factor
    from simcommunity.study.sweep.sampling import Floats
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
    """

    metric: str
    factor: str
    value: str
    position: float
    mean: float
    lo: float
    hi: float
    points: int

    def as_dict(self) -> dict[str, Any]:
        """Return a JSON object."""
        return asdict(self)


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
            here = values[points]
            with warnings.catch_warnings():
                warnings.filterwarnings("ignore", "Mean of empty slice", RuntimeWarning)
                each = np.nanmean(here, axis=0) if len(here) else np.empty(0)
            mean, lo, hi = mean_interval(each[np.isfinite(each)])
            found.append(
                Effect(metric, factor.name, value, position, mean, lo, hi, int(points.sum()))
            )
    return found


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
