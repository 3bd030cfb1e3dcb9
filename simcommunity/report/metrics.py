"""Which numbers a reader is shown, in which order, and how each is written."""

from __future__ import annotations

import math
from collections.abc import Callable

from simcommunity.i18n import catalogue, t
from simcommunity.outcomes import CAUSES
from simcommunity.report import numbers

Writer = Callable[[float | None, str], str]

SECTIONS: dict[str, dict[str, Writer]] = {
    "vital": {
        "grabs_per_member": numbers.number,
        "answers_per_member": numbers.number,
        "mean_benefit": numbers.number,
        "mean_belonging": numbers.number,
        "company_at_end": numbers.number,
        "staff_minutes_a_day": numbers.number,
    },
    "life": {
        "death_day_silence": numbers.number,
        "death_day_deafness": numbers.number,
        "first_silence_day": numbers.number,
        "revived_share": numbers.share,
        "share_dead_day_7": numbers.share,
        "share_dead_day_14": numbers.share,
        "share_dead_day_30": numbers.share,
        "share_dead_day_60": numbers.share,
        "share_dead_day_90": numbers.share,
        "share_deaths_undecided": numbers.share,
    },
    "people": {
        "share_muted_at_death": numbers.share,
        "share_left_at_death": numbers.share,
        "share_muted_at_end": numbers.share,
        "share_left_at_end": numbers.share,
        **{f"mute_cause_{cause}": numbers.share for cause in CAUSES},
    },
    "talk": {
        "organic_speakers_per_100": numbers.number,
        "share_ever_wrote": numbers.share,
        "operator_message_share": numbers.share,
        "response_rate_red_packet": numbers.share,
        "response_rate_advert": numbers.share,
        "dead_response_rate_red_packet": numbers.share,
        "dead_response_rate_advert": numbers.share,
    },
    "money": {
        "orders_per_member": numbers.number,
        "revenue_per_member": numbers.yuan,
        "profit": numbers.yuan,
        "wages": numbers.yuan,
    },
    "value": {
        "lifetime_value": numbers.yuan,
        "acquisition_cost": numbers.yuan,
        "value_per_cost": numbers.number,
        "return_on_cost": numbers.number,
        "payback_day": numbers.number,
        "repeat_share_30": numbers.share,
        "repeat_share_90": numbers.share,
        "repeat_share_180": numbers.share,
        "renewal_rate": numbers.share,
        "mention_conversion": numbers.share,
        "advert_conversion": numbers.share,
    },
    "contacts": {
        "reached_share": numbers.share,
        "contact_share": numbers.share,
        "hidden_share": numbers.share,
        "blocked_share": numbers.share,
        "contact_trust": numbers.number,
        "interactions_per_100": numbers.number,
        "enquiries_per_100": numbers.number,
        "answered_share": numbers.share,
        "mean_wait": numbers.number,
        "enquiry_conversion": numbers.share,
        "enquiry_odds": numbers.number,
        "contact_order_share": numbers.share,
        "member_answer_share": numbers.share,
        "attended_per_member": numbers.number,
        "removed_share": numbers.share,
    },
    "work": {
        "staff_hours": numbers.hours,
        "messages_dropped": numbers.number,
    },
    "voices": {
        "top1_share": numbers.share,
        "top10_share": numbers.share,
        "gini": numbers.number,
        "one_time_share": numbers.share,
        "week1_return": numbers.share,
        "week4_return": numbers.share,
        "fade_ratio": numbers.share,
        "burstiness": numbers.number,
        "k_core": numbers.number,
    },
    "size": {
        "groups": numbers.number,
        "members": numbers.number,
    },
}
OF_GROUPS = ("life", "people", "talk", "voices")  # of no meaning where there is no group
ON_TERMINAL = ("life", "people", "talk", "contacts", "money", "value", "work")
WRITERS = {name: writer for section in SECTIONS.values() for name, writer in section.items()}


def label(metric: str, lang: str, *, chat: bool = True) -> str:
    """Return what a metric is called in plain words; nobody is a member where there is no group."""
    own = f"metric.{metric}.contacts"
    return t(own if not chat and own in catalogue(lang) else f"metric.{metric}", lang)


def write(metric: str, value: float | None, lang: str) -> str:
    """Write a value of a metric in its unit."""
    return WRITERS[metric](value, lang)


def is_share(metric: str) -> bool:
    """Say whether a metric is a share, so that differences of it are percentage points."""
    return WRITERS[metric] is numbers.share


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
