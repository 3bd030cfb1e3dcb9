"""What differs between playbooks: on a terminal, as a page, and as figures."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, TextIO

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from simcommunity.i18n import t
from simcommunity.report import numbers
from simcommunity.report.drawing import (
    ARMS,
    READABLE,
    days_axis,
    draw_band,
    name_axis,
    name_lines,
)
from simcommunity.report.metrics import label, write, write_difference
from simcommunity.report.page import element, figure, page, table, told
from simcommunity.report.story import in_a_row, joined
from simcommunity.report.table import origin, printable
from simcommunity.report.words import headline, known

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from matplotlib.figure import Figure

    from simcommunity.study.compare import Comparison, Difference

MOST_TOLD = 4  # differences named in words for each arm


def titles(comparison: Comparison, lang: str) -> dict[str, str]:
    """Return what each arm is called, by its name."""
    return {arm.name: printable(arm.title.said(lang)) for arm in comparison.arms}


def differences_in_words(comparison: Comparison, lang: str) -> list[str]:
    """Say for each arm what clearly differs from the first one."""
    called = titles(comparison, lang)
    told = []
    for name, differences in _by_arm(comparison):
        clear = [one for one in differences if known(one.lo) and (one.lo > 0 or one.hi < 0)]
        if not clear:
            told.append(t("compare.same", lang, arm=called[name]))
            continue
        parts = [
            t(
                "compare.difference",
                lang,
                metric=label(one.metric, lang),
                difference=write_difference(one.metric, one.mean, lang),
                interval=_interval(one, lang),
            )
            for one in clear[:MOST_TOLD]
        ]
        told.append(t("compare.differs", lang, arm=called[name], differences=joined(parts, lang)))
    return told


def rows(comparison: Comparison, differences: list[Difference], lang: str) -> list[list[str]]:
    """Return the cells of the table of one arm's differences."""
    base = comparison.arms[0].result.metrics
    return [
        [
            label(one.metric, lang),
            write(one.metric, base[one.metric].mean, lang),
            write_difference(one.metric, one.mean, lang),
            _interval(one, lang),
            numbers.number(one.correlation, lang),
            t("compare.times", lang, n=numbers.number(one.variance_reduction, lang)),
        ]
        for one in differences
    ]


def columns(lang: str) -> list[str]:
    """Return the heads of the table of differences."""
    return [
        t("compare.column.metric", lang),
        t("compare.column.base", lang),
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
    console.print(Text(in_a_row(differences_in_words(comparison, lang), lang)))
    for name, differences in _by_arm(comparison):
        heading = t("compare.with", lang, base=called[base.name], arm=called[name])
        console.print(Padding(Text(heading, style="bold"), (1, 0, 0, 0)))
        grid = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
        for k, head in enumerate(columns(lang)):
            grid.add_column(head, justify="right" if k else "left", overflow="fold")
        for row in rows(comparison, differences, lang):
            grid.add_row(*(Text(cell) for cell in row))
        console.print(grid)
    console.print(Padding(Text(origin(base.result, lang), style="dim"), (1, 0, 0, 0)))


def alive(figure: Figure, comparison: Comparison, lang: str) -> None:
    """Draw the share of groups that are not dead, by age, one line for each arm."""
    _draw_arms(figure, comparison, "alive_share", t("figure.groups_alive", lang), lang)


def readers(figure: Figure, comparison: Comparison, lang: str) -> None:
    """Draw the share of those who joined and would read, by age, one line for each arm."""
    _draw_arms(figure, comparison, "would_read_share", t("figure.would_read", lang), lang)


FIGURES: Mapping[str, Callable[..., None]] = {
    "alive": alive,
    "readers": readers,
}


def comparison_page(comparison: Comparison, command: str, lang: str) -> str:
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
        told((called[arm.name], headline(arm.result, lang)) for arm in comparison.arms),
        element("h2", t("compare.verdict", lang)),
        *(element("p", one, "verdict") for one in differences_in_words(comparison, lang)),
    ]
    for name, draw in FIGURES.items():
        body.append(element("h2", t(f"compare.{name}", lang)))
        paint = partial(draw, comparison=comparison, lang=lang)
        body.append(figure(name, paint, t(f"compare.{name}.caption", lang), lang))
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


def _interval(one: Difference, lang: str) -> str:
    low = write_difference(one.metric, one.lo, lang)
    high = write_difference(one.metric, one.hi, lang)
    return numbers.interval(low, high, lang)


def _draw_arms(figure: Figure, comparison: Comparison, curve: str, name: str, lang: str) -> None:
    axes = figure.subplots()
    called = titles(comparison, lang)
    names = []
    for k, arm in enumerate(comparison.arms):
        colour = ARMS[k % len(ARMS)]
        end = draw_band(axes, 100 * arm.result.curves[curve], colour)
        names.append((end, called[arm.name], READABLE.get(colour, colour)))
    axes.set_ylim(0, 102)
    name_lines(axes, names)
    days_axis(axes, t("figure.age", lang), comparison.arms[0].result.days)
    name_axis(axes, name)
