"""What differs between playbooks, as tables on a terminal and for a page."""

from __future__ import annotations

from typing import TextIO

import numpy as np
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from simcommunity.i18n import t
from simcommunity.report import numbers
from simcommunity.report.cautions import warnings
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
from simcommunity.report.run_table import WIDE, origin, show_table
from simcommunity.results.measured import mean
from simcommunity.simulation.running import Result
from simcommunity.study.compare.comparing import Comparison
from simcommunity.study.compare.differences import Difference, horizon_of, values
from simcommunity.study.compare.lifetimes import Lifetime

ON_PAGE = (6,)  # columns that only the page has room for
NOT_NARROW = (4, 6, 7)  # and those that a terminal of the usual width has no room for either
LIVES = 6  # so many columns of the table of lives fit a terminal
INTERVALS = (4, 5)  # columns that may take two lines


def rows(comparison: Comparison, differences: list[Difference], lang: str) -> list[list[str]]:
    """Return the cells of the table of one arm's differences."""
    base = comparison.arms[0].result
    arms = {arm.name: arm.result for arm in comparison.arms}
    return [
        [
            name_in_comparison(one.metric, (base, arms[one.arm]), lang),
            *(
                write(one.metric, mean(of_one), lang)
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
        return label(metric, lang, chat=results[0].scenario.groups.chat)
    horizon = horizon_of(metric, *results)
    if not np.isfinite(horizon):
        return label(metric, lang)
    return t(f"compare.time.{metric}", lang, days=numbers.count("day", horizon, lang))


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
    but = ON_PAGE if console.width >= WIDE else NOT_NARROW
    for sentence in (
        *warnings(comparison.cautions, lang),
        *best_in_words(comparison, lang),
        *differences_in_words(comparison, lang),
    ):
        console.print(Text(sentence))
    for name, differences in by_arm(comparison):
        heading = t("compare.with", lang, base=called[base.name], arm=called[name])
        console.print(Padding(Text(heading, style="bold"), (1, 0)))
        lines = rows(comparison, differences, lang)
        show_table(console, columns(lang), lines, but=but, fold=INTERVALS)
    if comparison.lifetimes:
        heading = t("compare.lives", lang)
        console.print(Padding(Text(heading, style="bold"), (1, 0)))
        heads, lines = lives(comparison, lang)
        show_table(console, heads, lines, but=range(LIVES, len(heads)), fold=(2,))
    console.print(Padding(Text(together_in_words(comparison, lang)), (1, 0, 0, 0)))
    console.print(Padding(Text(origin(base.result, lang), style="dim"), (1, 0, 0, 0)))
