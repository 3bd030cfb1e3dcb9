"""What a game comes to: what was decided, what luck did, and what else could have been done."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from simcommunity.scenario import catalogue
from simcommunity.scenario.playbook import Playbook
from simcommunity.study.life import lives, roll_call
from simcommunity.workshop.play import PLAYED, Copies
from simcommunity.workshop.room import NO_DEATH
from simcommunity.workshop.search import LEARNT_ON, search
from simcommunity.workshop.spec import Allotment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simcommunity.engine.design import Design
    from simcommunity.scenario.quantities import Bilingual
    from simcommunity.scenario.schema import Scenario
    from simcommunity.study.life import Diary
    from simcommunity.study.life.follow import RollCall
    from simcommunity.workshop.play import Floats, Life
    from simcommunity.workshop.room import Room
    from simcommunity.workshop.table import Table

LUCKS = 200  # other people with other luck, on which every plan is lived again
FIRST_OTHER = 100  # the first of them, beyond those a search has learnt on
BAND = (0.1, 0.9)
NEARLY = 0.9  # of the widest spread: lives that differ about as much


@dataclass(frozen=True)
class Lived:
    """One way to run the community, under the room's luck and under other luck.

    Attributes:
        life: under the luck that was played.
        score: by the room's aim, under the luck that was played.
        others: scores under other luck, (LUCKS,); the same lucks for all.
        curves: who would read, under other luck, (LUCKS, days).
        spent: ¥ out of the budget.
    """

    scenario: Scenario
    life: Life
    score: float
    others: Floats
    curves: Floats
    spent: float

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
        decisions: a decision a round; None where the default was taken.
        allotments: what was done in each round.
        behind: mean score over other luck less that of the best team, with its 95 % interval over
            pairs of the same luck; None for the best team itself.
        forecasts: a forecast a round: day counted from 1, `NO_DEATH`, or None.
    """

    number: int
    name: str
    people: tuple[str, ...]
    allotments: tuple[Allotment, ...]
    defaulted: tuple[bool, ...]
    forecasts: tuple[int | None, ...]
    lived: Lived
    behind: tuple[float, float, float] | None = None

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
        member: the person whose life differed most between the teams; None when there is no team.
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


def debrief(table: Table, jobs: int = 1) -> Debrief:
    """Live everything that has to be told of a room that has been played.

    Args:
        table: the room.
        jobs: threads.
    """
    room, copies = table.room, table.copies()
    with ThreadPoolExecutor(jobs) as pool:
        teams = [_team(copies, table, number, pool) for number in room.teams]
        books = [
            Other(
                name,
                catalogue.playbook(name).title,
                lived(copies, with_playbook(copies, name), pool),
            )
            for name in catalogue.playbook_files()
            if fits(copies, name)
        ]
        starts = [team.allotments for team in teams] + [(room.spec.unless_told,), (Allotment(),)]

        def score(plan: Sequence[Allotment]) -> float:
            design = copies.design(copies.scenario(plan))
            return float(np.mean(list(pool.map(lambda k: _score(copies, design, k), LEARNT_ON))))

        found = search(table, starts, score)
        best = Other("search", None, lived(copies, copies.scenario(found.plan), pool), found.plan)
    teams.sort(key=lambda team: -team.lived.score)
    teams = _compared(teams)
    member, diaries, asked = _one_life(copies, teams)
    return Debrief(
        room=room,
        teams=tuple(teams),
        others=tuple(sorted(books, key=lambda other: -other.lived.score)),
        found=best,
        tried=found.tried,
        member=member,
        diaries=diaries,
        asked=asked,
    )


def lived(copies: Copies, scenario: Scenario, pool: ThreadPoolExecutor) -> Lived:
    """Live a scenario under the room's luck and under other luck."""
    design = copies.design(scenario)
    life = copies.live(design)
    goal = copies.spec.goal

    def one(replicate: int) -> tuple[float, Floats]:
        other = copies.live(design, replicate)
        return other.score(goal), other.column("would_read").copy()

    told = list(pool.map(one, range(FIRST_OTHER, FIRST_OTHER + LUCKS)))
    return Lived(
        scenario=scenario,
        life=life,
        score=life.score(goal),
        others=np.array([score for score, _ in told]),
        curves=np.array([curve for _, curve in told]),
        spent=float(life.column("cash_cost")[copies.spec.takes_over :].sum()),
    )


def with_playbook(copies: Copies, name: str) -> Scenario:
    """Return the community run by a shipped playbook from the day on which the teams take over."""
    start = copies.spec.takes_over
    own = [
        phase.model_copy(update={"until_date": start - 1})
        for phase in copies.community.playbook.as_phases()
        if start
    ]
    new = [
        phase.model_copy(update={"from_date": max(start, phase.from_date or 0)})
        for phase in catalogue.playbook(name).as_phases()
    ]
    return copies.community.model_copy(update={"playbook": Playbook(phases=tuple(own + new))})


def fits(copies: Copies, name: str) -> bool:
    """Tell whether a playbook needs nothing but a group."""
    phases = catalogue.playbook(name).as_phases()
    entries = (entry for phase in phases for entry in phase.plan.calendar.values())
    return copies.community.contacts is not None or all(entry.to == "group" for entry in entries)


def _score(copies: Copies, design: Design, replicate: int) -> float:
    return copies.live(design, replicate).score(copies.spec.goal)


def _team(copies: Copies, table: Table, number: int, pool: ThreadPoolExecutor) -> TeamTold:
    team, spec = table.room.teams[number], table.room.spec
    done = table.room.allotments(team)
    made = [team.decisions.get(n) for n in range(1, spec.rounds + 1)]
    return TeamTold(
        number=number,
        name=team.name,
        people=tuple(team.people.values()),
        allotments=tuple(done),
        defaulted=tuple(one is None for one in made),
        forecasts=tuple(one.forecast if one else None for one in made),
        lived=lived(copies, copies.scenario(done), pool),
    )


def _compared(teams: Sequence[TeamTold]) -> list[TeamTold]:
    """Return the teams, each told how far its decisions fall behind the best ones."""
    if not teams:
        return []
    best = max(teams, key=lambda team: team.lived.expected)
    out = []
    for team in teams:
        if team is not best:
            gap = team.lived.others - best.lived.others
            half = 1.96 * float(gap.std(ddof=1)) / len(gap) ** 0.5
            mean = float(gap.mean())
            team = replace(team, behind=(mean, mean - half, mean + half))  # noqa: PLW2901
        out.append(team)
    return out


def _one_life(
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
    """Return the person whose days in reach differ most; of several who wrote and bought most."""
    reached: dict[int, list[int]] = {}
    active: Counter[int] = Counter()
    for roll in rolls:
        for k, person in enumerate(roll.person.tolist()):
            reached.setdefault(person, []).append(int(roll.reached[k]))
            active[person] += int(roll.orders[k] + roll.written[k])
    spread = {p: float(np.std(days)) for p, days in reached.items() if len(days) == len(rolls)}
    if not spread:
        return None
    most = max(spread.values())
    telling = [p for p, width in spread.items() if width >= NEARLY * most]
    return max(telling, key=lambda p: (active[p], -p))


def _from_day_one(diary: Diary) -> Diary:
    """Return a diary whose days are counted from 1, as teams count them."""
    return replace(diary, days=[replace(today, day=today.day + 1) for today in diary.days])
