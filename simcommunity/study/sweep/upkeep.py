"""What is done to a store as a whole: it is made, kept for one driver, extended, and merged."""

from __future__ import annotations

import errno
import logging
import shutil
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from simcommunity.results.whole_files import ASIDE, writing
from simcommunity.scenario.errors import shown
from simcommunity.scenario.located import leaves, value_at
from simcommunity.study.sweep.parts import write_part
from simcommunity.study.sweep.store import (
    MANIFEST,
    PARTS,
    StoreError,
    SweepStore,
    open_store,
    told,
    write_manifest,
)

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

if TYPE_CHECKING:
    import pandas as pd

LOCK = "driver.lock"
ALL_RUNS = 1_000_000_000
PAUSE_S = 0.5  # between two looks whether another driver is done
_STALE_S = 3600.0
_MOST_TOLD = 3  # differences between two designs
_SAME = ("design", "days", "seed", "measures", "strategy")
_WORDS = {"title", "story"}
_LOGGER = logging.getLogger("simcommunity")


def create_store(folder: str | Path, manifest: Mapping[str, Any]) -> SweepStore:
    """Make the store of a study, or open it if it is there already.

    Returns:
        the store; that of a smaller design where only points or replicates have been added since.
    """
    path = Path(folder)
    if not (path / MANIFEST).exists():
        with writing(path):
            path.mkdir(parents=True, exist_ok=True)
        write_manifest(path, {**manifest, "parts": PARTS})
    store = open_store(path)
    if not store.place.is_dir():
        with writing(store.place):
            store.place.mkdir(exist_ok=True)
    there = store.manifest
    if there["rules_hash"] != manifest["rules_hash"]:
        versions = {"there": there["versions"], "here": manifest["versions"]}
        numbers = {which: version["simcommunity"] for which, version in versions.items()}
        raise StoreError(told("store.other_rules", folder=path, **numbers))
    if there["design_hash"] != manifest["design_hash"] and not _is_larger(manifest, there):
        raise _other_design(path, there, manifest)
    return store


def _is_larger(here: Mapping[str, Any], there: Mapping[str, Any]) -> bool:
    """Return whether one design may be another with points or replicates added to it."""
    new, old = here["settings"], there["settings"]
    return (
        here["scenario_hash"] == there["scenario_hash"]
        and all(new.get(key) == old.get(key) for key in _SAME)
        and new["replicates"] >= old["replicates"]
        and here["factors"] == there["factors"]
        and all(
            new["vary"][name] == was
            or (
                was.get("numeric") == new["vary"][name].get("numeric")
                and all(x in new["vary"][name].get("values", ()) for x in was.get("values", [None]))
            )
            for name, was in old["vary"].items()
        )
    )


def _other_design(folder: Path, there: Mapping[str, Any], here: Mapping[str, Any]) -> StoreError:
    """Return the error that says where two designs differ, and how."""
    old, new = there["settings"], here["settings"]
    paths = dict.fromkeys((*leaves(old), *leaves(new)))
    found = [
        told("store.differs", path=".".join(path), there=_at(old, path), here=_at(new, path))
        for path in paths
        if not _WORDS & set(path) and _at(old, path) != _at(new, path)
    ]
    if len(found) > _MOST_TOLD:
        found[_MOST_TOLD:] = [told("store.differs_more", count=len(found) - _MOST_TOLD)]
    return StoreError(told("store.other_design", folder=folder, what="; ".join(found)))


def _at(settings: Any, path: tuple[str, ...]) -> str:
    """Return what stands at a path, as it may be quoted."""
    found = value_at(settings, path, "–")
    return "–" if found == "–" else shown(found)


@contextmanager
def at_work(folder: Path, first: int = 0, last: int = ALL_RUNS) -> Iterator[None]:
    """Keep other drivers from some runs of a store; wait as long as another one is at them.

    The system lets go when a driver dies. Nobody is at work on a store that is read only.
    """
    with ExitStack() as stack:
        try:
            file = stack.enter_context((folder / LOCK).open("ab"))
        except OSError:
            yield
            return
        if last > first and _is_taken(file, first, last - first):
            _LOGGER.warning(told("store.waiting", folder=folder))
            while _is_taken(file, first, last - first):
                time.sleep(PAUSE_S)
        yield


