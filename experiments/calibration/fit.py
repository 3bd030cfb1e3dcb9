"""Fit the free numbers to the published facts and to C01-C03, starting from their ranges.

    python experiments/calibration/fit.py --out fit
    python experiments/calibration/write.py fit

1. Prior: a Latin hypercube over the ranges (McKay, Beckman & Conover 1979).
2. Search: CMA-ES (Hansen & Ostermeier 2001, by the library `cmaes`) from the mean of the best of
   these, and twice more from where the one before ends, with a narrow spread; with --from-here
   only these two, from the shipped values, and with --here none: the fit is what is shipped.
   Every generation has luck of its own, and the fit is
   the mean of the last generations' means, so that no single lucky run decides.
   The cost of waiting is fitted by itself, because no other target feels it.
3. Around the fit, targets are regressed on free numbers; with the ranges as prior that gives a
   covariance (linear and normal, as in Gutenkunst et al. 2007, "Universally sloppy parameter
   sensitivities"), wide where the facts say little.
4. Plausible sets: of the draws from that normal the nearest to the targets (rejection, as in
   approximate Bayesian computation). They vary the parameters; the numbers of the people stay at
   the fit.

Writes `search.npz` (from which it goes on when it is there), `fit.json` and `runs.npz` into the
folder; nothing is written into the package.
"""

from __future__ import annotations

import argparse
import json
import math
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from cmaes import CMA
from scipy.stats import qmc
from stories import (
    ANSWERS,
    FREE,
    NAMES,
    PARAMETERS_FREE,
    TARGETS,
    loss_of,
    measure,
    misses,
    people_at,
    point_of,
    shipped,
)

from simcommunity.scenario.parameters import PARAMETERS

if TYPE_CHECKING:
    from collections.abc import Iterable

FIRST_ELITE = 20  # of the prior, whose mean is where the search starts
LEGS = ((0.2, 110), (0.06, 90), (0.06, 90))  # spread at the start of a search, its generations
POPULATION = 28
AT_ONCE, LATER = 30.0, (90.0, 2160.0)  # minutes that the arms of F30 wait
LAST = 10  # generations whose means make the fit
NEAR = 0.06  # spread of the points for the regression
PRIOR_VARIANCE = 1 / 12  # of a number anywhere in its range
WIDTHS = (1.0, 0.5, 0.25)  # of the normal: it is straight where the model is bent

Found = dict[tuple[str, str], float]


def judge(task: tuple[np.ndarray, int]) -> Found:
    """Return what a point of the unit cube comes to."""
    unit, seed = task
    return measure(point_of(unit), seed)


def waiting(fit: np.ndarray) -> np.ndarray:
    """Put in the cost of waiting, by least squares on the published odds; nothing else feels it.

    By the model's equation the log-odds fall by the cost times wait / (wait + half), as far as
    those who ask do not trust.
    """
    targets = [t for t in TARGETS if t.story == ANSWERS]
    half = PARAMETERS["latency_half"].value
    cold = math.exp(-PARAMETERS["trust_waits"].value * PARAMETERS["first_trust"].value)
    later = np.array(LATER)
    reach = cold * (later / (later + half) - AT_ONCE / (AT_ONCE + half))
    weight = np.array([1 / t.tolerance**2 for t in targets])
    wanted = np.array([t.wanted for t in targets])
    out = fit.copy()
    cost = float((weight * reach * wanted).sum() / (weight * reach * reach).sum())
    out[NAMES.index("latency_cost")] = FREE["latency_cost"].place(cost)
    return out


