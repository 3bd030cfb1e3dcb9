"""The store of a study: a manifest, and Parquet parts that workers put there themselves.

A part has a name of its own, is written aside and moved into place, so whatever is there is whole
and nothing is ever changed. What has been done is what the parts hold; there is no other record.
Stores of one design merge by copying the parts of one into the other.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
import time
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from simcommunity.i18n import choose_language, t
from simcommunity.scenario.errors import printable
from simcommunity.study.publish import ASIDE, publish

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd

    from simcommunity.study.sweep.sampling import Floats

SCHEMA = "simcommunity.store/1"
MANIFEST = "manifest.json"
PARTS = "parts"
OK, FAILED = "ok", "FAILED"
KEYS = ("run", "point", "replicate", "status", "error", "traceback", "digest")
_PART = re.compile(r"([0-9]{1,12})-([0-9]{1,12})-[0-9a-f]{12}\.parquet")
_FORM: dict[str, Any] = {  # digests and numbers seldom repeat; nobody looks for their extremes
    "compression": "zstd",
    "use_dictionary": ["status", "error", "traceback"],
    "write_statistics": ["run"],
}
_STALE_S = 3600.0
_TALK = logging.getLogger("simcommunity")


class StoreError(Exception):
    """A store that is none, or is of something else; says why in one sentence."""


@dataclass(frozen=True)
class Part:
    """A file with the rows of some of the runs from `first` up to `last`."""

    file: Path
    first: int
    last: int


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
        found = []
        with os.scandir(self.folder / PARTS) as entries:
            for entry in entries:
                name = _PART.fullmatch(entry.name)
                if name:
                    found.append(Part(Path(entry.path), int(name[1]), int(name[2])))
        return sorted(found, key=lambda part: (part.first, part.last, part.file.name))

    def status(self) -> np.ndarray[Any, np.dtype[np.uint8]]:
        """Return for each run 0 when it is to be done, 1 when done, 2 if it FAILED, (runs,)."""
        status = np.zeros(self.runs, np.uint8)
        for part in self.parts():
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
        wanted = None if columns is None else list(dict.fromkeys([*columns, "run", "status"]))
        bundle: list[pa.Table] = []
        upto = -1
        for part in self.parts():
            table = self._read(part, wanted)
            if table is None:
                continue
            if bundle and part.first >= upto:
                yield _each_once(bundle)
                bundle = []
            bundle.append(table)
            upto = max(upto, part.last)
        if bundle:
            yield _each_once(bundle)

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
        whole = pa.concat_tables(tables, promote_options="default")
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
        for part in self.parts():
            table_names = pq.read_schema(part.file).names
            names |= dict.fromkeys(name for name in table_names if name not in known)
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

    def _read(self, part: Part, columns: list[str] | None) -> pa.Table | None:
        """Read a part; None for one that a broken copy has damaged, whose runs count as not done.

        Raises:
            StoreError: for a part of another study.
        """
        try:
            with pq.ParquetFile(part.file) as file:
                design = (file.schema_arrow.metadata or {}).get(b"design_hash", b"").decode()
                if design != self.manifest["design_hash"]:
                    raise StoreError(
                        _told("store.foreign_part", file=part.file, folder=self.folder)
                    )
                there = set(file.schema_arrow.names)
                wanted = None if columns is None else [name for name in columns if name in there]
                return file.read(wanted)
        except (pa.ArrowException, FileNotFoundError) as error:
            what = str(error).partition("\n")[0]
            _TALK.warning(_told("store.damaged_part", file=part.file, what=what))
            return None


def open_store(folder: str | Path) -> SweepStore:
    """Open the store of a study.

    Raises:
        StoreError: when there is none.
    """
    path = Path(folder)
    try:
        manifest = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise StoreError(_told("store.none", folder=path)) from None
    except (OSError, ValueError):
        raise StoreError(_told("store.unreadable", folder=path)) from None
    if not isinstance(manifest, dict) or manifest.get("schema") != SCHEMA:
        raise StoreError(_told("store.unreadable", folder=path))
    return SweepStore(path, manifest)


def create_store(folder: str | Path, manifest: Mapping[str, Any]) -> SweepStore:
    """Make the store of a study, or open it if it is there already.

    Raises:
        StoreError: when there is one of another study; it says what differs.
        OSError: when the folder cannot be written to.
    """
    path = Path(folder)
    (path / PARTS).mkdir(parents=True, exist_ok=True)
    if not (path / MANIFEST).exists():
        whole = {"schema": SCHEMA, **manifest}
        text = json.dumps(whole, ensure_ascii=False, indent=2).encode()
        publish(path, MANIFEST, lambda file: file.write_bytes(text))
    store = open_store(path)
    for key, what in (
        ("design_hash", "store.other_design"),
        ("rules_hash", "store.other_rules"),
    ):
        if store.manifest.get(key) != manifest[key]:
            raise StoreError(_told(what, folder=path))
    return store


def write_part(folder: Path, table: pa.Table, first: int, last: int) -> str:
    """Put a part into a store and return its name."""
    name = f"{first:09d}-{last:09d}-{uuid.uuid4().hex[:12]}.parquet"
    publish(folder / PARTS, name, lambda file: pq.write_table(table, file, **_FORM))
    return name


def sweep_up(folder: Path) -> None:
    """Remove what a killed worker left unfinished long ago."""
    for file in (folder / PARTS).glob(f"{ASIDE}*"):
        try:
            if time.time() - file.stat().st_mtime > _STALE_S:
                file.unlink()
        except FileNotFoundError:
            continue  # another driver was faster


def _each_once(tables: list[pa.Table]) -> pa.Table:
    """Return the runs of some tables in order, each once: one that is ok before one that FAILED."""
    table = tables[0] if len(tables) == 1 else pa.concat_tables(tables, promote_options="default")
    run = table["run"].to_numpy()
    if len(tables) == 1 and (np.diff(run) > 0).all():
        return table
    failed = ~pc.equal(table["status"], OK).to_numpy(zero_copy_only=False)
    order = np.lexsort((failed, run))
    first = np.concatenate(([True], np.diff(run[order]) > 0))
    return table.take(pa.array(order[first]))


def _told(key: str, **values: object) -> str:
    texts = {name: printable(str(value)) for name, value in values.items()}
    return t(key, choose_language(), **texts)
