"""What things are called changes nothing: the golden rule of the model."""

from __future__ import annotations

from typing import Any

import pytest
from small import NAMES, small

from simcommunity.scenario.loader import Loaded, load_data
from simcommunity.simulation.running import run


def fresh(names: list[str]) -> dict[str, str]:
    """Return new names, in the reverse of the alphabetical order of the old ones."""
    return {name: f"n{len(names) - i:03d}" for i, name in enumerate(sorted(names))}


def renamed(loaded: Loaded) -> Loaded:
    """Return the same scenario with every name and word in it replaced."""
    data: dict[str, Any] = loaded.scenario.model_dump(by_alias=True)
    kinds, segments, hooks = (fresh(list(data[k])) for k in ("messages", "segments", "hooks"))
    data["title"] = {"zh": "别名", "en": "another name"}
    data["story"] = data["source"] = "other words"
    data["messages"] = {kinds[k]: {**v, "title": "x"} for k, v in data["messages"].items()}
    data["segments"] = {segments[k]: {**v, "title": "x"} for k, v in data["segments"].items()}
    data["hooks"] = {
        hooks[k]: {**v, "takes": {segments[s]: t for s, t in v["takes"].items() if s in segments}}
        for k, v in data["hooks"].items()
    }
    data["people"]["mix"] = {segments[k]: v for k, v in data["people"]["mix"].items()}
    for campaign in data["arrival"]:
        campaign["through"] = "elsewhere"
        if campaign["mix"]:
            campaign["mix"] = {segments[k]: v for k, v in campaign["mix"].items()}
        campaign["hook"] = {hooks[_name(campaign["hook"])]: _worth(campaign["hook"])}
    data["groups"]["theme"] = "another theme"
    playbooks = [data["playbook"], *(own["playbook"] for own in data["arrival"])]
    playbooks = [playbook for playbook in playbooks if playbook is not None]
    phases = [phase["plan"] for playbook in playbooks for phase in playbook["phases"]]
    for plan in (*playbooks, *phases):
        entries = plan["calendar"].values()
        plan["calendar"] = {f"z{99 - i}": entry for i, entry in enumerate(entries)}
        plan["title"] = plan["story"] = "another plan"
        for sends in (*entries, *(trigger["then"] for trigger in plan["when"])):
            sends["send"] = kinds[sends["send"]]
    return load_data(data)


def _name(hook: Any) -> str:
    return hook if isinstance(hook, str) else next(iter(hook))


def _worth(hook: Any) -> float:
    return 0 if isinstance(hook, str) else next(iter(hook.values()))


@pytest.mark.parametrize("name", NAMES)
def test_other_names_give_the_same_numbers(name: str) -> None:
    loaded = small(name)
    other = renamed(loaded)
    assert other.scenario.title != loaded.scenario.title
    assert not set(other.scenario.messages) & set(loaded.scenario.messages)
    first, second = run(loaded, replicates=2), run(other, replicates=2)
    assert first.digest == second.digest
    assert repr(first.metrics) == repr(second.metrics)
    assert first.scenario_hash == second.scenario_hash


def test_another_number_gives_other_numbers() -> None:
    loaded = small("supermarket")
    changed = load_data({**loaded.scenario.model_dump(by_alias=True), "team": {"hours": 0.5}})
    assert run(changed, replicates=1).digest != run(loaded, replicates=1).digest
    assert changed.hash != loaded.hash
