"""The commands `list`, `show`, `validate`, `init` and `schema`: scenarios as people handle them."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from simcommunity.i18n import LANGUAGES, choose_language, t
from simcommunity.scenario.beginning import CHANNELS, HOOKS, Answers, beginning
from simcommunity.scenario.errors import ScenarioError, nearest

if TYPE_CHECKING:
    from collections.abc import Callable

HELP_LANG = choose_language()
INVALID_SCENARIO = 3
KINDS = ("scenario", "playbook", "segment", "hook", "message")


def _say(command: str, part: str = "help") -> str:
    return t(f"cli.{command}.{part}", HELP_LANG)


def _choose(_: click.Context, __: click.Parameter, value: str | None) -> str:
    """Choose the language, also for whatever goes wrong later."""
    return choose_language(value)


_lang = click.option(
    "--lang",
    type=click.Choice(LANGUAGES),
    callback=_choose,
    is_eager=True,
    help=_say("option", "lang"),
)


@click.command("list", help=_say("list"))
@click.argument("kinds", nargs=-1, type=click.Choice([f"{kind}s" for kind in KINDS]))
@_lang
@click.option("--json", "as_json", is_flag=True, help=_say("option", "json"))
def list_command(kinds: tuple[str, ...], lang: str, as_json: bool) -> None:
    """Print one table for each kind of thing there is to choose from."""
    from simcommunity.scenario.listing import print_tables, shelves

    chosen = {kind: rows for kind, rows in shelves().items() if not kinds or kind in kinds}
    if as_json:
        click.echo(json.dumps({"schema": "simcommunity.list/1", **chosen}, ensure_ascii=False))
    else:
        print_tables(chosen, lang, sys.stdout)


@click.command("show", help=_say("show"))
@click.argument("words", nargs=-1, required=True, metavar="[KIND] NAME")
@click.option("--set", "overrides", multiple=True, metavar="PATH=VALUE", help=_say("option", "set"))
@_lang
def show_command(words: tuple[str, ...], overrides: tuple[str, ...], lang: str) -> None:  # noqa: ARG001
    """Print one thing as YAML with everything filled in, and where each value comes from."""
    from simcommunity.scenario.listing import shipped_yaml
    from simcommunity.scenario.loader import load_scenario
    from simcommunity.scenario.origins import written
    from simcommunity.scenario.writing import as_yaml

    *kind, name = words
    if len(kind) > 1 or (kind and kind[0] not in KINDS):
        raise click.UsageError(t("cli.show.usage", choose_language()))
    if kind and kind[0] != "scenario":
        click.echo(shipped_yaml(kind[0], name), nl=False)
        return
    loaded = load_scenario(name, overrides)
    click.echo(as_yaml(written(loaded.scenario), loaded.origins), nl=False)


@click.command("validate", help=_say("validate"))
@click.argument("files", nargs=-1, required=True, metavar="SCENARIO…")
@_lang
@click.pass_context
def validate_command(ctx: click.Context, files: tuple[str, ...], lang: str) -> None:
    """Say of each file that it is in order, or what is not, or what can only be a slip."""
    from simcommunity.scenario.doubts import doubts
    from simcommunity.scenario.loader import load_scenario

    sound = True
    for file in files:
        try:
            loaded = load_scenario(file)
        except ScenarioError as error:
            sound = False
            for sentence in error.sentences(lang):
                click.echo(sentence, err=True)
        else:
            title = loaded.scenario.title.said(lang)
            click.echo(t("cli.validate.ok", lang, file=file, title=title, hash=loaded.hash))
            for doubt in doubts(loaded):
                click.echo(doubt.sentence(lang), err=True)
    if not sound:
        ctx.exit(INVALID_SCENARIO)


def _known_playbook(ctx: click.Context, parameter: click.Parameter, name: str | None) -> str | None:
    """Refuse a playbook that is not shipped."""
    from simcommunity.scenario.catalogue import playbook_files, titles

    if name is not None and name not in playbook_files():
        near = nearest(name, playbook_files(), titles("playbooks"))
        lang = choose_language()
        hint = t("problem.did_you_mean", lang, name=near) if near else ""
        raise click.BadParameter(t("cli.init.no_such_playbook", lang) + hint, ctx, parameter)
    return name


QUESTIONS: dict[str, click.ParamType[Any]] = {
    "ticket": click.FloatRange(0, 1_000_000, min_open=True),
    "cycle": click.FloatRange(0, 3650, min_open=True),
    "margin": click.FloatRange(0, 1),
    "members": click.IntRange(1, 1_000_000),
    "hook": click.Choice(list(HOOKS)),
    "people": click.IntRange(0, 10_000),
    "hours": click.FloatRange(0, 24),
    "channel": click.Choice(CHANNELS),
    "playbook": click.STRING,
}
ORDINARY = Answers()


def _with_essentials(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command an option for each question but the playbook, which has its own check."""
    for name in reversed([name for name in QUESTIONS if name != "playbook"]):
        flag = "--from" if name == "hook" else f"--{name}"
        words = _say("init", name)
        command = click.option(flag, name, type=QUESTIONS[name], help=words)(command)
    return command


