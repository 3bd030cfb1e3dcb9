"""What a message does to the group's day: attributes only, whatever the message is called."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from simcommunity.core.compilation import rule
from simcommunity.core.members.maths import saturating

if TYPE_CHECKING:
    from simcommunity.core.fields import FeedRow, KindRow, World


@rule
def post(group: FeedRow, kind: KindRow, count: int, worth: float, by_hand: int, p: World) -> None:
    """Put `count` messages of a kind into the group; `worth` ¥ replaces its money when ≥ 0."""
    money = kind.money
    if worth >= 0.0:
        money = worth
    staleness = 1.0 - kind.novelty
    if by_hand == 1:  # timing and wording vary, so the same thing looks a little less the same
        staleness *= 1.0 - p.hand_variation
    for _ in range(count):
        fresh = 1.0 / (1.0 + p.repetition * staleness * group.topic_wear[kind.topic])
        group.topic_wear[kind.topic] += 1.0
        information = kind.information * fresh
        group.information += information
        group.information_l1 += information * kind.level
        group.information_l2 += information * kind.level * kind.level
        group.entertainment += kind.entertainment * fresh
        invites = kind.invites_reply * fresh
        group.invites += invites
        group.invites_l1 += invites * kind.level
        group.invites_l2 += invites * kind.level * kind.level
        if kind.commercial > 0.0:
            advertise(group, kind, staleness, p)
    group.operator_messages += count
    group.social += count * kind.social
    group.persona += count * kind.persona * kind.credibility
    group.money += count * math.log(1.0 + money / p.money_unit)
    group.pressing += count * kind.pressing
    group.cash_cost += count * (kind.cost + kind.pays_out * money)
    discount = kind.discount
    if worth >= 0.0 and discount > 0.0:  # a coupon worth 6 ¥ takes 6 ¥ off
        discount = min(p.most_discount, worth / p.ticket)
    group.discount = max(group.discount, discount)
    if kind.commercial > 0.0 and money <= 0.0:
        group.adverts += count
    if kind.commercial <= 0.0 and money > 0.0:
        group.red_packets += count
    group.lure = saturating(group.money)
    group.scarcity = max(group.scarcity, kind.scarcity)
    group.gathering += count * kind.gathering


@rule
def advertise(group: FeedRow, kind: KindRow, staleness: float, p: World) -> None:
    """Add one message's commercial load: it grows as the same goods come round again."""
    repeated = group.advert_wear / (group.advert_wear + p.promoted * p.products)
    boast = 1.0 + p.boast_irritates * (1.0 - kind.credibility)
    group.load += kind.commercial * kind.intrusion * boast * (1.0 + p.wear * staleness * repeated)
    group.offers += kind.commercial
    group.advert_wear += 1.0


@rule
def wear_off(group: FeedRow, p: World) -> None:
    """Let topics and goods that were not shown for a while become fresh again."""
    group.advert_wear *= p.wear_keeps
    for topic in range(len(group.topic_wear)):
        group.topic_wear[topic] *= p.topic_keeps
