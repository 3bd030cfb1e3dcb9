"""The levers, as data: where each begins, how far it goes, what it changes in a scenario."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from simcommunity.scenario import catalogue
from simcommunity.scenario.playbook import CalendarEntry
from simcommunity.scenario.schema import Scenario

Changes = dict[str, Any]
WEEK = 7
ON_DAYS = {  # spread over the week
    1: ["wed"],
    2: ["tue", "fri"],
    3: ["mon", "wed", "fri"],
    4: ["mon", "tue", "thu", "sat"],
    5: ["mon", "tue", "wed", "thu", "fri"],
    6: ["mon", "tue", "wed", "thu", "fri", "sat"],
}
GATES = {  # kind → highest, step, where it begins
    "none": (0.0, 1.0, 0.0),
    "spend": (500.0, 10.0, 50.0),
    "fee": (500.0, 1.0, 20.0),
    "referrals": (10.0, 1.0, 1.0),
    "application": (1.0, 0.05, 0.5),
}


@dataclass(frozen=True)
class Lever:
    """Something to move.

    Attributes:
        name: what it is called in the catalogues, under ``lab.lever``.
        part: "playbook", "team" or "people".
        most, step: how far it goes from 0, and in what steps.
        unit: what a number is written with, under ``lab.unit``.
        read: says where a scenario has it; None where it cannot be moved.
        write: returns what to lay upon a scenario so that it stands there.
    """

    name: str
    part: str
    most: float
    step: float
    unit: str
    read: Callable[[Scenario], float | None]
    write: Callable[[Scenario, float], Changes]


def _entries(scenario: Scenario, kind: str) -> dict[str, CalendarEntry]:
    """Return what the calendar sends of a kind to the group, by its name."""
    calendar = scenario.playbook.calendar
    return {n: one for n, one in calendar.items() if one.send == kind and one.to == "group"}


def _names(scenario: Scenario, kind: str) -> list[str]:
    """Return the entries of a kind; one that is to be made where there is none."""
    there = list(_entries(scenario, kind))
    return there or [kind if kind not in scenario.playbook.calendar else f"lab {kind}"]


def _frequency(scenario: Scenario, kind: str, days: int) -> float | None:
    if scenario.playbook.phases:
        return None
    return days / WEEK * sum(entry.a_week for entry in _entries(scenario, kind).values())


def _sent(scenario: Scenario, kind: str, often: Changes) -> Changes:
    """Let the first entry of a kind be sent so often, and the others never."""
    first, *rest = _names(scenario, kind)
    calendar = {name: {"per_day": 0} for name in rest}
    return {"playbook": {"calendar": {first: {"send": kind, "times": 1, **often}, **calendar}}}


def _per_day(scenario: Scenario, value: float, kind: str) -> Changes:
    return _sent(scenario, kind, {"per_day": round(value)})


def _per_week(scenario: Scenario, value: float, kind: str) -> Changes:
    days, rest = divmod(round(value), WEEK)
    return _sent(scenario, kind, {"on": ON_DAYS[rest]} if rest else {"per_day": days})


def _worth(scenario: Scenario, kind: str) -> float | None:
    if scenario.playbook.phases:
        return None
    told = [one.worth for one in _entries(scenario, kind).values() if one.worth is not None]
    messages = {**catalogue.messages(), **scenario.messages}
    return told[0] if told else messages[kind].money


def _worth_of(scenario: Scenario, value: float, kind: str) -> Changes:
    """Let all entries of a kind be worth so much; one that is never sent where there is none."""
    new: Changes = {} if _entries(scenario, kind) else {"send": kind, "per_day": 0}
    entries = {name: {**new, "worth": value} for name in _names(scenario, kind)}
    return {"playbook": {"calendar": entries}}


def _plain(scenario: Scenario, name: str) -> float | None:
    return None if scenario.playbook.phases else float(getattr(scenario.playbook, name))


def _set(scenario: Scenario, value: float, name: str) -> Changes:  # noqa: ARG001
    return {"playbook": {name: value}}


def _minutes(scenario: Scenario) -> float:
    return 60 * scenario.team.hours_a_day


def _work(scenario: Scenario, value: float) -> Changes:
    """Give the team so many minutes; roles keep their shares of them."""
    team, before = scenario.team, scenario.team.hours_a_day
    if team.roles and before:
        factor = value / 60 / before
        return {"team": {"roles": {n: {"hours": factor * r.hours} for n, r in team.roles.items()}}}
    return {"team": {"people": 1, "hours": value / 60, "roles": {}}}


def _gift(scenario: Scenario) -> float | None:
    return scenario.arrival[0].hook.worth if scenario.arrival else None


def _given(scenario: Scenario, value: float) -> Changes:
    """Let the hook be worth so much; what else a person who joins costs stays."""
    first, *rest = scenario.model_dump(by_alias=True)["arrival"]
    campaign = scenario.arrival[0]
    cost = max(0.0, campaign.paid - campaign.hook.worth) + value
    hook = {campaign.hook.name: value} if value else campaign.hook.name
    return {"arrival": [{**first, "hook": hook, "cost": cost}, *rest]}


def _sends(name: str, kind: str, most: float, days: int) -> Lever:
    """Return a lever of how often a kind of message is sent in so many days: one, or a week."""
    unit, write = ("per_week", _per_week) if days == WEEK else ("per_day", _per_day)
    read = partial(_frequency, kind=kind, days=days)
    return Lever(name, "playbook", most, 1, unit, read, partial(write, kind=kind))


def _says(name: str) -> Lever:
    """Return a lever of a share that the playbook names."""
    return Lever(
        name, "playbook", 1, 0.05, "share", partial(_plain, name=name), partial(_set, name=name)
    )


# In the order they are shown in; they are laid upon a scenario from the last to the first, as how
# often something is sent has the last word on an entry.
LEVERS = (
    _sends("adverts", "advert", 20, 1),
    _sends("topics", "daily_topic", 7, WEEK),
    _sends("coupons", "coupon", 7, WEEK),
    _sends("packets", "red_packet", 7, WEEK),
    Lever(
        "packet_worth",
        "playbook",
        200,
        5,
        "yuan",
        partial(_worth, kind="red_packet"),
        partial(_worth_of, kind="red_packet"),
    ),
    Lever("minutes", "team", 60, 1, "minutes", _minutes, _work),
    _says("answers"),
    _says("moderation"),
    Lever("gift", "people", 50, 1, "yuan", _gift, _given),
)


def gate(kind: str, height: float) -> Changes:
    """Return what makes a gate of a kind and a height."""
    if kind == "none":
        return {"gate": "none"}
    return {"gate": {kind: round(height) if kind == "referrals" else height}}


def mix(weights: Mapping[str, float]) -> Changes:
    """Return the shares that weights stand for, in thousandths that sum to 1.

    Where nobody has any weight the first comes alone.
    """
    total = sum(weights.values())
    parts = {n: round(1000 * w / total) if total else 0 for n, w in weights.items()}
    largest = max(parts, key=lambda name: parts[name])
    parts[largest] += 1000 - sum(parts.values())
    return {"people": {"mix": {name: part / 1000 for name, part in parts.items()}}}
