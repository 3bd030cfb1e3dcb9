"""A log is read, or refused in one sentence with file and line."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simcommunity.scenario.errors import ScenarioError
from simcommunity.study.log.grouplog import read_log, read_logs

HEAD = "day,active_posters,messages\n"


def written(folder: Path, content: str | bytes) -> Path:
    file = folder / "log.csv"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


def test_days_that_are_not_told_are_silent(tmp_path: Path) -> None:
    log = read_log(written(tmp_path, HEAD + "0,3,9\n3,1,1\n"))
    assert log.days == 4
    assert log.posters.tolist() == [3, 0, 0, 1]
    assert log.counts["messages"].tolist() == [9, 0, 0, 1]
    assert "orders" not in log.counts


def test_members_stay_as_they_were_told_last(tmp_path: Path) -> None:
    log = read_log(written(tmp_path, "day,active_posters,members\n0,3,90\n2,1,\n4,1,80\n"))
    assert log.counts["members"].tolist() == [90, 90, 90, 90, 80]


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_what_spreadsheets_write_is_read(tmp_path: Path, code: str, mark: str) -> None:
    rows = f"group_id{mark}Day{mark}Active Posters\r\n茶友群_1{mark}0{mark}2\r\n"
    (log,) = read_logs(written(tmp_path, rows.encode(code)))
    assert (log.name, log.posters.tolist()) == ("茶友群_1", [2])


def test_a_file_of_many_groups(tmp_path: Path) -> None:
    file = written(tmp_path, "group_id,day,active_posters\na_0,0,1\nb_0,0,2\na_0,2,4\n")
    assert [(g.name, g.posters.tolist()) for g in read_logs(file)] == [
        ("a_0", [1, 0, 4]),
        ("b_0", [2]),
    ]
    with pytest.raises(ScenarioError, match="holds 2 groups"):
        read_log(file)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (HEAD + "0,3,9\n1,nan,2\n", "log.csv:3: active_posters: 'nan'"),
        (HEAD + "0,3,9\n1,-1,2\n", "log.csv:3: active_posters: '-1'"),
        (HEAD + "0,3,9\n1,inf,2\n", "log.csv:3: active_posters: 'inf'"),
        (HEAD + "0,3,9\n1,1e300,2\n", "log.csv:3: active_posters: '1e300'"),
        (HEAD + "0,3,9\n1,=SUM(A1:A9),2\n", "log.csv:3: active_posters: '=SUM(A1:A9)'"),
        (HEAD + "0,3,9\n1,,2\n", "log.csv:3: active_posters"),
        (HEAD + "0,3,9\n0,3,9\n", "log.csv:3: day: 0 — this day was told before"),
        (HEAD + "0.5,3,9\n", "log.csv:2: day: '0.5'"),
        (HEAD + "9999,3,9\n", "log.csv:2: day: '9999'"),
        (HEAD + "0,3\n", "log.csv:2: this row has 2 cells"),
        (HEAD + '0,3,"9\n', "log.csv:"),
        (HEAD, "holds no row"),
        (HEAD + "0,0,0\n", "nobody ever posts"),
        ("", "the column day is missing"),
        ("day,active_poster\n0,1\n", "the column active_posters is missing (did you mean"),
        ("day,active_posters,mesages\n0,1,1\n", "'mesages' — is no column of a log (did you mean"),
        ("day,active_posters,day\n0,1,1\n", "stands there twice"),
        (b"day,active_posters\n0,\xff\xff\n", "UTF-8 or GBK"),
        (b"PK\x03\x04\x00\x00\x00\x00", "UTF-8 or GBK"),
        ("day,active_posters\n0,\u0663\n", "log.csv:2: active_posters"),
    ],
)
def test_a_bad_log_is_refused_in_one_sentence(
    tmp_path: Path, content: str | bytes, sentence: str
) -> None:
    with pytest.raises(ScenarioError) as refused:
        read_log(written(tmp_path, content))
    (told,) = refused.value.problems
    assert sentence in told
    assert "\n" not in told
    assert len(told) < 400


def test_a_log_that_is_not_there(tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(ScenarioError):
            read_log(path)


@settings(max_examples=100, deadline=None)
@given(content=st.binary(max_size=200) | st.text(max_size=100).map(lambda s: (HEAD + s).encode()))
def test_anything_at_all_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    file = written(tmp_path_factory.mktemp("hostile"), content)
    try:
        log = read_log(file)
    except ScenarioError:
        return  # refused, which is all that may happen beside being read
    assert all(np.isfinite(x).all() and (x >= 0).all() for x in log.counts.values())
