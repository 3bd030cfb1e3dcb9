"""Lives as a page, or as a part of the report of a run."""

from __future__ import annotations

import logging
from typing import Any

from simcommunity import __version__
from simcommunity.i18n import t
from simcommunity.report.html import made_from
from simcommunity.report.run_table import printable
from simcommunity.report.story import summary
from simcommunity.report.story.telling import Sentences, tell_life
from simcommunity.report.study_files import StudyReport
from simcommunity.study.story import Pair, Story

LOGGER = logging.getLogger("simcommunity")


def as_told(story: Story, lang: str) -> dict[str, Any]:
    """Return the JSON object of form "simcommunity.story/1", with the sentences beside the days."""
    plain = story.as_dict()
    for pair, member in zip(story.pairs, plain["members"], strict=True):
        for arm, diary, asked, diary_told in zip(
            story.arms, pair.diaries, story.asked, member["diaries"], strict=True
        ):
            told = tell_life(arm.scenario, diary, asked, lang)
            diary_told["told"] = [one.as_dict() for one in told]
    return plain


def _told(story: Story, lang: str) -> dict[str, Any]:
    name = printable(story.scenario.title.said(lang))
    heading = summary.title(story, lang)
    return {
        "heading": heading,
        "title": f"{heading} · {name}",
        "deep": True,
        "scenario": name,
        "lives": lives_told(story, lang),
        "made_from": made_from(story.seed, list(story.hashes), lang),
    }


def lives_told(story: Story, lang: str) -> dict[str, Any]:
    """Return the lives one after another, and how they were chosen, for a template."""
    return {
        "notes": summary.notes(story, lang),
        "all": [_life(story, pair, lang) for pair in story.pairs],
    }


def _life(story: Story, pair: Pair, lang: str) -> dict[str, Any]:
    head, *rows = summary.in_numbers(story, pair, lang)
    return {
        "heading": summary.heading(pair, lang),
        "who": printable(summary.who(story, pair, lang)),
        "other_person": not pair.same_person,
        "numbers": (head, rows),
        **diaries(story, pair, lang),
    }


def diaries(story: Story, pair: Pair, lang: str) -> dict[str, Any]:
    """Return what is told of somebody day by day, for the template's table of that name."""
    names = [arm.title[lang] for arm in story.arms]
    lines = [
        (
            summary.range_of(*days, lang),
            [
                cell and {"arm": name, **_cell(*cell, days, lang)}
                for name, cell in zip(names, cells, strict=True)
            ],
        )
        for days, cells in summary.on_one_line_of_days(story, pair, lang)
    ]
    return {"names": names, "lines": lines}


def _cell(one: Sentences | None, rows: int, days: tuple[int, int], lang: str) -> dict[str, Any]:
    """Return what is told of some days; where rows fall apart, on phones, it says of which ones."""
    if one is None:
        return {"rows": None, "own": "", "text": ""}
    own = ""
    if (one.first, one.last) != days:
        own = t("life.until", lang, days=summary.range_of(one.first, one.last, lang), text="")
    return {"rows": rows, "own": own, "text": printable(one.text)}


STORY = StudyReport(
    "story",
    _told,
    lambda *_: (),
    lambda story, _: f"simcommunity {__version__} · {story.hashes[0]} · seed {story.seed}",
    numbers=as_told,
    names=("summary.json", "story.html"),
)
