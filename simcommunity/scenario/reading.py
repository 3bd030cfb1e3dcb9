"""YAML read safely: within limits, without tags, with the line of everything."""

from __future__ import annotations

import re
import stat
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace
from numbers import Integral, Real
from pathlib import Path

import yaml

from simcommunity.scenario.errors import Problem, ScenarioError, shown
from simcommunity.scenario.located import Located, Origin, Scalar
from simcommunity.scenario.yaml_errors import COLON, broken_rule, is_blank, likely_slip, look_alike

MOST_BYTES = 1_000_000
MOST_NODES = 50_000
MOST_DEPTH = 32
_LONGEST_NUMBER = 40
_EXACT = 2.0**53  # up to here every whole number is a float

_INT = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_THOUSANDS = re.compile(r"(?<![\w.,])\d{1,3}(?:,\d{3})*,$")  # before a part that became a key
_HUNDREDS = re.compile(r"\d{3}(?:,\d{3})*(?:\.\d+)?(?=\s*[,}])")
_SPECIAL = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_WORDS: dict[str, Scalar] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


def read_file(path: Path, place: str) -> Located:
    """Read one YAML file."""
    try:
        ordinary = stat.S_ISREG(path.stat().st_mode)
        content = _first_bytes(path) if ordinary else None
    except FileNotFoundError:
        raise ScenarioError([Problem("missing_file", place)]) from None
    except (OSError, ValueError):
        # ValueError: a NUL in the name.
        raise ScenarioError([Problem("unreadable_file", place)]) from None
    if content is None:
        raise ScenarioError([Problem("not_a_file", place)])
    return parse(content, place)


def _first_bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)


def parse(content: bytes, place: str) -> Located:
    """Turn the bytes of a YAML document into marked data; raises ScenarioError."""
    if len(content) > MOST_BYTES:
        raise ScenarioError([Problem("too_large", place, details={"most": MOST_BYTES})])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise ScenarioError([Problem("not_utf8", f"{place}:{line}")]) from None
    return _Reading(text, place).document()


def mark(data: object, place: str) -> Located:
    """Mark plain data of a program, within the same limits; raises ScenarioError."""
    budget = [MOST_NODES]
    return _mark(data, place, (), budget)


def _mark(data: object, place: str, path: tuple[str, ...], budget: list[int]) -> Located:
    budget[0] -= 1
    where = ".".join(path)
    if budget[0] < 0:
        raise ScenarioError([Problem("too_many_nodes", place, details={"most": MOST_NODES})])
    if len(path) > MOST_DEPTH:
        raise ScenarioError([Problem("too_deep", place, where, details={"most": MOST_DEPTH})])
    origin = Origin(place)
    if isinstance(data, Mapping):
        children: dict[str, Located] = {}
        for key, value in data.items():
            if not isinstance(key, str) or unprintable(key):
                raise ScenarioError([Problem("bad_key", place, where, shown(key))])
            children[key] = _mark(value, place, (*path, key), budget)
        return Located(children, origin)
    if isinstance(data, list | tuple):
        items = (_mark(item, place, (*path, str(at)), budget) for at, item in enumerate(data))
        return Located(tuple(items), origin)
    if isinstance(data, str) and unprintable(data):
        raise ScenarioError([Problem("control_character", place, where)])
    if data is None or isinstance(data, bool | str):
        return Located(data, origin)
    if isinstance(data, Real):
        number = int(data) if isinstance(data, Integral) else _whole(float(data))
        return Located(number, origin)
    raise ScenarioError([Problem("not_plain", place, where, type(data).__name__)])


def parse_value(text: str, origin: Origin) -> Located:
    """Turn the right side of ``path=value`` into marked data; raises ScenarioError."""
    try:
        node = parse(text.encode("utf-8", "surrogatepass"), str(origin))
    except ScenarioError as error:
        placed = [replace(each, place=str(origin), value=shown(text)) for each in error.details]
        raise ScenarioError(placed) from None
    return _placed(node, origin)


