"""The commands around a store: runs into it, answers out of it, and its small parts merged."""

from __future__ import annotations

import os
import re
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from simcommunity.cli.options import (
    HELP_LANG,
    figures_option,
    json_option,
    lang_option,
    quiet_option,
    say,
)
from simcommunity.i18n import choose_language, t

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from simcommunity.study.sweep.execute import Progress

FAILED, INVALID = 1, 3
_SHARD = re.compile(r"([0-9]{1,6})/([0-9]{1,6})")


def read_shard(ctx: click.Context, _: click.Parameter, value: str | None) -> tuple[int, int]:
    """Read ``i/n``."""
    if value is None:
        return 1, 1
    found = _SHARD.fullmatch(value)
    shard = (int(found[1]), int(found[2])) if found else (0, 0)
    if not 1 <= shard[0] <= shard[1]:
        raise click.BadParameter(t("sweep.bad_shard", choose_language()), ctx)
    return shard


@click.command("sweep", help=t("cli.sweep.help", HELP_LANG))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), metavar="STORE", help=say("sweep_out"))
@click.option("--jobs", type=click.IntRange(min=1), help=say("sweep_jobs"))
@click.option("--shard", callback=read_shard, metavar="I/N", help=say("shard"))
@click.option("--scheduler", metavar="ADDRESS", help=say("scheduler"))
@click.option("--samples", type=click.IntRange(1, 10_000_000), help=say("samples"))
@click.option("--replicates", type=click.IntRange(1, 1_000_000), help=say("sweep_replicates"))
@click.option("--days", type=click.IntRange(1, 3650), help=say("days"))
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), help=say("seed"))
@figures_option
@lang_option
@json_option
@quiet_option
@click.pass_context
def sweep_command(
    ctx: click.Context,
    /,
    file: Path,
    out: Path | None,
    jobs: int | None,
    shard: tuple[int, int],
    scheduler: str | None,
    forms: tuple[str, ...] | None,
    lang: str,
    as_json: bool,
    quiet: bool,
    **changes: int | None,
) -> None:
    """Run a design, or what is left of it, into a store."""
    from simcommunity.core.compilation import announce_first_compilation
    from simcommunity.report.result_folder import to_json
    from simcommunity.report.sweep import show_effects, write_sweep
    from simcommunity.study.sweep.design import load_design
    from simcommunity.study.sweep.effects import effects, in_numbers
    from simcommunity.study.sweep.execute import sweep
    from simcommunity.study.sweep.summary import as_dict, show

    folder = out or Path(file.stem)
    design = load_design(file, **changes)
    announce_first_compilation()
    with sentences(folder, lang, ctx), progress(design.runs, lang, quiet) as tell:
        outcome = sweep(
            design, folder, jobs=jobs, shard=shard, scheduler=scheduler, on_progress=tell,
            command=ctx.obj or "",
        )  # fmt: skip
    told = as_dict(outcome)
    whole = told["done"] + told["failed"] == told["runs"]
    found = effects(design, outcome.store) if whole else []
    if whole:
        if os.access(folder, os.W_OK):
            with sentences(folder, lang, ctx):
                write_sweep(design, outcome.store, told, found, lang, forms)
        else:
            click.echo(t("store.read_only", lang, folder=folder), err=True)
    if as_json:
        click.echo(to_json({**told, **in_numbers(found)}))
    else:
        if design.factors and found:
            show_effects(found, lang, sys.stdout)
        show(told, outcome.store, lang, sys.stdout)
    if outcome.failed:
        ctx.exit(FAILED)


@click.command("query", help=t("cli.query.help", HELP_LANG))
@click.argument("store", type=click.Path(path_type=Path))
@click.argument("sql")
@lang_option
@json_option
@click.pass_context
def query_command(ctx: click.Context, /, store: Path, sql: str, lang: str, as_json: bool) -> None:
    """Ask a store in SQL."""
    from simcommunity.study.sweep.query import query, show_answer, to_object

    with sentences(store, lang, ctx):
        answer = query(store, sql)
    if as_json:
        from simcommunity.report.result_folder import to_json

        click.echo(to_json(to_object(answer)))
    else:
        show_answer(answer, sys.stdout)


@click.command("export", help=t("cli.export.help", HELP_LANG))
@click.argument("store", type=click.Path(path_type=Path))
@click.argument("file", type=click.Path(path_type=Path))
@lang_option
@quiet_option
@click.pass_context
def export_command(ctx: click.Context, /, store: Path, file: Path, lang: str, quiet: bool) -> None:
    """Write all runs of a store to one CSV file."""
    from simcommunity.study.sweep.query import export

    with sentences(file, lang, ctx):
        rows = export(store, file)
    if not quiet:
        click.echo(t("export.done", lang, rows=rows, file=file))


@click.command("compact", help=t("cli.compact.help", HELP_LANG))
@click.argument("store", type=click.Path(path_type=Path))
@lang_option
@quiet_option
@click.pass_context
def compact_command(ctx: click.Context, /, store: Path, lang: str, quiet: bool) -> None:
    """Merge the small parts of a store."""
    from simcommunity.study.sweep.upkeep import compact

    with sentences(store, lang, ctx):
        before, after = compact(store)
    if not quiet:
        click.echo(t("compact.done", lang, before=before, after=after))


@contextmanager
def sentences(place: Path, lang: str, ctx: click.Context) -> Iterator[None]:
    """Let what may go wrong with files, stores and libraries end in one sentence."""
    from simcommunity.study.extras import MissingExtraError
    from simcommunity.study.sweep.pool import LostWorkersError
    from simcommunity.study.sweep.query import QueryError
    from simcommunity.study.sweep.store import StoreError

    try:
        yield
    except StoreError as error:
        click.echo(str(error), err=True)
        ctx.exit(INVALID)
    except (MissingExtraError, QueryError, LostWorkersError) as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise click.ClickException(
            t("cli.cannot_write", lang, folder=place, reason=reason)
        ) from error


@contextmanager
def progress(total: int, lang: str, quiet: bool) -> Iterator[Callable[[Progress], None]]:
    """Show a bar on a terminal; elsewhere, a line now and then, as a log wants it."""
    if quiet:
        yield lambda _: None
    elif sys.stderr.isatty():
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
        from rich.progress import Progress as Bar

        columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()
        with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("", total=total)
            yield lambda now: bar.update(
                task, completed=now.done, total=now.total, description=left_words(now, lang)
            )
    else:
        said = time.monotonic()
        pause = 10.0

        def tell(now: Progress) -> None:
            nonlocal said, pause
            if time.monotonic() - said >= pause and now.done < now.total:
                said, pause = time.monotonic(), min(2 * pause, 300.0)
                counted = t("sweep.counted", lang, done=now.done, total=now.total)
                click.echo(f"{counted} · {left_words(now, lang)}", err=True)

        yield tell


def left_words(now: Progress, lang: str) -> str:
    """Return what there is to say of a sweep under way: the time left, and what FAILED."""
    if now.left_s is None:
        words = t("sweep.begins", lang)
    elif now.left_s < 90:
        words = t("sweep.left_seconds", lang, count=round(now.left_s))
    elif now.left_s < 5400:
        words = t("sweep.left_minutes", lang, count=round(now.left_s / 60))
    else:
        words = t("sweep.left_hours", lang, count=f"{now.left_s / 3600:.1f}")
    return words + (f" · {now.failed} FAILED" if now.failed else "")
