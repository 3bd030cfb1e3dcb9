"""Every column of the tidy tables, for files and frames alike: its type, unit and kind.

The table is `columns.csv`; docs/tables.md says in words what each column is.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from simcommunity.core.vitals import DAILY
from simcommunity.results.metrics import METRICS
from simcommunity.results.replicate import Replicate

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


_TYPES = {"int32": np.int32, "float64": np.float64, "bool": np.bool_}


class Column(NamedTuple):
    """A row of the table.

    Attributes:
        type: "int32", "float64", "bool" or "word".
        unit: as of metrics; "day" is a day of the run, counted from 0; empty where there is none.
        kind: "key"; "stock", what there is at the end of the day or run; "flow", what came in it
            and adds up; "level", which does not; "time", −1 for never; "mark", "word", "trait",
            "estimate".
    """

    type: str
    unit: str
    kind: str


def _read(path: Path) -> dict[str, dict[str, Column]]:
    found: dict[str, dict[str, Column]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for table, name, *told in list(csv.reader(file))[1:]:
            found.setdefault(table, {})[name] = Column(*told)
    return found


COLUMNS = _read(Path(__file__).with_name("columns.csv"))


def tidy(table: str, values: Mapping[str, Any]) -> pa.Table:
    """Return a table whose every field tells its unit and kind in its metadata.

    Args:
        values: name of each of its columns → values, (rows,).
    """
    import pyarrow as pa  # noqa: PLC0415 (only whoever wants a table pays for it)

    fields, arrays = [], []
    for name, column in COLUMNS[table].items():
        if column.type == "word":
            array = pa.array(values[name], pa.string()).dictionary_encode()
        else:
            array = pa.array(np.ascontiguousarray(values[name]).astype(_TYPES[column.type]))
        told = {"unit": column.unit, "kind": column.kind}
        fields.append(pa.field(name, array.type, metadata=told))
        arrays.append(array)
    return pa.Table.from_arrays(arrays, schema=pa.schema(fields))


def with_units(frame: pd.DataFrame) -> pa.Table:
    """Return a frame as Arrow has it; columns that are metrics tell their units."""
    import pyarrow as pa  # noqa: PLC0415 (as above)

    table = pa.Table.from_pandas(frame, preserve_index=False)
    fields = []
    for field in table.schema:
        known = METRICS.get(field.name)
        kind = pa.string() if pa.types.is_large_string(field.type) else field.type
        fields.append(pa.field(field.name, kind, metadata={"unit": known.unit if known else ""}))
    return table.cast(pa.schema(fields))


def daily_of(replicate: Replicate) -> dict[str, Any]:
    """Return the columns of the days of each group from its opening on."""
    groups, daily = replicate.groups, replicate.daily
    lived = np.arange(daily.shape[1]) >= groups["day_opened"][:, None]
    row, day = np.nonzero(lived)
    return {
        "replicate": np.full(len(row), replicate.index),
        "group": groups["group"][row],
        "day": day,
        **{name: daily[lived, k] for k, name in enumerate(DAILY)},
    }


def groups_of(replicate: Replicate) -> dict[str, Any]:
    """Return the columns of what became of each group."""
    groups = replicate.groups
    index = np.full(len(groups), replicate.index)
    return {"replicate": index, **{name: groups[name] for name in groups.dtype.names}}
