"""A group's log: one row a day with what is known. Files are hostile until they are read here."""

from __future__ import annotations

import csv
import io
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from simcommunity.scenario.errors import Problem, ScenarioError, nearest, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Floats = np.ndarray[Any, np.dtype[np.float64]]

MEMBERS_DO = ("active_posters", "messages", "members", "joins", "leaves", "orders")
TEAM_DOES = ("operator_messages", "adverts", "red_packets")
COLUMNS = (*MEMBERS_DO, *TEAM_DOES)
GROUP, DAY, POSTERS = "group_id", "day", "active_posters"
MOST_BYTES = 50_000_000
MOST_DAYS = 3650
MOST_COUNT = 1_000_000
_CODES = ("utf-8-sig", "gb18030")  # UTF-8, and what spreadsheets write in China


@dataclass(frozen=True)
class GroupLog:
    """The log of one group, from its first day on.

    Attributes:
        name: what to call it.
        counts: column of `COLUMNS` → counts of each day, (days,). Columns that are not there are
            not known; a day that is not there was silent.
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

    def first(self, days: int) -> GroupLog:
        """Return what was known after so many days."""
        return GroupLog(self.name, {name: x[:days] for name, x in self.counts.items()})


def read_log(path: str | Path) -> GroupLog:
    """Read the log of one group.

    Raises:
        ScenarioError: with file and line, for whatever cannot be a log of one group.
    """
    logs = read_logs(path)
    if len(logs) > 1:
        raise ScenarioError([Problem("log_many_groups", str(path), details={"n": len(logs)})])
    return logs[0]


def read_logs(path: str | Path) -> list[GroupLog]:
    """Read a file of one or many groups: the same columns, with a `group_id` where many.

    Raises:
        ScenarioError: with file and line, for whatever cannot be a log.
    """
    place = str(path)
    lines = _lines(read_text(Path(path), place), place)
    number, head = next(lines, (1, []))
    columns = _columns(head, place, number)
    rows: dict[str, dict[int, tuple[float, ...]]] = {}
    known = [name for name in columns if name in COLUMNS]
    for number, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        where = f"{place}:{number}"
        if len(cells) != len(head):
            raise ScenarioError(
                [Problem("log_cells", where, details={"n": len(cells), "wanted": len(head)})]
            )
        row = dict(zip(columns, cells, strict=True))
        day = int(_number(row[DAY], where, DAY, MOST_DAYS - 1, whole=True))
        group = rows.setdefault(row.get(GROUP, ""), {})
        if day in group:
            raise ScenarioError([Problem("log_day_twice", where, DAY, shown(day))])
        values = (_number(row[name], where, name, MOST_COUNT, empty=name != POSTERS)
                  for name in known)  # fmt: skip
        group[day] = tuple(values)
    if not rows:
        raise ScenarioError([Problem("log_empty", place)])
    return [_log(name, known, by_day, place) for name, by_day in rows.items()]


def _log(name: str, known: list[str], by_day: dict[int, tuple[float, ...]], place: str) -> GroupLog:
    """Return the rows of one group as a log; a day without a row was silent."""
    days = max(by_day) + 1
    table = np.zeros((len(known), days))
    for day, values in by_day.items():
        table[:, day] = values
    counts: dict[str, Floats] = {}
    for column, row in zip(known, table, strict=True):
        given = np.array([day in by_day for day in range(days)])
        if column == "members":
            # Members are a level, not a count: on a day that is not told they are as before.
            told = np.flatnonzero(given & np.isfinite(row))
            if len(told):
                at = np.clip(np.searchsorted(told, np.arange(days), side="right") - 1, 0, None)
                counts[column] = row[told[at]]
        elif np.isfinite(row[given]).any():
            counts[column] = np.nan_to_num(row)
    if not counts[POSTERS].any():
        raise ScenarioError([Problem("log_silent", place, value=shown(name) if name else "")])
    return GroupLog(name or Path(place).stem, counts)


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
    names = [cell.strip().lower().replace(" ", "_") for cell in head]
    where = f"{place}:{number}"
    allowed = (GROUP, DAY, *COLUMNS, "new_posters")
    for wanted in (DAY, POSTERS):
        if wanted not in names:
            near = nearest(wanted, names)
            raise ScenarioError(
                [Problem("log_column_missing", where, details={"name": wanted}, near=near)]
            )
    for name in names:
        if names.count(name) > 1:
            raise ScenarioError([Problem("log_column_twice", where, value=shown(name))])
        if name not in allowed:
            near = nearest(name, allowed)
            raise ScenarioError(
                [Problem("log_column_unknown", where, value=shown(name), near=near)]
            )
    return names


def _number(
    cell: str, where: str, column: str, most: float, *, whole: bool = False, empty: bool = False
) -> float:
    """Return a count: a number from 0 to `most`, NaN for an empty cell where that is allowed."""
    text = cell.strip()
    if not text and empty:
        return float("nan")
    try:
        value = float(text) if text.isascii() and "_" not in text else float("nan")
    except ValueError:
        value = float("nan")
    if not 0 <= value <= most or (whole and value != int(value)):
        rule = "log_day" if whole else "log_count"
        raise ScenarioError(
            [Problem(rule, where, column, shown(cell), details={"most": int(most)})]
        )
    return value
