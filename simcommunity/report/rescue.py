"""When it is too late to switch: in words, as tables, as a figure, and as a page."""

from __future__ import annotations

from functools import partial
from typing import Any, TextIO

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from simcommunity.i18n import t
from simcommunity.report import numbers
from simcommunity.report.cautions import warnings
from simcommunity.report.comparison import chance, interval, titles, together_in_words
from simcommunity.report.comparison_page import COMPARISON, arms_made_from
from simcommunity.report.comparison_table import INTERVALS, name_in_comparison, rows
from simcommunity.report.drawing import BLUE, GREY, RED, SOFT, name_axis, plain_numbers
from simcommunity.report.metrics import is_share, write_size
from simcommunity.report.pictures import Picture
from simcommunity.report.run_table import origin, printable, show_table
from simcommunity.report.scenario_words import in_a_row
from simcommunity.report.study_files import StudyReport
from simcommunity.study.compare.rescuing import Rescue, Window


def rescue_in_words(rescue: Rescue, lang: str) -> list[str]:
    """Say for each metric until when switching helps."""
    return [_window(rescue, one, lang) for one in rescue.windows]


def _window(rescue: Rescue, window: Window, lang: str) -> str:
    metric = window.metric
    differences = dict(zip(rescue.days, rescue.of(metric), strict=True))
    said = {
        "metric": _name(rescue, metric, lang),
        "left": _amount(rescue, metric, max(window.most_left, 0.0), lang),
    }
    if window.last_day is None:
        told = [t("rescue.never", lang, **said, first=_day(rescue, rescue.days[0], lang))]
    else:
        one = differences[window.last_day]
        low, high = sorted((abs(one.together_lo), abs(one.together_hi)))
        said |= {
            "last": _day(rescue, window.last_day, lang),
            "gain": _amount(rescue, metric, abs(one.mean), lang),
            "interval": interval(metric, low, high, lang),
            "sign": t(f"rescue.{'more' if one.mean > 0 else 'less'}", lang),
        }
        if window.next_day is None:
            told = [t("rescue.always", lang, **said)]
        else:
            told = [t("rescue.until", lang, **said)]
            if window.most_left > 0:
                next_day = _day(rescue, window.next_day, lang)
                told.append(t("rescue.then", lang, **said, next=next_day))
    if window.harm_day is not None:
        told.append(t("rescue.harm", lang, day=_day(rescue, window.harm_day, lang)))
    return in_a_row(told, lang)


def _amount(rescue: Rescue, metric: str, value: float, lang: str) -> str:
    """Write how much of a metric; of times in days."""
    if metric in rescue.comparison.arms[0].result.times and np.isfinite(value):
        return numbers.count("day", value, lang)
    return write_size(metric, value, lang)


def _day(rescue: Rescue, day: int, lang: str) -> str:
    return t(f"rescue.day.{rescue.by}", lang, day=day)


def _name(rescue: Rescue, metric: str, lang: str) -> str:
    arms = rescue.comparison.arms
    return name_in_comparison(metric, (arms[0].result, arms[-1].result), lang)


def lines(rescue: Rescue, metric: str, lang: str) -> list[list[str]]:
    """Return the cells of the table of one metric: a line for each day."""
    told = []
    cells = rows(rescue.comparison, rescue.of(metric), lang)
    for k, (day, row) in enumerate(zip(rescue.days, cells, strict=True)):
        silent = [numbers.share(rescue.silent[k][0], lang)] if rescue.silent else []
        helps = chance(rescue.helps[metric][k], lang)
        told.append([str(day), *silent, *row[1:6], helps])
    return told


def columns(rescue: Rescue, lang: str) -> list[str]:
    """Return the heads of the tables."""
    return [
        t(f"rescue.column.{rescue.by}", lang),
        *([t("rescue.column.silent", lang)] if rescue.silent else []),
        t("rescue.column.never", lang),
        t("rescue.column.switched", lang),
        t("compare.column.difference", lang),
        t("compare.column.alone", lang),
        t("compare.column.together", lang),
        t("rescue.column.helps", lang),
    ]


def heading(rescue: Rescue, lang: str) -> str:
    """Return what was done to whom."""
    base = titles(rescue.comparison, lang)[rescue.comparison.arms[0].name]
    return t("rescue.title", lang, base=base, to=printable(rescue.to[lang]))


def show_rescue(rescue: Rescue, lang: str, out: TextIO) -> None:
    """Write what came of it, and a table for each metric."""
    console = Console(file=out, highlight=False, markup=False)
    console.print(Text(heading(rescue, lang), style="bold"))
    for sentence in (*warnings(rescue.cautions, lang), *rescue_in_words(rescue, lang)):
        console.print(Text(sentence))
    alone, together = (k + bool(rescue.silent) for k in INTERVALS)
    for window in rescue.windows:
        name = _name(rescue, window.metric, lang)
        console.print(Padding(Text(name, style="bold"), (1, 0)))
        cells = lines(rescue, window.metric, lang)
        show_table(console, columns(rescue, lang), cells, but=(alone,), fold=(together,))
    console.print(Padding(Text(together_in_words(rescue.comparison, lang)), (1, 0, 0, 0)))
    result = rescue.comparison.arms[0].result
    console.print(Padding(Text(origin(result, lang), style="dim"), (1, 0, 0, 0)))