def _is_taken(file: IO[bytes], first: int, count: int) -> bool:
    """Try to take some bytes of a file, and say whether somebody else has them."""
    try:
        if sys.platform == "win32":
            file.seek(first)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, count)
        else:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, count, first)
    except OSError as error:
        # Where a file system has no locks, drivers do some runs twice; each still counts once.
        return error.errno in {errno.EACCES, errno.EAGAIN, errno.EDEADLK}
    return False


def extend(store: SweepStore, manifest: Mapping[str, Any], points: pd.DataFrame) -> SweepStore:
    """Carry the runs of a store over into a larger design.

    They are written to a folder of their own; the manifest, moved into place, changes from one to
    the other. So whenever this is killed, the store is that of the one design or of the other.
    """
    place = store.folder / f"{PARTS}-{manifest['design_hash']}"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    for _, table in store.pieces():
        carried = _carried(table, points, int(manifest["replicates"]))
        if carried is None:
            shutil.rmtree(place)
            raise _other_design(store.folder, store.manifest, manifest)
        about = {**table.schema.metadata, b"design_hash": manifest["design_hash"].encode()}
        run = carried["run"].to_numpy()
        write_part(place, carried.replace_schema_metadata(about), int(run[0]), int(run[-1]) + 1)
    store.set_aside()
    write_manifest(store.folder, {**manifest, "parts": place.name})
    shutil.rmtree(store.place)
    return open_store(store.folder)


def _carried(table: pa.Table, points: pd.DataFrame, replicates: int) -> pa.Table | None:
    """Return rows with the numbers they have among other points; None if a point is not there."""
    names = [name for name in points.columns if name != "point"]
    was = table.select(["point", *names]).to_pandas().drop_duplicates("point")
    now = points.rename(columns={"point": "now"})
    both = was.merge(now, how="left", on=names) if names else was.assign(now=0)
    if both["now"].isna().any():
        return None
    rows = table.select(["point", "replicate"]).to_pandas().assign(row=np.arange(len(table)))
    rows = rows.merge(both[["point", "now"]], on="point")
    run = (rows["now"].astype(int) * replicates + rows["replicate"]).to_numpy()
    order = np.argsort(run, kind="stable")
    now = points.iloc[rows["now"].astype(int).to_numpy()[order]]
    carried = table.take(pa.array(rows["row"].to_numpy()[order]))
    for name, column in {"run": run[order], **{name: now[name] for name in points.columns}}.items():
        carried = carried.set_column(carried.column_names.index(name), name, pa.array(column))
    return carried


def compact(folder: str | Path) -> tuple[int, int]:
    """Merge the small parts of a store, and return how many there were and are.

    What is merged is there before it goes, and a run that is there twice counts once; so it may be
    killed at any moment.

    Raises:
        StoreError: when there is no store.
        UnwritableError: when it cannot be written to.
    """
    with at_work(open_store(folder).folder):
        store = open_store(folder)
        sweep_up(store)
        before = len(store.parts())
        for parts, table in store.pieces():
            if len(parts) > 1:
                run = table["run"].to_numpy()
                merged = write_part(store.place, table, int(run[0]), int(run[-1]) + 1)
                for part in parts:
                    if part.name != merged:
                        part.file.unlink()
        store.set_aside()
        return before, len(store.parts())


def sweep_up(store: SweepStore) -> None:
    """Remove what a killed worker left unfinished long ago."""
    for file in (*store.place.glob(f"{ASIDE}*"), *store.folder.glob(f"{ASIDE}*")):
        try:
            if time.time() - file.stat().st_mtime > _STALE_S:
                file.unlink()
        except FileNotFoundError:
            continue  # another driver was faster
