"""A log is read, or refused in one sentence with file and line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simcommunity.cli.main import main
from simcommunity.scenario.errors import ScenarioError
from simcommunity.study.logs.group_log import read_log, read_logs

HEAD = "day,active_posters,messages\n"


def written(folder: Path, content: str | bytes) -> Path:
    file = folder / "log.csv"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


def known(x: Any) -> list[float | None]:
    return [None if np.isnan(one) else float(one) for one in x]


def test_days_without_a_row_are_silent_or_not_known(tmp_path: Path) -> None:
    file = written(tmp_path, HEAD + "0,3,9\n1,2,\n4,1,1\n")
    log = read_log(file, "zero")
    assert known(log.posters) == [3, 2, 0, 0, 1]
    assert known(log.counts["messages"]) == [9, None, 0, 0, 1]
    for unknown in (read_log(file), read_log(file, "unknown")):
        assert known(unknown.posters) == [3, 2, None, None, 1]
        assert known(unknown.counts["messages"]) == [9, None, None, None, 1]
        assert unknown.unknown_days == 2
    assert "orders" not in log.counts


@pytest.mark.parametrize("gaps", ["zero", "unknown"])
def test_members_are_known_on_the_days_on_which_they_are_told(tmp_path: Path, gaps: str) -> None:
    file = written(tmp_path, "day,active_posters,members\n0,3,90\n2,1,\n3,1,80\n")
    assert known(read_log(file, gaps).counts["members"]) == [90, None, None, 80]


@pytest.mark.parametrize(
    ("days", "step"),
    [
        (("0", "7", "14"), "7"),
        (("1", "8", "22"), "7"),
        (("2024-03-04", "2024-03-11", "2024-03-18"), "7"),
        (("2024-01-01", "2024-02-01", "2024-03-01", "2024-04-01"), "28–31"),
    ],
)
def test_a_table_of_weeks_is_refused_until_it_is_said_what_its_gaps_are(
    tmp_path: Path, days: tuple[str, ...], step: str
) -> None:
    file = written(tmp_path, HEAD + "".join(f"{day},3,9\n" for day in days))
    with pytest.raises(ScenarioError, match=f"a row every {step} days only.*--gaps unknown"):
        read_log(file)
    assert read_log(file, "zero").posters.sum() == 3 * len(days)
    unknown = read_log(file, "unknown")
    assert unknown.days - unknown.unknown_days == len(days)


@pytest.mark.parametrize(
    "days",
    [
        ("1", "2", "3"),
        ("2024-03-01", "2024-03-02", "2024-03-03"),
        ("2024年3月1日", "2024年3月2日", "2024年3月3日"),
        ("13/3/2024", "14/3/2024", "15/3/2024"),
    ],
)
def test_days_count_from_the_first_however_they_are_written(
    tmp_path: Path, days: tuple[str, ...]
) -> None:
    rows = "".join(f"{day},{n},9\n" for n, day in enumerate(days, 1))
    assert known(read_log(written(tmp_path, HEAD + rows)).posters) == [1, 2, 3]


def test_heads_of_chinese_tables_and_logs_of_messages_alone_are_read(tmp_path: Path) -> None:
    content = (
        "日期,发言人数,消息数,群人数,入群人数,退群人数\n2024-03-01,2,5,90,3,\n2024-03-02,1,1,,0,1\n"
    )
    log = read_log(written(tmp_path, content.encode("gb18030")))
    assert {name: known(x) for name, x in log.counts.items()} == {
        "active_posters": [2, 1], "messages": [5, 1], "members": [90, None],
        "joins": [3, 0], "leaves": [None, 1],
    }  # fmt: skip
    log = read_log(written(tmp_path, "日期,消息条数\n2024-03-01,5\n2024-03-03,1\n"))
    assert (known(log.posters), known(log.most_posters)) == ([None] * 3, [5, None, 1])


def test_what_an_import_writes_has_a_row_for_each_day(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chat = tmp_path / "chat.txt"
    chat.write_text("2024-03-01 09:00:00 a\nx\n\n2024-03-04 09:00:00 a\nx\n", encoding="utf-8")
    with pytest.raises(SystemExit):
        main(["import-log", str(chat)])
    log = read_log(written(tmp_path, capsys.readouterr().out))
    assert known(log.posters) == [1, 0, 0, 1]


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_what_spreadsheets_write_is_read(tmp_path: Path, code: str, mark: str) -> None:
    rows = f"group_id{mark}Day{mark}Active Posters\r\n茶友群_1{mark}0{mark}2\r\n"
    (log,) = read_logs(written(tmp_path, rows.encode(code)))
    assert (log.name, log.posters.tolist()) == ("茶友群_1", [2])


def test_a_file_of_many_groups(tmp_path: Path) -> None:
    file = written(tmp_path, "group_id,day,active_posters\na_0,0,1\nb_0,0,2\na_0,2,4\n")
    assert [(g.name, g.posters.tolist()) for g in read_logs(file, "zero")] == [
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
        (HEAD + "0,3,9\n1,4,2\n", "log.csv:3: 4 posters cannot have written 2 messages"),
        (HEAD + "2024-03-01,3,9\n2,3,9\n", "log.csv:3: day: '2' — is no date"),
        (HEAD + "2024-03-01,3,9\n2024-02-31,3,9\n", "log.csv:3: day: '2024-02-31' — is no date"),
        (HEAD + "2024-03-01,3,9\n2054-03-01,3,9\n", "log.csv:3: day: '2054-03-01' — covers more"),
        (HEAD + "1/2/2024,3,9\n3/5/2024,3,9\n", "may be day and month"),
        (HEAD + ",,\n,3,9\n", "log.csv:3: day: ''"),
        ("日期,发言人书,消息\n1,1,1\n", "(did you mean"),
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
    assert all(((x >= 0) | np.isnan(x)).all() for x in log.counts.values())
