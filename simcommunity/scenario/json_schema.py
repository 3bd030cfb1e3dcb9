"""The JSON Schema of scenario files, for editors that complete and check while one types."""

from __future__ import annotations

from typing import Any

from simcommunity.scenario.schema import Scenario

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
# What may be written in part because the rest is inherited: from `extends`, `use` or `like`.
_INHERITING = (
    "Arrival",
    "CalendarEntry",
    "Hook",
    "MessageKind",
    "People",
    "PositiveTrait",
    "RealTrait",
    "Segment",
    "ShareTrait",
    "Phase",
)
_USE = {
    "use": {
        "type": "string",
        "description": "A shipped playbook, a file with one beside this file, or inherited.",
    },
    "change": {
        "type": "object",
        "description": "Changes of the used playbook: dotted path: value.",
    },
}
_LIKE = {"like": {"type": "string", "description": "What it is like where it says nothing."}}


def file_schema() -> dict[str, Any]:
    """Return the JSON Schema of a scenario file, short forms and inheritance included."""
    schema = Scenario.model_json_schema(by_alias=True)
    parts = schema["$defs"]
    for name in _INHERITING:
        parts[name].pop("required", None)
    for name in ("Playbook", "Phase"):
        parts[name]["properties"] |= _USE
    for name in ("Segment", "Hook", "MessageKind"):
        parts[name]["properties"] |= _LIKE
    schema["properties"]["extends"] = {
        "type": "string",
        "description": "A scenario that this one changes: a file beside it, or a shipped one.",
    }
    required = schema.pop("required")
    schema["if"] = {"not": {"required": ["extends"]}}
    schema["then"] = {
        "required": required,
        "properties": {"people": {"type": "object", "required": ["mix"]}},
    }
    return {"$schema": _DRAFT, **schema, "title": "simcommunity scenario"}
