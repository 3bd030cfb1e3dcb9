"""extends, use, change, phases, like and --set: what is laid upon what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from simcommunity.scenario import catalogue
from simcommunity.scenario.errors import ScenarioError
from simcommunity.scenario.loader import load_alternative, load_data, load_scenario

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PARENT = """
title: {zh: 甲, en: Parent}
days: 30
business: {ticket: 10, products: {count: 5}}
people: {mix: {regular: 0.6, fan: 0.4}}
arrival:
  - {hook: content, per_day: 5}
  - {hook: ip, per_day: 6}
groups: {size: 50, ties: {small_world: {neighbours: 4}}}
gate: {spend: 100}
playbook:
  moderation: 0.5
  calendar:
    adverts: {send: advert, per_day: 3}
    coupons: {send: coupon, every: 2 days, worth: 3}
"""


def test_mappings_merge_and_the_rest_replaces(write: Callable[..., Path]) -> None:
    write(PARENT, "parent.yaml")
    child = write(
        """
        extends: parent.yaml
        title: {zh: 乙, en: Child}
        business: {products: {new_per_month: 7}}
        people: {mix: {regular: 0.7, fan: 0.3}}
        arrival: [{hook: fission, per_day: 1}]
        gate: {fee: 20}
        groups: {ties: none}
        playbook:
          answers: 0.25
          calendar:
            adverts: {every: 1 week}
            packets: {send: red_packet, on: [sun]}
        """,
        "child.yaml",
    )
    loaded = load_scenario(child)
    scenario = loaded.scenario
    assert scenario.title.en == "Child"
    assert (scenario.days, scenario.business.ticket) == (30, 10)
    assert (scenario.business.products.count, scenario.business.products.new_per_month) == (5, 7)
    assert [one.hook.name for one in scenario.arrival] == ["fission"]
    assert (scenario.gate.kind, scenario.gate.value) == ("fee", 20)
    assert scenario.groups.ties.kind == "none"
    assert scenario.groups.size == 50
    plan = scenario.playbook
    assert (plan.moderation, plan.answers) == (0.5, 0.25)
    assert list(plan.calendar) == ["adverts", "coupons", "packets"]
    assert (plan.calendar["adverts"].per_day, plan.calendar["adverts"].every) == (None, 7)
    assert [entry.priority for entry in plan.calendar.values()] == [0, 1, 2]
    assert loaded.origins["days"] == f"{child.parent}/parent.yaml:3"
    assert loaded.origins["gate.fee"] == f"{child}:7"
    assert loaded.origins["business.margin"] == "default"
    assert loaded.origins["segments.fan.spam"].startswith("shipped: segments.yaml:")


@pytest.mark.parametrize(
    ("playbook", "entries"),
    [
        ("hands_off", []),
        ("{use: hands_off}", []),
        ("{use: hands_off, calendar: {a: {send: advert, per_day: 1}}}", ["a"]),
        ("{calendar: {a: {send: advert, per_day: 1}}}", ["adverts", "coupons", "a"]),
        ("{use: inherited, moderation: 0}", ["adverts", "coupons"]),
        ("{moderation: 0}", ["adverts", "coupons"]),
    ],
)
def test_a_playbook_that_starts_afresh_replaces_the_inherited_one(
    write: Callable[..., Path], playbook: str, entries: list[str]
) -> None:
    write(PARENT, "parent.yaml")
    child = write(f"extends: parent.yaml\nplaybook: {playbook}\n", "child.yaml")
    assert list(load_scenario(child).scenario.playbook.calendar) == entries


def test_phases_replace_and_reactions_hold_throughout(write: Callable[..., Path]) -> None:
    write(PARENT, "parent.yaml")
    child = write(
        """
        extends: parent.yaml
        playbook:
          phases:
            - {use: inherited, until_age: 3}
            - use: topic_led
              change: {calendar.adverts.per_day: 2, moderation: 0.9}
              from_age: 4
          when:
            - if: {reached_share: {below: 0.25}, for: 3 days}
              then: {send: red_packet, worth: 80}
              at_most: once a week
        """,
        "child.yaml",
    )
    playbook = load_scenario(child).scenario.playbook
    first, second = playbook.as_phases()
    assert list(first.plan.calendar) == ["adverts", "coupons"]
    assert (first.from_age, first.until_age, second.from_age) == (None, 3, 4)
    assert second.plan.moderation == 0.9
    assert second.plan.calendar["adverts"].per_day == 2
    assert second.plan.calendar["adverts"].every is None
    shipped = catalogue.playbook("topic_led")
    assert len(second.plan.when) == len(shipped.when) + 1
    trigger = second.plan.when[-1]
    assert (trigger.condition.metric, trigger.condition.bound.below) == ("reached_share", 0.25)
    assert (trigger.condition.for_days, trigger.at_most) == (3, 7)
    assert (trigger.reaction.send, trigger.reaction.worth) == ("red_packet", 80)
    assert "red_packet" in playbook.messages()


def test_the_old_name_of_a_signal_stays_valid() -> None:
    kinds = [
        load_scenario(
            "supermarket",
            [f"playbook.when=[{{if: {{{name}: {{below: 0.2}}}}, then: {{send: red_packet}}}}]"],
        ).hash
        for name in ("share_reached", "reached_share")
    ]
    assert kinds[0] == kinds[1]


def test_a_playbook_without_phases_is_one_phase_without_bounds(small: dict[str, Any]) -> None:
    playbook = load_data({**small, "playbook": "ad_spam"}).scenario.playbook
    (phase,) = playbook.as_phases()
    assert phase.plan == playbook
    assert (phase.from_age, phase.until_age, phase.from_date, phase.until_date) == (None,) * 4


def test_playbooks_in_files_of_their_own(write: Callable[..., Path]) -> None:
    write("use: ad_spam\nchange: {calendar.adverts.per_day: 1}\n", "few.yaml")
    write("use: few.yaml\nmoderation: 0.4\n", "few_and_clean.yaml")
    path = write(PARENT.partition("playbook:")[0] + "playbook: few_and_clean.yaml\n")
    loaded = load_scenario(path)
    playbook = loaded.scenario.playbook
    assert (playbook.calendar["adverts"].per_day, playbook.moderation) == (1, 0.4)
    assert loaded.origins["playbook.calendar.adverts.per_day"] == "few.yaml:2"
    assert loaded.origins["playbook.posting"].startswith("shipped: playbooks/ad_spam.yaml:")


def test_a_shipped_scenario_can_be_extended_from_anywhere(write: Callable[..., Path]) -> None:
    path = write("extends: supermarket.yaml\ndays: 9\n")
    loaded = load_scenario(path)
    assert loaded.scenario.title.en == "The supermarket's eighty groups"
    assert loaded.origins["groups.size"].startswith("shipped: supermarket.yaml:")
    assert loaded.hash == load_data({"extends": "supermarket", "days": 500}).hash


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"s.yaml": "extends: s.yaml\n"}, "s.yaml:1: extends: 's.yaml' — scenarios must not"),
        ({"s.yaml": "extends: a.yaml\n", "a.yaml": "extends: s.yaml\n"}, "a.yaml:1: extends:"),
        (
            {f"{'s' if i == 0 else i}.yaml": f"extends: {i + 1}.yaml\n" for i in range(30)},
            "nor more than 16 in a row",
        ),
        ({"s.yaml": "extends: ../s.yaml\n"}, "must be a file in the same folder"),
        ({"s.yaml": "extends: /etc/passwd\n"}, "must be a file in the same folder"),
        ({"s.yaml": "extends: link.yaml\n"}, "must be a file in the same folder"),
        ({"s.yaml": "extends: nosuch.yaml\n"}, "there is no such scenario"),
        ({"s.yaml": "extends: se.yaml\n", "see.yaml": ""}, "(did you mean 'see.yaml'?)"),
        ({"s.yaml": f"extends: {'x' * 5000}\n"}, "there is no such scenario"),
        ({"s.yaml": "extends: a.yaml\n", "a.yaml": "[1]"}, "a.yaml:1: [1] — must be a mapping"),
        ({"s.yaml": "extends: a.yaml\n", "a.yaml": "a: !x 1"}, "a.yaml:1: YAML tags"),
        ({"s.yaml": "playbook: ../up.yaml\n"}, "must be a file in the same folder"),
        ({"s.yaml": "playbook: link.yaml\n"}, "must be a file in the same folder"),
        ({"s.yaml": "playbook: a.yaml\n", "a.yaml": "use: a.yaml"}, "more than 16 playbooks"),
        (
            {"s.yaml": "playbook: a.yaml\n", "a.yaml": "phases: [{use: a.yaml}]"},
            "a.yaml:1: playbook.phases.0: ",
        ),
        (
            {"s.yaml": "playbook: a.yaml\n", "a.yaml": "phases: [{use: hands_off}, {use: a.yaml}]"},
            'playbook.phases.1: {"use": "a.yaml"} — a phase must not have phases of its own',
        ),
        ({"s.yaml": "playbook: a.yaml\n", "a.yaml": "3"}, "a.yaml:1: playbook: 3 — must be"),
    ],
)
def test_bad_families_end_in_one_sentence(
    write: Callable[..., Path], tmp_path: Path, files: dict[str, str], said: str
) -> None:
    write(PARENT, "parent.yaml")
    (tmp_path / "link.yaml").symlink_to("/etc/passwd")
    for name, content in files.items():
        write(content, name)
    with pytest.raises(ScenarioError) as caught:
        load_scenario(tmp_path / "s.yaml")
    (sentence,) = caught.value.problems
    assert said in sentence
    assert "root:" not in sentence


def test_a_family_that_multiplies_is_stopped(write: Callable[..., Path]) -> None:
    entries = ", ".join(f"e{i}: {{send: advert, per_day: 1}}" for i in range(90))
    write(f"calendar: {{{entries}}}", "big.yaml")
    phases = ", ".join(["{use: big.yaml}"] * 50)
    path = write(f"extends: supermarket\nplaybook: {{phases: [{phases}]}}\n")
    assert len(load_scenario(path).scenario.playbook.phases) == 50
    huge = ", ".join(f"e{i}: {{send: advert, per_day: 1}}" for i in range(2000))
    write(f"calendar: {{{huge}}}", "big.yaml")
    with pytest.raises(ScenarioError, match="holds more than 100,000 values"):
        load_scenario(path)


def test_segments_and_messages_like_others(small: dict[str, Any]) -> None:
    scenario = load_data(
        {
            **small,
            "segments": {
                "mums": {"title": "宝妈", "like": "enthusiast", "affinity": {"median": 0.9}},
                "young mums": {"like": "mums", "spam": 0.5},
                "regular": {"spam": 0.25},
            },
            "people": {"mix": {"mums": 0.5, "young mums": 0.25, "regular": 0.25}},
            "messages": {"sermon": {"like": "advert", "pressing": 1}, "plain": {"social": 1}},
            "arrival": [{"hook": {"content": 5}, "per_day": 3}],
            "playbook": {
                "calendar": {
                    "a": {"send": "sermon", "per_day": 1},
                    "b": {"send": "plain", "per_day": 1},
                }
            },
        }
    ).scenario
    shipped = catalogue.segments()["enthusiast"]
    mums, young = scenario.segments["mums"], scenario.segments["young mums"]
    assert mums.affinity.median == young.affinity.median == 0.9
    assert mums.affinity.spread == shipped.affinity.spread
    assert mums.need == shipped.need
    assert (mums.title.zh, young.title.en) == ("宝妈", "young mums")
    assert (young.spam, mums.spam, scenario.segments["regular"].spam) == (0.5, 0, 0.25)
    takes = scenario.hooks["content"].takes
    assert takes["mums"] == takes["young mums"] == takes["enthusiast"]
    assert list(scenario.segments_used) == ["mums", "young mums", "regular"]
    assert list(scenario.messages_used) == ["sermon", "plain"]
    assert scenario.messages["sermon"].commercial == catalogue.messages()["advert"].commercial
    assert (scenario.messages["plain"].social, scenario.messages["plain"].commercial) == (1, 0)


def test_a_new_segment_without_likeness_needs_a_place_in_the_hook(small: dict[str, Any]) -> None:
    full = load_data({**small, "people": {"mix": {"fan": 1}}}).scenario.segments["fan"]
    data = {
        **small,
        "segments": {"mums": full.model_dump()},
        "people": {"mix": {"mums": 1}},
        "arrival": [{"hook": "content", "per_day": 3}],
    }
    with pytest.raises(ScenarioError) as caught:
        load_data(data)
    assert caught.value.problems == [
        (
            "data: people.mix.mums: 1 — the hook content does not say how this segment takes it;"
            " make the segment like another one"
        )
    ]
    told = load_data({**data, "hooks": {"content": {"takes": {"mums": [0.5, 1]}}}})
    assert told.scenario.hooks["content"].takes["mums"] == (0.5, 1)


def test_a_segment_with_no_share_is_not_used(small: dict[str, Any]) -> None:
    scenario = load_data({**small, "people": {"mix": {"fan": 1, "regular": 0}}}).scenario
    assert list(scenario.segments_used) == ["fan"]


def test_overrides_are_made_in_order_after_everything_else() -> None:
    loaded = load_scenario(
        "rescue_day_four",
        [
            "days=10",
            "days=11",
            "gate.fee=5",
            "people.mix={regular: 1}",
            "arrival.0.per_day=[1, 2]",
            "arrival.0.hook=fission",
            "groups.ties.preferential.links=3",
            "playbook.phases.1.plan.calendar.adverts.every=2 days",
            "playbook.phases.0.until_age=9",
            "title.en=Mine",
        ],
    )
    scenario = loaded.scenario
    assert (scenario.days, scenario.gate.value, scenario.title.en) == (11, 5, "Mine")
    assert list(scenario.people.mix) == ["regular"]
    assert (scenario.arrival[0].per_day, scenario.arrival[0].hook.name) == ((1, 2), "fission")
    assert (scenario.groups.ties.kind, scenario.groups.ties.value.links) == ("preferential", 3)
    first, second = scenario.playbook.phases
    assert (first.until_age, second.plan.calendar["adverts"].every) == (9, 2)
    assert loaded.origins["days"] == loaded.origins["playbook.phases.0.until_age"] == "--set"


def test_overrides_may_change_the_playbook_as_a_whole() -> None:
    plan = load_scenario(
        "supermarket", ["playbook=topic_led", "playbook.calendar.adverts.per_day=3"]
    ).scenario.playbook
    assert plan.calendar["adverts"].per_day == 3
    assert plan.moderation == catalogue.playbook("topic_led").moderation
    fresh = load_scenario("supermarket", ["playbook.use=hands_off"]).scenario.playbook
    assert fresh.calendar == {}
    phased = load_scenario(
        "supermarket", ["playbook.phases=[{use: inherited, until_age: 2}, {use: ip_led}]"]
    ).scenario.playbook
    assert [next(iter(one.plan.calendar)) for one in phased.phases] == ["adverts", "life"]


def test_a_campaign_may_have_a_playbook_of_its_own(write: Callable[..., Path]) -> None:
    own = "{use: topic_led, change: {calendar.adverts.every: 5}}"
    file = write(PARENT.replace("per_day: 6", f"per_day: 6, playbook: {own}"))
    change = "arrival.0.playbook=hands_off"
    scenario = load_scenario(file, [change, "arrival.1.playbook.answers=0.1"]).scenario
    plain, first, second = scenario.playbooks
    assert (plain.moderation, list(plain.calendar)) == (0.5, ["adverts", "coupons"])
    assert first.calendar == {}
    assert (second.answers, second.calendar["adverts"].every) == (0.1, 5)
    assert "case_teardown" in scenario.messages_used
    with pytest.raises(ScenarioError, match="hands_of"):
        load_scenario(file, ["arrival.0.playbook=hands_of"])
    with pytest.raises(ScenarioError, match="advrt"):
        load_scenario(file, ["arrival.1.playbook.calendar.adverts.send=advrt"])


@pytest.mark.parametrize(
    ("often", "days"),
    [("day", 1), ("1 day", 1), ("3 days", 3), ("2 weeks", 14), ("week", 7), ("every 2 days", 2),
     ("1 month", 30), (5, 5)],
)  # fmt: skip
def test_intervals(small: dict[str, Any], often: str | int, days: int) -> None:
    entry = {"send": "advert", "every": often}
    scenario = load_data({**small, "playbook": {"calendar": {"a": entry}}}).scenario
    assert scenario.playbook.calendar["a"].every == days


@pytest.mark.parametrize(
    ("often", "days"),
    [("once a day", 1), ("once a week", 7), ("once a month", 30), ("once every 3 days", 3)],
)
def test_cooldowns(small: dict[str, Any], often: str, days: int) -> None:
    trigger = {"if": {"messages": {"below": 1}}, "then": {"send": "question"}, "at_most": often}
    scenario = load_data({**small, "playbook": {"when": [trigger]}}).scenario
    assert scenario.playbook.when[0].at_most == days


def test_defaults_are_those_that_are_documented(small: dict[str, Any]) -> None:
    scenario = load_data(small).scenario
    assert (scenario.days, scenario.seed, scenario.replicates) == (60, 7, 20)
    business = scenario.business
    assert (business.ticket, business.cycle, business.margin, business.quality) == (45, 9, 0.2, 0.7)
    assert (business.products.count, business.products.new_per_month) == (100, 10)
    assert (scenario.people.correlation, scenario.people.outside_groups) == (1, 10)
    groups = scenario.groups
    assert (groups.size, groups.most, groups.start, groups.variety) == (200, None, "empty", 1)
    assert (groups.ties.kind, scenario.gate.kind) == ("none", "none")
    assert (scenario.team.people, scenario.team.hours, scenario.team.wage) == (1, 8, 25)
    assert (scenario.playbook.calendar, scenario.playbook.posting) == ({}, "by_hand")
    assert load_data({**small, "playbook": "hands_off"}).hash == load_data(small).hash


def test_an_alternative_is_a_playbook_by_name_or_file_or_another_scenario(
    write: Callable[..., Path], tmp_path: Path
) -> None:
    base = load_scenario("supermarket")
    named = load_alternative("supermarket", "topic_led")
    assert named.scenario.people == base.scenario.people
    assert named.scenario.playbook == catalogue.playbook("topic_led")
    write("moderation: 0.4\ncalendar: {a: {send: question, per_day: 1}}\n", "calm.yaml")
    file = write("use: calm.yaml\nanswers: 0.5\n", "mine.yaml")
    own = load_alternative("supermarket", file, ["groups.size=100"])
    assert own.scenario.people == base.scenario.people
    assert (own.scenario.groups.size, own.path) == (100, base.path)
    assert list(own.scenario.playbook.calendar) == ["a"]
    assert (own.scenario.playbook.moderation, own.scenario.playbook.answers) == (0.4, 0.5)
    assert own.origins["playbook.answers"] == f"{file}:2"
    phased = write("phases: [{use: inherited, until_age: 3}, {use: calm.yaml}]\n", "turn.yaml")
    first, second = load_alternative("supermarket", phased).scenario.playbook.phases
    assert (next(iter(first.plan.calendar)), list(second.plan.calendar)) == ("adverts", ["a"])
    other = load_alternative("supermarket", "organic", ["days=9"])
    assert (other.scenario.title, other.scenario.days) == (
        load_scenario("organic").scenario.title,
        9,
    )
    for wrong in ("topicled", tmp_path / "nosuch.yaml"):
        with pytest.raises(ScenarioError):
            load_alternative("supermarket", wrong)
