"""Every sentence a reader meets, from one flat catalogue a language; what one lacks is English."""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path

FALLBACK = "en"
_FOLDER = Path(__file__).parent
LANGUAGES = (*sorted({one.stem for one in _FOLDER.glob("*.json")} - {FALLBACK}), FALLBACK)
_asked_for: list[str] = []  # the language an option named, if one did


@cache
def written(lang: str) -> dict[str, str]:
    """Return the sentences a language's own file has, by key."""
    sentences: dict[str, str] = json.loads((_FOLDER / f"{lang}.json").read_text(encoding="utf-8"))
    return sentences


@cache
def catalogue(lang: str) -> dict[str, str]:
    """Return all sentences of one language by key, in English where its file has none."""
    return {**written(FALLBACK), **written(lang)}


def name_of(lang: str) -> str:
    """Return what a language calls itself."""
    return written(lang).get("language.name", lang)


def tag_of(lang: str) -> str:
    """Return what pages call a language: its tag of BCP 47."""
    return written(lang).get("language.tag", lang)


def t(key: str, lang: str, **values: object) -> str:
    """Return the sentence `key` in language `lang` with `values` filled in, fit to be written.

    Raises KeyError for an unknown key or a value left out: both are mistakes in the program.
    """
    return as_utf8(catalogue(lang)[key].format(**values))


def as_utf8(text: str) -> str:
    """Return a text with a question mark for each byte of a file's name that is no UTF-8."""
    return text.encode("utf-8", "replace").decode()


def choose_language(option: str | None = None) -> str:
    """Return the language asked for, else that of the locale where there is one, else English.

    An option once given holds for the rest of the process, so that all parts speak alike.
    """
    if option:
        _asked_for[:] = [option]
    if _asked_for:
        return _asked_for[0]
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        locale = os.environ.get(variable)
        if locale:
            spoken = locale.lower()
            return next((one for one in LANGUAGES if spoken.startswith(one)), FALLBACK)
    return FALLBACK
