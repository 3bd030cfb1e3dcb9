"""Who grabs, who orders, and what the purchase does to them."""

from __future__ import annotations

from typing import Any

from simcommunity.compilation import rule
from simcommunity.members.appraisal import present_need, recall
from simcommunity.members.maths import below_share, saturating
from simcommunity.randomness import EXPERIENCE, GRAB, MENTION, luck


@rule
def grab(member: Any, room: Any, p: Any) -> bool:
    """Decide whether a reader grabs the money on offer today (a red packet)."""
    if room.red_packets <= 0.0:
        return False
    eager = p.grab_anyway + (1.0 - p.grab_anyway) * member.deal_proneness
    return luck(member, room, GRAB, 0) < eager


@rule
def consideration(member: Any, offers: float, p: Any) -> float:
    """Return the chance that somebody considers an order today who saw so many offers.

    What is not remembered or seen is not chosen, however good it is (Nedungadi 1990, "Recall and
    consumer consideration sets"); and of what the shop has, only a part concerns one.
    """
    reminded = p.order_exposure * saturating(offers * p.exposure_rate)
    in_mind = 1.0 - (1.0 - p.order_memory * recall(member)) * (1.0 - reminded)
    return in_mind * interest(member, p)


@rule
def interest(member: Any, p: Any) -> float:
    """Return how far the shop's goods concern somebody: by the theme, more if it bought before."""
    foreign = 1.0 - member.affinity
    if is_customer(member):
        foreign *= 1.0 - p.customer_interest
    return 1.0 - p.order_interest * foreign


@rule
def is_customer(member: Any) -> bool:
    """Return whether somebody has ever ordered."""
    return member.orders > 0 or member.prior_customer == 1


@rule
def order_index(member: Any, discount: float, p: Any) -> float:
    """Return the log-odds that somebody orders who considers it: need + trust."""
    return (
        p.order_base
        + p.order_need * present_need(member)
        + p.order_trust * member.trust
        + p.order_discount * discount * member.deal_proneness
        + p.order_satisfaction * member.satisfaction
        - p.order_price * p.log_ticket * member.price_sensitivity * (1.0 - member.trust)
    )


@rule
def buy(member: Any, room: Any, draw: float, p: Any) -> bool:
    """Decide whether a reader orders, and if so let it pay and judge what it got.

    Yesterday's mentions by other members count for more than adverts (Katz & Lazarsfeld 1955).
    """
    index = order_index(member, room.discount, p)
    index += p.scarcity * room.scarcity * member.share_read * present_need(member)
    index += p.mention_pull * saturating(member.share_read * room.mentions * p.exposure_rate)
    considered = consideration(member, member.share_read * room.offers, p)
    if not below_share(draw, considered, index):
        return False
    purchase(member, room, room.discount, p)
    return True


@rule
def mentions(member: Any, room: Any, p: Any) -> bool:
    """Decide whether somebody who has just ordered tells the group about it."""
    chance = p.mention * member.gregariousness * max(0.0, 1.0 + member.satisfaction)
    return luck(member, room, MENTION, 0) < chance


@rule
def purchase(member: Any, room: Any, discount: float, p: Any) -> None:
    """Let a member pay for an order and judge what it got."""
    price = p.ticket * (1.0 - discount)
    room.orders += 1.0
    room.revenue += price
    room.gross_profit += price - p.ticket * (1.0 - p.margin)
    member.orders += 1
    member.last_order = room.day
    if member.orders == 1:
        member.first_order = room.day
    elif member.orders == 2:
        member.second_order = room.day
    member.need = 0.0
    member.spend += price
    # Experience against expectation (Oliver 1980): quality with a little luck, against trust.
    # Losses loom larger (Tversky & Kahneman 1992). The first purchase makes the whole opinion, and
    # each later one counts for less (Bolton 1998), down to a constant weight.
    surprise = p.quality + p.experience_spread * (luck(member, room, EXPERIENCE, 0) - 0.5)
    gap = surprise - (p.expected_quality + p.expected_by_trust * member.trust)
    if gap < 0.0:
        gap *= p.loss_aversion
    weight = max(p.experience_weight, 1.0 / member.orders)
    member.satisfaction += weight * (gap - member.satisfaction)
    if gap > 0.0:
        member.trust += p.purchase_trust * gap * (1.0 - member.trust)
    else:
        member.trust += max(p.purchase_trust * gap, -1.0) * member.trust
    member.memory_slow += p.purchase_memory * (1.0 - member.memory_slow)
