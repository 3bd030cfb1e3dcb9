"""Which of a few systems is best, said with a stated certainty.

All systems are run on the same replicate indices, so differences are taken pair by pair. No two of
them need have the same variance, nor need they be independent: the bounds are Bonferroni's over
paired differences, as in Clark & Yang (1986), and the intervals for multiple comparisons with the
best follow from them as in Edwards & Hsu (1983); see Nelson & Matejcik (1995).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from simcommunity.core.arrays import Floats


@dataclass(frozen=True)
class Selection:
    """What can be said of k systems.

    Attributes:
        best: place of the one with the largest mean.
        possible: places of all that may be the best.
        lo, hi: of each the interval of its mean minus that of the best of the others, (k,). With
            the stated confidence all of them hold at once.
    """

    best: int
    possible: tuple[int, ...]
    lo: Floats
    hi: Floats


def half_widths(values: Floats, confidence: float) -> Floats:
    """Return h[i, j], one-sided bounds of mean i minus mean j, joint over all i for any one j.

    Args:
        values: (replicates, systems), paired by row.
        confidence: that all k − 1 bounds against one system hold.
    """
    n, k = values.shape
    if k < 2:
        return np.zeros((k, k))
    quantile = float(stdtrit(n - 1, 1 - (1 - confidence) / (k - 1)))
    differences = values[:, :, None] - values[:, None, :]
    return np.asarray(quantile * differences.std(axis=0, ddof=1) / math.sqrt(n))


def compare_with_best(
    values: Floats, confidence: float = 0.95, span: float = math.inf
) -> Selection:
    """Return multiple comparisons with the best; larger is better.

    Args:
        values: (replicates, systems), paired by row; at least two replicates.
    """
    k = values.shape[1]
    if k == 1:
        return Selection(0, (0,), np.zeros(1), np.zeros(1))
    means = values.mean(axis=0)
    above = means[:, None] - means[None, :]  # [i, j]: mean i − mean j
    width = half_widths(values, confidence)
    others = ~np.eye(k, dtype=bool)
    upper = np.where(others, above + width, np.inf).min(axis=1)
    possible = np.flatnonzero(upper >= 0)
    lower = np.zeros(k)
    for i in range(k):
        rivals = possible[possible != i]
        if len(rivals):
            lower[i] = min(0.0, float((above[i, rivals] - width[i, rivals]).min()))
    return Selection(
        int(means.argmax()), tuple(map(int, possible)),
        np.maximum(lower, -span), np.clip(upper, 0.0, span),
    )  # fmt: skip


def differences_from(
    values: Floats, base: int, confidence: float = 0.95, span: float = math.inf
) -> tuple[Floats, Floats]:
    """Return lower and upper ends of each mean minus that of one system, all at once, (k,).

    Values can differ by `span` at most.
    """
    n, k = values.shape
    away = values - values[:, [base]]
    quantile = float(stdtrit(n - 1, 1 - (1 - confidence) / (2 * max(k - 1, 1))))
    half = quantile * away.std(axis=0, ddof=1) / math.sqrt(n)
    mean = away.mean(axis=0)
    return np.maximum(mean - half, -span), np.minimum(mean + half, span)


def runs_needed(values: Floats, indifference: float, confidence: float = 0.95) -> int:
    """Return the runs after which the best is known up to an indifference (Clark & Yang 1986).

    Args:
        values: first stage, (replicates, systems), paired by row.
        indifference: a difference that does not matter, in the unit of the values, > 0.
    """
    n, k = len(values), len(values[0])
    if k < 2:
        return n
    widest = float(half_widths(values, confidence).max()) * math.sqrt(n)
    return max(n, math.ceil((widest / indifference) ** 2))


def screened(values: Floats, confidence: float = 0.95) -> tuple[int, ...]:
    """Return the systems that may be the best; the others are clearly worse than one of them."""
    return compare_with_best(values, confidence).possible
