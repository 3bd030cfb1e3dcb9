"""The result on a terminal: what happened in words, then the numbers behind it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TextIO

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from simcommunity.i18n import t
from simcommunity.report import numbers
from simcommunity.report.cautions import warnings
from simcommunity.report.metrics import (
    OF_GROUPS,
    ON_TERMINAL,
    SECTIONS,
    label,
    vital_signs,
    what_counts,
    write,
)
from simcommunity.report.run_economy import account_rows
from simcommunity.report.run_words import cut, headline, known, start, undecided
from simcommunity.report.scenario_words import in_a_row
from simcommunity.results.estimates import Estimate
from simcommunity.simulation.running import Result

NARROW = 11  # cells that a column of words has at least
WIDE = 120  # cells of a terminal that has room for whatever the page has


def show_run(result: Result, lang: str, out: TextIO) -> None:
    """Write the table of one run."""
    console = Console(file=out, highlight=False, markup=False)
    console.print(Text(printable(result.scenario.title.said(lang)), style="bold"))
    for caution in warnings(result.cautions, lang):
        console.print(Text(caution, style="bold"))
    console.print(Padding(Text(start(result, lang), style="bold"), (1, 0, 0, 0)))
    told = what_counts(result, lang) + headline(result, lang) + cut(result, lang)
    console.print(Padding(Text(in_a_row(told, lang)), (1, 0, 0, 0)))
    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
    table.add_column("", overflow="fold")
    table.add_column(t("table.mean", lang), justify="right", no_wrap=True)
    table.add_column(t("table.interval", lang), no_wrap=True)
    first, chat = vital_signs(result), result.scenario.groups.chat
    sections = {"vital": first} | {
        section: [name for name in SECTIONS[section] if name not in first]
        for section in ON_TERMINAL
        if chat or section not in OF_GROUPS
    }
    for section, names in sections.items():
        shown = {name: result.metrics[name] for name in names}
        shown = {name: estimate for name, estimate in shown.items() if estimate.n}
        if shown:
            table.add_row(Text(t(f"section.{section}", lang), style="bold"))
        for metric, estimate in shown.items():
            table.add_row(
                Text("  " + label(metric, lang, chat=chat)), *cells(metric, estimate, lang)
            )
    table.add_row(Text(t("accounts.title", lang), style="bold"))
    for part, amount in account_rows(result, lang):
        table.add_row(Text("  " + part), amount)
    console.print(Padding(table, (1, 0)))
    for note in undecided(result, lang):
        console.print(Padding(Text(note), (0, 0, 1, 0)))
    console.print(Text(origin(result, lang), style="dim"))


def cells(metric: str, estimate: Estimate, lang: str) -> tuple[str, str]:
    """Write the middle of an estimate and its interval: of a time the median, else the mean."""
    if estimate.censored is None:
        middle, low, high = estimate.mean, estimate.lo, estimate.hi
    else:
        middle, low, high = estimate.median, estimate.median_lo, estimate.median_hi
        if estimate.n and not known(middle):
            alive = numbers.share(estimate.censored / estimate.n, lang)
            return numbers.UNKNOWN, t("table.censored", lang, share=alive)
    ends = write(metric, low, lang), write(metric, high, lang)
    return write(metric, middle, lang), numbers.interval(*ends, lang)


def show_table(
    console: Console,
    heads: Sequence[str],
    lines: Sequence[Sequence[str]],
    *,
    but: Collection[int] = (),
    fold: Collection[int] = (),
) -> None:
    """Write a table whose first column is words and whose others are numbers."""
    grid = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    shown = [k for k in range(len(heads)) if k not in but]
    for k in shown:
        words = k == 0 or k in fold
        cells = [line[k].split() if words else [line[k]] for line in lines]
        needed = max((cell_len(word) for cell in cells for word in cell), default=0)
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


def origin(result: Result, lang: str) -> str:
    """Say in one line where a result comes from."""
    return t(
        "table.origin" if result.scenario.groups.chat else "table.origin.contacts",
        lang,
        groups=numbers.count("group", round(result.mean_groups), lang),
        members=numbers.count("person", round(result.mean_members), lang),
        days=numbers.count("day", result.days, lang),
        replicates=numbers.count("replicate", result.replicates, lang),
        seed=result.seed,
        scenario=result.scenario_hash[:16],
        version=result.version,
        engine=result.engine,
        seconds=f"{result.wall_s:.1f}",
        digest=result.digest[:16],
    )


def printable(text: str) -> str:
    """Return a user's words without characters that steer a terminal or break a file."""
    return "".join(character for character in text if character.isprintable())
