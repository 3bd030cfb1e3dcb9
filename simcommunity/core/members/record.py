"""The record of a member: its traits, its state, and the marks of the current day."""

from __future__ import annotations

from typing import Any

import numpy as np

# Status in the group.
ABSENT = 0
ACTIVE = 1
MUTED = 2
LEFT = 3
OUTSIDE = 4  # a contact of the account, in no chat
REMOVED = 5  # did not keep the terms
STATUS_NAMES = ("absent", "active", "muted", "left", "outside", "removed")

# Contact with the account, outside the group.
NO_CONTACT = 0
FRIEND = 1
HIDDEN = 2  # has hidden the account's Moments
BLOCKED = 3

TIE_SLOTS = 6
NEVER = -1

# Order matters: the first six live on (0, 1), the next four above 0, the last two anywhere.
TRAITS = (
    "affinity",
    "deal_proneness",
    "fandom",
    "gregariousness",
    "price_sensitivity",
    "expertise",
    "sociability",
    "speaking_threshold",
    "attention",
    "need_rate",
    "mute_tolerance",
    "churn_propensity",
)
N_SHARES, N_POSITIVES = 6, 4

CAUSES = ("ads", "pushes", "overload", "off_topic", "neglect", "pressure", "lost_benefits")

# Why somebody muted or left, by number: a place in the list.
GONE_FOR = (
    "", *CAUSES, "other", "disappointed", "bad_purchase", "others_left", "not_renewed",
)  # fmt: skip
OTHER = 8
DISAPPOINTED = 9
BAD_PURCHASE = 10
OTHERS_LEFT = 11
NOT_RENEWED = 12
# Why somebody ordered, by number, in the order of `purchase.order_terms`.
ORDERED_FOR = (
    "", "need", "trust", "discount", "satisfied_before", "others_bought", "limited", "profile",
    "persuaded",
)  # fmt: skip

# What a member did today, a bit each.
DID_GREET = 1
DID_GRAB = 2
DID_MUTE = 4
DID_UNMUTE = 8
DID_RENEW = 16
DID_HIDE = 32  # the account's Moments
GOT_MESSAGE = 64  # in private
SAW_MOMENTS = 128
AS_CUSTOMER = 256  # saw those that customers see

# What nearly every member-day touches comes first, what only writers and buyers need comes last.
# There is no gap: results are compared byte by byte.
MEMBER = np.dtype(
    [
        *[(f"irritation_{cause}", "f8") for cause in CAUSES],
        ("benefit", "f8"),  # moving average of the value it gets when it looks, 0–1
        ("trust", "f8"),  # in the operator, 0–1
        ("belonging", "f8"),  # 0–1
        ("memory_fast", "f8"),  # recall that lasts days, 0–1
        ("memory_slow", "f8"),  # recall that lasts months, 0–1
        ("engagement", "f8"),  # habit of writing
        ("need", "f8"),  # occasions of need expected to be open; below 0 when met ahead of time
        ("private_trace", "f8"),  # private messages lately, fading
        ("tie_support", "f8"),  # strength of ties to members still here
        ("ties_lost", "f8"),  # strength of ties to members who went lately
        ("share_read", "f8"),  # today's share of messages read; 0 when it does not look
        ("afford", "f4"),  # share of its wishes that its budget allows
        ("basket", "f4"),  # how much it puts into one order, 1 on average
        ("anyway", "f4"),  # share of its occasions that the shop would meet without the group
        ("sunk", "f4"),  # what entry cost it
        ("person", "i4"),  # the candidate's number: the address of its luck
        ("status", "i1"),
        ("wrote_today", "i1"),
        ("heard_today", "i1"),
        ("prior_customer", "i1"),
        ("contact", "i1"),  # with the account
        ("segment", "i1"),
        ("greeted", "i1"),  # 1 after its first greeting
        ("folded", "i1"),  # has put the group out of sight
        ("today", "i2"),  # what it did, bit by bit
        ("why_muted", "i2"),  # the last time it did: place in GONE_FOR
        ("why_left", "i2"),
        ("why_ordered", "i2"),  # place in ORDERED_FOR
        *[(name, "f4") for name in reversed(TRAITS)],
        ("spam", "f4"),  # adverts of its own a day
        ("written", "i4"),  # organic messages so far
        ("gap_squares", "i4"),  # sum of the squared days between one message and the next
        ("orders", "i4"),
        ("tie_seat", "i2", (TIE_SLOTS,)),
        ("day_joined", "i2"),
        ("first_wrote", "i2"),  # first organic message; NEVER before
        ("last_wrote", "i2"),
        ("first_order", "i2"),  # day of it; NEVER before
        ("second_order", "i2"),
        ("last_order", "i2"),
        ("weeks_written", "i2"),  # bit k: wrote in week k after its first message
        ("last_paid", "i2"),  # day of its last renewal, or of joining
        ("expectation", "f8"),  # what it hopes to get here, 0–1
        ("satisfaction", "f8"),  # with what it bought, −1–1
        ("spend", "f8"),  # ¥ so far
        ("tie_strength", "f8", (TIE_SLOTS,)),
    ],
    align=True,
)


class Record:
    """A plain object with the fields of a structured type, for the agent-based engine."""

    def __init__(self, dtype: np.dtype[Any], row: np.void | None = None) -> None:
        source = np.zeros((), dtype) if row is None else row
        self.__dict__.update(fields_of(source, dtype))


def fields_of(row: Any, dtype: np.dtype[Any]) -> dict[str, Any]:
    """Return a structured row as plain Python numbers and lists, field by field."""
    return {name: row[name].tolist() for name in dtype.names or ()}


def write_back(record: Any, row: Any, dtype: np.dtype[Any]) -> None:
    """Copy a plain object's fields into a structured row."""
    for name in dtype.names or ():
        row[name] = getattr(record, name)
