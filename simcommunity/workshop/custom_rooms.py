"""Rooms about any community: one of its groups, full on the first day, as a game."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from simcommunity.i18n import LANGUAGES, t
from simcommunity.scenario import catalogue
from simcommunity.scenario.checking import check
from simcommunity.scenario.inherit import merge
from simcommunity.scenario.loader import load_data, load_scenario
from simcommunity.scenario.located import Located, plain, written
from simcommunity.scenario.one_group import one_group, sent
from simcommunity.scenario.quantities import Bilingual
from simcommunity.scenario.reading import mark, parse, read_file
from simcommunity.scenario.schema import Scenario
from simcommunity.workshop.actions import over, prices, spread
from simcommunity.workshop.room_spec import (
    LEVELS,
    MOST_OF_ONE,
    Allotment,
    Offer,
    Spec,
    community,
    shipped_events,
)

COMMUNITIES = (
    "supermarket", "supermarket_gated", "vip_group", "coffee_shop", "flash_group",
    "ordinary_groups", "fission_large_base", "shelf_content_led", "growth_camp",
    "growth_camp_levels", "check_in_group", "thought_leader", "toy_collectors", "organic",
    "resource_circle", "trade_association",
)  # fmt: skip
ASKED = 20  # people asked on the first day for each seat: enough behind most gates
HOURS, DAYS, ROUND, MINUTES = 2.0, 28, 4, 5
MONEY = 0.1  # ¥ a member and day
MOST_OWN = 6  # kinds of messages of a scenario's own that are offered beside the usual ones
WEEK = 7
ROOM_ONLY = {"scenario", "actions", "goal", "round", "unless_told"}  # what no scenario says

USUAL = {
    "adverts": Offer(send="advert"),
    "coupons": Offer(send="coupon", worth=5),
    "flash_sales": Offer(send="flash_sale", worth=8),
    "red_packets": Offer(send="red_packet", worth=40),
    "questions": Offer(send="question"),
    "topics": Offer(send="daily_topic"),
    "life": Offer(send="life_share"),
    "know_how": Offer(send="expert_content"),
    "check_ins": Offer(send="check_in"),
    "events": Offer(send="small_event"),
}


@cache
def on_offer() -> Mapping[str, Bilingual]:
    """Return the titles of the shipped communities that make a game, by the name of a scenario."""
    return {name: load_data({"extends": name}).scenario.title for name in COMMUNITIES}


def room_of(name: str) -> Spec | None:
    """Return the room about a shipped community; None when it is not on offer."""
    return room_about({"extends": name}) if name in COMMUNITIES else None


def room_about(document: Mapping[str, Any]) -> Spec:
    """Return a room about a scenario, given as it would be written; raises ScenarioError."""
    whole = load_data(document).scenario
    cut: Any = plain(merge(mark(document, "room"), mark(_one_group(whole), "room")))
    usual = {offer.send for offer in USUAL.values()}
    own = [name for name in whole.messages_used if name not in usual]
    actions = {name: Offer(send=name) for name in own[:MOST_OWN]} | USUAL
    spec = Spec(
        title=whole.title,
        brief=whole.story or _brief(whole),
        scenario=cut,
        days=DAYS,
        round=ROUND,
        minutes=MINUTES,
        goal="listening",
        budget=round(MONEY * whole.groups.size * DAYS, -1),
        actions=actions,
        unless_told=_before(whole, actions),
        events=tuple(shipped_events()),
    )
    scenario = community(spec)
    _, bill = spread(spec.unless_told, prices(spec, scenario), ROUND)
    if over(bill, 60 * scenario.team.hours_a_day, 0.0):
        spec = spec.model_copy(update={"unless_told": Allotment()})
    return spec


def _before(whole: Scenario, actions: Mapping[str, Offer]) -> Allotment:
    """Return what the scenario's own playbook does in a round, but for what costs money."""
    plan = whole.playbook.as_phases()[0].plan
    kinds = {**catalogue.messages(), **whole.messages}
    names = {offer.send: name for name, offer in actions.items()}
    send: dict[str, int] = {}
    for entry in plan.calendar.values():
        kind = kinds[entry.send]
        name = names.get(entry.send)
        if entry.to == "group" and name and not (kind.pays_out or kind.cost):
            send[name] = min(MOST_OF_ONE, send.get(name, 0) + round(ROUND * entry.a_week / WEEK))
    return Allotment(
        send={name: count for name, count in send.items() if count},
        answers=min(LEVELS, key=lambda level: abs(level - plan.answers)),
        moderation=min(LEVELS, key=lambda level: abs(level - plan.moderation)),
    )


def _hours(whole: Scenario) -> float:
    """Return the hours of work a day: those of a scenario that is about one group alone."""
    own = whole.team.hours_a_day if whole.most_groups == 1 else 0.0
    return min(own, 24.0) or HOURS


def _brief(whole: Scenario) -> Bilingual:
    """Return what can be said of a group of which nobody has told a story."""
    said = {lang: t("room.made.brief", lang, n=whole.groups.size) for lang in LANGUAGES}
    return Bilingual(**said)


def _one_group(whole: Scenario) -> dict[str, Any]:
    """Return what makes one group out of a scenario, full on the first day, with work of its own.

    What its campaign did at other times and places, and what was done in its groups, is left out.
    """
    team = {"people": 1, "hours": _hours(whole), "roles": {}, "ip": 0}
    asked = {
        "per_day": ASKED * whole.groups.size, "days": 1, "cost": 0, "places": 1, "per_member": 0,
        "from_day": 0, "playbook": None,
    }  # fmt: skip
    changes = one_group(whole, team, asked) | {"playbook": {"use": "hands_off"}}
    changes["groups"]["closes_after"] = None
    return changes


def room_in(path: Path) -> Spec:
    """Return the room that a file of one's own describes: a room, or a scenario.

    Raises ScenarioError.
    """
    node = read_file(path, path.name)
    if _is_room(node):
        return _sound(check(node, Spec))
    return room_about(written(load_scenario(path).scenario))


def room_sent(content: bytes, name: str) -> Spec:
    """Return the room that somebody sent: a room, or a scenario; raises ScenarioError."""
    node = parse(content, name)
    return _sound(check(node, Spec)) if _is_room(node) else room_about(sent(content, name))


def _is_room(node: Located) -> bool:
    return isinstance(node.value, dict) and bool(ROOM_ONLY & node.value.keys())


def _sound(spec: Spec) -> Spec:
    community(spec)
    return spec
