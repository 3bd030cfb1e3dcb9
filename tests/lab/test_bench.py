"""One group of a scenario, and what the levers change about it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from simcommunity.lab.levers import GATES, LEVERS, Lever
from simcommunity.lab.one_group import OneGroup, on_offer, shipped, uploaded
from simcommunity.scenario.errors import ScenarioError
from simcommunity.scenario.loader import load_text
from simcommunity.scenario.reading import MOST_BYTES
from simcommunity.simulation.running import run

WHERE = {  # some place other than the supermarket's for every lever
    "adverts": 2.0,
    "topics": 5.0,
    "coupons": 1.0,
    "packets": 7.0,
    "packet_worth": 20.0,
    "minutes": 12.0,
    "answers": 0.4,
    "moderation": 0.6,
    "gift": 0.0,
}


@pytest.fixture(scope="module")
def supermarket() -> OneGroup:
    return shipped("supermarket")


def test_every_lever_stands_where_it_was_put(supermarket: OneGroup) -> None:
    assert set(WHERE) == {lever.name for lever in LEVERS}
    moved = replace(supermarket.under(), moved=WHERE).loaded().scenario
    assert {lever.name: lever.read(moved) for lever in LEVERS} == pytest.approx(WHERE)


@pytest.mark.parametrize("lever", LEVERS, ids=[one.name for one in LEVERS])
def test_a_lever_moves_nothing_else(supermarket: OneGroup, lever: Lever) -> None:
    name = lever.name
    before = supermarket.under().loaded().scenario
    after = replace(supermarket.under(), moved={name: WHERE[name]}).loaded().scenario
    for other in LEVERS:
        same = other.read(after) == other.read(before)
        assert same == (other.name != name)


def test_a_saved_file_gives_the_same_numbers(supermarket: OneGroup) -> None:
    moved = {"adverts": 3.0, "gift": 2.0}
    variant = replace(supermarket.under("topic_led"), moved=moved, gate=("spend", 40.0), days=14)
    again = load_text(variant.yaml(), "lab.yaml")
    assert again.hash == variant.loaded().hash
    few = {"replicates": 3, "jobs": 1}
    assert run(again, **few).digest == run(variant.loaded(), **few).digest  # type: ignore[arg-type]


def test_a_saved_file_that_is_opened_again_is_the_same_group(supermarket: OneGroup) -> None:
    variant = replace(supermarket.under(), moved={"adverts": 3.0})
    again = uploaded(variant.yaml().encode(), "lab.yaml").under()
    assert again.loaded().hash == variant.loaded().hash


def test_a_group_has_its_share_of_the_team_and_of_preparation(supermarket: OneGroup) -> None:
    one = supermarket.under().loaded().scenario
    assert one.groups.most == 1
    assert supermarket.of == 88  # 7 tills, 14 days, 745 asked a day of whom some 36 % join
    assert one.team.hours_a_day == pytest.approx(8 / 88, rel=0.01)
    assert one.messages["advert"].prepare == pytest.approx(15 / 88, rel=0.01)


def test_a_group_that_stands_alone_is_left_as_it_is() -> None:
    text = b"extends: toy_collectors\ngroups: {most: 1}\nteam: {people: 2, hours: 3}\n"
    bench = uploaded(text, "mine.yaml")
    assert bench.of == 1
    assert bench.under().loaded().scenario.team.hours_a_day == 6


@pytest.mark.parametrize("kind", GATES)
def test_every_gate_can_be_put_up(supermarket: OneGroup, kind: str) -> None:
    scenario = replace(supermarket.under(), gate=(kind, GATES[kind][2])).loaded().scenario
    assert scenario.gate.kind == kind


def test_weights_become_shares(supermarket: OneGroup) -> None:
    names = list(supermarket.under().loaded().scenario.people.mix)
    weights = dict.fromkeys(names, 0.0) | {names[0]: 1.0, names[2]: 2.0}
    mix = replace(supermarket.under(), mix=weights).loaded().scenario.people.mix
    assert mix == dict.fromkeys(names, 0.0) | {names[0]: 0.333, names[2]: 0.667}


def test_all_scenarios_on_offer_can_be_opened() -> None:
    offer = on_offer()
    assert len(offer) > 30
    for name in offer:
        assert shipped(name).under().loaded().scenario.most_groups == 1, name


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"extends: ../../etc/passwd\n", "unknown_scenario"),
        (b"extends: supermarket\nplaybook: {use: ./secret.yaml}\n", "unknown_playbook"),
        (b"x: !!python/object/apply:os.system [ls]\n", "tag"),
        (b"extends: supermarket\ndays: many\n", "int_type"),
        (b"extends: moments_shop\n", "lab_no_chat"),
        (b"- 1\n", "mapping_type"),
        (b"\xff\xfe", "not_utf8"),
        (b"#" * (MOST_BYTES + 1), "too_large"),
    ],
)
def test_a_hostile_file_ends_in_a_sentence(content: bytes, rule: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        uploaded(content, "sent.yaml")
    assert caught.value.details[0].rule == rule
