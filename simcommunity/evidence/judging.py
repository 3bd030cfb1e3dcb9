"""From samples to verdicts: a part holds when its whole interval does what is asked of it.

"More" and "less" ask for an effect beyond the minimum relevant one of 5 %; "equal" is an
equivalence test by two one-sided tests at 5 % (Schuirmann 1987), which is the 90 % interval inside
the margin. Nothing is decided by means alone.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from simcommunity.core.arrays import Floats
from simcommunity.evidence.arm_runs import Arms, values
from simcommunity.evidence.intervals import (
    TWO_SIDED_TESTS,
    Interval,
    difference,
    mean,
    ratio,
)
from simcommunity.evidence.metrics import Metric, combine, limits
from simcommunity.evidence.part import PEAKS, Part
from simcommunity.results.estimates import LEVEL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simcommunity.evidence.registry import Entry


RELEVANT = 0.05
MORE, LESS = 1 + RELEVANT, 1 - RELEVANT


@dataclass(frozen=True)
class Band:
    """Where an interval must lie: from lo to hi; an open end is infinite, a strict one excluded."""

    lo: float = -math.inf
    hi: float = math.inf
    strict: bool = False

    def holds(self, interval: Interval) -> bool:
        """Say whether the whole interval lies inside; without an interval it does not."""
        if math.isnan(interval.lo) or math.isnan(interval.hi):
            return False
        if self.strict:
            return self.lo < interval.lo and interval.hi < self.hi
        return self.lo <= interval.lo and interval.hi <= self.hi


@dataclass(frozen=True)
class PartResult:
    """What one part comes to.

    Attributes:
        part: what was asked.
        effect: what was measured: a mean, a difference, a ratio, or the telling step of a shape.
        band: where it must lie.
        holds: whether it does, and all steps of a shape do; what is asked nothing holds.
        holds_by_value: whether the estimates alone would do, without their intervals.
        points: for each arm spoken of, its name and its own mean with interval.
    """

    part: Part
    effect: Interval
    band: Band
    holds: bool
    holds_by_value: bool
    points: tuple[tuple[str, Interval], ...]

    def as_dict(self) -> dict[str, Any]:
        """Return a JSON object; what is not known or open is infinite or NaN here."""
        part = self.part
        return {
            "metric": part.metric,
            "predicate": part.shape or part.predicate or None,
            "arms": [name for name, _ in self.points],
            "times": part.times,
            "beyond": part.beyond,
            "share_of": part.share_of,
            "value": self.effect.value,
            "lo": self.effect.lo,
            "hi": self.effect.hi,
            "band": [self.band.lo, self.band.hi],
            "holds": self.holds if part.predicate else None,
            "told": part.told,
            "n": self.effect.n,
            "points": [
                {"arm": name, "value": p.value, "lo": p.lo, "hi": p.hi} for name, p in self.points
            ],
        }


def judge(entry: Entry, part: Part, arms: Arms, n: int) -> PartResult:
    """Return what a part comes to.

    Args:
        entry: the claim it belongs to.
        part: what is asked.
        arms: what was measured, by arm.
        n: how many replicates of it belong to this claim.
    """
    names = entry.compared(part)
    every = (*names, *part.bases)
    others = [entry.among(name) for name in every]
    among = [None if other is None else arms[other] for other in others]
    xs = values(part.measured, [arms[name] for name in every], n, among)
    xs, bases = xs[: len(names)], xs[len(names) :]
    least, most = limits(part.measured)
    points = tuple((name, mean(x).within(least, most)) for name, x in zip(names, xs, strict=True))
    if part.shape is not None:
        effect, band, holds, by_value = _shape(part.shape, xs)
    elif part.across is not None:
        effect, band, holds, by_value = ratio(xs[-1], xs[0]), Band(), True, True
    else:
        effect, band = _effect(part, xs, bases, points[0][1])
        holds = not part.predicate or band.holds(effect)
        by_value = not part.predicate or band.holds(effect.at_its_value())
    return PartResult(part, effect, band, holds, by_value, points)


def _effect(
    part: Part, xs: Sequence[Floats], bases: Sequence[Floats], own: Interval
) -> tuple[Interval, Band]:
    """Return what is measured of one arm, or of two, and where it must lie."""
    if part.against is None:
        return own, _band(part)
    x, y = xs
    if bases:
        sign = "-" if part.beyond else "/"
        x, y = (combine(Metric((), sign), [*pair]) for pair in zip((x, y), bases, strict=True))
    level = LEVEL if part.equal_to is None else TWO_SIDED_TESTS
    if part.minus is None and part.within is None:
        return ratio(x, y, level), _band(part)
    effect = difference(x, part.times * y, level)
    if bases or part.times != 1:
        return effect, _band(part)
    least, most = limits(part.measured)
    return effect.within(least - most, most - least), _band(part)


def _band(part: Part) -> Band:
    """Return where the effect of a part must lie."""
    bands = {
        "between": lambda: Band(*(part.between or ())),
        "at_least": lambda: Band(lo=part.at_least or 0.0),
        "at_most": lambda: Band(hi=part.at_most or 0.0),
        "above": lambda: Band(lo=part.above or 0.0, strict=True),
        "below": lambda: Band(hi=part.below or 0.0, strict=True),
        "more_than": lambda: Band(lo=MORE, strict=True),
        "less_than": lambda: Band(hi=LESS, strict=True),
        "equal_to": lambda: _margin(part),
    }
    return bands[part.predicate]() if part.predicate else Band()


def _margin(part: Part) -> Band:
    if part.within is not None:
        return Band(-part.within, part.within, strict=True)
    share = part.within_share or 0.0
    return Band(1 - share, 1 + share, strict=True)


def _shape(shape: str, xs: Sequence[Floats]) -> tuple[Interval, Band, bool, bool]:
    """Return the telling ratio of a shape, its band, and whether all that is asked holds.

    Steps are ratios of one arm to the one before. That a curve never rises means that every step
    is shown to be no rise of more than 5 %; all steps must pass, so no correction is due. A peak
    is the interior arm with the highest mean. It must lie above both ends; as it is picked among
    the interior arms, its intervals are Bonferroni's for so many.
    """
    steps = [ratio(b, a) for a, b in itertools.pairwise(xs)]
    if shape not in PEAKS:
        band = Band(hi=MORE) if shape == "never_rises" else Band(lo=LESS)
        telling = (
            max(steps, key=lambda s: (math.isnan(s.hi), s.hi))
            if shape == "never_rises"
            else min(steps, key=lambda s: (not math.isnan(s.lo), s.lo))
        )
        return telling, band, all(map(band.holds, steps)), _by_value(band, steps)
    inside = range(1, len(xs) - 1)
    means = [mean(x).value for x in xs]
    peak = max(inside, key=lambda k: (not math.isnan(means[k]), means[k]))
    level = 1 - (1 - LEVEL) / len(inside)
    above = [ratio(xs[peak], xs[end], level) for end in (0, -1)]
    band = Band(lo=MORE, strict=True)
    holds = all(map(band.holds, above))
    by_value = _by_value(band, above)
    if shape == "rises_then_falls":
        up, down = Band(lo=LESS), Band(hi=MORE)
        holds = holds and all(map(up.holds, steps[:peak])) and all(map(down.holds, steps[peak:]))
        by_value = by_value and _by_value(up, steps[:peak]) and _by_value(down, steps[peak:])
    telling = min(above, key=lambda a: (not math.isnan(a.lo), a.lo))
    return telling, band, holds, by_value


def _by_value(band: Band, intervals: Sequence[Interval]) -> bool:
    return all(band.holds(one.at_its_value()) for one in intervals)
