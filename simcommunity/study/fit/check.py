"""Can the scenario make the log at all? And may one lean on what is said of it?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from simcommunity.core.arrays import Floats
from simcommunity.study.fit.one_log import Question
from simcommunity.study.fit.summaries import blocks, known, last_told
from simcommunity.study.logs.group_log import TEAM_DOES

Caution = dict[str, Any]

FRESH = 1 << 20  # numbers of simulations of the check: luck the fit has not met
INSIDE = 0.95  # of what is simulated lies inside of all bands at once
NARROWEST = 0.05  # standard deviation of log(1 + count) that a band has at least
FEW = 30  # groups or futures on which nothing sure should rest


@dataclass(frozen=True)
class Check:
    """What a fitted scenario makes anew, week by week, beside what was seen.

    Attributes:
        made: column → weeks, (draws, weeks).
        seen: column → the same weeks of the log, (weeks,).
        daily: active posters of each draw, (draws, days).
    """

    made: dict[str, Floats]
    seen: dict[str, Floats]
    daily: Floats

    @property
    def misses(self) -> dict[str, list[int]]:
        """Weeks of the log outside of bands that hold 95 % of what is made, all at once.

        A log has some dozens of weeks and columns, a few of which lie outside of their own 95 %
        in nearly every log, whoever made it.
        """
        away = {name: _away(x, self.seen[name]) for name, x in self.made.items()}
        widest = np.concatenate([made for made, _ in away.values()], axis=1).max(axis=1)
        most = float(np.quantile(widest, INSIDE))
        weeks = {name: np.flatnonzero(seen > most).tolist() for name, (_, seen) in away.items()}
        return {name: found for name, found in weeks.items() if found}


def _away(made: Floats, seen: Floats) -> tuple[Floats, Floats]:
    """Return how many standard deviations draws and log are away from the mean, on a log scale."""
    x = np.log1p(made)
    middle, scale = x.mean(axis=0), np.maximum(x.std(axis=0), NARROWEST)
    return np.abs(x - middle) / scale, np.abs(np.log1p(seen) - middle) / scale


def check(question: Question, unit: Floats, weight: Floats, draws: int) -> Check:
    """Simulate draws of a posterior anew, with luck the fit has not met."""
    days = question.log.days
    chosen = np.random.default_rng(question.seed).choice(len(unit), size=draws, p=weight)
    logs = [
        log.counts
        for log in question.logs(unit[chosen], FRESH + np.arange(draws), days)
        if log is not None
    ]
    told = question.log.counts
    together = {name: np.array([log[name] for log in logs]) for name in question.columns}
    made = {name: _weeks(together, name, days, told) for name in question.columns}
    seen = {name: _weeks(told, name, days, told) for name in question.columns}
    return Check(made, seen, np.array([log["active_posters"] for log in logs]))


def _weeks(
    counts: Mapping[str, Floats], name: str, days: int, told: Mapping[str, Floats]
) -> Floats:
    """Return a column week by week, of the days that are known in the log that was told."""
    x = known(counts, name, days, told)
    if name == "members":  # a level
        return x[..., last_told(days, told)]
    return np.stack([x[..., a:b].sum(axis=-1) for a, b in blocks(days)], axis=-1)


def cautions(question: Question, checked: Check, worth: float) -> list[Caution]:
    """Return why one should not lean on what is said, the gravest first."""
    out: list[Caution] = []
    log = question.log
    told = {name: float(np.nansum(log.counts[name])) for name in (*TEAM_DOES, "orders")
            if name in log.counts}  # fmt: skip
    told = {name: total for name, total in told.items() if total > 0}
    if told and question.scenario.team.hours_a_day <= 0:
        out.append({"kind": "wrong_scenario", "log_tells": told})
    if checked.misses:
        out.append({"kind": "misfit", "outside": checked.misses})
    if worth < FEW:
        out.append({"kind": "few", "worth": worth, "least": FEW})
    return out
