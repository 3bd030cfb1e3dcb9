"""Another playbook from the log's end on, for the same simulated people with the same luck."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcommunity.scenario.playbook import Phase, Playbook
from simcommunity.scenario.team import Team
from simcommunity.study.fit.own_story import with_playbook

if TYPE_CHECKING:
    from simcommunity.scenario.schema import Scenario

SOMEBODY = Team(people=1, hours=2)  # who does it where nobody worked until now


def nobody_works(scenario: Scenario) -> bool:
    """Tell whether the scenario has no minutes of any team."""
    return scenario.team.hours_a_day <= 0


def changed_from(scenario: Scenario, plan: Playbook | None, day: int) -> Scenario:
    """Return a scenario that follows another playbook from a day of the run on.

    Args:
        plan: what is done from then on; None for what has been done until then.
        day: of the run.
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
