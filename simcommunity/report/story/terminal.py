"""Lives on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from simcommunity.i18n import t
from simcommunity.report.run_table import printable
from simcommunity.report.story import summary

if TYPE_CHECKING:
    from simcommunity.study.story import Pair, Story


def show_story(story: Story, lang: str, out: TextIO) -> None:
    """Write the lives, arms side by side."""
    console = Console(file=out, highlight=False, markup=False)
    console.print(Text(printable(story.scenario.title.said(lang)), style="bold"))
    if not story.pairs:
        console.print(Text(t("life.nobody", lang)))
    for pair in story.pairs:
        said = f"{summary.heading(pair, lang)} · {printable(summary.who(story, pair, lang))}"
        console.print(Padding(Text(said, style="bold"), (1, 0, 0, 0)))
        if not pair.same_person:
            console.print(Text(t("life.not_same", lang)))
        console.print(Padding(_numbers(story, pair, lang), (1, 0, 0, 0)))
        console.print(_diary(story, pair, lang))
    for note in summary.notes(story, lang):
        console.print(Text(note, style="dim"))


def _numbers(story: Story, pair: Pair, lang: str) -> Table:
    head, *rows = summary.in_numbers(story, pair, lang)
    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for k, name in enumerate(head):
        table.add_column(printable(name), justify="right" if k else "left")
    for row in rows:
        table.add_row(*row)
    return table


def _diary(story: Story, pair: Pair, lang: str) -> Table:
    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
    table.add_column(t("life.days", lang), no_wrap=True)
    for arm in story.arms:
        table.add_column(printable(arm.title[lang]), overflow="fold", ratio=1)
    for days, cells in summary.side_by_side(story, pair, lang):
        told = [Text(printable(summary.prefixed(c, days, lang)) if c else "") for c in cells]
        table.add_row(summary.range_of(*days, lang), *told)
    return table
