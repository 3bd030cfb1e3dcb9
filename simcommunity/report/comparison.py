"""What differs between playbooks: on a terminal, as a page, and as figures."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, TextIO

import numpy as np
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from simcommunity.estimates import longest
from simcommunity.i18n import t
from simcommunity.report import numbers
from simcommunity.report.drawing import (
    ARMS,
    READABLE,
    SOFT,
    days_axis,
    draw_band,
    name_axis,
    staircase,
)
from simcommunity.report.figures import DEAF
from simcommunity.report.metrics import is_share, label, write, write_difference, write_size
from simcommunity.report.page import element, figure, page, table, told
from simcommunity.report.table import origin, printable
from simcommunity.report.words import headline, known
from simcommunity.study.compare import values

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from matplotlib.figure import Figure

    from simcommunity.outcomes import Floats
    from simcommunity.report.tally import Tally
    from simcommunity.run import Result
    from simcommunity.study.compare import Arm, Comparison, Difference

    Tallies = Mapping[str, Tally]

INTERVAL = 4  # the column that may take two lines
TOLD = ("death_day_silence", "share_muted_at_end", "orders_per_member", "profit")


def titles(comparison: Comparison, lang: str) -> dict[str, str]:
    """Return what each arm is called, by its name."""
    return {arm.name: printable(arm.title[lang]) for arm in comparison.arms}


def differences_in_words(comparison: Comparison, lang: str) -> list[str]:
    """Say for each arm what clearly differs from the first one."""
    called = titles(comparison, lang)
    told = []
    for name, differences in _by_arm(comparison):
        clear = [one for one in differences if known(one.lo) and (one.lo > 0 or one.hi < 0)]
        parts = [_in_words(comparison, one, lang) for one in clear if one.metric in TOLD]
        if not parts:
            told.append(t("compare.other" if clear else "compare.same", lang, arm=called[name]))
            continue
        told.append(
            t(
                "compare.differs",
                lang,
                arm=called[name],
                differences=t("story.semicolon", lang).join(parts),
            )
        )
    return told


def rows(comparison: Comparison, differences: list[Difference], lang: str) -> list[list[str]]:
    """Return the cells of the table of one arm's differences."""
    base = comparison.arms[0].result
    arms = {arm.name: arm.result for arm in comparison.arms}
    return [
        [
            name_in_comparison(one.metric, (base, arms[one.arm]), lang),
            *(
                write(one.metric, _mean(of_one), lang)
                for of_one in values(one.metric, base, arms[one.arm])
            ),
            write_difference(one.metric, one.mean, lang),
            _interval(one.metric, one.lo, one.hi, lang),
            numbers.number(one.correlation, lang),
            numbers.times(one.variance_reduction, lang),
        ]
        for one in differences
    ]


def name_in_comparison(metric: str, results: tuple[Result, Result], lang: str) -> str:
    """Return what a metric is called here, where a time is a mean within the shared horizon."""
    if metric not in results[0].times:
        return label(metric, lang)
    horizon = min(longest(result.last_seen[metric]) for result in results)
    if not np.isfinite(horizon):
        return label(metric, lang)
    return t(f"compare.time.{metric}", lang, days=numbers.count("day", horizon, lang))


def _mean(replicates: Floats) -> float:
    """Return the mean of those replicates in which there is a value."""
    known_ones = replicates[np.isfinite(replicates)]
    return float(known_ones.mean()) if len(known_ones) else float("nan")


def columns(lang: str) -> list[str]:
    """Return the heads of the table of differences."""
    return [
        t("compare.column.metric", lang),
        t("compare.column.base", lang),
        t("compare.column.arm", lang),
        t("compare.column.difference", lang),
        t("table.interval", lang),
        t("compare.column.correlation", lang),
        t("compare.column.reduction", lang),
    ]


def show_comparison(comparison: Comparison, lang: str, out: TextIO) -> None:
    """Write one table for each arm that is compared with the first."""
    console = Console(file=out, highlight=False, markup=False)
    called = titles(comparison, lang)
    base = comparison.arms[0]
    for sentence in differences_in_words(comparison, lang):
        console.print(Text(sentence))
    for name, differences in _by_arm(comparison):
        heading = t("compare.with", lang, base=called[base.name], arm=called[name])
        console.print(Padding(Text(heading, style="bold"), (1, 0)))
        grid = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
        for k, head in enumerate(columns(lang)):
            grid.add_column(
                head,
                justify="right" if k else "left",
                no_wrap=k not in (0, INTERVAL),
                overflow="fold",
                min_width=0 if k else 14,
            )
        for row in rows(comparison, differences, lang):
            grid.add_row(*(Text(cell) for cell in row))
        console.print(grid)
    console.print(Padding(Text(origin(base.result, lang), style="dim"), (1, 0, 0, 0)))


