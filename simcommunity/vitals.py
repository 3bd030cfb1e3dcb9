"""What is measured each day, silence and death, and what the operator can see of it."""

from __future__ import annotations

from typing import Any

from simcommunity.compilation import rule

# The columns of the daily table, in order.
DAILY = (
    "joined", "members", "active", "muted", "left", "would_read", "readers",
    "speakers", "messages", "greetings", "grabs", "spam",
    "operator_messages", "adverts", "red_packets", "advert_responses", "packet_responses",
    "orders", "revenue", "gross_profit", "cash_cost", "staff_minutes", "dropped",
    "irritation", "benefit", "trust", "belonging",
    "newly_muted", "unmuted", "newly_left",
    "mute_ads", "mute_overload", "mute_off_topic", "mute_neglect", "mute_pressure",
    "mute_lost_benefits", "mute_other", "ever_wrote",
    "replies", "team_replies", "mentioned", "mention_readers", "mention_orders", "advert_readers",
    "advert_orders", "attended", "acquisition", "newly_removed", "renewals_due", "renewed",
    "contacts", "moments_posts", "moments_readers", "reached_outside", "private_sent",
    "interactions", "enquiries", "answered", "waited", "contact_orders",
    "newly_hidden", "newly_blocked", "contact_trust", "contacts_lost",
    "offer_readers", "offer_orders",
)  # fmt: skip
COLUMN = {name: i for i, name in enumerate(DAILY)}

REVIVAL_DAYS = 30  # after the quiet days that make a silence
REVIVAL_POSTERS = 3
REVIVAL_MESSAGES = 5
DEAF_SHARE = 0.1


@rule
def write_daily(room: Any, daily: Any) -> None:
    """Write a group's measures of the day into daily[group, day]."""
    out = daily[room.group, room.day]
    present = room.active + room.muted
    heads = present if present > 0.0 else 1.0
    out[0] = room.joined
    out[1] = present
    out[2] = room.active
    out[3] = room.muted
    out[4] = room.joined - present if room.chat > 0.0 and room.closed == 0 else 0.0
    out[5] = room.would_read
    out[6] = room.readers
    out[7] = room.speakers
    out[8] = room.messages
    out[9] = room.greetings
    out[10] = room.grabs
    out[11] = room.spam
    out[12] = room.operator_messages + room.team_replies
    out[13] = room.adverts
    out[14] = room.red_packets
    out[15] = room.advert_responses
    out[16] = room.packet_responses
    out[17] = room.orders
    out[18] = room.revenue
    out[19] = room.gross_profit
    out[20] = room.cash_cost
    out[21] = room.staff_minutes
    out[22] = room.dropped
    out[23] = room.irritation / heads
    out[24] = room.benefit / heads
    out[25] = room.trust / heads
    out[26] = room.belonging / heads
    out[27] = room.newly_muted
    out[28] = room.unmuted
    out[29] = room.newly_left
    out[30] = room.mute_ads
    out[31] = room.mute_overload
    out[32] = room.mute_off_topic
    out[33] = room.mute_neglect
    out[34] = room.mute_pressure
    out[35] = room.mute_lost_benefits
    out[36] = room.mute_other
    out[37] = room.ever_wrote


@rule
def write_dealings(room: Any, daily: Any) -> None:
    """Write what passed between members and with the account, beside `write_daily`."""
    out = daily[room.group, room.day]
    out[38] = room.replies
    out[39] = room.team_replies
    out[40] = room.mentioned
    out[41] = room.mention_readers
    out[42] = room.mention_orders
    out[43] = room.advert_readers
    out[44] = room.advert_orders
    out[45] = room.attended
    out[46] = room.acquisition
    out[47] = room.newly_removed
    out[48] = room.renewals_due
    out[49] = room.renewed
    out[50] = room.contacts
    out[51] = room.moments_posts
    out[52] = room.moments_readers
    out[53] = room.reached_outside
    out[54] = room.private_sent
    out[55] = room.interactions
    out[56] = room.enquiries
    out[57] = room.answered
    out[58] = room.waited
    out[59] = room.contact_orders
    out[60] = room.newly_hidden
    out[61] = room.newly_blocked
    out[62] = room.contact_trust / max(room.contacts, 1.0)
    out[63] = room.contacts_lost
    out[64] = room.offer_readers
    out[65] = room.offer_orders


@rule
def note_signals(room: Any) -> None:
    """Note what an operator can see of the day, for tomorrow's triggers."""
    present = room.active + room.muted
    heads = present if present > 0.0 else 1.0
    room.signals[0] = room.would_read / room.joined
    room.signals[1] = 100.0 * room.speakers / heads
    room.signals[2] = room.messages
    room.signals[3] = 100.0 * room.orders / heads
    room.signals[4] = (room.joined - present) / room.joined
    room.signals[5] = 0.0 if room.messages > 0.0 else room.signals[5] + 1.0
    room.signals[6] = present


@rule
def follow_life(room: Any, p: Any) -> None:
    """Follow a group's silence, revival and deafness; nothing counts before its day zero.

    Silence begins with the first of w quiet days in a row, see `is_quiet`. It is revived when in
    the 30 days after those w days at least 3 members write at least 5 messages; the first silence
    that is not revived is death. Deafness begins when fewer than a tenth of those who joined would
    read a message if one were sent.
    """
    if room.day_zero < 0 or room.day < room.day_zero or room.chat <= 0.0 or room.closed == 1:
        room.spell_posters = 0.0
        room.spell_messages = 0.0
        return
    if room.death_deafness < 0 and room.would_read < DEAF_SHARE * room.joined:
        room.death_deafness = room.day - room.day_zero
    if room.spell_until >= 0:
        follow_spell(room)
        return
    quiet = is_quiet(room.speakers, room.active + room.muted, p.silence_share)
    room.quiet_run = room.quiet_run + 1 if quiet else 0
    if room.quiet_run >= p.silence_window:
        began = room.day - room.quiet_run + 1
        room.death_silence = began - room.day_zero
        if room.first_silence < 0:
            room.first_silence = room.death_silence
        room.spell_since = room.day + 1
        room.spell_until = room.day + REVIVAL_DAYS
        room.spell_posters = 0.0
        room.spell_messages = 0.0


@rule
def is_quiet(speakers: float, members: float, share: float) -> bool:
    """Tell whether fewer than max(1, θ · members) spoke organically on a day, θ being `share`."""
    return speakers < max(1.0, share * members)


@rule
def follow_spell(room: Any) -> None:
    """See whether a silent group is revived today; after its term the silence is for good."""
    if room.day > room.spell_until:
        return
    if room.spell_posters >= REVIVAL_POSTERS and room.spell_messages >= REVIVAL_MESSAGES:
        room.revivals += 1
        room.death_silence = -1
        room.spell_until = -1
        room.spell_since = -1
        room.quiet_run = 0
