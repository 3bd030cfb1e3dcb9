"""The command `compare`: arms against a scenario, or a switch at several days."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING, Any

import click

from simcommunity.cli.options import HELP_LANG, need_folder, say
from simcommunity.cli.run import announce, answer, progress, with_options, writing
from simcommunity.i18n import t

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from simcommunity.results.replicate import Replicate
    from simcommunity.study.compare.design import Design

LATEST = 3650


class Days(click.ParamType[tuple[int, ...]]):
    """Days, separated by commas."""

    name = "days"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, ...]:
        """Return the days as numbers; anything else is a misuse."""
        if not re.fullmatch(r"[0-9]{1,4}(, *[0-9]{1,4}){0,99}", value) or any(
            int(day) > LATEST for day in value.split(",")
        ):
            self.fail(t("compare.bad_days", HELP_LANG, value=value), param, ctx)
        return tuple(int(day) for day in value.split(","))


@click.command("compare", help=t("cli.compare.help", HELP_LANG))
@click.argument("scenario", metavar="SCENARIO_OR_DESIGN")
@click.option("--with", "others", multiple=True, metavar="ARM", help=say("with"))
@click.option("--rescue", "to", metavar="PLAYBOOK", help=say("rescue"))
@click.option("--at", "at", type=Days(), metavar="DAYS", help=say("at"))
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
@with_options
@click.pass_context
def compare_command(
    ctx: click.Context,
    /,
    scenario: str,
    others: tuple[str, ...],
    to: str | None,
    at: tuple[int, ...] | None,
    by: str | None,
    overrides: tuple[str, ...],
    out: Path | None,
    forms: tuple[str, ...] | None,
    lang: str,
    as_json: bool,
    quiet: bool,
    **how: Any,
) -> None:
    """Compare a scenario with others on the same people and the same luck."""
    from simcommunity.report.comparison_table import show_comparison
    from simcommunity.report.rescue import show_rescue
    from simcommunity.report.run_files import write_comparison, write_rescue
    from simcommunity.results.metrics import METRICS
    from simcommunity.scenario.loader import load_scenario
    from simcommunity.study.compare.comparing import compare
    from simcommunity.study.compare.design import is_design, read_design
    from simcommunity.study.compare.rescuing import latest, rescue

    need_folder(ctx, forms, out, lang)
    how["metrics"] = how["metrics"] or None
    _known(ctx, [*(how["metrics"] or ()), *filter(None, [how["goal"]])], lang)
    design: Design | None = None
    if is_design(scenario):
        if others or to or at or by:
            raise click.UsageError(t("compare.design_says", lang), ctx)
        design = read_design(scenario, overrides, METRICS)
        story, arms = design.candidates[0].scenario, len(design.candidates)
        rescuing = design.said.rescue
        days_at: Sequence[int] = rescuing.at if rescuing else ()
    else:
        _say_one(ctx, tuple(one for one in others if one != scenario), to, at, by, lang)
        story, arms = load_scenario(scenario, overrides).scenario, 1 + len(others)
        days_at = at or ()
    told = {**(design.how if design else {}), **{k: v for k, v in how.items() if v is not None}}
    if days_at:
        arms = 1 + len(set(days_at))
        last = latest(told.get("days") or story.days)
        if max(days_at) > last:
            raise click.UsageError(t("compare.too_late", lang, day=max(days_at), last=last), ctx)
    total = arms * (told.get("replicates") or story.replicates)
    announce(told["engine"])
    with progress(None if "until_halfwidth" in told else total, lang, quiet) as advance:

        def hear(_: str, replicate: Replicate) -> None:
            advance(replicate)

        how["on_replicate"] = hear
        given: dict[str, Any] = {k: v for k, v in how.items() if v is not None}
        given["changes"] = overrides

        def study() -> Any:
            if design is not None:
                return rescue(scenario, **given) if design.to else compare(scenario, **given)
            if to is not None:
                return rescue(scenario, to, days_at, by=by or "age", **given)
            return compare(scenario, others, **given)

        write = write_rescue if days_at else write_comparison
        if out is None:
            result = study()
        else:
            with writing(out, {}, lang) as store:
                result = study()
                write(store, result, ctx.obj, lang, forms)
    answer(result, show_rescue if days_at else show_comparison, as_json, lang)


def _known(ctx: click.Context, metrics: Sequence[str], lang: str) -> None:
    """Refuse a metric that there is not, and name the nearest one."""
    from simcommunity.results.metrics import METRICS

    for metric in metrics:
        if metric not in METRICS:
            near = difflib.get_close_matches(metric, METRICS, n=1)
            hint = t("cli.did_you_mean", lang, name=near[0]) if near else ""
            raise click.UsageError(t("cli.no_such_metric", lang, name=metric) + hint, ctx)


def _say_one(
    ctx: click.Context,
    others: tuple[str, ...],
    to: str | None,
    at: tuple[int, ...] | None,
    by: str | None,
    lang: str,
) -> None:
    """Refuse a comparison with nothing, or one that is a rescue as well."""
    if bool(others) == (to is not None):
        raise click.UsageError(t("compare.with_or_rescue", lang), ctx)
    if (at is not None) != (to is not None) or (by is not None and to is None):
        raise click.UsageError(t("compare.rescue_at", lang), ctx)
