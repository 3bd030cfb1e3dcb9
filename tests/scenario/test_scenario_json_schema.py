"""The JSON Schema for editors: accepts what is shipped, refuses what is wrong."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from click.testing import CliRunner

from simcommunity.cli.main import main
from simcommunity.scenario import catalogue
from simcommunity.scenario.beginning import CHANNELS, Answers, beginning
from simcommunity.scenario.json_schema import file_schema
from simcommunity.scenario.located import plain
from simcommunity.scenario.reading import parse

SCHEMA = file_schema()
TYPES: dict[str, Any] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": int | float,
    "null": type(None),
}
# Everything a schema may say that the check below understands; a new word must be added there.
KNOWN = {
    "$defs", "$ref", "$schema", "additionalProperties", "anyOf", "const", "default", "description",
    "enum", "exclusiveMaximum", "exclusiveMinimum", "if", "items", "maxItems", "maxLength",
    "maxProperties", "maximum", "minItems", "minProperties", "minimum", "multipleOf", "not",
    "pattern", "patternProperties", "prefixItems", "properties", "propertyNames", "required",
    "then", "title", "type",
}  # fmt: skip


def valid(value: Any, schema: Any) -> bool:
    """Check a value against the part of JSON Schema that is used here."""
    if isinstance(schema, bool):
        return schema
    assert set(schema) <= KNOWN, set(schema) - KNOWN
    return (
        valid_logic(value, schema)
        and valid_type(value, schema)
        and (not isinstance(value, dict) or valid_object(value, schema))
        and (not isinstance(value, list) or valid_array(value, schema))
        and (not isinstance(value, str) or valid_text(value, schema))
        and (not isinstance(value, int | float) or valid_number(value, schema))
    )


def valid_logic(value: Any, schema: dict[str, Any]) -> bool:
    checks = [True]
    if "$ref" in schema:
        checks.append(valid(value, SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]]))
    if "anyOf" in schema:
        checks.append(any(valid(value, option) for option in schema["anyOf"]))
    if "not" in schema:
        checks.append(not valid(value, schema["not"]))
    if "if" in schema and valid(value, schema["if"]):
        checks.append(valid(value, schema["then"]))
    return all(checks)


def valid_type(value: Any, schema: dict[str, Any]) -> bool:
    typed = "type" not in schema or (
        isinstance(value, bool)
        if schema["type"] == "boolean"
        else isinstance(value, TYPES[schema["type"]]) and not isinstance(value, bool)
    )
    same = "const" not in schema or value == schema["const"]
    return typed and same and ("enum" not in schema or value in schema["enum"])


def valid_text(value: str, schema: dict[str, Any]) -> bool:
    longest = schema.get("maxLength", len(value))
    return bool(re.search(schema.get("pattern", ""), value)) and len(value) <= longest


def valid_number(value: float, schema: dict[str, Any]) -> bool:
    return (
        schema.get("minimum", value) <= value <= schema.get("maximum", value)
        and value > schema.get("exclusiveMinimum", value - 1)
        and value < schema.get("exclusiveMaximum", value + 1)
        and ("multipleOf" not in schema or value % schema["multipleOf"] == 0)
    )


def valid_object(value: dict[str, Any], schema: dict[str, Any]) -> bool:
    named = schema.get("properties", {})
    patterns = schema.get("patternProperties", {})
    for key, item in value.items():
        if key in named:
            if not valid(item, named[key]):
                return False
            continue
        matching = [inner for pattern, inner in patterns.items() if re.search(pattern, key)]
        if not all(valid(item, inner) for inner in matching):
            return False
        if not matching and not valid(item, schema.get("additionalProperties", True)):
            return False
        if not valid(key, schema.get("propertyNames", True)):
            return False
    most, least = schema.get("maxProperties", len(value)), schema.get("minProperties", 0)
    return least <= len(value) <= most and set(schema.get("required", ())) <= set(value)


def valid_array(value: list[Any], schema: dict[str, Any]) -> bool:
    first = schema.get("prefixItems", [])
    pairs = list(zip(value, first, strict=False))
    pairs += [(item, schema.get("items", True)) for item in value[len(first) :]]
    within = schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value))
    return within and all(valid(item, inner) for item, inner in pairs)


def as_json(yaml: bytes) -> Any:
    return json.loads(json.dumps(plain(parse(yaml, "f"))))


def test_the_command_prints_it() -> None:
    result = CliRunner().invoke(main, ["schema"])
    assert result.exit_code == 0
    assert json.loads(result.stdout) == json.loads(json.dumps(SCHEMA))


@pytest.mark.parametrize("name", sorted(catalogue.scenario_files()))
def test_it_accepts_what_is_shipped_as_written_and_as_shown(name: str) -> None:
    written = catalogue.scenario_files()[name].read_bytes()
    assert valid(as_json(written), SCHEMA)
    shown = CliRunner().invoke(main, ["show", name]).stdout
    assert valid(as_json(shown.encode()), SCHEMA)


def test_it_accepts_what_init_writes() -> None:
    for lang in ("zh", "en"):
        for channel in CHANNELS:
            text = beginning(Answers(channel=channel), "mine.yaml", lang)
            assert valid(as_json(text.encode()), SCHEMA)


SMALL = "title: {zh: 甲, en: A}\npeople: {mix: {regular: 1}}\n"


@pytest.mark.parametrize(
    "yaml",
    [
        SMALL,
        "extends: supermarket\n",
        "extends: supermarket\npeople: {correlation: 0}\n",
        SMALL + "gate: {fee: 3}\ngroups: {theme: soap, ties: none}\n",
        SMALL + "segments: {mums: {like: fan, affinity: {median: 0.2}}}\n",
        SMALL + "playbook: {use: topic_led, change: {moderation: 1}, calendar: {a: {per_day: 2}}}",
        SMALL + "playbook: {phases: [{use: inherited, until_age: 3}, {plan: {}}]}\n",
        SMALL + "playbook: {calendar: {a: {send: x, every: 2 weeks}, b: {send: x, every: 3}}}\n",
        SMALL + "arrival: [{hook: ip, per_day: 3}, {hook: {ip: 3}, per_day: [1, 2]}]\n",
    ],
)
def test_it_accepts_short_forms_and_inheritance(yaml: str) -> None:
    assert valid(as_json(yaml.encode()), SCHEMA)


@pytest.mark.parametrize(
    "yaml",
    [
        "people: {mix: {regular: 1}}\n",
        "title: {zh: 甲, en: A}\n",
        "title: {zh: 甲, en: A}\npeople: {}\n",
        SMALL + "dayz: 3\n",
        SMALL + "days: 0\n",
        SMALL + "days: many\n",
        SMALL + "gate: {fee: 3, spend: 3}\n",
        SMALL + "gate: some\n",
        SMALL + "groups: {size: 501}\n",
        SMALL + "groups: {ties: {small_world: {neighbours: 3}}}\n",
        SMALL + "arrival: [{hook: ip, per_day: [1, 2, 3]}]\n",
        SMALL + "playbook: {calendar: {a: {send: x, every: often}}}\n",
        SMALL + "playbook: {calendar: {a: {send: x, on: [monday]}}}\n",
        SMALL + "playbook: {when: [{if: {rain: {below: 3}}, then: {send: x}}]}\n",
    ],
)
def test_it_refuses_what_is_wrong(yaml: str) -> None:
    assert not valid(as_json(yaml.encode()), SCHEMA)


def test_everything_a_user_can_write_is_explained() -> None:
    parts = {"Scenario": SCHEMA, **SCHEMA["$defs"]}
    silent = [
        f"{name}.{key}"
        for name, part in parts.items()
        for key, entry in part.get("properties", {}).items()
        if "description" not in entry and "$ref" not in entry and "anyOf" not in entry
    ]
    assert [one for one in silent if not one.endswith((".title", ".zh", ".en"))] == []
