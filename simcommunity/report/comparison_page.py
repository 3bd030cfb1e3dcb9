"""A comparison as a page, and its figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.transforms import ScaledTranslation

from simcommunity.i18n import t
from simcommunity.report import numbers
from simcommunity.report.cautions import warnings
from simcommunity.report.comparison import (
    best_in_words,
    by_arm,
    differences_in_words,
    interval,
    titles,
    together_in_words,
)
from simcommunity.report.comparison_table import columns, lives, rows
from simcommunity.report.drawing import (
    ARMS,
    READABLE,
    SOFT,
    days_axis,
    draw_band,
    draw_survival,
    name_axis,
    name_rows,
    provisional,
    rows_of_differences,
    settled,
    staircase,
)
from simcommunity.report.html import Facts, made_from
from simcommunity.report.metrics import is_share, label, write_difference
from simcommunity.report.pictures import Cells, Picture
from simcommunity.report.run_drawing import DEAF
from simcommunity.report.run_figures import band, by_day, days_told
from simcommunity.report.run_files import about_result, made, replicates_file
from simcommunity.report.run_table import origin
from simcommunity.report.run_words import headline, last_watched
from simcommunity.report.scenario_words import in_a_row
from simcommunity.report.study_files import StudyReport
from simcommunity.study.compare.comparing import Arm, Comparison

FIRST, LINE = 24, 12  # points that the first line of what is counted takes above the axes, and more
ROW = 0.22  # inches that an arm takes
ROOM = 2  # arms that an ordinary figure has room for


def goal(figure: Figure, comparison: Comparison, lang: str) -> None:
    """Draw each arm's difference in the goal: thick by itself, thin together with all others."""
    axes = figure.subplots()
    called = titles(comparison, lang)
    ones = [one for one in comparison.differences if one.metric == comparison.goal]
    scale = 100 if is_share(comparison.goal) else 1
    for row, (one, (_, colour)) in enumerate(
        zip(ones, list(_coloured(comparison))[1:], strict=True)
    ):
        for low, high, width in (
            (one.together_lo, one.together_hi, 1.2),
            (one.lo, one.hi, 4.0),
        ):
            if np.isfinite([low, high]).all():
                axes.plot([scale * low, scale * high], [row, row], color=colour, linewidth=width)
        axes.plot([scale * one.mean], [row], "o", color=colour, markersize=7)
    rows_of_differences(axes, len(ones) - 0.6)
    name_rows(axes, [called[one.arm] for one in ones])
    metric = label(comparison.goal, lang)
    unit = "compare.figure.points" if is_share(comparison.goal) else "compare.figure.goal"
    name_axis(axes, t(unit, lang, metric=metric, base=called[comparison.arms[0].name]))


def alive(figure: Figure, comparison: Comparison, lang: str) -> None:
    """Draw the survival of groups, mean over replicates and its interval, a line for each arm."""
    axes = figure.subplots()
    seen = _watched_by_all(comparison)
    lines = []
    for one, (_, colour) in zip(comparison.lifetimes, _coloured(comparison), strict=False):
        lines.append(draw_survival(axes, one.curve[0], colour, settled(seen)))
        if np.isfinite(one.curve[1]).all():
            days, low = staircase(one.curve[1][: settled(seen) + 1])
            _, high = staircase(one.curve[2][: settled(seen) + 1])
            axes.fill_between(days, low, high, step="post", color=colour, alpha=0.15, linewidth=0)
    provisional(axes, seen, lang)
    _finish(figure, comparison, lines, t("figure.groups_alive", lang), lang)


def _watched_by_all(comparison: Comparison) -> int:
    return min(last_watched(arm.result) for arm in comparison.arms)


def readers(figure: Figure, comparison: Comparison, lang: str) -> None:
    """Draw the share of those who joined and would read, by age, one line for each arm."""
    axes = figure.subplots()
    for arm, colour in _coloured(comparison):
        draw_band(axes, 100 * arm.result.curves["would_read_share"], colour)
    axes.axhline(DEAF, color=SOFT, linewidth=0.9, linestyle=(0, (1, 2)))
    lines = axes.get_lines()[: len(comparison.arms)]
    _finish(figure, comparison, lines, t("figure.would_read", lang), lang)


def _goal_table(comparison: Comparison, lang: str) -> Cells:
    called = titles(comparison, lang)
    ones = [one for one in comparison.differences if one.metric == comparison.goal]
    rows = []
    for one in ones:
        alone = interval(one.metric, one.lo, one.hi, lang)
        together = interval(one.metric, one.together_lo, one.together_hi, lang)
        said = write_difference(one.metric, one.mean, lang)
        rows.append([called[one.arm], said, alone, together])
    names = ("arm", "difference", "alone", "together")
    return [t(f"compare.column.{name}", lang) for name in names], rows


