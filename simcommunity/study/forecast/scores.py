"""How good a forecast was: proper scores of samples, and points that suit a score."""

from __future__ import annotations

from typing import Any

import numpy as np

from simcommunity.core.arrays import Floats


def crps(samples: Floats, truth: Floats) -> Floats:
    """Return the continuous ranked probability score of samples.

    E|X − y| − E|X − X'| / 2 over the samples (Gneiting & Raftery 2007).

    Args:
        samples: (samples, …).
        truth: (…).
    """
    x = np.sort(np.asarray(samples, float), axis=0)
    n = len(x)
    rank = (2 * np.arange(1, n + 1) - n - 1).reshape(-1, *[1] * (x.ndim - 1))
    return np.asarray(np.abs(x - truth).mean(axis=0) - (rank * x).sum(axis=0) / n**2)


def log_error(point: Floats, truth: Floats) -> Floats:
    """Return |log(1 + point) − log(1 + truth)|."""
    return np.asarray(np.abs(np.log1p(point) - np.log1p(truth)))


def inside(samples: Floats, truth: Floats, share: float) -> Any:
    """Return whether the truth lies in the middle `share` of the samples, bounds included."""
    low, high = np.quantile(samples, [(1 - share) / 2, (1 + share) / 2], axis=0)
    return (low <= truth) & (truth <= high)


def likely_point(samples: Floats) -> Floats:
    """Return the middle of the shortest interval of log(1 + count) that holds half the samples.

    It is the point whose absolute error has the least median (Rousseeuw 1984): the one to name
    where a forecast is judged by that. Where several are as short, the middle one.

    Args:
        samples: counts, (samples, …).
    """
    x = np.sort(np.log1p(samples), axis=0)
    half = (len(x) + 1) // 2
    length = x[half - 1 :] - x[: len(x) - half + 1]
    shortest = length <= length.min(axis=0) + 1e-9
    place = np.arange(len(length)).reshape(-1, *[1] * (x.ndim - 1))
    start = np.round((shortest * place).sum(axis=0) / shortest.sum(axis=0)).astype(int)
    ends = [np.take_along_axis(x, (start + k)[None], axis=0)[0] for k in (0, half - 1)]
    return np.asarray(np.expm1((ends[0] + ends[1]) / 2))