class Search:
    """Evaluates points on all cores and keeps what was found."""

    def __init__(self, pool: ProcessPoolExecutor, seed: int) -> None:
        """Start with nothing found."""
        self.pool = pool
        self.seed = seed
        self.random = np.random.default_rng(seed)

    def try_all(self, points: Iterable[np.ndarray], round_number: int) -> list[Found]:
        """Return what the points come to; every round has luck of its own."""
        tasks = [(point, 1000 * self.seed + round_number) for point in points]
        return list(self.pool.map(judge, tasks, chunksize=4))

    def descend(
        self, generations: int, mean: np.ndarray, spread: float, round_number: int
    ) -> np.ndarray:
        """Return the mean of the last generations' means, as a point of the unit cube."""
        edges = np.tile([0.0, 1.0], (len(NAMES), 1))
        normal = CMA(mean, spread, edges, seed=self.seed, population_size=POPULATION)
        last: list[np.ndarray] = []
        for generation in range(generations):
            points = [normal.ask() for _ in range(POPULATION)]
            found = self.try_all(points, round_number + generation)
            losses = [loss_of(one) for one in found]
            normal.tell(list(zip(points, losses, strict=True)))
            last = [*last, np.array(normal.mean)][-LAST:]
            print(f"{round_number + generation:3d}  best {min(losses):8.1f}  "
                  f"median {np.median(losses):8.1f}", flush=True)  # fmt: skip
        return np.clip(np.mean(last, axis=0), 0, 1)

    def slopes(self, fit: np.ndarray, tries: int, round_number: int) -> np.ndarray:
        """Return how targets move, in tolerances, with free numbers, in ranges: (targets, free)."""
        points = np.clip(fit + NEAR * self.random.standard_normal((tries, len(NAMES))), 0, 1)
        found = self.try_all(points, round_number)
        far = np.clip([misses(one) for one in found], -10, 10)
        design = np.column_stack([np.ones(tries), points - fit])
        return np.linalg.lstsq(design, far, rcond=None)[0][1:].T

    def plausible(
        self, fit: np.ndarray, covariance: np.ndarray, wanted: int, tries: int, round_number: int
    ) -> tuple[list[np.ndarray], int]:
        """Return the points nearest to the targets, and how many were tried."""
        free = np.array([name in PARAMETERS_FREE for name in NAMES])
        root = np.linalg.cholesky(covariance[np.ix_(free, free)])
        points: list[np.ndarray] = []
        while len(points) < tries:
            width = self.random.choice(WIDTHS)
            point = fit.copy()
            point[free] += width * root @ self.random.standard_normal(free.sum())
            if (point >= 0).all() and (point <= 1).all():
                points.append(point)
        losses = [loss_of(one) for one in self.try_all(points, round_number)]
        return [points[k] for k in np.argsort(losses)[:wanted]], tries


def main() -> None:
    """Fit, and write what was found into a folder."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--prior", type=int, default=600)
    parser.add_argument("--near", type=int, default=500)
    parser.add_argument("--sets", type=int, default=60)
    parser.add_argument("--tries", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--from-here", action="store_true", help="search from the shipped values")
    parser.add_argument("--here", action="store_true", help="no search: only what lies around it")
    parser.add_argument("--jobs", type=int)
    parser.add_argument("--out", type=Path, required=True)
    told = parser.parse_args()
    told.out.mkdir(parents=True, exist_ok=True)
    half_way = told.out / "search.npz"
    with ProcessPoolExecutor(told.jobs) as pool:
        search = Search(pool, told.seed)
        if not half_way.exists():
            prior = qmc.LatinHypercube(len(NAMES), rng=told.seed).random(told.prior)
            first = search.try_all(prior, 0)
            best = prior[np.argsort([loss_of(one) for one in first])[:FIRST_ELITE]]
            near = told.from_here or told.here
            fit = shipped() if near else best.mean(axis=0)
            round_number = 1
            for spread, generations in () if told.here else LEGS[1:] if near else LEGS:
                fit = search.descend(generations, fit, spread, round_number)
                round_number += generations
            slopes = search.slopes(fit, told.near, round_number)
            before = np.array([misses(one) for one in first])
            np.savez(half_way, fit=fit, slopes=slopes, before=before)
        done = dict(np.load(half_way))
        fit = waiting(done["fit"])
        used = np.isfinite([t.tolerance for t in TARGETS])
        slopes = done["slopes"][used]
        precision = slopes.T @ slopes + np.eye(len(NAMES)) / PRIOR_VARIANCE
        covariance = np.linalg.inv(precision)
        kept, tried = search.plausible(fit, covariance, told.sets, told.tries, 900)
        after = search.try_all(kept, 500)
        at_fit = [search.try_all([fit], 501 + k)[0] for k in range(20)]
    values = {name: float(f"{FREE[name].at(x):.3g}") for name, x in zip(NAMES, fit, strict=True)}
    told.out.joinpath("fit.json").write_text(
        json.dumps(
            {
                "seed": told.seed,
                "tried": tried,
                "from_here": told.from_here,
                "values": values,
                "people": people_at(values),
            },
            indent=2,
        )
        + "\n",
        encoding="utf-8",
    )
    np.savez(
        told.out / "runs.npz",
        fit=fit,
        covariance=covariance,
        sets=np.array(kept),
        before=done["before"],
        after=np.array([misses(one) for one in after]),
        at_fit=np.array([misses(one) for one in at_fit]),
    )


if __name__ == "__main__":
    main()
