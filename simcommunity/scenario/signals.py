"""What an operator can see of a group: the one list that triggers, strategies and rules share."""

SIGNALS = (
    "reached_share",
    "speakers_per_100",
    "messages",
    "orders_per_100",
    "left_share",
    "days_since_talk",
    "members",
)
