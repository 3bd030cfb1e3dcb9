"""The command `run`, and what all commands that run do: options, progress, answers, folders."""

from __future__ import annotations

import logging
import sys
from contextlib import contextmanager
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from simcommunity.cli.options import (
    HELP_LANG,
    figures_option,
    json_option,
    lang_option,
    need_folder,
    quiet_option,
    say,
)
from simcommunity.i18n import choose_language, t

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from simcommunity.report.result_folder import Store
    from simcommunity.report.run_page import RunReport
    from simcommunity.results.replicate import Replicate
    from simcommunity.scenario.loader import Loaded
    from simcommunity.simulation.running import Result

    Advance = Callable[..., None]
    Begin = Callable[[str, int | None], Advance]


LOGGER = logging.getLogger("simcommunity")
OPTIONS = (
    click.option("--replicates", type=click.IntRange(1, 1_000_000), help=say("replicates")),
    click.option("--days", type=click.IntRange(1, 3650), help=say("days")),
    click.option("--seed", type=click.IntRange(0, 2**63 - 1), help=say("seed")),
    click.option(
        "--engine",
        type=click.Choice(["compiled", "mesa"]),
        default="compiled",
        help=say("engine"),
    ),
    click.option("--set", "overrides", multiple=True, metavar="PATH=VALUE", help=say("set")),
    click.option("--jobs", type=click.IntRange(min=1), help=say("jobs")),
    click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help=say("out")),
    figures_option,
    lang_option,
    json_option,
    quiet_option,
)


def with_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of everything that runs."""
    return reduce(lambda done, option: option(done), reversed(OPTIONS), command)


def _numbers(ctx: click.Context, _: click.Parameter, text: str | None) -> tuple[int, ...]:
    """Read numbers of replicates such as 0,3."""
    if text is None:
        return ()
    words = text.split(",")
    if not all(word.strip().isdecimal() and len(word) <= 9 for word in words):
        raise click.BadParameter(t("cli.events.numbers", choose_language()), ctx)
    return tuple(sorted({int(word) for word in words}))


@click.command("run", help=t("cli.run.help", HELP_LANG))
@click.argument("scenario")
@click.option("--events", callback=_numbers, metavar="REPLICATE[,…]", help=say("events"))
@with_options
@click.pass_context
def run_command(
    ctx: click.Context,
    /,
    scenario: str,
    events: tuple[int, ...],
    overrides: tuple[str, ...],
    out: Path | None,
    forms: tuple[str, ...] | None,
    lang: str,
    as_json: bool,
    quiet: bool,
    **how: Any,
) -> None:
    """Run one scenario and tell what happened."""
    from simcommunity.report.run_files import about_run, write_data, write_events, write_report
    from simcommunity.report.run_table import show_run
    from simcommunity.scenario.doubts import doubts
    from simcommunity.scenario.loader import load_scenario
    from simcommunity.simulation.running import prepare, run

    loaded = load_scenario(scenario, overrides)
    need_folder(ctx, forms, out, lang)
    if events and out is None:
        raise click.UsageError(t("cli.events.out", lang), ctx)
    if events and events[-1] >= (how["replicates"] or loaded.scenario.replicates):
        raise click.UsageError(t("cli.events.none", lang, number=events[-1]), ctx)
    for doubt in doubts(loaded, how["days"]):
        LOGGER.warning(doubt.sentence(lang))
    announce(how["engine"])
    with stages(lang, quiet) as begin:
        advance = begin("cli.progress", how["replicates"] or loaded.scenario.replicates)
        if out is None:
            result = run(loaded, **how, on_replicate=advance)
        else:
            with writing(out, about_run(loaded, how["seed"], ctx.obj), lang) as store:
                digests: dict[int, bytes] = {}

                def hear(replicate: Replicate) -> None:
                    store.add(replicate)
                    if replicate.index in events:
                        digests[replicate.index] = replicate.digest
                    advance()

                result = run(loaded, **how, on_replicate=hear)
                design = prepare(loaded.scenario, days=how["days"])
                write_events(store, design, result.seed, digests)
                written = write_data(store, result, ctx.obj)
                told = _looked_into(loaded, result, ctx.obj, how["jobs"], begin)
                begin("cli.progress.report", None)
                written += write_report(store, told, lang, forms)
                LOGGER.info(t("cli.written", lang, folder=out, files=", ".join(written)))
                LOGGER.info(t("cli.open", lang, file=out / "report.html"))
    answer(result, show_run, as_json, lang)


def _looked_into(
    loaded: Loaded, result: Result, command: str, jobs: int | None, begin: Begin
) -> RunReport:
    """Return a run with what is simulated after it: other ways of running it, lives, leavers."""
    from simcommunity.report.run_page import RunReport
    from simcommunity.study.compare.suggestions import (
        affordable,
        changes,
        known_already,
        what_to_change,
    )
    from simcommunity.study.story import story
    from simcommunity.study.story.leavers import why_left

    arms = len(changes(result))
    each = affordable(result, arms)
    hear = begin("cli.progress.changes", (arms - known_already(result, each)) * each)
    found = what_to_change(result, jobs=jobs, on_replicate=hear)
    begin("cli.progress.lives", None)
    beside = None if found is None else found.beside
    days, seed = result.days, result.seed
    lives = story(loaded, other=beside, days=days, seed=seed)
    leavers = why_left(loaded.scenario, days=days, seed=seed)
    return RunReport(result, command, found, lives, leavers)


def announce(engine: str) -> None:
    """Say that the rules are to be compiled before the bar is there, which would hide it."""
    from simcommunity.core.compilation import announce_first_compilation

    if engine == "compiled":
        announce_first_compilation()


def answer(result: Any, show: Callable[..., None], as_json: bool, lang: str) -> None:
    """Write the result to stdout, for a program or for a reader."""
    from simcommunity.report.result_folder import to_json

    if as_json:
        click.echo(to_json(result.as_dict()))
    else:
        show(result, lang, sys.stdout)


@contextmanager
def stages(lang: str, quiet: bool) -> Iterator[Begin]:
    """Show bars on a terminal, nothing elsewhere; yield what begins one and returns what moves it.

    A bar whose length is not known moves by itself until the next one begins.
    """
    if quiet or not sys.stderr.isatty():
        yield lambda _words, _total: lambda *_: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    left = TimeRemainingColumn(compact=True, elapsed_when_finished=True)
    columns = TextColumn("{task.description}"), BarColumn(), left
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:

        def begin(words: str, total: int | None) -> Advance:
            for done in bar.tasks:
                bar.update(done.id, total=1, completed=1)
            task = bar.add_task(t(words, lang), total=total)
            return lambda *_: bar.advance(task)

        yield begin


@contextmanager
def progress(
    total: int | None, lang: str, quiet: bool, words: str = "cli.progress"
) -> Iterator[Advance]:
    """Show a bar on a terminal, nothing elsewhere; yield what moves it on."""
    with stages(lang, quiet) as begin:
        yield begin(words, total)


@contextmanager
def writing(folder: Path, about: dict[str, str], lang: str) -> Iterator[Store]:
    """Open a folder for results; a folder that cannot be written to ends in one sentence."""
    from simcommunity.report.result_folder import Store

    try:
        with Store(folder, about) as store:
            yield store
    except OSError as error:
        reason = error.strerror or str(error)
        raise click.ClickException(
            t("cli.cannot_write", lang, folder=folder, reason=reason)
        ) from error
