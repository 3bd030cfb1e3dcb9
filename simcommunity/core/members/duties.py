"""What a member must do to stay: renew when its period is over, not miss its check-ins."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from simcommunity.core.compilation import rule
from simcommunity.core.members.maths import below_logistic, saturating
from simcommunity.core.randomness import CHECK_IN, RENEW, luck

if TYPE_CHECKING:
    from simcommunity.core.fields import GroupRow, MemberRow, World


@rule
def days_missed(member: MemberRow, group: GroupRow) -> int:
    """Return for how many days a member has missed its check-in; a message is one.

    The duty begins on the day the group is full.
    """
    if group.day_zero < 0:
        return 0
    since = max(member.last_wrote, member.day_joined)
    return group.day - max(since, group.day_zero)


@rule
def checks_in(member: MemberRow, group: GroupRow, p: World) -> bool:
    """Decide whether a member keeps its duty today; whoever does looks in for it.

    A check-in is a form to fill in: it hangs on what the group is to a member, and neither on how
    much that member likes to write nor on who has written before. It is a habit, and a habit broken
    yesterday is broken more easily today (Wood & Neal 2007, "A new look at habits").
    """
    if group.day_zero < 0:
        return False
    cares = saturating(p.duty_call * (member.affinity + member.belonging + member.sunk))
    kept = p.duty_kept
    if member.last_wrote < group.day - 1:
        kept -= p.duty_forgotten
    return luck(member, group, CHECK_IN, 0) < cares * kept


@rule
def renew_index(member: MemberRow, group: GroupRow, p: World) -> float:
    """Return the log-odds of paying for another period: what one got, with whom, at what price."""
    price = math.log(1.0 + p.renew_fee / p.money_unit) * (0.5 + member.price_sensitivity)
    return (
        p.renew_base
        + p.renew_benefit * member.benefit
        + p.renew_belonging * member.belonging
        + p.renew_trust * member.trust
        + p.renew_company * group.company
        - p.renew_price * price
    )


@rule
def renew(member: MemberRow, group: GroupRow, p: World) -> bool:
    """Decide whether to pay for another period."""
    return below_logistic(luck(member, group, RENEW, 0), renew_index(member, group, p))
