"""Exports are counted; no name and no word of a text comes out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from simcommunity.cli.main import main
from simcommunity.scenario.errors import ScenarioError
from simcommunity.study.logs.chat_exports import as_csv, counts_of
from simcommunity.study.logs.group_log import read_log

SECRETS = ["张伟", "李娜店长", "Zhang", "秘密暗号", "secret word", "U024BE7LH", "wxid_abc"]
WECHAT = """\
2024-03-01 09:00:00 张伟
秘密暗号在此
2024-03-01 09:05:12 Zhang (wxid_abc)
secret word, on 2024-03-05 we meet
2024-03-01 21:00:01 张伟
[图片]

2024-03-03 08:00:00 李娜店长
上新了
2024-03-03 08:01:00 张伟
好
"""
WECHAT_AFTER = """\
张伟 2024/3/1 9:00
秘密暗号
Zhang 2024/3/1 9:05
secret word
张伟 2024/3/1 21:00
hi
李娜店长 2024/3/3 8:00
上新了
张伟 2024/3/3 8:01
好
"""
WECHAT_MAIL = """\
—————  2024-03-01  —————

张伟  09:00

秘密暗号, 2024-03-09

Zhang  9:05

secret word

张伟  21:00

hi

—————  2024-03-03  —————

李娜店长  08:00

上新了

张伟  08:01