def _fails_at(text: str) -> int | None:
    """Return the line where a text cannot be read any further, None for nowhere."""
    try:
        for _ in yaml.parse(text, Loader=yaml.SafeLoader):
            pass
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return mark.line + 1 if mark else 1
    except (yaml.YAMLError, ValueError, OverflowError):
        return 1
    return None


def scalar(text: str) -> Scalar:
    """Return what an unquoted word means: YAML 1.2, so ``yes``, ``on`` and ``12:30`` are text."""
    if text in _WORDS:
        return _WORDS[text]
    if _INT.fullmatch(text) and len(text) <= _LONGEST_NUMBER:
        return int(text)
    if _FLOAT.fullmatch(text):
        return _whole(float(text))
    if _SPECIAL.fullmatch(text):
        return float(text.lower().replace(".", ""))
    return text


def _whole(number: float) -> int | float:
    """Return a whole number as one: 20.0 and 2e1 are 20, wherever a number may stand."""
    return int(number) if number.is_integer() and abs(number) < _EXACT else number


def unprintable(text: str) -> bool:
    """Tell whether a text holds control characters or halves of characters."""
    return any(unicodedata.category(mark) in {"Cc", "Cs"} and mark not in "\n\t" for mark in text)


class _Reading:
    """One pass over the events of a document."""

    def __init__(self, text: str, place: str) -> None:
        self.text = text
        self.place = place
        self.nodes = 0
        # Finished anchors with their size and height; None while an anchor is still being read.
        self.anchors: dict[str, tuple[Located, int, int] | None] = {}
        self.events: Iterator[yaml.Event] = iter(())

    def document(self) -> Located:
        self.events = self._parsed()
        first = self._content()
        if first is None:
            return Located(None, Origin(self.place, 1))
        node, _ = self._build(first, 1)
        second = self._content()
        if second is not None:
            raise self._error("two_documents", _line(second))
        return node

    def _parsed(self) -> Iterator[yaml.Event]:
        """Yield the events of the text; what PyYAML cannot read becomes a sentence."""
        try:
            yield from yaml.parse(self.text, Loader=yaml.SafeLoader)
        except yaml.reader.ReaderError as error:
            line = self.text[: error.position].count("\n") + 1
            raise self._error("control_character", line) from None
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line = mark.line + 1 if mark else 1
            if slip := likely_slip(self.text, line, _fails_at):
                raise self._error(slip[0], slip[1], **slip[2]) from None
            what = " ".join((error.problem or error.context or "").split())
            if rule := broken_rule(what):
                # The reader notices what is missing where something else stands, often a line on.
                began = error.context_mark if rule in ("no_colon", "unclosed") else None
                raise self._error(rule, began.line + 1 if began else line) from None
            raise self._error("syntax", line, what=shown(what)[1:-1]) from None
        except (yaml.YAMLError, ValueError, OverflowError):
            # PyYAML lets int() and chr() speak for impossible escapes and directives.
            raise self._error("syntax", 1, what="impossible number or escape") from None

    def _content(self) -> yaml.Event | None:
        """Return the next event that begins a node; None at the end of the text."""
        for event in self.events:
            if isinstance(event, yaml.NodeEvent):
                return event
        return None

    def _build(self, event: yaml.Event, depth: int) -> tuple[Located, int]:
        """Return the node that ``event`` begins, and its height."""
        line = _line(event)
        self._grow(1, line)
        if depth > MOST_DEPTH:
            raise self._error("too_deep", line, most=MOST_DEPTH)
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event, depth, line)
        before = self.nodes
        anchor = getattr(event, "anchor", None)
        if anchor is not None:
            self.anchors[anchor] = None
        if getattr(event, "tag", None) is not None:
            raise self._error("tag", line)
        if isinstance(event, yaml.ScalarEvent):
            node, height = self._scalar(event, line), 1
        elif isinstance(event, yaml.SequenceStartEvent):
            node, height = self._list(depth, line)
        else:
            node, height = self._mapping(depth, line)
        if anchor is not None:
            self.anchors[anchor] = (node, self.nodes - before + 1, height)
        return node, height

    def _alias(self, event: yaml.AliasEvent, depth: int, line: int) -> tuple[Located, int]:
        name = event.anchor or ""
        if name not in self.anchors:
            raise self._error("unknown_alias", line, name=name[:40])
        anchored = self.anchors[name]
        if anchored is None:
            raise self._error("endless_alias", line, name=name[:40])
        node, size, height = anchored
        self._grow(size, line)
        if depth + height - 1 > MOST_DEPTH:
            raise self._error("too_deep", line, most=MOST_DEPTH)
        return node, height

    def _scalar(self, event: yaml.ScalarEvent, line: int) -> Located:
        if unprintable(event.value):
            raise self._error("control_character", line)
        bare = event.implicit[0]
        return Located(scalar(event.value) if bare else event.value, Origin(self.place, line))

    def _list(self, depth: int, line: int) -> tuple[Located, int]:
        items: list[Located] = []
        tallest = 0
        for event in self.events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            node, height = self._build(event, depth + 1)
            items.append(node)
            tallest = max(tallest, height)
        return Located(tuple(items), Origin(self.place, line)), tallest + 1

    def _mapping(self, depth: int, line: int) -> tuple[Located, int]:
        children: dict[str, Located] = {}
        tallest = 0
        for event in self.events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self._key(event, children)
            node, height = self._build(next(self.events), depth + 1)
            # A block below its key is best found by the line of the key.
            children[key] = _placed(node, Origin(self.place, _line(event)), deep=False)
            tallest = max(tallest, height)
        return Located(children, Origin(self.place, line)), tallest + 1

    def _key(self, event: yaml.Event, siblings: dict[str, Located]) -> str:
        line = _line(event)
        if not isinstance(event, yaml.ScalarEvent) or event.tag is not None:
            raise self._error("bad_key", line)
        self._grow(1, line)
        key = event.value
        if unprintable(key) or "\n" in key:
            raise self._error("control_character", line)
        wrong = "".join(sign for sign in key if sign == COLON or is_blank(sign))
        if event.implicit[0] and (slip := look_alike(wrong)):
            raise self._error(slip[0], line, **slip[1])
        if event.implicit[0] and (parted := self._parted(event)):
            details = {"written": parted, "number": parted.replace(",", "")}
            raise self._error("thousands", line, **details)
        if key == "<<" and event.implicit[0]:
            raise self._error("merge_key", line)
        if key in siblings:
            raise self._error("twice", line, name=shown(key), first=str(siblings[key].origin.line))
        return key

    def _parted(self, event: yaml.ScalarEvent) -> str | None:
        """Return the number such as 1,280 that YAML took apart before this key."""
        start, end = event.start_mark, event.end_mark
        if start is None or end is None or not event.value[:3].isdecimal():
            return None
        before, after = self.text[: start.index], self.text[start.index :]
        first = _THOUSANDS.search(before[-_LONGEST_NUMBER:])
        rest = _HUNDREDS.match(after)
        return first[0] + rest[0] if first and rest else None

    def _grow(self, nodes: int, line: int) -> None:
        self.nodes += nodes
        if self.nodes > MOST_NODES:
            raise self._error("too_many_nodes", line, most=MOST_NODES)

    def _error(self, rule: str, line: int, **details: object) -> ScenarioError:
        return ScenarioError([Problem(rule, f"{self.place}:{line}", details=details)])


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _placed(node: Located, origin: Origin, *, deep: bool = True) -> Located:
    """Return ``node`` as if written at ``origin``."""
    if deep and isinstance(node.value, dict):
        return Located({k: _placed(child, origin) for k, child in node.value.items()}, origin)
    if deep and isinstance(node.value, tuple):
        return Located(tuple(_placed(child, origin) for child in node.value), origin)
    return Located(node.value, origin)
