"""Slips of the hand: what people who type Chinese, or use Tab, most likely did."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from itertools import islice, product
from pathlib import Path
from typing import Any

COLON, COMMA = "：", "，"  # the full-width ones
_PLAIN = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
# How people write signs, numbers, times and amounts in either language.
SPELLINGS: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "data" / "spellings.json").read_text(encoding="utf-8")
)
# Every sign that looks like one of YAML's own → that one.
SIGNS = {
    **{chr(ord(sign) + 0xFEE0): sign for sign in _PLAIN},
    **{like: sign for sign, alike in SPELLINGS["signs"].items() for like in alike},
}
_TAB = re.compile(r"^ *\t")
_MOST_TEXT, _MOST_LINES = 100_000, 12  # how much is read again to find a slip
# What PyYAML says, by how it begins → the rule that was broken.
_SAID = {
    "could not find expected ':'": "no_colon",
    "mapping values are not allowed here": "stray_colon",
    "expected <block end>": "not_aligned",
    "expected ',' or": "unclosed",
    "found unexpected end of stream": "unclosed",
    "found character '\\t'": "tab",
    "found character": "quotes_needed",
}

Slip = tuple[str, dict[str, str]]


def any_of(what: str) -> str:
    """Return a pattern of any of the words for something, the longest first."""
    return "|".join(map(re.escape, sorted(SPELLINGS[what], key=len, reverse=True)))


def is_blank(sign: str) -> bool:
    """Tell whether a sign is a space that is none to YAML, or cannot be seen at all."""
    return sign != " " and unicodedata.category(sign) in {"Zs", "Zl", "Zp", "Cf"}


def look_alike(text: str) -> Slip | None:
    """Return what to say of the first sign that only looks like a plain one; None without any."""
    found = next((sign for sign in text if sign in SIGNS or is_blank(sign)), None)
    return None if found is None else _said_of(found)


def _said_of(sign: str) -> Slip:
    if sign in SIGNS:
        rule = "full_width" if sign in (COLON, COMMA) else "look_alike"
        return rule, {"full": sign, "half": SIGNS[sign]}
    name = unicodedata.name(sign, "?").lower()
    rule = "invisible" if unicodedata.category(sign) == "Cf" else "odd_space"
    return rule, {"code": f"U+{ord(sign):04X}", "name": name}


def plain_signs(text: str, gap: str = "", but: str = "") -> str:
    """Return a text with plain signs for all that look like them, ``but`` one.

    ``gap`` stands for what cannot be seen.
    """
    return "".join(sign if sign == but else _plain(sign, gap) for sign in text)


def _plain(sign: str, gap: str) -> str:
    if is_blank(sign):
        return gap if unicodedata.category(sign) == "Cf" else " "
    plain = SIGNS.get(sign, sign)
    return f"{plain} " if sign in (COLON, COMMA) else plain


def likely_slip(
    text: str, line: int, fails_at: Callable[[str], int | None]
) -> tuple[str, int, dict[str, str]] | None:
    """Return the rule that was most likely broken, its line and what to say of it; None for none.

    A sign is to blame when the text can be read further with a plain one in its place.

    Args:
        line: where the reader gave up, counted from 1; the slip is there or before.
        fails_at: returns the line where a text cannot be read any further, None for nowhere.
    """
    lines = text.split("\n")
    if _TAB.match(lines[line - 1] if line <= len(lines) else ""):
        return "tab", line, {}
    if len(text) > _MOST_TEXT:
        return None

    def cured(number: int, gap: str, but: str = "") -> bool:
        """Tell whether one line with plain signs lets the reader come further."""
        mended = plain_signs(lines[number - 1], gap, but)
        fails = fails_at("\n".join([*lines[: number - 1], mended, *lines[number:]]))
        return fails is None or fails > line

    suspects = (n for n in range(min(line, len(lines)), 0, -1) if look_alike(lines[n - 1]))
    for number, gap in product(islice(suspects, _MOST_LINES), ("", " ")):
        if cured(number, gap):
            signs = dict.fromkeys(s for s in lines[number - 1] if s in SIGNS or is_blank(s))
            first = next(iter(signs))
            guilty = next((sign for sign in signs if not cured(number, gap, sign)), first)
            rule, details = _said_of(guilty)
            return rule, number, details
    return None


def broken_rule(said: str) -> str | None:
    """Return the rule that was broken by what PyYAML says of it; None for what is seldom."""
    return next((rule for begin, rule in _SAID.items() if said.startswith(begin)), None)
