"""What a sensitivity study asks: which parameters, which metrics, and how closely to look."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any, Self

import numpy as np
from pydantic import Field, model_validator

from simcommunity.i18n import catalogue
from simcommunity.results.metrics import bounds
from simcommunity.scenario.checking import check
from simcommunity.scenario.errors import Problem, ScenarioError, nearest
from simcommunity.scenario.loader import Loaded
from simcommunity.scenario.located import Located, Scalar, deepest, problem
from simcommunity.scenario.located import Path as Steps
from simcommunity.scenario.quantities import Bilingual, Model, Words, broken
from simcommunity.study.sensitivity.discovery import FEWEST_POINTS
from simcommunity.study.sensitivity.prim import Kind
from simcommunity.study.sensitivity.screening import FEWEST_TRAJECTORIES
from simcommunity.study.sensitivity.variance import FEWEST_BLOCKS
from simcommunity.study.sweep.design import StudyDesign, parted, read_design
from simcommunity.study.sweep.factors import PLAUSIBLE, Factor
from simcommunity.study.sweep.sampling import SAMPLERS

MOST_FACTORS = 60
PARTS = {"screening": "morris", "variance": "sobol", "boxes": "latin_hypercube"}
_OWN = ("metrics", "names", *PARTS)  # what a design of runs knows nothing of


class ScreeningPlan(Model):
    """Screening by elementary effects."""

    trajectories: Annotated[int, Field(ge=FEWEST_TRAJECTORIES, le=10_000)]
    """Walks through the parameters, each of one run more than there are parameters."""


class VariancePlan(Model):
    """Variance-based sensitivity."""

    points: Annotated[int, Field(ge=FEWEST_BLOCKS, le=1_000_000)]
    """Base points, a power of two; each makes as many points as parameters, and two."""

    @model_validator(mode="after")
    def _power(self) -> Self:
        if self.points & (self.points - 1):
            raise broken("power_of_two")
        return self


class Case(Model):
    """Something that may happen in a run."""

    metric: str
    """A share, which counts as it is; or any metric with a bound."""
    below: float | None = None
    """It happens where the metric is below this."""
    above: float | None = None
    """It happens where the metric is above this."""

    @model_validator(mode="after")
    def _one_bound(self) -> Self:
        said = [x for x in (self.below, self.above) if x is not None]
        share = bounds(self.metric) == (0.0, 1.0)
        if len(said) > 1 or (not said and not share):
            raise broken("case_bound")
        return self


class BoxesPlan(Model):
    """Scenario discovery."""

    points: Annotated[int, Field(ge=FEWEST_POINTS, le=1_000_000)]
    """Points spread evenly over the parameters."""
    where: Annotated[tuple[Case, ...], Field(min_length=1, max_length=20)]
    """What is sought."""
    density: Annotated[float, Field(gt=0, lt=1)] = 0.8
    """How often it should happen in a box."""
    most: Annotated[int, Field(ge=1, le=10)] = 2
    """Boxes for each thing sought."""


class SensitivityFile(Model):
    """A file of a sensitivity study."""

    title: Words | None = None
    """The name of the study."""
    scenario: str
    """The scenario whose values are varied: a name, or a file beside this one."""
    vary: dict[str, Any]
    """Dotted path: a range {low: , high: }, a list to choose from, or one value that stays."""
    names: dict[str, Words] = Field(default_factory=dict)
    """Dotted path: what it is called in sentences and figures."""
    replicates: Annotated[int, Field(ge=3, le=10_000)] = 5
    """Runs of each point, each with its own luck; the same lucks at every point."""
    days: Annotated[int, Field(ge=1, le=3650)] | None = None
    """Days to run."""
    seed: Annotated[int, Field(ge=0, le=2**63 - 1)] | None = None
    """Where luck starts from, and the sampling."""
    metrics: Annotated[tuple[str, ...], Field(max_length=30)] = ()
    """What is asked of screening and variance."""
    screening: ScreeningPlan | None = None
    variance: VariancePlan | None = None
    boxes: BoxesPlan | None = None


@dataclass(frozen=True)
class Plan:
    """A study that is ready to run.

    Attributes:
        title: of the study, or of its scenario.
        designs: part → its points.
        called: dotted path → what it is called.
    """

    file: SensitivityFile
    title: Bilingual
    designs: dict[str, StudyDesign]
    called: dict[str, Bilingual]

    @property
    def factors(self) -> tuple[Factor, ...]:
        """What varies, the same in all parts."""
        return next(iter(self.designs.values())).factors

    @property
    def base(self) -> Loaded:
        """The scenario with everything that stays put in."""
        return next(iter(self.designs.values())).base

    @property
    def days(self) -> int:
        """Of each run."""
        return next(iter(self.designs.values())).horizon

    @property
    def replicates(self) -> int:
        """Of each point."""
        return next(iter(self.designs.values())).replicates

    @property
    def runs(self) -> int:
        """Runs of all parts."""
        return sum(design.runs for design in self.designs.values())


def load_plan(
    file: str | Path | Mapping[str, Any],
    *,
    samples: int | None = None,
    measures: Collection[str] = (),
    **changes: int | None,
) -> Plan:
    """Read a sensitivity study.

    Args:
        file: YAML, or the same as plain data; see `SensitivityFile` for its keys. The scenario of
            plain data may be whatever `simcommunity.load` takes.
        samples: at most so many in each part: trajectories, base points, points of boxes.
        measures: names of measures of one's own that may be asked for as metrics.
        changes: replicates, days or seed in place of what the file says; None for none.

    Raises:
        ScenarioError: with one clear sentence for each thing that is wrong.
    """
    node, folder, source = parted(file)
    told = check(node, SensitivityFile)
    _check_metrics(node, told, measures)
    design = read_design(_of_runs(node, told), folder, changes, source)
    _check_factors(node, told, design)
    designs = {}
    for part, kind in PARTS.items():
        asked = getattr(told, part)
        if asked is not None:
            designs[part] = _spread(design, kind, _size(asked, samples))
    called = {name: told.names.get(name, Bilingual(zh=name, en=name)) for name in design.names}
    return Plan(told, told.title or design.base.scenario.title, designs, called)


def kinds(factors: Sequence[Factor]) -> list[Kind]:
    """Return what the values of the factors are, for boxes."""
    return [
        Kind(step=float(one.whole)) if one.numeric else Kind(names=len(one.levels))
        for one in factors
    ]


def steps(factors: Sequence[Factor]) -> list[float]:
    """Return how finely limits are told: about a fiftieth of a range, a power of ten; 0 exactly."""
    return [0.0 if not one.numeric or one.whole else _step(one) for one in factors]


def _step(factor: Factor) -> float:
    fine = factor.low / 2 if factor.log else (factor.high - factor.low) / 20
    return 10.0 ** math.floor(math.log10(fine)) if fine > 0 else 0.0


def _of_runs(node: Located, told: SensitivityFile) -> Located:
    """Return what a design of runs should read: one point, to see that all is sound."""
    said = {key: child for key, child in node.mapping.items() if key not in _OWN}
    ranges = any(
        child.mapping or child.text == PLAUSIBLE for child in node.mapping["vary"].mapping.values()
    )
    own: dict[str, Scalar] = {"replicates": told.replicates}
    own |= {"design": "latin_hypercube", "samples": 1} if ranges else {"design": "grid"}
    origin = node.origin
    return Located({**{key: Located(value, origin) for key, value in own.items()}, **said}, origin)


def _size(asked: ScreeningPlan | VariancePlan | BoxesPlan, samples: int | None) -> int:
    """Return how many samples a part takes: what is asked, or fewer, but as many as it needs."""
    if isinstance(asked, ScreeningPlan):
        return min(asked.trajectories, max(samples or asked.trajectories, FEWEST_TRAJECTORIES))
    if isinstance(asked, BoxesPlan):
        return min(asked.points, max(samples or asked.points, FEWEST_POINTS))
    most = max(samples or asked.points, FEWEST_BLOCKS)
    return min(asked.points, 1 << (most.bit_length() - 1))  # a power of two


def _spread(design: StudyDesign, kind: str, size: int) -> StudyDesign:
    """Return the points of one part; of a list each value gets the same share of them."""
    unit = SAMPLERS[kind](len(design.factors), size, design.seed)
    points = np.empty_like(unit)
    for k, factor in enumerate(design.factors):
        if factor.is_range:
            points[:, k] = factor.scaled(unit[:, k])
        else:
            place = np.floor(unit[:, k] * len(factor.levels)).astype(int)
            points[:, k] = factor.codes[np.minimum(place, len(factor.levels) - 1)]
    return replace(design, kind=kind, unit=unit, points=points)


def _check_metrics(node: Located, told: SensitivityFile, measures: Collection[str]) -> None:
    """Refuse a metric nobody knows, and a study that asks nothing."""
    problems = []
    if all(getattr(told, part) is None for part in PARTS):
        problems.append(problem(node, (), "nothing_asked", parts=", ".join(PARTS)))
    if not told.metrics and (told.screening or told.variance):
        problems.append(Problem("missing", str(node.origin), "metrics"))
    asked: list[tuple[Steps, str]] = [
        (("metrics", str(k)), name) for k, name in enumerate(told.metrics)
    ]
    cases = told.boxes.where if told.boxes else ()
    asked += [(("boxes", "where", str(k), "metric"), case.metric) for k, case in enumerate(cases)]
    known = [*metric_names(), *measures]
    for path, name in asked:
        if name not in known:
            at, _ = deepest(node, path)
            problems.append(problem(at, path, "unknown_metric", nearest(name, known)))
    if problems:
        raise ScenarioError(problems)


def metric_names() -> list[str]:
    """Return the metrics that have words."""
    keys = (key.removeprefix("metric.") for key in catalogue("en") if key.startswith("metric."))
    return [key for key in keys if "." not in key]


def _check_factors(node: Located, told: SensitivityFile, design: StudyDesign) -> None:
    """Refuse names of what does not vary, and too little or too much that does."""
    if not 2 <= len(design.factors) <= MOST_FACTORS:
        vary = node.mapping["vary"]
        bad = problem(vary, ("vary",), "sensitivity_factors", most=MOST_FACTORS)
        raise ScenarioError([replace(bad, value="")])
    for name in told.names:
        if name not in design.names:
            at = node.mapping["names"].mapping[name]
            near = nearest(name, design.names)
            raise ScenarioError([problem(at, ("names", name), "not_varied", near)])
