"""What events did to every team, and what changing the plan after the first one was worth."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from simcommunity.core.arrays import Floats
from simcommunity.workshop.debrief.results import TeamTold, gap, span_of
from simcommunity.workshop.play import Community
from simcommunity.workshop.room import Room
from simcommunity.workshop.room_spec import Allotment

PLANS = 2  # that are lived for a team: its own without events, and its earlier one with them


def with_events(
    place: Community,
    room: Room,
    teams: Sequence[TeamTold],
    scores: Callable[[Sequence[Allotment], bool], Floats],
) -> list[TeamTold]:
    """Return the teams, each told what the events did to it, and what its change of plan was worth.

    Args:
        scores: of a plan under other luck, with or without the events: by the aim, and orders,
            (2, LUCKS).
    """
    if not room.sent:
        return list(teams)
    out, span = [], span_of(room.spec.goal, place.scenario)
    for team in teams:
        calm, orders = scores(team.allotments, False)
        did = gap(team.lived.others, calm, span), gap(team.lived.orders, orders)
        plan = unchanged(place, room, team.allotments)
        change = None if plan is None else gap(team.lived.others, scores(plan, True)[0], span)
        out.append(replace(team, events=did, change=change))
    return out


def unchanged(
    place: Community, room: Room, done: Sequence[Allotment]
) -> tuple[Allotment, ...] | None:
    """Return what a team would have done, had it gone on as before the first event.

    What costs money is left out when there is none left. None when there was no round before the
    event, or when the team went on as before.
    """
    spec = room.spec
    first = min(day for day, _ in room.sent)
    before = sum(spec.days_of(number).stop <= first for number in range(1, spec.rounds + 1))
    if not before:
        return None

    def money(allotment: Allotment) -> float:
        return sum(count * place.prices[name].money for name, count in allotment.send.items())

    plan, last = list(done[:before]), done[before - 1]
    free = {name: count for name, count in last.send.items() if not place.prices[name].money}
    left = spec.budget - sum(map(money, plan))
    while len(plan) < len(done):
        now = last if money(last) <= left else last.model_copy(update={"send": free})
        left -= money(now)
        plan.append(now)
    return None if plan == list(done) else tuple(plan)
