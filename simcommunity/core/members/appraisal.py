"""What a reading member gets out of the day, and what annoys it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcommunity.core.compilation import rule
from simcommunity.core.members.maths import saturating, within_reach
from simcommunity.core.members.people import identity
from simcommunity.core.randomness import ATTEND, luck

if TYPE_CHECKING:
    from simcommunity.core.fields import FeedRow, GroupRow, MemberRow, World


@rule
def present_need(member: MemberRow) -> float:
    """Return how much a member needs something now, 0–1, by its open occasions."""
    waiting = max(0.0, member.need)
    return waiting / (1.0 + waiting)


@rule
def recall(member: MemberRow) -> float:
    """Return how well a member remembers the account, 0–1."""
    return 0.5 * (member.memory_fast + member.memory_slow)


@rule
def worth_of_information(member: MemberRow, feed: FeedRow, p: World) -> float:
    """Return what the operator's information is worth at the member's level."""
    return within_reach(
        feed.information,
        feed.information_l1,
        feed.information_l2,
        1.0 * member.expertise,
        p.level_distance,
    )


@rule
def worth_of_talk(member: MemberRow, group: GroupRow, p: World) -> float:
    """Return what the others' knowledge is worth at the member's level, 0–1."""
    return saturating(
        within_reach(
            group.chat_information,
            group.chat_l1,
            group.chat_l2,
            1.0 * member.expertise,
            p.level_distance,
        )
    )


@rule
def weigh_talk(group: GroupRow, p: World) -> None:
    """Sum up the day's talk: how much there was, and what it is worth reading."""
    group.volume = group.operator_messages + group.messages + group.greetings + group.spam
    group.chat_cheer = saturating(group.chat_fun / p.chat_enough)


@rule
def appraise(member: MemberRow, group: GroupRow, p: World) -> tuple[float, float]:
    """Judge what it read today is worth to a member: the team's messages, and the members'."""
    share = member.share_read
    from_operator = share * (
        member.affinity * worth_of_information(member, group, p)
        + member.gregariousness * group.entertainment
        + member.fandom * group.persona * group.standing
        + member.deal_proneness * group.money
    )
    talk = member.affinity * worth_of_talk(member, group, p)
    talk += member.gregariousness * group.chat_cheer
    return from_operator, share * p.chat_worth * talk


@rule
def irritate(member: MemberRow, group: GroupRow, share: float, p: World) -> None:
    """Add the day's annoyances."""
    annoy_by_operator(member, group, share, p)
    excess = group.volume / member.attention
    if excess > p.overload_from:
        member.irritation_overload += p.overload_irritates * saturating(excess - p.overload_from)
    member.irritation_off_topic += share * (
        p.off_topic_irritates * member.affinity * group.off_topic + p.spam_irritates * group.spam
    )


@rule
def annoy_by_operator(member: MemberRow, feed: FeedRow, weight: float, p: World) -> None:
    """Add the annoyance by the operator; trust and a present need soften what is commercial.

    Whatever is pushed interrupts, the more the less is new in it (Edwards, Li & Lee 2002, "Forced
    exposure and psychological reactance").
    """
    softened = (1.0 - p.trust_softens * member.trust) * (
        1.0 - p.need_softens * present_need(member)
    )
    member.irritation_ads += p.ads_irritate * weight * feed.load * softened
    member.irritation_pushes += p.push_irritates * weight * feed.intrusion
    member.irritation_pressure += p.pressing_irritates * weight * feed.pressing * softened


@rule
def disappoint(member: MemberRow, p: World) -> None:
    """Annoy a member whom the group lately gave less than it hoped for; hopes adapt.

    What counts is the average, not the single day: else who gets a treat once a week would be
    disappointed on all other days.
    """
    missing = member.expectation - member.benefit
    if missing > 0.0:
        member.irritation_lost_benefits += p.loss_irritates * missing
    member.expectation -= (p.hopes_fall if missing > 0.0 else p.hopes_adapt) * missing


@rule
def come_along(member: MemberRow, group: GroupRow, p: World) -> bool:
    """Decide whether a reader comes to a meeting it was invited to."""
    keen = (1.0 * member.affinity + member.fandom + member.belonging) / 3.0
    return luck(member, group, ATTEND, 0) < p.attendance * min(group.gathering, 1.0) * keen


