"""The parts of a store: files that are never changed, whose names hold a digest of their bits."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from simcommunity.results.whole_files import publish

OK, FAILED = "ok", "FAILED"
_PART = re.compile(r"([0-9]{1,12})-([0-9]{1,12})-([0-9a-f]{32})\.parquet")
_FORM: dict[str, Any] = {  # digests and numbers seldom repeat; nobody looks for their extremes
    "compression": "zstd",
    "use_dictionary": ["status", "error", "traceback"],
    "write_statistics": ["run"],
    "write_page_checksum": True,
}


@dataclass(frozen=True, slots=True)
class Part:
    """A file with the rows of some of the runs from `first` up to `last`."""

    folder: str
    name: str
    first: int
    last: int

    @property
    def file(self) -> Path:
        """Where it is."""
        return Path(self.folder, self.name)


def find_parts(place: Path) -> Iterator[Part]:
    """Yield the parts in a folder in order of their first run; no more than names are held."""
    folder = str(place)
    with os.scandir(place) as entries:
        names = [entry.name for entry in entries if _PART.fullmatch(entry.name)]
    names.sort()  # runs are written with leading zeros …
    names.sort(key=len)  # … up to nine digits
    for name in names:
        if found := _PART.fullmatch(name):
            yield Part(folder, name, int(found[1]), int(found[2]))


def write_part(place: Path, table: pa.Table, first: int, last: int) -> str:
    """Put a part into the folder of the parts and return its name."""
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, **_FORM)
    data = sink.getvalue().to_pybytes()
    name = part_name(data, first, last)
    publish(place, name, lambda file: file.write_bytes(data))
    return name


def part_name(data: bytes, first: int, last: int) -> str:
    """Return what a part must be called: its runs, and a digest of them and of all its bits."""
    runs = f"{first:09d}-{last:09d}"
    digest = hashlib.sha256(runs.encode())
    digest.update(data)
    return f"{runs}-{digest.hexdigest()[:32]}.parquet"


def joined(tables: list[pa.Table]) -> pa.Table:
    """Return tables as one; a column that some of them lack is empty there."""
    return tables[0] if len(tables) == 1 else pa.concat_tables(tables, promote_options="default")


def each_once(tables: list[pa.Table]) -> pa.Table:
    """Return the runs of some tables in order, each once: one that is ok before one that FAILED."""
    table = joined(tables)
    run = table["run"].to_numpy()
    if len(tables) == 1 and (np.diff(run) > 0).all():
        return table
    failed = ~pc.equal(table["status"], OK).to_numpy(zero_copy_only=False)
    order = np.lexsort((failed, run))
    first = np.concatenate(([True], np.diff(run[order]) > 0))
    return table.take(pa.array(order[first]))
