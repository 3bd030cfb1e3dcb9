"""Names and tokens of those who come: what is kept of them, and what a reader sees."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping
from itertools import count

LONGEST_NAME = 20


def next_number(people: Mapping[str, str]) -> str:
    """Return what somebody is called who tells no name: the first free number."""
    return next(str(n) for n in count(len(people) + 1) if str(n) not in people.values())


def cleaned(text: str) -> str:
    """Return a name without anything that cannot be seen, at most `LONGEST_NAME` characters."""
    plain = unicodedata.normalize("NFKC", text[: 4 * LONGEST_NAME])
    seen = "".join(c if c.isprintable() else " " for c in plain)
    return " ".join(seen.split())[:LONGEST_NAME].strip()


def same(one: str, other: str) -> bool:
    """Tell whether two names are the same to a reader."""
    return one.casefold() == other.casefold()


def hashed(token: str) -> str:
    """Return what is kept of a token: the log alone lets nobody in."""
    return hashlib.sha256(token.encode()).hexdigest()
