"""The fingerprint follows the numbers and nothing else."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from simcommunity.scenario.loader import load_data, load_scenario

DATA: dict[str, Any] = {
    "title": {"zh": "甲", "en": "A"},
    "source": "somewhere",
    "people": {"mix": {"one": 0.5, "fan": 0.5}},
    "segments": {"one": {"like": "regular", "spam": 0.1}},
    "messages": {"call": {"like": "advert", "pressing": 0.5}, "idle": {"social": 1}},
    "arrival": [{"hook": {"content": 2}, "through": "till", "per_day": 4}],
    "groups": {"theme": "soap"},
    "parameters": {"read_active": 0.8},
    "playbook": {
        "title": "Mine",
        "phases": [
            {"plan": {"calendar": {"first": {"send": "call", "per_day": 2}}}, "until_age": 5},
            {"plan": {"when": [{"if": {"messages": {"below": 2}}, "then": {"send": "call"}}]}},
        ],
    },
}


def changed(path: str, value: Any) -> dict[str, Any]:
    data = copy.deepcopy(DATA)
    *steps, last = path.split(".")
    at: Any = data
    for step in steps:
        at = at[int(step)] if isinstance(at, list) else at.setdefault(step, {})
    at[last] = value
    return data


def renamed(value: Any, old: str, new: str) -> Any:
    if isinstance(value, dict):
        return {new if k == old else k: renamed(v, old, new) for k, v in value.items()}
    if isinstance(value, list):
        return [renamed(item, old, new) for item in value]
    return new if value == old else value


HASH = load_data(DATA).hash


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("title.en", "B"),
        ("story", "long ago"),
        ("source", "elsewhere"),
        ("days", 12),
        ("seed", 12),
        ("replicates", 12),
        ("groups.theme", "tea"),
        ("arrival.0.through", "door"),
        ("arrival.0.per_day", [4, 4]),
        ("arrival.0.then", []),
        ("playbook.title", "Yours"),
        ("messages.call.title", "Ring"),
        ("messages.idle.social", 2),
        ("segments.one.title", "Eins"),
        ("hooks.content.title", "Words"),
        ("hooks.content.takes.spammer", [0.5, 1]),
        ("people.mix.expert", 0),
    ],
)
def test_words_and_unused_things_leave_it_alone(path: str, value: Any) -> None:
    assert load_data(changed(path, value)).hash == HASH


@pytest.mark.parametrize(("old", "new"), [("first", "last"), ("call", "shout"), ("one", "uno")])
def test_names_leave_it_alone(old: str, new: str) -> None:
    assert load_data(renamed(DATA, old, new)).hash == HASH


def test_a_playbook_by_another_name_leaves_it_alone(tmp_path: Any) -> None:
    hashes = set()
    for name in ("gut.yaml", "besser.yaml"):
        (tmp_path / name).write_text("use: ad_spam\ntitle: {zh: 乙, en: B}\n", encoding="utf-8")
        scenario = tmp_path / f"scenario_{name}"
        scenario.write_text(f"extends: supermarket\nplaybook: {name}\n", encoding="utf-8")
        hashes.add(load_scenario(scenario).hash)
    hashes.add(load_data({"extends": "supermarket", "playbook": "ad_spam"}).hash)
    assert hashes == {load_scenario("supermarket").hash}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("business.ticket", 46),
        ("business.products.count", 101),
        ("people.mix", {"one": 0.4, "fan": 0.6}),
        ("people.mix", {"fan": 0.5, "one": 0.5}),
        ("people.correlation", 0.9),
        ("people.outside_groups", 9),
        ("segments.one.spam", 0.2),
        ("segments.fan", {"affinity": {"spread": 0.1}}),
        ("hooks.content.takes.fan", [0.5, 1]),
        ("hooks.content.expects", 0.9),
        ("arrival.0.hook", {"content": 3}),
        ("arrival.0.hook", {"ip": 2}),
        ("arrival.0.per_day", [4, 5]),
        ("arrival.0.days", 3),
        ("arrival.0.then", [{"per_day": 1, "days": 3}]),
        ("arrival.0.cost", 3),
        ("groups.size", 100),
        ("groups.theme_strength", 2),
        ("groups.ties", {"preferential": {}}),
        ("gate", {"fee": 1}),
        ("team.hours", 7),
        ("parameters.read_active", 0.81),
        ("messages.call.pressing", 0.6),
        ("playbook.phases.0.until_age", 6),
        ("playbook.phases.0.plan.moderation", 0.5),
        ("playbook.phases.0.plan.posting", "by_machine"),
        ("playbook.phases.0.plan.calendar.first.per_day", 3),
        ("playbook.phases.0.plan.calendar.first.priority", 3),
        ("playbook.phases.1.plan.when.0.if", {"messages": {"below": 3}}),
        ("playbook.phases.1.plan.when.0.if", {"members": {"below": 2}}),
        ("playbook.phases.1.plan.when.0.then", {"send": "call", "worth": 1}),
        ("playbook.phases.1.plan.when.0.at_most", "once a week"),
    ],
)
def test_every_number_counts(path: str, value: Any) -> None:
    assert load_data(changed(path, value)).hash != HASH
