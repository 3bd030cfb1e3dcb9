"""The options that commands share, each written once."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from simcommunity.i18n import LANGUAGES, choose_language, t

if TYPE_CHECKING:
    Decorated = Callable[..., Any]
    Option = Callable[[Decorated], Decorated]

HELP_LANG = choose_language()
FORMS = ("pdf", "png", "svg")
LAST_SEED = 2**63 - 1
A_PATH = click.Path(path_type=Path)


def say(option: str) -> str:
    """Return the help of an option."""
    return t(f"cli.option.{option}", HELP_LANG)


def whole_option(name: str, least: int, most: int | None = None, *, words: str = "") -> Option:
    """Return an option that takes a whole number within bounds.

    Args:
        words: key of its help; by default its name.
    """
    kind = click.IntRange(least, most)
    return click.option(f"--{name}", type=kind, help=say(words or name.replace("-", "_")))


def path_option(name: str, metavar: str | None = "DIR", *, words: str = "", **how: Any) -> Option:
    """Return an option that takes a path; for the rest see `whole_option`."""
    kind = click.Path(path_type=Path)
    return click.option(f"--{name}", type=kind, metavar=metavar, help=say(words or name), **how)


def numbers(key: str, most: int) -> Callable[..., tuple[int, ...]]:
    """Return what reads up to 100 numbers, separated by commas; `key` tells what is none."""

    def read(ctx: click.Context, _: click.Parameter, text: str | None) -> tuple[int, ...]:
        words = [] if text is None else [word.strip() for word in text.split(",")]
        sound = all(re.fullmatch("[0-9]{1,9}", word) and int(word) <= most for word in words)
        if not sound or len(words) > 100:
            raise click.BadParameter(t(key, choose_language(), value=text), ctx)
        return tuple(map(int, words))

    return read


def options(*several: Option) -> Option:
    """Return several options as one, in the order of `--help`."""
    return lambda command: reduce(lambda done, option: option(done), reversed(several), command)


def _choose(_: click.Context, __: click.Parameter, value: str | None) -> str:
    """Choose the language, also for whatever goes wrong later."""
    return choose_language(value)


def _hush(_: click.Context, __: click.Parameter, quiet: bool) -> bool:
    """Let the simulator be silent on stderr."""
    if quiet:
        logging.getLogger("simcommunity").setLevel(logging.CRITICAL)
    return quiet


def _forms(ctx: click.Context, _: click.Parameter, text: str | None) -> tuple[str, ...] | None:
    """Read forms of figures such as pdf,svg; None where nothing is said."""
    if text is None:
        return None
    named = tuple(dict.fromkeys(word.strip().lower() for word in text.split(",")))
    if not set(named) <= set(FORMS):
        raise click.BadParameter(t("cli.figures.forms", choose_language()), ctx)
    return named


set_option = click.option(
    "--set", "overrides", multiple=True, metavar="PATH=VALUE", help=say("set")
)
days_option = whole_option("days", 1, 3650)
seed_option = whole_option("seed", 0, LAST_SEED)
jobs_option = whole_option("jobs", 1)
out_option = path_option("out")
lang_option = click.option(
    "--lang", type=click.Choice(LANGUAGES), callback=_choose, is_eager=True, help=say("lang")
)
json_option = click.option("--json", "as_json", is_flag=True, help=say("json"))
quiet_option = click.option("-q", "--quiet", is_flag=True, callback=_hush, help=say("quiet"))
telling_options = options(lang_option, json_option, quiet_option)
report_options = options(
    click.option(
        "--figures", "forms", callback=_forms, metavar="FORM[,…]", help=say("figures")
    ),
    telling_options,
)  # fmt: skip
run_options = options(
    whole_option("replicates", 1, 1_000_000),
    days_option,
    seed_option,
    click.option(
        "--engine",
        type=click.Choice(["compiled", "mesa"]),
        default="compiled",
        help=say("engine"),
    ),
    set_option,
    jobs_option,
    out_option,
    report_options,
)
