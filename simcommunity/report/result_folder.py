"""Results on disk: written aside, then moved into place, so that nothing is ever half there."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa
import pyarrow.parquet as pq

from simcommunity.i18n import as_utf8
from simcommunity.results.columns import daily_of, groups_of, tidy
from simcommunity.results.estimates import plain_data
from simcommunity.results.replicate import Replicate
from simcommunity.results.whole_files import ASIDE, flush, flush_names, writing


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
        self._files = ExitStack()

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
        self.add_table("daily", tidy("daily", daily_of(replicate)))
        self.add_table("groups", tidy("groups", groups_of(replicate)))

    def add_table(self, name: str, table: pa.Table) -> None:
        """Write some rows of a table, with what is known of its columns and where it is from."""
        table = table.replace_schema_metadata(self.about)
        with writing(self.folder):
            if name not in self._tables:
                # Opened here, as Arrow takes no name that is not UTF-8.
                file = self._files.enter_context((self._aside / f"{name}.parquet").open("wb"))
                self._tables[name] = pq.ParquetWriter(
                    file, table.schema, compression="zstd", write_page_checksum=True
                )
            self._tables[name].write_table(table, row_group_size=max(1, len(table)))

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

    def _close(self) -> None:
        with writing(self.folder), self._files:
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
    return as_utf8(json.dumps(plain_data(result), ensure_ascii=False, indent=2, allow_nan=False))
