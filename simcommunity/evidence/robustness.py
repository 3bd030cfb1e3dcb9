"""Does a claim hold only at the shipped numbers? The same tests under other sets of parameters.

Sets are drawn from the plausible ranges by a Latin hypercube (McKay, Beckman & Conover 1979), and
taken from `data/parameter_sets.csv`, one fitted set a row, where that is shipped. Definitions of
death are left alone: they are no unknowns. Every set meets 5 replicates, and a claim counts as
holding when the estimates of all its parts do; with so few replicates intervals would mostly tell
that they are few.
"""

from __future__ import annotations

import csv
import hashlib
import json
import math
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TextIO

from scipy.stats import qmc

from simcommunity import __version__
from simcommunity.evidence.arm_runs import ArmRuns
from simcommunity.evidence.verify import Shares, parts_of
from simcommunity.scenario.catalogue import DATA
from simcommunity.scenario.errors import Problem, ScenarioError, nearest, shown
from simcommunity.scenario.parameters import PARAMETERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from simcommunity.evidence.registry import Entry

REPLICATES = 5
FITTED = DATA / "parameter_sets.csv"
FREE = tuple(name for name, p in PARAMETERS.items() if p.is_free)


@dataclass(frozen=True)
class ParameterSet:
    """One set of parameters: where it is from ("prior" or "fitted") and its values."""

    origin: str
    number: int
    values: dict[str, float]

    @property
    def hash(self) -> str:
        """16 hex digits over the values."""
        text = json.dumps(self.values, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def prior_sets(n: int, seed: int) -> list[ParameterSet]:
    """Return n sets drawn from the plausible ranges by a Latin hypercube."""
    cube = qmc.LatinHypercube(len(FREE), rng=seed).random(n)
    low = [PARAMETERS[name].low for name in FREE]
    high = [PARAMETERS[name].high for name in FREE]
    points = cube * ([b - a for a, b in zip(low, high, strict=True)]) + low
    return [
        ParameterSet("prior", k, dict(zip(FREE, map(float, point), strict=True)))
        for k, point in enumerate(points)
    ]


def fitted_sets(n: int, file: Path = FITTED) -> list[ParameterSet]:
    """Return the first n fitted sets, none where the file is not there.

    Raises:
        ScenarioError: for a column that is no parameter, or a value that it cannot have.
    """
    if not file.exists():
        return []
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))[:n]
    return [
        ParameterSet("fitted", k, {name: _value(file, k, name, row[name]) for name in row})
        for k, row in enumerate(rows)
    ]


def _value(file: Path, row: int, name: str, text: str | None) -> float:
    """Return one cell of the table of fitted sets as a number."""
    place, parameter = f"{file.name}:{row + 2}", PARAMETERS.get(name)
    if parameter is None:
        near = nearest(str(name), PARAMETERS)
        raise ScenarioError([Problem("unknown_parameter", place, str(name), near=near)])
    try:
        value = float(text or "")
    except (TypeError, ValueError):
        raise ScenarioError([Problem("number_type", place, name, shown(text))]) from None
    if not parameter.least <= value <= parameter.most:
        bounds = {"least": f"{parameter.least:g}", "most": f"{parameter.most:g}"}
        raise ScenarioError([Problem("parameter_bounds", place, name, shown(text), "", bounds)])
    return value


class Rows:
    """What was found so far: one row for each set and claim, kept in a file if there is one.

    The file only grows, and every row is on the disk before the next set is tried. A row that was
    cut off in the middle is taken away. Rows of another version, another seed or another wording
    of a claim stay, and count for nothing.
    """

    def __init__(self, file: Path | None, seed: int) -> None:
        """Read what is there."""
        self.seed = seed
        self._found: dict[tuple[str, str, str], dict[str, Any]] = {}
        self._out: TextIO | None = None
        if file is None:
            return
        if file.exists():
            content = file.read_bytes()
            whole = content[: content.rfind(b"\n") + 1]
            if len(whole) < len(content):
                with file.open("r+b") as out:
                    out.truncate(len(whole))
            for line in whole.splitlines():
                self._read(line)
        self._out = file.open("a", encoding="utf-8", newline="\n")

    def close(self) -> None:
        """Let go of the file."""
        if self._out is not None:
            self._out.close()

    def find(self, entry: Entry, one: ParameterSet) -> dict[str, Any] | None:
        """Return the row of a claim and a set, None when there is none that counts."""
        return self._found.get((entry.id, entry.hash, one.hash))

    def add(self, entry: Entry, one: ParameterSet, parts: Sequence[tuple[float, bool]]) -> None:
        """Write a row; `parts` holds the estimate of each part and whether it is as asked."""
        row = {
            "version": __version__,
            "seed": self.seed,
            "registry": entry.hash,
            "set": one.hash,
            "origin": one.origin,
            "number": one.number,
            "id": entry.id,
            "values": [value if math.isfinite(value) else None for value, _ in parts],
            "parts": [holds for _, holds in parts],
            "holds": all(
                holds for part, (_, holds) in zip(entry.parts, parts, strict=True) if not part.told
            ),
        }
        self._remember(row)
        if self._out is not None:
            self._out.write(json.dumps(row) + "\n")
            self._out.flush()
            os.fsync(self._out.fileno())

    def _read(self, line: bytes) -> None:
        """Remember a row; what is none counts for nothing."""
        try:
            self._remember(json.loads(line))
        except (ValueError, KeyError, TypeError):
            return

    def _remember(self, row: dict[str, Any]) -> None:
        if row["version"] == __version__ and row["seed"] == self.seed:
            self._found[row["id"], row["registry"], row["set"]] = row


def try_sets(
    entries: Iterable[Entry],
    sets: Sequence[ParameterSet],
    rows: Rows,
    *,
    jobs: int | None = None,
    advance: Callable[[], None] = lambda: None,
) -> Shares:
    """Try every claim under every set and return the shares that hold, by id: prior, fitted.

    Args:
        entries: claims and facts.
        sets: of parameters.
        rows: what is known already, which is not run again; new rows are added.
        jobs: how many cores.
        advance: called after each set.
    """
    entries = list(entries)
    laboratory = ArmRuns(())
    for one in sets:
        missing = [entry for entry in entries if rows.find(entry, one) is None]
        if missing:
            if missing != laboratory.entries:
                laboratory = ArmRuns(missing, REPLICATES)
            measured = laboratory.run(rows.seed, parameters=one.values, jobs=jobs)
            for entry in missing:
                parts = parts_of(entry, measured[entry.id], REPLICATES)
                rows.add(entry, one, [(p.effect.value, p.holds_by_value) for p in parts])
        advance()
    return {entry.id: (_share(entry, sets, rows, "prior"), _share(entry, sets, rows, "fitted"))
            for entry in entries}  # fmt: skip


def _share(entry: Entry, sets: Sequence[ParameterSet], rows: Rows, origin: str) -> float | None:
    found = [rows.find(entry, one) for one in sets if one.origin == origin]
    told = [row["holds"] is True for row in found if row is not None]
    return sum(told) / len(told) if told else None
