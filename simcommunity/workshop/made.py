"""Rooms about any community: one of its groups, full on the first day, as a game."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from simcommunity.i18n import LANGUAGES, t
from simcommunity.scenario import catalogue
from simcommunity.scenario.checking import check
from simcommunity.scenario.inherit import merge
from simcommunity.scenario.loader import load_data, load_scenario, load_text
from simcommunity.scenario.marked import Marked, plain
from simcommunity.scenario.origins import written
from simcommunity.scenario.quantities import Bilingual
from simcommunity.scenario.reading import mark, parse, read_file
from simcommunity.workshop.spec import Allotment, Offer, Spec, community, shipped_events

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from simcommunity.scenario.schema import Scenario

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
    own = [name for name in whole.messages_used if name not in catalogue.messages()]
    spec = Spec(
        title=whole.title,
        brief=whole.story or _brief(whole),
        scenario=cut,
        days=DAYS,
        round=ROUND,
        minutes=MINUTES,
        goal="listening",
        budget=round(MONEY * whole.groups.size * DAYS, -1),
        actions={name: Offer(send=name) for name in own[:MOST_OWN]} | USUAL,
        unless_told=Allotment(send={"adverts": 2 * ROUND}),
        events=tuple(shipped_events()),
    )
    community(spec)
    return spec


def _brief(whole: Scenario) -> Bilingual:
    """Return what can be said of a group of which nobody has told a story."""
    said = {lang: t("room.made.brief", lang, n=whole.groups.size) for lang in LANGUAGES}
    return Bilingual(**said)


def _one_group(whole: Scenario) -> dict[str, Any]:
    """Return what makes one group out of a scenario, with two hours of work a day."""
    changes: dict[str, Any] = {
        "groups": {"most": 1, "filled": None, "closes_after": None},
        "team": {"people": 1, "hours": HOURS, "roles": {}, "ip": 0},
        "playbook": {"use": "hands_off"},
    }
    if whole.arrival:
        first = whole.model_dump(by_alias=True)["arrival"][0]
        kept = {name: first[name] for name in ("hook", "mix", "through")}
        asked = {"per_day": ASKED * whole.groups.size, "days": 1, "cost": 0}
        changes["arrival"] = [{**kept, **asked}]
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
    """Return the room that somebody sent: a room, or a scenario; raises ScenarioError.

    It may extend shipped scenarios and use shipped playbooks; it reads no file.
    """
    node = parse(content, name)
    if _is_room(node):
        return _sound(check(node, Spec))
    load_text(content.decode("utf-8-sig"), name)  # says file and line of what is wrong
    document: Any = plain(node)
    return room_about(document)


def _is_room(node: Marked) -> bool:
    return isinstance(node.value, dict) and bool(ROOM_ONLY & node.value.keys())


def _sound(spec: Spec) -> Spec:
    community(spec)
    return spec
