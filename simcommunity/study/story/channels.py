"""What reached a contact outside the group: a look at Moments, a word in private."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simcommunity.core.members.record import AS_CUSTOMER, GOT_MESSAGE, SAW_MOMENTS
from simcommunity.core.operators.feeds import TO_CUSTOMERS, TO_STRANGERS
from simcommunity.core.operators.service import SEAT
from simcommunity.study.story.diary import Happening

if TYPE_CHECKING:
    from simcommunity.simulation.state import State


def asks(state: State, at: tuple[int, int], group: Any) -> bool:
    """Return whether the member in a seat asked the account something in private today."""
    count = int(group.enquiries)
    return count > 0 and at[1] in state.queues[at[0], :count, SEAT]


def seen_outside(state: State, group: int, marks: int) -> list[Happening]:
    """Return whether a member looked at Moments with something in them, or got a private message.

    Args:
        group: its number.
        marks: what the member did today, bit by bit.
    """
    out = []
    if marks & SAW_MOMENTS:
        audience = TO_CUSTOMERS if marks & AS_CUSTOMER else TO_STRANGERS
        posts = float(state.feeds[group, audience]["operator_messages"])
        if posts > 0.0:
            out.append(Happening("moments", "", posts))
    if marks & GOT_MESSAGE:
        out.append(Happening("private"))
    return out
