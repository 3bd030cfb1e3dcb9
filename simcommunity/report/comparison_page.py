"""A comparison as a page, and its figures."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from simcommunity.i18n import t
from simcommunity.report.comparison import (
    best_in_words,
    by_arm,
    columns,
    differences_in_words,
    lives,
    name_in_comparison,
    rows,
    titles,
    together_in_words,
)
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
from simcommunity.report.metrics import is_share
from simcommunity.report.page import element, figure, page, table, told
from simcommunity.report.table import origin
from simcommunity.report.words import headline

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from simcommunity.study.compare.differences import Difference
    from simcommunity.study.compare.running import Arm, Comparison


def goal(figure: Figure, comparison: Comparison, lang: str) -> None:
    """Draw each arm's difference in the goal, with both intervals."""
    axes = figure.subplots()
    called = titles(comparison, lang)
    ones = [one for one in comparison.differences if one.metric == comparison.goal]
    colours = [colour for _, colour in _coloured(comparison)][1:]
    draw_intervals(axes, ones, colours)
    axes.set_yticks(range(len(ones)), [called[one.arm] for one in ones])
    axes.tick_params(axis="y", labelcolor=ARMS[0])
    axes.set_ylim(len(ones) - 0.4, -0.6)
    axes.grid(visible=True, axis="x")
    axes.grid(visible=False, axis="y")
    results = (comparison.arms[0].result, comparison.arms[-1].result)
    name = name_in_comparison(comparison.goal, results, lang)
    unit = "compare.figure.points" if is_share(comparison.goal) else "compare.figure.goal"
    name_axis(axes, t(unit, lang, metric=name, base=called[comparison.arms[0].name]))


def draw_intervals(axes: Axes, ones: list[Difference], colours: list[str]) -> None:
    """Draw differences as rows: the interval of each alone is thick, that of all together thin."""
    for row, (one, colour) in enumerate(zip(ones, colours, strict=True)):
        scale = 100 if is_share(one.metric) else 1
        for low, high, width in (
            (one.together_lo, one.together_hi, 1.2),
            (one.lo, one.hi, 4.0),
        ):
            if np.isfinite([low, high]).all():
                axes.plot([scale * low, scale * high], [row, row], color=colour, linewidth=width)
        axes.plot([scale * one.mean], [row], "o", color=colour, markersize=7)
    axes.axvline(0, color=SOFT, linewidth=0.9)


def alive(figure: Figure, comparison: Comparison, lang: str) -> None:
    """Draw the survival of groups, mean over replicates and its interval, a line for each arm."""
    axes = figure.subplots()
    for one, (_, colour) in zip(comparison.lifetimes, _coloured(comparison), strict=False):
        days, middle = staircase(one.curve[0])
        axes.step(days, middle, where="post", color=colour)
        if np.isfinite(one.curve[1]).all():
            low, high = (staircase(end)[1] for end in one.curve[1:])
            axes.fill_between(days, low, high, step="post", color=colour, alpha=0.15, linewidth=0)
    _finish(figure, comparison, t("figure.groups_alive", lang), lang)


def readers(figure: Figure, comparison: Comparison, lang: str) -> None:
    """Draw the share of those who joined and would read, by age, one line for each arm."""
    axes = figure.subplots()
    for arm, colour in _coloured(comparison):
        draw_band(axes, 100 * arm.result.curves["would_read_share"], colour)
    axes.axhline(DEAF, color=SOFT, linewidth=0.9, linestyle=(0, (1, 2)))
    _finish(figure, comparison, t("figure.would_read", lang), lang)


def figures(comparison: Comparison) -> Mapping[str, Callable[..., None]]:
    """Return the figures there are to draw; friends of an account have no group to live."""
    all_of_them = {"goal": goal, "alive": alive, "readers": readers}
    return all_of_them if comparison.lifetimes else {"goal": goal}


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
        *(element("p", one, "start") for one in best_in_words(comparison, lang)),
        "</header>",
        "<main>",
        element("h2", t("compare.arms", lang)),
        told((called[arm.name], headline(arm.result, lang)[:1]) for arm in comparison.arms),
        element("h2", t("compare.verdict", lang)),
        *(element("p", one, "verdict") for one in differences_in_words(comparison, lang)),
    ]
    for name, draw in figures(comparison).items():
        body.append(element("h2", t(f"picture.{name}", lang)))
        paint = partial(draw, comparison=comparison, lang=lang)
        body.append(figure(name, paint, t(f"picture.{name}.caption", lang), lang))
    if comparison.lifetimes:
        body += [
            element("h2", t("compare.lives", lang)),
            table(*lives(comparison, lang)),
            element("p", t("compare.lives.note", lang), "note"),
        ]
    body.append(element("h2", t("compare.numbers", lang)))
    for name, differences in by_arm(comparison):
        body.append(element("h3", called[name]))
        body.append(table(columns(lang), rows(comparison, differences, lang)))
    body += [
        element("p", together_in_words(comparison, lang), "note"),
        element("p", t("compare.numbers.note", lang), "note"),
        *again(comparison, command, lang),
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


def again(comparison: Comparison, command: str, lang: str) -> list[str]:
    """Return how to get the same numbers again."""
    called = titles(comparison, lang)
    hashes = [f"{called[arm.name]} · {arm.result.scenario_hash}" for arm in comparison.arms]
    return [
        element("h2", t("report.again", lang)),
        told(
            [
                (t("report.command", lang), [command]),
                (t("report.seed", lang), [str(comparison.arms[0].result.seed)]),
                (t("report.hash", lang), hashes),
            ]
        ),
    ]


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
