"""Parts are whole, merge by copying, and each run counts once."""

from __future__ import annotations

import hashlib
import itertools
import shutil
import tracemalloc
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simcommunity.results.whole_files import publish
from simcommunity.study.sweep.parts import FAILED, OK, find_parts, part_name, write_part
from simcommunity.study.sweep.query import query
from simcommunity.study.sweep.store import PARTS, StoreError, SweepStore, open_store
from simcommunity.study.sweep.upkeep import create_store

SETTINGS = {
    "design": "grid", "samples": 0, "replicates": 3, "days": 8, "seed": 5,
    "vary": {"x": {"values": [0.0, 0.5, 1.0, 1.5], "numeric": True}},
    "scenario": {"business": {"ticket": 50, "title": "a shop"}},
}  # fmt: skip
ABOUT = {
    "design_hash": "d" * 16,
    "rules_hash": "a" * 16,
    "scenario_hash": "5" * 16,
    "versions": {"simcommunity": "9.9"},
    "runs": 12,
    "replicates": 3,
    "factors": ["x"],
    "settings": SETTINGS,
}


def rows(first: int, *status: str, design: str = "d" * 16, rules: str = "a" * 16) -> pa.Table:
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
    about = {"design_hash": design, "rules_hash": rules}
    return pa.table(table).replace_schema_metadata(about)


def made(folder: Path, *parts: pa.Table) -> SweepStore:
    """Return a store of twelve runs with some parts."""
    store = create_store(folder, ABOUT)
    for part in parts:
        run = part["run"].to_pylist()
        write_part(store.place, part, run[0], run[-1] + 1)
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


@pytest.mark.parametrize("other", ["design", "rules"])
def test_a_part_of_another_study_is_refused(other: str, tmp_path: Path) -> None:
    store = made(tmp_path, rows(0, OK), rows(1, OK, **{other: "e" * 16}))
    for ask in (store.status, store.digest, lambda: query(store, "select 1 from runs")):
        with pytest.raises(StoreError, match="of another design"):
            ask()


def test_what_is_not_a_part_is_not_read(tmp_path: Path) -> None:
    store = made(tmp_path, rows(0, OK))
    (tmp_path / PARTS / ".unfinished-x").write_bytes(b"half")
    (tmp_path / PARTS / "notes.parquet").write_bytes(b"half")
    assert store.status().sum() == 1


def test_other_rules_are_refused(tmp_path: Path) -> None:
    made(tmp_path)
    newer = ABOUT | {"rules_hash": "f" * 16, "versions": {"simcommunity": "9.10"}}
    with pytest.raises(StoreError, match=r"other rules \(simcommunity 9\.9; this is 9\.10\)"):
        create_store(tmp_path, newer)


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"days": 9}, "days: 8 there, 9 here"),
        ({"replicates": 2}, "replicates: 3 there, 2 here"),
        ({"vary": {"x": {"values": [0.0, 0.5, 2.0], "numeric": True}}},
         "vary.x.values.2: 1.0 there, 2.0 here; vary.x.values.3: 1.5 there, – here"),
        ({"scenario": {"business": {"ticket": 60, "title": "b"}}},
         "scenario.business.ticket: 50 there, 60 here"),
        ({"days": 1, "seed": 1, "samples": 1, "design": "list"}, "; and 1 more"),
    ],
)  # fmt: skip
def test_a_refused_design_is_told_what_differs(
    changes: dict[str, Any], what: str, tmp_path: Path
) -> None:
    made(tmp_path)
    other = {"design_hash": "f" * 16, "settings": SETTINGS | changes}
    if "scenario" in changes:
        other["scenario_hash"] = "6" * 16
    with pytest.raises(StoreError) as told:
        create_store(tmp_path, ABOUT | other)
    assert f"What differs: {what}. " in str(told.value) or what.startswith(";")
    assert what in str(told.value)


@pytest.mark.parametrize("text", ["", "[]", "{", '{"schema": "other/1"}', "\0"])
def test_what_is_no_manifest_is_told(text: str, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(StoreError, match=r"manifest\.json .* is damaged, or not of this version"):
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


def test_looking_for_parts_holds_little_more_than_their_names(tmp_path: Path) -> None:
    count = 2000
    for first in range(count):
        (tmp_path / part_name(b"", first, first + 1)).touch()
    (tmp_path / "something-else.parquet").touch()
    runs = [(part.first, part.last) for part in find_parts(tmp_path)]
    assert runs == [(first, first + 1) for first in range(count)]
    tracemalloc.start()
    assert sum(1 for _ in find_parts(tmp_path)) == count
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most / count < 200  # bytes


def test_parts_beyond_nine_digits_come_last(tmp_path: Path) -> None:
    for first in (1_000_000_000, 20, 999_999_000):
        (tmp_path / part_name(b"", first, first + 1)).touch()
    assert [part.first for part in find_parts(tmp_path)] == [20, 999_999_000, 1_000_000_000]