def _alive_table(comparison: Comparison, lang: str) -> Cells:
    called = titles(comparison, lang)
    days = days_told(min(one.curve.shape[1] for one in comparison.lifetimes))
    columns = {
        called[one.arm]: [numbers.share(float(one.curve[0][day]), lang) for day in days]
        for one in comparison.lifetimes
    }
    return by_day(columns, days, t("data.age", lang))


def _readers_table(comparison: Comparison, lang: str) -> Cells:
    called = titles(comparison, lang)
    days = days_told(comparison.arms[0].result.days)
    columns = {
        called[arm.name]: band(100 * arm.result.curves["would_read_share"], days, lang)[0]
        for arm in comparison.arms
    }
    return by_day(columns, days, t("data.age", lang))


FIGURES: Mapping[str, tuple[Callable[..., None], Callable[[Comparison, str], Cells]]] = {
    "goal": (goal, _goal_table),
    "alive": (alive, _alive_table),
    "readers": (readers, _readers_table),
}


def comparison_pictures(comparison: Comparison, lang: str) -> Iterator[Picture]:
    """Yield the figures there are to draw; friends of an account have no group to live."""
    more = ROW * max(0, len(comparison.arms) - ROOM)
    seen = _watched_by_all(comparison)
    for name, (draw, tabulate) in FIGURES.items():
        if name == "goal" or comparison.lifetimes:
            said = [t(f"picture.{name}.caption", lang)]
            if name == "alive" and settled(seen) < seen:
                said.append(t("figure.dotted", lang))
            yield Picture(
                name,
                partial(draw, comparison=comparison, lang=lang),
                t(f"picture.{name}", lang),
                in_a_row(said, lang),
                tabulate(comparison, lang),
                height=Picture.height + more,
                narrow=Picture.narrow + more,
            )


def _told(comparison: Comparison, lang: str) -> dict[str, Any]:
    called = titles(comparison, lang)
    base = comparison.arms[0]
    return {
        "heading": t("compare.title", lang, base=called[base.name]),
        "origin": origin(base.result, lang),
        "story": t("compare.story", lang, base=called[base.name], n=base.result.replicates),
        "start": [*warnings(comparison.cautions, lang), *best_in_words(comparison, lang)],
        "arms": [(called[arm.name], headline(arm.result, lang)[:1]) for arm in comparison.arms],
        "differences": differences_in_words(comparison, lang),
        "lives": lives(comparison, lang) if comparison.lifetimes else None,
        "heads": columns(lang),
        "numbers": [
            (called[name], rows(comparison, differences, lang))
            for name, differences in by_arm(comparison)
        ],
        "together": together_in_words(comparison, lang),
        "made_from": arms_made_from(comparison, lang),
    }


def arms_made_from(comparison: Comparison, lang: str) -> Facts:
    """Return the seed and the hash of each arm, for `again`."""
    called = titles(comparison, lang)
    hashes = [f"{called[arm.name]} · {arm.result.scenario_hash}" for arm in comparison.arms]
    return made_from(comparison.arms[0].result.seed, hashes, lang)


def _coloured(comparison: Comparison) -> Iterator[tuple[Arm, str]]:
    for k, arm in enumerate(comparison.arms):
        yield arm, ARMS[k % len(ARMS)]


def _finish(
    figure: Figure, comparison: Comparison, lines: Sequence[Line2D], what: str, lang: str
) -> None:
    """Name the lines above the axes, in their order, and the axes."""
    (axes,) = figure.axes
    axes.set_ylim(0, 102)
    days_axis(axes, t("figure.age", lang), comparison.arms[0].result.days)
    name_axis(axes, what)
    above = FIRST + LINE * axes.get_title(loc="left").count("\n")
    axes.legend(
        lines,
        list(titles(comparison, lang).values()),
        loc="lower left",
        bbox_to_anchor=(0, 1),
        bbox_transform=axes.transAxes + ScaledTranslation(0, above / 72, figure.dpi_scale_trans),
        borderaxespad=0,
        borderpad=0,
        frameon=False,
        labelcolor=[READABLE.get(colour, colour) for _, colour in _coloured(comparison)],
        handlelength=1.2,
    )


COMPARISON = StudyReport(
    "comparison",
    _told,
    comparison_pictures,
    lambda comparison, lang: made(comparison.arms[0].result, lang),
    names=("summary.json", "compare.html"),
    made_from=lambda comparison: about_result(comparison.arms[0].result),
    more=lambda comparison, command: {"replicates.parquet": replicates_file(comparison, command)},
)
