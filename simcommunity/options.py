"""What the options of all commands share: their language, silence, and words."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from simcommunity.i18n import choose_language, t

if TYPE_CHECKING:
    import click

HELP_LANG = choose_language()


def choose(_: click.Context, __: click.Parameter, value: str | None) -> str:
    """Choose the language, also for whatever goes wrong later."""
    return choose_language(value)


def hush(_: click.Context, __: click.Parameter, quiet: bool) -> bool:
    """Let the simulator be silent on stderr."""
    if quiet:
        logging.getLogger("simcommunity").setLevel(logging.CRITICAL)
    return quiet


def say(option: str) -> str:
    """Return the help of an option."""
    return t(f"cli.option.{option}", HELP_LANG)
