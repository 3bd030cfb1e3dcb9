"""Plain data as YAML that reads like a scenario, with the origin of every line beside it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from simcommunity.scenario import catalogue
from simcommunity.scenario.located import Path, leaves
from simcommunity.scenario.playbook import Playbook
from simcommunity.scenario.reading import scalar
from simcommunity.scenario.schema import Scenario

_PLAIN_WORD = re.compile(r"\w(?:[\w .()+/·%¥，。：；、（）？！-]*[\w.()%¥。）？！])?")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}
_FLOW_WIDTH = 60


def as_yaml(data: Mapping[str, object], origins: Mapping[str, str]) -> str:
    """Return data as YAML.

    Args:
        origins: dotted path → where the value comes from; stands as a comment on its line.
    """
    lines = list(_mapping(data, (), origins))
    margin = max((_cells(text) for text, _ in lines if _cells(text) < _FLOW_WIDTH), default=0)
    return "".join(f"{text}{' ' * (margin - _cells(text))}  # {origin}\n" for text, origin in lines)


def written_scalar(value: object) -> str:
    """Return a scalar as it is written in YAML, quoted when it must be."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if not isinstance(value, str):
        return repr(value)
    if _PLAIN_WORD.fullmatch(value) and isinstance(scalar(value), str):
        return value
    return '"' + "".join(map(_escaped, value)) + '"'


def _cells(text: str) -> int:
    """Return how wide a text is on a terminal; Chinese characters take two cells."""
    return len(text) + sum(unicodedata.east_asian_width(mark) in {"W", "F"} for mark in text)


def _escaped(mark: str) -> str:
    if mark in _ESCAPES:
        return _ESCAPES[mark]
    return mark if mark.isprintable() else f"\\U{ord(mark):08x}"


def _mapping(
    data: Mapping[str, object], path: Path, origins: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Yield the lines of a mapping, each with its origin."""
    indent = "  " * len(path)
    for key, value in data.items():
        here = (*path, key)
        start = f"{indent}{written_scalar(key)}:"
        sources = _sources(value, here, origins)
        if not _is_nested(value, sources):
            yield f"{start} {_flow(value)}", sources[0]
            continue
        yield start, _common(sources)
        if isinstance(value, Mapping):
            yield from _mapping(value, here, origins)
        elif isinstance(value, list | tuple):
            yield from _list(value, here, origins)


def _list(
    items: list[object] | tuple[object, ...], path: Path, origins: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Yield the lines of a list of mappings, each with its origin."""
    indent = "  " * (len(path) - 1)
    for place, item in enumerate(items):
        here = (*path, str(place))
        if not isinstance(item, Mapping) or not item:
            yield f"{indent}  - {_flow(item)}", _sources(item, here, origins)[0]
            continue
        for number, (text, origin) in enumerate(_mapping(item, here, origins)):
            dash = "- " if number == 0 else "  "
            yield indent + "  " + dash + text[2 * len(here) :], origin


def _is_nested(value: object, sources: list[str]) -> bool:
    """Tell whether a value needs lines of its own: it is long, or from several places."""
    if not isinstance(value, Mapping | list | tuple) or not value:
        return False
    return len(set(sources)) > 1 or len(_flow(value)) > _FLOW_WIDTH


def _flow(value: object) -> str:
    if isinstance(value, Mapping):
        inside = ", ".join(f"{written_scalar(k)}: {_flow(v)}" for k, v in value.items())
        return "{" + inside + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return written_scalar(value)


def _sources(value: object, path: Path, origins: Mapping[str, str]) -> list[str]:
    return [origins.get(".".join(leaf), "default") for leaf in leaves(value, path)]


def _common(sources: list[str]) -> str:
    """Return the origin of a line that only opens others: theirs, if they share one."""
    return sources[0] if len(set(sources)) == 1 else "see below"


def as_plain_yaml(data: Mapping[str, object]) -> str:
    """Return data as YAML that reads like a scenario, without a word on where it comes from."""
    return "".join(f"{text}\n" for text, _ in _mapping(data, (), {}))


def playbook_data(playbook: Playbook) -> dict[str, Any]:
    """Return a playbook as plain data without defaults, in the words of a scenario file."""
    data = playbook.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    for plan in (data, *(phase["plan"] for phase in data.get("phases", ()))):
        for place, entry in enumerate(plan.get("calendar", {}).values()):
            priority = entry.pop("priority", 0)
            if priority != place:  # what is read has that of its place
                entry["priority"] = priority
    return data


def scenario_yaml(scenario: Scenario) -> str:
    """Return a scenario as YAML that needs no other file and runs to the same numbers."""
    data = scenario.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    known = {
        "segments": catalogue.segments(),
        "hooks": catalogue.hooks(),
        "messages": catalogue.messages(),
    }
    used: dict[str, dict[str, Any]] = {
        "segments": {name: scenario.segments[name] for name in scenario.people.mix},
        "hooks": scenario.hooks_used,
        "messages": scenario.messages_used,
    }
    for part, ones in used.items():
        # Whatever these leave out they have from the shipped one of their name, so they are whole.
        data[part] = {
            name: one.model_dump(mode="json", by_alias=True)
            for name, one in ones.items()
            if known[part].get(name) != one
        }
        if not data[part]:
            del data[part]
    for told, campaign in zip(data.get("arrival", ()), scenario.arrival, strict=True):
        if campaign.playbook is not None:
            told["playbook"] = playbook_data(campaign.playbook)
    data["playbook"] = playbook_data(scenario.playbook)
    return as_plain_yaml(data)
