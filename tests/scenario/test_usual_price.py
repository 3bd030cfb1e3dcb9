"""What people are used to pay: the price that a file states, whatever is tried out upon it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pytest

from simcommunity.scenario import catalogue
from simcommunity.scenario.errors import ScenarioError
from simcommunity.scenario.loader import load_data, load_scenario
from simcommunity.simulation.tables import world_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SHOP = {"business": {"ticket": 30, "cycle": 16}}


def prices(data: dict[str, Any], *overrides: str) -> tuple[float, float | None, float]:
    """Return price, usual price and how far the one is from the other on a logarithmic scale."""
    scenario = load_data(data, overrides).scenario
    business = scenario.business
    return business.ticket, business.usual_price, float(world_of(scenario)["log_price"][0])


def test_the_usual_price_is_the_one_that_the_file_states(small: dict[str, Any]) -> None:
    assert prices(small) == (45, None, 0)
    assert prices({**small, **SHOP}) == (30, None, 0)
    told = {"business": {"ticket": 30, "usual_price": 40}}
    assert prices({**small, **told}) == (30, 40, math.log(30 / 40))


@pytest.mark.parametrize(
    "change",
    [
        ["business.ticket=60"],
        ["business.ticket=80", "business.ticket=60"],
        ["business.ticket=60", "business.quality=0.9"],
        ["business={ticket: 60}"],
    ],
)
def test_a_price_that_is_tried_out_is_not_what_people_are_used_to(
    small: dict[str, Any], change: list[str]
) -> None:
    assert prices({**small, **SHOP}, *change) == (60, 30, math.log(2))


def test_who_tells_no_price_has_the_ordinary_one(small: dict[str, Any]) -> None:
    assert prices(small, "business.ticket=90") == (90, 45, math.log(2))


@pytest.mark.parametrize("change", ["business.ticket=30", "business.cycle=4", "days=9"])
def test_what_does_not_change_the_price_changes_nothing_usual(
    small: dict[str, Any], change: str
) -> None:
    assert prices({**small, **SHOP}, change) == (30, None, 0)


def test_a_usual_price_that_is_told_holds(small: dict[str, Any]) -> None:
    told = {"business": {"ticket": 30, "usual_price": 40}}
    assert prices({**small, **told}, "business.ticket=60")[:2] == (60, 40)
    both = ["business.usual_price=50", "business.ticket=60"]
    assert prices({**small, **SHOP}, *both)[:2] == prices({**small, **SHOP}, *both[::-1])[:2]
    assert prices({**small, **SHOP}, *both)[:2] == (60, 50)


def test_people_are_used_to_the_price_of_a_file_of_its_own(write: Callable[..., Path]) -> None:
    write(
        "title: {zh: 甲, en: A}\npeople: {mix: {regular: 1}}\nbusiness: {ticket: 30}\n",
        "shop.yaml",
    )
    dear = write(
        "extends: shop.yaml\ntitle: {zh: 乙, en: B}\nbusiness: {ticket: 60}\n", "dear.yaml"
    )
    assert load_scenario(dear).scenario.business.usual_price is None
    tried = load_scenario(dear, ["business.ticket=90"]).scenario.business
    assert (tried.ticket, tried.usual_price) == (90, 60)


@pytest.mark.parametrize("price", [0, -3, 2_000_000])
def test_a_usual_price_is_a_price(small: dict[str, Any], price: float) -> None:
    with pytest.raises(ScenarioError, match=r"business.*usual_price"):
        load_data({**small, "business": {"usual_price": price}})


def test_needs_wait_the_longer_the_rarer_they_are(small: dict[str, Any]) -> None:
    for cycle, days in ((1, 3.0), (16, 6.0), (81, 9.0)):
        data = {**small, "business": {"cycle": cycle}, "parameters": {"need_waits": 3}}
        world = world_of(load_data(data).scenario)
        assert world["need_window"][0] == pytest.approx(days)
        assert world["need_keeps"][0] == pytest.approx(math.exp(-1 / days))


def test_what_nobody_tells_of_messages_segments_and_hooks(small: dict[str, Any]) -> None:
    parts = {
        "messages": {"note": {"title": {"zh": "便条", "en": "Note"}, "minutes": 1}},
        "segments": {"regular": {"anyway": 0.6}},
        "hooks": {"ip": {"seeks": 0.25}},
        "arrival": [{"hook": "ip", "per_day": 1}],
        "playbook": {"calendar": {"notes": {"send": "note", "per_day": 1}}},
    }
    scenario = load_data({**small, **parts}).scenario
    note = scenario.messages_used["note"]
    assert (note.claim, note.for_customers, note.for_others) == (0, 1, 1)
    assert scenario.segments_used["regular"].anyway == 0.6
    assert scenario.hooks["ip"].seeks == 0.25
    assert catalogue.hooks()["fission"].seeks == 0


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("segments", {"regular": {"anyway": 1.2}}),
        ("hooks", {"ip": {"seeks": -0.1}}),
        ("messages", {"advert": {"claim": 2}}),
        ("messages", {"advert": {"for_others": 7}}),
    ],
)
def test_shares_that_are_none_are_refused(
    small: dict[str, Any], part: str, value: dict[str, Any]
) -> None:
    (fields,) = value.values()
    with pytest.raises(ScenarioError, match=next(iter(fields))):
        load_data({**small, part: value})
