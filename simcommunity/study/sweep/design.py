"""A design: which scenario, what varies in it, and the points that follow."""

from __future__ import annotations

import hashlib
import itertools
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import numpy as np
from pydantic import Field

from simcommunity.core.arrays import Floats
from simcommunity.scenario.checking import check
from simcommunity.scenario.errors import Problem, ScenarioError
from simcommunity.scenario.inherit import inside
from simcommunity.scenario.loader import Loaded, Written, read_scenario
from simcommunity.scenario.located import Located, Origin, problem
from simcommunity.scenario.quantities import Model, Words
from simcommunity.scenario.reading import mark, read_file
from simcommunity.simulation.frames import Measures, check_measures
from simcommunity.simulation.strategy import Strategy, called
from simcommunity.study.compare.candidates import name_of
from simcommunity.study.sweep.factors import Factor, read_factors, settled, try_ends
from simcommunity.study.sweep.sampling import SAMPLERS
from simcommunity.study.sweep.store import KEYS

if TYPE_CHECKING:
    import pandas as pd

    from simcommunity.scenario.loader import Source

MOST_POINTS = 10_000_000
MOST_RUNS = 1_000_000_000
_SHOWN = 16
_SAMPLED = tuple(SAMPLERS)


class DesignFile(Model):
    """A file of a design."""

    title: Words | None = None
    """The name of the study."""
    scenario: str
    """The scenario that is varied: a name, or a file beside this one."""
    design: Literal["grid", "list", "latin_hypercube", "sobol", "morris"] = "grid"
    """How points are made of what varies."""
    samples: Annotated[int, Field(ge=1, le=MOST_POINTS)] | None = None
    """How many points of a Latin hypercube, base points of Sobol, trajectories of Morris."""
    levels: Annotated[int, Field(ge=2, le=100, multiple_of=2)] | None = None
    """Levels of the grid that trajectories of Morris walk on."""
    second_order: bool | None = None
    """Whether a Sobol sample has the points that second-order indices need."""
    vary: dict[str, Any]
    """Dotted path: a list of values, a range {low: , high: }, or one value that stays."""
    replicates: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    """How often to run each point; every point meets the same luck."""
    days: Annotated[int, Field(ge=1, le=3650)] | None = None
    """Days to run."""
    seed: Annotated[int, Field(ge=0, le=2**63 - 1)] | None = None
    """Where luck starts from, and the sampling."""


@dataclass(frozen=True)
class StudyDesign:
    """A scenario and the points at which it is to be run.

    Attributes:
        kind: "grid", "list", "latin_hypercube", "sobol" or "morris".
        written: the scenario with everything that stays put in.
        base: the same, checked.
        factors: what varies.
        unit: the sample of the ranges in 0 to 1 as the sampler made it, (rows, ranges); of no
            rows in a grid or a list.
        points: a number for each point and factor, (points, factors): the value, or the place in
            the factor's list where that holds no numbers. The lists of a sampled design multiply
            its sample: point = combination · rows + row.
        replicates: of each point; replicate k has the same luck at every point.
        days: horizon, None for that of the scenario.
        seed: of all luck, and of the sampling.
        measures, strategy: of one's own, see `with_own`; a store knows them by their names only.
    """

    kind: str
    written: Written
    base: Loaded
    factors: tuple[Factor, ...]
    unit: Floats
    points: Floats
    replicates: int
    days: int | None
    seed: int
    measures: Measures = field(default_factory=dict)
    strategy: Strategy | None = None

    @property
    def own(self) -> dict[str, Any]:
        """What is known of measures and a strategy of one's own; nothing where there is none."""
        told = {"measures": sorted(self.measures), "strategy": called(self.strategy)}
        return {name: value for name, value in told.items() if value}

    @property
    def names(self) -> tuple[str, ...]:
        """The dotted paths that vary."""
        return tuple(factor.name for factor in self.factors)

    @property
    def runs(self) -> int:
        """Points times replicates; run = point · replicates + replicate."""
        return len(self.points) * self.replicates

    @property
    def horizon(self) -> int:
        """Days of the scenario as it stands."""
        return self.base.scenario.days if self.days is None else self.days

    @cached_property
    def hash(self) -> str:
        """16 hex digits over everything that determines the numbers of the whole study."""
        told = {
            "scenario": self.base.hash,
            "kind": self.kind,
            "factors": [[f.name, f.levels, f.whole, f.log] for f in self.factors],
            "replicates": self.replicates,
            "days": self.horizon,
            "seed": self.seed,
            **self.own,
        }
        digest = hashlib.sha256(json.dumps(told, sort_keys=True).encode())
        digest.update(self.points.tobytes())
        return digest.hexdigest()[:_SHOWN]

    def values(self, point: int) -> dict[str, Any]:
        """Return what one point puts into the scenario, by dotted path."""
        return {f.name: f.value(x) for f, x in zip(self.factors, self.points[point], strict=True)}

    def table(self) -> pd.DataFrame:
        """Return the points, one row each, with columns ``point`` and the dotted paths."""
        import pandas as pd  # noqa: PLC0415 (heavy)

        columns = {f.name: f.labels(self.points[:, k]) for k, f in enumerate(self.factors)}
        return pd.DataFrame({"point": np.arange(len(self.points)), **columns})

    def problem(self) -> dict[str, Any]:
        """Return the ranges as SALib wants them: ``num_vars``, ``names`` and ``bounds``."""
        ranges = [factor for factor in self.factors if factor.is_range]
        return {
            "num_vars": len(ranges),
            "names": [factor.name for factor in ranges],
            "bounds": [[factor.low, factor.high] for factor in ranges],
        }


