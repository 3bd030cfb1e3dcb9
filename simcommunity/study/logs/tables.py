"""Exports as tables and as JSON: a row or an object for each message."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from simcommunity.scenario.errors import Problem, ScenarioError
from simcommunity.study.logs.days import (
    DATE,
    Written,
    day_in_zone,
    day_of_moment,
    settle,
    written,
)
from simcommunity.study.logs.entries import Entry, Export, notice, said
from simcommunity.study.logs.names import CALLED, key_of
from simcommunity.study.logs.notices import comes_and_goes, is_platform, person

_MYSELF = ("我", "me")
_DATE = re.compile(DATE)
_HEAD_WITHIN = 20  # rows in which the head of a table must stand
# Slack's kinds of messages that somebody wrote; all others are notices or a machine's.
_SLACK_SAID = ("", "thread_broadcast", "reply_broadcast", "file_share", "me_message")
_DISCORD_SAID = ("default", "reply", "0", "19")
_TELEGRAM_JOIN = ("invite_members", "join_group_by_link", "join_group_by_request")


def from_table(text: str, export: Export) -> Iterator[Entry] | None:
    """Return the messages of a CSV with a time and a sender, None when it is no such table."""
    start = 0
    for number, line in enumerate(text.split("\n", _HEAD_WITHIN)[:_HEAD_WITHIN], 1):
        mark = max(",;\t", key=line.count)
        heads = [key_of(cell) for cell in line.rstrip("\r").split(mark)]
        if any(name in CALLED["times"] for name in heads) and any(
            name in (*CALLED["ids"], *CALLED["names"]) for name in heads
        ):
            reader = csv.reader(io.StringIO(text[start:], newline=""), delimiter=mark)
            return from_records(_rows(reader, heads, number - 1, export), export)
        if line.strip() and not line.count(mark):
            return None  # no table begins below a line that is none
        start += len(line) + 1
    return None


def _rows(
    reader: Any, heads: Sequence[str], above: int, export: Export
) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        next(reader)
        line = reader.line_num
        for cells in reader:
            number, line = line + 1, reader.line_num
            if any(cell.strip() for cell in cells):
                # Of two columns of one name the first counts.
                yield above + number, dict(reversed(list(zip(heads, cells, strict=False))))
    except csv.Error:
        where = f"{export.place}:{above + reader.line_num}"
        raise ScenarioError([Problem("log_csv", where)]) from None


def from_records(
    records: Iterable[tuple[int, Mapping[str, Any]]], export: Export
) -> Iterator[Entry]:
    """Yield the messages of rows, each with its number and column → cell."""
    rows = list(records)
    times = [_time(record, export) for _, record in rows]
    forms = [one for one in times if isinstance(one, Written)]
    year_first = sum(one.year_first for one in forms) * 2 >= len(forms)
    forms = [one for one in forms if one.year_first == year_first]
    order, remark = settle(forms, export.place, chat=False)
    export.remark(remark)
    for (number, record), time in zip(rows, times, strict=True):
        day = time
        if isinstance(time, Written):
            day = time.day(order) if time.year_first == year_first else None
        names = _names(record)
        kind = str(_first(record, CALLED["kinds"])).strip().casefold()
        told = kind in CALLED["notice_kinds"] or is_platform(names)
        if not isinstance(day, Written) and day and (told or names):
            text = str(_first(record, CALLED["texts"]))
            yield notice(day, *comes_and_goes(text)) if told else said(day, names)
        else:
            export.leave_out(
                number, next((record[n] for n in CALLED["times"] if record.get(n)), "")
            )


def _first(record: Mapping[str, Any], columns: Sequence[str]) -> Any:
    """Return the first cell of such columns that is not empty."""
    return next((record[name] for name in columns if record.get(name) not in (None, "")), "")


def _time(record: Mapping[str, Any], export: Export) -> date | Written | None:
    """Return when a row was written: as it stands, or the day of a moment.

    Where a time zone is said, moments tell better than what was written somewhere.
    """
    cells = [
        str(record[name]).strip() for name in CALLED["times"] if record.get(name) not in (None, "")
    ]
    as_written = next((found for cell in cells if (found := _DATE.match(cell))), None)
    if export.zone:
        zoned = (day_in_zone(cell, export.zone) for cell in cells)
        if day := next(filter(None, zoned), None):
            return day
    if as_written is None or export.zone:
        moments = (day_of_moment(cell, export.zone) for cell in cells)
        if day := next(filter(None, moments), None):
            export.in_seconds = True
            return day
    return written(as_written) if as_written else None


def _names(record: Mapping[str, Any]) -> tuple[str, ...]:
    """Return all names of a row's sender, what is most like an id first."""
    cells = [str(record[name]).strip() for name in (*CALLED["ids"], *CALLED["names"])
             if isinstance(record.get(name), str | int)]  # fmt: skip
    names = [one for cell in cells if cell and not cell.endswith("@chatroom")
             for one in person(cell)]  # fmt: skip
    if str(_first(record, CALLED["self"])).strip().casefold() in ("1", "true", "是"):
        names += _MYSELF
    return tuple(dict.fromkeys(names))


