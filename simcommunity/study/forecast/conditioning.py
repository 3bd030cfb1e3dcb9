"""Simulated groups weighted by how much they resemble a real one so far."""

from __future__ import annotations

from typing import Any

import numpy as np

Floats = np.ndarray[Any, np.dtype[np.float64]]
Ints = np.ndarray[Any, np.dtype[np.int64]]

NEIGHBOURS = 60  # effective number of simulated groups a forecast rests on
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
