"""What a reading member gets out of the day, and what annoys it."""

from __future__ import annotations

from typing import Any

from simcommunity.compilation import rule
from simcommunity.members.attention import share_of
from simcommunity.members.maths import saturating
from simcommunity.members.people import identity
from simcommunity.randomness import ATTEND, luck


@rule
def worth_of_information(member: Any, room: Any, p: Any) -> float:
    """Return the information after the distance of levels: Σ i·(1 − κ(level − e)²), at least 0."""
    e = member.expertise
    apart = room.information_l2 - 2.0 * e * room.information_l1 + room.information * e * e
    return max(0.0, room.information - p.level_distance * apart)


@rule
def weigh_talk(room: Any, p: Any) -> None:
    """Sum up the day's talk: how much there was, and what it is worth reading."""
    room.volume = room.operator_messages + room.messages + room.greetings + room.spam
    room.chat_depth = saturating(room.chat_information)
    room.chat_cheer = saturating(room.chat_fun / p.chat_enough)


@rule
def appraise(member: Any, room: Any, p: Any) -> None:
    """Turn what a member read into value, irritation by cause, trust and memory."""
    share = share_of(member, room.volume)
    member.share_read = share
    from_operator = share * (
        member.affinity * worth_of_information(member, room, p)
        + member.gregariousness * room.entertainment
        + member.fandom * room.persona * room.standing
        + member.deal_proneness * room.money
    )
    from_members = (
        share
        * p.chat_worth
        * (member.affinity * room.chat_depth + member.gregariousness * room.chat_cheer)
    )
    value = saturating(from_operator + from_members)
    member.benefit += p.benefit_renewal * (value - member.benefit)
    irritate(member, room, share, p)
    disappoint(member, value, p)
    belong(member, room, p)
    come_along(member, room, p)
    rely(member, room, share, from_operator, p)


@rule
def irritate(member: Any, room: Any, share: float, p: Any) -> None:
    """Add the day's annoyances."""
    annoy_by_operator(member, room, share, p)
    excess = room.volume / member.attention
    if excess > p.overload_from:
        member.irritation_overload += p.overload_irritates * saturating(excess - p.overload_from)
    member.irritation_off_topic += share * (
        p.off_topic_irritates * member.affinity * room.off_topic + p.spam_irritates * room.spam
    )


@rule
def annoy_by_operator(member: Any, feed: Any, weight: float, p: Any) -> None:
    """Add the annoyance by the operator; trust and a present need soften what is commercial."""
    softened = (1.0 - p.trust_softens * member.trust) * (1.0 - p.need_softens * member.need)
    member.irritation_ads += p.ads_irritate * weight * feed.load * softened
    member.irritation_pressure += p.pressing_irritates * weight * feed.pressing


@rule
def disappoint(member: Any, value: float, p: Any) -> None:
    """Annoy a member who came for gifts and finds less than it hoped; hopes adapt."""
    missing = member.expectation - value
    if missing > 0.0:
        member.irritation_lost_benefits += p.loss_irritates * missing
    member.expectation -= p.hopes_adapt * missing


@rule
def come_along(member: Any, room: Any, p: Any) -> None:
    """Let a reader come to a meeting it was invited to: nothing ties and convinces more."""
    if room.gathering <= 0.0:
        return
    keen = (member.affinity + member.fandom + member.belonging) / 3.0
    if luck(member, room, ATTEND, 0) >= p.attendance * min(room.gathering, 1.0) * keen:
        return
    room.attended += 1.0
    member.belonging += p.meeting_belonging * (1.0 - member.belonging)
    member.trust += p.meeting_trust * (1.0 - member.trust)


@rule
def belong(member: Any, room: Any, p: Any) -> None:
    """Let events and games bring a reader closer to the others."""
    member.belonging += (
        p.event_belonging
        * saturating(member.share_read * room.social)
        * member.gregariousness
        * (1.0 - member.belonging)
    )


@rule
def rely(member: Any, room: Any, share: float, from_operator: float, p: Any) -> None:
    """Move trust with value received and commerce not wanted, and refresh the memory.

    A person who presses breaks the rules among friends, and pays in trust (Brehm 1966; Aggarwal
    2004). From an account that is there to sell nobody expects else (Friestad & Wright 1994). What
    one took part in is remembered for long (Brakus, Schmitt & Zarantonello 2009).
    """
    gain = p.trust_gain * saturating(from_operator) * (1.0 - member.trust)
    loss = p.trust_loss * share * room.load * (1.0 - member.need)
    if p.ip_minutes > 0.0:
        loss += p.pressing_trust * share * room.pressing
    member.trust += gain - saturating(loss) * member.trust
    seen = saturating(share * room.operator_messages * p.exposure_rate)
    member.memory_fast += seen * (1.0 - member.memory_fast)
    lasting = p.memory_consolidates * seen + p.event_memory * saturating(share * room.social)
    member.memory_slow += lasting * (1.0 - member.memory_slow)


@rule
def neglect(member: Any, p: Any) -> None:
    """Annoy a writer whom nobody answered all day."""
    if member.wrote_today == 1 and member.heard_today == 0:
        member.irritation_neglect += p.neglect_irritates


@rule
def total_irritation(member: Any) -> float:
    """Return a member's irritation over all causes."""
    return (
        (member.irritation_ads + member.irritation_overload)
        + (member.irritation_off_topic + member.irritation_neglect)
        + (member.irritation_pressure + member.irritation_lost_benefits)
    )


@rule
def fade(member: Any, p: Any) -> None:
    """Let a night pass: irritation cools, memory and habit fade, need grows."""
    member.irritation_ads *= p.irritation_keeps
    member.irritation_overload *= p.irritation_keeps
    member.irritation_off_topic *= p.irritation_keeps
    member.irritation_neglect *= p.irritation_keeps
    member.irritation_pressure *= p.irritation_keeps
    member.irritation_lost_benefits *= p.irritation_keeps
    member.memory_fast *= p.memory_fast_keeps
    member.memory_slow *= p.memory_slow_keeps
    member.engagement *= p.habit_keeps
    member.ties_lost *= p.loss_keeps
    lasting = identity(member, p)
    member.belonging = lasting + p.belonging_keeps * (member.belonging - lasting)
    member.need += member.need_rate
    member.need = min(member.need, 1.0)
