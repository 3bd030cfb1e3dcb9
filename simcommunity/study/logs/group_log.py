"""A group's log: one row a day with what is known. Files are hostile until they are read here."""

from __future__ import annotations

import csv
import io
import re
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from simcommunity.core.arrays import Floats
from simcommunity.i18n import as_utf8
from simcommunity.scenario.errors import Problem, ScenarioError, nearest, shown
from simcommunity.study.logs.days import DATE, settle, written
from simcommunity.study.logs.names import CALLED, key_of

MEMBERS_DO = ("active_posters", "messages", "members", "joins", "leaves", "orders")
TEAM_DOES = ("operator_messages", "adverts", "red_packets")
COLUMNS = (*MEMBERS_DO, *TEAM_DOES)
GROUP, DAY, POSTERS, MESSAGES, MEMBERS = "group_id", "day", *MEMBERS_DO[:3]
MOST_BYTES = 50_000_000
MOST_DAYS = 3650
MOST_COUNT = 1_000_000
GAPS = ("zero", "unknown")
_A_DATE = re.compile(rf"{DATE}(?!\d)")
# What columns are called elsewhere, and as they are called here → column.
_CALLED = {key_of(name): name for name in (GROUP, DAY, *COLUMNS, "new_posters")} | {
    key_of(other): name for name, others in CALLED["log"].items() for other in others
}
_CODES = ("utf-8-sig", "gb18030")  # UTF-8, and what spreadsheets write in China


@dataclass(frozen=True)
class GroupLog:
    """The log of one group, from its first day on.

    Attributes:
        name: what to call it.
        counts: column of `COLUMNS` → counts of each day, (days,), NaN where it is not known.
            Active posters are always there; other columns that are not there are not known.
    """

    name: str
    counts: Mapping[str, Floats]

    @property
    def days(self) -> int:
        """How many days it covers."""
        return len(self.counts[POSTERS])

    @property
    def posters(self) -> Floats:
        """Members who wrote on each day, (days,)."""
        return self.counts[POSTERS]

    @property
    def most_posters(self) -> Floats:
        """Members who wrote on each day, or their messages where only these are known, (days,)."""
        messages = self.counts.get(MESSAGES, self.posters)
        return np.where(np.isnan(self.posters), messages, self.posters)

    @property
    def unknown_days(self) -> int:
        """On how many days it is not known whether anybody wrote."""
        return int(np.isnan(self.most_posters).sum())

    def first(self, days: int) -> GroupLog:
        """Return what was known after so many days."""
        return GroupLog(self.name, {name: x[:days] for name, x in self.counts.items()})


def read_log(path: str | Path, gaps: str | None = None) -> GroupLog:
    """Read the log of one group.

    Args:
        gaps: what a day without a row was: "zero" or "unknown". By default it is unknown, and a
            log whose gaps are regular is refused: its rows may stand for weeks.
    """
    logs = read_logs(path, gaps)
    if len(logs) > 1:
        raise ScenarioError([Problem("log_many_groups", str(path), details={"n": len(logs)})])
    return logs[0]


def read_logs(path: str | Path, gaps: str | None = None) -> list[GroupLog]:
    """Read a file of one or many groups: the same columns, with a `group_id` where many."""
    place = str(path)
    lines = _lines(read_text(Path(path), place), place)
    number, head = next(lines, (1, []))
    columns = _columns(head, place, number)
    known = [name for name in columns if name in COLUMNS]
    rows = [(number, dict(zip(columns, cells, strict=True)))
            for number, cells in _full(lines, len(head), place)]  # fmt: skip
    if not rows:
        raise ScenarioError([Problem("log_empty", place)])
    groups: dict[str, dict[int, dict[str, float]]] = {}
    for (number, row), day in zip(rows, _days(rows, place), strict=True):
        where = f"{place}:{number}"
        group = groups.setdefault(row.get(GROUP, ""), {})
        if day in group:
            raise ScenarioError([Problem("log_day_twice", where, DAY, row[DAY].strip()[:40])])
        values = {name: _number(row[name], where, name) for name in known}
        if values.get(POSTERS, 0) > values.get(MESSAGES, np.inf):
            told = {"posters": values[POSTERS], "messages": values[MESSAGES]}
            raise ScenarioError([Problem("log_more_posters", where, details=told)])
        group[day] = values
    return [_log(name, known, by_day, place, gaps) for name, by_day in groups.items()]


def _full(
    lines: Iterator[tuple[int, list[str]]], wanted: int, place: str
) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows in which something stands."""
    for number, cells in lines:
        if any(cell.strip() for cell in cells):
            if len(cells) != wanted:
                details = {"n": len(cells), "wanted": wanted}
                raise ScenarioError([Problem("log_cells", f"{place}:{number}", details=details)])
            yield number, cells


def _days(rows: list[tuple[int, dict[str, str]]], place: str) -> list[int]:
    """Return the day of each row, from the group's first on: dates, or numbers from 0 or 1."""
    cells = [row[DAY].strip() for _, row in rows]
    found = [_A_DATE.match(cell) for cell in cells]
    if not found[0]:
        numbers = [_day_number(cell, f"{place}:{number}")
                   for (number, _), cell in zip(rows, cells, strict=True)]  # fmt: skip
        return [day - (min(numbers) == 1) for day in numbers]
    dates = [written(one) for one in found if one]
    order, _ = settle(dates, place, chat=False)
    days: list[date] = []
    for (number, _), one, cell in zip(rows, found, cells, strict=True):
        day = written(one).day(order) if one else None
        if day is None:
            raise ScenarioError([Problem("log_date", f"{place}:{number}", DAY, shown(cell))])
        days.append(day)
    first: dict[str, date] = {}
    for (_, row), day in zip(rows, days, strict=True):
        name = row.get(GROUP, "")
        first[name] = min(day, first.get(name, day))
    out = []
    for (number, row), day in zip(rows, days, strict=True):
        out.append((day - first[row.get(GROUP, "")]).days)
        if out[-1] >= MOST_DAYS:
            told = {"most": MOST_DAYS}
            where = f"{place}:{number}"
            raise ScenarioError(
                [Problem("export_too_long", where, DAY, shown(str(day)), details=told)]
            )
    return out


