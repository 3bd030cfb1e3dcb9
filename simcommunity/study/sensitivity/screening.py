"""Which parameters matter at all: elementary effects.

Morris 1991 (Technometrics 33(2)) and Campolongo, Cariboni & Saltelli 2007 (Environ. Model. Softw.
22(10)): along a trajectory one parameter moves at a time. μ* is the mean size of its effect, σ how
much the effect differs from place to place.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from simcommunity.core.arrays import Floats
from simcommunity.study.sensitivity.resampling import Band, bands

FEWEST_TRAJECTORIES = 3
FEW_TRAJECTORIES = 6  # fewer see too little of the ranges for anything to be sure
STEP = 2 / 3  # of a range: how far a parameter moves on trajectories of four levels


@dataclass(frozen=True)
class Screening:
    """The elementary effects of the parameters on one metric, over their whole ranges.

    Attributes:
        mu: name → mean effect of moving the parameter over its whole range.
        mu_star: name → mean of the absolute effects.
        sigma: name → standard deviation of the effects between places.
        floor: name → the μ* that luck alone would give; a parameter below is not told from noise.
        trajectories, left_out, replicates: what was used.
        salib: SALib's "mu", "mu_star", "sigma" and "mu_star_conf", of the means over replicates.
    """

    mu: Mapping[str, Band]
    mu_star: Mapping[str, Band]
    sigma: Mapping[str, float]
    floor: Mapping[str, float]
    trajectories: int
    left_out: int
    replicates: int
    salib: Mapping[str, Sequence[float]]

    @property
    def change(self) -> dict[str, Band]:
        """Name → mean size of the change that one step makes, two thirds of the range."""
        return {
            name: Band(STEP * one.value, STEP * one.lo, STEP * one.hi)
            for name, one in self.mu_star.items()
        }

    @property
    def rough(self) -> bool:
        """Whether the trajectories are too few."""
        return self.trajectories < FEW_TRAJECTORIES

    def matters(self, name: str) -> bool:
        """Say whether the effect of a parameter is surely more than luck makes."""
        return not self.rough and self.mu_star[name].lo > self.floor[name]

    def as_dict(self) -> dict[str, Any]:
        """Return a JSON object."""
        return {
            "parameters": {
                name: {
                    "mu": self.mu[name].as_dict(),
                    "mu_star": self.mu_star[name].as_dict(),
                    "sigma": self.sigma[name],
                    "noise_floor": self.floor[name],
                    "matters": self.matters(name),
                }
                for name in self.mu
            },
            "trajectories": self.trajectories,
            "left_out": self.left_out,
            "replicates": self.replicates,
            "salib": {name: list(values) for name, values in self.salib.items()},
        }


def elementary_effects(
    names: Sequence[str], units: Floats, values: Floats, span: float = math.inf
) -> Screening | None:
    """Return the elementary effects of a metric.

    Args:
        units: the points of SALib's trajectories in the unit cube, (n · (d + 1), d).
        values: the metric at these points, (n · (d + 1), replicates); NaN where a run has none.

    Returns None when fewer than three trajectories are complete.
    """
    d = len(names)
    x, y = units.reshape(-1, d + 1, d), values.reshape(-1, d + 1, values.shape[1])
    whole = np.isfinite(y).all(axis=(1, 2))
    left_out = int((~whole).sum())
    x, y = x[whole], y[whole]
    n, replicates = len(x), y.shape[2]
    if n < FEWEST_TRAJECTORIES:
        return None
    steps = np.diff(x, axis=1)  # in every step one parameter moves
    moved = np.abs(steps).argmax(axis=2)
    size = np.take_along_axis(steps, moved[..., None], axis=2)
    effects = np.empty((n, d, replicates))
    effects[np.arange(n)[:, None], moved] = np.diff(y, axis=1) / size

    def moments(v: Floats, w: Floats) -> Floats:
        mean = effects @ w
        return np.concatenate((v @ mean, v @ np.abs(mean)))

    found, most = bands(moments, n, replicates), span / STEP
    luck = np.zeros(d)
    if replicates > 1:
        luck = np.sqrt(effects.var(axis=2, ddof=1).mean(axis=0) / replicates)
    return Screening(
        mu={name: one.within(-most, most) for name, one in zip(names, found[:d], strict=True)},
        mu_star={name: one.within(0, most) for name, one in zip(names, found[d:], strict=True)},
        sigma=dict(zip(names, effects.mean(axis=2).std(axis=0, ddof=1).tolist(), strict=True)),
        # The mean size of a normal variable is √(2/π) of its standard deviation.
        floor=dict(zip(names, (math.sqrt(2 / math.pi) * luck).tolist(), strict=True)),
        trajectories=n,
        left_out=left_out,
        replicates=replicates,
        salib=_salib(names, x.reshape(-1, d), y.mean(axis=2).ravel()),
    )


def _salib(names: Sequence[str], units: Floats, means: Floats) -> dict[str, list[float]]:
    """Return SALib's own analysis of the means over replicates."""
    from SALib.analyze import morris  # noqa: PLC0415 (an extra)

    problem = {"num_vars": len(names), "names": list(names), "bounds": [[0, 1]] * len(names)}
    found = morris.analyze(problem, units, means, seed=1)
    keys = ("mu", "mu_star", "sigma", "mu_star_conf")
    return {key: [float(x) for x in found[key]] for key in keys}