好
"""
TELEGRAM = {
    "name": "秘密暗号",
    "type": "private_supergroup",
    "messages": [
        {"id": 1, "type": "service", "date": "2024-02-01T08:00:00", "actor": "Zhang"},
        {"id": 2, "type": "message", "date": "2024-03-01T09:00:00", "from": "张伟",
         "from_id": "user1", "text": ["a", {"type": "bold", "text": "secret word"}]},
        {"id": 3, "type": "message", "date": "2024-03-01T09:05:00", "from": "Zhang",
         "from_id": "user2", "text": "x"},
        {"id": 4, "type": "message", "date": "2024-03-01T21:00:00", "from": "张伟",
         "from_id": "user1", "text": "x"},
        {"id": 5, "type": "message", "date": "2024-03-03T08:00:00", "from": "李娜店长",
         "from_id": "李娜店长", "text": "x"},
        {"id": 6, "type": "message", "date": "2024-03-03T08:01:00", "from": "张伟",
         "from_id": "user1", "text": "x"},
    ],
}  # fmt: skip
SLACK = [
    {"type": "message", "subtype": "channel_join", "user": "U9", "ts": "1709283000.0001"},
    {"type": "message", "user": "U024BE7LH", "text": "secret word", "ts": "1709283600.000100"},
    {"type": "message", "user": "U2", "text": "hi", "ts": "1709283900.000100"},
    {"type": "message", "user": "U024BE7LH", "text": "hi", "ts": "1709290000.000100"},
    {"type": "message", "user": "李娜店长", "text": "hi", "ts": "1709452800.000100"},
    {"type": "message", "user": "U024BE7LH", "text": "hi", "ts": "1709452860.000100"},
]
TABLE = """\
time,sender,content
2024-03-01 09:00:00,张伟,"秘密暗号, 2024-03-09"
2024-03-01 09:05:00,Zhang,secret word
2024-03-01 21:00:00,张伟,x
2024-03-03 08:00:00,李娜店长,x
2024-03-03 08:01:00,张伟,"two
lines"
"""
EXPORTS = {
    "wechat.txt": WECHAT,
    "wechat_after.txt": WECHAT_AFTER,
    "wechat_mail.txt": WECHAT_MAIL,
    "telegram.json": json.dumps(TELEGRAM, ensure_ascii=False),
    "slack.json": json.dumps(SLACK),
    "table.csv": TABLE,
}


@pytest.mark.parametrize("name", EXPORTS)
@pytest.mark.parametrize("code", ["utf-8", "gb18030"])
def test_posters_messages_and_the_team_are_counted(tmp_path: Path, name: str, code: str) -> None:
    file = tmp_path / name
    file.write_bytes(EXPORTS[name].encode(code))
    rows = counts_of(file, ["李娜店长"])
    for row in rows:
        row.pop("joins", None)
    assert rows == [
        {"day": 0, "active_posters": 2, "messages": 3, "operator_messages": 0},
        {"day": 1, "active_posters": 0, "messages": 0, "operator_messages": 0},
        {"day": 2, "active_posters": 1, "messages": 1, "operator_messages": 1},
    ]
    assert counts_of(file)[2] | {"joins": 0} == {
        "day": 2,
        "active_posters": 2,
        "messages": 2,
        "joins": 0,
    }


@pytest.mark.parametrize("name", EXPORTS)
def test_no_name_and_no_text_comes_out(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file, log = tmp_path / name, tmp_path / "out" / "log.csv"
    file.write_text(EXPORTS[name], encoding="utf-8")
    with pytest.raises(SystemExit) as left:
        main(["import-log", str(file), "--operator", "李娜店长", "--out", str(log)])
    assert left.value.code == 0
    shown = capsys.readouterr()
    out = log.read_text(encoding="utf-8")
    for secret in SECRETS:
        assert secret not in out + shown.out + shown.err
    assert set(out) <= set("0123456789,\ndayctive_posrmgjin")
    assert read_log(log).posters.tolist() == [2, 0, 1]
    assert [p.name for p in log.parent.iterdir()] == ["log.csv"]


def test_without_a_file_the_log_goes_to_stdout(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "chat.txt"
    file.write_text(WECHAT, encoding="utf-8")
    with pytest.raises(SystemExit):
        main(["import-log", str(file)])
    assert capsys.readouterr().out == "day,active_posters,messages\n0,2,3\n1,0,0\n2,2,2\n"


@pytest.mark.parametrize("content", ["", "[1, 2", "{}", "just a text\nof two lines", "[[[[1]]]]"])
def test_what_is_no_export_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "chat.txt"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(ScenarioError, match="is no chat export"):
        counts_of(file)


@pytest.mark.parametrize(
    "line",
    [
        "2024年3月1日 9:05 张伟",
        "2024年03月01日 上午09:05:11 张伟",
        "2024/3/1 下午 3:05 张伟",
        "张伟 2024年3月1日 星期五 下午3:05",
        "张伟（2024.3.1 15：05）",
        "２０２４年３月１日 9：05 张伟",
        "[2024/3/1 9:05] 张伟: 好",
        "2024-03-01 09:00:00 a" + " " * 3_000_000 + "b",
    ],
)
def test_dates_are_read_as_they_are_written_in_china(tmp_path: Path, line: str) -> None:
    file = tmp_path / "chat.txt"
    later = (
        line.replace("3月1日", "3月4日")
        .replace("03月01日", "03月04日")
        .replace("３月１日", "３月４日")
    )
    later = later.replace("/3/1", "/3/4").replace(".3.1", ".3.4").replace("03-01", "03-04")
    file.write_text(f"{line}\n好\n{later}\n好\n", encoding="utf-16")
    assert [row["messages"] for row in counts_of(file)] == [1, 0, 0, 1]


@pytest.mark.parametrize(
    "content",
    ["a" * 2_000_000, "2024-03-01 09:00:00 " + "a" * 2_000_000, "，" * 2_000_000, "[" * 100_000],
)
def test_a_huge_line_is_refused_and_not_chewed(tmp_path: Path, content: str) -> None:
    file = tmp_path / "chat.txt"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(ScenarioError, match="is no chat export"):
        counts_of(file)


def test_a_cell_that_is_too_long_is_told_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "chat.csv"
    file.write_text("time,sender\n2024-03-01,a\n2024-03-01," + "b" * 200_000, encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"chat\.csv:3: is no CSV that can be read"):
        counts_of(file)


def test_cells_that_are_formulas_stay_outside(tmp_path: Path) -> None:
    file = tmp_path / "chat.csv"
    file.write_text("time,sender\n=NOW(),a\n2024-03-01,=cmd|'/c calc'!A0\n", encoding="utf-8")
    assert as_csv(counts_of(file)) == "day,active_posters,messages\n0,1,1\n"


def test_rows_are_whole_numbers() -> None:
    assert as_csv([{"day": 0, "active_posters": 2}]) == "day,active_posters\n0,2\n"
