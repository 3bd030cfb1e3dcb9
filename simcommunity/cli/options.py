"""What the options of all commands share: their language, silence, and words."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import click

from simcommunity.i18n import LANGUAGES, choose_language, t

if TYPE_CHECKING:
    from pathlib import Path

HELP_LANG = choose_language()
FORMS = ("pdf", "png", "svg")


def choose(_: click.Context, __: click.Parameter, value: str | None) -> str:
    """Choose the language, also for whatever goes wrong later."""
    return choose_language(value)


def hush(_: click.Context, __: click.Parameter, quiet: bool) -> bool:
    """Let the simulator be silent on stderr."""
    if quiet:
        logging.getLogger("simcommunity").setLevel(logging.CRITICAL)
    return quiet


def read_forms(ctx: click.Context, _: click.Parameter, text: str | None) -> tuple[str, ...] | None:
    """Read forms of figures such as pdf,svg; None where nothing is said."""
    if text is None:
        return None
    named = tuple(dict.fromkeys(word.strip().lower() for word in text.split(",")))
    if not set(named) <= set(FORMS):
        raise click.BadParameter(t("cli.figures.forms", choose_language()), ctx)
    return named


def need_folder(
    ctx: click.Context, forms: tuple[str, ...] | None, out: Path | None, lang: str
) -> None:
    """Refuse figures that have no folder to go to."""
    if forms and out is None:
        raise click.UsageError(t("cli.figures.out", lang), ctx)


def say(option: str) -> str:
    """Return the help of an option."""
    return t(f"cli.option.{option}", HELP_LANG)


lang_option = click.option(
    "--lang", type=click.Choice(LANGUAGES), callback=choose, is_eager=True, help=say("lang")
)
json_option = click.option("--json", "as_json", is_flag=True, help=say("json"))
figures_option = click.option(
    "--figures", "forms", callback=read_forms, metavar="FORM[,…]", help=say("figures")
)
quiet_option = click.option("-q", "--quiet", is_flag=True, callback=hush, help=say("quiet"))
