"""A sensitivity study as a whole: its runs in stores, and what they say."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from simcommunity import __version__
from simcommunity.core.arrays import Floats
from simcommunity.results.estimates import plain_data
from simcommunity.results.measured import means
from simcommunity.results.metrics import span
from simcommunity.scenario.arguments import whole_numbers
from simcommunity.scenario.short_repr import Rows, ShortRepr
from simcommunity.simulation.frames import Measures, check_measures
from simcommunity.simulation.progress import Progress, showing
from simcommunity.simulation.strategy import Strategy
from simcommunity.study.sensitivity.discovery import Discovery, discover
from simcommunity.study.sensitivity.plan import Case, Plan, kinds, load_plan, steps
from simcommunity.study.sensitivity.screening import Screening, elementary_effects
from simcommunity.study.sensitivity.variance import Variance, sobol_indices
from simcommunity.study.sweep.design import with_own
from simcommunity.study.sweep.execute import sweep
from simcommunity.study.sweep.store import SweepStore


@dataclass(frozen=True)
class Sought:
    """Something that may happen, and the boxes in which it does.

    Attributes:
        case: what it is.
        points: (points, factors), as the design has them.
        happens: how often at each point, 0 to 1, (points,); NaN where no run has a value.
        found: None with too few points.
    """

    case: Case
    points: Floats
    happens: Floats
    found: Discovery | None


@dataclass(repr=False)
class Sensitivity(ShortRepr):
    """What a sensitivity study comes to.

    Attributes:
        plan: what was asked.
        screening, variance: metric → result; None where it cannot be told.
        sought: one for each thing sought.
        missing: runs that are not done, because other shards do them.
        failed: runs that FAILED.
        wall_s: seconds it took.
    """

    plan: Plan
    screening: dict[str, Screening | None] = field(default_factory=dict)
    variance: dict[str, Variance | None] = field(default_factory=dict)
    sought: list[Sought] = field(default_factory=list)
    missing: int = 0
    failed: int = 0
    wall_s: float = 0.0
    version: str = __version__

    @property
    def hash(self) -> str:
        """16 hex digits over scenario and parameters."""
        return next(iter(self.plan.designs.values())).base.hash

    @property
    def seed(self) -> int:
        """Where luck starts from."""
        return next(iter(self.plan.designs.values())).seed

    @property
    def cautions(self) -> list[dict[str, Any]]:
        """Why one should not lean on it: metrics of which the samples tell too little."""
        asked = [*self.variance.items(), *self.screening.items()]
        metrics = list(dict.fromkeys(metric for metric, one in asked if one is None or one.rough))
        return [{"kind": "few_samples", "metrics": metrics}] if metrics else []

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON object of form "simcommunity.sensitivity/1"; null for the unknown."""
        plan = self.plan
        names = [factor.name for factor in plan.factors]
        labels = [[str(x) for x in f.labels(f.codes)] if f.levels else [] for f in plan.factors]
        data = {
            "schema": "simcommunity.sensitivity/1",
            "cautions": self.cautions,
            "title": plan.title.model_dump(),
            "scenario": plan.base.scenario.title.en,
            "scenario_hash": self.hash,
            "version": self.version,
            "seed": self.seed,
            "days": plan.days,
            "replicates": plan.replicates,
            "parameters": [
                {"name": one.name, "called": plan.called[one.name].model_dump()}
                | ({"low": one.low, "high": one.high} if one.is_range else {"values": words})
                for one, words in zip(plan.factors, labels, strict=True)
            ],
            "designs": {
                part: {"design_hash": one.hash, "points": len(one.points), "runs": one.runs}
                for part, one in plan.designs.items()
            },
            "failed": self.failed,
            "missing": self.missing,
            "screening": {metric: one and one.as_dict() for metric, one in self.screening.items()},
            "variance": {metric: one and one.as_dict() for metric, one in self.variance.items()},
            "boxes": [
                {
                    "metric": one.case.metric,
                    "below": one.case.below,
                    "above": one.case.above,
                    "found": one.found and one.found.as_dict(names, labels),
                }
                for one in self.sought
            ],
            "wall_s": round(self.wall_s, 3),
        }
        told: dict[str, Any] = plain_data(data)
        return told

    def _line(self) -> str:
        plan = self.plan
        factors, missing = len(plan.factors), f", {self.missing} missing" if self.missing else ""
        return f"{plan.title.said('en')}, {factors} parameters, {plan.runs} runs{missing}"

    def _rows(self) -> tuple[Sequence[str], Rows]:
        found = (
            (metric, name, how, band.value, band.lo, band.hi)
            for how, results in (("mu_star", self.screening), ("total", self.variance))
            for metric, one in results.items()
            if one is not None
            for name, band in getattr(one, how).items()
        )
        return ("metric", "parameter", "measure", "value", "lo", "hi"), found


