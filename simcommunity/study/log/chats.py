"""From a chat's export to counts a day. Names and texts are counted and forgotten, never kept.

Read are text exports of WeChat, JSON exports of Telegram and Slack, and CSV with a time and a
sender in each row. What comes out holds whole numbers and nothing else.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import defaultdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simcommunity.scenario.errors import Problem, ScenarioError
from simcommunity.study.log.grouplog import MOST_DAYS, read_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Message = tuple[date, str]
# 2024-03-01 12:30:05, 2024/3/1 9:05, 2024年3月1日 星期五 下午3:05. All lengths are bounded, so
# that no line takes longer than its length.
_PART_OF_DAY = "上午|下午|凌晨|清晨|早上|中午|傍晚|晚上|AM|PM"
_STAMP = (
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?[ T\u3000]{0,3}(?:(?:星期|周)[一二三四五六日天])?"
    rf"[ \u3000]{{0,3}}(?:{_PART_OF_DAY})?[ \u3000]{{0,3}}\d{{1,2}}[:：]\d{{2}}(?:[:：]\d{{2}})?"
)
# The stamp stands before the name, or behind it: "name 2024-03-01 12:30:05", "name(2024-…)".
_BEFORE = re.compile(rf"\W{{0,2}}{_STAMP}\W{{0,2}}\s(.*)")
_AFTER = re.compile(rf"(\S.{{0,80}}?)[\s(（\[]{{0,3}}{_STAMP}[\s)）\]:：]{{0,4}}$")
# A day in a line of its own, and below it "name 12:30", as in records sent by mail.
_DAY_ALONE = re.compile(r"\W{0,20}(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?\W{0,20}$")
_TIME_AFTER = re.compile(r"(\S.{0,80}?)[ \t\u3000]{1,4}\d{1,2}[:：]\d{2}(?:[:：]\d{2})?$")
_LONGEST_NAME = 81
_LONGEST_HEAD = 200  # characters of a line in which time and name stand
_TIMES = (
    "time",
    "date",
    "datetime",
    "timestamp",
    "ts",
    "created_at",
    "strtime",
    "createtime",
    "时间",
    "日期",
)
_SENDERS = (
    "sender",
    "from",
    "user",
    "author",
    "name",
    "nickname",
    "talker",
    "from_id",
    "发送人",
    "发送者",
    "昵称",
)


def counts_of(path: str | Path, operators: Iterable[str] = ()) -> list[dict[str, int]]:
    """Return the rows of a log: day, active posters and messages of members, messages of the team.

    Args:
        path: an export of one chat; its kind is told from what is in it.
        operators: names under which the team writes; they are compared and forgotten.

    Raises:
        ScenarioError: for a file that is no export of a kind that is known.
    """
    place = str(path)
    team = {name.strip().casefold() for name in operators}
    posters: dict[date, set[str]] = defaultdict(set)
    messages: dict[date, int] = defaultdict(int)
    sent: dict[date, int] = defaultdict(int)
    for day, sender in _messages(read_text(Path(path), place), place):
        if sender.strip().casefold() in team:
            sent[day] += 1
        else:
            posters[day].add(sender)
            messages[day] += 1
    days = sorted({*messages, *sent})
    if not messages:
        raise ScenarioError([Problem("export_unknown", place)])
    if (days[-1] - days[0]).days >= MOST_DAYS:
        raise ScenarioError([Problem("export_too_long", place, details={"most": MOST_DAYS})])
    rows = []
    for day in days:
        row = {"day": (day - days[0]).days, "active_posters": len(posters[day]),
               "messages": messages[day]}  # fmt: skip
        rows.append(row | ({"operator_messages": sent[day]} if team else {}))
    return rows


def as_csv(rows: list[dict[str, int]]) -> str:
    """Return rows of whole numbers as a CSV file."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def _messages(text: str, place: str) -> Iterator[Message]:
    """Yield day and sender of each message of an export of any known kind."""
    start = text.lstrip()[:1]
    if start and start in "[{":
        try:
            data = json.loads(text)
        except (ValueError, RecursionError):
            pass  # a text may begin with a bracket as well
        else:
            yield from _from_json(data)
            return
    rows = _table(text, place)
    yield from rows if rows is not None else _from_lines(text)


def _from_json(data: Any) -> Iterator[Message]:
    """Yield the messages of Telegram's result.json, or of a list of messages as Slack writes it."""
    if isinstance(data, dict):
        data = data.get("messages", [])
    for one in data if isinstance(data, list) else ():
        if not isinstance(one, dict) or one.get("type", "message") != "message":
            continue
        if str(one.get("subtype", "")).startswith(("channel_", "group_")):
            continue  # Slack tells of joins and leaves as if they were messages
        sender = one.get("from_id") or one.get("user") or one.get("from") or one.get("bot_id")
        day = _day(one.get("date") or one.get("ts") or one.get("date_unixtime"))
        if sender and day:
            yield day, str(sender)


def _table(text: str, place: str) -> Iterator[Message] | None:
    """Return the messages of a CSV with a time and a sender, None when it is no such table."""
    head = text.partition("\n")[0]
    mark = max(",;\t", key=head.count)
    names = [cell.strip().strip('"').casefold() for cell in head.split(mark)]
    time = next((names.index(name) for name in _TIMES if name in names), None)
    sender = next((names.index(name) for name in _SENDERS if name in names), None)
    if time is None or sender is None:
        return None
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    next(reader)
    return _rows(reader, time, sender, place)


def _rows(reader: Any, time: int, sender: int, place: str) -> Iterator[Message]:
    try:
        for cells in reader:
            if len(cells) > max(time, sender):
                day = _day(cells[time])
                if day and cells[sender].strip():
                    yield day, cells[sender].strip()
    except csv.Error:
        raise ScenarioError([Problem("log_csv", f"{place}:{reader.line_num}")]) from None


def _from_lines(text: str) -> Iterator[Message]:
    """Yield the messages of a text export: a line with time and name stands before each text."""
    today: date | None = None
    for line in text.splitlines():
        head = line[:_LONGEST_HEAD].strip()
        when, name = today, ""
        if found := _BEFORE.match(head):
            when = _date(found[1], found[2], found[3])
            name = re.split("[:：]", found[4].strip(), maxsplit=1)[0].strip()
        elif len(line) > _LONGEST_HEAD:
            continue
        elif found := _DAY_ALONE.match(head):
            today = _date(found[1], found[2], found[3]) or today
        elif found := _AFTER.match(head):
            name, when = found[1], _date(found[2], found[3], found[4])
        elif today and (found := _TIME_AFTER.match(head)):
            name = found[1]
        if when and 0 < len(name) <= _LONGEST_NAME:
            yield when, name


def _day(value: Any) -> date | None:
    """Return the day of a time stamp: a date as it is written, or seconds since 1970.

    Seconds have no days of their own; they are read in this computer's time zone.
    """
    text = str(value if value is not None else "").strip()
    if re.fullmatch(r"\d{9,11}(\.\d{1,9})?", text):
        return datetime.fromtimestamp(float(text), UTC).astimezone().date()
    if re.fullmatch(r"\d{12,13}", text):
        return datetime.fromtimestamp(int(text) / 1000, UTC).astimezone().date()
    found = re.match(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})", text)
    return _date(found[1], found[2], found[3]) if found else None


def _date(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None  # 31 February: the line is part of a text
