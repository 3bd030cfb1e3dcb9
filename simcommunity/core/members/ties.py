"""Ties between members: a fixed number of slots each, formed by replying, weakest replaced.

A tie stands in the slots of both its ends. `seats` is the list of a group's members.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcommunity.core.compilation import rule
from simcommunity.core.members.record import NEVER, TIE_SLOTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simcommunity.core.fields import MemberRow


@rule
def slot_of(member: MemberRow, seat: int) -> int:
    """Return the slot in which a member holds its tie to a seat, or −1."""
    for slot in range(TIE_SLOTS):
        if member.tie_seat[slot] == seat:
            return slot
    return NEVER


@rule
def weakest_slot(member: MemberRow) -> int:
    """Return an empty slot, or the slot of the weakest tie."""
    weakest = 0
    for slot in range(TIE_SLOTS):
        if member.tie_seat[slot] < 0:
            return slot
        if member.tie_strength[slot] < member.tie_strength[weakest]:
            weakest = slot
    return weakest


@rule
def drop(seats: Sequence[MemberRow], seat: int, slot: int) -> None:
    """Cut the tie in a member's slot at both ends."""
    member = seats[seat]
    other_seat = member.tie_seat[slot]
    if other_seat < 0:
        return
    other = seats[other_seat]
    member.tie_support -= member.tie_strength[slot]
    member.tie_seat[slot] = NEVER
    member.tie_strength[slot] = 0.0
    back = slot_of(other, seat)
    other.tie_support -= other.tie_strength[back]
    other.tie_seat[back] = NEVER
    other.tie_strength[back] = 0.0


@rule
def strengthen(seats: Sequence[MemberRow], a: int, b: int, gain: float) -> None:
    """Create a tie between two present members or make it stronger."""
    if a == b:
        return
    first = seats[a]
    second = seats[b]
    slot_a = slot_of(first, b)
    slot_b = slot_of(second, a)
    if slot_a < 0:
        slot_a = weakest_slot(first)
        drop(seats, a, slot_a)
        slot_b = weakest_slot(second)
        drop(seats, b, slot_b)
        first.tie_seat[slot_a] = b
        second.tie_seat[slot_b] = a
    first.tie_strength[slot_a] += gain
    second.tie_strength[slot_b] += gain
    first.tie_support += gain
    second.tie_support += gain


@rule
def grieve(seats: Sequence[MemberRow], seat: int) -> None:
    """Cut the ties of a member who has just left, and let the others feel it."""
    gone = seats[seat]
    for slot in range(TIE_SLOTS):
        other_seat = gone.tie_seat[slot]
        if other_seat >= 0:
            seats[other_seat].ties_lost += gone.tie_strength[slot]
            drop(seats, seat, slot)
