"""The command `verify`: every claim and fact of the registry, tested anew."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from simcommunity.cli.options import (
    LAST_SEED,
    jobs_option,
    out_option,
    path_option,
    say,
    telling_options,
    whole_option,
)
from simcommunity.cli.output import Output, command
from simcommunity.i18n import t

if TYPE_CHECKING:
    from simcommunity.evidence.registry import Registry
    from simcommunity.evidence.verify import Shares

FAILED = 1


@command("verify")
@click.argument("ids", nargs=-1, metavar="[ID]…")
@click.option("--robustness", type=click.IntRange(1, 100_000), metavar="N", help=say("robustness"))
@whole_option("seed", 0, LAST_SEED, words="verify_seed")
@path_option("registry", None)
@click.option("--business", multiple=True, metavar="NAME", help=say("business"))
@jobs_option
@out_option
@telling_options
def verify_command(
    output: Output,
    /,
    ids: tuple[str, ...],
    robustness: int | None,
    seed: int | None,
    registry: Path | None,
    jobs: int | None,
    business: tuple[str, ...],
) -> None:
    """Test claims and facts, or laws, and leave with 1 when any fails."""
    from simcommunity import __version__
    from simcommunity.core.compilation import announce_first_compilation
    from simcommunity.evidence.arm_runs import ArmRuns
    from simcommunity.evidence.page import write_evidence
    from simcommunity.evidence.registry import load_registry
    from simcommunity.evidence.table import show_verdicts
    from simcommunity.evidence.verify import SEED, verdicts

    if any(map(_is_law, ids)):
        _try_laws(ids, business, seed, jobs, output)
        return
    luck = SEED if seed is None else seed
    chosen = _chosen(load_registry(registry), ids, output)
    laboratory = ArmRuns(chosen)
    announce_first_compilation()

    def study() -> Any:
        with output.progress(laboratory.work) as advance:
            measured = laboratory.run(luck, jobs=jobs, advance=advance)
        shares = {} if robustness is None else _robustness(chosen, robustness, luck, jobs, output)
        return verdicts(chosen, measured, luck, shares, __version__)

    if not output.deliver(study, write_evidence, show_verdicts).holds:
        output.context.exit(FAILED)


def _is_law(one: str) -> bool:
    return one == "laws" or re.fullmatch(r"L\d+", one) is not None


def _try_laws(
    ids: tuple[str, ...],
    names: tuple[str, ...],
    seed: int | None,
    jobs: int | None,
    output: Output,
) -> None:
    """Try laws on businesses: all laws for the word, all businesses for no names."""
    from simcommunity.core.compilation import announce_first_compilation
    from simcommunity.evidence.laws.businesses import DRAWN, chosen, drawn, shipped
    from simcommunity.evidence.laws.law import load_laws
    from simcommunity.evidence.laws.table import show_laws, write_laws
    from simcommunity.evidence.laws.trial import SEED
    from simcommunity.evidence.laws.verdicts import try_laws
    from simcommunity.study.sweep.pool import cores

    if not all(map(_is_law, ids)):
        output.misused("verify.laws_or_claims")
    laws = load_laws()
    for one in ids:
        if one != "laws" and one not in laws:
            output.misused("verify.unknown_id", name=one)
    if "laws" not in ids:
        laws = {one: laws[one] for one in dict.fromkeys(ids)}
    luck = SEED if seed is None else seed
    businesses = list(chosen(names)) if names else [*shipped(), *drawn(range(DRAWN))]
    announce_first_compilation()

    def study() -> Any:
        with output.progress(len(businesses)) as advance:
            return try_laws(laws, businesses, seed=luck, jobs=jobs or cores(), advance=advance)

    if not output.deliver(study, write_laws, show_laws).holds:
        output.context.exit(FAILED)


def _chosen(registry: Registry, ids: tuple[str, ...], output: Output) -> Registry:
    """Return what is asked for; an unknown id is a misuse that names the nearest one."""
    try:
        return registry.chosen(ids)
    except KeyError as error:
        name = str(error.args[0])
        near = registry.nearest(name)
        hint = t("cli.did_you_mean", output.lang, name=near) if near else ""
        output.misused("verify.unknown_id", hint=hint, name=name)


def _robustness(registry: Registry, n: int, seed: int, jobs: int | None, output: Output) -> Shares:
    """Try everything under n drawn sets of parameters and up to n fitted ones."""
    from simcommunity.evidence.robustness import Rows, fitted_sets, prior_sets, try_sets

    sets = [*prior_sets(n, seed), *fitted_sets(n)]
    rows = Rows(output.out and output.out / "robustness.jsonl", seed)
    try:
        with output.progress(len(sets), "verify.progress") as advance:
            return try_sets(registry, sets, rows, jobs=jobs, advance=advance)
    finally:
        rows.close()
