"""What a search would have decided under the same hours and money: one change at a time.

It begins with the teams' plans, which did see the luck that was played, and learns on other lucks
alone: every plan is tried on the same ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from simcommunity.workshop.actions import over, spread
from simcommunity.workshop.play import Community
from simcommunity.workshop.room_spec import LEVELS, Allotment, Spec

COUNTS = (0, 1, 2, 4, 8, 14)
SWEEPS = 2
LEARNT_ON = range(1, 13)  # replicates
PARTS = 2  # of the game, each with a decision of its own


@dataclass(frozen=True)
class Found:
    """What a search came to.

    Attributes:
        plan: a decision a round.
        tried: how many plans were lived.
    """

    plan: tuple[Allotment, ...]
    tried: int


def search(
    place: Community,
    starts: Sequence[Sequence[Allotment]],
    score: Callable[[Sequence[Allotment]], float],
) -> Found:
    """Return the best plan found."""
    spec = place.spec
    tried = 0

    def value(parts: Sequence[Allotment]) -> float:
        nonlocal tried
        tried += 1
        return score(_whole(parts, spec.rounds))

    candidates = [[start[0], start[-1]] for start in starts]
    candidates = [parts for parts in candidates if _allowed(place, parts)] or [
        [Allotment()] * PARTS
    ]
    values = [value(parts) for parts in candidates]
    best = candidates[int(np.argmax(values))]
    most = max(values)
    for _ in range(SWEEPS):
        before = most
        for part in range(PARTS):
            for change in _changes(spec):
                parts = list(best)
                parts[part] = change(best[part])
                if parts == best or not _allowed(place, parts):
                    continue
                if (now := value(parts)) > most:
                    best, most = parts, now
        if most <= before:
            break
    return Found(tuple(_whole(best, spec.rounds)), tried)


def most_plans(spec: Spec) -> int:
    """Return how many plans a search tries at most, beside those it starts from."""
    return SWEEPS * PARTS * len(list(_changes(spec)))


def _whole(parts: Sequence[Allotment], rounds: int) -> list[Allotment]:
    """Return a decision for each round."""
    return [parts[PARTS * number // rounds] for number in range(rounds)]


def _changes(spec: Spec) -> Iterator[Callable[[Allotment], Allotment]]:
    """Yield every single change of a decision."""
    for name in spec.actions:
        for count in COUNTS:
            yield partial(_with_count, name=name, count=count)
    for part in ("answers", "moderation"):
        for level in LEVELS:
            yield partial(_with_level, part=part, level=level)


def _with_count(old: Allotment, *, name: str, count: int) -> Allotment:
    return old.model_copy(update={"send": {**old.send, name: count}})


def _with_level(old: Allotment, *, part: str, level: float) -> Allotment:
    return old.model_copy(update={part: level})


def _allowed(place: Community, parts: Sequence[Allotment]) -> bool:
    """Tell whether a plan keeps to the hours of every day and to the money of the whole game."""
    spec, money = place.spec, place.spec.budget
    for number, allotment in enumerate(_whole(parts, spec.rounds), 1):
        days = len(spec.days_of(number))
        _, bill = spread(allotment, place.prices, days)
        if over(bill, place.minutes, money):
            return False
        money -= bill.money
    return True
