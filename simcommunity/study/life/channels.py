"""What reached a contact outside the group: a look at Moments, a word in private."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from simcommunity.members.contacts import looks_chance, share_scrolled
from simcommunity.members.purchase import is_customer
from simcommunity.members.record import NO_CONTACT, Record
from simcommunity.operators.feeds import FEED, TO_CUSTOMERS, TO_STRANGERS
from simcommunity.operators.service import SEAT
from simcommunity.randomness import LOOK_AND_ASK, luck
from simcommunity.study.life.diary import Happening

if TYPE_CHECKING:
    from simcommunity.engine.state import State

HARDLY = 1e-6  # of memory: below this nobody can tell what was seen


def asks(state: State, at: tuple[int, int], room: Any) -> bool:
    """Return whether the member in a seat asked the account something in private today."""
    count = int(room.enquiries)
    return count > 0 and at[1] in state.queues[at[0], :count, SEAT]


def seen_outside(
    state: State, at: tuple[int, int], old: Any, new: Any, room: Any, p: Any
) -> list[Happening]:
    """Return whether a member looked at Moments with something in them, or got a private message.

    Whoever looks is a draw. Whoever got a message is told by its memory: everything seen of the
    account takes its part of what had been forgotten, and a private message is what is left when
    the group and Moments have had theirs. Who remembers everything anyway tells nothing.

    Args:
        at: its group and seat.
        old, new: its record in the evening before and in this one.
        room: the record of its group.
    """
    if p.contacts <= 0.0 or new.contact == NO_CONTACT:
        return []
    out = []
    morning = old if old.status else new
    seen = new.share_read * room.operator_messages
    if luck(new, room, LOOK_AND_ASK, 0) < looks_chance(morning, p):
        later = new.orders > old.orders and asks(state, at, room)  # it ordered after that look
        audience = TO_CUSTOMERS if is_customer(old if later else new) else TO_STRANGERS
        feed = Record(FEED, state.feeds[at[0], audience])
        posts = vars(feed)["operator_messages"]
        seen += share_scrolled(new, feed, p) * posts
        if posts > 0.0:
            out.append(Happening("moments", "", posts))
    forgotten = (1.0 - old.memory_fast) * math.exp(-seen * p.exposure_rate)
    if old.status and forgotten > HARDLY:
        left = 1.0 - new.memory_fast / p.memory_fast_keeps
        if left < forgotten - HARDLY:
            out.append(Happening("private"))
    return out
