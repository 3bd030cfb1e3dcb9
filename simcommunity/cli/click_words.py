"""What click itself says (usage, errors, `--help`), in the language asked for.

Click takes its words through gettext, which wants compiled catalogues for the locale alone. Here
they come from the catalogues of all other sentences, and follow `--lang`.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from functools import cache

import click.core
import click.decorators
import click.exceptions
import click.formatting
import click.parser
import click.termui
import click.types

from simcommunity.i18n import LANGUAGES, catalogue, choose_language, t

PREFIX = "click."


@cache
def _keys() -> dict[str, str]:
    """Return the keys of click's sentences by what they are in English."""
    return {text: key for key, text in catalogue("en").items() if key.startswith(PREFIX)}


def said(message: str) -> str:
    """Return a sentence of click in the language asked for; one nobody knows stays as it is."""
    key = _keys().get(message)
    return catalogue(choose_language())[key] if key else message


def said_of(one: str, several: str, count: int) -> str:
    """Return a sentence about one or several things."""
    return said(one if count == 1 else several)


def speak(typed: Sequence[str]) -> None:
    """Let click speak through these catalogues, from the first slip in what was typed on."""
    for option, value in itertools.pairwise(typed):
        if option == "--lang" and value in LANGUAGES:
            choose_language(value)
    for module in (
        click.core, click.decorators, click.exceptions, click.formatting, click.parser,
        click.termui, click.types,
    ):  # fmt: skip
        for name, words in (("_", said), ("ngettext", said_of)):
            if hasattr(module, name):
                setattr(module, name, words)
    # What is wanted, in errors and in capitals in `--help`; click's own are "integer range" and so.
    lang = choose_language()
    click.IntRange.name, click.FloatRange.name = t("cli.whole_number", lang), t("cli.number", lang)