def window(figure: Figure, rescue: Rescue, lang: str) -> None:
    """Draw the gain by the day of the switch, a panel for each metric, and who is dead by then."""
    panels = len(rescue.windows) + bool(rescue.silent)
    grid = figure.subplots(panels, 1, sharex=True, squeeze=False)[:, 0]
    for axes, one in zip(grid, rescue.windows, strict=False):
        _gains(axes, rescue, one, lang)
    if rescue.silent:
        middle, low, high = 100 * np.array(rescue.silent).T
        grid[-1].fill_between(rescue.days, low, high, color=GREY, alpha=0.35, linewidth=0)
        grid[-1].plot(rescue.days, middle, color=GREY, marker="o", markersize=4)
        grid[-1].set_ylim(0, 102)
        name_axis(grid[-1], t("rescue.figure.silent", lang))
    grid[-1].xaxis.set_major_locator(FixedLocator(_apart(rescue.days)))
    grid[-1].set_xlabel(t(f"rescue.figure.{rescue.by}", lang), loc="left")


def _gains(axes: Axes, rescue: Rescue, one: Window, lang: str) -> None:
    """Draw the gains of one metric: dark what holds for each day, light what holds for all."""
    scale = 100 if is_share(one.metric) else 1
    differences = rescue.of(one.metric)
    values = [(d.mean, d.lo, d.hi, d.together_lo, d.together_hi) for d in differences]
    mean, low, high, all_low, all_high = scale * np.array(values).T
    axes.fill_between(rescue.days, all_low, all_high, color=BLUE, alpha=0.15, linewidth=0)
    axes.fill_between(rescue.days, low, high, color=BLUE, alpha=0.25, linewidth=0)
    axes.plot(rescue.days, mean, color=BLUE, marker="o", markersize=4)
    axes.axhline(0, color=SOFT, linewidth=0.9)
    if one.last_day is not None:
        axes.axvline(one.last_day, color=RED, linewidth=1.0, linestyle=(0, (4, 2)))
        late = one.last_day > (rescue.days[0] + rescue.days[-1]) / 2
        axes.annotate(
            t("rescue.figure.last", lang, day=one.last_day),
            (one.last_day, 1),
            xycoords=("data", "axes fraction"),
            xytext=(-4 if late else 4, -2),
            textcoords="offset points",
            ha="right" if late else "left",
            va="top",
            color=RED,
            fontsize="small",
        )
    plain_numbers(axes)
    kind = "rescue.figure.points" if is_share(one.metric) else "rescue.figure.gain"
    name_axis(axes, t(kind, lang, metric=_name(rescue, one.metric, lang)))


def _apart(days: tuple[int, ...]) -> list[int]:
    """Return those days whose numbers have room beside each other on an axis."""
    room = (days[-1] - days[0]) / 24
    told: list[int] = []
    for day in days:
        if not told or day - told[-1] >= room:
            told.append(day)
    return told


def rescue_pictures(rescue: Rescue, lang: str) -> list[Picture]:
    """Return the figure; the numbers behind it stand on the page in tables."""
    tall = 1.0 + 1.7 * (len(rescue.windows) + bool(rescue.silent))
    draw = partial(window, rescue=rescue, lang=lang)
    title, caption = heading(rescue, lang), t("picture.window.caption", lang)
    return [Picture("window", draw, title, caption, height=tall, narrow=tall)]


def _told(rescue: Rescue, lang: str) -> dict[str, Any]:
    result = rescue.comparison.arms[0].result
    return {
        "heading": heading(rescue, lang),
        "origin": origin(result, lang),
        "story": t("rescue.story", lang, n=result.replicates),
        "start": warnings(rescue.cautions, lang),
        "verdicts": rescue_in_words(rescue, lang),
        "heads": columns(rescue, lang),
        "numbers": [
            (_name(rescue, one.metric, lang), lines(rescue, one.metric, lang))
            for one in rescue.windows
        ],
        "together": together_in_words(rescue.comparison, lang),
        "made_from": arms_made_from(rescue.comparison, lang),
    }


RESCUE = StudyReport(
    "rescue",
    _told,
    rescue_pictures,
    lambda rescue, lang: COMPARISON.origin(rescue.comparison, lang),
    names=("summary.json", "rescue.html"),
    made_from=lambda rescue: COMPARISON.made_from(rescue.comparison),
    more=lambda rescue, command: COMPARISON.more(rescue.comparison, command),
)