def from_json(data: Any, export: Export) -> Iterator[Entry]:
    """Yield the messages of JSON as Telegram, Slack, Discord and tools for WeChat write it."""
    if isinstance(data, dict) and isinstance(data.get("chats"), dict):
        chats = data["chats"].get("list")
        if not isinstance(chats, list) or len(chats) != 1:
            raise ScenarioError([Problem("export_many_chats", export.place)])
        data = chats[0]
    if isinstance(data, dict):
        data = next((data[k] for k in ("messages", "data", "list") if k in data), [])
    found = [one for one in data if isinstance(one, dict)] if isinstance(data, list) else []
    flat = []
    for number, one in enumerate(found, 1):
        record = {key_of(name): value for name, value in one.items()}
        read = _telegram if "dateunixtime" in record or "fromid" in record or "actor" in record \
            else _discord if isinstance(record.get("author"), dict) \
            else _slack if "ts" in record else None  # fmt: skip
        if read is None:
            flat.append((number, record))
            continue
        time = _time(record, export)
        day = time.day("ymd") if isinstance(time, Written) else time
        entry = read(record, day) if day else None
        if entry:
            yield entry
        else:
            export.leave_out(
                number, next((record[n] for n in CALLED["times"] if record.get(n)), "")
            )
    if flat:
        yield from from_records(flat, export)


def _strings(*values: Any) -> tuple[str, ...]:
    """Return the names among some values, each once."""
    names = [str(v).strip() for v in values if isinstance(v, str | int) and str(v).strip()]
    return tuple(dict.fromkeys(names))


def _telegram(record: Mapping[str, Any], day: date) -> Entry | None:
    if record.get("type", "message") != "message":
        action, members = record.get("action"), record.get("members")
        who = _strings(*members) if isinstance(members, list) else ()
        if action in _TELEGRAM_JOIN:
            return notice(day, joined=who or _strings(record.get("actor") or "?"))
        if action == "remove_members":
            return notice(day, left=who or ("?",))
        return notice(day)
    names = _strings(record.get("fromid"), record.get("from"))
    return said(day, names) if names else None


def _slack(record: Mapping[str, Any], day: date) -> Entry | None:
    if record.get("type", "message") != "message":
        return notice(day)
    kind = str(record.get("subtype") or "")
    profile = record.get("userprofile")
    profile = profile if isinstance(profile, dict) else {}
    names = _strings(
        record.get("user"), record.get("botid"), record.get("username"),
        *(profile.get(name) for name in ("real_name", "display_name", "name", "first_name")),
    )  # fmt: skip
    if kind in ("channel_join", "group_join"):
        return notice(day, joined=names[:1])
    if kind in ("channel_leave", "group_leave"):
        return notice(day, left=names[:1])
    if is_platform(names) or kind not in (*_SLACK_SAID, "bot_message"):
        return notice(day)
    bot = kind == "bot_message" or bool(record.get("botid"))
    return said(day, names, bot=bot) if names else None


def _discord(record: Mapping[str, Any], day: date) -> Entry | None:
    author = record["author"]
    names = _strings(
        *(author.get(k) for k in ("id", "nickname", "name", "global_name", "username"))
    )
    kind = str(record.get("type", "default")).casefold()
    if kind in ("guildmemberjoin", "7"):
        return notice(day, joined=names[:1])
    if kind in ("recipientadd", "recipientremove", "1", "2"):
        mentioned = record.get("mentions")
        who = [one.get("id") for one in mentioned if isinstance(one, dict)] \
            if isinstance(mentioned, list) else []  # fmt: skip
        came = kind in ("recipientadd", "1")
        return notice(day, _strings(*who) if came else (), () if came else _strings(*who))
    if kind not in _DISCORD_SAID:
        return notice(day)
    return said(day, names, bot=bool(author.get("isBot") or author.get("bot"))) if names else None