@whole_numbers
def sensitivity(
    plan: Plan | str | Path | Mapping[str, Any],
    folder: str | Path | None = None,
    *,
    replicates: int | None = None,
    days: int | None = None,
    seed: int | None = None,
    jobs: int | None = None,
    samples: int | None = None,
    executor: Executor | Callable[[], Executor] | None = None,
    scheduler: str | None = None,
    shard: tuple[int, int] = (1, 1),
    measures: Measures | None = None,
    strategy: Strategy | None = None,
    progress: Progress = False,
    command: str = "",
) -> Sensitivity:
    """Find out which parameters matter, how much, and where something happens.

    Args:
        plan: a study, or its file, or the same as plain data, whose scenario may be a loaded one.
        folder: where the runs are kept, one store for each part; what is there is not run again.
            None keeps nothing.
        replicates, days, seed: in place of what the file says.
        samples: at most so many in each part, for a small trial.
        jobs, executor, scheduler, shard: as in `sweep`.
        measures, strategy: of one's own, as in `sweep`; metrics of the study may be measures.
        progress: True shows a bar on stderr; a function is told (done, total).
        command: noted in the stores.

    Returns:
        the results; without any as long as runs of other shards are missing.

    Raises:
        ScenarioError: when the study is not sound.
        StoreError: when the folder holds another study.
        MissingExtraError: when SALib is not installed.
    """
    started = time.perf_counter()
    if not isinstance(plan, Plan):
        plan = load_plan(
            plan, replicates=replicates, days=days, seed=seed, samples=samples,
            measures=check_measures(measures),
        )  # fmt: skip
    own = {part: with_own(one, measures, strategy) for part, one in plan.designs.items()}
    plan = replace(plan, designs=own)
    study = Sensitivity(plan)
    runs = sum(_of_shard(design.runs, shard) for design in plan.designs.values())
    with ExitStack() as stack, showing(progress) as tell:
        before = 0

        def hear(done: int, _: int) -> None:
            tell(before + done, runs)

        if folder is None:
            folder = stack.enter_context(TemporaryDirectory(prefix="simcommunity-"))
        stores: dict[str, SweepStore] = {}
        for part, design in plan.designs.items():
            outcome = sweep(
                design, Path(folder) / part, jobs=jobs, executor=executor, scheduler=scheduler,
                shard=shard, progress=hear, command=command,
            )  # fmt: skip
            before += outcome.runs
            stores[part] = outcome.store
            status = outcome.store.status()
            study.missing += int((status == 0).sum())
            study.failed += int((status == 2).sum())
        if not study.missing:
            _read(study, stores)
    study.wall_s = time.perf_counter() - started
    return study


def _of_shard(runs: int, shard: tuple[int, int]) -> int:
    """Return how many runs belong to the i-th of n shards."""
    return runs * shard[0] // shard[1] - runs * (shard[0] - 1) // shard[1]


def _read(study: Sensitivity, stores: dict[str, SweepStore]) -> None:
    """Say what the runs say."""
    plan = study.plan
    names = [factor.name for factor in plan.factors]
    for metric in plan.file.metrics:
        if "screening" in stores:
            values = stores["screening"].values(metric)
            units = plan.designs["screening"].unit
            study.screening[metric] = elementary_effects(names, units, values, span(metric))
        if "variance" in stores:
            study.variance[metric] = sobol_indices(names, stores["variance"].values(metric))
    if plan.file.boxes is None:
        return
    points = plan.designs["boxes"].points
    for case in plan.file.boxes.where:
        values = _happens(case, stores["boxes"].values(case.metric))
        found = discover(
            points, values, kinds(plan.factors),
            density=plan.file.boxes.density, most=plan.file.boxes.most, steps=steps(plan.factors),
        )  # fmt: skip
        study.sought.append(Sought(case, points, means(values.T), found))


def _happens(case: Case, values: Floats) -> Floats:
    """Return how far a case happens in each run, 0 to 1; NaN stays."""
    if case.below is not None:
        beyond = values < case.below
    elif case.above is not None:
        beyond = values > case.above
    else:
        return values
    return np.where(np.isnan(values), np.nan, beyond.astype(float))
