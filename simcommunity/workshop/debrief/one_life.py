"""The life of one person in all teams: the same traits, the same luck, other operators."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from simcommunity.study.life import lives, roll_call
from simcommunity.workshop.play import PLAYED, Copies

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simcommunity.study.life import Diary
    from simcommunity.study.life.follow import RollCall
    from simcommunity.workshop.debrief.told import TeamTold

NEARLY = 0.9  # of the widest spread: lives that differ about as much


def one_life(
    copies: Copies, teams: Sequence[TeamTold]
) -> tuple[int | None, tuple[Diary, ...], tuple[int, ...]]:
    """Return whose life differed most, that life in every team, and how many were asked in each."""
    if not teams:
        return None, (), ()
    designs = [copies.design(team.lived.scenario) for team in teams]
    rolls = [roll_call(design, copies.seed, PLAYED, copies.advance) for design in designs]
    member = _most_telling(rolls)
    if member is None:
        return None, (), ()
    told = (
        lives(design, copies.seed, PLAYED, [member], roll, copies.advance)[0]
        for design, roll in zip(designs, rolls, strict=True)
    )
    return member, tuple(map(_from_day_one, told)), tuple(roll.asked for roll in rolls)


def _most_telling(rolls: Sequence[RollCall]) -> int | None:
    """Return the person whose days in reach differ most; of several who bought, then wrote most."""
    reached: dict[int, list[int]] = {}
    bought: Counter[int] = Counter()
    wrote: Counter[int] = Counter()
    for roll in rolls:
        for k, person in enumerate(roll.person.tolist()):
            reached.setdefault(person, []).append(int(roll.reached[k]))
            bought[person] += int(roll.orders[k])
            wrote[person] += int(roll.written[k])
    spread = {p: float(np.std(days)) for p, days in reached.items() if len(days) == len(rolls)}
    if not spread:
        return None
    most = max(spread.values())
    telling = [p for p, width in spread.items() if width >= NEARLY * most]
    return max(telling, key=lambda p: (bought[p], wrote[p], -p))


def _from_day_one(diary: Diary) -> Diary:
    """Return a diary whose days are counted from 1, as teams count them."""
    return replace(diary, days=[replace(today, day=today.day + 1) for today in diary.days])
