"""The command `forecast`: what comes next in a group, and what another playbook would change."""

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


@click.command("forecast", help=t("cli.forecast.help", HELP_LANG))
@click.argument("log", type=click.Path(path_type=Path))
@gaps_option
@click.option("--scenario", metavar="SCENARIO", help=say("prior"))
@click.option("--set", "overrides", multiple=True, metavar="PATH=VALUE", help=say("set"))
@click.option("--simulations", type=click.IntRange(100, 10_000_000), help=say("simulations"))
@click.option("--draws", type=click.IntRange(20, 100_000), help=say("futures"))
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), help=say("study_seed"))
@click.option("--jobs", type=click.IntRange(min=1), help=say("jobs"))
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help=say("out"))
@figures_option
@lang_option
@json_option
@quiet_option
@click.pass_context
def forecast_command(
    ctx: click.Context,
    /,
    log: Path,
    gaps: str | None,
    scenario: str | None,
    overrides: tuple[str, ...],
    simulations: int | None,
    draws: int | None,
    seed: int | None,
    jobs: int | None,
    out: Path | None,
    forms: tuple[str, ...] | None,
    lang: str,
    as_json: bool,
    quiet: bool,  # noqa: ARG001
) -> None:
    """Forecast a group and try the shipped playbooks on it."""
    from simcommunity.cli.run import answer, writing
    from simcommunity.core.compilation import announce_first_compilation
    from simcommunity.report.forecast import show_forecast, write_forecast
    from simcommunity.scenario.loader import load_scenario
    from simcommunity.study.forecast.bank import STORY
    from simcommunity.study.forecast.forecasting import DRAWS, SEED, SIMULATIONS, forecast

    need_folder(ctx, forms, out, lang)
    told = read_aloud(log, gaps, lang)
    known = scenario is not None or bool(overrides)
    loaded = load_scenario(scenario or STORY, overrides) if known else None
    announce_first_compilation()
    found = forecast(
        told, loaded, draws=draws or DRAWS, simulations=simulations or SIMULATIONS,
        seed=SEED if seed is None else seed, jobs=jobs or os.cpu_count() or 1,
    )  # fmt: skip
    if out is not None:
        with writing(out, {}, lang) as store:
            write_forecast(store, found, ctx.obj, lang, forms)
    answer(found, show_forecast, as_json, lang)
