"""Ways to run the community, compared: the teams' plans, ready-made playbooks, a search."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from simcommunity.report.numbers import share, yuan
from simcommunity.report.pictures import Picture
from simcommunity.workshop.debrief import figures
from simcommunity.workshop.debrief.figures import other_name, short

if TYPE_CHECKING:
    from simcommunity.report.pictures import Cells
    from simcommunity.workshop.debrief.figures import Way
    from simcommunity.workshop.debrief.wording import Wording

ROW = 0.3  # inches a row of a figure
KIND = 0.7  # of the lives under the same plan are beaten where luck is worth a word


def luck(voice: Wording) -> dict[str, Any]:
    """Return what the teams' plans come to with other people and other luck."""
    teams = voice.debrief.teams
    heads = ("result", "expected", "band", "behind", "place")
    rows = [
        [
            voice.name(team),
            *voice.in_numbers(team.lived),
            voice.difference(team.behind) if team.behind else voice.t("debrief.behind.best"),
            share(team.lived.place, voice.lang),
        ]
        for team in teams
    ]
    return {
        "picture": _picture(voice, "luck", [(short(one.name), one.lived, "team") for one in teams]),
        "heads": [voice.t("room.team"), *(voice.t(f"debrief.{head}") for head in heads)],
        "rows": rows,
        "kind": _kind([team.lived.place for team in teams]) if len(teams) > 1 else "",
    }


def _kind(places: list[float]) -> str:
    """Return what the luck that all shared was like, by how many other lives each team beat."""
    if min(places) >= KIND:
        return "kind"
    if max(places) <= 1 - KIND:
        return "unkind"
    return "ordinary" if min(places) > 1 - KIND and max(places) < KIND else "mixed"


def others(voice: Wording) -> dict[str, Any]:
    """Return what ready-made playbooks and a search come to in the same game."""
    heads = ("way", "result", "expected", "band", "spent")
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
    halves = {"first": found.plan[0], "second": found.plan[-1]}
    table = [voice.t(f"debrief.{head}") for head in heads], rows
    return {
        "tried": debrief.tried,
        "picture": _picture(voice, "others", ways, table),
        "plan": [
            (voice.t(f"debrief.search.{half}"), [voice.listed(voice.parts(one))])
            for half, one in halves.items()
        ],
    }


def _picture(voice: Wording, name: str, ways: list[Way], table: Cells | None = None) -> Picture:
    draw = partial(figures.ways, rows=ways, goal=voice.t(f"debrief.goal.{voice.spec.goal}"))
    high = 0.9 + ROW * len(ways)
    heading, caption = voice.t(f"debrief.{name}"), voice.t("debrief.luck.caption")
    return Picture(name, draw, heading, caption, table, height=high, narrow=high)
