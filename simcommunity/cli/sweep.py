"""The commands `sweep` and `sensitivity`, from a design into a store, and those around a store."""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from simcommunity.cli.options import (
    A_PATH,
    days_option,
    json_option,
    lang_option,
    options,
    path_option,
    quiet_option,
    report_options,
    say,
    seed_option,
    whole_option,
)
from simcommunity.cli.output import Output, command
from simcommunity.i18n import choose_language, t

if TYPE_CHECKING:
    from simcommunity.cli.output import Hear

FAILED = 1
_SHARD = re.compile(r"([0-9]{1,6})/([0-9]{1,6})")


def _shard(ctx: click.Context, _: click.Parameter, value: str | None) -> tuple[int, int]:
    """Read ``i/n``."""
    if value is None:
        return 1, 1
    found = _SHARD.fullmatch(value)
    shard = (int(found[1]), int(found[2])) if found else (0, 0)
    if not 1 <= shard[0] <= shard[1]:
        raise click.BadParameter(t("sweep.bad_shard", choose_language()), ctx)
    return shard


def _beside(ctx: click.Context, _: click.Parameter, out: Path | None) -> Path:
    """Call a store like its design where it has no name of its own."""
    return out or Path(ctx.params["file"].stem)


workers_options = options(
    whole_option("jobs", 1, words="sweep_jobs"),
    click.option("--shard", callback=_shard, metavar="I/N", help=say("shard")),
    click.option("--scheduler", metavar="ADDRESS", help=say("scheduler")),
)
design_options = options(days_option, seed_option, report_options)
store_argument = click.argument("store", type=A_PATH)


@command("sweep")
@click.argument("file", type=A_PATH)
@path_option("out", "STORE", words="sweep_out", callback=_beside)
@workers_options
@whole_option("samples", 1, 10_000_000)
@whole_option("replicates", 1, 1_000_000, words="sweep_replicates")
@design_options
def sweep_command(
    output: Output,
    /,
    file: Path,
    jobs: int | None,
    shard: tuple[int, int],
    scheduler: str | None,
    **changes: int | None,
) -> None:
    """Run a design, or what is left of it, into a store."""
    from simcommunity.core.compilation import announce_first_compilation
    from simcommunity.report.sweep import as_dict, show, show_effects, write_sweep
    from simcommunity.study.sweep.design import load_design
    from simcommunity.study.sweep.effects import effects, in_numbers
    from simcommunity.study.sweep.execute import sweep

    folder = output.out or Path()
    design = load_design(file, **changes)
    announce_first_compilation()
    with progress(output) as hear:
        outcome = sweep(
            design, folder, jobs=jobs, shard=shard, scheduler=scheduler, progress=hear,
            command=output.command,
        )  # fmt: skip
    told = as_dict(outcome)
    whole = told["done"] + told["failed"] == told["runs"]
    found = effects(design, outcome.store) if whole else []
    if whole and os.access(folder, os.W_OK):
        write_sweep(design, outcome.store, told, found, output.lang, output.forms)
    elif whole:
        click.echo(t("store.read_only", output.lang, folder=folder), err=True)

    def show_all(*_: object) -> None:
        if design.factors and found:
            show_effects(found, output.lang, sys.stdout)
        show(told, outcome.store, output.lang, sys.stdout)

    output.answer(outcome, show_all, lambda _: {**told, **in_numbers(found)})
    if outcome.failed:
        output.context.exit(FAILED)


@command("query")
@store_argument
@click.argument("sql")
@lang_option
@json_option
def query_command(output: Output, /, store: Path, sql: str) -> None:
    """Ask a store in SQL."""
    from simcommunity.study.sweep.query import query, show_answer, to_object

    output.answer(query(store, sql), lambda answer, _, out: show_answer(answer, out), to_object)


@command("export")
@store_argument
@click.argument("file", type=A_PATH)
@lang_option
@quiet_option
def export_command(output: Output, /, store: Path, file: Path) -> None:
    """Write all runs of a store to one CSV file."""
    from simcommunity.study.sweep.query import export

    rows = export(store, file)
    if not output.quiet:
        click.echo(t("export.done", output.lang, rows=rows, file=file))


@command("compact")
@store_argument
@lang_option
@quiet_option
def compact_command(output: Output, /, store: Path) -> None:
    """Merge the small parts of a store."""
    from simcommunity.study.sweep.upkeep import compact

    before, after = compact(store)
    if not output.quiet:
        click.echo(t("compact.done", output.lang, before=before, after=after))


@contextmanager
def progress(output: Output) -> Iterator[Hear]:
    """Show a bar on a terminal; elsewhere, a line now and then, as a log wants it."""
    if output.quiet or sys.stderr.isatty():
        with output.study() as hear:
            yield hear
        return
    said, pause = time.monotonic(), 10.0
    began: tuple[float, int] | None = None  # when, and how many runs were done then

    def tell(done: int, total: int) -> None:
        nonlocal began, said, pause
        now = time.monotonic()
        if began is None or done <= began[1]:
            began = now, done
        elif now - said >= pause and done < total:
            said, pause = now, min(2 * pause, 300.0)
            left = (now - began[0]) / (done - began[1]) * (total - done)
            counted = t("sweep.counted", output.lang, done=done, total=total)
            click.echo(f"{counted} · {left_words(left, output.lang)}", err=True)

    yield tell


def left_words(left_s: float, lang: str) -> str:
    """Return how much time is left, as people say it."""
    if left_s < 90:
        return t("sweep.left_seconds", lang, count=round(left_s))
    if left_s < 5400:
        return t("sweep.left_minutes", lang, count=round(left_s / 60))
    return t("sweep.left_hours", lang, count=f"{left_s / 3600:.1f}")


@command("sensitivity")
@click.argument("file", type=A_PATH)
@path_option("out", words="sensitivity_out")
@workers_options
@whole_option("samples", 1, 1_000_000, words="sensitivity_samples")
@whole_option("replicates", 3, 10_000, words="sweep_replicates")
@design_options
def sensitivity_command(
    output: Output,
    /,
    file: Path,
    jobs: int | None,
    shard: tuple[int, int],
    scheduler: str | None,
    **changes: Any,
) -> None:
    """Find out which parameters matter, how much, and where something happens."""
    from simcommunity.core.compilation import announce_first_compilation
    from simcommunity.report.sensitivity.page import write_sensitivity
    from simcommunity.report.sensitivity.table import show_sensitivity
    from simcommunity.study.sensitivity.plan import load_plan
    from simcommunity.study.sensitivity.study import sensitivity

    if shard != (1, 1) and output.out is None:
        output.misused("sensitivity.shard_needs_out")
    plan = load_plan(file, **changes)
    announce_first_compilation()

    def study() -> Any:
        with progress(output) as hear:
            return sensitivity(
                plan, output.out and output.out / "runs", jobs=jobs, shard=shard,
                scheduler=scheduler, progress=hear, command=output.command,
            )  # fmt: skip

    if output.deliver(study, write_sensitivity, show_sensitivity).failed:
        output.context.exit(FAILED)
