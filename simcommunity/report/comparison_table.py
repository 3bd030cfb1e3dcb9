"""What differs between playbooks, as tables on a terminal and for a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

import numpy as np
from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from simcommunity.i18n import t
from simcommunity.report import numbers
from simcommunity.report.comparison import (
    best_in_words,
    by_arm,
    chance,
    differences_in_words,
    interval,
    titles,
    together_in_words,
)
from simcommunity.report.metrics import label, write, write_difference
from simcommunity.report.table import origin
from simcommunity.study.compare.differences import horizon_of, values

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from simcommunity.outcomes import Floats
    from simcommunity.run import Result
    from simcommunity.study.compare.differences import Difference
    from simcommunity.study.compare.lifetimes import Lifetime
    from simcommunity.study.compare.running import Comparison

ON_PAGE = (6,)  # columns that only the page has room for
LIVES = 6  # so many columns of the table of lives fit a terminal
NARROW = 11  # cells that a column of words has at least
INTERVALS = (4, 5)  # columns that may take two lines


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
            interval(one.metric, one.lo, one.hi, lang),
            interval(one.metric, one.together_lo, one.together_hi, lang),
            numbers.number(one.correlation, lang),
            numbers.times(one.variance_reduction, lang),
        ]
        for one in differences
    ]


def name_in_comparison(metric: str, results: tuple[Result, Result], lang: str) -> str:
    """Return what a metric is called here, where a time is a mean within the shared horizon."""
    if metric not in results[0].times:
        return label(metric, lang)
    horizon = horizon_of(metric, *results)
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
        t("compare.column.alone", lang),
        t("compare.column.together", lang),
        t("compare.column.correlation", lang),
        t("compare.column.reduction", lang),
    ]


def lives(comparison: Comparison, lang: str) -> tuple[list[str], list[list[str]]]:
    """Return the heads and the cells of the table of how long groups live."""
    called = titles(comparison, lang)
    first = comparison.lifetimes[0]
    days = numbers.count("day", first.horizon, lang)
    heads = [
        "",
        t("compare.column.life", lang, days=days),
        t("table.interval", lang),
        *(t("compare.column.alive", lang, day=day) for day in first.alive),
        t("compare.column.logrank", lang),
    ]
    return heads, [[called[one.arm], *_life(one, lang)] for one in comparison.lifetimes]


def _life(one: Lifetime, lang: str) -> list[str]:
    ends = numbers.number(one.lo, lang), numbers.number(one.hi, lang)
    return [
        numbers.number(one.mean, lang),
        numbers.interval(*ends, lang),
        *(numbers.share(mean, lang) for mean, _, _ in one.alive.values()),
        numbers.UNKNOWN if one.logrank is None else chance(one.logrank[1], lang),
    ]


def show_comparison(comparison: Comparison, lang: str, out: TextIO) -> None:
    """Write one table for each arm that is compared with the first."""
    console = Console(file=out, highlight=False, markup=False)
    called = titles(comparison, lang)
    base = comparison.arms[0]
    for sentence in (*best_in_words(comparison, lang), *differences_in_words(comparison, lang)):
        console.print(Text(sentence))
    for name, differences in by_arm(comparison):
        heading = t("compare.with", lang, base=called[base.name], arm=called[name])
        console.print(Padding(Text(heading, style="bold"), (1, 0)))
        lines = rows(comparison, differences, lang)
        show_table(console, columns(lang), lines, but=ON_PAGE, fold=INTERVALS)
    if comparison.lifetimes:
        heading = t("compare.lives", lang)
        console.print(Padding(Text(heading, style="bold"), (1, 0)))
        heads, lines = lives(comparison, lang)
        show_table(console, heads, lines, but=range(LIVES, len(heads)), fold=(2,))
    console.print(Padding(Text(together_in_words(comparison, lang)), (1, 0, 0, 0)))
    console.print(Padding(Text(origin(base.result, lang), style="dim"), (1, 0, 0, 0)))


def show_table(
    console: Console,
    heads: Sequence[str],
    lines: Sequence[Sequence[str]],
    *,
    but: Collection[int] = (),
    fold: Collection[int] = (),
) -> None:
    """Write a table whose first column is words and whose others are numbers.

    Args:
        console: where to.
        heads: of the columns.
        lines: cells.
        but: columns that are left to the page.
        fold: columns that may take two lines.
    """
    grid = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    shown = [k for k in range(len(heads)) if k not in but]
    for k in shown:
        words = k == 0 or k in fold
        cells = [line[k].split() if words else [line[k]] for line in lines]
        needed = max(cell_len(word) for cell in cells for word in cell)
        grid.add_column(
            heads[k],
            justify="right" if k else "left",
            overflow="fold",
            min_width=min(NARROW, needed) if words else None,
            # Left to itself, the table makes room for a long head and then cuts the numbers.
            width=None if words else max(needed, *map(_narrowest, heads[k].split())),
        )
    for line in lines:
        grid.add_row(*(Text(line[k]) for k in shown))
    console.print(grid)


def _narrowest(word: str) -> int:
    """Return the cells that a word of a head needs; Chinese ones may be broken anywhere."""
    return cell_len(word) if word.isascii() else min(cell_len(word), 6)
