"""How groups differ before anything is seen of one: a density over their unknown numbers.

It is log-quadratic in each number's place in its range: a flat prior made lean towards what groups
are like. What it leans on is found by maximum marginal likelihood over whole groups (empirical
Bayes, e.g. Efron 2010), where the likelihood of a group is the kernel of approximate Bayesian
computation, averaged over simulated groups.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from simcommunity.core.arrays import Floats
from simcommunity.study.fit.numbers import Free, free

# What is unknown of an interest group: what it is, who is in it, and how its people are.
UNKNOWN = (
    "people", "days_of_arrival", "theme_strength", "enthusiasts", "sociability_spread",
    "sociability", "threshold", "launch", "launch_keeps", "habit", "habit_keeps", "reply_pull",
    "boldness", "heard_habit", "go_on", "mute_base", "leave_base",
)  # fmt: skip
# Wider than the table's ranges, which are for the average of many groups.
WIDER = {"launch_keeps": Free(0.6, 0.95), "habit_keeps": Free(0.88, 0.97),
         "habit": Free(1, 15, log=True), "reply_pull": Free(0.2, 3, log=True),
         "boldness": Free(0.02, 0.6, log=True), "leave_base": Free(-7.5, -3)}  # fmt: skip
_FINE = np.linspace(-0.5, 0.5, 1001)  # places from the middle of a range
SHIPPED = Path(__file__).parents[2] / "data" / "group_prior.csv"
RIDGE = 0.3  # what a number may lean has a standard deviation of 1.8, a priori


@dataclass(frozen=True)
class Prior:
    """A density over the unit cube of unknown numbers.

    Attributes:
        names: of the numbers.
        lean: how the log density changes with a number's place in its range, (numbers,).
        bend: and with the square of that, (numbers,).
    """

    names: tuple[str, ...]
    lean: Floats
    bend: Floats

    def log_density(self, unit: Floats) -> Floats:
        """Return the log density, up to a constant, at points of the unit cube, (…, numbers)."""
        x = np.asarray(unit, float) - 0.5
        return np.asarray(x @ self.lean + (x * x - 1 / 12) @ self.bend)

    def ranges(self) -> dict[str, Free]:
        """Return each number's range, of which even places are distributed by this prior."""
        out: dict[str, Free] = {}
        for name, lean, bend in zip(self.names, self.lean, self.bend, strict=True):
            span = range_of(name)
            out[name] = Leaning(span.low, span.high, span.log, float(lean), float(bend))
        return out


@dataclass(frozen=True)
class Leaning(Free):
    """A range in which a prior leans: an even place becomes one that is distributed by it."""

    lean: float = 0.0
    bend: float = 0.0

    @cached_property
    def _below(self) -> Floats:
        """The share of the prior below each of the fine places."""
        density = np.exp(self.lean * _FINE + self.bend * _FINE**2)
        below = np.concatenate(([0.0], np.cumsum(density[1:] + density[:-1])))
        return np.asarray(below / below[-1])

    def at(self, x: float) -> float:
        """Return the value below which a share x of the prior lies."""
        return super().at(float(np.interp(x, self._below, _FINE)) + 0.5)

    def place(self, value: float) -> float:
        """Return the share of the prior that lies below a value."""
        return float(np.interp(super().place(value) - 0.5, _FINE, self._below))


def range_of(name: str) -> Free:
    """Return the range over which groups may differ in a number."""
    return WIDER.get(name) or free(name)


def flat(names: tuple[str, ...] = UNKNOWN) -> Prior:
    """Return the prior that leans nowhere."""
    return Prior(names, np.zeros(len(names)), np.zeros(len(names)))


def learn(names: tuple[str, ...], unit: Floats, squares: Floats, width: float) -> Prior:
    """Return the prior under which a set of real groups is most likely.

    Args:
        unit: of the simulated groups, (simulated, numbers).
        squares: squared distance of each real group to each simulated one, (real, simulated).
    """
    x = unit - 0.5
    x = np.concatenate((x, x * x - 1 / 12), axis=1)
    nearest = squares.min(axis=1, keepdims=True)
    kernel = np.exp(-(squares - nearest) / (2 * width * width))

    def loss(b: Floats) -> tuple[float, Floats]:
        index = x @ b
        weight = np.exp(index - index.max())
        total, likely = weight.sum(), kernel @ weight
        value = np.log(likely).sum() - len(kernel) * np.log(total)
        slope = ((1 / likely) @ kernel * weight) @ x - len(kernel) * (weight @ x) / total
        return RIDGE * (b @ b) / 2 - value, RIDGE * b - slope

    found = minimize(loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B",
                     options={"maxiter": 60})  # fmt: skip
    half = len(names)
    return Prior(names, found.x[:half], found.x[half:])


@cache
def shipped() -> Prior:
    """Return the prior that is shipped."""
    with SHIPPED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return Prior(
        tuple(row["name"] for row in rows),
        np.array([float(row["lean"]) for row in rows]),
        np.array([float(row["bend"]) for row in rows]),
    )


def as_csv(prior: Prior) -> str:
    """Return a prior as the text of a file like the shipped one."""
    lines = [
        f"{n},{a:.4f},{b:.4f}" for n, a, b in zip(prior.names, prior.lean, prior.bend, strict=True)
    ]
    return "\n".join(["name,lean,bend", *lines]) + "\n"
