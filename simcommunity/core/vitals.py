"""What is measured each day, silence and death, and what the operator can see of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from simcommunity.core.compilation import rule
from simcommunity.core.group import (
    DAYS_SINCE_TALK,
    LEFT_SHARE,
    MEMBERS,
    MESSAGES,
    ORDERS_PER_100,
    REACHED_SHARE,
    SPEAKERS_PER_100,
)

if TYPE_CHECKING:
    from simcommunity.core.fields import DayRow, GroupRow, World

# The columns of the daily table, in order.
DAILY = (
    "joined", "members", "active", "muted", "left", "would_read", "readers",
    "speakers", "check_ins", "messages", "greetings", "grabs", "spam",
    "operator_messages", "adverts", "red_packets", "advert_responses", "packet_responses",
    "orders", "revenue", "gross_profit", "cash_cost", "staff_minutes", "dropped",
    "irritation", "benefit", "trust", "belonging",
    "newly_muted", "unmuted", "newly_left",
    "mute_ads", "mute_pushes", "mute_overload", "mute_off_topic", "mute_neglect", "mute_pressure",
    "mute_lost_benefits", "mute_other", "ever_wrote",
    "replies", "team_replies", "mentioned", "mention_readers", "mention_orders", "advert_readers",
    "advert_orders", "attended", "acquisition", "newly_removed", "renewals_due", "renewed",
    "contacts", "moments_posts", "moments_readers", "reached_outside", "private_sent",
    "interactions", "enquiries", "answered", "qualified", "waited", "contact_orders",
    "newly_hidden", "newly_blocked", "contact_trust", "contacts_lost",
    "offer_readers", "offer_orders", "discounts", "anyway_orders", "anyway_profit",
)  # fmt: skip
COLUMN = {name: i for i, name in enumerate(DAILY)}
DAY = np.dtype([(name, "f8") for name in DAILY])

REVIVAL_DAYS = 30  # after the quiet days that make a silence
REVIVAL_POSTERS = 3
REVIVAL_MESSAGES = 5
DEAF_SHARE = 0.1


def columns_of(daily: Any) -> Any:
    """Return days, `DAY`, (groups, days), as columns, (groups, days, columns of `DAILY`)."""
    return daily.view("f8", np.ndarray).reshape(*daily.shape, len(DAILY))


@rule
def write_daily(group: GroupRow, daily: Any) -> None:
    """Write a group's measures of the day into `daily`, `DAY`, (groups, days)."""
    today: DayRow = daily[group.number, group.day]
    present = group.active + group.muted
    heads = present if present > 0.0 else 1.0
    today.joined = group.joined
    today.members = present
    today.active = group.active
    today.muted = group.muted
    today.left = group.joined - present if group.chat > 0.0 and group.closed == 0 else 0.0
    today.would_read = group.would_read
    today.readers = group.readers
    today.speakers = group.speakers
    today.check_ins = group.check_ins
    today.messages = group.messages
    today.greetings = group.greetings
    today.grabs = group.grabs
    today.spam = group.spam
    today.operator_messages = group.operator_messages + group.team_replies
    today.adverts = group.adverts
    today.red_packets = group.red_packets
    today.advert_responses = group.advert_responses
    today.packet_responses = group.packet_responses
    today.orders = group.orders
    today.revenue = group.revenue
    today.gross_profit = group.gross_profit
    today.cash_cost = group.cash_cost
    today.staff_minutes = group.staff_minutes
    today.dropped = group.dropped
    today.irritation = group.irritation / heads
    today.benefit = group.benefit / heads
    today.trust = group.trust / heads
    today.belonging = group.belonging / heads
    today.newly_muted = group.newly_muted
    today.unmuted = group.unmuted
    today.newly_left = group.newly_left
    today.mute_ads = group.mute_ads
    today.mute_pushes = group.mute_pushes
    today.mute_overload = group.mute_overload
    today.mute_off_topic = group.mute_off_topic
    today.mute_neglect = group.mute_neglect
    today.mute_pressure = group.mute_pressure
    today.mute_lost_benefits = group.mute_lost_benefits
    today.mute_other = group.mute_other
    today.ever_wrote = group.ever_wrote


