"""Text exports: the form of heads is settled once from the whole file, and all else is text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from simcommunity.study.logs.days import DATE, WEEKDAY, Written, settle, written
from simcommunity.study.logs.entries import Entry, Export, notice, said
from simcommunity.study.logs.notices import (
    INVISIBLE,
    comes_and_goes,
    is_deleted,
    is_notice,
    is_of_the_group,
    is_platform,
    person,
)

_HALF = "上午|下午|凌晨|清晨|早上|中午|傍晚|晚上|午前|午後|[AaPp]\\.? ?[Mm]\\.?(?![A-Za-z])"
_CLOCK = (
    rf"(?P<half>(?:{_HALF})?) {{0,2}}\d{{1,2}}[:：.]\d{{2}}(?P<seconds>(?:[:：.]\d{{2}})?)(?!\d)"
    rf"(?P<behind>(?: {{0,2}}(?:{_HALF}))?)"
)
_STAMP = rf"{DATE},?(?: à)?[ T]{{0,3}}(?:[（(]?{WEEKDAY}[)）]?)?,? {{0,3}}{_CLOCK}"
_TIME = re.compile(r"\d[:：.]\d\d")
_NAME = r"(?P<who>\S.{0,80}?)"
_DAY_LINE = re.compile(
    rf"\W{{0,20}}(?:(?P<ahead>[A-Z][a-z]{{2}})\.?, ?)?{DATE} {{0,3}}"
    rf"(?:[（(]?{WEEKDAY}[)）]?)?\W{{0,20}}$"
)
_LONGEST_NAME = 81
_LONGEST_HEAD = 200  # characters of a line in which time and name stand
_MOST_QUOTED = 500  # lines of one message
_ORDERLY = 20  # heads from which on a file that goes to and fro is one without order
_SAVED = re.compile("导出|匯出|輸出|储存|儲存|保存|生成|[Ee]xport|[Ss]aved")
_COLON = re.compile("[:：]")


@dataclass(frozen=True)
class Form:
    """A way to write the head of a message.

    Attributes:
        pattern: of the line, with `who` for the sender and what stands behind.
        by_day: the day stands in a line of its own above.
        inline: the text stands behind the name; None where the file has to tell.
        apart: what stands between name and text.
        invited_are_in: whether an invitation is a joining.
    """

    pattern: re.Pattern[str]
    by_day: bool = False
    inline: bool | None = False
    apart: re.Pattern[str] = _COLON
    invited_are_in: bool = True


FORMS = (
    Form(re.compile(rf"\[{_STAMP}\] {{0,2}}(?P<who>.*)"), inline=True),  # WhatsApp on iOS
    Form(re.compile(rf"{_STAMP} [-–] (?P<who>.*)"), inline=True),  # WhatsApp on Android
    Form(re.compile(rf"\W{{0,2}}{_STAMP}\W{{0,2}}(?:\s|$)(?P<who>.*)"), inline=None),  # WeChat, QQ
    Form(re.compile(rf"{_NAME}[\s(（\[]{{0,3}}{_STAMP}[\s)）\]:：]{{0,4}}$")),
    Form(re.compile(rf"{_CLOCK}\t(?P<who>.*)"), by_day=True, inline=True,
         apart=re.compile("\t"), invited_are_in=False),  # LINE on phones
    Form(re.compile(rf"{_NAME}[ \t]{{1,4}}{_CLOCK}$"), by_day=True),  # records sent by mail
    Form(re.compile(rf"{_CLOCK} (?P<who>\S.*)"), by_day=True, inline=True,
         apart=re.compile(" "), invited_are_in=False),  # LINE on computers
)  # fmt: skip


class Head(NamedTuple):
    """A line that may be a head: its number, form and look, its date, and what else is in it."""

    row: int
    form: Form | None  # None for a line that is a day
    look: tuple[object, ...]
    date: Written | None  # None where the day stands in a line above
    who: str


def from_lines(text: str, export: Export) -> Iterator[Entry]:
    """Yield what a text export holds."""
    raw = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    lines = [INVISIBLE.sub("", line).translate(_SPACES) for line in raw]
    heads = _settled(list(_candidates(lines)))
    if not heads:
        return
    order, remark = settle([head.date for head in heads if head.date], export.place, chat=True)
    export.remark(remark)
    days = [head.date.day(order) if head.date else None for head in heads]
    heads, on = _in_order(heads, days, export)
    messages = [head.who for head in heads if head.form]
    form = next(head.form for head in heads if head.form)
    inline = form.inline
    if inline is None:
        inline = sum(bool(_COLON.search(who)) for who in messages) >= 0.8 * len(messages)
    ends = [*(head.row for head in heads[1:]), len(lines)]
    group = ""
    for head, day, end in zip(heads, on, ends, strict=True):
        if not head.form:
            continue
        who, text = head.who, ""
        behind = "\n".join(lines[head.row + 1 : min(end, head.row + 4)]).strip()
        if inline:
            parts = form.apart.split(who, maxsplit=1)
            alone = len(parts) == 1 or (form.apart is not _TAB and is_notice(parts[0]))
            who, text = ("", head.who) if alone else (parts[0], parts[1])
        entry = _entry(day, who, text.strip() or behind, form, inline=inline)
        if inline and entry.said and re.search("[:：] ?\u200e", raw[head.row]):
            # WhatsApp marks what it says itself, and pictures that were left out.
            group = group or (who if head is heads[0] else "")
            if who == group or is_of_the_group(text.strip(), who.strip()):
                entry = notice(day, *comes_and_goes(text))
        yield entry


_TAB = FORMS[4].apart
_SPACES = str.maketrans({"\u3000": " ", "\u00a0": " ", "\u202f": " ", "\u2009": " "})


def _entry(day: date, who: str, text: str, form: Form, *, inline: bool) -> Entry:
    names = person(who)
    if not names[0] or len(names[0]) > _LONGEST_NAME or is_platform(names):
        return notice(day, *comes_and_goes(text, invited_are_in=form.invited_are_in))
    return notice(day) if inline and is_deleted(text) else said(day, names)


def _candidates(lines: list[str]) -> Iterator[Head]:
    """Yield each line that has the look of a head or, where days stand alone, of a day."""
    by_day, row = False, -1
    while (row := row + 1) < len(lines):
        line = lines[row][:_LONGEST_HEAD]
        if len(lines[row]) <= _LONGEST_HEAD and (found := _DAY_LINE.match(line.strip())):
            by_day = True
            plain = re.sub(r"\d+", "0", re.sub(WEEKDAY, "", line.strip()))
            yield Head(row, None, (plain,), written(found), "")
            continue
        if not _TIME.search(line):
            continue
        for form in FORMS:
            if form.by_day and not by_day:
                continue
            if not form.inline and form.inline is not None and len(lines[row]) > _LONGEST_HEAD:
                continue  # the stamp at the end of a long line
            found = form.pattern.match(line.strip(" "))
            if not found or (form is FORMS[3] and found["who"].rstrip().endswith((":", "："))):
                continue  # "Live on: 2024-03-08 20:00" is no head
            parts = found.groupdict()
            hour = (found["half"] or found["behind"]).strip()
            date = written(found, hour) if "d1" in parts else None
            clock = (bool(found["half"]), bool(found["behind"]), bool(found["seconds"]))
            look = (form, date and (date.mark, date.year_first), clock)
            yield Head(row, form, look, date, found["who"])
            if form.apart is _TAB:
                row = _end_of_quote(lines, row, found["who"].partition("\t")[2])
            break


def _end_of_quote(lines: list[str], row: int, text: str) -> int:
    """Return the last line of a message of LINE: those of several lines stand in quotes."""
    if not text.startswith('"') or (len(text) > 1 and text.endswith('"')):
        return row
    for end in range(row + 1, min(len(lines), row + _MOST_QUOTED)):
        if lines[end].endswith('"'):
            return row if FORMS[4].pattern.match(lines[end]) else end
    return row


def _settled(found: list[Head]) -> list[Head]:
    """Return the heads of the one form that the file is written in, and the lines of its days.

    No text stands before the first head, so the first line of any form tells; but a line above
    the chat may tell when it was saved.
    """
    heads = [head for head in found if head.form]
    while len(heads) > 1 and heads[0].form is FORMS[3] and _SAVED.search(heads[0].who):
        del heads[0]
    if not heads:
        return []
    often = Counter(head.look for head in heads)
    first = heads[0]
    ((most, times),) = often.most_common(1)
    if often[first.look] == 1 and times > 2:
        first = next(head for head in heads if head.look == most)
    kept = [head for head in heads if head.look == first.look and head.row >= first.row]
    if not first.form or not first.form.by_day:
        return kept
    above = [head for head in found if not head.form and head.row < first.row]
    days = [head for head in found if not head.form and head.look == above[-1].look
            and head.row >= above[-1].row]  # fmt: skip
    return sorted([*days, *kept], key=lambda head: head.row)


def _in_order(
    heads: list[Head], days: list[date | None], export: Export
) -> tuple[list[Head], list[date]]:
    """Return the heads that follow one another in time, each with its day.

    An export goes on in time. What goes back, or ahead to where nothing follows, stands in a text:
    a record that was passed on, or an announcement.
    """
    steps = [(k, day) for k, day in enumerate(days) if day]
    chosen = {steps[at][0] for at in _longest_rise([day for _, day in steps])}
    if len(steps) > _ORDERLY and len(chosen) < 0.7 * len(steps):
        chosen = {k for k, _ in steps}
    kept, told = [], []
    today: date | None = None
    for k, head in enumerate(heads):
        if head.date and k not in chosen:
            export.text_like_a_head(head.row + 1)
            continue
        today = days[k] or today
        if today:
            kept.append(head)
            told.append(today)
    return kept, told


def _longest_rise(days: list[date]) -> list[int]:
    """Return the indices of the longest series from the first day on that never falls.

    A file that begins with its latest day is read from its end.
    """
    if days and days[-1] < days[0]:
        return [len(days) - 1 - k for k in _longest_rise(days[::-1])]
    tails: list[date] = []
    ends: list[int] = []
    before: dict[int, int] = {}
    for k, day in enumerate(days):
        if day < days[0]:
            continue
        at = bisect_right(tails, day)
        if k and not at:
            continue
        before[k] = ends[at - 1] if at else -1
        tails[at : at + 1] = [day]
        ends[at : at + 1] = [k]
    out = []
    k = ends[-1] if ends else -1
    while k >= 0:
        out.append(k)
        k = before[k]
    return out[::-1]
