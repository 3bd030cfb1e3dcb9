"""What a message does to the group's day: attributes only, whatever the message is called."""

from __future__ import annotations

import math
from typing import Any

from simcommunity.compilation import rule
from simcommunity.members.maths import saturating


@rule
def post(room: Any, kind: Any, count: int, worth: float, by_hand: int, p: Any) -> None:
    """Put `count` messages of a kind into the group; `worth` ¥ replaces its money when ≥ 0."""
    money = kind.money
    if worth >= 0.0:
        money = worth
    staleness = 1.0 - kind.novelty
    if by_hand == 1:  # timing and wording vary, so the same thing looks a little less the same
        staleness *= 1.0 - p.hand_variation
    for _ in range(count):
        fresh = 1.0 / (1.0 + p.repetition * staleness * room.topic_wear[kind.topic])
        room.topic_wear[kind.topic] += 1.0
        information = kind.information * fresh
        room.information += information
        room.information_l1 += information * kind.level
        room.information_l2 += information * kind.level * kind.level
        room.entertainment += kind.entertainment * fresh
        invites = kind.invites_reply * fresh
        room.invites += invites
        room.invites_l1 += invites * kind.level
        room.invites_l2 += invites * kind.level * kind.level
        if kind.commercial > 0.0:
            advertise(room, kind, staleness, p)
    room.operator_messages += count
    room.social += count * kind.social
    room.persona += count * kind.persona * kind.credibility
    room.money += count * math.log(1.0 + money / p.money_unit)
    room.pressing += count * kind.pressing
    room.cash_cost += count * (kind.cost + kind.pays_out * money)
    discount = kind.discount
    if worth >= 0.0 and discount > 0.0:  # a coupon worth 6 ¥ takes 6 ¥ off
        discount = min(p.most_discount, worth / p.ticket)
    room.discount = max(room.discount, discount)
    if kind.commercial > 0.0 and money <= 0.0:
        room.adverts += count
    if kind.commercial <= 0.0 and money > 0.0:
        room.red_packets += count
    room.lure = saturating(room.money)
    room.scarcity = max(room.scarcity, kind.scarcity)
    room.gathering += count * kind.gathering


@rule
def advertise(room: Any, kind: Any, staleness: float, p: Any) -> None:
    """Add one message's commercial load: it grows as the same goods come round again."""
    repeated = room.advert_wear / (room.advert_wear + p.promoted * p.products)
    boast = 1.0 + p.boast_irritates * (1.0 - kind.credibility)
    room.load += kind.commercial * kind.intrusion * boast * (1.0 + p.wear * staleness * repeated)
    room.offers += kind.commercial
    room.advert_wear += 1.0


@rule
def wear_off(room: Any, p: Any) -> None:
    """Let topics and goods that were not shown for a while become fresh again."""
    room.advert_wear *= p.wear_keeps
    for topic in range(len(room.topic_wear)):
        room.topic_wear[topic] *= p.topic_keeps
