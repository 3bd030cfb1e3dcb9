"""The command `verify`: every claim and fact of the registry, tested anew."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from simcommunity.cli.options import HELP_LANG, json_option, lang_option, quiet_option, say
from simcommunity.cli.run import progress
from simcommunity.i18n import t

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simcommunity.evidence.registry import Registry
    from simcommunity.evidence.verify import Shares

FAILED = 1


@click.command("verify", help=t("cli.verify.help", HELP_LANG))
@click.argument("ids", nargs=-1, metavar="[ID]…")
@click.option("--robustness", type=click.IntRange(1, 100_000), metavar="N", help=say("robustness"))
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), help=say("verify_seed"))
@click.option("--registry", type=click.Path(path_type=Path), help=say("registry"))
@click.option("--jobs", type=click.IntRange(min=1), help=say("jobs"))
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help=say("out"))
@lang_option
@json_option
@quiet_option
@click.pass_context
def verify_command(
    ctx: click.Context,
    /,
    ids: tuple[str, ...],
    robustness: int | None,
    seed: int | None,
    registry: Path | None,
    jobs: int | None,
    out: Path | None,
    lang: str,
    as_json: bool,
    quiet: bool,
) -> None:
    """Test claims and facts, and leave with 1 when any fails."""
    from simcommunity import __version__
    from simcommunity.core.compilation import announce_first_compilation
    from simcommunity.evidence.arm_runs import ArmRuns
    from simcommunity.evidence.registry import load_registry
    from simcommunity.evidence.table import show_verdicts
    from simcommunity.evidence.verify import SEED, verdicts
    from simcommunity.report.result_folder import to_json

    luck = SEED if seed is None else seed
    chosen = _chosen(load_registry(registry), ids, lang, ctx)
    laboratory = ArmRuns(chosen)
    announce_first_compilation()
    with _folder(out, lang):
        with progress(laboratory.work, lang, quiet) as advance:
            measured = laboratory.run(luck, jobs=jobs, advance=advance)
        shares: Shares = {}
        if robustness is not None:
            shares = _robustness(chosen, robustness, luck, jobs, out, lang, quiet)
        result = verdicts(chosen, measured, luck, shares, __version__)
        if out is not None:
            from simcommunity.evidence.files import write_evidence

            write_evidence(out, result, ctx.obj, lang)
    if as_json:
        click.echo(to_json(result.as_dict()))
    else:
        show_verdicts(result, lang, sys.stdout)
    if not result.holds:
        ctx.exit(FAILED)


def _chosen(registry: Registry, ids: tuple[str, ...], lang: str, ctx: click.Context) -> Registry:
    """Return what is asked for; an unknown id is a misuse that names the nearest one."""
    try:
        return registry.chosen(ids)
    except KeyError as error:
        name = str(error.args[0])
        near = registry.nearest(name)
        hint = t("cli.did_you_mean", lang, name=near) if near else ""
        told = t("verify.unknown_id", lang, name=name) + hint
        raise click.UsageError(told, ctx) from None


def _robustness(
    registry: Registry,
    n: int,
    seed: int,
    jobs: int | None,
    out: Path | None,
    lang: str,
    quiet: bool,
) -> Shares:
    """Try everything under n drawn sets of parameters and up to n fitted ones."""
    from simcommunity.evidence.robustness import Rows, fitted_sets, prior_sets, try_sets

    sets = [*prior_sets(n, seed), *fitted_sets(n)]
    rows = Rows(None if out is None else out / "robustness.jsonl", seed)
    try:
        with progress(len(sets), lang, quiet, "verify.progress") as advance:
            return try_sets(registry, sets, rows, jobs=jobs, advance=advance)
    finally:
        rows.close()


@contextmanager
def _folder(folder: Path | None, lang: str) -> Iterator[None]:
    """Make the folder for results; one that cannot be written to ends in one sentence."""
    try:
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        told = t("cli.cannot_write", lang, folder=folder, reason=error.strerror or str(error))
        raise click.ClickException(told) from error
