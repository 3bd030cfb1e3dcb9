"""What a debrief knows: every way to run the community, under this luck and under other luck."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simcommunity.core.arrays import Floats
from simcommunity.results.estimates import mean_interval
from simcommunity.scenario.quantities import Bilingual
from simcommunity.scenario.schema import Scenario
from simcommunity.study.story import Diary
from simcommunity.workshop.play import Life
from simcommunity.workshop.room import NO_DEATH, Room
from simcommunity.workshop.room_spec import Allotment

LUCKS = 200  # other people with other luck, on which every plan is lived again
BAND = (0.1, 0.9)
Gap = tuple[float, float, float]  # mean of differences, and its 95 % interval


def gap(these: Floats, those: Floats, span: float = math.inf) -> Gap:
    """Return how far scores differ on average over pairs of the same luck, with 95 % interval.

    Scores can differ by `span` at most.
    """
    return mean_interval(these - those, -span, span)


def span_of(goal: str, scenario: Scenario) -> float:
    """Return by how much scores by a room's goal can differ: of listeners by all seats."""
    return float(scenario.groups.size) if goal == "listening" else math.inf


@dataclass(frozen=True)
class Lived:
    """One way to run the community, under the room's luck and under other luck.

    Attributes:
        life: under the luck that was played.
        score: by the room's aim, under the luck that was played.
        others: scores under other luck, (LUCKS,); the same lucks for all.
        orders: orders under other luck, (LUCKS,).
        curves: who would read, under other luck, (LUCKS, days).
        spent: ¥ out of the budget.
    """

    scenario: Scenario
    life: Life
    score: float
    others: Floats
    orders: Floats
    curves: Floats
    spent: float

    def so_far(self, goal: str) -> Floats:
        """How it stands by a room's goal, by day, (days,)."""
        life = self.life
        if goal == "listening":
            return life.column("would_read")
        values = (life.profit if goal == "profit" else life.column(goal)).copy()
        values[: life.since] = 0.0
        return np.asarray(values.cumsum())

    @property
    def expected(self) -> float:
        """Mean score over other luck: what the decisions are worth."""
        return float(self.others.mean())

    @property
    def place(self) -> float:
        """Share of other lucks under which the same decisions do worse; ties count half."""
        return float((self.others < self.score).mean() + (self.others == self.score).mean() / 2)

    @property
    def band(self) -> tuple[float, float]:
        """The middle 80 % of the scores under other luck."""
        low, high = np.quantile(self.others, BAND)
        return float(low), float(high)


@dataclass(frozen=True)
class TeamTold:
    """One team.

    Attributes:
        people: names of those in it.
        allotments: what was done in each round.
        defaulted: whether that was the default, by round.
        behind: score less that of the best team's decisions; None for the best team itself.
        events: score less that without the events, and the same of orders; None where there were
            no events.
        change: score less that of going on as before the first event; None where that was done.
        forecasts: a forecast a round: day counted from 1, `NO_DEATH`, or None.
    """

    number: int
    name: str
    people: tuple[str, ...]
    allotments: tuple[Allotment, ...]
    defaulted: tuple[bool, ...]
    forecasts: tuple[int | None, ...]
    lived: Lived
    behind: Gap | None = None
    events: tuple[Gap, Gap] | None = None
    change: Gap | None = None

    def forecast_error(self, days: int) -> float | None:
        """Return the mean of the days by which its forecasts missed; None when it made none.

        A group that lives on is taken to die on the day after the last.
        """
        truth = self.lived.life.died + 1 if self.lived.life.died >= 0 else days + 1
        told = [days + 1 if f == NO_DEATH else f for f in self.forecasts if f is not None]
        return float(np.mean([abs(one - truth) for one in told])) if told else None


@dataclass(frozen=True)
class Other:
    """A way to run the community that no team took: a shipped playbook, or what a search found."""

    name: str
    title: Bilingual | None
    lived: Lived
    plan: tuple[Allotment, ...] = ()


@dataclass(frozen=True)
class Debrief:
    """All of it.

    Attributes:
        teams: the best by the room's aim first.
        others: shipped playbooks, the best first.
        found: what the search found, and how many plans it tried.
        member: the person whose orders differed most between the first team and the last; None
            where there are fewer than two.
        diaries: that life in each team, in the order of `teams`.
        asked: how many people were asked in each team's copy.
    """

    room: Room
    teams: tuple[TeamTold, ...]
    others: tuple[Other, ...]
    found: Other
    tried: int
    member: int | None
    diaries: tuple[Diary, ...]
    asked: tuple[int, ...]
