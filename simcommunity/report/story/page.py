"""Lives as a page, or as a part of the report of a run."""

from __future__ import annotations

from functools import partial
from html import escape
from typing import TYPE_CHECKING

from simcommunity import __version__
from simcommunity.i18n import t
from simcommunity.report.html import Sheet, again, element, made_from, page, table
from simcommunity.report.run_table import printable
from simcommunity.report.story import summary

if TYPE_CHECKING:
    from simcommunity.report.story.telling import Sentences
    from simcommunity.study.story import Pair, Story


def story_page(story: Story, command: str, lang: str) -> str:
    """Return the lives as one HTML file that needs nothing else."""
    return page(partial(_sheet, story, command), lang)


def _sheet(story: Story, command: str, lang: str) -> Sheet:
    name = printable(story.scenario.title.said(lang))
    heading = summary.title(story, lang)
    origin = f"simcommunity {__version__} · {story.hashes[0]} · seed {story.seed}"
    body = [
        *lives_told(story, lang),
        *again(command, lang, made_from(story.seed, list(story.hashes), lang)),
    ]
    intro = [element("p", name, "story")]
    return Sheet(heading, origin, intro, body, f"{heading} · {name}", deep=True)


def lives_told(story: Story, lang: str) -> list[str]:
    """Return the lives one after another, and how they were chosen."""
    parts = [element("p", note, "note") for note in summary.notes(story, lang)]
    for pair in story.pairs:
        parts += _life(story, pair, lang)
    return parts


def _life(story: Story, pair: Pair, lang: str) -> list[str]:
    head, *rows = summary.in_numbers(story, pair, lang)
    parts = [
        element("h3", summary.heading(pair, lang)),
        element("p", printable(summary.who(story, pair, lang))),
    ]
    if not pair.same_person:
        parts.append(element("p", t("life.not_same", lang), "note"))
    parts.append(table(head, rows))
    return [*parts, diaries(story, pair, lang)]


def diaries(story: Story, pair: Pair, lang: str) -> str:
    """Return what is told of somebody, day by day, with the arms side by side."""
    names = [arm.title[lang] for arm in story.arms]
    lines = []
    for days, cells in summary.on_one_line_of_days(story, pair, lang):
        line = f'<th scope="row">{escape(summary.range_of(*days, lang))}</th>'
        for name, cell in zip(names, cells, strict=True):
            if cell is not None:
                line += _cell(name, *cell, days, lang)
        lines.append(f"<tr>{line}</tr>")
    top = "".join(f'<th scope="col">{escape(one)}</th>' for one in (t("life.days", lang), *names))
    return (
        f'<table class="diary arms-{len(names)}"><thead><tr>{top}</tr></thead>'
        f"<tbody>{''.join(lines)}</tbody></table>"
    )


def _cell(name: str, one: Sentences | None, rows: int, days: tuple[int, int], lang: str) -> str:
    """Return what is told of some days; where rows fall apart, on phones, it says of which ones."""
    if one is None:
        return f'<td data-arm="{escape(name)}"></td>'
    own = ""
    if (one.first, one.last) != days:
        said = t("life.until", lang, days=summary.range_of(one.first, one.last, lang), text="")
        own = f'<span class="own">{escape(said)}</span>'
    text = escape(printable(one.text))
    return f'<td data-arm="{escape(name)}" rowspan="{rows}">{own}{text}</td>'
