"""Slips that break a YAML file: what people who type Chinese, or use Tab, most likely did."""

from __future__ import annotations

import re

COLON, COMMA = "：", "，"  # the full-width ones
_KEY = r"[A-Za-z_][\w .-]*"
_FULL_COLON = re.compile(rf"""^\s*(?:-\s+|.*[{{,，]\s*)?["']?{_KEY}["']?\s*{COLON}""")
_FULL_COMMA = re.compile(rf"\{{.*{COMMA}\s*{_KEY}\s*[:{COLON}]")
_TAB = re.compile(r"^ *\t")
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


def likely_slip(text: str, line: int) -> tuple[str, int, dict[str, str]] | None:
    """Return the rule that was most likely broken, its line and what to say of it; None for none.

    Args:
        text: of the whole file.
        line: where the reader gave up, counted from 1; the slip is there or before.
    """
    lines = text.split("\n")[:line]
    if lines and _TAB.match(lines[-1]):
        return "tab", line, {}
    for number in range(len(lines), 0, -1):
        for pattern, full, half in ((_FULL_COLON, COLON, ":"), (_FULL_COMMA, COMMA, ",")):
            if pattern.search(lines[number - 1]):
                return "full_width", number, {"full": full, "half": half}
    return None


def broken_rule(said: str) -> str | None:
    """Return the rule that was broken by what PyYAML says of it; None for what is seldom."""
    return next((rule for begin, rule in _SAID.items() if said.startswith(begin)), None)
