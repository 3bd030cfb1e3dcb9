"""The signs of life of each type of community: what is shown first, and never what is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcommunity.i18n import t

if TYPE_CHECKING:
    from simcommunity.simulation.running import Result

VITAL_SIGNS = {
    "consumption": (
        "grabs_per_member", "orders_per_member", "repeat_share_30", "share_left_at_end",
    ),
    "growth": ("organic_speakers_per_100", "renewal_rate", "removed_share", "mean_benefit"),
    "ip": ("member_answer_share", "mean_belonging", "attended_per_member", "share_left_at_end"),
    "earning": ("company_at_end", "answers_per_member", "renewal_rate", "lifetime_value"),
    "identity": ("death_day_silence", "share_dead_day_90", "staff_minutes_a_day", "mean_belonging"),
}  # fmt: skip
OF_CONTACTS = ("contact_share", "interactions_per_100", "answered_share", "orders_per_member")


def vital_signs(result: Result) -> tuple[str, ...]:
    """Return the metrics that are shown first, those without a value left out.

    People who are only contacts of the account have signs of their own.
    """
    groups = result.scenario.groups
    ordinary = () if groups.chat else OF_CONTACTS
    names = VITAL_SIGNS[groups.type] if groups.type else ordinary
    return tuple(name for name in names if result.metrics[name].n)


def what_counts(result: Result, lang: str) -> list[str]:
    """Return a sentence on what a community of this type lives on; none where no type is told."""
    kind = result.scenario.groups.type
    return [t(f"vital.{kind}", lang)] if kind else []
