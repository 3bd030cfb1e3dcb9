"""Living all that has to be told of a game: the teams, shipped playbooks, and a search."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np

from simcommunity.core.arrays import Floats
from simcommunity.scenario import catalogue
from simcommunity.scenario.playbook import Playbook
from simcommunity.scenario.schema import Scenario
from simcommunity.workshop.debrief.events import PLANS, with_events
from simcommunity.workshop.debrief.one_life import one_life
from simcommunity.workshop.debrief.results import (
    LUCKS,
    Debrief,
    Lived,
    Other,
    TeamTold,
    gap,
    span_of,
)
from simcommunity.workshop.debrief.search import LEARNT_ON, most_plans, search
from simcommunity.workshop.play import Community, Copies
from simcommunity.workshop.room import Room, Team
from simcommunity.workshop.room_spec import Allotment

FIRST_OTHER = 100  # the first of them, beyond those a search has learnt on


def debrief(
    place: Community, room: Room, jobs: int = 1, on_share: Callable[[float], None] | None = None
) -> Debrief:
    """Live everything that has to be told of a room that has been played.

    Args:
        room: as it was played; it must not change meanwhile.
        on_share: told after every step which share of the lives has been lived; what it raises
            ends the work.
    """
    copies, calm = Copies(place, room.seed, tuple(room.sent)), Copies(place, room.seed)
    books = [name for name in catalogue.playbook_files() if fits(copies, name)]
    ahead = LUCKS * (len(room.teams) + len(books) + 1)
    ahead += PLANS * LUCKS * len(room.teams) * bool(room.sent)
    ahead += len(LEARNT_ON) * (most_plans(room.spec) + len(room.teams) + 2)
    with ThreadPoolExecutor(jobs) as pool:
        lives = _Lives(pool, room.spec.goal, ahead, on_share)
        teams = [
            _team(room, team, lives.way(copies, copies.scenario(room.allotments(team))))
            for team in room.teams.values()
        ]
        teams = with_events(
            place, room, teams,
            lambda plan, struck: lives.scores(copies if struck else calm, plan, _other_lucks()),
        )  # fmt: skip
        others = [
            Other(
                name,
                catalogue.playbook(name).title,
                lives.way(copies, with_playbook(copies, name)),
            )
            for name in books
        ]
        starts = [team.allotments for team in teams] + [(room.spec.unless_told,), (Allotment(),)]
        found = search(
            place, starts, lambda plan: float(lives.scores(copies, plan, LEARNT_ON)[0].mean())
        )
        best = Other("search", None, lives.way(copies, copies.scenario(found.plan)), found.plan)
    teams.sort(key=lambda team: -team.lived.score)
    teams = _compared(teams, span_of(room.spec.goal, place.scenario))
    member, diaries, asked = one_life(copies, teams)
    return Debrief(
        room=room,
        teams=tuple(teams),
        others=tuple(sorted(others, key=lambda other: -other.lived.score)),
        found=best,
        tried=found.tried,
        member=member,
        diaries=diaries,
        asked=asked,
    )


class _Lives:
    """Lives plans under many lucks, and tells which share of all there is to live is done."""

    def __init__(
        self,
        pool: ThreadPoolExecutor,
        goal: str,
        ahead: int,
        on_share: Callable[[float], None] | None,
    ) -> None:
        self.pool, self.goal = pool, goal
        self.ahead, self.done, self.on_share = ahead, 0, on_share

    def way(self, copies: Copies, scenario: Scenario) -> Lived:
        """Return what a scenario comes to under the room's luck and under other luck."""
        one = lived(copies, scenario, self.pool)
        self._went(LUCKS)
        return one

    def scores(self, copies: Copies, plan: Sequence[Allotment], lucks: range) -> Floats:
        """Return what a plan comes to by the aim, and its orders, (2, lucks)."""
        design = copies.design(copies.scenario(plan))
        lives = self.pool.map(lambda luck: copies.live(design, luck), lucks)
        found = [(life.score(self.goal), life.score("orders")) for life in lives]
        self._went(len(lucks))
        return np.array(found).T

    def _went(self, lives: int) -> None:
        self.done += lives
        if self.on_share is not None:
            self.on_share(min(1.0, self.done / self.ahead))


def lived(copies: Copies, scenario: Scenario, pool: ThreadPoolExecutor) -> Lived:
    """Live a scenario under the room's luck and under other luck."""
    design = copies.design(scenario)
    life = copies.live(design)
    goal = copies.spec.goal

    def one(replicate: int) -> tuple[float, float, Floats]:
        other = copies.live(design, replicate)
        return other.score(goal), other.score("orders"), other.column("would_read").copy()

    scores, orders, curves = zip(*pool.map(one, _other_lucks()), strict=True)
    return Lived(
        scenario=scenario,
        life=life,
        score=life.score(goal),
        others=np.array(scores),
        orders=np.array(orders),
        curves=np.array(curves),
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


def _other_lucks() -> range:
    """Return the replicates on which every plan is judged."""
    return range(FIRST_OTHER, FIRST_OTHER + LUCKS)


def _team(room: Room, team: Team, so: Lived) -> TeamTold:
    made = [team.decisions.get(n) for n in range(1, room.spec.rounds + 1)]
    return TeamTold(
        number=team.number,
        name=team.name,
        people=tuple(team.people.values()),
        allotments=tuple(room.allotments(team)),
        defaulted=tuple(one is None for one in made),
        forecasts=tuple(one.forecast if one else None for one in made),
        lived=so,
    )


def _compared(teams: Sequence[TeamTold], span: float) -> list[TeamTold]:
    """Return the teams, each told how far its decisions fall behind the best ones."""
    if not teams:
        return []
    best = max(teams, key=lambda team: team.lived.expected)
    out = []
    for team in teams:
        if team is not best:
            behind = gap(team.lived.others, best.lived.others, span)
            team = replace(team, behind=behind)  # noqa: PLW2901
        out.append(team)
    return out
