"""What a message does to the group's day: attributes only, whatever the message is called."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from simcommunity.core.compilation import rule
from simcommunity.core.members.maths import saturating

if TYPE_CHECKING:
    from simcommunity.core.fields import FeedRow, KindRow, World


@rule
def post(
    group: FeedRow,
    kind: KindRow,
    count: int,
    worth: float,
    by_hand: int,
    heads: float,
    concern: float,
    p: World,
) -> None:
    """Put `count` messages of a kind into the group; `worth` ¥ replaces its money when ≥ 0.

    What a topic has told by now it tells no second time that day, and on the next days only in part
    (Schmidt & Eisend 2015, "Advertising repetition"). What does not
    concern them they hardly take in: `concern` is how far it does, 0–1. `heads` share what money is
    paid out.
    """
    money = kind.money
    if worth >= 0.0:
        money = worth
    felt = math.log(1.0 + money / p.money_unit)
    there = 1.0
    if kind.pays_out > 0.0:  # a red packet is shared by those who come for it
        money = min(money, p.packet_most)
        felt = math.log(1.0 + money / (heads * p.packet_unit))
        group.a_head += count * money / heads
        there = saturating(felt)
    staleness = 1.0 - kind.novelty
    if by_hand == 1:  # timing and wording vary, so the same thing looks a little less the same
        staleness *= 1.0 - p.hand_variation
    for _ in range(count):
        told = group.topic_told[kind.topic]
        new = (1.0 - told) * concern
        fresh = new * there / (1.0 + p.repetition * staleness * group.topic_wear[kind.topic])
        group.topic_wear[kind.topic] += 1.0
        group.topic_told[kind.topic] = told + staleness * (1.0 - told)
        information = kind.information * fresh
        group.information += information
        group.information_l1 += information * kind.level
        group.information_l2 += information * kind.level * kind.level
        group.entertainment += kind.entertainment * fresh
        invites = kind.invites_reply * fresh
        group.invites += invites
        group.invites_l1 += invites * kind.level
        group.invites_l2 += invites * kind.level * kind.level
        group.social += kind.social * fresh
        group.persona += kind.persona * kind.credibility * new
        group.money += felt * new
        group.exposure += new
        group.pressing += kind.pressing * new
        group.claim += kind.claim * kind.credibility * new
        group.intrusion += kind.intrusion * (1.0 - kind.novelty * new)
        if kind.commercial > 0.0:
            advertise(group, kind, staleness, new, p)
    group.operator_messages += count
    group.cash_cost += count * (kind.cost + kind.pays_out * money)
    discount = kind.discount
    if worth >= 0.0 and discount > 0.0:  # a coupon worth 6 ¥ takes 6 ¥ off
        discount = worth / p.ticket
    group.discount = max(group.discount, min(discount, p.most_discount))
    if kind.commercial > 0.0 and money <= 0.0:
        group.adverts += count
    if kind.commercial <= 0.0 and money > 0.0:
        group.red_packets += count
    group.lure = saturating(group.money)
    group.scarcity = max(group.scarcity, kind.scarcity)
    group.gathering += count * kind.gathering


@rule
def advertise(group: FeedRow, kind: KindRow, staleness: float, new: float, p: World) -> None:
    """Add one message's commercial load: it grows as the same goods come round again."""
    repeated = group.advert_wear / (group.advert_wear + p.promoted * p.products)
    boast = 1.0 + p.boast_irritates * (1.0 - kind.credibility) * kind.claim
    group.load += kind.commercial * kind.intrusion * boast * (1.0 + p.wear * staleness * repeated)
    group.offers += kind.commercial * new
    group.advert_wear += 1.0


@rule
def wear_off(group: FeedRow, p: World) -> None:
    """Let topics and goods that were not shown for a while become fresh again."""
    group.advert_wear *= p.wear_keeps
    for topic in range(len(group.topic_wear)):
        group.topic_wear[topic] *= p.topic_keeps
        group.topic_told[topic] = 0.0
