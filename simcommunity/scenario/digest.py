"""A scenario's fingerprint: equal numbers give equal fingerprints, whatever things are called."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from simcommunity.scenario import catalogue
from simcommunity.scenario.arrival import Arrival
from simcommunity.scenario.message import MessageKind
from simcommunity.scenario.parameters import PARAMETERS
from simcommunity.scenario.playbook import Phase
from simcommunity.scenario.schema import Scenario

_SHOWN = 16
_WORDS = {"title", "story"}


def scenario_hash(scenario: Scenario) -> str:
    """Return 16 hex digits of SHA-256 over all that determines numbers.

    Left out are titles, stories, every name that a person gives, and seed, days and replicates,
    which results carry themselves.
    """
    text = json.dumps(numbers(scenario), sort_keys=True, allow_nan=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:_SHOWN]


def numbers(scenario: Scenario) -> dict[str, Any]:
    """Return everything that determines numbers; names are replaced by what they stand for."""
    people = scenario.people
    return {
        "business": scenario.business.model_dump(),
        "people": [people.correlation, people.outside_groups, catalogue.correlation()],
        "segments": [
            [people.mix[name], segment.model_dump(exclude=_WORDS)]
            for name, segment in scenario.segments_used.items()
        ],
        "arrival": [_arrival(scenario, arrival) for arrival in scenario.arrival],
        "groups": scenario.groups.model_dump(exclude={"theme"}),
        "gate": scenario.gate.model_dump(),
        "contacts": scenario.contacts and scenario.contacts.model_dump(),
        "account": scenario.account,
        "team": scenario.team.model_dump(),
        "phases": [
            [_phase(scenario, phase) for phase in playbook.as_phases()]
            for playbook in scenario.playbooks
        ],
        "parameters": {
            name: float(scenario.parameters.get(name, parameter.value))
            for name, parameter in PARAMETERS.items()
        },
    }


def _arrival(scenario: Scenario, arrival: Arrival) -> dict[str, Any]:
    hook = scenario.hooks[arrival.hook.name]
    return {
        **arrival.model_dump(exclude={"hook", "through", "cost", "mix", "playbook", "then"}),
        **({"then": [stage.model_dump() for stage in arrival.then]} if arrival.then else {}),
        "playbook": arrival.playbook is not None,
        "mix": [
            (arrival.mix or scenario.people.mix).get(name, 0.0) for name in scenario.segments_used
        ],
        "cost": arrival.paid,
        "worth": arrival.hook.worth,
        "takes": [hook.takes[name] for name in scenario.segments_used],
        "expects": hook.expects,
    }


def _phase(scenario: Scenario, phase: Phase) -> dict[str, Any]:
    plan = phase.plan
    return {
        **phase.model_dump(exclude={"plan"}),
        **plan.model_dump(exclude={*_WORDS, "calendar", "when", "phases"}),
        "calendar": [
            {**entry.model_dump(exclude={"send"}), "send": _message(scenario.messages[entry.send])}
            for entry in plan.calendar.values()
        ],
        "when": [
            {
                **trigger.model_dump(exclude={"reaction"}),
                **trigger.reaction.model_dump(exclude={"send"}),
                "send": _message(scenario.messages[trigger.reaction.send]),
            }
            for trigger in plan.when
        ],
    }


def _message(kind: MessageKind) -> dict[str, Any]:
    return kind.model_dump(exclude=_WORDS)
