"""Which day a time stamp means: as it is written, or as seconds since 1970 in some time zone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, tzinfo
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo, available_timezones

from simcommunity.scenario.errors import Problem, ScenarioError, nearest, shown

DATE = r"(?P<d1>\d{1,4})(?P<mark>[-/.年]) ?(?P<d2>\d{1,2})(?:[-/.月]) ?(?P<d3>\d{1,4})(?!\d)日?"
WEEKDAY = (
    r"(?:(?:星期|周|週)?(?P<weekday>[一二三四五六日天月火水木金土]|Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
    r"(?:曜日|[a-z]{3,6})?)"
)
_WEEKDAYS = ("一 Mon", "二 Tue", "三 Wed", "四 Thu", "五 Fri", "六 Sat", "日 天 Sun")
_WEEKDAY = {name: k for k, names in enumerate(_WEEKDAYS) for name in names.split()}
_EARLIEST, _LATEST = 1990, 2100
_CHATS_SINCE = 2005  # a year of two digits that is less is no year of a chat
ORDERS = ("ymd", "dmy", "mdy")
_READ_AS = {"dmy": "export_read_dmy", "mdy": "export_read_mdy"}


class Written(NamedTuple):
    """A date as it is written: three numbers, what stands between them, and the day of the week.

    Attributes:
        numbers: in the order in which they stand.
        mark: the sign behind the first.
        weekday: 0 for Monday, None where none is written.
        hour: how the clock is written: "AM" or "am" on one of twelve hours, else nothing.
    """

    numbers: tuple[str, str, str]
    mark: str
    weekday: int | None = None
    hour: str = ""

    @property
    def year_first(self) -> bool:
        """Whether it begins with a year of four digits."""
        return len(self.numbers[0]) == 4

    def day(self, order: str) -> date | None:
        """Return the day when the numbers stand in an order such as "dmy", None for no day."""
        by = dict(zip(order, self.numbers, strict=True))
        year = int(by["y"]) + (2000 if len(by["y"]) <= 2 else 0)
        first = _EARLIEST if len(by["y"]) == 4 else _CHATS_SINCE
        try:
            found = date(year, int(by["m"]), int(by["d"]))
        except ValueError:
            return None  # 31 February
        return found if first <= year <= _LATEST else None


def written(found: re.Match[str], hour: str = "") -> Written:
    """Return the date that a pattern with `DATE` in it has found."""
    parts = found.groupdict()
    weekday = parts.get("weekday") or parts.get("ahead") or ""
    numbers = (found["d1"], found["d2"], found["d3"])
    return Written(numbers, found["mark"], _WEEKDAY.get(weekday), hour)


def settle(dates: Sequence[Written], place: str, *, chat: bool) -> tuple[str, Problem | None]:
    """Return the order of the numbers in a file's dates, and a remark where it is a good guess."""
    if not dates or dates[0].year_first:
        return "ymd", None
    read = {order: [one.day(order) for one in dates] for order in ORDERS}
    fits = {order: sum(day is not None and one.weekday in (None, day.weekday())
                       for one, day in zip(dates, days, strict=True))
            for order, days in read.items()}  # fmt: skip
    best = [order for order in ("dmy", "mdy", "ymd") if fits[order] == max(fits.values())]
    if len(best) > 1 and "ymd" in best:
        best.remove("ymd")
    back = {order: sum(b < a for a, b in pairwise(filter(None, read[order]))) for order in best}
    best = [order for order in best if back[order] == min(back.values())]
    away = [[day and (day - days[0]).days if days[0] else None for day in days]
            for days in map(read.__getitem__, best)]  # fmt: skip
    if len(best) == 1 or away[0] == away[1]:
        return best[0], None
    likely = _habit(dates) if chat else ""
    monthly = [o for o in best if len({day.day for day in read[o] if day}) == 1]
    if not likely and len(monthly) == 1:
        likely = next(order for order in best if order not in monthly)
    example = dates[0].mark.join(dates[0].numbers)
    if likely in best and likely in _READ_AS:
        return likely, Problem(_READ_AS[likely], place, value=shown(example))
    raise ScenarioError([Problem("export_date_order", place, value=shown(example))])


def _habit(dates: Sequence[Written]) -> str:
    """Return the order that goes with how a messenger writes its dates, "" when it may be any."""
    if dates[0].mark != "/" or any(x.startswith("0") for one in dates for x in one.numbers[:2]):
        return "dmy"
    if Counter(one.hour.isupper() for one in dates)[True] and len(dates[0].numbers[2]) == 2:
        return "mdy"
    return ""


def time_zone(name: str | None) -> tzinfo | None:
    """Return the zone of a name such as Asia/Shanghai; None stands for this computer's."""
    if name is None:
        return None
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        near = nearest(name, available_timezones())
        raise ScenarioError(
            [Problem("time_zone", "--timezone", value=shown(name), near=near)]
        ) from None


def day_of_moment(value: object, zone: tzinfo | None) -> date | None:
    """Return the day of seconds or milliseconds since 1970, None for whatever else."""
    found = re.fullmatch(r"(\d{9,10})(?:\.\d{0,9})?|(\d{12,13})", str(value).strip()[:40])
    if not found:
        return None
    seconds = int(found[1]) if found[1] else int(found[2]) // 1000
    return datetime.fromtimestamp(seconds, UTC).astimezone(zone).date()


def day_in_zone(text: str, zone: tzinfo) -> date | None:
    """Return the day of a time with an offset of its own (`…+08:00`, `…Z`) in another zone."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.astimezone(zone).date() if moment.tzinfo else None