@click.command("init", help=_say("init"))
@click.argument("file", default="scenario.yaml", type=click.Path(dir_okay=False, path_type=Path))
@_lang
@click.option("--title", help=_say("init", "title"))
@_with_essentials
@click.option("--playbook", callback=_known_playbook, help=_say("init", "playbook"))
@click.option("--size", type=click.IntRange(1, 500), help=_say("init", "size"))
@click.option("--days", type=click.IntRange(1, 3650), help=_say("init", "days"))
@click.option("--ask/--no-ask", default=None, help=_say("init", "ask"))
@click.option("--force", is_flag=True, help=_say("init", "force"))
@click.pass_context
def init_command(
    ctx: click.Context, /, file: Path, lang: str, ask: bool | None, force: bool, **given: Any
) -> None:
    """Write a scenario with a comment on every line; it can be run as it is."""
    from simcommunity.scenario.loader import load_text

    told = {name: value for name, value in given.items() if value is not None}
    if told.get("channel") == "contacts" and "playbook" in told:
        raise click.UsageError(t("cli.init.no_group", lang))
    if file.exists() and not force:
        raise click.ClickException(t("cli.init.exists", lang, file=file))
    if ask or (ask is None and sys.stdin.isatty() and sys.stderr.isatty()):
        if ctx.get_parameter_source("lang") is not click.core.ParameterSource.COMMANDLINE:
            words, known = t("cli.init.ask.lang", lang), click.Choice(LANGUAGES)
            lang = choose_language(click.prompt(words, lang, type=known, err=True))
        told |= _asked(told, lang)
    called = " ".join(str(file).split()).encode("utf-8", "replace").decode()
    text = beginning(Answers(**told), called, lang)
    load_text(text, called)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("w" if force else "x", encoding="utf-8") as out:
            out.write(text)
    except OSError as error:
        reason = error.strerror
        raise click.ClickException(t("cli.init.cannot", lang, file=file, reason=reason)) from None
    click.echo(t("cli.init.done", lang, file=file), err=True)


def _asked(told: dict[str, Any], lang: str) -> dict[str, Any]:
    """Ask on the terminal for what is not told yet; an empty answer takes what stands there."""
    answers: dict[str, Any] = {}
    click.echo(t("cli.init.asking", lang), err=True)
    for name, kind in QUESTIONS.items():
        channel = {**told, **answers}.get("channel")
        if name in told or (name == "playbook" and channel == "contacts"):
            continue
        if name == "channel" and "playbook" in told:  # playbooks are for groups
            continue
        known = kind
        if name == "playbook":
            from simcommunity.scenario.catalogue import playbook_files

            known = click.Choice(sorted(playbook_files()))
        words = t(f"cli.init.ask.{name}", lang)
        answers[name] = click.prompt(words, getattr(ORDINARY, name), type=known, err=True)
    return answers


@click.command("schema", help=_say("schema"))
def schema_command() -> None:
    """Print the JSON Schema of scenario files."""
    from simcommunity.scenario.json_schema import file_schema

    click.echo(json.dumps(file_schema(), ensure_ascii=False, indent=2))
