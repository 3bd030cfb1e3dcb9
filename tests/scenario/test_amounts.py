"""Whatever people write for a number, a time or a name: it is read, or told how to write it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from simcommunity.scenario import catalogue
from simcommunity.scenario.errors import ScenarioError
from simcommunity.scenario.loader import load_data, load_scenario, load_text
from simcommunity.scenario.located import plain, written
from simcommunity.scenario.reading import parse

HAN = {2: "两", 3: "三", 10: "十", 12: "十二", 20: "二十", 200: "两百", 0: "零", 1: "一"}
# Ways to write a number, and what it must be for that.
WAYS = {
    "{}": float,
    "{} 元": float,
    "¥{}": float,
    "{}个": float,
    "约 {} 人": float,
    "{} people": float,
    "“{}”": float,
    "{}.00 yuan": int,
    "{:,}次": int,
    "RMB {:,}.0": int,
    "han": int,
    "percent": float,
}


def leaves(data: Any, *path: str) -> Iterator[tuple[tuple[str, ...], int | float]]:
    """Yield every number of a complete scenario with its path."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from leaves(value, *path, key)
    elif isinstance(data, int | float) and not isinstance(data, bool):
        yield path, data
    elif isinstance(data, list | tuple):
        for place, value in enumerate(data):
            yield from leaves(value, *path, str(place))


def put(data: Any, path: tuple[str, ...], value: object) -> Any:
    """Return plain data with another value at a path."""
    if not path:
        return value
    if isinstance(data, dict):
        return {**data, path[0]: put(data[path[0]], path[1:], value)}
    place = int(path[0])
    return [*data[:place], put(data[place], path[1:], value), *data[place + 1 :]]


def as_written(way: str, value: int | float) -> str | None:
    """Return a number written one way; None where nobody would write it so."""
    if way == "han":
        return HAN.get(value)  # type: ignore[arg-type]
    if way == "percent":
        return f"{value * 100:.10g} %" if isinstance(value, float) and 0 < value < 1 else None
    if WAYS[way] is int and not isinstance(value, int):
        return None
    return way.format(value)


