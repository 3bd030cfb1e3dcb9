"""The life of one person in all teams, in numbers and in sentences."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from simcommunity.report.run_table import printable
from simcommunity.report.story import summary
from simcommunity.report.story.page import diaries
from simcommunity.study.compare.candidates import Candidate
from simcommunity.study.story import Pair, Story

if TYPE_CHECKING:
    from simcommunity.workshop.debrief.wording import Wording


def one_life(voice: Wording) -> dict[str, Any] | None:
    """Return one person's life: in numbers in all teams, in sentences in the first and the last."""
    debrief, lang = voice.debrief, voice.lang
    if debrief.member is None:
        return None
    arms = tuple(
        Candidate(team.name, {"zh": voice.name(team), "en": voice.name(team)}, team.lived.scenario)
        for team in debrief.teams
    )
    pair = Pair("member", debrief.diaries)
    story = Story(arms, (pair,), debrief.room.seed, 0, voice.spec.days, debrief.asked, len(arms))
    (_, *heads), *rows = map(list, zip(*summary.in_numbers(story, pair, lang), strict=True))
    ends = sorted({0, len(arms) - 1})
    two = replace(
        story, arms=tuple(arms[k] for k in ends), asked=tuple(debrief.asked[k] for k in ends)
    )
    return {
        "who": printable(summary.who(story, pair, lang)),
        "numbers": ([voice.t("room.team"), *heads], rows),
        **diaries(two, Pair("member", tuple(debrief.diaries[k] for k in ends)), lang),
    }
