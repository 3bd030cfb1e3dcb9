"""Whatever is thrown at the loader, out come a sound scenario or sentences, and nothing else."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from simcommunity.scenario import catalogue
from simcommunity.scenario.errors import ScenarioError
from simcommunity.scenario.loader import Loaded, load_data, load_scenario
from simcommunity.scenario.located import leaves, plain, written
from simcommunity.scenario.reading import parse
from simcommunity.scenario.writing import as_yaml

SHIPPED = {
    name: json.loads(json.dumps(written(load_scenario(name).scenario)))
    for name in ("supermarket", "rescue_day_four", "organic", "dead_groups")
}
SHORT = [
    json.loads(json.dumps(plain(parse(path.read_bytes(), "f"))))
    for path in catalogue.scenario_files().values()
]
WORDS = [
    *"{}[],:-?&*!|>%@`#'\"\n \t\\~=<",
    *("  ", ": ", "- ", "\n- ", "\n  ", "&a ", "*a", "<<: ", "!!str ", "---\n", "...\n"),
    *("%YAML 1.2\n", "1", "0.5", "-1", ".nan", ".inf", "1e999", "null", "true"),
    *("title", "people", "mix", "regular", "playbook", "phases", "use", "extends", "supermarket"),
    *("days", "segments", "like", "\ufeff", "\x85", "\u2028", "\x00", "\x1b", "\U0001f600"),
]
ODD: st.SearchStrategy[Any] = st.one_of(
    st.sampled_from(
        [None, True, False, 0, -1, 1, 10**9, 10**400, -0.0, 1e-320, 1e308, 0.5, "", "x", "none",
         "advert", "inherited", "2 days", "\x00", "\ud800", "٣ days", [], {}, [[]], {"a": {}},
         [1, 2], {"below": 1}, float("nan"), float("inf"), {"use": "topic_led"}]
    ),
    st.text(max_size=8),
    st.integers(),
    st.floats(),
)  # fmt: skip


def check(loaded: Loaded) -> None:
    """A sound scenario can be written and read again and stays the same."""
    scenario = loaded.scenario
    assert loaded.hash
    assert scenario.segments_used
    assert set(scenario.messages_used) <= set(scenario.messages)
    assert set(scenario.hooks_used) <= set(scenario.hooks)
    text = as_yaml(written(scenario), loaded.origins)
    again = load_data(plain(parse(text.encode(), "again")))  # type: ignore[arg-type]
    assert again.scenario == scenario
    assert again.hash == loaded.hash


def told(error: ScenarioError) -> None:
    """Problems are one to ten printable sentences, in both languages."""
    assert 1 <= len(error.problems) <= 10
    assert all(one.isprintable() for one in error.problems + error.sentences("zh"))


def survive(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "s.yaml"
        path.write_bytes(content)
        try:
            check(load_scenario(path))
        except ScenarioError as error:
            told(error)


@given(st.binary(max_size=300))
@settings(max_examples=100, deadline=None)
def test_random_bytes(content: bytes) -> None:
    survive(content)


@given(st.lists(st.sampled_from(WORDS), max_size=60).map("".join))
@settings(max_examples=200, deadline=None)
def test_random_yaml_words(text: str) -> None:
    survive(text.encode("utf-8", "surrogatepass"))


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_random_damage_to_a_file(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(catalogue.scenario_files())))
    content = bytearray(catalogue.scenario_files()[name].read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        length = data.draw(st.integers(0, 6))
        word = data.draw(st.sampled_from(WORDS) | st.text(max_size=3))
        content[at : at + length] = word.encode("utf-8", "surrogatepass")
    survive(bytes(content))


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_random_changes_of_a_mapping(data: st.DataObject) -> None:
    scenario = json.loads(
        json.dumps(data.draw(st.sampled_from([*SHIPPED.values(), *SHORT]), label="scenario"))
    )
    for _ in range(data.draw(st.integers(1, 3))):
        path = list(data.draw(st.sampled_from([*leaves(scenario)])))
        spoil(scenario, path[: data.draw(st.integers(1, max(1, len(path))))], data)
    survive_data(scenario)


def spoil(scenario: Any, path: list[str], data: st.DataObject) -> None:
    """Replace, remove or rename what stands at ``path``."""
    at = scenario
    for step in path[:-1]:
        at = at[int(step)] if isinstance(at, list) else at[step]
    if not path or not isinstance(at, dict) or path[-1] not in at:
        return
    kind = data.draw(st.sampled_from(["replace", "remove", "rename"]))
    value = at.pop(path[-1])
    if kind == "replace":
        at[path[-1]] = data.draw(ODD)
    elif kind == "rename":
        at[data.draw(st.sampled_from(["x", "", "use", "change", path[-1][1:]]))] = value


def survive_data(data: Any, overrides: tuple[str, ...] = ()) -> None:
    try:
        check(load_data(data, overrides))
    except ScenarioError as error:
        told(error)


@given(
    st.dictionaries(
        st.sampled_from(list(SHIPPED["supermarket"])) | st.text(max_size=5),
        st.recursive(
            ODD, lambda deep: st.lists(deep) | st.dictionaries(st.text(), deep), max_leaves=6
        ),
        max_size=5,
    )
)
@settings(max_examples=100, deadline=None)
def test_random_mappings(data: dict[str, Any]) -> None:
    survive_data(data)


PATHS = [".".join(path) for path in leaves(SHIPPED["rescue_day_four"])]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(PATHS).flatmap(
                lambda path: st.integers(1, path.count(".") + 1).map(
                    lambda steps: ".".join(path.split(".")[:steps])
                )
            )
            | st.text(max_size=10),
            st.sampled_from(
                ["1", "0.5", "{}", "[]", "null", "x", "topic_led", "{use: x}", "[1, 2]"]
            )
            | st.text(max_size=10),
        ).map("=".join),
        max_size=3,
    )
)
@settings(max_examples=100, deadline=None)
def test_random_overrides(overrides: list[str]) -> None:
    survive_data({"extends": "rescue_day_four"}, tuple(overrides))