def test_every_number_of_a_scenario_is_told_how_to_write_it() -> None:
    whole = written(load_scenario("supermarket_social").scenario)
    tried = 0
    for number, (path, value) in enumerate(leaves(whole)):
        names = list(WAYS)
        ways = [names[(number + turn) % len(names)] for turn in (0, 5)]
        for way in ways:
            text = as_written(way, value)
            if text is None:
                continue
            with pytest.raises(ScenarioError) as caught:
                load_data(put(whole, path, text))
            told = [one for one in caught.value.problems if text in one or "(write " in one]
            said = f"{value:.10g}" if isinstance(value, float) else str(value)
            assert any(f"(write {said})" in one for one in told), (path, text, told)
            tried += 1
    assert tried > 200


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("business: {ticket: 1280元}", "(write 1280)"),
        ("business: {ticket: '1,280.50'}", "(write 1280.5)"),
        ("business: {ticket: 1，280}", "(write 1280)"),
        ("business: {ticket: 1.5万}", "(write 15000)"),
        ("business: {ticket: １２８０}", "(write 1280)"),
        ("business: {margin: 50%}", "(write 0.5)"),
        ("business: {margin: ５０％}", "(write 0.5)"),
        ("business: {margin: 百分之五十}", "(write 0.5)"),
        ("business: {margin: 五成}", "(write 0.5)"),
        ("business: {margin: 50}", "must be at most 1 (write 0.5)"),
        ("business: {margin: 1/4}", "(write 0.25)"),
        ("business: {margin: '0,5'}", "(write 0.5)"),
        ("business: {cycle: 每周}", "(write 7)"),
        ("business: {cycle: 两周}", "(write 14)"),
        ("days: 三十天", "(write 30)"),
        ("days: 2个月", "(write 60)"),
        ("days: 30 days", "(write 30)"),
        ("team: {opens: 上午9点, closes: 晚上10点半}", "(write 9)"),
        ("team: {closes: 10pm}", "(write 22)"),
        ("team: {hours: 90分钟}", "(write 1.5)"),
        ("team: {answers_after: 半小时}", "(write 30)"),
        ("team: {wage: 25元/小时}", "(write 25)"),
        ("contacts: {accept: 30分钟}", "(write 30)"),
        ("groups: {chat: 是}", "(write true)"),
        ("groups: {chat: yes}", "(write true)"),
        ("groups: {duty: 两周}", "(write 14 days)"),
        ("groups: {renewal: {every: 一年, fee: 99}}", "(write 365 days)"),
        ("arrival: [{hook: {giveaway: ¥3}, per_day: 5}]", "'¥3' — must be a number (write 3)"),
        ("arrival: [{hook: giveaway, per_day: 10-20}]", "(write [10, 20])"),
        ("arrival: [{hook: giveaway, per_day: 10到20人}]", "(write [10, 20])"),
        ("playbook: {calendar: {a: {send: advert, on: [周二]}}}", "(write tue)"),
        ("playbook: {calendar: {a: {send: advert, on: 周二、周四}}}", "(write [tue, thu])"),
        ("playbook: {calendar: {a: {send: advert, on: Tuesday}}}", "(write [tue])"),
        ("playbook: {calendar: {a: {send: advert, on: [TUE]}}}", "(did you mean 'tue'?)"),
        ("playbook: {calendar: {a: {send: advert, every: 隔天}}}", "(write 2 days)"),
        ("playbook: {calendar: {a: {send: advert, every: every other day}}}", "(write 2 days)"),
        ("playbook: {calendar: {a: {send: advert, dates: 3、5}}}", "(write [3, 5])"),
        ("playbook: {calendar: {a: {send: advert, per_day: 10次}}}", "(write 10)"),
        ("playbook: {when: [{if: {members: {below: 9}}, then: {send: advert}, at_most: 每周一次}]}",
         "(write once every 7 days)"),
    ],
)  # fmt: skip
def test_how_to_write_it_is_told(small: dict[str, Any], written: str, said: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        load_data({**small, **plain(parse(written.encode(), "f"))})  # type: ignore[dict-item]
    assert said in "\n".join(caught.value.problems)


@pytest.mark.parametrize("days", ["20", "20.0", "2e1", "+20", "20."])
def test_a_whole_number_may_be_written_in_any_way(days: str) -> None:
    text = f"{{title: 茶, days: {days}, people: {{mix: {{regular: 1}}}}}}"
    assert load_text(text, "f").scenario.days == 20
    assert load_data({"title": "茶", "days": float(days), "people": {"mix": {"regular": 1.0}}})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{ticket: 1,280, cycle: 4}", "1,280: YAML takes the comma"),
        ("{cycle: 4, ticket: 12,345,678}", "write 12345678"),
        ("{ticket: 1,280.50}", "write 1280.50"),
    ],
)
def test_a_number_that_yaml_took_apart_is_told(text: str, said: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        load_text(f"title: 茶\nbusiness: {text}\n", "f")
    (sentence,) = caught.value.problems
    assert sentence.startswith("f:2: ")
    assert said in sentence


def shipped() -> Iterator[tuple[str, str, str]]:
    """Yield where an id is expected, an id, and a title of it."""
    places = {
        "segments": "people: {{mix: {{'{}': 1}}}}",
        "hooks": "arrival: [{{hook: '{}', per_day: 5}}]",
        "messages": "playbook: {{calendar: {{a: {{send: '{}', per_day: 1}}}}}}",
        "playbooks": "playbook: '{}'",
        "scenarios": "extends: '{}'",
    }
    for part, place in places.items():
        for title, name in catalogue.titles(part).items():
            if title != name:
                yield place, name, title


@pytest.mark.parametrize(("place", "name", "title"), list(shipped()))
def test_a_title_points_to_its_id(place: str, name: str, title: str) -> None:
    for spelt in (title, title.upper()):
        text = "title: 茶\n" + place.format(spelt.replace("'", "''"))
        text += "\npeople: {mix: {regular: 1}}" if "people:" not in text else ""
        with pytest.raises(ScenarioError) as caught:
            load_text(text, "f")
        assert any(f"(did you mean '{name}'?)" in one for one in caught.value.problems)


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("Days: 20", "days"), ("REPLICATES: 2", "replicates"), ("Business: {}", "business"),
        ("team: {Wage: 3}", "wage"), ("groups: {ThemeStrength: 1}", "theme_strength"),
        ("groups: {theme-strength: 1}", "theme_strength"), ("ｄａｙｓ: 20", "days"),
        ("account: WeCom", "wecom"), ("groups: {start: Running, most: 2}", "running"),
        ("playbook: Hands_Off", "hands_off"), ("extends: Supermarket", "supermarket"),
    ],
)  # fmt: skip
def test_case_and_dashes_do_not_hide_the_right_spelling(written: str, right: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        load_text(f"title: 茶\npeople: {{mix: {{regular: 1}}}}\n{written}\n", "f")
    assert f"(did you mean '{right}'?)" in caught.value.problems[0]
