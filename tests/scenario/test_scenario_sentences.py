"""What is wrong in a scenario is told in one sentence: place, path, value, rule, right spelling."""

from __future__ import annotations

import ast
import pickle
from pathlib import Path
from typing import Any

import pytest

import simcommunity.scenario
from simcommunity.i18n import catalogue
from simcommunity.scenario.errors import ScenarioError
from simcommunity.scenario.loader import load_data, load_scenario
from simcommunity.scenario.located import plain
from simcommunity.scenario.reading import parse

MISTAKES = (Path(__file__).parent / "mistakes.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("block", MISTAKES.split("\n\n")[1:])
def test_the_sentence(small: dict[str, Any], block: str) -> None:
    lines = block.strip().splitlines()
    said = [f"data: {line[2:]}" for line in lines if line.startswith("→")]
    written = "\n".join(line for line in lines if not line.startswith("→"))
    data = plain(parse(written.encode(), "mistake"))
    assert isinstance(data, dict)
    with pytest.raises(ScenarioError) as caught:
        load_data({**small, **data})
    assert caught.value.problems == said
    for in_chinese in caught.value.sentences("zh"):
        assert any("一" <= mark <= "鿿" for mark in in_chinese.split(" — ")[-1]), in_chinese


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (
            {"source": "x" * 301},
            f"data: source: '{'x' * 58}… — must be at most 300 characters long",
        ),
        ({"playbook": {"phases": [{"plan": {}}] * 51}}, "— must hold at most 50"),
    ],
)
def test_a_long_value_is_cut(small: dict[str, Any], data: dict[str, Any], said: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        load_data({**small, **data})
    (sentence,) = caught.value.problems
    assert said in sentence
    assert len(sentence) < 150


@pytest.mark.parametrize(
    ("override", "said"),
    [
        ("days", "--set: 'days' — must read path=value, such as days=30"),
        ("=3", "--set: '' — must be a dotted path such as playbook.calendar.adverts.per_day"),
        ("days=[", "--set: '[' — is not valid YAML"),
        ("days=!!int 3", "--set: '!!int 3' — YAML tags"),
        ("days=", "--set: days: null — must be a whole number"),
        ("dayz=3", "--set: dayz: 3 — there is no such key here (did you mean 'days'?)"),
        ("arrival.0.days=3", "--set: arrival.0: 3 — there is no item 0 in a list of 0"),
        (".".join("a" * 30) + "=1", "must be a dotted path"),
        ("playbook=topicled", "--set: playbook: 'topicled' — there is no such playbook"),
        ("a\x1b[31m=1", "--set: 'a\\x1b[31m=1' — must read path=value"),
    ],
)
def test_an_override_gets_a_sentence_too(small: dict[str, Any], override: str, said: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        load_data({**small, "arrival": []}, [override])
    (sentence,) = caught.value.problems
    assert said in sentence


def test_program_data_that_is_not_plain(small: dict[str, Any]) -> None:
    endless: list[object] = []
    endless.append(endless)
    for thing, said in (
        (object(), "data: story: object — must be plain data"),
        ({1: 2}, "data: story: 1 — a key must be a plain word"),
        ({"\x00": 2}, "a key must be a plain word"),
        ("\x1b", "data: story: holds a control character"),
        (endless, "is nested deeper than 32 levels"),
        ([0] * 60_000, "holds more than 50,000 values"),
    ):
        with pytest.raises(ScenarioError) as caught:
            load_data({**small, "story": thing})
        assert said in str(caught.value)


def test_ten_problems_at_most_and_the_error_travels() -> None:
    data = {f"wrong{i}": i for i in range(50)}
    with pytest.raises(ScenarioError) as caught:
        load_data(data)
    assert len(caught.value.problems) == 10
    assert isinstance(caught.value, ValueError)
    again = pickle.loads(pickle.dumps(caught.value))
    assert again.problems == caught.value.problems == str(again).splitlines()


def test_file_and_line_of_a_mistake(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(
        "title: {zh: 甲, en: A}\n"
        "people:\n"
        "  mix:\n"
        "    regular: 0.5\n"
        "    bargin_hunter: 0.5\n"
        "groups:\n"
        "  size: many\n"
        "arrival:\n"
        "  - hook: content\n"
        "    per_day: 3\n"
        "  - hook: content\n",
        encoding="utf-8",
    )
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path)
    assert caught.value.problems == [
        (
            f"{path}:5: people.mix.bargin_hunter: 0.5 — there is no such segment"
            " (did you mean 'bargain_hunter'?)"
        ),
        f"{path}:11: arrival.1.per_day: is missing",
        f"{path}:7: groups.size: 'many' — must be a whole number",
    ]


def test_every_sentence_has_both_languages_and_a_use() -> None:
    rules = {
        key: {key.removeprefix("problem.") for key in catalogue(key) if key.startswith("problem.")}
        for key in ("zh", "en")
    }
    assert rules["zh"] == rules["en"]
    package = Path(simcommunity.scenario.__file__).parents[1]
    words = {
        node.value
        for path in package.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    from_pydantic = {
        "missing", "literal_error", "bool_type", "int_type", "string_type", "finite_number",
        "greater_than", "greater_than_equal", "less_than", "less_than_equal", "multiple_of",
        "too_short", "did_you_mean", "write",
    }  # fmt: skip
    assert rules["en"] - from_pydantic <= words
