"""What share of the variance each parameter makes: Sobol' indices of the mean over lucks.

Estimators: first order Saltelli et al. 2010 (Comput. Phys. Commun. 181), total order Jansen 1999
(Comput. Phys. Commun. 117), as SALib has them. A simulation is noisy, and the noise of a mean over
few replicates would count as interaction. So every square and product here is taken between
*different* replicates, in which luck has nothing in common with itself: the indices are those of
the mean over infinitely many replicates (cf. Hart, Alexanderian & Gremaud 2017, SIAM J. Sci.
Comput. 39(4)). Without noise they are SALib's numbers.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import expit

from simcommunity.core.arrays import Floats
from simcommunity.study.sensitivity.resampling import Band, bands

FEWEST_BLOCKS = 8
WIDE = 0.4  # an interval of a share that is wider tells little


@dataclass(frozen=True)
class Variance:
    """Where the variance of one metric comes from.

    Attributes:
        first: name of a parameter → share of the variance over parameters that it makes alone.
        total: the same with all its interactions.
        noise: share of pure luck in the variance of a single run.
        blocks: rows of the base sample that were used.
        left_out: rows left out because a run of theirs has no value.
        replicates: runs a point.
        salib: SALib's indices and their half-widths over points, of the plain means over
            replicates: "S1", "S1_conf", "ST", "ST_conf", (parameters,).
    """

    first: Mapping[str, Band]
    total: Mapping[str, Band]
    noise: Band
    blocks: int
    left_out: int
    replicates: int
    salib: Mapping[str, Sequence[float]]

    @property
    def rough(self) -> bool:
        """Whether the points are too few: some share lies beyond 0 to 1, or its interval is wide.

        By chance a share near 0 or 1 lies a little beyond; its interval then says how little.
        """
        shares = [*self.first.values(), *self.total.values()]
        return any(
            not one.hi - one.lo <= WIDE or not -WIDE / 4 <= one.value <= 1 + WIDE / 4
            for one in shares
        )

    @property
    def noise_of_mean(self) -> float:
        """Share of luck that is left in the mean over this study's replicates."""
        alone = self.noise.value / self.replicates
        return alone / (alone + 1 - self.noise.value)

    def as_dict(self) -> dict[str, Any]:
        """Return a JSON object."""
        return {
            "parameters": {
                name: {
                    "first": first.within(0, 1).as_dict(),
                    "total": self.total[name].within(0, 1).as_dict(),
                }
                for name, first in self.first.items()
            },
            "noise_share": self.noise.as_dict(),
            "noise_share_of_mean": self.noise_of_mean,
            "base_points": self.blocks,
            "left_out": self.left_out,
            "replicates": self.replicates,
            "salib": {name: list(values) for name, values in self.salib.items()},
        }


def sobol_indices(names: Sequence[str], values: Floats) -> Variance | None:
    """Return the Sobol' indices of a metric.

    Args:
        values: the metric at the points of Saltelli's sample, in SALib's order and without those
            of second order, (n · (d + 2), replicates); NaN where a run has none.

    Returns None when fewer than eight rows of the base sample are complete, or nothing varies.
    """
    d = len(names)
    blocks = values.reshape(-1, d + 2, values.shape[1])
    whole = np.isfinite(blocks).all(axis=(1, 2))
    left_out = int((~whole).sum())
    y = blocks[whole]
    if len(y) < FEWEST_BLOCKS or np.ptp(y) == 0:
        return None
    table = _Table(y - y.mean())
    found = bands(table.indices, len(y), y.shape[2])
    return Variance(
        first=dict(zip(names, found[:d], strict=True)),
        total=dict(zip(names, found[d : 2 * d], strict=True)),
        noise=_share(found[2 * d]),
        blocks=len(y),
        left_out=left_out,
        replicates=y.shape[2],
        salib=_salib(names, y.mean(axis=2).ravel()),
    )


class _Table:
    """The centred values at A, AB₁ … ABd, B of each row of the base sample."""

    def __init__(self, y: Floats) -> None:
        self.ends = y[:, (0, -1)]  # A and B: points that are independent of each other
        self.b = y[:, -1:]
        self.step = y[:, 1:-1] - y[:, :1]  # AB − A
        self.b_step = self.b * self.step
        self.step_2 = self.step**2
        self.ends_2 = self.ends**2

    def indices(self, v: Floats, w: Floats) -> Floats:
        """Return first order (d,), total order (d,) and the log-odds of noise (1,).

        v and w weigh rows of the base sample and replicates. A product between different
        replicates is the product of means less that within replicates, Σw² of it.
        """
        lone = float(w @ w)
        single = len(w) == 1  # one luck: nothing to tell noise by, and nothing to take off
        if lone > 1 - 1e-12 and not single:
            return np.full(2 * self.step.shape[1] + 1, np.nan)
        own, rest = (np.zeros(1), 1.0) if single else (w**2, 1 - lone)
        step = self.step @ w
        first = v @ ((self.b @ w) * step - self.b_step @ own) / rest
        total = 0.5 * (v @ (step**2 - self.step_2 @ own)) / rest
        ends, squares = self.ends @ w, self.ends_2 @ own
        levels = np.einsum("n,nkr->r", v, self.ends) / 2  # mean over points in each replicate
        between = (v @ (ends**2 - squares)).mean() - ((levels @ w) ** 2 - levels**2 @ own)
        variance = between / rest
        within = 0.0 if single else float((v @ (self.ends_2 @ w - ends**2)).mean()) / rest
        if variance <= 0:
            return np.concatenate((np.full(2 * len(first), np.nan), [np.inf]))
        odds = np.nan if single else np.log(within / variance) if within > 0 else -np.inf
        return np.concatenate((first / variance, total / variance, [odds]))


def _share(odds: Band) -> Band:
    """Return the share that log-odds mean; their interval is nearer to normal than the share's."""
    if math.isinf(odds.value):
        return Band(*[float(odds.value > 0)] * 3)
    return Band(*(float(expit(x)) for x in (odds.value, odds.lo, odds.hi)))


def _salib(names: Sequence[str], means: Floats) -> dict[str, list[float]]:
    """Return SALib's own analysis of the means over replicates."""
    from SALib.analyze import sobol  # noqa: PLC0415 (an extra)

    problem = {"num_vars": len(names), "names": list(names), "bounds": [[0, 1]] * len(names)}
    if np.ptp(means) == 0:
        return {}
    found = sobol.analyze(problem, means, calc_second_order=False, seed=1)
    return {key: [float(x) for x in found[key]] for key in ("S1", "S1_conf", "ST", "ST_conf")}
