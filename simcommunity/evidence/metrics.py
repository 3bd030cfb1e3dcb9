"""What can be measured of an arm, and how it is written in the registry.

share_dead_day_14              a metric of a replicate
death_day_silence              a time: its mean restricted to the horizon the arms share
median death_day_silence       its Kaplan–Meier median over the groups of a replicate
median fade_ratio, mean k_core over the groups of a replicate
each spend                     over the people who joined, or some of them
alive_share[age 14]            a curve, by the age of the groups
orders[0-29], trust[day 60]    a daily column on days of the run, for each who joined
orders[week 9-12]              the same by weeks; the first week is 1
orders[age 0-29]               the same by days since a group's day zero
A / B, A - B, A + B + C        several of these, in each replicate
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simcommunity.core.arrays import Floats
from simcommunity.core.vitals import COLUMN
from simcommunity.results.curves import CURVES
from simcommunity.results.group_table import GROUP_FIELDS
from simcommunity.results.measured import mean, median, ratio
from simcommunity.results.metrics import METRICS, TIMES, bounds
from simcommunity.results.people import OF_PEOPLE
from simcommunity.scenario.errors import nearest

if TYPE_CHECKING:
    from collections.abc import Collection

    from simcommunity.results.replicate import Replicate

LEVELS = ("irritation", "benefit", "trust", "belonging")  # means over the members present
STOCKS = ("joined", "members", "active", "muted", "left", "would_read", "ever_wrote")

_TERM = re.compile(
    r"(?:(?P<how>median|mean|each) )?(?P<name>[a-z0-9_]+)"
    r"(?:\[(?P<age>age )?(?:(?P<unit>day|week) )?(?P<first>\d{1,4})(?:-(?P<last>\d{1,4}))?\])?"
)
_SIGN = re.compile(r" ([+/-]) ")


class UnknownMetricError(ValueError):
    """A metric nobody measures; carries the rule of its sentence and what fills it in."""

    def __init__(self, rule: str, **details: str) -> None:
        """Keep rule and details."""
        self.rule = rule
        self.details = details
        super().__init__(rule)


@dataclass(frozen=True)
class Term:
    """One measured quantity.

    Attributes:
        how: "value", "time", "median_time", "median", "mean", "each", "curve" or "column".
        name: of the metric, curve, column or field of a group.
        age: whether days are counted from each group's day zero.
        first, last: days, both inclusive; −1 where there is no window.
    """

    how: str
    name: str
    age: bool = False
    first: int = -1
    last: int = -1

    @property
    def of_a_time(self) -> bool:
        """Whether the times of the groups are needed, which are censored."""
        return self.how in {"time", "median_time"}

    @property
    def of_people(self) -> bool:
        """Whether it is a number of each person, of whom some may be picked."""
        return self.how == "each"


@dataclass(frozen=True)
class Metric:
    """One term, two with "/" or "-" between them, or several with "+" between them."""

    terms: tuple[Term, ...]
    sign: str = ""


def parse(text: str) -> Metric:
    """Read a metric as it is written in the registry; raises UnknownMetricError."""
    first, *rest = _SIGN.split(text)
    if not rest:
        return Metric((_term(first),))
    signs = set(rest[::2])
    if len(rest) > 2 and signs != {"+"}:
        raise UnknownMetricError("metric_form")
    return Metric((_term(first), *map(_term, rest[1::2])), rest[0])


def _term(text: str) -> Term:
    found = _TERM.fullmatch(text.strip())
    if found is None:
        raise UnknownMetricError("metric_form")
    name = found["name"]
    if found["first"] is not None:
        if found["how"]:
            raise UnknownMetricError("metric_form")
        return _window(name, found)
    if found["how"] == "each":
        return Term("each", _known(name, OF_PEOPLE))
    if found["how"] == "median" and name in TIMES:
        return Term("median_time", name)
    if found["how"]:
        return Term(found["how"], _known(name, GROUP_FIELDS))
    if name in TIMES:
        return Term("time", name)
    return Term("value", _known(name, METRICS))


def _window(name: str, found: re.Match[str]) -> Term:
    curve = name in CURVES and name not in COLUMN  # trust and a few others are both
    if curve and not found["age"]:
        raise UnknownMetricError("curve_by_age")
    first = int(found["first"])
    last = first if found["last"] is None else int(found["last"])
    if last < first or (found["unit"] == "week" and first < 1):
        raise UnknownMetricError("metric_form")
    if found["unit"] == "week":
        first, last = 7 * (first - 1), 7 * last - 1
    how = "curve" if curve else "column"
    return Term(how, name if curve else _known(name, COLUMN), bool(found["age"]), first, last)


def _known(name: str, names: Collection[str]) -> str:
    if name not in names:
        every = dict.fromkeys((*METRICS, *COLUMN, *CURVES, *GROUP_FIELDS, *OF_PEOPLE))
        near = nearest(name, names) or nearest(name, every)
        raise UnknownMetricError("unknown_metric_nearest", near=near or next(iter(names)))
    return name


def limits(metric: Metric) -> tuple[float, float]:
    """Return the least and the most that a metric can be."""
    least, most = zip(*map(_limits, metric.terms), strict=True)
    if metric.sign == "+":
        return sum(least), sum(most)
    if metric.sign == "-":
        return least[0] - most[1], most[0] - least[1]
    if metric.sign == "/":
        return (0.0 if min(least) >= 0 else -math.inf), math.inf
    return least[0], most[0]


def _limits(term: Term) -> tuple[float, float]:
    if term.of_people:
        return 0.0, OF_PEOPLE[term.name]
    if term.how not in {"curve", "column"}:
        return bounds(term.name)
    share = term.name.endswith("_share") or term.name in {*STOCKS, *LEVELS} - {"irritation"}
    return (-math.inf if term.name == "gross_profit" else 0.0), (1.0 if share else math.inf)


def read(term: Term, replicate: Replicate) -> float:
    """Return a term that is no time in one replicate, NaN where it is not defined."""
    if term.how == "value":
        return replicate.metrics[term.name]
    if term.of_people:
        return mean(replicate.people[term.name])
    if term.how in {"median", "mean"}:
        return (median if term.how == "median" else mean)(replicate.groups[term.name])
    if term.how == "curve":
        return float(replicate.curves[term.name][term.first : term.last + 1].mean())
    return _column(term, replicate)


def _column(term: Term, replicate: Replicate) -> float:
    """Return a daily column over a window of days, NaN if the run ends before it does.

    What happens (orders, mutes) is added up and divided by those who had joined by the last day.
    How things stand (muted, members) is a mean over the days of the window, divided likewise. Of
    trust and the like it is the mean over members and days. By age, groups that were not watched
    to the end of the window are left out.
    """
    daily = replicate.daily
    day = np.arange(term.first, term.last + 1)[None, :]
    if term.age:
        zero = replicate.groups["day_zero"].astype(int)
        watched = (zero >= 0) & (zero + term.last < daily.shape[1])
        daily, day = daily[watched], zero[watched][:, None] + day
    elif term.last >= daily.shape[1]:
        return np.nan
    group = np.arange(len(daily))[:, None]
    values = daily[group, day, COLUMN[term.name]]
    if term.name in LEVELS:
        members = daily[group, day, COLUMN["members"]]
        return ratio(float((values * members).sum()), float(members.sum()))
    joined = float(daily[group, day, COLUMN["joined"]][:, -1].sum())
    days = term.last - term.first + 1 if term.name in STOCKS else 1
    return ratio(float(values.sum()) / days, joined)


def combine(metric: Metric, values: list[Floats]) -> Floats:
    """Return a metric in each replicate from its terms, (replicates,).

    A ratio with 0 below is infinite, or NaN with 0 above as well.
    """
    if metric.sign == "-":
        return values[0] - values[1]
    if metric.sign == "+":
        return np.asarray(sum(values[1:], values[0]))
    if metric.sign == "/":
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(values[0] / values[1])
    return values[0]
