"""The commands `list`, `show`, `validate`, `init` and `schema`: scenarios as people handle them."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from simcommunity.cli.options import (
    HELP_LANG,
    json_option,
    lang_option,
    set_option,
)
from simcommunity.cli.output import Output, command, given
from simcommunity.i18n import LANGUAGES, as_utf8, choose_language, t
from simcommunity.scenario.beginning import CHANNELS, HOOKS, Answers, beginning
from simcommunity.scenario.errors import ScenarioError, nearest

KINDS = ("scenario", "playbook", "segment", "hook", "message")


@command("list")
@click.argument("kinds", nargs=-1, type=click.Choice([f"{kind}s" for kind in KINDS]))
@lang_option
@json_option
def list_command(output: Output, /, kinds: tuple[str, ...]) -> None:
    """Print one table for each kind of thing there is to choose from."""
    from simcommunity.scenario.listing import print_tables, shelves

    chosen = {kind: rows for kind, rows in shelves().items() if not kinds or kind in kinds}
    if output.as_json:
        click.echo(json.dumps({"schema": "simcommunity.list/1", **chosen}, ensure_ascii=False))
    else:
        print_tables(chosen, output.lang, sys.stdout)


@command("show")
@click.argument("words", nargs=-1, required=True, metavar="[KIND] NAME")
@set_option
@lang_option
def show_command(output: Output, /, words: tuple[str, ...], overrides: tuple[str, ...]) -> None:
    """Print one thing as YAML with everything filled in, and where each value comes from."""
    from simcommunity.scenario.listing import shipped_yaml
    from simcommunity.scenario.loader import load_scenario
    from simcommunity.scenario.located import written
    from simcommunity.scenario.writing import as_yaml

    *kind, name = words
    if len(kind) > 1 or (kind and kind[0] not in KINDS):
        output.misused("cli.show.usage")
    if kind and kind[0] != "scenario":
        click.echo(shipped_yaml(kind[0], name), nl=False)
        return
    loaded = load_scenario(name, overrides)
    click.echo(as_yaml(written(loaded.scenario), loaded.origins), nl=False)


@command("validate")
@click.argument("files", nargs=-1, required=True, metavar="SCENARIO…")
@lang_option
def validate_command(output: Output, /, files: tuple[str, ...]) -> None:
    """Say of each file that it is in order, or what is not, or what can only be a slip."""
    from simcommunity.scenario.doubts import doubts
    from simcommunity.scenario.loader import load_scenario

    lang, exit_code = output.lang, 0
    for file in files:
        try:
            loaded = load_scenario(file)
        except ScenarioError as error:
            exit_code = error.exit_code
            for sentence in error.sentences(lang):
                click.echo(sentence, err=True)
        else:
            title = loaded.scenario.title.said(lang)
            click.echo(t("cli.validate.ok", lang, file=file, title=title, hash=loaded.hash))
            for doubt in doubts(loaded):
                click.echo(doubt.sentence(lang), err=True)
    output.context.exit(exit_code)


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


def _say(option: str) -> str:
    """Return the help of an option of `init`."""
    return t(f"cli.init.{option}", HELP_LANG)


def _with_essentials(function: Callable[..., None]) -> Callable[..., None]:
    """Give a command an option for each question but the playbook, which has its own check."""
    for name in reversed([name for name in QUESTIONS if name != "playbook"]):
        flag = "--from" if name == "hook" else f"--{name}"
        function = click.option(flag, name, type=QUESTIONS[name], help=_say(name))(function)
    return function


@command("init")
@click.argument("file", default="scenario.yaml", type=click.Path(dir_okay=False, path_type=Path))
@lang_option
@click.option("--title", help=_say("title"))
@_with_essentials
@click.option("--playbook", callback=_known_playbook, help=_say("playbook"))
@click.option("--size", type=click.IntRange(1, 500), help=_say("size"))
@click.option("--days", type=click.IntRange(1, 3650), help=_say("days"))
@click.option("--ask/--no-ask", default=None, help=_say("ask"))
@click.option("--force", is_flag=True, help=_say("force"))
def init_command(
    output: Output, /, file: Path, ask: bool | None, force: bool, **answers: Any
) -> None:
    """Write a scenario with a comment on every line; it can be run as it is."""
    from simcommunity.results.whole_files import writing
    from simcommunity.scenario.loader import load_text

    told, lang, context = given(answers), output.lang, output.context
    if told.get("channel") == "contacts" and "playbook" in told:
        output.misused("cli.init.no_group")
    if file.exists() and not force:
        raise click.ClickException(t("cli.init.exists", lang, file=file))
    if ask or (ask is None and sys.stdin.isatty() and sys.stderr.isatty()):
        if context.get_parameter_source("lang") is not click.core.ParameterSource.COMMANDLINE:
            words, known = t("cli.init.ask.lang", lang), click.Choice(LANGUAGES)
            lang = choose_language(click.prompt(words, lang, type=known, err=True))
        told |= _asked(told, lang)
    called = as_utf8(" ".join(str(file).split()))
    text = beginning(Answers(**told), called, lang)
    load_text(text, called)
    with writing(file):
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("w" if force else "x", encoding="utf-8") as out:
            out.write(text)
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


@command("schema")
def schema_command(_: Output) -> None:
    """Print the JSON Schema of scenario files."""
    from simcommunity.scenario.json_schema import file_schema

    click.echo(json.dumps(file_schema(), ensure_ascii=False, indent=2))
