"""The command `run`: one scenario, its numbers, and a folder that tells all about it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from simcommunity.cli.options import numbers, run_options, say
from simcommunity.cli.output import LOGGER, Output, command

if TYPE_CHECKING:
    from simcommunity.cli.output import Begin
    from simcommunity.report.run_page import RunReport
    from simcommunity.results.replicate import Replicate
    from simcommunity.scenario.loader import Loaded
    from simcommunity.simulation.running import Result


@command("run")
@click.argument("scenario")
@click.option(
    "--events",
    callback=numbers("cli.events.numbers", 999_999_999),
    metavar="REPLICATE[,…]",
    help=say("events"),
)
@run_options
def run_command(
    output: Output,
    /,
    scenario: str,
    events: tuple[int, ...],
    overrides: tuple[str, ...],
    **how: Any,
) -> None:
    """Run one scenario and tell what happened."""
    from simcommunity.core.compilation import announce_first_compilation
    from simcommunity.report.run_table import show_run
    from simcommunity.scenario.doubts import doubts
    from simcommunity.scenario.loader import load_scenario
    from simcommunity.simulation.running import run

    loaded = load_scenario(scenario, overrides)
    events = tuple(sorted(set(events)))
    if events and output.out is None:
        output.misused("cli.events.out")
    count = how["replicates"] or loaded.scenario.replicates
    if events and events[-1] >= count:
        output.misused("cli.events.none", number=events[-1])
    for doubt in doubts(loaded, how["days"]):
        LOGGER.warning(doubt.sentence(output.lang))
    if how["engine"] == "compiled":
        announce_first_compilation()  # before the bar is there, which would hide it
    with output.stages() as begin:
        if output.out is None:
            result = run(loaded, **how, on_replicate=begin("cli.progress", count))
        else:
            result = _into_folder(output, output.out, loaded, events, how, begin)
    output.answer(result, show_run)


def _into_folder(
    output: Output,
    folder: Path,
    loaded: Loaded,
    events: tuple[int, ...],
    how: dict[str, Any],
    begin: Begin,
) -> Result:
    """Run a scenario, write all about it, and return the result."""
    from simcommunity.report.result_folder import Store
    from simcommunity.report.run_files import about_run, write_data, write_events, write_report
    from simcommunity.simulation.running import prepare, run

    digests: dict[int, bytes] = {}
    with Store(folder, about_run(loaded, how["seed"], output.command)) as store:
        advance = begin("cli.progress", how["replicates"] or loaded.scenario.replicates)

        def hear(replicate: Replicate) -> None:
            store.add(replicate)
            if replicate.index in events:
                digests[replicate.index] = replicate.digest
            advance()

        result = run(loaded, **how, on_replicate=hear)
        write_events(store, prepare(loaded.scenario, days=how["days"]), result.seed, digests)
        written = write_data(store, result, output.command)
        told = _looked_into(loaded, result, output.command, how["jobs"], begin)
        begin("cli.progress.report", None)
        written += write_report(store, told, output.lang, output.forms)
    output.say("cli.written", folder=folder, files=", ".join(written))
    output.say("cli.open", file=folder / "report.html")
    return result


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
