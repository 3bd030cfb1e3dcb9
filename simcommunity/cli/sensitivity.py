"""The command `sensitivity`: from a file to sentences, figures and a report."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

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
from simcommunity.cli.sweep import progress, read_shard, sentences
from simcommunity.i18n import t

if TYPE_CHECKING:
    from simcommunity.study.sensitivity.study import Sensitivity

FAILED = 1


@click.command("sensitivity", help=t("cli.sensitivity.help", HELP_LANG))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help=say("sensitivity_out"))
@click.option("--jobs", type=click.IntRange(min=1), help=say("sweep_jobs"))
@click.option("--shard", callback=read_shard, metavar="I/N", help=say("shard"))
@click.option("--scheduler", metavar="ADDRESS", help=say("scheduler"))
@click.option("--samples", type=click.IntRange(1, 1_000_000), help=say("sensitivity_samples"))
@click.option("--replicates", type=click.IntRange(3, 10_000), help=say("sweep_replicates"))
@click.option("--days", type=click.IntRange(1, 3650), help=say("days"))
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), help=say("seed"))
@figures_option
@lang_option
@json_option
@quiet_option
@click.pass_context
def sensitivity_command(
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
    """Find out which parameters matter, how much, and where something happens."""
    from simcommunity.core.compilation import announce_first_compilation
    from simcommunity.report.sensitivity.page import write_sensitivity
    from simcommunity.study.sensitivity.plan import load_plan
    from simcommunity.study.sensitivity.study import sensitivity

    need_folder(ctx, forms, out, lang)
    if shard != (1, 1) and out is None:
        raise click.UsageError(t("sensitivity.shard_needs_out", lang), ctx)
    with sentences(out or Path.cwd(), lang, ctx):
        plan = load_plan(file, **changes)
        announce_first_compilation()
        with progress(plan.runs // shard[1], lang, quiet) as tell:
            study = sensitivity(
                plan, out and out / "runs", jobs=jobs, shard=shard, scheduler=scheduler,
                on_progress=tell, command=ctx.obj or "",
            )  # fmt: skip
        if out is not None and not study.missing:
            write_sensitivity(out, study, ctx.obj or "", lang, forms)
    _answer(study, as_json, lang)
    if study.failed:
        ctx.exit(FAILED)


def _answer(study: Sensitivity, as_json: bool, lang: str) -> None:
    """Write the result to stdout, for a program or for a reader."""
    from simcommunity.report.result_folder import to_json
    from simcommunity.report.sensitivity.table import show_sensitivity

    if as_json:
        click.echo(to_json(study.as_dict()))
    elif study.missing:
        done = study.plan.runs - study.missing
        click.echo(t("sensitivity.missing", lang, done=done, runs=study.plan.runs))
    else:
        show_sensitivity(study, lang, sys.stdout)
