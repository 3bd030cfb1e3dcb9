"""The record of a group: what it is, how it fares, and the marks of the current day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from simcommunity.core.compilation import rule
from simcommunity.core.members.record import NEVER
from simcommunity.scenario.playbook import SIGNALS

if TYPE_CHECKING:
    from collections.abc import Callable

    from simcommunity.core.fields import GroupRow

TOPICS = 16
FLOOR = 96  # writers of a day who can be answered
LARGEST = 500  # WeChat's cap on a group

# Where each of SIGNALS stands in a group's `signals`.
(
    REACHED_SHARE,
    SPEAKERS_PER_100,
    MESSAGES,
    ORDERS_PER_100,
    LEFT_SHARE,
    DAYS_SINCE_TALK,
    MEMBERS,
) = range(len(SIGNALS))

# Marks of one day, set to zero every morning.
DAY_MARKS = (
    # the operator's messages, added up
    "operator_messages",
    "exposure",
    "intrusion",
    "claim",
    "a_head",
    "adverts",
    "red_packets",
    "offers",
    "load",
    "pressing",
    "information",
    "information_l1",
    "information_l2",
    "entertainment",
    "social",
    "persona",
    "money",
    "lure",
    "invites",
    "invites_l1",
    "invites_l2",
    "discount",
    "scarcity",
    "gathering",
    "dropped",
    # talk
    "crowd",
    "of_crowd",
    "speakers",
    "check_ins",
    "seen_speakers",
    "messages",
    "greetings",
    "spam",
    "chat_information",
    "chat_l1",
    "chat_l2",
    "chat_fun",
    "off_topic",
    "wave_messages",
    "wave_l1",
    "wave_l2",
    "volume",
    "chat_cheer",
    # what happened
    "would_read",
    "readers",
    "shares",
    "grabs",
    "sent_on",
    "advert_responses",
    "packet_responses",
    "orders",
    "revenue",
    "gross_profit",
    "discounts",
    "anyway_orders",
    "anyway_profit",
    "cash_cost",
    "staff_minutes",
    "newly_muted",
    "unmuted",
    "newly_left",
    "mute_ads",
    "mute_pushes",
    "mute_overload",
    "mute_off_topic",
    "mute_neglect",
    "mute_pressure",
    "mute_lost_benefits",
    "mute_other",
    "replies",
    "team_replies",
    "mentioned",
    "mention_readers",
    "mention_orders",
    "advert_readers",
    "advert_orders",
    "offer_readers",
    "offer_orders",
    "attended",
    "acquisition",
    "newly_removed",
    "renewals_due",
    "renewed",
    # contacts outside the group
    "contacts",
    "private_sent",
    "moments_posts",
    "moments_readers",
    "reached_outside",
    "interactions",
    "enquiries",
    "answered",
    "qualified",
    "waited",
    "contact_orders",
    "newly_hidden",
    "newly_blocked",
    "contact_trust",
    "contacts_lost",
    # sums over the members present
    "active",
    "muted",
    "irritation",
    "benefit",
    "trust",
    "belonging",
)

GROUP = np.dtype(
    [
        ("seed", "i8"),
        ("replicate", "i8"),
        ("day", "i8"),
        ("number", "i8"),
        ("place", "i8"),
        ("joined", "i8"),
        ("settled", "i8"),  # how many of them have their first ties
        ("day_opened", "i8"),
        ("last_arrival", "i8"),  # last day of its campaign; NEVER if that goes on and on
        ("day_zero", "i8"),  # the day it was full or its acquisition ended; NEVER before
        ("phase", "i8"),
        # what it is
        ("way", "i8"),  # how its members came in: admission.BY_HOOK, AS_RUNNING or AS_DEAD
        ("chat", "f8"),  # 1: there is a group chat; 0: a list of contacts
        ("book", "i8"),  # the playbook it follows; 0 is the scenario's
        ("bribe", "f8"),  # ¥ that its hook teaches people to expect
        ("seeks", "f8"),  # share of those its hook brings who need the goods now
        ("theme", "f8"),
        ("excitement", "f8"),
        # how it is run today
        ("chill", "f8"),  # how much moderation leaves of the wish to write
        ("leniency", "f8"),  # share of off-topic talk that stays
        ("spam_stays", "f8"),  # share of members' adverts that stays
        ("answers", "f8"),
        ("answer_minutes", "f8"),
        ("best_first", "f8"),  # 1: the best customers are served first
        ("kept_minutes", "f8"),  # of the answer minutes, for those who ask in private
        ("friends", "f8"),  # contacts of the account yesterday
        ("ip_minutes", "f8"),  # of the person behind the account, for these people
        # what lasts
        ("recent_speakers", "f8"),
        ("usual_chat", "f8"),
        ("standing", "f8"),  # what the person behind the account still counts for, 0–1
        ("profile", "f8"),  # what the account showed of itself lately, a day
        ("round_seat", "i8"),  # whose turn it is in rounds of private messages
        ("advert_wear", "f8"),
        ("topic_wear", "f8", (TOPICS,)),
        ("topic_told", "f8", (TOPICS,)),  # how far the day has told it, 0–1
        ("ever_wrote", "f8"),
        ("mentions", "f8"),  # members' mentions of their orders yesterday, as a reader meets them
        ("given", "f8"),  # red packets by members, which wait for today
        ("company", "f8"),  # what the big names present yesterday are worth to the others, 0–1
        ("big_names", "f8"),  # of those present today
        ("trusting", "f8"),  # sum of trust over those present yesterday
        ("closed", "i8"),  # 1: closed as planned
        ("signals", "f8", (len(SIGNALS),)),
        # silence and death
        ("quiet_run", "i8"),
        ("first_silence", "i8"),
        ("death_silence", "i8"),
        ("death_deafness", "i8"),
        ("revivals", "i8"),
        ("spell_since", "i8"),
        ("spell_until", "i8"),
        ("spell_posters", "f8"),
        ("spell_messages", "f8"),
        *[(name, "f8") for name in DAY_MARKS],
        # who is there and who wrote, by seat
        ("reader_count", "i8"),
        ("floor_count", "i8"),
        ("floor", "i2", (FLOOR,)),
        ("reader_seats", "i2", (LARGEST,)),
    ],
    align=True,
)


def _reset() -> Callable[[GroupRow], None]:
    """Return a function that sets the marks of the day to zero, name by name.

    Machine code knows no loop over the names of a record's fields, so it is written out here.
    """
    marks = [*((name, "0.0") for name in DAY_MARKS), ("reader_count", "0"), ("floor_count", "0")]
    lines = [f"    group.{name} = {zero}" for name, zero in marks]
    made: dict[str, Any] = {"__name__": __name__}
    exec("\n".join(["def reset_marks(group):", *lines]), made)  # noqa: S102 (of our own names)
    reset: Callable[[GroupRow], None] = made["reset_marks"]
    return reset


reset_marks = rule(_reset())


@rule
def found_group(group: GroupRow, number: int, place: int, day: int) -> None:
    """Open a group."""
    group.number = number
    group.place = place
    group.day_opened = day
    group.day_zero = NEVER
    group.phase = NEVER
    group.first_silence = NEVER
    group.death_silence = NEVER
    group.death_deafness = NEVER
    group.spell_since = NEVER
    group.spell_until = NEVER