def alive(figure: Figure, comparison: Comparison, tallies: Tallies, lang: str) -> None:
    """Draw the survival of groups (Kaplan–Meier), one line for each arm."""
    axes = figure.subplots()
    for arm, colour in _coloured(comparison):
        days, alive = staircase(tallies[arm.name].silence.survival())
        axes.step(days, alive, where="post", color=colour)
    _finish(figure, comparison, t("figure.groups_alive", lang), lang)


def readers(figure: Figure, comparison: Comparison, tallies: Tallies, lang: str) -> None:  # noqa: ARG001
    """Draw the share of those who joined and would read, by age, one line for each arm."""
    axes = figure.subplots()
    for arm, colour in _coloured(comparison):
        draw_band(axes, 100 * arm.result.curves["would_read_share"], colour)
    axes.axhline(DEAF, color=SOFT, linewidth=0.9, linestyle=(0, (1, 2)))
    _finish(figure, comparison, t("figure.would_read", lang), lang)


FIGURES: Mapping[str, Callable[..., None]] = {
    "alive": alive,
    "readers": readers,
}


def comparison_page(comparison: Comparison, tallies: Tallies, command: str, lang: str) -> str:
    """Return the report of a comparison as a page."""
    called = titles(comparison, lang)
    base = comparison.arms[0]
    result = base.result
    title = t("compare.title", lang, base=called[base.name])
    body = [
        "<header>",
        element("div", t("report.simulated", lang), "mark"),
        element("h1", title),
        element(
            "p",
            t("compare.story", lang, base=called[base.name], n=result.replicates),
            "story",
        ),
        "</header>",
        "<main>",
        element("h2", t("compare.arms", lang)),
        told((called[arm.name], headline(arm.result, lang)[:1]) for arm in comparison.arms),
        element("h2", t("compare.verdict", lang)),
        *(element("p", one, "verdict") for one in differences_in_words(comparison, lang)),
    ]
    for name, draw in FIGURES.items():
        body.append(element("h2", t(f"picture.{name}", lang)))
        paint = partial(draw, comparison=comparison, tallies=tallies, lang=lang)
        body.append(figure(name, paint, t(f"picture.{name}.caption", lang), lang))
    body.append(element("h2", t("compare.numbers", lang)))
    for name, differences in _by_arm(comparison):
        body.append(element("h3", called[name]))
        body.append(table(columns(lang), rows(comparison, differences, lang)))
    body += [
        element("p", t("compare.numbers.note", lang), "note"),
        element("h2", t("report.again", lang)),
        told(
            [
                (t("report.command", lang), [command]),
                (t("report.seed", lang), [str(result.seed)]),
                (
                    t("report.hash", lang),
                    [f"{called[arm.name]} · {arm.result.scenario_hash}" for arm in comparison.arms],
                ),
            ]
        ),
        "</main>",
        element("footer", t("report.footer", lang, origin=origin(result, lang))),
    ]
    return page(
        body,
        lang=lang,
        title=title,
        generator=f"simcommunity {result.version}",
        origin=origin(result, lang),
    )


def _by_arm(comparison: Comparison) -> Iterator[tuple[str, list[Difference]]]:
    for arm in comparison.arms[1:]:
        yield arm.name, [one for one in comparison.differences if one.arm == arm.name]


def _in_words(comparison: Comparison, one: Difference, lang: str) -> str:
    """Say in words how much more or less of a metric there is."""
    sign = 1 if one.mean > 0 else -1
    low, high = sorted((sign * one.lo, sign * one.hi))
    cut = any(
        arm.result.metrics[one.metric].censored
        for arm in comparison.arms
        if arm.name in (comparison.arms[0].name, one.arm)
    )
    return t(
        f"compare.{'more' if sign > 0 else 'less'}.{one.metric}{'.at_least' if cut else ''}",
        lang,
        amount=write_size(one.metric, sign * one.mean, lang),
        interval=_interval(one.metric, low, high, lang),
    )


def _interval(metric: str, low: float, high: float, lang: str) -> str:
    """Write the interval of a difference; points go without saying."""
    if is_share(metric):
        ends = numbers.number(100 * low, lang), numbers.number(100 * high, lang)
    else:
        ends = write_size(metric, low, lang), write_size(metric, high, lang)
    return numbers.interval(*ends, lang)


def _coloured(comparison: Comparison) -> Iterator[tuple[Arm, str]]:
    for k, arm in enumerate(comparison.arms):
        yield arm, ARMS[k % len(ARMS)]


def _finish(figure: Figure, comparison: Comparison, what: str, lang: str) -> None:
    """Name the lines above the axes, in their order, and the axes."""
    (axes,) = figure.axes
    axes.set_ylim(0, 102)
    figure.legend(
        axes.get_lines()[: len(comparison.arms)],
        list(titles(comparison, lang).values()),
        loc="outside upper left",
        frameon=False,
        labelcolor=[READABLE.get(colour, colour) for _, colour in _coloured(comparison)],
        handlelength=1.2,
    )
    days_axis(axes, t("figure.age", lang), comparison.arms[0].result.days)
    name_axis(axes, what)
