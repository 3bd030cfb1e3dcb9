"""The debrief as one HTML file that needs nothing else."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from simcommunity import __version__
from simcommunity.report.numbers import digits, interval, share, yuan
from simcommunity.report.page import NARROW, WIDE, Sheet, element, figure, page, table, tiles, told
from simcommunity.report.table import printable
from simcommunity.workshop.debrief import figures
from simcommunity.workshop.debrief.team_pages import all_teams, one_life
from simcommunity.workshop.debrief.voice import Voice
from simcommunity.workshop.spec import shipped_events

if TYPE_CHECKING:
    from simcommunity.report.page import Cells
    from simcommunity.scenario.schema import Scenario
    from simcommunity.workshop.debrief.told import Debrief, TeamTold

CLEAR = 0.1, 0.9  # beyond these shares of other luck, luck is worth a word


def debrief_page(told_: Debrief, community: Scenario, lang: str) -> str:
    """Return the debrief as a page.

    Args:
        told_: what is told.
        community: with the kinds of messages.
        lang: which language is shown first.
    """
    return page(lambda one: _sheet(Voice(told_, community, one)), lang)


def _sheet(voice: Voice) -> Sheet:
    title = voice.t("debrief.title", title=printable(voice.spec.title.said(voice.lang)))
    origin = (
        f"simcommunity {__version__} · {voice.debrief.room.code} · seed {voice.debrief.room.seed}"
    )
    intro = [
        element("p", voice.spec.brief.said(voice.lang), "story"),
        *(element("p", one, "start") for one in _verdict(voice)),
        tiles(_tiles(voice)),
    ]
    body = [
        *_luck(voice),
        *_curves(voice),
        *all_teams(voice),
        *_others(voice),
        *one_life(voice),
        *_again(voice),
    ]
    return Sheet(title, origin, intro, body)


def _verdict(voice: Voice) -> list[str]:
    teams = voice.debrief.teams
    if not teams:
        return [voice.t("debrief.no_teams")]
    first = teams[0]
    best = next(team for team in teams if team.behind is None)
    said = [voice.t("debrief.first", team=voice.name(first), score=voice.score(first.lived.score))]
    if best is first:
        said.append(voice.t("debrief.also_best", score=voice.score(best.lived.expected)))
    else:
        said.append(
            voice.t(
                "debrief.other_best",
                team=voice.name(best),
                score=voice.score(best.lived.expected),
                first=voice.score(first.lived.expected),
            )
        )
    said += _unsure(voice, best)
    low, high = CLEAR
    if first.lived.place >= high:
        said.append(voice.t("debrief.lucky", share=share(first.lived.place, voice.lang)))
    elif first.lived.place <= low:
        said.append(voice.t("debrief.unlucky", share=share(1 - first.lived.place, voice.lang)))
    return said


def _unsure(voice: Voice, best: TeamTold) -> list[str]:
    """Say whose decisions cannot be told from the best ones."""
    close = [team for team in voice.debrief.teams if team.behind and team.behind[2] >= 0]
    if not close:
        return []
    names = voice.listed([voice.name(team) for team in close])
    return [voice.t("debrief.unsure", best=voice.name(best), teams=names)]


def _tiles(voice: Voice) -> list[tuple[str, str]]:
    out = [(voice.t("debrief.tile.aim"), voice.t(f"debrief.goal.{voice.spec.goal}.short"))]
    if voice.debrief.teams:
        first = voice.debrief.teams[0]
        out.append((voice.t("debrief.tile.first"), voice.score(first.lived.score)))
    if voice.debrief.others:
        book = voice.debrief.others[0]
        out.append((voice.t("debrief.tile.book"), voice.score(book.lived.score)))
    out.append((voice.t("debrief.search"), voice.score(voice.debrief.found.lived.score)))
    return out


def _luck(voice: Voice) -> list[str]:
    head = [
        voice.t("room.team"), voice.t("debrief.result"), voice.t("debrief.expected"),
        voice.t("debrief.band"), voice.t("debrief.behind"), voice.t("debrief.place"),
    ]  # fmt: skip
    rows = [
        [
            voice.name(team),
            *voice.in_numbers(team.lived),
            _behind(voice, team),
            share(team.lived.place, voice.lang),
        ]
        for team in voice.debrief.teams
    ]
    height = figures.luck_height(voice.debrief)
    draw = partial(figures.luck_and_skill, told=voice.debrief, lang=voice.lang)
    return [
        element("h2", voice.t("debrief.luck")),
        element("p", voice.t("debrief.luck.told", n=len(voice.debrief.found.lived.others))),
        figure(
            "luck",
            draw,
            voice.t("debrief.luck.caption"),
            voice.lang,
            data=None,
            wide=(WIDE[0], height),
            narrow=(NARROW[0], height),
        ),
        table(head, rows),
        element("p", voice.t("debrief.luck.note"), "note"),
    ]


def _behind(voice: Voice, team: TeamTold) -> str:
    if team.behind is None:
        return voice.t("debrief.behind.best")
    mean, low, high = map(voice.score, team.behind)
    return voice.t("debrief.behind.value", mean=mean, interval=interval(low, high, voice.lang))


def _curves(voice: Voice) -> list[str]:
    if not voice.debrief.teams:
        return []
    draw = partial(figures.all_curves, told=voice.debrief, lang=voice.lang)
    events = shipped_events()
    past = [
        voice.t("room.steer.event.sent", day=day + 1, title=events[name].title.said(voice.lang))
        for day, name in voice.debrief.room.sent
    ]
    return [
        element("h2", voice.t("debrief.curves")),
        figure(
            "curves",
            draw,
            voice.t("debrief.curves.caption"),
            voice.lang,
            data=_by_day(voice),
        ),
        *(element("p", one, "note") for one in past),
    ]


def _by_day(voice: Voice) -> Cells:
    """Return who would read, day by day and way by way."""
    names = [*map(voice.name, voice.debrief.teams), voice.t("debrief.search")]
    ways = [team.lived.life for team in voice.debrief.teams] + [voice.debrief.found.lived.life]
    curves = [life.column("would_read") for life in ways]
    rows = [
        [str(day + 1), *(digits(round(float(curve[day]))) for curve in curves)]
        for day in range(voice.spec.days)
    ]
    return [voice.t("debrief.day"), *names], rows


def _others(voice: Voice) -> list[str]:
    head = [
        voice.t("debrief.way"), voice.t("debrief.result"), voice.t("debrief.expected"),
        voice.t("debrief.band"), voice.t("debrief.spent"),
    ]  # fmt: skip
    rows = []
    for other in (voice.debrief.found, *voice.debrief.others):
        score, expected, band = voice.in_numbers(other.lived)
        spent = yuan(round(other.lived.spent), voice.lang)
        if other.lived.spent > voice.spec.budget:
            spent = voice.t("debrief.over_budget", spent=spent)
        rows.append([figures.other_name(other, voice.lang), score, expected, band, spent])
    plan = voice.debrief.found.plan
    halves = [(plan[0], "first"), (plan[-1], "second")]
    return [
        element("h2", voice.t("debrief.others")),
        element("p", voice.t("debrief.others.told", n=voice.debrief.tried)),
        table(head, rows),
        told(
            (
                voice.t(f"debrief.search.{half}"),
                [voice.listed(voice.parts(one))],
            )
            for one, half in halves
        ),
    ]


def _again(voice: Voice) -> list[str]:
    return [
        element("h2", voice.t("report.again")),
        element("p", voice.t("debrief.method")),
        told(
            [
                (voice.t("report.seed"), [str(voice.debrief.room.seed)]),
                (voice.t("debrief.code"), [voice.debrief.room.code]),
                (voice.t("debrief.log"), [f"{voice.debrief.room.code}.jsonl"]),
            ]
        ),
    ]