@rule
def write_dealings(group: GroupRow, daily: Any) -> None:
    """Write what passed between members and with the account, beside `write_daily`."""
    today: DayRow = daily[group.number, group.day]
    today.replies = group.replies
    today.team_replies = group.team_replies
    today.mentioned = group.mentioned
    today.mention_readers = group.mention_readers
    today.mention_orders = group.mention_orders
    today.advert_readers = group.advert_readers
    today.advert_orders = group.advert_orders
    today.attended = group.attended
    today.acquisition = group.acquisition
    today.newly_removed = group.newly_removed
    today.renewals_due = group.renewals_due
    today.renewed = group.renewed
    today.contacts = group.contacts
    today.moments_posts = group.moments_posts
    today.moments_readers = group.moments_readers
    today.reached_outside = group.reached_outside
    today.private_sent = group.private_sent
    today.interactions = group.interactions
    today.enquiries = group.enquiries
    today.answered = group.answered
    today.qualified = group.qualified
    today.waited = group.waited
    today.contact_orders = group.contact_orders
    today.newly_hidden = group.newly_hidden
    today.newly_blocked = group.newly_blocked
    today.contact_trust = group.contact_trust / max(group.contacts, 1.0)
    today.contacts_lost = group.contacts_lost
    today.offer_readers = group.offer_readers
    today.offer_orders = group.offer_orders
    today.discounts = group.discounts
    today.anyway_orders = group.anyway_orders
    today.anyway_profit = group.anyway_profit


@rule
def note_signals(group: GroupRow) -> None:
    """Note what an operator can see of the day, for tomorrow's triggers."""
    present = group.active + group.muted
    heads = present if present > 0.0 else 1.0
    group.signals[REACHED_SHARE] = group.would_read / group.joined
    group.signals[SPEAKERS_PER_100] = 100.0 * group.speakers / heads
    group.signals[MESSAGES] = group.messages
    group.signals[ORDERS_PER_100] = 100.0 * group.orders / heads
    group.signals[LEFT_SHARE] = (group.joined - present) / group.joined
    group.signals[DAYS_SINCE_TALK] = (
        0.0 if group.messages > 0.0 else group.signals[DAYS_SINCE_TALK] + 1.0
    )
    group.signals[MEMBERS] = present


@rule
def follow_life(group: GroupRow, p: World) -> None:
    """Follow a group's silence, revival and deafness; nothing counts before its day zero.

    Silence begins with the first of w quiet days in a row, see `is_quiet`. It is revived when in
    the 30 days after those w days at least 3 members write at least 5 messages; the first silence
    that is not revived is death. Deafness begins when fewer than a tenth of those who joined would
    read a message if one were sent.
    """
    if group.day_zero < 0 or group.day < group.day_zero or group.chat <= 0.0 or group.closed == 1:
        group.spell_posters = 0.0
        group.spell_messages = 0.0
        return
    if group.death_deafness < 0 and group.would_read < DEAF_SHARE * group.joined:
        group.death_deafness = group.day - group.day_zero
    if group.spell_until >= 0:
        follow_spell(group)
        return
    quiet = is_quiet(group.speakers, group.active + group.muted, p.silence_share)
    group.quiet_run = group.quiet_run + 1 if quiet else 0
    if group.quiet_run >= p.silence_window:
        began = group.day - group.quiet_run + 1
        group.death_silence = began - group.day_zero
        if group.first_silence < 0:
            group.first_silence = group.death_silence
        group.spell_since = group.day + 1
        group.spell_until = group.day + REVIVAL_DAYS
        group.spell_posters = 0.0
        group.spell_messages = 0.0


@rule
def is_quiet(speakers: float, members: float, share: float) -> bool:
    """Tell whether fewer than max(1, θ · members) spoke organically on a day, θ being `share`."""
    return speakers < max(1.0, share * members)


@rule
def follow_spell(group: GroupRow) -> None:
    """See whether a silent group is revived today; after its term the silence is for good."""
    if group.day > group.spell_until:
        return
    if group.spell_posters >= REVIVAL_POSTERS and group.spell_messages >= REVIVAL_MESSAGES:
        group.revivals += 1
        group.death_silence = -1
        group.spell_until = -1
        group.spell_since = -1
        group.quiet_run = 0
