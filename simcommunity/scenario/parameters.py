"""Every number of behaviour: value, plausible range, unit and source.

The table is `data/parameters.csv`: the code reads it, the docs print it, and a sensitivity analysis
samples its ranges. "Fitted" values are fitted to published facts and to the three claims of the
supermarket story only; "assumption" says that nothing usable is published and that the range is
what to sweep.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import NamedTuple


class Parameter(NamedTuple):
    """One number of the model: value, plausible range, what it may be at all, and its source."""

    value: float
    low: float
    high: float
    least: float
    most: float
    unit: str
    source: str
    note: str
    part: str

    @property
    def is_free(self) -> bool:
        """Return whether it may be varied: no definition, and more than one value is plausible."""
        return self.part != "definition of death" and self.low < self.high


def _read(path: Path) -> dict[str, Parameter]:
    with path.open(encoding="utf-8", newline="") as file:
        return {
            row["name"]: Parameter(
                float(row["value"]),
                float(row["low"]),
                float(row["high"]),
                float(row["least"]),
                float(row["most"]),
                row["unit"],
                row["source"],
                row["note"],
                row["part"],
            )
            for row in csv.DictReader(file)
        }


PARAMETERS = _read(Path(__file__).parents[1] / "data" / "parameters.csv")
