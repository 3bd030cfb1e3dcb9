"""What is measured each day, silence and death, and what the operator can see of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simcommunity.core.compilation import rule

if TYPE_CHECKING:
    from simcommunity.core.fields import GroupRow, World

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
def write_daily(group: GroupRow, daily: Any) -> None:
    """Write a group's measures of the day into daily[group, day]."""
    out = daily[group.number, group.day]
    present = group.active + group.muted
    heads = present if present > 0.0 else 1.0
    out[0] = group.joined
    out[1] = present
    out[2] = group.active
    out[3] = group.muted
    out[4] = group.joined - present if group.chat > 0.0 and group.closed == 0 else 0.0
    out[5] = group.would_read
    out[6] = group.readers
    out[7] = group.speakers
    out[8] = group.messages
    out[9] = group.greetings
    out[10] = group.grabs
    out[11] = group.spam
    out[12] = group.operator_messages + group.team_replies
    out[13] = group.adverts
    out[14] = group.red_packets
    out[15] = group.advert_responses
    out[16] = group.packet_responses
    out[17] = group.orders
    out[18] = group.revenue
    out[19] = group.gross_profit
    out[20] = group.cash_cost
    out[21] = group.staff_minutes
    out[22] = group.dropped
    out[23] = group.irritation / heads
    out[24] = group.benefit / heads
    out[25] = group.trust / heads
    out[26] = group.belonging / heads
    out[27] = group.newly_muted
    out[28] = group.unmuted
    out[29] = group.newly_left
    out[30] = group.mute_ads
    out[31] = group.mute_overload
    out[32] = group.mute_off_topic
    out[33] = group.mute_neglect
    out[34] = group.mute_pressure
    out[35] = group.mute_lost_benefits
    out[36] = group.mute_other
    out[37] = group.ever_wrote


@rule
def write_dealings(group: GroupRow, daily: Any) -> None:
    """Write what passed between members and with the account, beside `write_daily`."""
    out = daily[group.number, group.day]
    out[38] = group.replies
    out[39] = group.team_replies
    out[40] = group.mentioned
    out[41] = group.mention_readers
    out[42] = group.mention_orders
    out[43] = group.advert_readers
    out[44] = group.advert_orders
    out[45] = group.attended
    out[46] = group.acquisition
    out[47] = group.newly_removed
    out[48] = group.renewals_due
    out[49] = group.renewed
    out[50] = group.contacts
    out[51] = group.moments_posts
    out[52] = group.moments_readers
    out[53] = group.reached_outside
    out[54] = group.private_sent
    out[55] = group.interactions
    out[56] = group.enquiries
    out[57] = group.answered
    out[58] = group.waited
    out[59] = group.contact_orders
    out[60] = group.newly_hidden
    out[61] = group.newly_blocked
    out[62] = group.contact_trust / max(group.contacts, 1.0)
    out[63] = group.contacts_lost
    out[64] = group.offer_readers
    out[65] = group.offer_orders


@rule
def note_signals(group: GroupRow) -> None:
    """Note what an operator can see of the day, for tomorrow's triggers."""
    present = group.active + group.muted
    heads = present if present > 0.0 else 1.0
    group.signals[0] = group.would_read / group.joined
    group.signals[1] = 100.0 * group.speakers / heads
    group.signals[2] = group.messages
    group.signals[3] = 100.0 * group.orders / heads
    group.signals[4] = (group.joined - present) / group.joined
    group.signals[5] = 0.0 if group.messages > 0.0 else group.signals[5] + 1.0
    group.signals[6] = present


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
