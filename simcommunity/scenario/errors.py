"""What is wrong with a scenario, as data first and as one sentence second."""

from __future__ import annotations

import difflib
import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from simcommunity.i18n import t

MOST_PROBLEMS = 10
_SHOWN_CHARACTERS = 60


@dataclass(frozen=True)
class Problem:
    """One thing wrong: where it stands, what stands there, which rule it breaks.

    Args:
        rule: name of the sentence ``problem.<rule>`` in the language catalogues.
        place: ``file:line``, ``--set`` or the like; empty when there is none.
        path: dotted path inside the scenario, empty for the whole of it.
        value: the offending value as text, empty when something is missing.
        near: the nearest right spelling, empty when there is none.
        write: how to write what was most likely meant, empty when nobody can tell.
        details: what fills the sentence's gaps.
    """

    rule: str
    place: str = ""
    path: str = ""
    value: str = ""
    near: str = ""
    details: Mapping[str, object] = field(default_factory=dict)
    write: str = ""

    def sentence(self, lang: str = "en") -> str:
        """Return ``place: path: value — rule (did you mean …?)`` in one line."""
        details = {name: _readable(value) for name, value in self.details.items()}
        said = t(f"problem.{self.rule}", lang, **details)
        told = f"{self.value} — {said}" if self.value else said
        hint = t("problem.did_you_mean", lang, name=self.near) if self.near else ""
        hint += t("problem.write", lang, value=self.write) if self.write else ""
        return printable(": ".join(part for part in (self.place, self.path, told) if part) + hint)


class ToldError(Exception):
    """What somebody can do something about, told in one sentence of the language asked for."""

    exit_code = 1  # of the command line


class ScenarioWarning(UserWarning):
    """What is sound in a scenario but can only be a slip."""


class ScenarioError(ValueError):
    """A scenario that cannot be used; says why, one sentence a problem, ten at most."""

    exit_code = 3  # of the command line

    def __init__(self, problems: Sequence[Problem]) -> None:
        """Keep at most ten of the problems, each once."""
        kept: list[Problem] = []
        for problem in problems:
            if problem not in kept:
                kept.append(problem)
            if len(kept) == MOST_PROBLEMS:
                break
        self.details = tuple(kept)
        super().__init__(self.details)

    @property
    def problems(self) -> list[str]:
        """The sentences in English."""
        return self.sentences("en")

    def sentences(self, lang: str) -> list[str]:
        """Return one sentence a problem in the language ``lang`` (``zh`` or ``en``)."""
        return [problem.sentence(lang) for problem in self.details]

    def __str__(self) -> str:
        return "\n".join(self.problems)


def nearest(
    word: str, words: Iterable[str], titles: Mapping[str, str] = MappingProxyType({})
) -> str:
    """Return the word most like ``word``, or nothing when none is close.

    Args:
        word: as written; neither case nor ``-``, ``_`` and spaces count.
        titles: what people read in place of some of them → that word.
    """
    spelt = {_bare(known): known for known in words}
    called = {_bare(title): known for title, known in titles.items()}
    sought = _bare(word[:_SHOWN_CHARACTERS])
    for known in (spelt, called):
        if sought in known:
            return known[sought]
    for known in (spelt, called):
        if close := difflib.get_close_matches(sought, known, n=1, cutoff=0.6):
            return known[close[0]]
    return ""


def _bare(word: str) -> str:
    """Return what is left of a word when it does not matter how it is written."""
    plain = unicodedata.normalize("NFKC", word).casefold()
    return "".join(sign for sign in plain if sign.isalnum()) or plain


def shown(value: object) -> str:
    """Return a value as it may be quoted in a sentence: one short line."""
    if isinstance(value, str):
        text = f"'{value}'"
    else:
        text = json.dumps(value, ensure_ascii=False, default=str)
    text = " ".join(printable(text).split())
    return text if len(text) <= _SHOWN_CHARACTERS else text[: _SHOWN_CHARACTERS - 1] + "…"


def printable(text: str) -> str:
    """Return a text with everything that would steer a terminal written as an escape."""
    return "".join(
        mark if mark.isprintable() else mark.encode("unicode_escape", "surrogatepass").decode()
        for mark in text
    )


def _readable(value: object) -> str:
    """Return a number of a rule as people write it."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return f"{value:,}" if isinstance(value, int | float) else str(value)
