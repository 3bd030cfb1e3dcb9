"""Which numbers a reader is shown, in which order, and how each is written."""

from __future__ import annotations

import math

from simcommunity.i18n import catalogue, t
from simcommunity.report import numbers
from simcommunity.results.metrics import METRICS, sections

SECTIONS = sections()
OF_GROUPS = ("life", "people", "talk", "voices")  # of no meaning where there is no group
ON_TERMINAL = ("life", "people", "talk", "contacts", "money", "value", "work")
OF_UNITS = {"share": numbers.share, "yuan": numbers.yuan, "hours": numbers.hours}
WRITERS = {name: OF_UNITS.get(one.unit, numbers.number) for name, one in METRICS.items()}


def label(metric: str, lang: str, *, chat: bool = True) -> str:
    """Return what a metric is called in plain words; nobody is a member where there is no group."""
    own = f"metric.{metric}.contacts"
    return t(own if not chat and own in catalogue(lang) else f"metric.{metric}", lang)


def write(metric: str, value: float | None, lang: str) -> str:
    """Write a value of a metric in its unit."""
    return WRITERS[metric](value, lang)


def is_share(metric: str) -> bool:
    """Say whether a metric is a share, so that differences of it are percentage points."""
    return METRICS[metric].unit == "share"


def write_size(metric: str, value: float | None, lang: str) -> str:
    """Write how large a difference is; of shares in percentage points."""
    if value is None or math.isnan(value):
        return numbers.UNKNOWN
    if is_share(metric):
        return t("unit.points", lang, n=numbers.digits(100 * value))
    return write(metric, value, lang)


def write_difference(metric: str, value: float | None, lang: str) -> str:
    """Write a difference with its sign."""
    text = write_size(metric, value, lang)
    return "+" + text if value is not None and value > 0 else text
