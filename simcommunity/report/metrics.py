"""Which numbers a reader is shown, in which order, and how each is written."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from simcommunity.i18n import catalogue, t
from simcommunity.report import numbers
from simcommunity.results.metrics import METRICS, sections

if TYPE_CHECKING:
    from simcommunity.simulation.running import Result

SECTIONS = sections()
OF_GROUPS = ("life", "people", "talk", "voices")  # of no meaning where there is no group
ON_TERMINAL = ("life", "people", "talk", "contacts", "money", "value", "work")
OF_UNITS = {"share": numbers.share, "yuan": numbers.yuan, "hours": numbers.hours}
WRITERS = {name: OF_UNITS.get(one.unit, numbers.number) for name, one in METRICS.items()}
# Of each type of community what is shown first: signs of life, and never what is done.
VITAL_SIGNS = {
    "consumption": (
        "grabs_per_member", "orders_per_member", "repeat_share_30", "share_left_at_end",
    ),
    "growth": ("organic_speakers_per_100", "renewal_rate", "removed_share", "mean_benefit"),
    "ip": ("member_answer_share", "mean_belonging", "attended_per_member", "share_left_at_end"),
    "earning": ("company_at_end", "answers_per_member", "renewal_rate", "lifetime_value"),
    "identity": ("death_day_silence", "share_dead_day_90", "staff_minutes_a_day", "mean_belonging"),
}  # fmt: skip
SIGNS_OF_CONTACTS = ("contact_share", "interactions_per_100", "answered_share", "orders_per_member")


def label(metric: str, lang: str, *, chat: bool = True) -> str:
    """Return what a metric is called in plain words; nobody is a member where there is no group."""
    own = f"metric.{metric}.contacts"
    return t(own if not chat and own in catalogue(lang) else f"metric.{metric}", lang)


def write(metric: str, value: float | None, lang: str) -> str:
    """Write a value of a metric in its unit."""
    return WRITERS.get(metric, numbers.number)(value, lang)


def is_share(metric: str) -> bool:
    """Say whether a metric is a share, so that differences of it are percentage points."""
    return metric in METRICS and METRICS[metric].unit == "share"


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


def vital_signs(result: Result) -> tuple[str, ...]:
    """Return the metrics that are shown first, those without a value left out.

    People who are only contacts of the account have signs of their own.
    """
    groups = result.scenario.groups
    ordinary = () if groups.chat else SIGNS_OF_CONTACTS
    names = VITAL_SIGNS[groups.type] if groups.type else ordinary
    return tuple(name for name in names if result.metrics[name].n)


def what_counts(result: Result, lang: str) -> list[str]:
    """Return a sentence on what a community of this type lives on; none where no type is told."""
    kind = result.scenario.groups.type
    return [t(f"vital.{kind}", lang)] if kind else []
