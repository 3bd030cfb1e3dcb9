"""The life of one person in all teams: the same traits, the same luck, other operators."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from simcommunity.study.story import Diary, lives, roll_call
from simcommunity.study.story.member_days import RollCall
from simcommunity.workshop.debrief.results import TeamTold
from simcommunity.workshop.play import PLAYED, Copies

MUCH = 0.5  # of the widest spread: lives that differ for all to see


def one_life(
    copies: Copies, teams: Sequence[TeamTold]
) -> tuple[int | None, tuple[Diary, ...], tuple[int, ...]]:
    """Return whose life differed most, that life in every team, and how many were asked in each."""
    if len(teams) < 2:
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
    """Return whose life tells most of the difference between the first team and the last.

    Of those whose days in reach differ much between the teams, it is the one whose orders differ
    most between these two: what a shop lives on. Among equals reach decides, then who came first.
    """
    reached: dict[int, list[int]] = {}
    orders: dict[int, list[int]] = {}
    for roll in rolls:
        for k, person in enumerate(roll.person.tolist()):
            reached.setdefault(person, []).append(int(roll.reached[k]))
            orders.setdefault(person, []).append(int(roll.orders[k]))
    spread = {p: float(np.std(days)) for p, days in reached.items() if len(days) == len(rolls)}
    if not spread:
        return None
    much = MUCH * max(spread.values())
    telling = [p for p, width in spread.items() if width >= much]
    return max(telling, key=lambda p: (orders[p][0] - orders[p][-1], spread[p], -p))


def _from_day_one(diary: Diary) -> Diary:
    """Return a diary whose days are counted from 1, as teams count them."""
    return replace(diary, days=[replace(today, day=today.day + 1) for today in diary.days])
