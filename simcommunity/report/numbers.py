"""How numbers are written for readers; what is not known is written as a dash."""

from __future__ import annotations

import math
import re

from simcommunity.i18n import t

UNKNOWN = "—"
UNIT_BEHIND = re.compile(r"[^0-9]+$")
LARGE_FROM = 100_000  # from here on money is counted in thousands, in Chinese in myriads


def digits(value: float) -> str:
    """Write `value` with three telling digits, thousands separated, with a true minus sign."""
    places = _places(value, 0 if abs(value) >= 99.5 else 1 if abs(value) >= 9.95 else 2)
    return _signed(f"{value:,.{places}f}")


def _signed(text: str) -> str:
    """Write a true minus sign, and none before what is rounded to nothing."""
    return text.replace("-", "−" if re.search("[1-9]", text) else "")


def _places(value: float, most: int) -> int:
    """Return how many decimals to write: as many as there are, but not more than `most`."""
    exact = (places for places in range(most) if abs(round(value, places) - value) < 1e-9)
    return next(exact, most)


def number(value: float | None, lang: str) -> str:  # noqa: ARG001
    """Write a plain number."""
    return UNKNOWN if value is None or math.isnan(value) else digits(value)


def share(value: float | None, lang: str) -> str:  # noqa: ARG001
    """Write a share between 0 and 1 in per cent, small ones with more decimals."""
    if value is None or math.isnan(value):
        return UNKNOWN
    percent = 100 * value
    places = _places(percent, 0 if abs(percent) >= 9.95 else 1 if abs(percent) >= 0.95 else 2)
    return _signed(f"{percent:.{places}f}%")


def yuan(value: float | None, lang: str) -> str:
    """Write an amount of money in ¥."""
    if value is None or math.isnan(value):
        return UNKNOWN
    size = abs(value)
    large = size >= LARGE_FROM
    if large and (unit := int(t("language.large_money", lang))) > 1:
        text = t("unit.myriads", lang, amount=digits(size / unit))
    else:
        text = t("unit.yuan", lang, amount=digits(round(size, -3 if large else 2)))
    return "−" + text if value < 0 else text


def hours(value: float | None, lang: str) -> str:
    """Write a length of work in hours."""
    if value is None or math.isnan(value):
        return UNKNOWN
    return t("unit.hours", lang, amount=digits(value))


def times(value: float | None, lang: str) -> str:
    """Write how many times as much."""
    return UNKNOWN if value is None or math.isnan(value) else t("unit.times", lang, n=digits(value))


def interval(low: str, high: str, lang: str) -> str:
    """Write an interval between two numbers that are written already; their unit stands once."""
    if UNKNOWN in (low, high):
        return UNKNOWN
    if (unit := UNIT_BEHIND.search(low)) and UNIT_BEHIND.findall(high) == [unit[0]]:
        low = low.removesuffix(unit[0])
    if "¥" in low:
        high = high.replace("¥", "")
    return t("unit.interval", lang, low=low, high=high)


def count(noun: str, value: float, lang: str) -> str:
    """Write so many of a thing, in the singular where there is one of it."""
    form = "one" if value == 1 else "many"
    return t(f"count.{noun}.{form}", lang, n=digits(round(value, 1)))
