"""The command `optimise`: search for the playbook to run."""

from __future__ import annotations

import sys
from contextlib import contextmanager
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
from simcommunity.i18n import t

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from simcommunity.study.optimise.design import Task

JOURNAL = "journal.log"


@click.command("optimise", help=t("cli.optimise.help", HELP_LANG))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--trials", type=click.IntRange(1, 100_000), help=say("trials"))
@click.option("--replicates", type=click.IntRange(2, 10_000), help=say("judge_replicates"))
@click.option("--seed", type=click.IntRange(0, 2**63 - 2), help=say("search_seed"))
@click.option("--jobs", type=click.IntRange(min=1), help=say("jobs"))
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help=say("out_journal"))
@figures_option
@lang_option
@json_option
@quiet_option
@click.pass_context
def optimise_command(
    ctx: click.Context,
    /,
    file: Path,
    trials: int | None,
    replicates: int | None,
    seed: int | None,
    jobs: int | None,
    out: Path | None,
    forms: tuple[str, ...] | None,
    lang: str,
    as_json: bool,
    quiet: bool,
) -> None:
    """Search, judge on fresh luck, and say what to run."""
    from simcommunity.core.compilation import announce_first_compilation
    from simcommunity.report.result_folder import Store, to_json
    from simcommunity.study.optimise.design import load_design

    need_folder(ctx, forms, out, lang)
    task = _changed(load_design(file), trials, replicates, seed)
    announce_first_compilation()
    try:
        if out is not None:
            out.mkdir(parents=True, exist_ok=True)
        result = _search(task, jobs, None if out is None else out / JOURNAL, lang, quiet)
        if out is not None:
            from simcommunity.report.optimisation_page import write_optimisation

            with Store(out, {}) as store:
                write_optimisation(store, result, ctx.obj, lang, forms)
    except OSError as error:
        told = t("cli.cannot_write", lang, folder=out, reason=error.strerror or str(error))
        raise click.ClickException(told) from error
    if as_json:
        click.echo(to_json(result.as_dict()))
    else:
        from simcommunity.report.optimisation import show_optimisation

        show_optimisation(result, lang, sys.stdout)


def _changed(task: Task, trials: int | None, replicates: int | None, seed: int | None) -> Task:
    """Return a task with what the options say; judgement follows the search on the next seed."""
    from dataclasses import replace

    design = task.design
    search: dict[str, int] = {} if trials is None else {"trials": trials}
    judge: dict[str, int] = {} if replicates is None else {"replicates": replicates}
    if seed is not None:
        search["seed"], judge["seed"] = seed, seed + 1
    changed = design.model_copy(
        update={
            "search": design.search.model_copy(update=search),
            "judge": design.judge.model_copy(update=judge),
        }
    )
    return replace(task, design=changed)


def _search(task: Task, jobs: int | None, journal: Path | None, lang: str, quiet: bool) -> Any:
    """Optimise; a missing library and a foreign journal end in one sentence."""
    from simcommunity.study.extras import MissingExtraError
    from simcommunity.study.optimise.optimising import optimise
    from simcommunity.study.optimise.search import OtherDesignError

    try:
        with _progress(task.design.search.trials, lang, quiet) as advance:
            return optimise(task, jobs=jobs, journal=journal, on_trial=advance)
    except MissingExtraError as error:
        raise click.ClickException(str(error)) from error
    except OtherDesignError as error:
        raise click.ClickException(t("optimise.other_design", lang, file=journal)) from error


@contextmanager
def _progress(total: int, lang: str, quiet: bool) -> Iterator[Callable[[int], None]]:
    """Show a bar on a terminal, nothing elsewhere; yield what sets it."""
    if quiet or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(t("optimise.progress", lang), total=total)
        yield lambda done: bar.update(task, completed=done)
