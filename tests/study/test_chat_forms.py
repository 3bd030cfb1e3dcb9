"""Exports of all kinds: heads, notices and names told from texts, or a refusal in a sentence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simcommunity.cli.main import main
from simcommunity.scenario.errors import Problem, ScenarioError
from simcommunity.study.logs.chat_exports import as_csv, counts_of

CASES = Path(__file__).parent / "chats"
# File → who the team is, the zone, and active posters, messages, the team's, joins, leaves by day;
# "-" for a column that is not there.
GIVEN = {
    "01_line_zh_tw.txt": ("", "2 2 - 1 - | 1 1 - 0 -"),
    "02_dates_in_text.txt": ("", "2 2 - - - | 1 1 - - -"),
    "03_forwarded_records.txt": ("", "1 1 - - - | 1 1 - - -"),
    "04_whatsapp_ios_zh.txt": ("", "2 2 - - - | 1 1 - - -"),
    "05_qq_am_pm.txt": ("", "1 2 - 1 - | 1 1 - 0 -"),
    "06_notices.csv": ("我", "1 1 1 1 - | 1 1 0 0 -"),
    "07_telegram.json": ("店长", "1 1 1 2 0 | 1 1 0 0 1"),
    "08_two_names.csv": ("店长", "1 1 1 1 - | 1 1 0 0 -"),
    "09_slack_day.json": ("", "2 2 - 1 -"),
    "10_slack/general": ("", "2 2 - 1 - | 1 1 - 0 -"),
    "11_unreadable_dates.csv": ("", "1 1 - - - | 0 0 - - - | 1 1 - - -"),
    "12_kind_behind_name.txt": ("", "2 3 - - - | 1 1 - - -"),
    "13_seconds_at_midnight.json": ("", "2 2 - - -"),
    "14_notices.txt": ("", "1 1 - 1 - | 1 1 - 0 -"),
}
MORE = {
    "WhatsApp, American, twelve hours behind": (
        "3/1/24, 9:05\u202fAM - Messages and calls are end-to-end encrypted.\n"
        "3/1/24, 9:05\u202fAM - Ann created group \"Tea: all of us\"\n"
        "3/1/24, 9:06\u202fAM - Ann added Bo, Cy and Di\n"
        "3/1/24, 12:07\u202fPM - Bo: hi\n3/9/24, 8:00 PM live\n"
        "3/1/24, 12:09\u202fPM - Cy: This message was deleted\n"
        "3/2/24, 1:00\u202fPM - Di left\n3/2/24, 1:01\u202fPM - Ann: bye: see you\n",
        "1 1 - 3 0 | 1 1 - 0 1",
    ),
    "WhatsApp, British, on iOS": (
        "\u200e[01/03/2024, 09:00:00] Tea: \u200eMessages and calls are end-to-end encrypted.\n"
        "[01/03/2024, 09:00:10] ~\u202fBo: hi\n[01/03/2024, 09:00:30] Bo: \u200eimage omitted\n"
        "\u200e[02/03/2024, 09:00:10] Bo: \u200eBo removed Cy\n[02/03/2024, 09:00:40] Ann: so\n",
        "1 2 - - 0 | 1 1 - - 1",
    ),
    "WhatsApp, German": (
        "14.02.24, 09:00 - Ann hat die Gruppe erstellt.\n14.02.24, 09:01 - Ann: Hallo\n"
        "15.02.24, 09:01 - Bo: <Medien ausgeschlossen>\n",
        "1 1 - - - | 1 1 - - -",
    ),
    "WhatsApp, Chinese, twelve hours in front": (
        "2024/3/1 上午9:00 - 店长: 早\n2024/3/1 下午9:00 - 店长已添加小林、阿宝\n"
        "2024/3/2 中午12:00 - 小林: 在\n",
        "1 1 - 2 - | 1 1 - 0 -",
    ),
    "LINE in English: the day of the week tells the order": (
        '[LINE] Chat history in "Tea"\nSaved on: 03/05/2024, 12:34\n\nFri, 03/01/2024\n'
        "09:00\tBo\thi\n09:01\t\tBo invited Cy to the group.\n09:02\t\tCy joined the group.\n\n"
        'Sat, 03/02/2024\n09:00\tCy\t"two\n10:00\tBo\tas quoted\nthree"\n'
        "09:30\tCy left the group.\n",
        "1 1 - 1 0 | 1 1 - 0 1",
    ),
    "LINE on a computer": (
        "2024.03.01 星期五\n09:00 小林 早 上 好\n09:01 阿花加入群組\n\n"
        "2024.03.02 星期六\n09:00 阿花 嗨\n",
        "1 1 - 1 - | 1 1 - 0 -",
    ),
    "QQ, names that change before an id that does not": (
        "2024-03-01 8:43:38 【潜水】小林(10001234)\n早\n\n"
        "2024-03-01 9:43:38 【活跃】林林(10001234)\n晚\n\n"
        "2024-03-02 9:02:42 阿宝<bao@example.com>\n嗨\n",
        "1 2 - - - | 1 1 - - -",
    ),
    "the first day again within a record that was passed on": (
        "2024-03-01 09:00:12 店长\n[聊天记录]\n2023-12-24 10:00:00 老王\n好\n"
        "2023-12-24 10:01:00 老李\n好\n"
        "2023-12-24 10:02:00 老王\n好\n\n2024-03-02 09:03:40 小林\n谢谢\n",
        "1 1 - - - | 1 1 - - -",
    ),
    "newest first": (
        "2024-03-02 09:00:00 小林\n早\n\n"
        "2024-03-01 10:00:00 小林\n早\n\n2024-03-01 09:00:00 阿宝\n早\n",
        "2 2 - - - | 1 1 - - -",
    ),
    "DingTalk's table": (
        "发送时间,发送人,工号,消息类型,消息内容\n"
        "2024/3/1 9:00,小林,7,文本,早\n2024/3/2 9:00,林林,7,文本,早\n",
        "1 1 - - - | 1 1 - - -",
    ),
    "a table whose head stands below others": (
        "群名,茶友群\n导出时间,2024-03-05\n\n时间;发送人;内容\n13.02.2024 09:00;小林;早\n"
        "14.02.2024 09:00;小林;a\n".replace(";", ","),
        "1 1 - - - | 1 1 - - -",
    ),
    "JSON rows of a tool for WeChat": (
        json.dumps([
            {"type_name": "系统通知", "talker": "系统",
             "msg": '"小林"通过扫描"店长"分享的二维码加入群聊',
             "CreateTime": "2024-03-01 09:00:00"},
            {"type_name": "文本", "talker": "wxid_a", "msg": "早",
             "CreateTime": "2024-03-01 09:01:00"},
            {"type_name": "系统通知", "talker": "系统", "msg": '你将"小林"移出了群聊',
             "CreateTime": "2024-03-02 09:00:00"},
        ]),
        "1 1 - 1 0 | 0 0 - 0 1",
    ),
    "Discord": (
        json.dumps({"messages": [
            {"type": "GuildMemberJoin", "timestamp": "2024-03-01T09:00:00.000+00:00",
             "author": {"id": "1", "name": "bo"}},
            {"type": "Default", "timestamp": "2024-03-01T09:00:00.000+00:00",
             "author": {"id": "1", "name": "bo"}, "content": "x"},
            {"type": "Reply", "timestamp": "2024-03-02T09:00:00.000+00:00",
             "author": {"id": "2", "name": "cy", "isBot": False}, "content": "x"},
            {"type": "Default", "timestamp": "2024-03-02T09:00:00.000+00:00",
             "author": {"id": "3", "name": "bot", "isBot": True}, "content": "x"},
        ]}),
        "1 1 - 1 - | 1 1 - 0 -",
    ),
}  # fmt: skip
COLUMNS = ("active_posters", "messages", "operator_messages", "joins", "leaves")


def told(rows: list[dict[str, int]]) -> str:
    return " | ".join(" ".join(str(row.get(name, "-")) for name in COLUMNS) for row in rows)


@pytest.mark.parametrize("name", GIVEN)
def test_exports_from_the_field_give_right_counts(name: str) -> None:
    operator, expected = GIVEN[name]
    operators = [operator] if operator else []
    assert told(counts_of(CASES / name, operators, "Asia/Shanghai")) == expected


@pytest.mark.parametrize("name", GIVEN)
def test_a_team_that_never_wrote_is_told(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["import-log", str(CASES / name), "--operator", "没有这人", "--lang", "en"])
    assert "'没有这人' — nobody of that name wrote" in capsys.readouterr().err


@pytest.mark.parametrize("kind", MORE)
def test_other_exports_give_right_counts(tmp_path: Path, kind: str) -> None:
    content, expected = MORE[kind]
    file = tmp_path / "chat.txt"
    file.write_text(content, encoding="utf-8")
    assert told(counts_of(file)) == expected


@pytest.mark.parametrize(
    ("text", "joins", "leaves"),
    [
        ('"店长"邀请"小林、阿宝"加入了群聊', 2, 0),
        ('"小林"邀请你加入了群聊，群聊参与人还有：阿宝、阿花', 1, 0),
        ("小林加入本群。", 1, 0),
        ("小林退出了群聊", 0, 1),
        ("小林已被管理员移出本群", 0, 1),
        ('You removed "Bo" from the group chat', 0, 1),
        ('"Ann" invited "Bo" to the group chat', 1, 0),
        ('"小林"修改群名为“大家都退出群聊”', 0, 0),
        ('"小林"撤回了一条消息', 0, 0),
    ],
)
def test_who_comes_and_goes_is_told_by_notices(
    tmp_path: Path, text: str, joins: int, leaves: int
) -> None:
    file = tmp_path / "chat.txt"
    file.write_text(f"2024-03-01 09:00:00 小林\n早\n\n2024-03-01 09:01:00 系统消息\n{text}\n")
    (row,) = counts_of(file)
    assert (row.get("joins", 0), row.get("leaves", 0)) == (joins, leaves)
    assert (row["active_posters"], row["messages"]) == (1, 1)


def test_rows_that_cannot_be_read_are_counted_and_the_first_is_shown() -> None:
    remarks: list[Problem] = []
    counts_of(CASES / "11_unreadable_dates.csv", tell=remarks.append)
    (remark,) = remarks
    assert (
        ":3: '01/03/2024 09:05' — rows left out because their time or sender cannot be read: 3;"
        in remark.sentence("en")
    )


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.txt", "1/2/2024, 09:00 - Ann: a\n3/5/2024, 09:00 - Bo: b\n", "may be day and month"),
        ("a.json", '{"messages": [', "a.json:1: is no JSON that can be read"),
        ("a.json", "[" * 100_000, "is no JSON that can be read"),
        ("a.json", '{"chats": {"list": [{}, {}]}}', "holds several chats"),
        ("a.json", '[{"ts": "99999999999999", "user": "U"}]', "is no chat export"),
        ("a.json", '[{"date": 1e999, "from": "x"}, {"date": [[]], "from": {}}]', "no chat export"),
    ],
)
def test_what_cannot_be_counted_is_refused(
    tmp_path: Path, name: str, content: str, sentence: str
) -> None:
    file = tmp_path / name
    file.write_text(content, encoding="utf-8")
    with pytest.raises(ScenarioError) as refused:
        counts_of(file)
    assert sentence in refused.value.problems[0]


def test_an_operator_is_found_by_any_name_of_the_export(tmp_path: Path) -> None:
    (tmp_path / "general").mkdir()
    (tmp_path / "users.json").write_text('[{"id": "U1", "profile": {"real_name": "Boss"}}]')
    for day, ts in (("01", "1709283600"), ("02", "1709370000")):
        rows = [{"type": "message", "user": "U1", "ts": ts, "text": "\ud800"},
                {"type": "message", "user": "U2", "ts": ts}]  # fmt: skip
        (tmp_path / "general" / f"2024-03-{day}.json").write_text(json.dumps(rows))
    for name in ("boss", "U1"):
        rows = counts_of(tmp_path / "general", [name], "UTC")
        assert as_csv(rows) == ("day,active_posters,messages,operator_messages\n0,1,1,1\n1,1,1,1\n")
    with pytest.raises(ScenarioError, match="no files of days"):
        counts_of(tmp_path / "..")


def test_a_zone_that_is_none_is_named_with_the_nearest() -> None:
    with pytest.raises(ScenarioError, match="did you mean 'Asia/Shanghai'"):
        counts_of(CASES / "13_seconds_at_midnight.json", timezone="Asia/Shangai")


_BITS = st.sampled_from([
    "2024-03-01 09:00:00 a\n", "[1/2/24, 9:00 AM] a: b\n", "x\n", "\n", "2024/03/01（五）\n",
    "09:00\ta\t\"b\n", "time,sender\n", "31/12/2024,a\n", '{"messages": [', "]", "}", "\u200e", '"',
    '{"ts": 1709283600, "user": null}', ",", "系统消息\n", "邀请加入", "a 2024-03-01 09:00\n",
])  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(bits=st.lists(_BITS | st.text(max_size=5), max_size=12))
def test_any_file_at_all_is_counted_or_refused(
    tmp_path_factory: pytest.TempPathFactory, bits: list[str]
) -> None:
    file = tmp_path_factory.mktemp("hostile") / "chat.json"
    file.write_bytes("".join(bits).encode("utf-8", "surrogatepass"))
    try:
        rows = counts_of(file, ["a"], "UTC")
    except ScenarioError:
        return
    assert all(0 <= row["active_posters"] <= row["messages"] for row in rows)
