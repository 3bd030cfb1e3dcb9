"""What is sound in a scenario but likely a slip: it does nothing in the run, or sells at a loss."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from simcommunity.scenario.errors import Problem

if TYPE_CHECKING:
    from simcommunity.scenario.arrival import Arrival
    from simcommunity.scenario.loader import Loaded
    from simcommunity.scenario.playbook import CalendarEntry, Phase, Playbook
    from simcommunity.scenario.schema import Scenario

_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_BEFORE = 30  # days that members of a group which does not start empty may have been there
_SURE_TO_COME = 3  # so many are expected before a campaign has surely won somebody
_SURELY = 0.9  # of those who are expected


def doubts(loaded: Loaded, days: int | None = None) -> list[Problem]:
    """Return what can only be a slip, with the place it was written; ``days`` are run."""
    scenario = loaded.scenario
    horizon = scenario.days if days is None else days
    found = [
        *_never_due(scenario, horizon),
        *_turned_away(scenario),
        *(doubt for path, first, book in _playbooks(scenario)
          for doubt in _of_playbook(path, book, first, horizon, scenario.groups.closes_after)),
        *(doubt for path, _, book in _playbooks(scenario)
          for doubt in _below_cost(scenario, path, book)),
    ]  # fmt: skip
    return [
        Problem(rule, _place(loaded, path), path, details=details) for rule, path, details in found
    ]


def _place(loaded: Loaded, path: str) -> str:
    """Return where what stands at a path, or the first thing in it, was written."""
    below = [o for at, o in loaded.origins.items() if f"{at}.".startswith(f"{path}.")]
    own = (origin for origin in below if not origin.startswith(("default", "shipped")))
    return next(own, below[0] if below else "")


_Doubt = tuple[str, str, dict[str, object]]


def _first_day(scenario: Scenario) -> int:
    """Return the first day on which there can be a group."""
    if scenario.groups.start != "empty":
        return 0
    return min((arrival.from_day for arrival in scenario.arrival), default=0)


def _never_due(scenario: Scenario, days: int) -> Iterator[_Doubt]:
    """Yield the terms for which the run is too short."""
    groups, contacts = scenario.groups, scenario.contacts
    lived = days - 1 - _first_day(scenario)
    before = _BEFORE if groups.start != "empty" else 0
    closes = groups.closes_after
    terms = [
        ("groups.closes_after", closes, lived),
        ("groups.duty", groups.duty, lived if closes is None else min(lived, closes - 1)),
        ("groups.renewal.every", groups.renewal.every if groups.renewal else None, lived + before),
        ("contacts.ban", contacts.ban if contacts else None, days - 1),
    ] + [(f"arrival.{i}.from_day", a.from_day, days - 1) for i, a in enumerate(scenario.arrival)]
    for path, term, most in terms:
        if term is not None and term > most:
            yield "never_due", path, {"term": term, "days": days}


def _playbooks(scenario: Scenario) -> Iterator[tuple[str, int, Playbook]]:
    """Yield every playbook with its path and the first day on which a group can follow it."""
    own = [arrival for arrival in scenario.arrival if arrival.playbook is not None]
    if len(own) < len(scenario.arrival) or not own or scenario.groups.start != "empty":
        yield "playbook", _first_day(scenario), scenario.playbook
    for number, arrival in enumerate(scenario.arrival):
        if arrival.playbook is not None:
            yield f"arrival.{number}.playbook", arrival.from_day, arrival.playbook


def _plans(path: str, book: Playbook) -> Iterator[tuple[str, Playbook]]:
    """Yield a playbook and what its phases plan, with their paths."""
    yield path, book
    for number, phase in enumerate(book.phases):
        yield f"{path}.phases.{number}.plan", phase.plan


def _below_cost(scenario: Scenario, path: str, book: Playbook) -> Iterator[_Doubt]:
    """Yield the entries whose discount takes more off than an order earns."""
    business = scenario.business
    for place, plan in _plans(path, book):
        for name, entry in plan.calendar.items():
            discount = scenario.messages_used[entry.send].discount
            if discount > 0 and entry.worth is not None:
                discount = entry.worth / business.ticket
            if entry.per_day != 0 and discount > business.margin:
                told: dict[str, object] = {
                    "off": f"{discount:.0%}",
                    "margin": f"{business.margin:.0%}",
                }
                yield "below_cost", f"{place}.calendar.{name}", told


def _of_playbook(
    path: str, book: Playbook, first: int, days: int, closes_after: int | None
) -> Iterator[_Doubt]:
    """Yield what is never sent, and the days that no phase covers."""
    for place, plan in _plans(path, book):
        for name, entry in plan.calendar.items():
            off = entry.per_day == 0 or entry.starting >= days  # as one takes out what is inherited
            if not off and not any(_calls(entry, day) for day in range(first, days)):
                yield "never_sent", f"{place}.calendar.{name}", {"days": days}
    last = days if closes_after is None else min(days, first + closes_after)
    if not book.phases or last <= first:
        return
    silent = [
        day for day in range(first, last)
        if not any(_covers(phase, day, day - first) for phase in book.phases)
    ]  # fmt: skip
    if silent:
        details: dict[str, object] = {"count": len(silent), "first": silent[0], "last": silent[-1]}
        yield "outside_phases", f"{path}.phases", details


def _calls(entry: CalendarEntry, day: int) -> bool:
    """Tell whether an entry may call for something on a day."""
    if day < entry.starting:
        return False
    if entry.on is not None:
        return _WEEK[day % 7] in entry.on
    if entry.every is not None:
        return (day - entry.starting) % entry.every == 0
    return entry.dates is None or day in entry.dates


def _covers(phase: Phase, day: int, age: int) -> bool:
    return (phase.from_age or 0) <= age <= _end(phase.until_age) and (
        (phase.from_date or 0) <= day <= _end(phase.until_date)
    )


def _end(last: int | None) -> float:
    return math.inf if last is None else last


def _turned_away(scenario: Scenario) -> Iterator[_Doubt]:
    """Yield the campaigns that begin when others have surely opened every group there may be."""
    groups, arrivals = scenario.groups, scenario.arrival
    if groups.most is None:
        return
    standing = 0 if groups.start == "empty" else groups.filled or groups.most
    for number, arrival in enumerate(arrivals):
        before = standing + sum(
            _surely_opened(scenario, other, arrival.from_day - other.from_day or 1)
            for place, other in enumerate(arrivals)
            if (other.from_day, place) < (arrival.from_day, number)
        )
        if before >= groups.most:
            yield "finds_full", f"arrival.{number}", {"most": groups.most}


def _surely_opened(scenario: Scenario, arrival: Arrival, days: int) -> int:
    """Return how many groups a campaign has surely opened in its first days."""
    mix = arrival.mix or scenario.people.mix
    takes = scenario.hooks[arrival.hook.name].takes
    share = math.fsum(part * arrival.chance(takes[name]) for name, part in mix.items() if part)
    asked = sum(arrival.per_day) / 2 * min(days, arrival.days)
    come = asked * share
    if come < _SURE_TO_COME:
        return 0
    each = 1 if scenario.gate.kind != "none" else math.ceil(_SURELY * come / scenario.groups.size)
    return each * arrival.places
