"""Who grabs, who orders, and what the purchase does to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcommunity.core.compilation import rule
from simcommunity.core.members.appraisal import present_need, recall
from simcommunity.core.members.maths import below_share, saturating
from simcommunity.core.randomness import EXPERIENCE, GRAB, MENTION, luck

if TYPE_CHECKING:
    from simcommunity.core.fields import GroupRow, MemberRow, World

Terms = tuple[float, float, float, float, float, float, float, float]


@rule
def grab(member: MemberRow, group: GroupRow, p: World) -> bool:
    """Decide whether a reader grabs the money on offer today (a red packet)."""
    eager = p.grab_anyway + (1.0 - p.grab_anyway) * member.deal_proneness
    return luck(member, group, GRAB, 0) < eager


@rule
def consideration(member: MemberRow, offers: float, p: World) -> float:
    """Return the chance that somebody considers an order today who saw so many offers.

    What is not remembered or seen is not chosen, however good it is (Nedungadi 1990, "Recall and
    consumer consideration sets"); and of what the shop has, only a part concerns one.
    """
    reminded = p.order_exposure * saturating(offers * p.exposure_rate)
    in_mind = 1.0 - (1.0 - p.order_memory * recall(member)) * (1.0 - reminded)
    return in_mind * interest(member, p)


@rule
def interest(member: MemberRow, p: World) -> float:
    """Return how far the shop's goods concern somebody: by the theme, more if it bought before."""
    foreign = 1.0 - member.affinity
    if is_customer(member):
        foreign *= 1.0 - p.customer_interest
    return 1.0 - p.order_interest * foreign


@rule
def is_customer(member: MemberRow) -> bool:
    """Return whether somebody has ever ordered."""
    return member.orders > 0 or member.prior_customer == 1


@rule
def order_terms(
    member: MemberRow, discount: float, told: float, scarcity: float, shown: float, p: World
) -> Terms:
    """Return the terms of the log-odds that somebody orders, or asks to, who considers it.

    Args:
        discount: that it saw.
        told: how far others have told it of their orders, 0–1.
        scarcity: how limited it is, as far as it saw.
        shown: what the account has shown of itself, 0–1.

    Returns: what holds it back, then need, trust and so on in the order of `ORDERED_FOR`.
    """
    dear = p.order_price * p.log_ticket * member.price_sensitivity * (1.0 - member.trust)
    need = present_need(member)
    return (
        p.order_base - dear,
        p.order_need * need,
        p.order_trust * member.trust,
        p.order_discount * discount * member.deal_proneness,
        p.order_satisfaction * member.satisfaction,
        p.mention_pull * told,
        p.scarcity * scarcity * need,
        p.profile * shown,
    )


@rule
def order_index(terms: Terms) -> float:
    """Return the log-odds of ordering: the sum of `order_terms`."""
    back, need, trust, discount, satisfied, others, limited, shown = terms
    return back + need + trust + discount + satisfied + others + limited + shown


@rule
def why_order(terms: Terms) -> int:
    """Return the largest of `order_terms`, as a place in `ORDERED_FOR`."""
    largest = 1
    for place in range(2, len(terms)):
        if terms[place] > terms[largest]:
            largest = place
    return largest


@rule
def buy_terms(member: MemberRow, group: GroupRow, p: World) -> Terms:
    """Return the terms of a reader's log-odds of ordering what is offered in the group.

    Yesterday's mentions by other members count for more than adverts (Katz & Lazarsfeld 1955).
    """
    told = saturating(member.share_read * group.mentions * p.exposure_rate)
    return order_terms(member, group.discount, told, group.scarcity * member.share_read, 0.0, p)


@rule
def buy(member: MemberRow, group: GroupRow, draw: float, p: World) -> bool:
    """Decide whether a reader orders."""
    considered = consideration(member, member.share_read * group.offers, p)
    return below_share(draw, considered, order_index(buy_terms(member, group, p)))


@rule
def tell_others(member: MemberRow, group: GroupRow, p: World) -> bool:
    """Decide whether to tell the group about an order that was just made."""
    chance = p.mention * member.gregariousness * max(0.0, 1.0 + member.satisfaction)
    return luck(member, group, MENTION, 0) < chance


@rule
def purchase(member: MemberRow, group: GroupRow, discount: float, p: World) -> None:
    """Let a member pay for an order and judge what it got."""
    price = p.ticket * (1.0 - discount)
    group.orders += 1.0
    group.revenue += price
    group.gross_profit += price - p.ticket * (1.0 - p.margin)
    member.orders += 1
    member.last_order = group.day
    if member.orders == 1:
        member.first_order = group.day
    elif member.orders == 2:
        member.second_order = group.day
    member.need = 0.0
    member.spend += price
    # Experience against expectation (Oliver 1980): quality with a little luck, against trust.
    # Losses loom larger (Tversky & Kahneman 1992). The first purchase makes the whole opinion, and
    # each later one counts for less (Bolton 1998), down to a constant weight.
    surprise = p.quality + p.experience_spread * (luck(member, group, EXPERIENCE, 0) - 0.5)
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
