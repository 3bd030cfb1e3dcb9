"""Which arm is best, and how likely that is right."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import stdtr, stdtrit

from simcommunity.core.arrays import Floats
from simcommunity.results.metrics import more_is_better

DRAWS = 20_000
MISS = 0.05


@dataclass(frozen=True)
class Selection:
    """The best arm by one metric.

    Attributes:
        goal: the metric.
        better: "more" or "less".
        best: name of the arm with the best mean.
        correct: probability that no other arm is better.
        at_least: lower bound of that probability, whatever the correlations between arms.
        probability: name of each arm → probability that no other arm is better.
        candidates: names of the arms among which the best one is with a chance of 95 %.
        alike: names of other arms that come to the same as the best one in every replicate.
        n: replicates in which every arm has a value.
    """

    goal: str
    better: str
    best: str
    correct: float
    at_least: float
    probability: dict[str, float]
    candidates: list[str]
    alike: list[str]
    n: int

    def as_dict(self) -> dict[str, Any]:
        """Return a JSON object."""
        return dict(vars(self))


def select(goal: str, names: Sequence[str], values: Sequence[Floats]) -> Selection | None:
    """Return the best arm; None with fewer than two replicates that every arm has a value in.

    The means have a multivariate t posterior with the arms' sample covariance (flat prior), which
    keeps the pairing; its bound by Bonferroni is that of Chick & Inoue 2001. The candidates are
    those that no other arm beats in a one-sided paired t test at 5 % over the number of rivals
    (subset selection, Gupta 1965, with paired variances).

    Args:
        values: of each arm in each replicate, NaN where there is none.
    """
    sign = 1 if more_is_better(goal) else -1
    table = sign * np.array(values, float).T
    table = table[np.isfinite(table).all(axis=1)]
    n, arms = table.shape
    if n < 2:
        return None
    mean = table.mean(axis=0)
    best = int(mean.argmax())
    lead = _t_values(table, best)  # of the best one over each other
    rivals = np.arange(arms) != best
    at_least = max(0.0, 1 - float(stdtr(n - 1, -lead[rivals]).sum())) if arms > 1 else 1.0
    probability = _posterior(table)
    line = float(stdtrit(n - 1, 1 - MISS / max(1, arms - 1)))
    beaten = [
        max(-_t_values(table, j)[np.arange(arms) != j], default=-math.inf) for j in range(arms)
    ]
    return Selection(
        goal,
        "more" if sign > 0 else "less",
        names[best],
        float(probability[best]),
        min(at_least, float(probability[best])),
        dict(zip(names, probability.tolist(), strict=True)),
        [name for name, worst in zip(names, beaten, strict=True) if worst <= line],
        [
            names[j]
            for j in np.flatnonzero(rivals).tolist()
            if (table[:, j] == table[:, best]).all()
        ],
        n,
    )


def _t_values(table: Floats, arm: int) -> Floats:
    """Return by how many standard errors an arm exceeds each one; infinite where nothing varies.

    Against itself and its like, with equal values in all replicates, it is infinite, too: nothing
    there can be better.
    """
    gap = table[:, [arm]] - table
    error = gap.std(axis=0, ddof=1) / math.sqrt(len(table))
    mean = gap.mean(axis=0)
    sure = np.where(mean >= 0, math.inf, -math.inf)
    return np.asarray(np.divide(mean, error, out=sure, where=error > 1e-12 * np.abs(table).max()))


def _posterior(table: Floats) -> Floats:
    """Return for each arm the probability that no other one is better."""
    n = len(table)
    unique, twin = np.unique(table, axis=1, return_inverse=True)
    centred = (unique - unique.mean(axis=0)) / math.sqrt(n * (n - 1))
    weight, axes = np.linalg.eigh(centred.T @ centred)
    root = (axes * np.sqrt(np.maximum(weight, 0.0))).T
    random = np.random.default_rng(0)  # the answer belongs to the data, not to the run's luck
    scale = np.sqrt((n - 1) / random.chisquare(n - 1, DRAWS))
    drawn = unique.mean(axis=0) + random.standard_normal((DRAWS, len(root))) @ root * scale[:, None]
    wins = np.bincount(drawn.argmax(axis=1), minlength=unique.shape[1]) / DRAWS
    return np.asarray(wins[twin.reshape(-1)])
