"""The command `compare`: arms against a scenario, or a switch at several days."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from simcommunity.cli.options import numbers, run_options, say
from simcommunity.cli.output import Output, command, given, meant

if TYPE_CHECKING:
    from simcommunity.scenario.schema import Scenario

LATEST = 3650


@command("compare")
@click.argument("scenario", metavar="SCENARIO_OR_DESIGN")
@click.option("--with", "others", multiple=True, metavar="ARM", help=say("with"))
@click.option("--rescue", "to", metavar="PLAYBOOK", help=say("rescue"))
@click.option("--at", callback=numbers("compare.bad_days", LATEST), metavar="DAYS", help=say("at"))
@click.option("--by", type=click.Choice(["age", "date"]), help=say("by"))
@click.option("--metric", "metrics", multiple=True, help=say("metric"))
@click.option("--goal", help=say("goal"))
@click.option(
    "--until-halfwidth",
    type=click.FloatRange(min=0, min_open=True),
    metavar="X",
    help=say("until_halfwidth"),
)
@click.option("--at-most", "most", type=click.IntRange(2, 1_000_000), help=say("at_most"))
@run_options
def compare_command(
    output: Output,
    /,
    scenario: str,
    others: tuple[str, ...],
    to: str | None,
    at: tuple[int, ...],
    by: str | None,
    overrides: tuple[str, ...],
    metrics: tuple[str, ...],
    **options: Any,
) -> None:
    """Compare a scenario with others on the same people and the same luck."""
    from simcommunity.core.compilation import announce_first_compilation
    from simcommunity.report.comparison_page import COMPARISON
    from simcommunity.report.comparison_table import show_comparison
    from simcommunity.report.rescue import RESCUE, show_rescue
    from simcommunity.scenario.loader import load_scenario
    from simcommunity.study.compare.comparing import compare
    from simcommunity.study.compare.design import is_design
    from simcommunity.study.compare.rescuing import latest, rescue

    how = given({**options, "changes": overrides, "metrics": metrics or None})
    _only_known(output, [*metrics, *filter(None, [options["goal"]])])
    if is_design(scenario):
        if others or to or at or by:
            output.misused("compare.design_says")
        base, days, said = _of_design(scenario, overrides)
    else:
        _only_one(output, [one for one in others if one != scenario], to, at, by)
        base = load_scenario(scenario, overrides).scenario
        days, said = at, {}
    if days:
        last = latest({**said, **how}.get("days") or base.days)
        if max(days) > last:
            output.misused("compare.too_late", day=max(days), last=last)
    if how["engine"] == "compiled":
        announce_first_compilation()  # before the bar is there, which would hide it

    def study() -> Any:
        with output.study() as how["progress"]:
            if days:
                return rescue(scenario, to or "", at, by=by or "age", **how)
            return compare(scenario, others, **how)

    if days:
        output.deliver(study, RESCUE.write, show_rescue)
    else:
        output.deliver(study, COMPARISON.write, show_comparison)


def _only_known(output: Output, metrics: Sequence[str]) -> None:
    """Refuse a metric that there is not, and name the nearest one."""
    from simcommunity.results.metrics import METRICS

    for name in metrics:
        if name not in METRICS:
            hint = meant(name, METRICS, output.lang)
            output.misused("cli.no_such_metric", hint=hint, name=name)


def _only_one(
    output: Output,
    others: Sequence[str],
    to: str | None,
    at: Sequence[int],
    by: str | None,
) -> None:
    """Refuse a comparison with nothing, or one that is a rescue as well."""
    if bool(others) == (to is not None):
        output.misused("compare.with_or_rescue")
    if bool(at) != (to is not None) or (by is not None and to is None):
        output.misused("compare.rescue_at")


def _of_design(
    file: str, overrides: tuple[str, ...]
) -> tuple[Scenario, Sequence[int], dict[str, Any]]:
    """Return a design's scenario, the days of a rescue, and how to run it."""
    from simcommunity.results.metrics import METRICS
    from simcommunity.study.compare.design import read_design

    design = read_design(file, overrides, METRICS)
    days = design.said.rescue.at if design.said.rescue else ()
    return design.candidates[0].scenario, days, design.how
