"""What the options of all commands share: their language, silence, and words."""

from __future__ import annotations

import logging

import click

from simcommunity.i18n import LANGUAGES, choose_language, t

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


lang_option = click.option(
    "--lang", type=click.Choice(LANGUAGES), callback=choose, is_eager=True, help=say("lang")
)
json_option = click.option("--json", "as_json", is_flag=True, help=say("json"))
quiet_option = click.option("-q", "--quiet", is_flag=True, callback=hush, help=say("quiet"))
