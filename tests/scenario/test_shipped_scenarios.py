"""What the package ships loads, is complete in both languages, and has sensible numbers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from simcommunity.scenario import catalogue
from simcommunity.scenario.loader import load_scenario
from simcommunity.scenario.people import POSITIVE_TRAITS, REAL_TRAITS, SHARE_TRAITS, TRAITS

if TYPE_CHECKING:
    from simcommunity.scenario.quantities import Bilingual

SEGMENTS = {
    "bargain_hunter", "passer_by", "regular", "enthusiast", "fan", "expert", "peer", "spammer",
}  # fmt: skip
HOOKS = {"giveaway", "fission", "content", "ip", "old_customers", "public_ads", "word_of_mouth"}
PLAYBOOKS = {
    "ad_spam", "benefit_led", "topic_led", "ip_led", "gated", "social_first", "hands_off",
}  # fmt: skip
MESSAGES = {
    "advert", "coupon", "flash_sale", "red_packet", "daily_topic", "case_teardown", "guest_talk",
    "expert_content", "life_share", "question", "check_in", "small_event", "large_event",
    "offline_meetup", "customer_praise", "announcement", "resource_lead", "welcome",
    "service_reply", "member_chat", "member_spam",
}  # fmt: skip
SCENARIOS = {
    "supermarket", "supermarket_benefits", "supermarket_topics", "supermarket_ip",
    "supermarket_social", "supermarket_hands_off", "supermarket_gated", "rescue_day_four",
    "dead_groups", "organic",
}  # fmt: skip


def chinese(words: Bilingual | None) -> bool:
    assert words is not None
    assert words.en.isascii() or "¥" in words.en
    return any("一" <= mark <= "鿿" for mark in words.zh)


def accepted(hook: str, segment: str, worth: float) -> float:
    base, gain = catalogue.hooks()[hook].takes[segment]
    odds = base / (1 - base) * math.pow(1 + worth / 5, gain)
    return odds / (1 + odds)


def test_the_catalogues_are_complete() -> None:
    assert set(catalogue.segments()) == SEGMENTS
    assert set(catalogue.hooks()) == HOOKS
    assert set(catalogue.messages()) >= MESSAGES
    assert set(catalogue.playbooks()) == PLAYBOOKS
    assert set(catalogue.scenario_files()) >= SCENARIOS


def test_everything_has_a_title_in_both_languages() -> None:
    things: list[Any] = [
        *catalogue.segments().values(),
        *catalogue.hooks().values(),
        *catalogue.messages().values(),
        *catalogue.playbooks().values(),
        *(load_scenario(name).scenario for name in SCENARIOS),
    ]
    assert all(chinese(thing.title) for thing in things)
    stories: list[Any] = [
        *catalogue.playbooks().values(),
        *(load_scenario(n).scenario for n in SCENARIOS),
    ]
    assert all(chinese(thing.story) for thing in stories)


@pytest.mark.parametrize("name", sorted(SCENARIOS))
def test_a_shipped_scenario_stands_on_shipped_files(name: str) -> None:
    loaded = load_scenario(name)
    assert loaded.path is not None
    assert len(loaded.hash) == 16
    int(loaded.hash, 16)
    assert set(loaded.scenario.segments_used) == {
        segment for segment, share in loaded.scenario.people.mix.items() if share
    }
    assert all(
        "scenarios/" in o or "shipped" in o or o == "default" for o in loaded.origins.values()
    )


def test_all_shipped_scenarios_differ_in_numbers() -> None:
    hashes = {load_scenario(name).hash for name in catalogue.scenario_files()}
    assert len(hashes) == len(catalogue.scenario_files())


def test_the_supermarket_is_the_one_of_the_story() -> None:
    loaded = load_scenario("supermarket")
    scenario = loaded.scenario
    (till,) = scenario.arrival
    assert (till.places, till.days, till.cost, till.hook.worth) == (7, 14, 6, 5)
    share = sum(
        part * accepted("giveaway", segment, 5) for segment, part in scenario.people.mix.items()
    )
    low, high = till.per_day
    assert 200 <= low * share <= high * share <= 310
    joined = (low + high) / 2 * share * till.places * till.days
    assert joined / scenario.groups.size > 80
    assert scenario.groups.size >= 300
    assert (scenario.team.people, scenario.team.hours) == (1, 8)
    calendar = scenario.playbook.calendar
    assert (calendar["adverts"].send, calendar["adverts"].per_day) == ("advert", 8)
    assert (calendar["coupons"].every, calendar["coupons"].worth) == (2, 3)
    assert (calendar["red_packets"].every, calendar["red_packets"].worth) == (7, 50)
    assert scenario.playbook.posting == "by_hand"


def test_the_other_supermarkets_have_the_same_people() -> None:
    base = load_scenario("supermarket").scenario
    for name in SCENARIOS - {"supermarket", "organic", "dead_groups"}:
        other = load_scenario(name).scenario
        assert other.people == base.people
        assert other.segments_used == base.segments_used
        assert (other.arrival, other.groups, other.team) == (base.arrival, base.groups, base.team)
        assert (other.gate == base.gate) == (name != "supermarket_gated")


def test_the_organic_groups_have_no_operator() -> None:
    scenario = load_scenario("organic").scenario
    assert scenario.team.people == 0
    assert scenario.playbook.messages() == ()
    (arrival,) = scenario.arrival
    assert arrival.places == 30
    share = sum(p * accepted("content", s, 0) for s, p in scenario.people.mix.items())
    assert 80 < arrival.usually_asked * share < 120
    assert arrival.from_day + sum(stage.days for stage in arrival.stages) > 190


def test_a_larger_bribe_brings_more_people_and_more_bargain_hunters() -> None:
    for hook in HOOKS:
        for worth in (0, 5, 20):
            now = {name: accepted(hook, name, worth) for name in SEGMENTS}
            more = {name: accepted(hook, name, worth + 5) for name in SEGMENTS}
            assert all(more[name] > now[name] for name in SEGMENTS)
            odds = {n: more[n] / (1 - more[n]) / (now[n] / (1 - now[n])) for n in SEGMENTS}
            assert max(odds, key=lambda name: odds[name]) == "bargain_hunter"


def test_what_the_attributes_say_of_money_and_commerce() -> None:
    kinds = catalogue.messages()
    assert kinds["advert"].commercial > 0
    assert kinds["advert"].money == 0
    assert kinds["red_packet"].commercial == 0
    assert kinds["red_packet"].money > 0
    assert (kinds["red_packet"].pays_out, kinds["coupon"].pays_out) == (1, 0)
    assert kinds["coupon"].commercial > 0
    assert kinds["coupon"].money > 0


def test_the_traits_fall_into_three_kinds() -> None:
    assert len(SHARE_TRAITS) == 6
    assert POSITIVE_TRAITS == ("sociability", "speaking_threshold", "attention", "need")
    assert REAL_TRAITS == ("mute_tolerance", "churn_propensity")
    assert len(set(TRAITS)) == 12


def test_the_traits_can_be_correlated_that_way() -> None:
    matrix = np.eye(len(TRAITS))
    for one, other, rho in catalogue.correlation():
        i, j = TRAITS.index(one), TRAITS.index(other)
        assert i != j
        assert matrix[i, j] == 0
        matrix[i, j] = matrix[j, i] = rho
    assert np.linalg.eigvalsh(matrix).min() > 0.05


def test_only_few_write_readily() -> None:
    for name, segment in catalogue.segments().items():
        assert segment.sociability.median < 0.1, name
        assert segment.sociability.spread > 1, name
        top = segment.sociability.median * math.exp(2.33 * segment.sociability.spread)
        assert top > 10 * segment.sociability.median
