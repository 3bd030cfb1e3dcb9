"""What a comparison is decided by."""

from __future__ import annotations

GOAL = "profit"
LESS = {
    "wages", "staff_hours", "staff_minutes_a_day", "messages_dropped", "mean_wait",
    "acquisition_cost", "payback_day", "blocked_share", "hidden_share", "removed_share",
    "one_time_share", "operator_message_share", "gini", "top1_share", "top10_share",
}  # fmt: skip
LESS_BEGINNINGS = ("share_dead_", "share_muted_", "share_left_")


def more_is_better(metric: str) -> bool:
    """Say whether one wants more of a metric; of costs, deaths and departures one wants less."""
    return metric not in LESS and not metric.startswith(LESS_BEGINNINGS)
