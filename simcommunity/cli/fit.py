"""The command `fit`: a scenario fitted to a group's own log."""

from __future__ import annotations

import os
from pathlib import Path

import click

from simcommunity.cli.logs import gaps_option, read_aloud
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


@click.command("fit", help=t("cli.fit.help", HELP_LANG))
@click.argument("log", type=click.Path(path_type=Path))
@gaps_option
@click.option("--scenario", metavar="SCENARIO", help=say("prior"))
@click.option("--set", "overrides", multiple=True, metavar="PATH=VALUE", help=say("set"))
@click.option("--free", "names", multiple=True, metavar="NAME", help=say("free"))
@click.option("--simulations", type=click.IntRange(100, 10_000_000), help=say("simulations"))
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), help=say("study_seed"))
@click.option("--jobs", type=click.IntRange(min=1), help=say("jobs"))
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help=say("out"))
@figures_option
@lang_option
@json_option
@quiet_option
@click.pass_context
def fit_command(
    ctx: click.Context,
    /,
    log: Path,
    gaps: str | None,
    scenario: str | None,
    overrides: tuple[str, ...],
    names: tuple[str, ...],
    simulations: int | None,
    seed: int | None,
    jobs: int | None,
    out: Path | None,
    forms: tuple[str, ...] | None,
    lang: str,
    as_json: bool,
    quiet: bool,  # noqa: ARG001
) -> None:
    """Fit a scenario and tell what the log says of each number."""
    from simcommunity.cli.run import answer, writing
    from simcommunity.core.compilation import announce_first_compilation
    from simcommunity.report.fit import show_fit, write_fit
    from simcommunity.scenario.loader import load_scenario
    from simcommunity.study.fit.fitting import POINTS, PRIOR, SEED, SIMULATIONS, fit

    need_folder(ctx, forms, out, lang)
    told = read_aloud(log, gaps, lang)
    loaded = load_scenario(scenario or PRIOR, overrides)
    announce_first_compilation()
    wanted = simulations or SIMULATIONS
    found = fit(
        told, loaded, names=names, points=min(POINTS, wanted // 10), simulations=wanted,
        seed=SEED if seed is None else seed, jobs=jobs or os.cpu_count() or 1,
    )  # fmt: skip
    if out is not None:
        with writing(out, {}, lang) as store:
            write_fit(store, found, ctx.obj, lang, forms)
    answer(found, show_fit, as_json, lang)
