"""From a chat's export to counts a day. Names and texts are counted and forgotten, never kept.

Read are text exports (WeChat, QQ, WhatsApp, LINE), JSON (Telegram, Slack, Discord) and tables with
a time and a sender in each row. What comes out holds whole numbers and nothing else.
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path

from simcommunity.scenario.errors import Problem, ScenarioError, shown
from simcommunity.study.logs.days import time_zone
from simcommunity.study.logs.entries import Entry, Export
from simcommunity.study.logs.group_log import MOST_BYTES, MOST_DAYS, read_text
from simcommunity.study.logs.lines import from_lines
from simcommunity.study.logs.tables import from_json, from_table

_FILES = (".json", ".csv", ".txt")


def counts_of(
    path: str | Path,
    operators: Iterable[str] = (),
    timezone: str | None = None,
    tell: Callable[[Problem], None] | None = None,
) -> list[dict[str, int]]:
    """Return the rows of a log, one for each day from the first to the last.

    In each are active posters and messages of members, messages of the team where it was named, and
    who joined and left where notices tell.

    Args:
        path: an export of one chat, a file or a folder of days; told apart by what is in it.
        operators: names under which the team writes; they are compared and forgotten.
        timezone: whose days times in seconds are, such as Asia/Shanghai; this computer's if none.
    """
    place = str(path)
    zone = time_zone(timezone)
    exports: list[Export] = []
    entries: list[Entry] = []
    for file in _files(Path(path), place):
        exports.append(Export(str(file), zone))
        entries += _entries(file, exports[-1])
    remarks = [problem for export in exports for problem in export.all_remarks()]
    if not any(entry.said for entry in entries):
        raise ScenarioError([Problem("export_unknown", place), *remarks])
    people = _People(entries, _users(Path(path)))
    wanted = [name.strip() for name in operators]
    team = {name: people.called(name) for name in wanted}
    remarks += [Problem("operator_silent", "--operator", value=shown(name))
                for name, keys in team.items() if not keys]  # fmt: skip
    if tell:
        for k, remark in enumerate(remarks):
            if remark not in remarks[:k]:
                tell(remark)
    return _rows(entries, people, frozenset().union(*team.values()), place, told=bool(wanted))


def as_csv(rows: list[dict[str, int]]) -> str:
    """Return rows of whole numbers as a CSV file."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def _files(path: Path, place: str) -> list[Path]:
    """Return the file itself, or the files of days in a folder, in the order of their names."""
    if not path.is_dir():
        return [path]
    try:
        files = sorted(p for p in path.iterdir() if p.suffix.lower() in _FILES and p.name[0] != ".")
        size = sum(file.stat().st_size for file in files)
    except OSError:
        raise ScenarioError([Problem("unreadable_file", place)]) from None
    if size > MOST_BYTES:
        raise ScenarioError([Problem("too_large", place, details={"most": MOST_BYTES})])
    if not files or any(file.name == "channels.json" for file in files):
        raise ScenarioError([Problem("export_folder", place)])
    return files


def _entries(file: Path, export: Export) -> Iterator[Entry]:
    """Yield what a file of any known kind holds."""
    text = read_text(file, export.place)
    wrong = 0
    if text.lstrip()[:1] in ("[", "{"):
        try:
            data = json.loads(text)
        except (ValueError, RecursionError) as error:
            wrong = getattr(error, "lineno", 1)  # a text may begin with a bracket as well
        else:
            yield from from_json(data, export)
            return
    rows = from_table(text, export)
    found = False
    for entry in rows if rows is not None else from_lines(text, export):
        found = True
        yield entry
    if not found and wrong and file.suffix.lower() == ".json":
        raise ScenarioError([Problem("export_json", f"{export.place}:{wrong}")])


def _users(path: Path) -> list[tuple[str, ...]]:
    """Return the names of each person as Slack keeps them beside the folders of its channels."""
    file = path.resolve().parent / "users.json"
    if not path.is_dir() or not file.is_file():
        return []
    try:
        data = json.loads(read_text(file, str(file)))
    except (ValueError, RecursionError) as error:
        where = f"{file}:{getattr(error, 'lineno', 1)}"
        raise ScenarioError([Problem("export_json", where)]) from None
    out = []
    for one in data if isinstance(data, list) else ():
        if isinstance(one, dict) and isinstance(one.get("id"), str):
            profile = one.get("profile")
            profile = profile if isinstance(profile, dict) else {}
            names = [one["id"], one.get("name"), one.get("real_name"),
                     profile.get("display_name"), profile.get("real_name")]  # fmt: skip
            out.append(tuple(name for name in names if isinstance(name, str) and name))
    return out


class _People:
    """Who is who: a person is what stands first among the names, whatever else it is called."""

    def __init__(self, entries: list[Entry], known: list[tuple[str, ...]]) -> None:
        """Gather the names of all who wrote."""
        self._keys: dict[str, set[str]] = defaultdict(set)
        for names in {entry.names for entry in entries if entry.said}:
            for name in names:
                self._keys[name].add(names[0])
        self._called: dict[str, set[str]] = defaultdict(set)
        pairs = [(name, key) for name, keys in self._keys.items() for key in keys]
        pairs += [(name, one[0]) for one in known for name in one if one[0] in self._keys]
        for name, key in pairs:
            self._called[_plain(name)].add(self.of((key,)))

    def of(self, names: tuple[str, ...]) -> str:
        """Return the person; one who is here only called by name may be known by an id."""
        others = self._keys.get(names[0], set()) - {names[0]}
        return next(iter(others)) if len(others) == 1 else names[0]

    def called(self, name: str) -> frozenset[str]:
        """Return the people who wrote under a name."""
        return frozenset(self._called.get(_plain(name), ()))


def _plain(name: str) -> str:
    return name.strip().casefold()


def _rows(
    entries: list[Entry], people: _People, team: frozenset[str], place: str, *, told: bool
) -> list[dict[str, int]]:
    """Return the row of each day from the first to the last; no message means a silent day."""
    posters: dict[date, set[str]] = defaultdict(set)
    count: dict[str, Counter[date]] = defaultdict(Counter)
    for entry in entries:
        key = people.of(entry.names) if entry.said else ""
        if key in team and entry.said:
            count["operator_messages"][entry.day] += 1
        elif entry.said and not entry.bot:
            posters[entry.day].add(key)
            count["messages"][entry.day] += 1
        for name, who in (("joins", entry.joined), ("leaves", entry.left)):
            if n := sum(not people.called(one) & team for one in who):
                count[name][entry.day] += n
    days = sorted({day for counted in count.values() for day in counted})
    if not days:
        raise ScenarioError([Problem("export_unknown", place)])
    first, length = days[0], (days[-1] - days[0]).days + 1
    if length > MOST_DAYS:
        raise ScenarioError([Problem("export_too_long", place, details={"most": MOST_DAYS})])
    columns = ["messages", *(["operator_messages"] if told else []),
               *(["joins"] if any(entry.joined for entry in entries) else []),
               *(["leaves"] if any(entry.left for entry in entries) else [])]  # fmt: skip
    return [
        {"day": k, "active_posters": len(posters[day])} | {c: count[c][day] for c in columns}
        for k, day in ((k, first + timedelta(days=k)) for k in range(length))
    ]