def load_design(file: str | Path | Mapping[str, Any], **changes: int | None) -> StudyDesign:
    """Read a design.

    Args:
        file: YAML, or the same as plain data; see `DesignFile` for its keys. The scenario of plain
            data may be whatever `simcommunity.load` takes.
        changes: replicates, days, seed or samples in place of what the file says; None for none.

    Raises:
        ScenarioError: with one clear sentence for each thing that is wrong.
    """
    node, folder, source = parted(file)
    return read_design(node, folder, changes, source)


def parted(
    file: str | Path | Mapping[str, Any],
) -> tuple[Located, Path | None, Source | None]:
    """Return a study as marked data, the folder it stands in, and a scenario that is no name."""
    if isinstance(file, str | Path):
        return read_file(Path(file), str(file)), Path(file).parent, None
    source = file.get("scenario")
    if source is None or isinstance(source, str):
        return mark(file, "data"), None, None
    return mark({**file, "scenario": name_of(source)}, "data"), None, source


def with_own(
    design: StudyDesign, measures: Measures | None, strategy: Strategy | None
) -> StudyDesign:
    """Return a design whose runs have measures and a strategy of one's own."""
    if measures is None and strategy is None:
        return design
    own = check_measures(measures, (*KEYS, *design.names))
    varies = [name for name in design.names if name.split(".")[0] == "playbook"]
    if strategy is not None and varies:
        raise ValueError(
            f"{varies[0]} varies, but a strategy takes the place of the playbook: sweep one of "
            "them, or put the strategy beside playbooks with compare or optimise"
        )
    return replace(design, measures=own, strategy=strategy)


def make_design(
    scenario: str | Path, vary: Mapping[str, Any], design: str = "grid", **settings: Any
) -> StudyDesign:
    """Return a design from plain data, with the keys of a file.

    Args:
        scenario: name or file.
        vary: dotted path → list, ``{"low": , "high": }`` or one value that stays.
        design: how points are made.
        settings: samples, levels, second_order, replicates, days, seed.

    Raises:
        ScenarioError: with one clear sentence for each thing that is wrong.
    """
    data = {"scenario": str(scenario), "vary": dict(vary), "design": design, **settings}
    return read_design(mark(data, "data"), None, {})


def read_design(
    node: Located,
    folder: Path | None,
    changes: Mapping[str, int | None],
    source: Source | None = None,
) -> StudyDesign:
    """Return the design that marked data of the form of `DesignFile` describe.

    Args:
        folder: where a scenario that is a file may lie; None for shipped ones only.
    """
    told = check(node, DesignFile)
    told = told.model_copy(update={k: v for k, v in changes.items() if v is not None})
    if source is None:
        written = _scenario(node.mapping["scenario"], told.scenario, folder)
    else:
        written = read_scenario(source)
    vary = node.mapping["vary"]
    factors, stays = read_factors(vary, written.load().scenario.model_dump(by_alias=True))
    for name, value in vary.mapping.items():
        if name in {"seed", "replicates"}:
            raise ScenarioError([problem(value, ("vary", name), "design_luck")])
    for name, value in stays.items():
        written = written.changed(name, value)
    base = written.load()
    # Whether a range is one of whole numbers is told by what the scenario then has there.
    shown = base.scenario.model_dump(by_alias=True)
    factors = [settled(f, vary, written, shown) for f in read_factors(vary, shown)[0]]
    try_ends(written, factors)
    seed = base.scenario.seed if told.seed is None else told.seed
    unit, points = _points(told, node, factors, seed)
    replicates = told.replicates or base.scenario.replicates
    if len(points) * replicates > MOST_RUNS:
        raise _too_many(vary, len(points) * replicates, MOST_RUNS)
    return StudyDesign(
        told.design, written, base, tuple(factors), unit, points, replicates, told.days, seed
    )