def _log(
    name: str,
    known: list[str],
    by_day: dict[int, dict[str, float]],
    place: str,
    gaps: str | None,
) -> GroupLog:
    """Return the rows of one group as a log; what is not told on a day is not known."""
    told = np.array(sorted(by_day))
    step = int(np.gcd.reduce(np.diff(told))) if len(told) > 2 else 1
    if gaps is None and (step > 1 or _monthly(np.diff(told))):
        steps = f"{step}" if step > 1 else "28–31"
        raise ScenarioError([Problem("log_regular_gaps", place, details={"step": steps})])
    table = np.full((len(known), told[-1] + 1), np.nan)
    if gaps == "zero":
        without = np.setdiff1d(np.arange(told[-1] + 1), told)
        for k, column in enumerate(known):
            table[k, without] = np.nan if column == MEMBERS else 0.0
    for day, values in by_day.items():
        table[:, day] = list(values.values())
    counts = {
        column: row for column, row in zip(known, table, strict=True) if np.isfinite(row).any()
    }
    nothing = np.full(table.shape[1], np.nan)
    counts.setdefault(POSTERS, nothing)
    if not any((counts.get(column, nothing) > 0).any() for column in (POSTERS, MESSAGES)):
        raise ScenarioError([Problem("log_silent", place, value=shown(name) if name else "")])
    return GroupLog(name or as_utf8(Path(place).stem), counts)


def _monthly(steps: np.ndarray[Any, np.dtype[np.int64]]) -> bool:
    return len(steps) > 1 and bool(((steps >= 28) & (steps <= 31)).all())


def read_text(path: Path, place: str) -> str:
    """Return the text of a file: UTF-8, GBK, or UTF-16 with its mark, as some editors save it."""
    try:
        ordinary = stat.S_ISREG(path.stat().st_mode)
        size = path.stat().st_size
        content = path.read_bytes() if ordinary and size <= MOST_BYTES else b""
    except FileNotFoundError:
        raise ScenarioError([Problem("missing_file", place)]) from None
    except (OSError, ValueError):
        raise ScenarioError([Problem("unreadable_file", place)]) from None
    if not ordinary:
        raise ScenarioError([Problem("not_a_file", place)])
    if size > MOST_BYTES:
        raise ScenarioError([Problem("too_large", place, details={"most": MOST_BYTES})])
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for code in ("utf-16",) if marked else _CODES:
        try:
            text = content.decode(code)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise ScenarioError([Problem("log_encoding", place)])


def _lines(text: str, place: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each row with the number of its line."""
    head = text.partition("\n")[0]
    mark = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error:
        raise ScenarioError([Problem("log_csv", f"{place}:{reader.line_num}")]) from None


def _columns(head: list[str], place: str, number: int) -> list[str]:
    """Return the names of the columns; a name that is not known is named with the nearest."""
    where = f"{place}:{number}"
    names = [_CALLED.get(key_of(cell), cell.strip().lower().replace(" ", "_")) for cell in head]
    for wanted, any_of in ((DAY, {DAY}), (POSTERS, {POSTERS, MESSAGES})):
        if not any_of & set(names):
            alike = (nearest(other, names) for other, name in _CALLED.items() if name in any_of)
            near = next(filter(None, alike), "")
            raise ScenarioError(
                [Problem("log_column_missing", where, details={"name": wanted}, near=near)]
            )
    allowed = (GROUP, DAY, *COLUMNS, "new_posters")
    for name, cell in zip(names, head, strict=True):
        if names.count(name) > 1:
            raise ScenarioError([Problem("log_column_twice", where, value=shown(cell.strip()))])
        if name not in allowed:
            near = _CALLED.get(nearest(key_of(cell), _CALLED), "")
            raise ScenarioError(
                [Problem("log_column_unknown", where, value=shown(name), near=near)]
            )
    return names


def _day_number(cell: str, where: str) -> int:
    """Return a day that is counted from the group's first."""
    value = _as_float(cell)
    if not 0 <= value < MOST_DAYS or value != int(value):
        details = {"most": MOST_DAYS - 1}
        raise ScenarioError([Problem("log_day", where, DAY, shown(cell), details=details)])
    return int(value)


def _number(cell: str, where: str, column: str) -> float:
    """Return a count: a number from 0 on, NaN for an empty cell, of which nothing is known."""
    value = _as_float(cell)
    if cell.strip() and not 0 <= value <= MOST_COUNT:
        details = {"most": MOST_COUNT}
        raise ScenarioError([Problem("log_count", where, column, shown(cell), details=details)])
    return value


def _as_float(cell: str) -> float:
    """Return a number as it is written, NaN for whatever else."""
    text = cell.strip()
    try:
        return float(text) if text.isascii() and "_" not in text else float("nan")
    except ValueError:
        return float("nan")
