"""Parts are whole, merge by copying, and each run counts once."""

from __future__ import annotations

import hashlib
import itertools
import shutil
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simcommunity.study.publish import publish
from simcommunity.study.sweep.store import (
    FAILED,
    OK,
    PARTS,
    StoreError,
    SweepStore,
    create_store,
    open_store,
    write_part,
)

ABOUT = {
    "design_hash": "d" * 16,
    "rules_hash": "r" * 16,
    "runs": 12,
    "replicates": 3,
    "factors": ["x"],
}


def rows(first: int, *status: str, design: str = "d" * 16) -> pa.Table:
    """Return a part of runs from `first` on."""
    run = np.arange(first, first + len(status))
    ok = np.array([one == OK for one in status])
    table = {
        "run": run,
        "point": run // 3,
        "replicate": run % 3,
        "status": list(status),
        "error": [None if good else "E: why" for good in ok],
        "traceback": [None if good else "where" for good in ok],
        "digest": [f"{k:064x}" if good else FAILED for k, good in zip(run, ok, strict=True)],
        "x": run // 3 * 0.5,
        "m": np.where(ok, run * 10.0, np.nan),
    }
    return pa.table(table).replace_schema_metadata({"design_hash": design})


def made(folder: Path, *parts: pa.Table) -> SweepStore:
    """Return a store of twelve runs with some parts."""
    store = create_store(folder, ABOUT)
    for part in parts:
        run = part["run"].to_pylist()
        write_part(folder, part, run[0], run[-1] + 1)
    return store


def digest(*outcomes: tuple[int, str]) -> str:
    """Return the digest of some runs, spelled out."""
    text = "".join(f"{run} {outcome}\n" for run, outcome in outcomes)
    return hashlib.sha256(text.encode()).hexdigest()


def test_an_empty_store_has_everything_to_do(tmp_path: Path) -> None:
    store = made(tmp_path)
    assert store.status().tolist() == [0] * 12
    assert store.table().empty
    assert store.digest() == digest()
    assert np.isnan(store.values("m")).all()


def test_parts_are_read_in_order_of_their_runs(tmp_path: Path) -> None:
    store = made(tmp_path, rows(6, OK, OK), rows(0, OK, FAILED, OK))
    assert store.status().tolist() == [1, 2, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0]
    table = store.table()
    assert table["run"].tolist() == [0, 1, 2, 6, 7]
    assert table["replicate"].tolist() == [0, 1, 2, 0, 1]
    assert store.values("m")[2].tolist() == [60, 70, pytest.approx(np.nan, nan_ok=True)]
    assert store.first_error() == "E: why"
    assert store.metrics() == ["m"]
    assert store.digest() == digest(
        (0, f"{0:064x}"), (1, FAILED), (2, f"{2:064x}"), (6, f"{6:064x}"), (7, f"{7:064x}")
    )


def test_a_run_that_is_there_twice_counts_once_and_ok_before_failed(tmp_path: Path) -> None:
    store = made(tmp_path, rows(0, FAILED, OK, FAILED), rows(0, OK), rows(1, OK, FAILED))
    assert store.status().tolist()[:4] == [1, 1, 2, 0]
    assert store.table(["m"])["m"].tolist()[:2] == [0, 10]
    assert store.table()["status"].tolist() == [OK, OK, FAILED]


@settings(max_examples=12)
@given(
    cuts=st.lists(st.integers(1, 11), max_size=4, unique=True).map(sorted),
    again=st.lists(st.tuples(st.integers(0, 10), st.integers(1, 3)), max_size=3),
)
def test_the_digest_hangs_on_no_cut(
    tmp_path_factory: pytest.TempPathFactory, cuts: list[int], again: list[tuple[int, int]]
) -> None:
    folder = tmp_path_factory.mktemp("store")
    edges = [0, *cuts, 12]
    whole = [rows(a, *[OK] * (b - a)) for a, b in itertools.pairwise(edges)]
    twice = [rows(a, *[OK] * min(n, 12 - a)) for a, n in again]
    store = made(folder, *whole, *twice)
    assert store.digest() == digest(*((k, f"{k:064x}") for k in range(12)))
    assert store.status().tolist() == [1] * 12


def test_stores_merge_by_copying(tmp_path: Path) -> None:
    one = made(tmp_path / "one", rows(0, OK, FAILED, OK))
    two = made(tmp_path / "two", rows(0, OK, OK, OK), rows(9, OK))
    shutil.copytree(two.folder, one.folder, dirs_exist_ok=True)
    assert one.status().tolist() == [1, 1, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0]


def test_a_part_of_another_design_is_refused(tmp_path: Path) -> None:
    store = made(tmp_path, rows(0, OK), rows(1, OK, design="e" * 16))
    with pytest.raises(StoreError, match="of another design"):
        store.status()


def test_a_damaged_part_counts_as_not_done(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store = made(tmp_path, rows(0, OK, OK), rows(2, OK))
    part = store.parts()[0].file
    part.write_bytes(part.read_bytes()[:-20])
    assert store.status().tolist()[:4] == [0, 0, 1, 0]
    assert part.name in caplog.text


def test_what_is_not_a_part_is_not_read(tmp_path: Path) -> None:
    store = made(tmp_path, rows(0, OK))
    (tmp_path / PARTS / ".unfinished-x").write_bytes(b"half")
    (tmp_path / PARTS / "notes.parquet").write_bytes(b"half")
    assert store.status().sum() == 1


@pytest.mark.parametrize("key", ["design_hash", "rules_hash"])
def test_another_study_is_refused(key: str, tmp_path: Path) -> None:
    made(tmp_path)
    with pytest.raises(StoreError, match=r"another design|other rules"):
        create_store(tmp_path, ABOUT | {key: "f" * 16})


@pytest.mark.parametrize("text", ["", "[]", "{", '{"schema": "other/1"}', "\0"])
def test_what_is_no_manifest_is_told(text: str, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(StoreError, match="cannot be read"):
        open_store(tmp_path)
    with pytest.raises(StoreError, match="no store"):
        open_store(tmp_path / "nowhere")


def test_what_cannot_be_finished_leaves_nothing(tmp_path: Path) -> None:
    def fail(file: Path) -> None:
        file.write_text("half")
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        publish(tmp_path, "whole", fail)
    assert list(tmp_path.iterdir()) == []
