"""Ways to run the community, compared: the teams' plans, ready-made playbooks, a search."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from simcommunity.report.html import NARROW, WIDE, element, figure, table, told
from simcommunity.report.numbers import share, yuan
from simcommunity.workshop.debrief import figures
from simcommunity.workshop.debrief.figures import other_name, short
from simcommunity.workshop.debrief.wording import FEW_TEAMS

if TYPE_CHECKING:
    from simcommunity.report.html import Cells
    from simcommunity.workshop.debrief.figures import Way
    from simcommunity.workshop.debrief.wording import Wording

KIND = 0.7  # of the lives under the same plan are beaten where luck is worth a word


def luck(voice: Wording) -> list[str]:
    """Return what the teams' plans come to with other people and other luck."""
    teams = voice.debrief.teams
    if not teams:
        return []
    head = [
        voice.t("room.team"), voice.t("debrief.result"), voice.t("debrief.expected"),
        voice.t("debrief.band"), voice.t("debrief.behind"), voice.t("debrief.place"),
    ]  # fmt: skip
    rows = [
        [
            voice.name(team),
            *voice.in_numbers(team.lived),
            voice.difference(team.behind) if team.behind else voice.t("debrief.behind.best"),
            share(team.lived.place, voice.lang),
        ]
        for team in teams
    ]
    places = [team.lived.place for team in teams]
    kind = _kind(places)
    beat, behind = voice.t("debrief.place"), voice.t("debrief.behind")
    return [
        element("h2", voice.t("debrief.luck")),
        element("p", voice.t("debrief.ask.luck"), "ask"),
        element("p", voice.t("debrief.luck.told", n=len(teams[0].lived.others))),
        _figure(voice, "luck", [(short(team.name), team.lived, "team") for team in teams]),
        table(head, rows, stacked=len(rows) <= FEW_TEAMS),
        element("p", voice.t(f"debrief.luck.{kind}")) if len(teams) > 1 else "",
        element("p", voice.t("debrief.luck.note", beat=beat, behind=behind), "note"),
    ]


def _kind(places: list[float]) -> str:
    """Return what the luck that all shared was like, by how many other lives each team beat."""
    if min(places) >= KIND:
        return "kind"
    if max(places) <= 1 - KIND:
        return "unkind"
    return "ordinary" if min(places) > 1 - KIND and max(places) < KIND else "mixed"


def others(voice: Wording) -> list[str]:
    """Return what ready-made playbooks and a search come to in the same game."""
    head = [
        voice.t("debrief.way"), voice.t("debrief.result"), voice.t("debrief.expected"),
        voice.t("debrief.band"), voice.t("debrief.spent"),
    ]  # fmt: skip
    found, debrief = voice.debrief.found, voice.debrief
    ways: list[Way] = [(short(team.name), team.lived, "team") for team in debrief.teams[:1]]
    rows = []
    for other in (found, *debrief.others):
        spent = yuan(round(other.lived.spent), voice.lang)
        if other.lived.spent > voice.spec.budget:
            spent = voice.t("debrief.over_budget", spent=spent)
        name = other_name(other, voice.lang)
        rows.append([name, *voice.in_numbers(other.lived), spent])
        ways.append((short(name), other.lived, "search" if other is found else "book"))
    halves = [(found.plan[0], "first"), (found.plan[-1], "second")]
    return [
        element("h2", voice.t("debrief.others")),
        element("p", voice.t("debrief.ask.others"), "ask"),
        element("p", voice.t("debrief.others.told", n=debrief.tried)),
        _figure(voice, "others", ways, (head, rows)),
        told(
            (voice.t(f"debrief.search.{half}"), [voice.listed(voice.parts(one))])
            for one, half in halves
        ),
    ]


def _figure(voice: Wording, name: str, ways: list[Way], data: Cells | None = None) -> str:
    draw = partial(figures.ways, rows=ways, goal=voice.t(f"debrief.goal.{voice.spec.goal}"))
    high = figures.ways_height(len(ways))
    size = {"wide": (WIDE[0], high), "narrow": (NARROW[0], high)}
    return figure(name, draw, voice.t("debrief.luck.caption"), voice.lang, data=data, **size)