@rule
def belong(member: MemberRow, group: GroupRow, p: World) -> None:
    """Let events and games bring a reader closer to the others."""
    member.belonging += (
        p.event_belonging
        * saturating(member.share_read * group.social)
        * member.gregariousness
        * (1.0 - member.belonging)
    )


@rule
def rely(member: MemberRow, feed: FeedRow, share: float, from_operator: float, p: World) -> None:
    """Move trust with value received and commerce not wanted, and refresh the memory.

    A person who presses breaks the rules among friends, and pays in trust (Brehm 1966; Aggarwal
    2004). From an account that is there to sell nobody expects else (Friestad & Wright 1994). What
    one took part in is remembered for long (Brakus, Schmitt & Zarantonello 2009). Who was let down
    believes less of what comes next: lost trust is hard to win back (Slovic 1993).
    """
    believes = max(0.0, 1.0 + min(0.0, member.satisfaction))
    gain = p.trust_gain * believes * saturating(from_operator) * (1.0 - member.trust)
    loss = p.trust_loss * share * feed.load * (1.0 - present_need(member))
    pressed = p.pressing_trust * share * feed.pressing
    loss += pressed if p.ip_minutes > 0.0 else p.pressing_expected * pressed
    member.trust += gain - saturating(loss) * member.trust
    seen = p.memory_gain * saturating(p.memory_rate * share * feed.exposure)
    member.memory_fast += seen * (1.0 - member.memory_fast)
    lasting = p.memory_consolidates * seen + p.event_memory * saturating(share * feed.social)
    member.memory_slow += lasting * (1.0 - member.memory_slow)


@rule
def witness(member: MemberRow, group: GroupRow, share: float, p: World) -> None:
    """Let readers see that whoever writes is answered: it is good to know for one's own turn.

    Bystanders of such answers think better of a company (Van Noort & Willemsen 2012).
    """
    seen = saturating(share * group.team_replies * p.exposure_rate)
    member.trust += p.witness_trust * seen * (1.0 - member.trust)


@rule
def neglect(member: MemberRow, p: World) -> None:
    """Annoy a writer whom nobody answered all day."""
    if member.wrote_today == 1 and member.heard_today == 0:
        member.irritation_neglect += p.neglect_irritates


@rule
def worst_cause(member: MemberRow) -> tuple[int, float]:
    """Return what annoys a member most, as a place in `GONE_FOR`, and how much."""
    amounts = (
        member.irritation_ads,
        member.irritation_pushes,
        member.irritation_overload,
        member.irritation_off_topic,
        member.irritation_neglect,
        member.irritation_pressure,
        member.irritation_lost_benefits,
    )
    worst = 0
    for cause in range(1, len(amounts)):
        if amounts[cause] > amounts[worst]:
            worst = cause
    return worst + 1, amounts[worst]


@rule
def total_irritation(member: MemberRow) -> float:
    """Return a member's irritation over all causes."""
    return (
        (member.irritation_ads + member.irritation_pushes + member.irritation_overload)
        + (member.irritation_off_topic + member.irritation_neglect)
        + (member.irritation_pressure + member.irritation_lost_benefits)
    )


@rule
def fade(member: MemberRow, p: World) -> None:
    """Let a night pass: irritation cools, memory, trust and habit fade, needs arise.

    A need that waits is met elsewhere, the sooner the more often it arises.
    """
    member.irritation_ads *= p.irritation_keeps
    member.irritation_pushes *= p.irritation_keeps
    member.irritation_overload *= p.irritation_keeps
    member.irritation_off_topic *= p.irritation_keeps
    member.irritation_neglect *= p.irritation_keeps
    member.irritation_pressure *= p.irritation_keeps
    member.irritation_lost_benefits *= p.irritation_keeps
    member.memory_fast *= p.memory_fast_keeps
    member.memory_slow *= p.memory_slow_keeps
    member.trust *= p.trust_keeps
    member.engagement *= p.habit_keeps
    member.ties_lost *= p.loss_keeps
    lasting = identity(member, p)
    member.belonging = lasting + p.belonging_keeps * (member.belonging - lasting)
    member.private_trace *= p.trace_keeps
    if member.need > 0.0:
        member.need *= p.need_keeps
    member.need += member.need_rate