def _scenario(node: Located, name: str, folder: Path | None) -> Written:
    """Read the scenario of a design: beside its file, or by name."""
    if folder is None:
        return read_scenario(name)
    file = inside(folder, node, ("scenario",)) if Path(name).suffix else None
    if file is not None:
        return read_scenario(file)
    if Path(name).name != name:
        raise ScenarioError([problem(node, ("scenario",), "outside_folder")])
    return read_scenario(name)


def _points(
    told: DesignFile, node: Located, factors: Sequence[Factor], seed: int
) -> tuple[Floats, Floats]:
    """Return the sample of the ranges and all points."""
    vary = node.mapping["vary"]
    ranges = [factor for factor in factors if factor.is_range]
    lists = [factor for factor in factors if not factor.is_range]
    sampled = told.design in _SAMPLED
    if ranges and not sampled:
        raise _at(vary, ranges[0], "design_range", design=told.design)
    if sampled and not ranges:
        raise ScenarioError([problem(vary, ("vary",), "design_no_range", design=told.design)])
    if sampled and told.samples is None:
        raise ScenarioError([Problem("missing", str(node.origin), "samples")])
    for key, of in (("samples", _SAMPLED), ("levels", ("morris",)), ("second_order", ("sobol",))):
        if getattr(told, key) is not None and told.design not in of and key in node.mapping:
            where = node.mapping[key]
            raise ScenarioError([problem(where, (key,), "design_key", design=", ".join(of))])
    if told.design == "list":
        return np.empty((0, 0)), _side_by_side(vary, lists)
    combinations = math.prod(len(factor.levels) for factor in lists)
    if combinations * (told.samples or 1) > MOST_POINTS:
        raise _too_many(vary, combinations * (told.samples or 1), MOST_POINTS)
    unit = np.empty((0, 0))
    if sampled:
        own = {"morris": "levels", "sobol": "second_order"}.get(told.design, "")
        options = {own: getattr(told, own)} if own and getattr(told, own) is not None else {}
        unit = SAMPLERS[told.design](len(ranges), told.samples, seed, **options)
    return unit, _crossed(factors, unit)


def _side_by_side(vary: Located, lists: Sequence[Factor]) -> Floats:
    """Return the points of a list: the first of every list, then the second, and so on."""
    for factor in lists:
        if len(factor.levels) != len(lists[0].levels):
            counts = {"found": len(factor.levels), "first": len(lists[0].levels)}
            raise _at(vary, factor, "design_lengths", **counts)
    if not lists:
        return np.empty((1, 0))
    return np.stack([factor.codes for factor in lists], axis=1)


def _crossed(factors: Sequence[Factor], unit: Floats) -> Floats:
    """Return every combination of the lists with every row of the sample."""
    combinations = list(itertools.product(*(f.codes for f in factors if not f.is_range)))
    rows = max(len(unit), 1)
    points = np.empty((len(combinations) * rows, len(factors)))
    listed, sampled = itertools.count(), itertools.count()
    for k, factor in enumerate(factors):
        if factor.is_range:
            points[:, k] = np.tile(factor.scaled(unit[:, next(sampled)]), len(combinations))
        else:
            place = next(listed)
            points[:, k] = np.repeat([combination[place] for combination in combinations], rows)
    return points


def _at(vary: Located, factor: Factor, rule: str, **details: Any) -> ScenarioError:
    node = vary.mapping.get(factor.name) or Located(None, Origin(str(factor.origin)))
    return ScenarioError([problem(node, ("vary", factor.name), rule, **details)])


def _too_many(vary: Located, count: int, most: int) -> ScenarioError:
    where = {"count": count, "most": most}
    return ScenarioError([Problem("design_too_many", str(vary.origin), "vary", details=where)])
