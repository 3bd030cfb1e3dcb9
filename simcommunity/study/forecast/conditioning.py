"""Simulated groups weighted by how much they resemble a real one so far."""

from __future__ import annotations

import numpy as np

from simcommunity.core.arrays import Floats, Ints

NEIGHBOURS = 100  # effective number of simulated groups a forecast rests on
RIDGE = 0.3
FAINT = 1e-4  # groups of less than this share of the largest weight do not bear on a slope
HALVINGS = 40


def weights(squares: Floats, prior: Floats, neighbours: float = NEIGHBOURS) -> Floats:
    """Return weights that sum to 1: prior × Gaussian kernel of the distance.

    The width of the kernel is the one that leaves the asked effective number of groups,
    1 / Σ w² (Kong, Liu & Wong 1994).

    Args:
        squares: squared distances, (simulated,).
        prior: weights before anything was seen, (simulated,).
    """
    x = squares - squares.min()
    low, high = 1e-3, 1e3
    for _ in range(HALVINGS):
        width = np.sqrt(low * high)
        w = prior * np.exp(-x / (2 * width * width))
        if w.sum() ** 2 / (w @ w) < neighbours:
            low = width
        else:
            high = width
    w = prior * np.exp(-x / (2 * high * high))
    return np.asarray(w / w.sum())


def draw(weight: Floats, count: int) -> Ints:
    """Return so many indices, each in proportion to its weight (systematic resampling)."""
    at = (np.arange(count) + 0.5) / count
    return np.minimum(np.searchsorted(np.cumsum(weight), at), len(weight) - 1)


def moved(weight: Floats, gap: Floats, ahead: Floats, rows: Ints, ridge: float = RIDGE) -> Floats:
    """Return what is ahead of some simulated groups, moved to where they would resemble exactly.

    The weighted local-linear regression of Beaumont, Zhang & Balding 2002, here of log(1 + count)
    ahead on the summaries, with a small ridge; nothing falls below 0, and
    nothing is rounded.

    Args:
        weight: of the simulated groups, (simulated,).
        gap: their summaries less those of the real group, (simulated, summaries).
        ahead: counts, (simulated, …).
        rows: which groups are wanted, (draws,).
    """
    bears = np.flatnonzero(weight > FAINT * weight.max())
    w = weight[bears] / weight[bears].sum()
    x = gap[bears] - w @ gap[bears]
    y = np.log1p(ahead[bears])
    y = y - w @ y
    square = (x * w[:, None]).T @ x + ridge * np.eye(x.shape[1])
    slope = np.linalg.solve(square, (x * w[:, None]).T @ y)
    return np.asarray(np.expm1(np.maximum(np.log1p(ahead[rows]) - gap[rows] @ slope, 0.0)))
