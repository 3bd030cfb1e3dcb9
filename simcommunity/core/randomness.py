"""Counter-based luck: a draw is a pure function of seed, replicate, member, day and purpose.

Philox4x32-10 (Salmon, Moraes, Dror & Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3").
The key is the seed; the counter is (member, day, purpose and slot, replicate). Nothing is shared
between draws, so the same person meets the same luck under every playbook, and results depend
neither on order nor on the number of workers.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numba
import numpy as np

from simcommunity.core.compilation import compiled, rule

if TYPE_CHECKING:
    from simcommunity.core.fields import GroupRow, MemberRow

# Every purpose a draw can have. A number may stand here once, and each name is drawn in one place.
OPEN_PLACE = 1  # how many people are asked at a place on a day
SEGMENT_AND_ACCEPT = 2  # which segment a candidate belongs to; whether it takes the hook
TRAIT = 4  # traits; slot = pair of latent normals
PRIOR_CUSTOMER = 5  # whether a candidate bought before
ENTER = 6  # whether a candidate passes the gate
ORDER_SIZE = 7  # how much goes into an order; slot = order of the day
START_STATE = 8  # whether a member of a group that starts dead is muted or gone
THEME = 9  # how strong a group's theme is
SEAT = 10  # which seat of the topology a member takes; slot = step of the shuffle
READ_AND_DEPART = 11  # whether a member looks in; whether it mutes, unmutes or leaves
GREET = 12  # whether a newcomer says hello
SPEAK_AND_BUY = 13  # whether a reader writes in the first wave; whether it orders
LENGTH = 14  # how many messages a writer sends in one go; slot = wave
ANSWER_WHOM = 15  # which writer a reply answers; slot = wave
TEAM_ANSWER = 16  # whether the team answers a writer
SPAM = 17  # whether a spammer posts
GRAB = 18  # whether a reader grabs what money is on offer
SPEAK_AGAIN = 19  # whether a reader writes in a later wave; slot = wave
EXPERIENCE = 20  # how the purchase turns out
TALK = 21  # whether who has been answered still talks with the account
BEFRIEND = 22  # whether a newcomer becomes a friend of the account
LOOK_AND_ASK = 23  # whether a contact looks at Moments; whether it asks about something
TURN_AND_ARRIVE = 24  # whether a contact hides or blocks the account; when it asks
ANSWER_AND_CONVERT = 25  # whether an answered enquiry becomes an order
MENTION = 26  # whether a buyer tells the group about it
RENEW = 27  # whether a member pays for another period
FOLD = 28  # whether a member puts the group out of sight
ATTEND = 29  # whether a member comes to a meeting
CHECK_IN = 30  # whether a member keeps its duty
MEET_WHOM = 31  # whom somebody who comes to a meeting gets to know; slot = how many before
BASKET_AND_BUDGET = 32  # what a candidate usually puts into an order; what it has for it
SEND_ON = 33  # whether who received from a red packet sends one

_M0 = 0xD2511F53
_M1 = 0xCD9E8D57
_W0 = 0x9E3779B9
_W1 = 0xBB67AE85
_MASK = 0xFFFFFFFF
_TWO_PI = 2.0 * math.pi


@numba.njit(inline="always")  # type: ignore[untyped-decorator]
def _philox(c0: Any, c1: Any, c2: Any, c3: Any, k0: Any, k1: Any) -> Any:
    mask = numba.uint64(_MASK)
    for _ in range(10):
        p0 = numba.uint64(_M0) * c0
        p1 = numba.uint64(_M1) * c2
        c0 = (p1 >> numba.uint64(32)) ^ c1 ^ k0
        c1 = p1 & mask
        c2 = (p0 >> numba.uint64(32)) ^ c3 ^ k1
        c3 = p0 & mask
        k0 = (k0 + numba.uint64(_W0)) & mask
        k1 = (k1 + numba.uint64(_W1)) & mask
    return c0, c1, c2, c3


@compiled
def philox(counter: tuple[int, int, int, int], key: tuple[int, int]) -> tuple[int, int, int, int]:
    """Return the four 32-bit words of Philox4x32-10 for a counter and a key of 32-bit words."""
    mask = numba.uint64(_MASK)
    return _philox(  # type: ignore[no-any-return]
        numba.uint64(counter[0]) & mask,
        numba.uint64(counter[1]) & mask,
        numba.uint64(counter[2]) & mask,
        numba.uint64(counter[3]) & mask,
        numba.uint64(key[0]) & mask,
        numba.uint64(key[1]) & mask,
    )


@numba.njit(inline="always")  # type: ignore[untyped-decorator]
def _block(seed: int, replicate: int, who: int, day: int, purpose: int, slot: int) -> Any:
    mask = numba.uint64(_MASK)
    whole = numba.uint64(seed)
    return _philox(
        numba.uint64(who) & mask,
        numba.uint64(day) & mask,
        (numba.uint64(purpose) << numba.uint64(16)) | numba.uint64(slot),
        numba.uint64(replicate) & mask,
        whole & mask,
        whole >> numba.uint64(32),
    )


@numba.njit(inline="always")  # type: ignore[untyped-decorator]
def _fraction(high: Any, low: Any) -> float:
    whole = (high >> numba.uint64(5)) * numba.uint64(67108864) + (low >> numba.uint64(6))
    return numba.float64(whole) * (1.0 / 9007199254740992.0)  # type: ignore[no-any-return]


@compiled
def _draw(seed: int, replicate: int, who: int, day: int, purpose: int, slot: int) -> float:
    w0, w1, _, _ = _block(seed, replicate, who, day, purpose, slot)
    return _fraction(w0, w1)  # type: ignore[no-any-return]


@rule
def uniform(seed: int, replicate: int, who: int, day: int, purpose: int, slot: int) -> float:
    """Return the draw in [0, 1) with 53 random bits that belongs to this address."""
    return _draw(seed, replicate, who, day, purpose, slot)


@compiled
def uniform_pairs(
    seed: int, replicate: int, who: Any, day: int, purpose: int, first: Any, second: Any
) -> None:
    """Fill in two independent draws in [0, 1) for everybody, the first of them as by `uniform`.

    One loop over plain arrays, so that the processor computes several blocks at a time.

    Args:
        who: addresses, (people,).
        first, second: the draws, (people,).
    """
    for i in range(len(who)):
        w0, w1, w2, w3 = _block(seed, replicate, who[i], day, purpose, 0)
        first[i] = _fraction(w0, w1)
        second[i] = _fraction(w2, w3)


@rule
def day_draws(group: GroupRow, people: Any, purpose: int) -> Any:
    """Return two of today's draws of some people, (2, people)."""
    draws = np.empty((2, len(people)))
    uniform_pairs(group.seed, group.replicate, people, group.day, purpose, draws[0], draws[1])
    return draws


@compiled
def normals(
    seed: int, replicate: int, who: int, day: int, purpose: int, slot: int
) -> tuple[float, float]:
    """Return two independent standard normal draws (Box & Muller 1958) of one address."""
    w0, w1, w2, w3 = _block(seed, replicate, who, day, purpose, slot)
    radius = math.sqrt(-2.0 * math.log(1.0 - _fraction(w0, w1)))
    angle = _TWO_PI * _fraction(w2, w3)
    return radius * math.cos(angle), radius * math.sin(angle)


@rule
def luck(member: MemberRow, group: GroupRow, purpose: int, slot: int) -> float:
    """Return today's draw in [0, 1) of a member for one purpose and slot."""
    return uniform(group.seed, group.replicate, member.person, group.day, purpose, slot)
