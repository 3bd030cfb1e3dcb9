"""Plain data that remembers where each piece of it was written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from simcommunity.scenario.errors import Problem, ScenarioError, shown
from simcommunity.scenario.yaml_errors import look_alike

if TYPE_CHECKING:
    from simcommunity.scenario.quantities import Model

Scalar = str | int | float | bool | None
Path = tuple[str, ...]

_INDEX = re.compile(r"[0-9]{1,4}")
_LONGEST_PATH = 24
DEFAULT = "default"
# What can be wrong with words that may hold any sign.
_OF_WORDS = {"text_too_long", "empty_title", "control_character"}


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value was written: a file (or ``--set``, ``data``) and its line, if it has one."""

    place: str
    line: int | None = None

    def __str__(self) -> str:
        return self.place if self.line is None else f"{self.place}:{self.line}"


@dataclass(frozen=True, slots=True)
class Located:
    """A scalar, a list or a mapping, with the place it came from."""

    value: Scalar | tuple[Located, ...] | dict[str, Located]
    origin: Origin

    @property
    def mapping(self) -> dict[str, Located]:
        """The children by name; empty unless this is a mapping."""
        return self.value if isinstance(self.value, dict) else {}

    @property
    def items(self) -> tuple[Located, ...]:
        """The children in order; empty unless this is a list."""
        return self.value if isinstance(self.value, tuple) else ()

    @property
    def text(self) -> str | None:
        """The text; None unless this is one."""
        return self.value if isinstance(self.value, str) else None

    def child(self, step: str) -> Located | None:
        """Return the child at a key or a list index, None when there is none."""
        if isinstance(self.value, dict):
            return self.value.get(step)
        if isinstance(self.value, tuple) and _INDEX.fullmatch(step):
            return self.value[int(step)] if int(step) < len(self.value) else None
        return None

    def nodes(self) -> Iterator[Located]:
        """Yield this node and everything below it."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(node.mapping.values())
            stack.extend(node.items)


def plain(node: Located) -> object:
    """Return the data without its marks; lists become tuples."""
    if isinstance(node.value, dict):
        return {key: plain(child) for key, child in node.value.items()}
    if isinstance(node.value, tuple):
        return tuple(plain(child) for child in node.value)
    return node.value


def problem(node: Located, path: Path, rule: str, near: str = "", **details: object) -> Problem:
    """Return a problem with the value that stands at ``node``."""
    found = Problem(rule, str(node.origin), ".".join(path), shown(plain(node)), near, details)
    return signs_first(found, node.text)


def signs_first(found: Problem, text: str | None) -> Problem:
    """Return what is wrong with the signs of a text if that is why it is not understood."""
    slip = look_alike(text) if text and found.rule not in _OF_WORDS else None
    return replace(found, rule=slip[0], details=slip[1]) if slip else found


def deepest(node: Located, path: Sequence[str]) -> tuple[Located, int]:
    """Follow ``path`` as far as it goes; return where that ends and how many steps it took."""
    for steps, step in enumerate(path):
        child = node.child(step)
        if child is None:
            return node, steps
        node = child
    return node, len(path)


def split_path(text: str, origin: Origin) -> Path:
    """Return the steps of a dotted path; raises ScenarioError for an empty step or too many."""
    steps = tuple(text.split("."))
    if len(steps) > _LONGEST_PATH or any(not step.strip() for step in steps):
        raise ScenarioError([Problem("bad_path", str(origin), value=shown(text))])
    return steps


def written(model: Model) -> dict[str, object]:
    """Return a model as it would be written in a file, with everything filled in."""
    return model.model_dump(by_alias=True)


def origins_of(model: Model, node: Located) -> dict[str, str]:
    """Return the origin of every value in ``model``, by dotted path."""
    return {".".join(path): _origin(node, path) for path in leaves(written(model))}


def value_at(data: Any, path: Iterable[str], missing: Any = None) -> Any:
    """Return what stands at a path of plain data, `missing` where nothing does."""
    for step in path:
        if isinstance(data, dict) and step in data:
            data = data[step]
        elif isinstance(data, list | tuple) and step.isdecimal() and int(step) < len(data):
            data = data[int(step)]
        else:
            return missing
    return data


def leaves(value: object, path: Path = ()) -> Iterator[Path]:
    """Yield the path of everything that is not a mapping or a list with something in it."""
    if isinstance(value, dict) and value:
        for key, child in value.items():
            yield from leaves(child, (*path, str(key)))
    elif isinstance(value, list | tuple) and value:
        for place, child in enumerate(value):
            yield from leaves(child, (*path, str(place)))
    else:
        yield path


def _origin(node: Located, path: Path) -> str:
    found, steps = deepest(node, path)
    # A mapping that lacks the rest of the path left it to a default; a short form stands for it.
    if steps < len(path) and isinstance(found.value, dict):
        return DEFAULT
    return str(found.origin)
