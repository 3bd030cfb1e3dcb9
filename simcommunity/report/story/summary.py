"""Lives in a few words and numbers, and on a terminal: who somebody is, what each arm came to."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TextIO

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from simcommunity.i18n import t
from simcommunity.report.numbers import UNKNOWN, count, digits, share, yuan
from simcommunity.report.run_table import printable
from simcommunity.report.story.telling import Sentences, tell_life
from simcommunity.report.story.variety import in_mid_sentence
from simcommunity.study.story import Diary, Pair, Story

TOLD_TRAITS = ("affinity", "deal_proneness", "gregariousness", "fandom", "attention")


def who(story: Story, pair: Pair, lang: str) -> str:
    """Say who somebody is."""
    arm, diary = next(
        (arm, diary) for arm, diary in zip(story.arms, pair.diaries, strict=True) if diary.came_in
    )
    segment = list(arm.scenario.segments_used.values())[diary.segment].title.said(lang)
    told = [
        t(
            "life.person",
            lang,
            number=diary.person,
            segment=in_mid_sentence(segment, lang),
        ),
        t(f"life.person.{'customer' if diary.prior_customer else 'new'}", lang),
    ]
    for name in TOLD_TRAITS:
        value = diary.traits[name]
        said = digits(round(value)) if name == "attention" else share(value, lang)
        told.append(t(f"life.trait.{name}", lang, value=said))
    return t("story.comma", lang).join(told)


def heading(pair: Pair, lang: str) -> str:
    """Return what a life is called."""
    return t(f"life.chosen.{pair.chosen}", lang)


def title(story: Story, lang: str) -> str:
    """Return what the whole is called."""
    return t("life.title.one" if len(story.pairs) == 1 else "life.title", lang)


def notes(story: Story, lang: str) -> list[str]:
    """Say how the lives were chosen and where they come from."""
    told = []
    if story.pairs and story.pairs[0].chosen != "member":
        told.append(t("life.measure", lang, people=count("person", story.people, lang)))
    if len(story.arms) > 1:
        told.append(t("life.same", lang))
    told.append(
        t(
            "life.drawn",
            lang,
            replicate=story.replicate,
            seed=story.seed,
            days=count("day", story.days, lang),
        )
    )
    return told


def in_numbers(story: Story, pair: Pair, lang: str) -> list[list[str]]:
    """Return what each arm came to for somebody: a heading, then a row a number."""
    rows = [["", *(arm.title[lang] for arm in story.arms)]]
    for name in ("reached", "read", "muted", "left", "written", "orders", "spent"):
        cells = [_cell(name, diary, lang) for diary in pair.diaries]
        rows.append([t(f"life.sum.{name}", lang), *cells])
    return rows


def _cell(name: str, diary: Diary, lang: str) -> str:
    if not diary.came_in:
        return UNKNOWN
    if name in ("muted", "left"):
        day = diary.first(name)
        if name == "left" and day is None:
            day = diary.first("removed")
        return t("life.sum.never", lang) if day is None else range_of(day, day, lang)
    if name == "spent":
        return yuan(diary.amount("bought") + diary.amount("renewed"), lang)
    if name == "reached":
        return digits(diary.reached)
    if name == "written":
        return digits(diary.amount("wrote"))
    return digits(diary.orders if name == "orders" else diary.count(name))


def side_by_side(
    story: Story, pair: Pair, lang: str
) -> list[tuple[tuple[int, int], list[Sentences | None]]]:
    """Return what is told of each arm, in rows by the day on which it begins."""
    columns = _told(story, pair, lang)
    rows = []
    for first in sorted({one.first for column in columns for one in column}):
        cells = [next((one for one in column if one.first == first), None) for column in columns]
        last = max(one.last for one in cells if one is not None)
        rows.append(((first, last), cells))
    return rows


def on_one_line_of_days(
    story: Story, pair: Pair, lang: str
) -> list[tuple[tuple[int, int], list[tuple[Sentences | None, int] | None]]]:
    """Return what is told of each arm, in rows of days in which nothing begins or ends.

    In each row and for each arm: what begins there and over how many rows it goes; None where
    something from a row above still goes on. Where nothing is told, it is a row of nothing.
    """
    columns = _told(story, pair, lang)
    turns = sorted(
        {day for column in columns for one in column for day in (one.first, one.last + 1)}
    )
    spans = [(first, after - 1) for first, after in pairwise(turns)]
    return [(days, [_in_row(column, days, spans) for column in columns]) for days in spans]


def _in_row(
    column: Sequence[Sentences], days: tuple[int, int], spans: Sequence[tuple[int, int]]
) -> tuple[Sentences | None, int] | None:
    for one in column:
        if one.first == days[0]:
            return one, sum(one.first <= first <= one.last for first, _ in spans)
        if one.first < days[0] <= one.last:
            return None
    return None, 1


def _told(story: Story, pair: Pair, lang: str) -> list[list[Sentences]]:
    return [
        tell_life(arm.scenario, diary, asked, lang)
        for arm, diary, asked in zip(story.arms, pair.diaries, story.asked, strict=True)
    ]


def range_of(first: int, last: int, lang: str) -> str:
    """Write a day, or some days in a row."""
    if first == last:
        return t("life.day", lang, first=first)
    return t("life.days.range", lang, first=first, last=last)


def prefixed(one: Sentences, days: tuple[int, int], lang: str) -> str:
    """Return what is told, with its days where they are not those of its row."""
    if (one.first, one.last) == days:
        return one.text
    return t("life.until", lang, days=range_of(one.first, one.last, lang), text=one.text)


def show_story(story: Story, lang: str, out: TextIO) -> None:
    """Write the lives, arms side by side."""
    console = Console(file=out, highlight=False, markup=False)
    console.print(Text(printable(story.scenario.title.said(lang)), style="bold"))
    if not story.pairs:
        console.print(Text(t("life.nobody", lang)))
    for pair in story.pairs:
        said = f"{heading(pair, lang)} · {printable(who(story, pair, lang))}"
        console.print(Padding(Text(said, style="bold"), (1, 0, 0, 0)))
        if not pair.same_person:
            console.print(Text(t("life.not_same", lang)))
        console.print(Padding(_numbers(story, pair, lang), (1, 0, 0, 0)))
        console.print(_diary(story, pair, lang))
    for note in notes(story, lang):
        console.print(Text(note, style="dim"))


def _numbers(story: Story, pair: Pair, lang: str) -> Table:
    head, *rows = in_numbers(story, pair, lang)
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
    for days, cells in side_by_side(story, pair, lang):
        told = [Text(printable(prefixed(c, days, lang)) if c else "") for c in cells]
        table.add_row(range_of(*days, lang), *told)
    return table
