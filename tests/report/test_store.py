"""Files of results: whole or not there."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from simcommunity.core.vitals import DAILY
from simcommunity.report.result_folder import Store, to_json
from simcommunity.results.group_table import GROUP_FIELDS
from simcommunity.results.replicate import Replicate

ABOUT = {"version": "9.9.9", "seed": "7", "command": "simcommunity run x", "scenario": "title: x\n"}


@pytest.fixture
def folder(tmp_path: Path, make_replicate: Callable[..., Replicate]) -> Path:
    folder = tmp_path / "new" / "out"
    with Store(folder, ABOUT) as store:
        for index in range(3):
            store.add(make_replicate(index))
        store.put("note.txt", "有字".encode())
        assert store.commit() == ["daily.parquet", "groups.parquet", "note.txt"]
    return folder


def test_daily_rows_are_keyed_by_replicate_group_and_day_from_the_opening(folder: Path) -> None:
    table = pq.read_table(folder / "daily.parquet")
    assert table.column_names == ["replicate", "group", "day", *DAILY]
    assert table.num_rows == 3 * (20 + 18)
    one = table.to_pandas().query("replicate == 1 and group == 1")
    assert one["day"].tolist() == list(range(2, 20))
    assert one["joined"].tolist() == [300.0] * 18


def test_groups_have_a_row_each_with_whole_days(folder: Path) -> None:
    table = pq.read_table(folder / "groups.parquet")
    assert table.column_names == ["replicate", *GROUP_FIELDS]
    assert table.num_rows == 6
    assert table["death_day_silence"].to_pylist() == [5, -1] * 3
    assert str(table.schema.field("day_opened").type) == "int32"
    assert str(table.schema.field("gini").type) == "double"


def test_each_replicate_is_a_row_group_so_that_memory_does_not_grow(folder: Path) -> None:
    assert pq.ParquetFile(folder / "daily.parquet").num_row_groups == 3
    assert pq.ParquetFile(folder / "groups.parquet").num_row_groups == 3


def test_tables_say_where_they_come_from(folder: Path) -> None:
    for name in ("daily.parquet", "groups.parquet"):
        told = pq.read_schema(folder / name).metadata
        assert {key: told[key.encode()].decode() for key in ABOUT} == ABOUT


def test_nothing_but_the_results_is_left(folder: Path) -> None:
    assert sorted(file.name for file in folder.iterdir()) == [
        "daily.parquet",
        "groups.parquet",
        "note.txt",
    ]


def test_what_is_interrupted_leaves_nothing(
    tmp_path: Path, make_replicate: Callable[..., Replicate]
) -> None:
    def write() -> None:
        with Store(tmp_path / "a" / "b", ABOUT) as store:
            store.add(make_replicate())
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write()
    assert list(tmp_path.iterdir()) == []


def test_what_is_interrupted_leaves_earlier_results_as_they_were(
    tmp_path: Path, make_replicate: Callable[..., Replicate]
) -> None:
    (tmp_path / "daily.parquet").write_text("earlier")

    def write() -> None:
        with Store(tmp_path, ABOUT) as store:
            store.add(make_replicate())
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write()
    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [
        ("daily.parquet", "earlier")
    ]


def test_what_was_committed_stays_when_the_rest_fails(
    tmp_path: Path, make_replicate: Callable[..., Replicate]
) -> None:
    def write() -> None:
        with Store(tmp_path / "out", ABOUT) as store:
            store.add(make_replicate())
            store.commit()
            store.put("report.html", b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write()
    names = sorted(file.name for file in (tmp_path / "out").iterdir())
    assert names == ["daily.parquet", "groups.parquet"]


def test_a_run_without_groups_still_gives_tables(
    tmp_path: Path, make_replicate: Callable[..., Replicate]
) -> None:
    with Store(tmp_path, ABOUT) as store:
        store.add(make_replicate(0, opened=(), deaths=()))
        store.commit()
    assert pq.read_table(tmp_path / "daily.parquet").num_rows == 0
    assert pq.read_table(tmp_path / "daily.parquet").column_names[:3] == [
        "replicate",
        "group",
        "day",
    ]


def test_a_folder_that_cannot_be_made_is_an_os_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match="directory"), Store(tmp_path / "file" / "out", ABOUT):
        pass


def test_json_is_strict() -> None:
    text = to_json(
        {
            "nan": math.nan,
            "inf": [math.inf, -math.inf, 1.5],
            "numpy": np.float64(2.5),
            "whole": np.int64(3),
            "array": np.array([1.0, np.nan]),
            "words": "中文",
            "nothing": None,
            "yes": True,
        }
    )
    assert json.loads(text) == {
        "nan": None,
        "inf": [None, None, 1.5],
        "numpy": 2.5,
        "whole": 3,
        "array": [1.0, None],
        "words": "中文",
        "nothing": None,
        "yes": True,
    }
    assert "中文" in text
