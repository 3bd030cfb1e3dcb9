"""From a log and a scenario to what the log tells of the scenario's unknown numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from simcommunity import __version__
from simcommunity.core.arrays import Floats, Ints
from simcommunity.scenario.arguments import whole_numbers
from simcommunity.scenario.digest import scenario_hash
from simcommunity.scenario.loader import scenario_of
from simcommunity.scenario.schema import Scenario
from simcommunity.scenario.short_repr import Rows, ShortRepr
from simcommunity.simulation.progress import Progress, showing
from simcommunity.study.fit.check import Caution, Check, cautions, check
from simcommunity.study.fit.numbers import Free
from simcommunity.study.fit.one_log import Question, ask
from simcommunity.study.fit.smc import Points, adjusted, quantiles, sample
from simcommunity.study.logs.group_log import GroupLog, read_log

if TYPE_CHECKING:
    from simcommunity.scenario.loader import Changes, Source


POINTS = 300
SIMULATIONS = 12_000
SEED = 7
PRIOR = "organic"
LEVELS = np.array([0.025, 0.25, 0.5, 0.75, 0.975])
SAYS_NOTHING = 0.8  # of the prior's width left: the log hardly informs the number


@dataclass(frozen=True)
class Told:
    """What the log tells of one number.

    Attributes:
        name, range: which one, and what it could be before.
        quantiles: at 2.5, 25, 50, 75 and 97.5 %.
        width: of the middle 95 % against the prior's, on the scale of the range.
    """

    name: str
    range: Free
    quantiles: tuple[float, ...]
    width: float

    @property
    def informed(self) -> bool:
        """Whether the log narrows it."""
        return self.width < SAYS_NOTHING

    def as_dict(self) -> dict[str, Any]:
        """Return it for JSON."""
        keys = ("low_95", "low_50", "median", "high_50", "high_95")
        return {
            "name": self.name,
            "prior": [self.range.low, self.range.high],
            **dict(zip(keys, self.quantiles, strict=True)),
            "width": self.width,
            "informed": self.informed,
        }


@dataclass(frozen=True, repr=False)
class Fit(ShortRepr):
    """A fitted scenario.

    Attributes:
        question: what was asked of which log.
        points: the posterior before the regression.
        unit, weight: and after it, (points, numbers) and (points,).
        told: of each number.
        check: what it makes anew, beside the log.
        scenario: with the medians put in.
    """

    question: Question
    points: Points
    unit: Floats
    weight: Floats
    told: tuple[Told, ...]
    check: Check
    scenario: Scenario

    @property
    def cautions(self) -> list[Caution]:
        """Why one should not lean on it."""
        return cautions(self.question, self.check, self.points.effective)

    def _line(self) -> str:
        doubts = "".join(f", {one['kind']}" for one in self.cautions)
        question = self.question
        return f"{question.log.name}, {question.log.days} days, {len(self.told)} numbers{doubts}"

    def _rows(self) -> tuple[Sequence[str], Rows]:
        at = ((one.name, one.quantiles) for one in self.told)
        rows = ((name, found[2], found[0], found[4]) for name, found in at)
        return ("number", "median", "low_95", "high_95"), rows

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON object of form "simcommunity.fit/1"."""
        return {
            "schema": "simcommunity.fit/1",
            "version": __version__,
            "log": self.question.log.name,
            "days": self.question.log.days,
            "scenario": self.question.scenario.title.en,
            "scenario_hash": scenario_hash(self.scenario),
            "cautions": self.cautions,
            "seed": self.question.seed,
            "simulated": self.points.simulated,
            "points": len(self.points.unit),
            "effective_points": self.points.effective,
            "tolerance": self.points.tolerance,
            "numbers": [one.as_dict() for one in self.told],
            "outside_the_check": self.check.misses,
        }


@whole_numbers
def fit(
    log: GroupLog | str | Path,
    source: Source = PRIOR,
    changes: Changes = (),
    *,
    names: Sequence[str] = (),
    points: int = POINTS,
    simulations: int = SIMULATIONS,
    seed: int = SEED,
    jobs: int = 1,
    progress: Progress = False,
) -> Fit:
    """Return what a group's log tells of a scenario's unknown numbers.

    Args:
        log: of one group, or the file of it.
        source: the scenario, what is known beforehand: its name or file, a mapping, or a loaded
            one; by default an interest group without an operator.
        changes: of the scenario, as ``path=value`` or as a mapping of paths to values.
        names: of the unknown numbers; by default the usual ones.
        points: of the posterior.
        simulations: how many may be made.
        progress: True shows a bar on stderr; a function is told (done, total) of the simulations,
            of which fewer may do.

    Raises:
        ScenarioError: when the log or the scenario is not sound.
    """
    if isinstance(log, str | Path):
        log = read_log(log)
    question = ask(log, scenario_of(source, changes), names, seed=seed, jobs=jobs)
    with showing(progress) as tell:

        def simulate(unit: Floats, index: Ints) -> Floats:
            summaries = question.run(unit, index)
            tell(int(index[-1]) + 1, simulations)
            return summaries

        found = sample(simulate, question.seen, numbers=len(question.names), points=points,
                       simulations=simulations, seed=seed)  # fmt: skip
    unit, weight = adjusted(found, question.seen)
    at = quantiles(unit, weight, LEVELS)
    told = tuple(
        Told(name, span, tuple(span.at(float(x)) for x in at[:, k]),
             float((at[-1, k] - at[0, k]) / (LEVELS[-1] - LEVELS[0])))
        for k, (name, span) in enumerate(question.ranges.items())
    )  # fmt: skip
    anew = check(question, unit, weight, points)
    return Fit(question, found, unit, weight, told, anew, question.story(at[2]))
