"""A plan as YAML that can be run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simcommunity.i18n import LANGUAGES, t
from simcommunity.scenario import catalogue
from simcommunity.scenario.origins import written
from simcommunity.scenario.writing import as_plain_yaml

if TYPE_CHECKING:
    from simcommunity.scenario.playbook import Playbook
    from simcommunity.scenario.schema import Scenario
    from simcommunity.study.optimise.design import Task
    from simcommunity.study.optimise.space import Plan

EMPTY = "hands_off"  # a playbook without anything: it takes back all that the scenario had


def playbook_data(playbook: Playbook) -> dict[str, Any]:
    """Return a playbook as plain data without defaults, in the words of a scenario file."""
    data = playbook.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    for plan in (data, *(phase["plan"] for phase in data.get("phases", ()))):
        for entry in plan.get("calendar", {}).values():
            entry.pop("priority", None)  # that of its place
    return data


def scenario_yaml(task: Task, plan: Plan, scenario: Scenario, start: str | None = None) -> str:
    """Return a scenario file that extends the business and puts the plan in place of its own.

    Args:
        start: name of the playbook that the plan is, when it was there before the search.
    """
    base = task.base
    data: dict[str, Any] = {
        "extends": base.path.name if base.path else task.design.scenario,
        "gate": plan.gate.model_dump(mode="json"),
    }
    new = [name for name in plan.playbook.messages() if name not in base.scenario.messages]
    own = {
        name: scenario.messages[name].model_dump(mode="json", exclude_defaults=True)
        for name in new
        if name not in catalogue.messages()
    }
    if own:
        data["messages"] = own
    playbook = playbook_data(plan.playbook)
    if not plan.playbook.phases:
        told = {"title": _title(plan, start), "story": None, "posting": plan.playbook.posting}
        playbook = {"use": EMPTY, **told, **playbook}
    data["playbook"] = playbook
    return as_plain_yaml(data)


def _title(plan: Plan, start: str | None) -> dict[str, str] | None:
    """Return what the plan is called: as before, or found."""
    if start is None:
        return {lang: t("optimise.title.playbook", lang) for lang in LANGUAGES}
    shipped = catalogue.playbooks().get(start)
    title = plan.playbook.title or (shipped.title if shipped else None)
    return None if title is None else {lang: title.said(lang) for lang in LANGUAGES}


def complete_yaml(scenario: Scenario) -> str:
    """Return a scenario with everything filled in, which needs no other file."""
    names = {*scenario.messages_used}
    kept = {name: kind for name, kind in scenario.messages.items() if name in names}
    return as_plain_yaml(written(scenario.model_copy(update={"messages": kept})))
