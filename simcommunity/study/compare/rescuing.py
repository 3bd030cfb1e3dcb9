"""When it is too late: the same switch at several days, each against never switching.

All arms meet the same people with the same luck and are the same until they switch. The intervals
of all days and metrics hold together, so the last day whose interval lies on the good side of zero
is one at which switching still helps, with the chance of the whole family.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Unpack

import numpy as np
from scipy.special import stdtr

from simcommunity.results.estimates import mean_interval, plain_data
from simcommunity.results.metrics import more_is_better
from simcommunity.results.survival import survival_curves
from simcommunity.scenario.arguments import keywords, whole_numbers
from simcommunity.scenario.loader import load_alternative, load_scenario
from simcommunity.scenario.short_repr import Rows, ShortRepr
from simcommunity.simulation.running import Result
from simcommunity.study.compare.candidates import Candidate, name_of, switch, title_of, words_of
from simcommunity.study.compare.comparing import Comparison, How, run_arms
from simcommunity.study.compare.design import is_design, read_design
from simcommunity.study.compare.differences import Difference, values
from simcommunity.study.compare.lifetimes import LIFE

if TYPE_CHECKING:
    from simcommunity.scenario.loader import Changes, Source

RESCUE_METRICS = (LIFE, "orders_per_member", "profit")


@dataclass(frozen=True)
class Window:
    """Until when switching helps, by one metric.

    Attributes:
        metric: its name.
        better: "more" or "less".
        last_day: last of the tried days at which switching surely helps, 95 % for all days and
            metrics together; None when there is none.
        next_day: the day tried after it; None when it is the last one tried.
        most_left: the most that switching on `next_day` or later can still bring (the far end of
            the intervals, in the good direction); NaN when no such day was tried.
        best_day: the day whose gain is largest.
        harm_day: the day from which on switching surely does harm; None when there is none.

    Nothing is sure with few replicates.
    """

    metric: str
    better: str
    last_day: int | None
    next_day: int | None
    most_left: float
    best_day: int
    harm_day: int | None


@dataclass(frozen=True, repr=False)
class Rescue(ShortRepr):
    """What switching at several days comes to.

    Attributes:
        comparison: never switching first, then each day.
        to: title of the playbook that is switched to, by language.
        by: "age" of a group, or "date" of the run.
        days: at which is switched.
        helps: metric → probability for each day that switching helps (posterior, Student's t).
        silent: share of groups that are dead already at each day when nobody switches, and its
            95 % interval over replicates; NaN beyond what can be seen; empty for dates.
        windows: one for each metric.
    """

    comparison: Comparison
    to: dict[str, str]
    by: str
    days: tuple[int, ...]
    helps: dict[str, list[float]]
    silent: list[tuple[float, float, float]]
    windows: list[Window]

    @property
    def cautions(self) -> list[dict[str, Any]]:
        """Why one should not lean on it."""
        return self.comparison.cautions

    def of(self, metric: str) -> list[Difference]:
        """Return the differences of a metric in order of the days."""
        return [one for one in self.comparison.differences if one.metric == metric]

    def _line(self) -> str:
        days = ", ".join(map(str, self.days))
        return f"{self.comparison.arms[0].name} to {self.to['en']} at {self.by} {days}"

    def _rows(self) -> tuple[Sequence[str], Rows]:
        rows = ((w.metric, w.last_day, w.best_day, w.harm_day) for w in self.windows)
        return ("metric", "last_day", "best_day", "harm_day"), rows

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON object of form "simcommunity.rescue/1"."""
        comparison = self.comparison.as_dict()
        comparison.pop("schema")
        return {
            "schema": "simcommunity.rescue/1",
            "cautions": self.cautions,
            "to": self.to,
            "by": self.by,
            "days": list(self.days),
            "windows": [plain_data(vars(one)) for one in self.windows],
            "gains": {
                window.metric: [
                    {"day": day, **plain_data(vars(one)), "helps": helps}
                    for day, one, helps in zip(
                        self.days, self.of(window.metric), self.helps[window.metric], strict=True
                    )
                ]
                for window in self.windows
            },
            "silent_before": [
                {"day": day, "mean": mean, "lo": lo, "hi": hi}
                for day, (mean, lo, hi) in zip(self.days, self.silent, strict=bool(self.silent))
            ],
            "comparison": comparison,
        }


@keywords(How)
@whole_numbers
def rescue(
    source: Source,
    to: str = "",
    at: Sequence[int] = (),
    *,
    by: str = "age",
    changes: Changes = (),
    **how: Unpack[How],
) -> Rescue:
    """Switch to another playbook at several days, and compare each with never switching.

    Args:
        source: the scenario: its name or file, a mapping, or a loaded one; or a design as a file,
            which says everything else.
        to: the playbook, by name or as a file.
        at: the days.
        by: whether they are days of a group's "age", or the "date" of the run.
        changes: made in every arm, as ``path=value`` or as a mapping of paths to values.
        how: as for `compare`; `metrics` are by default the groups' life, orders per member and
            profit.

    Raises:
        ScenarioError: when the scenario or the playbook is not sound.
        ValueError: for days that are not whole numbers of the run, and as `compare` does.
    """
    if not to and is_design(source):
        design = read_design(source, changes)
        if design.said.rescue is None:
            raise ValueError(f"{source} is the design of a comparison: use compare")
        source, to, changes = design.source, design.to, design.changes
        at, by = design.said.rescue.at, design.said.rescue.by
        how = {**design.how, **how}  # type: ignore[typeddict-item]
    never = load_scenario(source, changes)
    base = never.scenario
    last = latest(how.get("days") or base.days)
    days = tuple(sorted(set(at)))
    if not days or days[0] < 0 or days[-1] > last:
        raise ValueError(f"days to switch at must lie between 0 and {last}")
    arm = Candidate(name_of(source), words_of(base.title), base)
    later = [switch(source, to, day, by, changes) for day in days]
    how["metrics"] = how.get("metrics") or RESCUE_METRICS
    comparison = run_arms([arm, *later], **how)
    first, *arms = comparison.arms
    asked = list(dict.fromkeys(one.metric for one in comparison.differences if one.n))
    by_metric = {
        metric: [one for one in comparison.differences if one.metric == metric] for metric in asked
    }
    return Rescue(
        comparison,
        title_of(to, load_alternative(source, to, changes), never),
        by,
        days,
        {metric: [_helps(metric, first.result, arm.result) for arm in arms] for metric in asked},
        _silent(first.result, days) if by == "age" else [],
        [window(metric, days, ones) for metric, ones in by_metric.items()],
    )


def latest(days: int) -> int:
    """Return the last day at which one can switch in a run of so many days."""
    return days - 1


def window(metric: str, days: Sequence[int], differences: Sequence[Difference]) -> Window:
    """Return until when switching helps."""
    sign = 1 if more_is_better(metric) else -1
    near = [min(sign * one.together_lo, sign * one.together_hi) for one in differences]
    far = [max(sign * one.together_lo, sign * one.together_hi) for one in differences]
    sure = [k for k, low in enumerate(near) if low > 0 and differences[k].clear]
    after = sure[-1] + 1 if sure else 0
    left = [one for one in far[after:] if math.isfinite(one)]
    gains = [sign * one.mean for one in differences]
    harm = len(far)
    while harm and far[harm - 1] < 0 and differences[harm - 1].clear:
        harm -= 1
    return Window(
        metric,
        "more" if sign > 0 else "less",
        days[sure[-1]] if sure else None,
        days[after] if after < len(days) else None,
        max(left, default=math.nan),
        days[int(np.nanargmax(gains))] if np.isfinite(gains).any() else days[0],
        days[harm] if harm < len(days) else None,
    )


def _helps(metric: str, never: Result, later: Result) -> float:
    """Return the probability that a difference is a good one: Student's t, flat prior."""
    x, y = values(metric, never, later)
    gain = (y - x)[np.isfinite(y - x)] * (1 if more_is_better(metric) else -1)
    if len(gain) < 2:
        return math.nan
    error = float(gain.std(ddof=1)) / math.sqrt(len(gain))
    if error == 0:
        return 1.0 if gain[0] > 0 else 0.0
    return float(stdtr(len(gain) - 1, gain.mean() / error))


def _silent(never: Result, days: Sequence[int]) -> list[tuple[float, float, float]]:
    """Return the share of groups dead at each age when nobody switches."""
    horizon = days[-1] + 1
    alive = survival_curves(never.times[LIFE], never.last_seen[LIFE], horizon)
    seen = np.array([last.max(initial=-1) for last in never.last_seen[LIFE]])
    return [mean_interval(1 - alive[seen >= day, day], 0.0, 1.0) for day in days]
