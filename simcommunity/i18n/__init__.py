"""Every sentence a reader meets, in Chinese and in English, from two flat catalogues."""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path

LANGUAGES = ("zh", "en")
_asked_for: list[str] = []  # the language an option named, if one did


@cache
def catalogue(lang: str) -> dict[str, str]:
    """Return all sentences of one language by key."""
    text = (Path(__file__).parent / f"{lang}.json").read_text(encoding="utf-8")
    sentences: dict[str, str] = json.loads(text)
    return sentences


def t(key: str, lang: str, **values: object) -> str:
    """Return the sentence `key` in language `lang` with `values` filled in.

    Raises KeyError for an unknown key or a value left out: both are mistakes in the program.
    """
    return catalogue(lang)[key].format(**values)


def choose_language(option: str | None = None) -> str:
    """Return the language asked for, else Chinese where the locale is Chinese, else English.

    An option once given holds for the rest of the process, so that all parts speak alike.
    """
    if option:
        _asked_for[:] = [option]
    if _asked_for:
        return _asked_for[0]
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        locale = os.environ.get(variable)
        if locale:
            return "zh" if locale.lower().startswith("zh") else "en"
    return "en"
