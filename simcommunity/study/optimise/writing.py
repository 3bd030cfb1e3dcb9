"""A scenario as YAML that can be run, as short as it can be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simcommunity.scenario import catalogue
from simcommunity.scenario.writing import as_plain_yaml

if TYPE_CHECKING:
    from simcommunity.scenario.playbook import Playbook
    from simcommunity.scenario.schema import Scenario


def playbook_data(playbook: Playbook) -> dict[str, Any]:
    """Return a playbook as plain data without defaults, in the words of a scenario file."""
    data = playbook.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    for plan in (data, *(phase["plan"] for phase in data.get("phases", ()))):
        for place, entry in enumerate(plan.get("calendar", {}).values()):
            priority = entry.pop("priority", 0)
            if priority != place:  # what is read has that of its place
                entry["priority"] = priority
    return data


def scenario_yaml(scenario: Scenario) -> str:
    """Return a scenario as YAML that needs no other file and runs to the same numbers."""
    data = scenario.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    known = {
        "segments": catalogue.segments(),
        "hooks": catalogue.hooks(),
        "messages": catalogue.messages(),
    }
    used: dict[str, dict[str, Any]] = {
        "segments": {name: scenario.segments[name] for name in scenario.people.mix},
        "hooks": scenario.hooks_used,
        "messages": scenario.messages_used,
    }
    for part, ones in used.items():
        # Whatever these leave out they have from the shipped one of their name, so they are whole.
        data[part] = {
            name: one.model_dump(mode="json", by_alias=True)
            for name, one in ones.items()
            if known[part].get(name) != one
        }
        if not data[part]:
            del data[part]
    for told, campaign in zip(data.get("arrival", ()), scenario.arrival, strict=True):
        if campaign.playbook is not None:
            told["playbook"] = playbook_data(campaign.playbook)
    data["playbook"] = playbook_data(scenario.playbook)
    return as_plain_yaml(data)
