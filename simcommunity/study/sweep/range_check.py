"""Before any run: can each value that a design asks for be at all?"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from simcommunity.scenario.located import Located, plain
from simcommunity.scenario.reading import mark
from simcommunity.study.sweep.factors import base_value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from simcommunity.scenario.loader import Written
    from simcommunity.study.sweep.factors import Factor


def settled(factor: Factor, vary: Located, written: Written, shown: Mapping[str, Any]) -> Factor:
    """Return a range as one of whole numbers where the scenario has nothing that would tell.

    Its low end is put in; where it stays a whole number, only whole numbers are meant.

    Args:
        vary: what was written.
        written, shown: the scenario, and the same as plain data.
    """
    node = vary.mapping.get(factor.name)
    if not factor.is_range or node is None or base_value(shown, factor.name) is not None:
        return factor
    ends = [plain(node.mapping[end]) for end in ("low", "high") if end in node.mapping]
    if not ends or not all(isinstance(end, int) for end in ends):
        return factor
    whole = replace(factor, whole=True)
    there = _changed(written, whole, whole.low).load().scenario.model_dump(by_alias=True)
    return whole if isinstance(base_value(there, factor.name), int) else factor


def try_ends(written: Written, factors: Sequence[Factor]) -> None:
    """Try each value of a list and both ends of a range.

    Ranges of parameters are tried together, as they do not depend on one another.

    Raises:
        ScenarioError: for a value that cannot be, with the line on which it was asked for.
    """
    together = [f for f in factors if f.is_range and f.name.startswith("parameters.")]
    for end in ("low", "high") if together else ():
        changed = written
        for factor in together:
            changed = _changed(changed, factor, getattr(factor, end))
        changed.load()
    for factor in factors:
        if factor not in together:
            codes = (factor.low, factor.high) if factor.is_range else factor.codes
            for code in codes:
                _changed(written, factor, code).load()


def _changed(written: Written, factor: Factor, code: float) -> Written:
    value = mark(factor.value(code), str(factor.origin))
    return written.changed(factor.name, replace(value, origin=factor.origin))
