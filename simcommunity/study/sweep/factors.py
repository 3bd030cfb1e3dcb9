"""What a design varies: lists of values, and ranges to sample."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from simcommunity.core.arrays import Floats
from simcommunity.scenario.errors import ScenarioError
from simcommunity.scenario.loader import Written
from simcommunity.scenario.located import Located, Origin, plain, problem, value_at
from simcommunity.scenario.parameters import PARAMETERS
from simcommunity.scenario.reading import mark

PLAUSIBLE = "plausible"
ALL_PARAMETERS = "parameters.*"
_RANGE = {"low", "high"}
_DATA = Origin("data")
_SCALES = ("linear", "log")


@dataclass(frozen=True)
class Factor:
    """One thing that a design varies.

    Attributes:
        name: dotted path inside the scenario, such as ``parameters.chat_base``.
        low, high: ends of a range, or of the numbers of a list; NaN for a list of other things.
        levels: the values of a list; empty for a range.
        whole: whether only whole numbers are meant.
        log: whether a range is sampled evenly in its logarithm.
        origin: where it was written.
    """

    name: str
    low: float
    high: float
    levels: tuple[Any, ...] = ()
    whole: bool = False
    log: bool = False
    origin: Origin = _DATA

    @property
    def is_range(self) -> bool:
        """Whether it is sampled, not listed."""
        return not self.levels

    @property
    def numeric(self) -> bool:
        """Whether its values are numbers; else a point holds the place of a value in `levels`."""
        return math.isfinite(self.low)

    @property
    def codes(self) -> Floats:
        """What stands for each value of a list in a point, (levels,)."""
        codes = self.levels if self.numeric else range(len(self.levels))
        return np.array(list(codes), float)

    def scaled(self, unit: Floats) -> Floats:
        """Return numbers from 0 to 1 as values of the range, the same shape."""
        if self.whole:  # every whole number gets the same share
            steps = np.floor(unit * (self.high - self.low + 1))
            return np.asarray(self.low + np.minimum(steps, self.high - self.low))
        if self.log:
            return np.asarray(self.low * (self.high / self.low) ** unit)
        return np.asarray(self.low + unit * (self.high - self.low))

    def value(self, code: float) -> Any:
        """Return the value that a number of a point stands for."""
        if not self.numeric:
            return self.levels[int(code)]
        return int(code) if self.whole else float(code)

    def labels(self, codes: Floats) -> np.ndarray[Any, Any]:
        """Return a column of points as it stands in tables: numbers, or texts, (points,)."""
        if self.numeric:
            return codes.astype(np.int64) if self.whole else codes
        names = np.array([label(level) for level in self.levels], object)
        return np.asarray(names[codes.astype(int)])


def label(value: object) -> str:
    """Return a value that is no number as one line of text."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def read_factors(vary: Located, base: Mapping[str, Any]) -> tuple[list[Factor], dict[str, Located]]:
    """Return what is varied, and what stays, from the part ``vary`` of a design.

    Args:
        vary: dotted path → a list, a range, or one value that stays.
    """
    factors, stays = [], {}
    for name, node in _entries(vary):
        if node.items:
            factors.append(_listed(name, node))
        elif node.text == PLAUSIBLE and name.startswith("parameters."):
            factors.append(_plausible(name, node))
        elif node.mapping.keys() >= _RANGE:
            factors.append(_ranged(name, node, value_at(base, name.split("."))))
        else:
            stays[name] = node
    return factors, stays


def _entries(vary: Located) -> Iterator[tuple[str, Located]]:
    """Yield every path with what is written there; ``parameters.*`` stands for all that are free.

    What is said of a single parameter counts for more, wherever it stands.
    """
    for name, node in vary.mapping.items():
        if name != ALL_PARAMETERS:
            yield name, node
            continue
        for parameter, row in PARAMETERS.items():
            path = f"parameters.{parameter}"
            if row.is_free and path not in vary.mapping:
                yield path, node


