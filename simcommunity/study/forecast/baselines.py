"""What a forecast must beat: persistence and two laws of decay, with distributions of their own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.stats import nbinom

from simcommunity.core.arrays import Floats

NAMES = ("persistence", "exponential", "power_law")
WEEK = 7
_SHAPES = np.exp(np.linspace(-3, 4, 50))
_FLOORS = np.array([0.01, 0.03, 0.1, 0.2, 0.4, 0.8, 1.6])


def curve(name: str, posters: Floats, weeks: int) -> Floats:
    """Return the expected poster-days of each coming week.

    Persistence is the mean of the last seven days; the decays A·exp(−b·t) and A·(1 + t)^(−b) are
    fitted to all days by Poisson maximum likelihood, with b ≥ 0.

    Args:
        posters: of each day so far, (days,).
    """
    days = len(posters)
    ahead = np.arange(days, days + WEEK * weeks, dtype=float)
    if name == "persistence":
        rates = np.full(len(ahead), posters[-WEEK:].mean())
    else:
        clock = np.log1p if name == "power_law" else np.positive
        start, fall = _fit(posters, clock(np.arange(days, dtype=float)))
        rates = np.exp(start - fall * clock(ahead))
    return np.asarray(rates.reshape(weeks, WEEK).sum(axis=1))


def _fit(posters: Floats, clock: Floats) -> Floats:
    """Return log A and b of a decay in the time that `clock` tells."""

    def loss(x: Floats) -> tuple[float, Floats]:
        mean = np.exp(x[0] - x[1] * clock)
        gap = mean - posters
        value = (mean - posters * (x[0] - x[1] * clock)).sum()
        return float(value), np.array([gap.sum(), -(gap * clock).sum()])

    start = np.log(posters.mean() + 0.01)
    found = [
        minimize(loss, [start, fall], jac=True, bounds=[(-10, 10), (0, 5)]) for fall in (0.05, 0.5)
    ]
    return np.asarray(min(found, key=lambda one: float(one.fun)).x)


@dataclass(frozen=True)
class Spread:
    """The negative binomial around a baseline's curve, one for each week ahead.

    Attributes:
        shape: Var = μ + μ²/shape, (weeks,).
        floor: added to the curve, since a group at 0 may come back, (weeks,).
    """

    shape: Floats
    floor: Floats

    def quantiles(self, curve: Floats, count: int) -> Floats:
        """Return so many quantiles at even steps, (count, …, weeks)."""
        mean = curve + self.floor
        at = ((np.arange(count) + 0.5) / count).reshape(-1, *[1] * mean.ndim)
        return np.asarray(nbinom.ppf(at, self.shape, self.shape / (self.shape + mean)))


def spread(curves: Floats, truth: Floats) -> Spread:
    """Return the spread under which what came is most likely.

    Args:
        curves, truth: of groups that are not the ones to be forecast, (groups, weeks).
    """
    shapes, floors = [], []
    for week in range(curves.shape[1]):
        mean = curves[:, week, None, None] + _FLOORS[:, None]
        odds = _SHAPES / (_SHAPES + mean)
        likely = np.sum(nbinom.logpmf(truth[:, week, None, None], _SHAPES, odds), axis=0)
        f, s = np.unravel_index(int(likely.argmax()), likely.shape)
        shapes.append(_SHAPES[s])
        floors.append(_FLOORS[f])
    return Spread(np.array(shapes), np.array(floors))
