"""What differs between playbooks, in words and as tables on a terminal."""

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
from simcommunity.report.metrics import is_share, label, write, write_difference, write_size
from simcommunity.report.story import in_a_row
from simcommunity.report.table import origin, printable
from simcommunity.report.words import known
from simcommunity.study.compare.differences import horizon_of, values

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from simcommunity.outcomes import Floats
    from simcommunity.run import Result
    from simcommunity.study.compare.differences import Difference
    from simcommunity.study.compare.lifetimes import Lifetime
    from simcommunity.study.compare.running import Comparison

ON_PAGE = (6,)  # columns that only the page has room for
LIVES = 6  # so many columns of the table of lives fit a terminal
SURE = 0.999  # probabilities beyond are not written out
NARROW = 11  # cells that a column of words has at least
INTERVALS = (4, 5)  # columns that may take two lines
TOLD = ("death_day_silence", "share_muted_at_end", "orders_per_member", "profit")


def titles(comparison: Comparison, lang: str) -> dict[str, str]:
    """Return what each arm is called, by its name."""
    return {arm.name: printable(arm.title[lang]) for arm in comparison.arms}


def differences_in_words(comparison: Comparison, lang: str) -> list[str]:
    """Say for each arm what clearly differs from the first one, all differences taken together."""
    called = titles(comparison, lang)
    told = []
    digests = {arm.name: arm.result.digest for arm in comparison.arms}
    for name, differences in by_arm(comparison):
        if digests[name] == digests[comparison.arms[0].name]:
            told.append(t("compare.identical", lang, arm=called[name]))
            continue
        clear = [one for one in differences if one.clear]
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


def best_in_words(comparison: Comparison, lang: str) -> list[str]:
    """Say which arm is best by the goal, and how sure that is."""
    best = comparison.selection
    if best is None:
        return []
    called, comma, goal = titles(comparison, lang), t("story.comma", lang), label(best.goal, lang)
    if best.alike and len(best.alike) == len(comparison.arms) - 1:
        return [t("compare.best.none", lang, goal=goal)]
    least = t("compare.best.least", lang, least=chance(best.at_least, lang))
    told = [
        t(
            f"compare.best.{best.better}",
            lang,
            goal=goal,
            arm=called[best.best],
            correct=chance(best.correct, lang),
            least=least if best.at_least <= SURE else "",
        )
    ]
    if best.alike:
        arms = comma.join(called[name] for name in best.alike)
        told.append(t("compare.best.alike", lang, arms=arms))
    others = [n for n in best.candidates if n != best.best and n not in best.alike]
    if others:
        arms = comma.join(called[name] for name in others)
        return [*told, t("compare.best.others", lang, arms=arms)]
    for one in comparison.differences:
        if (one.arm, one.metric) == (best.best, best.goal) and not one.clear:
            ends = interval(one.metric, one.together_lo, one.together_hi, lang)
            base = called[comparison.arms[0].name]
            told.append(t("compare.best.unsure", lang, base=base, interval=ends))
    return told


def together_in_words(comparison: Comparison, lang: str) -> str:
    """Say what the intervals promise and how the number of replicates came about."""
    replicates = numbers.count("replicate", comparison.arms[0].result.replicates, lang)
    told = []
    if comparison.together:
        told.append(
            t(
                "compare.together",
                lang,
                n=comparison.together,
                critical=numbers.number(comparison.critical, lang),
            )
        )
    if stopping := comparison.stopping:
        told.append(
            t(
                f"compare.stopped.{'met' if stopping.met else 'missed'}",
                lang,
                replicates=replicates,
                goal=label(stopping.metric, lang),
                reached=write_size(stopping.metric, stopping.reached, lang),
                asked=write_size(stopping.metric, stopping.halfwidth, lang),
                needed=numbers.number(stopping.needed, lang),
            )
        )
    return in_a_row(told, lang)


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


def chance(value: float, lang: str) -> str:
    """Write a probability; one that is nearly 0 or 1 is never written as if it were."""
    if known(value) and not 1 - SURE <= value <= SURE:
        return t("compare.above" if value > 0.5 else "compare.below", lang)
    return f"{100 * value:.1f}%" if value > 0.99 else numbers.share(value, lang)


def by_arm(comparison: Comparison) -> Iterator[tuple[str, list[Difference]]]:
    for arm in comparison.arms[1:]:
        yield arm.name, [one for one in comparison.differences if one.arm == arm.name]


def _in_words(comparison: Comparison, one: Difference, lang: str) -> str:
    """Say in words how much more or less of a metric there is."""
    sign = 1 if one.mean > 0 else -1
    low, high = sorted((sign * one.together_lo, sign * one.together_hi))
    cut = any(
        arm.result.metrics[one.metric].censored
        for arm in comparison.arms
        if arm.name in (comparison.arms[0].name, one.arm)
    )
    return t(
        f"compare.{'more' if sign > 0 else 'less'}.{one.metric}{'.at_least' if cut else ''}",
        lang,
        amount=write_size(one.metric, sign * one.mean, lang),
        interval=interval(one.metric, low, high, lang),
    )


def interval(metric: str, low: float, high: float, lang: str) -> str:
    """Write the interval of a difference; points go without saying."""
    if is_share(metric):
        ends = numbers.number(100 * low, lang), numbers.number(100 * high, lang)
    else:
        ends = write_size(metric, low, lang), write_size(metric, high, lang)
    return numbers.interval(*ends, lang)
