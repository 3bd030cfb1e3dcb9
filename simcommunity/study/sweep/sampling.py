"""Points of the unit cube: how ranges are sampled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from simcommunity.core.arrays import Floats
from simcommunity.study.optional_libraries import needed

MOST_SEED = 2**32  # SALib takes no larger one


def latin_hypercube(count: int, samples: int, seed: int) -> Floats:
    """Return a Latin hypercube (McKay, Beckman & Conover 1979), (samples, count) in 0 to 1."""
    from scipy.stats import qmc  # noqa: PLC0415 (not every design samples)

    return np.asarray(qmc.LatinHypercube(count, rng=seed).random(samples))


def sobol(count: int, samples: int, seed: int, *, second_order: bool = False) -> Floats:
    """Return the sample of Saltelli (2002) over a scrambled Sobol sequence.

    Returns:
        (samples · (count + 2), or with second order samples · (2 · count + 2), count) in 0 to 1,
        in the order in which SALib analyses them.
    """
    sample = needed("SALib.sample.sobol", "studies")
    points = sample.sample(
        unit_problem(count), samples, calc_second_order=second_order, seed=seed % MOST_SEED
    )
    return np.asarray(points, float)


def morris(count: int, samples: int, seed: int, *, levels: int = 4) -> Floats:
    """Return trajectories of Morris (1991), (samples · (count + 1), count) in 0 to 1.

    Args:
        levels: of the grid they walk on; even.
    """
    sample = needed("SALib.sample.morris", "studies")
    points = sample.sample(unit_problem(count), samples, num_levels=levels, seed=seed % MOST_SEED)
    return np.asarray(points, float)


def unit_problem(count: int) -> dict[str, Any]:
    """Return the SALib problem of `count` ranges from 0 to 1."""
    return {
        "num_vars": count,
        "names": [f"x{k}" for k in range(count)],
        "bounds": [[0.0, 1.0]] * count,
    }


# name of a design → its sampler: (ranges, samples, seed, own options) → points of the unit cube
SAMPLERS: dict[str, Callable[..., Floats]] = {
    "latin_hypercube": latin_hypercube,
    "sobol": sobol,
    "morris": morris,
}
