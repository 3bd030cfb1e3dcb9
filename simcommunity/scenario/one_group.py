"""One group of a scenario, for those who look at one alone: as a document that can be written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simcommunity.scenario.loader import load_text
from simcommunity.scenario.located import plain
from simcommunity.scenario.reading import parse
from simcommunity.scenario.schema import Scenario


def one_group(
    whole: Scenario, team: Mapping[str, Any], campaign: Mapping[str, Any]
) -> dict[str, Any]:
    """Return what to lay upon a scenario so that one of its groups is left."""
    changes: dict[str, Any] = {"groups": {"most": 1, "filled": None}, "team": dict(team)}
    if whole.arrival:
        first = whole.model_dump(by_alias=True)["arrival"][0]
        changes["arrival"] = [{**first, **campaign}]
    return changes


def sent(content: bytes, name: str) -> dict[str, Any]:
    """Return a scenario that somebody sent as plain data; raises ScenarioError.

    It may extend shipped scenarios and use shipped playbooks; it reads no file.
    """
    document: Any = plain(parse(content, name))
    load_text(content.decode("utf-8-sig"), name)  # says file and line of what is wrong
    return dict(document)
