"""Who grabs, who orders where its need is met, and what the purchase does to it.

Whether somebody needs something and where it is bought are two things (Gupta 1988, "Impact of
sales promotions on when, what, and how much to buy"). Occasions of need arrive as a Poisson process
(Ehrenberg 1959, "The pattern of consumer purchases"); each is met here with some chance a day, or
waits, or is met elsewhere. Thinned Poisson processes stay Poisson, so that a member need only carry
how many open occasions are to be expected.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from simcommunity.core.compilation import rule
from simcommunity.core.members.appraisal import recall
from simcommunity.core.members.maths import LIMIT, logistic, saturating
from simcommunity.core.randomness import (
    EXPERIENCE,
    GRAB,
    MENTION,
    ORDER_SIZE,
    SEND_ON,
    luck,
    normals,
)

if TYPE_CHECKING:
    from simcommunity.core.fields import GroupRow, MemberRow, World

Terms = tuple[float, float, float, float, float, float, float, float, float]
MOST_ORDERS = 30  # of one member on one day


@rule
def grab(member: MemberRow, group: GroupRow, p: World) -> bool:
    """Decide whether a reader grabs the money on offer today (a red packet): the more it holds.

    Who comes when all shares are gone gets nothing.
    """
    eager = p.grab_anyway + (1.0 - p.grab_anyway) * member.deal_proneness
    return luck(member, group, GRAB, 0) < eager * group.lure * group.shares


@rule
def sends_on(member: MemberRow, group: GroupRow, p: World) -> bool:
    """Decide whether who has just received from a red packet sends one of its own.

    Who likes company passes on more of what it received.
    """
    passed_on = p.send_on * 2.0 * member.gregariousness * group.a_head
    return luck(member, group, SEND_ON, 0) < passed_on / p.sent_on_yuan


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
def is_best(member: MemberRow, p: World) -> bool:
    """Return whether a customer spends more than an ordinary one, as the shop knows by now."""
    return is_customer(member) and p.cycle * member.basket * member.need_rate >= 1.0


@rule
def bargain(discount: float, p: World) -> float:
    """Return how far a discount is felt as a deal, 0–1."""
    return saturating(discount * p.deal_felt)


@rule
def open_occasions(member: MemberRow, discount: float, p: World) -> float:
    """Return how many occasions of need can be met today: a deal lets coming ones be met early.

    They are missing afterwards (van Heerde, Leeflang & Wittink 2004, "Decomposing the sales
    promotion bump").
    """
    usual = p.need_window * member.need_rate
    ahead = p.deal_ahead * usual * member.deal_proneness * bargain(discount, p)
    return max(0.0, member.need + ahead)


@rule
def meet_need(member: MemberRow, met: float) -> None:
    """Take away the occasions that today's choice is expected to have met."""
    member.need -= met


@rule
def price_felt(member: MemberRow, above: float, p: World) -> float:
    """Return the log-odds lost by a price whose logarithm lies so far above the usual price's.

    Who trusts minds a dearer price less (Bijmolt, van Heerde & Pieters 2005, "New empirical
    generalizations on the determinants of price elasticity", for the elasticity itself).
    """
    if above > 0.0:
        above *= 1.0 - p.trust_forgives * member.trust
    return p.price_elastic * above


@rule
def order_terms(
    member: MemberRow,
    discount: float,
    told: float,
    scarcity: float,
    shown: float,
    pressing: float,
    claim: float,
    p: World,
) -> Terms:
    """Return the terms of the log-odds that an occasion of somebody who considers it is met here.

    Args:
        discount: that it saw.
        told: how far others have told it of their orders, 0–1.
        scarcity: how limited it is, as far as it saw.
        shown: what the account has shown of itself, 0–1.
        pressing, claim: how hard it was pressed and how much was claimed, as far as it saw.

    Returns: what holds it back, then how many occasions (which is no term of the sum), trust and so
    on in the order of `ORDERED_FOR`.
    """
    stranger = 1.0 - member.trust
    dear = p.order_price * max(0.0, p.log_ticket) * member.price_sensitivity * stranger
    prone = 1.0 * member.deal_proneness  # as a number of 64 bits, as all that follows from it
    wary = prone * prone * (1.0 - bargain(discount, p))
    full = price_felt(member, p.log_price, p)
    cheaper = 0.0
    if discount > 0.0:
        cheaper = full - price_felt(member, p.log_price + math.log(1.0 - discount), p)
    return (
        p.order_base - dear - full - p.deal_waits * wary,
        math.log(1.0 + max(0.0, member.need)),
        p.order_trust * member.trust,
        p.order_discount * discount * member.deal_proneness + cheaper,
        p.order_satisfaction * member.satisfaction,
        p.mention_pull * told,
        p.scarcity * scarcity,
        p.profile * shown,
        p.pressing_sells * saturating(pressing) + p.claim_sells * saturating(claim),
    )


@rule
def order_index(terms: Terms) -> float:
    """Return the log-odds that an occasion is met here: the sum of `order_terms` but for need."""
    back, _, trust, discount, satisfied, others, limited, shown, persuaded = terms
    return back + trust + discount + satisfied + others + limited + shown + persuaded


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
    share = member.share_read
    told = saturating(share * group.mentions)
    return order_terms(
        member, group.discount, told, group.scarcity * share, 0.0,
        group.pressing * share, group.claim * share, p,
    )  # fmt: skip


@rule
def choice_in_group(member: MemberRow, group: GroupRow, p: World) -> float:
    """Return the chance that an open occasion of a reader is met here today."""
    considered = consideration(member, member.share_read * group.offers, p)
    return considered * member.afford * logistic(order_index(buy_terms(member, group, p)))


@rule
def buy(member: MemberRow, group: GroupRow, chance: float, draw: float, p: World) -> int:
    """Decide how many orders a reader places, each of whose open occasions is met with `chance`."""
    return count_of(draw, chance * open_occasions(member, group.discount, p))


@rule
def count_of(draw: float, mean: float) -> int:
    """Return the Poisson count of a mean that a draw stands for; small draws are large counts."""
    if draw >= mean:  # 1 − exp(−mean) is at most the mean: most days end here
        return 0
    mean = min(mean, LIMIT)
    term = math.exp(-mean)
    total = term
    count = 0
    while 1.0 - draw > total and count < MOST_ORDERS:
        count += 1
        term *= mean / count
        total += term
    return count


@rule
def tell_others(member: MemberRow, group: GroupRow, p: World) -> bool:
    """Decide whether to tell the group about an order that was just made."""
    chance = p.mention * member.gregariousness * max(0.0, 1.0 + member.satisfaction)
    return luck(member, group, MENTION, 0) < chance


@rule
def order_size(group: GroupRow, person: int, number: int, p: World) -> float:
    """Return how large the order `number` of somebody's day is against its usual basket."""
    drawn, _ = normals(group.seed, group.replicate, person, group.day, ORDER_SIZE, number)
    spread = p.order_varies
    return math.exp(spread * drawn - 0.5 * spread * spread)


@rule
def purchase(
    member: MemberRow, group: GroupRow, number: int, discount: float, claim: float, p: World
) -> None:
    """Let a member pay for the order `number` of its day and judge what it got.

    Baskets differ between people and between orders. `claim` is how much was claimed of the goods:
    it is what they are measured by.
    """
    full = p.ticket * member.basket * order_size(group, member.person, number, p)
    price = full * (1.0 - discount)
    profit = price - full * (1.0 - p.margin)
    group.orders += 1.0
    group.revenue += price
    group.discounts += full - price
    group.gross_profit += profit
    group.anyway_orders += member.anyway
    group.anyway_profit += member.anyway * profit
    member.orders += 1
    member.last_order = group.day
    if member.orders == 1:
        member.first_order = group.day
    elif member.orders == 2:
        member.second_order = group.day
    member.spend += price
    # Experience against expectation (Oliver 1980): quality with a little luck, against trust.
    # Losses loom larger (Tversky & Kahneman 1992). The first purchase makes the whole opinion, and
    # each later one counts for less (Bolton 1998), down to a constant weight.
    surprise = p.quality + p.experience_spread * (luck(member, group, EXPERIENCE, number) - 0.5)
    expected = p.expected_quality + p.expected_by_trust * member.trust
    gap = surprise - (expected + p.claim_expected * saturating(claim))
    if gap < 0.0:
        gap *= p.loss_aversion
    weight = max(p.experience_weight, 1.0 / member.orders)
    member.satisfaction += weight * (gap - member.satisfaction)
    if gap > 0.0:
        member.trust += p.purchase_trust * gap * (1.0 - member.trust)
    else:
        member.trust += max(p.purchase_trust * gap, -1.0) * member.trust
    member.memory_slow += p.purchase_memory * (1.0 - member.memory_slow)
