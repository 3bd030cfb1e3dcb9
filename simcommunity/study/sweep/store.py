"""The store of a study: a manifest, and Parquet parts that workers put there themselves.

A part is written aside and moved into place, and nothing is ever changed in it. Its name holds a
digest of its bits, so whatever has been damaged is found out when it is read. What has been done is
what the parts hold; there is no other record. Stores of one design merge by copying the parts of
one into the other.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from simcommunity.core.arrays import Floats
from simcommunity.i18n import choose_language, t
from simcommunity.results.whole_files import publish
from simcommunity.scenario.errors import ToldError, printable
from simcommunity.study.sweep.parts import OK, Part, each_once, find_parts, joined, part_name

if TYPE_CHECKING:
    import pandas as pd


SCHEMA = "simcommunity.store/2"
MANIFEST = "manifest.json"
PARTS = "parts"  # the folder of the parts of a store that has never been extended
DAMAGED = "damaged"
KEYS = ("run", "point", "replicate", "status", "error", "traceback", "digest")
HASHES = ("design_hash", "rules_hash")  # what a part has in common with its store
PIECE_ROWS = 20_000  # of the parts that small ones are merged into: some tens of megabytes
_TABLES = 200  # small tables weigh more than their rows; so many at most are kept apart
_LOGGER = logging.getLogger("simcommunity")


class StoreError(ToldError):
    """A store that is none, or is of something else; says why in one sentence."""

    exit_code = 3


class SweepStore:
    """What a study has found so far.

    Args:
        folder: of the store.
        manifest: what the study is.
    """

    def __init__(self, folder: Path, manifest: Mapping[str, Any]) -> None:
        """Note where it is; nothing is read yet."""
        self.folder = folder
        self.manifest = dict(manifest)
        self.damaged: dict[str, Part] = {}  # what reading has found

    def __repr__(self) -> str:
        return printable(f"<{type(self).__name__}: {self.folder}, {self.runs} runs>")

    @property
    def place(self) -> Path:
        """The folder of its parts."""
        return self.folder / str(self.manifest["parts"])

    @property
    def runs(self) -> int:
        """How many runs the whole study has."""
        return int(self.manifest["runs"])

    @property
    def replicates(self) -> int:
        """Of each point."""
        return int(self.manifest["replicates"])

    @property
    def factors(self) -> tuple[str, ...]:
        """The dotted paths that vary."""
        return tuple(self.manifest["factors"])

    def parts(self) -> list[Part]:
        """Return the parts in order of their first run."""
        return list(self._each())

    def _each(self) -> Iterator[Part]:
        return find_parts(self.place) if self.place.is_dir() else iter(())

    def status(self) -> np.ndarray[Any, np.dtype[np.uint8]]:
        """Return for each run 0 when it is to be done, 1 when done, 2 if it FAILED, (runs,)."""
        status = np.zeros(self.runs, np.uint8)
        for part in self._each():
            table = self._read(part, ["run", "status"])
            if table is not None:
                run = table["run"].to_numpy()
                done = pc.equal(table["status"], OK).to_numpy(zero_copy_only=False)
                failed = run[~done]
                status[failed[status[failed] == 0]] = 2
                status[run[done]] = 1
        return status

    def batches(self, columns: Sequence[str] | None = None) -> Iterator[pa.Table]:
        """Yield tables of consecutive runs in order, each run once, at most some parts at a time.

        Args:
            columns: which to read; all when None.
        """
        for _, table in self._bundles(columns):
            yield table

    def pieces(self) -> Iterator[tuple[list[Part], pa.Table]]:
        """Yield all rows like `batches`, `PIECE_ROWS` or more at a time, and the parts they are of.

        However small the parts are, no more than that is held in memory.
        """
        parts: list[Part] = []
        tables: list[pa.Table] = []
        rows = 0
        for some, table in self._bundles(None):
            parts += some
            tables.append(table)
            rows += len(table)
            if rows >= PIECE_ROWS:
                yield parts, joined(tables)
                parts, tables, rows = [], [], 0
            elif len(tables) == _TABLES:
                tables = [joined(tables).combine_chunks()]
        if tables:
            yield parts, joined(tables)

    def _bundles(self, columns: Sequence[str] | None) -> Iterator[tuple[list[Part], pa.Table]]:
        """Yield parts that share runs with one another, and their rows."""
        wanted = None if columns is None else list(dict.fromkeys([*columns, "run", "status"]))
        parts: list[Part] = []
        bundle: list[pa.Table] = []
        upto = -1
        for part in self._each():
            table = self._read(part, wanted)
            if table is None:
                continue
            if bundle and part.first >= upto:
                yield parts, each_once(bundle)
                parts, bundle = [], []
            parts.append(part)
            bundle.append(table)
            upto = max(upto, part.last)
        if bundle:
            yield parts, each_once(bundle)

    def table(self, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """Return one row a run in order: point, replicate, what varies, status, all metrics.

        Args:
            columns: which metrics; all when None.
        """
        wanted = None
        if columns is not None:
            wanted = [*KEYS[:4], *self.factors, *columns]
        tables = list(self.batches(wanted))
        if not tables:
            import pandas as pd  # noqa: PLC0415 (heavy)

            return pd.DataFrame(columns=[*KEYS, *self.factors])
        whole = joined(tables)
        if wanted is not None:
            whole = whole.select([name for name in wanted if name in whole.column_names])
        frame: pd.DataFrame = whole.to_pandas()
        return frame

    def values(self, metric: str) -> Floats:
        """Return a metric of every run, NaN where there is none (yet), (points, replicates)."""
        values = np.full(self.runs, np.nan)
        for table in self.batches([metric]):
            if metric in table.column_names:
                values[table["run"].to_numpy()] = table[metric].to_numpy()
        return values.reshape(-1, self.replicates)

    def metrics(self) -> list[str]:
        """Return the names of all metrics."""
        known = {*KEYS, *self.factors}
        names: dict[str, None] = {}
        for part in self._each():
            file = self._open(part)
            columns = file.schema_arrow.names if file else ()
            names |= dict.fromkeys(name for name in columns if name not in known)
        return list(names)

    def first_error(self) -> str:
        """Return why the first run that FAILED did so, in one line; empty if none did."""
        for table in self.batches(["error"]):
            for error in table["error"].drop_null().to_pylist():
                return printable(error.partition("\n")[0])
        return ""

    def digest(self) -> str:
        """Return SHA-256 over the outcomes of all runs that are done, in order."""
        digest = hashlib.sha256()
        for table in self.batches(["digest"]):
            for run, outcome in zip(
                table["run"].to_pylist(), table["digest"].to_pylist(), strict=True
            ):
                digest.update(f"{run} {outcome}\n".encode())
        return digest.hexdigest()

    def say_incomplete(self, rows: int) -> None:
        """Say so where an answer is of a part of the runs only."""
        if rows < self.runs:
            _LOGGER.warning(told("store.incomplete", folder=self.folder, rows=rows, runs=self.runs))

    def set_aside(self) -> None:
        """Move the parts that reading has found damaged out of the way, and say so."""
        for part in self.damaged.values():
            place = self.folder / DAMAGED
            place.mkdir(exist_ok=True)
            try:
                part.file.replace(place / part.name)
            except FileNotFoundError:
                continue  # another driver was faster
            _LOGGER.warning(told("store.set_aside", name=part.name, place=place))
        self.damaged.clear()

    def _read(self, part: Part, columns: list[str] | None) -> pa.Table | None:
        """Read a part; None for a damaged one, whose runs count as not done."""
        file = self._open(part)
        if file is None:
            return None
        there = set(file.schema_arrow.names)
        wanted = None if columns is None else [name for name in columns if name in there]
        return file.read(wanted, use_threads=False)

    def _open(self, part: Part) -> pq.ParquetFile | None:
        """Open a part whose bits are those that were written; None for another one."""
        try:
            data = part.file.read_bytes()
        except OSError as error:
            aside = self.folder / DAMAGED / part.name  # another driver may just have found it
            if not os.path.lexists(part.file) and not aside.exists():
                raise StoreError(told("store.vanished", file=part.file)) from None
            self._note_damage(part, error.strerror or str(error))
            return None
        if part_name(data, part.first, part.last) != part.name:
            self._note_damage(part, t("store.other_bits", choose_language()))
            return None
        try:
            file = pq.ParquetFile(pa.BufferReader(data), page_checksum_verification=True)
        except pa.ArrowException as error:
            self._note_damage(part, str(error).partition("\n")[0])
            return None
        about = file.schema_arrow.metadata or {}
        if any(about.get(key.encode(), b"").decode() != self.manifest[key] for key in HASHES):
            raise StoreError(told("store.foreign_part", file=part.file, folder=self.folder))
        return file

    def _note_damage(self, part: Part, what: str) -> None:
        if part.name not in self.damaged:
            _LOGGER.warning(told("store.damaged_part", file=part.file, what=what))
        self.damaged[part.name] = part


def open_store(folder: str | Path) -> SweepStore:
    """Open the store of a study.

    Raises:
        StoreError: when there is none, or its manifest is damaged.
    """
    path = Path(folder)
    try:
        manifest = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        raise StoreError(told("store.none", folder=path)) from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise StoreError(told("store.cannot_read", file=path / MANIFEST, reason=reason)) from None
    except (ValueError, RecursionError):
        raise StoreError(told("store.unreadable", folder=path)) from None
    if (
        not isinstance(manifest, dict)
        or manifest.get("schema") != SCHEMA
        or manifest.get("manifest_digest") != _manifest_digest(manifest)
    ):
        raise StoreError(told("store.unreadable", folder=path))
    return SweepStore(path, manifest)


def write_manifest(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Put a manifest into a store, in place of the one before."""
    whole = {"schema": SCHEMA, **manifest}
    whole["manifest_digest"] = _manifest_digest(whole)
    text = json.dumps(whole, ensure_ascii=False, indent=2).encode()
    publish(folder, MANIFEST, lambda file: file.write_bytes(text))


def _manifest_digest(manifest: Mapping[str, Any]) -> str:
    told = {key: value for key, value in manifest.items() if key != "manifest_digest"}
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def told(key: str, **values: object) -> str:
    """Return a sentence in which nothing can steer a terminal."""
    texts = {name: printable(str(value)) for name, value in values.items()}
    return t(key, choose_language(), **texts)
