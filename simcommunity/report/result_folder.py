"""Results on disk: written aside, then moved into place, so that nothing is ever half there."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from simcommunity.core.vitals import DAILY
from simcommunity.results.plain_data import plain_data
from simcommunity.results.whole_files import ASIDE, flush, flush_names, writing

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    from simcommunity.results.replicate import Replicate

KEYS = ("replicate", "group", "day")
COUNTS = {  # columns of the groups that are whole numbers
    "group", "day_opened", "day_zero", "observed", "joined", "first_silence",
    "death_day_silence", "death_day_deafness", "revived", "k_core", "orders",
}  # fmt: skip


class Store:
    """A folder of results; use it with `with`.

    Args:
        folder: where results go; made if it is not there.
        about: where they come from; every Parquet file carries it in its metadata.

    Raises UnwritableError when the folder cannot be written to.
    """

    def __init__(self, folder: Path, about: Mapping[str, str]) -> None:
        """Note where to write."""
        self.folder = folder
        self.about = dict(about)
        self._tables: dict[str, pq.ParquetWriter] = {}

    def __enter__(self) -> Self:
        self._new = next(
            (p for p in reversed([self.folder, *self.folder.parents]) if not p.exists()), None
        )
        with writing(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            self._aside = Path(tempfile.mkdtemp(prefix=ASIDE, dir=self.folder))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self._close()
        finally:
            shutil.rmtree(self._aside, ignore_errors=True)
            if error and self._new:
                self._remove_if_empty()

    def add(self, replicate: Replicate) -> None:
        """Write one replicate: one row group in each table, so that memory stays as it is."""
        groups, daily = replicate.groups, replicate.daily
        lived = np.arange(daily.shape[1]) >= groups["day_opened"][:, None]
        row, day = np.nonzero(lived)
        index = np.full(len(row), replicate.index)
        keys = zip(KEYS, (index, groups["group"][row], day), strict=True)
        self._write(
            "daily.parquet",
            {name: key.astype(np.int32) for name, key in keys}
            | {name: daily[lived, k] for k, name in enumerate(DAILY)},
        )
        self._write(
            "groups.parquet",
            {"replicate": np.full(len(groups), replicate.index, dtype=np.int32)}
            | {
                name: groups[name].astype(np.int32 if name in COUNTS else np.float64)
                for name in groups.dtype.names
            },
        )

    def add_events(self, columns: Mapping[str, Any]) -> None:
        """Write some of the events of a replicate; words are kept once each."""
        words = {name: pa.array(columns[name]).dictionary_encode() for name in ("event", "why")}
        self._write("events.parquet", {**columns, **words})

    def put(self, name: str, data: bytes) -> None:
        """Write a whole file aside."""
        with writing(self.folder):
            (self._aside / name).write_bytes(data)

    def commit(self) -> list[str]:
        """Move everything written so far into place and return the names of the files."""
        self._close()
        with writing(self.folder):
            files = sorted(self._aside.iterdir())
            for file in files:
                flush(file)
                file.replace(self.folder / file.name)
            flush_names(self.folder)
        return [file.name for file in files]

    def _write(self, name: str, columns: Mapping[str, Any]) -> None:
        table = pa.table(dict(columns)).replace_schema_metadata(self.about)
        with writing(self.folder):
            if name not in self._tables:
                self._tables[name] = pq.ParquetWriter(
                    self._aside / name, table.schema, compression="zstd", write_page_checksum=True
                )
            self._tables[name].write_table(table, row_group_size=max(1, len(table)))

    def _close(self) -> None:
        with writing(self.folder):
            while self._tables:
                self._tables.popitem()[1].close()

    def _remove_if_empty(self) -> None:
        """Take away the folders that were made for results that never came."""
        folder = self.folder
        while not any(folder.iterdir()):
            folder.rmdir()
            if folder == self._new:
                return
            folder = folder.parent


def to_json(result: Mapping[str, Any]) -> str:
    """Return strict JSON: what is not a number becomes null."""
    return json.dumps(plain_data(result), ensure_ascii=False, indent=2, allow_nan=False)