def _listed(name: str, node: Located) -> Factor:
    levels = tuple(plain(item) for item in node.items)
    numbers = [x for x in levels if isinstance(x, int | float) and not isinstance(x, bool)]
    if len(numbers) < len(levels):
        return Factor(name, math.nan, math.nan, levels, origin=node.origin)
    if not all(math.isfinite(x) for x in numbers):
        raise ScenarioError([problem(node, ("vary", name), "finite_number")])
    whole = all(isinstance(x, int) for x in numbers)
    return Factor(name, min(numbers), max(numbers), levels, whole, origin=node.origin)


def _plausible(name: str, node: Located) -> Factor:
    parameter = PARAMETERS.get(name.removeprefix("parameters."))
    if parameter is None:
        raise ScenarioError([problem(node, ("vary", name), "unknown_parameter")])
    if not parameter.low < parameter.high:  # a definition, or a number that the platform sets
        raise ScenarioError([problem(node, ("vary", name), "design_fixed")])
    return Factor(name, parameter.low, parameter.high, origin=node.origin)


def _ranged(name: str, node: Located, base: object) -> Factor:
    path = ("vary", name)
    for key, child in node.mapping.items():
        if key not in {*_RANGE, "scale"}:
            raise ScenarioError([problem(child, (*path, key), "unknown_key")])
    low, high = (plain(node.mapping[end]) for end in ("low", "high"))
    for end, number in (("low", low), ("high", high)):
        if isinstance(number, bool) or not isinstance(number, int | float):
            raise ScenarioError([problem(node.mapping[end], (*path, end), "number_type")])
        if not math.isfinite(number):
            raise ScenarioError([problem(node.mapping[end], (*path, end), "finite_number")])
    scale = node.mapping.get("scale")
    if scale is not None and scale.value not in _SCALES:
        options = ", ".join(_SCALES)
        raise ScenarioError([problem(scale, (*path, "scale"), "literal_error", options=options)])
    log = scale is not None and scale.value == "log"
    if not low < high:  # type: ignore[operator]
        raise ScenarioError([problem(node, path, "design_range_order")])
    if log and low <= 0:  # type: ignore[operator]
        raise ScenarioError([problem(node.mapping["low"], (*path, "low"), "greater_than", gt=0)])
    ends = isinstance(low, int) and isinstance(high, int)
    whole = ends and isinstance(base, int) and not isinstance(base, bool)
    return Factor(name, float(low), float(high), whole=whole, log=log, origin=node.origin)  # type: ignore[arg-type]


def settled(factor: Factor, vary: Located, written: Written, shown: Mapping[str, Any]) -> Factor:
    """Return a range as one of whole numbers where the scenario has nothing that would tell.

    Its low end is put in; where it stays a whole number, only whole numbers are meant.
    """
    node = vary.mapping.get(factor.name)
    if not factor.is_range or node is None or value_at(shown, factor.name.split(".")) is not None:
        return factor
    ends = [plain(node.mapping[end]) for end in ("low", "high") if end in node.mapping]
    if not ends or not all(isinstance(end, int) for end in ends):
        return factor
    whole = replace(factor, whole=True)
    there = _with_value(written, whole, whole.low).load().scenario.model_dump(by_alias=True)
    return whole if isinstance(value_at(there, factor.name.split(".")), int) else factor


def try_ends(written: Written, factors: Sequence[Factor]) -> None:
    """Try each value of a list and both ends of a range.

    Ranges of parameters are tried together, as they do not depend on one another.
    """
    together = [f for f in factors if f.is_range and f.name.startswith("parameters.")]
    for end in ("low", "high") if together else ():
        changed = written
        for factor in together:
            changed = _with_value(changed, factor, getattr(factor, end))
        changed.load()
    for factor in factors:
        if factor not in together:
            codes = (factor.low, factor.high) if factor.is_range else factor.codes
            for code in codes:
                _with_value(written, factor, code).load()


def _with_value(written: Written, factor: Factor, code: float) -> Written:
    value = mark(factor.value(code), str(factor.origin))
    return written.changed(factor.name, replace(value, origin=factor.origin))
