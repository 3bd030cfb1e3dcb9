"""The scenario as the log tells it: the team's messages on the days on which they were sent."""

from __future__ import annotations

import math

import numpy as np

from simcommunity.core.arrays import Bools, Floats
from simcommunity.scenario import catalogue
from simcommunity.scenario.errors import Problem, ScenarioError
from simcommunity.scenario.playbook import CalendarEntry, Phase, Playbook
from simcommunity.scenario.schema import Scenario
from simcommunity.scenario.team import Team
from simcommunity.study.logs.group_log import TEAM_DOES, GroupLog

# What stands for a message of which only the kind is known.
SENT = {"adverts": "advert", "red_packets": "red_packet", "operator_messages": "expert_content"}
MOST_PHASES = 50  # of a playbook
SOMEBODY = Team(people=1, hours=2)  # who does it where nobody worked until now
LATELY = 14  # days whose habits of sending go on


def team_is_told(log: GroupLog) -> bool:
    """Tell whether the log says what the team sent."""
    return any(name in log.counts for name in TEAM_DOES)


def as_told(scenario: Scenario, log: GroupLog) -> Scenario:
    """Return a scenario in which the team sends on each day what the log says, and nothing else.

    After the log's end it goes on as in its last two weeks. Without such columns, and on days on
    which they are not known, the scenario's own playbook holds.
    """
    if not team_is_told(log):
        return scenario
    past, coming = playbooks(log, scenario.playbook)
    known = _known(log)
    starts = [0, *(np.flatnonzero(np.diff(known)) + 1).tolist()]
    if len(starts) >= MOST_PHASES:
        details = {"n": len(starts), "most": MOST_PHASES - 1}
        raise ScenarioError([Problem("log_team_gaps", log.name, details=details)])
    own = scenario.playbook.as_phases()[0].plan
    phases = [
        Phase(plan=past if known[first] else own, from_date=first or None, until_date=end - 1)
        for first, end in zip(starts, [*starts[1:], log.days], strict=True)
    ]
    plan = Playbook(phases=(*phases, Phase(plan=coming, from_date=log.days)))
    return with_playbook(scenario, plan)


def with_playbook(scenario: Scenario, plan: Playbook) -> Scenario:
    """Return a scenario with another playbook, and with all kinds of messages it may need."""
    return scenario.model_copy(
        update={"playbook": plan, "messages": {**catalogue.messages(), **scenario.messages}}
    )


def playbooks(log: GroupLog, like: Playbook) -> tuple[Playbook, Playbook]:
    """Return what was sent as a playbook of dates, and what goes on like its last two weeks.

    What the team answers and moderates is taken over from the first phase of a playbook.
    """
    service = {name: getattr(like.as_phases()[0].plan, name) for name in ("answers", "moderation")}
    past: dict[str, CalendarEntry] = {}
    coming: dict[str, CalendarEntry] = {}
    for name, sent in _sent(log).items():
        for times in sorted({int(x) for x in sent if x >= 1}):
            dates = tuple(int(day) for day in np.flatnonzero(sent == times))
            past[f"{name}_{times}"] = CalendarEntry(
                send=SENT[name], dates=dates[:1000], times=min(times, 500), priority=len(past)
            )
        known = sent[~np.isnan(sent)]
        lately = sent[-LATELY:][~np.isnan(sent[-LATELY:])]
        a_day = float((lately if len(lately) else known).mean())
        if a_day >= 1:
            coming[name] = CalendarEntry(send=SENT[name], per_day=min(200, round(a_day)))
        elif a_day > 0:
            coming[name] = CalendarEntry(send=SENT[name], every=max(1, round(1 / a_day)))
    # By machine: what was sent was sent, whatever minutes the scenario's team has.
    return (
        Playbook(posting="by_machine", calendar=past, **service),
        Playbook(posting="by_machine", calendar=coming, **service),
    )


def _known(log: GroupLog) -> Bools:
    """Return on which days it is known what the team sent, (days,)."""
    told = [~np.isnan(log.counts[name]) for name in TEAM_DOES if name in log.counts]
    return np.asarray(np.all(told, axis=0))


def _sent(log: GroupLog) -> dict[str, Floats]:
    """Return messages of the team by kind: adverts, red packets, and all others."""
    told = {name: np.round(log.counts[name]) for name in TEAM_DOES if name in log.counts}
    if "operator_messages" in told:
        known = [told[name] for name in ("adverts", "red_packets") if name in told]
        rest = told["operator_messages"] - sum(known, np.zeros(log.days))
        told["operator_messages"] = np.maximum(rest, 0)
    return told


def most_people(log: GroupLog) -> int:
    """Return the least number of people that the log allows."""
    return max(3, math.ceil(float(np.max(log.posters, initial=0, where=log.posters > 0))))


def nobody_works(scenario: Scenario) -> bool:
    """Tell whether the scenario has no minutes of any team."""
    return scenario.team.hours_a_day <= 0


def changed_from(scenario: Scenario, plan: Playbook | None, day: int) -> Scenario:
    """Return a scenario that follows another playbook from a day of the run on.

    Args:
        plan: what is done from then on; None for what has been done until then.
    """
    idle = nobody_works(scenario)
    before = tuple(_idle(phase) if idle else phase for phase in scenario.playbook.as_phases())
    later = () if plan is None else (_not_before(p, day) for p in plan.as_phases())
    after = tuple(phase for phase in later if phase is not None)
    story = with_playbook(scenario, Playbook(phases=(*after, *before)))
    return story.model_copy(update={"team": SOMEBODY}) if idle else story


def _idle(phase: Phase) -> Phase:
    """Return a phase in which nobody answers or moderates, as it was without a team."""
    plan = phase.plan.model_copy(update={"answers": 0.0, "moderation": 0.0})
    return phase.model_copy(update={"plan": plan})


def _not_before(phase: Phase, day: int) -> Phase | None:
    """Return a phase that does not hold before a day of the run, None when it never would."""
    if phase.until_date is not None and phase.until_date < day:
        return None
    return phase.model_copy(update={"from_date": max(day, phase.from_date or 0)})
