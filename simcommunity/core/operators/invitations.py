"""Fission: members ask others in, from trust or for a reward, and whom they bring along."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from simcommunity.core.compilation import rule
from simcommunity.core.group import MEMBERS
from simcommunity.core.members.departure import is_present

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simcommunity.core.fields import GroupRow, MemberRow, SourceRow, World


@rule
def invited_today(groups: Sequence[GroupRow], source: SourceRow, p: World) -> float:
    """Return how many people members ask on a day: those who trust more, and for a reward."""
    willing = 0.0
    for g in range(len(groups)):
        group = groups[g]
        present = group.signals[MEMBERS]
        willing += p.invite_anyway * present + (1.0 - p.invite_anyway) * group.trusting
    return source.per_member * willing * math.log(1.0 + source.bribe / p.money_unit)


@rule
def trust_of_base(groups: Sequence[GroupRow]) -> float:
    """Return the mean trust of all members present."""
    present = 0.0
    trusting = 0.0
    for g in range(len(groups)):
        present += groups[g].signals[MEMBERS]
        trusting += groups[g].trusting
    return trusting / present if present > 0.0 else 0.0


@rule
def convinced_share(groups: Sequence[GroupRow], p: World) -> float:
    """Return the share of invitations made from trust; the others are made for the reward."""
    anyway = 0.0
    trusting = 0.0
    for g in range(len(groups)):
        anyway += p.invite_anyway * groups[g].signals[MEMBERS]
        trusting += (1.0 - p.invite_anyway) * groups[g].trusting
    return trusting / (anyway + trusting) if trusting > 0.0 else 0.0


@rule
def recommended(take: float, trust: float, p: World) -> float:
    """Return the chance that somebody comes who is sent by a member of so much trust.

    What is recommended for a reward persuades less (Verlegh et al. 2013).
    """
    odds = math.exp(p.recommended * trust)
    return take * odds / (1.0 - take + take * odds)


@rule
def note_kin(group: GroupRow, seats: Sequence[MemberRow], kin: Any) -> None:
    """Add up the trust of the members present by segment into `kin`, (segments,)."""
    for k in range(len(kin)):
        kin[k] = 0.0
    if group.closed == 1:
        return
    for i in range(group.joined):
        if is_present(seats[i]):
            kin[seats[i].segment] += seats[i].trust


@rule
def mix_of_kin(kin: Any) -> Any:
    """Return the cumulative shares of the segments among those who invite from trust."""
    mix = np.zeros(kin.shape[1])
    total = 0.0
    for k in range(len(mix)):
        for g in range(len(kin)):
            total += kin[g, k]
        mix[k] = total
    for k in range(len(mix)):
        mix[k] = mix[k] / total if total > 0.0 else 1.0
    return mix
