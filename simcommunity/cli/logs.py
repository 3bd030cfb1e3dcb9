"""The commands about a group's own log: `import-log`, `fit` and `forecast`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from simcommunity.cli.options import (
    A_PATH,
    LAST_SEED,
    jobs_option,
    lang_option,
    options,
    out_option,
    path_option,
    quiet_option,
    report_options,
    say,
    set_option,
    whole_option,
)
from simcommunity.cli.output import LOGGER, Output, command, given

if TYPE_CHECKING:
    from simcommunity.study.logs.group_log import GroupLog

log_options = options(
    click.argument("log", type=A_PATH),
    click.option("--gaps", type=click.Choice(["zero", "unknown"]), help=say("gaps")),
    click.option("--scenario", metavar="SCENARIO", help=say("prior")),
    set_option,
)
simulations_option = whole_option("simulations", 100, 10_000_000)
how_options = options(
    whole_option("seed", 0, LAST_SEED, words="study_seed"), jobs_option, out_option, report_options
)


@command("import-log")
@click.argument("export", type=A_PATH)
@click.option("--operator", "operators", multiple=True, metavar="NAME", help=say("operator"))
@click.option("--timezone", metavar="ZONE", help=say("timezone"))
@path_option("out", "FILE", words="log_out")
@lang_option
@quiet_option
def import_log_command(
    output: Output, /, export: Path, operators: tuple[str, ...], timezone: str | None
) -> None:
    """Count an export and write the log, to a file or to stdout."""
    from simcommunity.report.result_folder import Store
    from simcommunity.study.logs.chat_exports import as_csv, counts_of

    rows = counts_of(
        export, operators, timezone, lambda remark: LOGGER.warning(remark.sentence(output.lang))
    )
    if output.out is None:
        click.echo(as_csv(rows), nl=False)
        return
    with Store(output.out.parent, {}) as store:
        store.put(output.out.name, as_csv(rows).encode())
        store.commit()
    output.say("log.written", file=output.out, days=len(rows))


@command("fit")
@log_options
@click.option("--free", "names", multiple=True, metavar="NAME", help=say("free"))
@simulations_option
@how_options
def fit_command(output: Output, /, **asked: Any) -> None:
    """Fit a scenario and tell what the log says of each number."""
    from simcommunity.report.fit import FIT, show_fit
    from simcommunity.study.fit.fitting import POINTS, PRIOR, SIMULATIONS, fit

    log, loaded, how = _prepared(output, PRIOR, always=True, **asked)
    how = {"simulations": SIMULATIONS, **how}
    how["points"] = min(POINTS, how["simulations"] // 10)
    output.deliver(lambda: fit(log, loaded, **how), FIT.write, show_fit)


@command("forecast")
@log_options
@simulations_option
@whole_option("draws", 20, 100_000, words="futures")
@how_options
def forecast_command(output: Output, /, **asked: Any) -> None:
    """Forecast a group and try the shipped playbooks on it."""
    from simcommunity.report.forecast import FORECAST, show_forecast
    from simcommunity.study.forecast.bank import STORY
    from simcommunity.study.forecast.forecasting import forecast

    log, loaded, how = _prepared(output, STORY, always=False, **asked)
    output.deliver(lambda: forecast(log, loaded, **how), FORECAST.write, show_forecast)


def _prepared(
    output: Output,
    usual: str,
    /,
    *,
    always: bool,
    log: Path,
    gaps: str | None,
    scenario: str | None,
    overrides: tuple[str, ...],
    **how: Any,
) -> tuple[GroupLog, Any, dict[str, Any]]:
    """Read the log of one group and the scenario it is held against; say what is not known.

    Without `always` there is no scenario where none is told.
    """
    from simcommunity.core.compilation import announce_first_compilation
    from simcommunity.scenario.loader import load_scenario
    from simcommunity.study.logs.group_log import read_log

    told = read_log(log, gaps)
    if told.unknown_days:
        output.say("log.unknown_days", n=told.unknown_days, days=told.days)
    wanted = always or scenario is not None or bool(overrides)
    loaded = load_scenario(scenario or usual, overrides) if wanted else None
    announce_first_compilation()
    return told, loaded, {"jobs": os.cpu_count() or 1} | given(how)
