"""Approximate Bayesian computation by sequential Monte Carlo, over the unit cube.

Generations of weighted points come ever closer to what was seen (Toni et al. 2009; weights and
kernel of Beaumont et al. 2009: a Gaussian of twice the weighted covariance). The next tolerance is
a quantile of the last distances (Del Moral, Doucet & Jasra 2012). At the end the points are moved
by a weighted local-linear regression on the summaries (Beaumont, Zhang & Balding 2002).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from simcommunity.core.arrays import Floats, Ints

KEEP = 0.5  # the next tolerance lets so many of the last points through
FIRST = 4  # first draws for every point that is kept
LEAST_ACCEPTED = 0.04
RIDGE = 1e-2
EDGE = 1e-3


@dataclass(frozen=True)
class Points:
    """A weighted sample of the posterior.

    Attributes:
        unit: points of the unit cube, (points, numbers).
        weight: sums to 1, (points,).
        index: which simulation each is; with the point it repeats it, (points,).
        summary: of each simulation, (points, summaries).
        distance: to what was seen, (points,).
        tolerance: the largest distance let through.
        simulated: how many simulations it took.
    """

    unit: Floats
    weight: Floats
    index: Ints
    summary: Floats
    distance: Floats
    tolerance: float
    simulated: int

    @property
    def effective(self) -> float:
        """Effective number of points, 1 / Σ w² (Kong, Liu & Wong 1994)."""
        return float(1 / (self.weight @ self.weight))


def sample(
    run: Callable[[Floats, Ints], Floats],
    seen: Floats,
    *,
    numbers: int,
    points: int,
    simulations: int,
    seed: int,
) -> Points:
    """Return a weighted sample of the posterior; the prior is even over the unit cube.

    Args:
        run: simulates points, (n, numbers), under numbers of simulations, (n,); returns their
            summaries, (n, summaries), NaN where a simulation has none.
        seen: the summaries of what was seen, (summaries,).
    """
    luck = np.random.default_rng(seed)
    first = min(FIRST * points, simulations)
    unit = luck.random((first, numbers))
    index = np.arange(first)
    now = _kept(unit, index, run(unit, index), seen, points)
    while now.simulated < simulations:
        tolerance = float(np.quantile(now.distance, KEEP))
        found = _generation(now, tolerance, run, seen, simulations, luck)
        if found is None:
            break
        now = found
    return now


def _kept(unit: Floats, index: Ints, summary: Floats, seen: Floats, points: int) -> Points:
    """Return the nearest of the first draws."""
    distance = _distance(summary, seen)
    near = np.argsort(distance, kind="stable")[:points]
    near = near[np.isfinite(distance[near])]
    if len(near) == 0:
        raise ValueError("no simulated group ever spoke")
    weight = np.full(len(near), 1 / len(near))
    return Points(unit[near], weight, index[near], summary[near], distance[near],
                  float(distance[near].max()), len(unit))  # fmt: skip


def _generation(
    last: Points,
    tolerance: float,
    run: Callable[[Floats, Ints], Floats],
    seen: Floats,
    simulations: int,
    luck: np.random.Generator,
) -> Points | None:
    """Return the next generation, None when too few proposals come so close."""
    wanted, made = len(last.unit), last.simulated
    spread = 2 * np.cov(last.unit.T, aweights=last.weight).reshape(last.unit.shape[1], -1)
    factor = np.asarray(np.linalg.cholesky(spread + 1e-6 * np.eye(len(spread))), np.float64)
    kept: tuple[list[Any], ...] = ([], [], [], [])
    found = tried = 0
    while found < wanted:
        batch = min(wanted, simulations - made)
        if batch <= 0 or (tried >= 3 * wanted and found < LEAST_ACCEPTED * tried):
            return None
        unit = _propose(last, factor, batch, luck)
        index = np.arange(made, made + batch)
        summary = run(unit, index)
        distance = _distance(summary, seen)
        near = distance <= tolerance
        made += batch
        tried += batch
        found += int(near.sum())
        for some, new in zip(kept, (unit, index, summary, distance), strict=True):
            some.append(new[near])
    unit, index, summary, distance = (np.concatenate(some)[:wanted] for some in kept)
    weight = 1 / _density(unit, last, factor)
    return Points(unit, weight / weight.sum(), index, summary, distance, tolerance, made)


def _propose(last: Points, factor: Floats, count: int, luck: np.random.Generator) -> Floats:
    """Return points near the last ones, inside the cube."""
    out = np.empty((0, last.unit.shape[1]))
    while len(out) < count:
        start = luck.choice(len(last.unit), size=4 * count, p=last.weight)
        step = luck.standard_normal((4 * count, last.unit.shape[1])) @ factor.T
        moved = last.unit[start] + step
        out = np.concatenate((out, moved[((moved > 0) & (moved < 1)).all(axis=1)]))
    return out[:count]


def _density(unit: Floats, last: Points, factor: Floats) -> Floats:
    """Return the density of the proposal up to a constant: a mixture of Gaussians around points."""
    inverse = np.linalg.inv(factor)
    at, centre = unit @ inverse.T, last.unit @ inverse.T
    squares = (at**2).sum(axis=1)[:, None] + (centre**2).sum(axis=1) - 2 * at @ centre.T
    return np.asarray(np.exp(-squares / 2) @ last.weight)


def _distance(summary: Floats, seen: Floats) -> Floats:
    gap = np.sqrt(((summary - seen) ** 2).sum(axis=-1))
    return np.asarray(np.where(np.isfinite(gap), gap, np.inf))


def adjusted(found: Points, seen: Floats) -> tuple[Floats, Floats]:
    """Return the points moved to where the summaries would equal what was seen, and weights.

    A ridge regression of the logit of each number on the summaries, with Epanechnikov weights. The
    residuals of a regression on few points are too small, the more so the more summaries there are,
    and where its line passes is itself uncertain; both are made good for, as in the prediction
    interval of any linear smoother (e.g. Hastie, Tibshirani & Friedman 2009, 5.5).
    """
    place = np.clip(found.unit, EDGE, 1 - EDGE)
    y = np.log(place / (1 - place))
    reach = max(found.distance.max(), 1e-9) * 1.001
    weight = found.weight * (1 - (found.distance / reach) ** 2)
    weight = weight / weight.sum()
    gap = found.summary - seen
    scale = np.sqrt(weight @ gap**2) + 1e-9
    x = np.concatenate((np.ones((len(gap), 1)), gap / scale), axis=1)
    penalty = RIDGE * np.eye(x.shape[1])
    penalty[0, 0] = 0.0
    slope = np.linalg.solve((x * weight[:, None]).T @ x + penalty, (x * weight[:, None]).T)
    line = x @ slope  # what each point adds to the line at each point, (points, points)
    left = ((np.eye(len(line)) - line) ** 2).sum(axis=1)  # of the variance, in each residual
    grown = np.sqrt((1 + (slope[0] ** 2).sum()) / np.maximum(left, 1 / len(line)))
    moved = slope[0] @ y + (y - line @ y) * grown[:, None]
    return np.asarray(1 / (1 + np.exp(-moved))), np.asarray(weight)


def quantiles(values: Floats, weight: Floats, at: Floats) -> Floats:
    """Return weighted quantiles of each column, (quantiles, columns).

    Args:
        values: (points, columns).
        weight: sums to 1, (points,).
        at: (quantiles,).
    """
    out = np.empty((len(at), values.shape[1]))
    for k in range(values.shape[1]):
        order = np.argsort(values[:, k], kind="stable")
        middle = np.cumsum(weight[order]) - weight[order] / 2
        out[:, k] = np.interp(at, middle, values[order, k])
    return out
