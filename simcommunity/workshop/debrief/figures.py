"""The figures of a debrief: luck against decisions, all curves, each team with what it did."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from unicodedata import east_asian_width

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from simcommunity.i18n import t
from simcommunity.report.drawing import (
    AMBER,
    ARMS,
    BLUE,
    FAINT,
    GREY,
    INK,
    READABLE,
    RED,
    SOFT,
    name_axis,
    name_lines,
)
from simcommunity.report.run_table import printable
from simcommunity.workshop.debrief.results import BAND, Debrief, Lived, Other, TeamTold
from simcommunity.workshop.room_spec import shipped_events

LINES_NAMED = 8  # teams beyond these share a colour
ROOM_FOR_WORDS = 6.0  # inches: a narrower figure has numbers of rounds alone
COLOURS = {"team": BLUE, "book": GREY, "search": AMBER}
Way = tuple[str, Lived, str]  # name, life, and which kind of way it is
LONGEST = 20  # letters of a name; a Chinese character takes the room of two


def short(name: str) -> str:
    """Return a name that fits beside an axis."""
    name = printable(name)
    ends = list(accumulate(2 if east_asian_width(character) in "WF" else 1 for character in name))
    if not ends or ends[-1] <= LONGEST:
        return name
    return name[: bisect_right(ends, LONGEST - 1)] + "…"


def other_name(other: Other, lang: str) -> str:
    """Return what a way to run the community that no team took is called."""
    if other.name == "search":
        return t("debrief.search", lang)
    return other.title.said(lang) if other.title else other.name


def ways(figure: Figure, rows: Sequence[Way], goal: str) -> None:
    """Draw for ways to run the community what they came to, and their band under other luck."""
    axes = figure.subplots()
    for row, (_, lived, kind) in enumerate(rows):
        low, high = lived.band
        axes.plot((low, high), (row, row), color=COLOURS[kind], linewidth=7, alpha=0.45)
        axes.plot(lived.expected, row, "|", color=INK, markersize=11, markeredgewidth=1.6)
        axes.plot(lived.score, row, "o", color=RED, markersize=5.5)
    axes.set_yticks(range(len(rows)), [name for name, _, _ in rows])
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.tick_params(axis="y", labelcolor=INK)
    axes.grid(visible=False, axis="y")
    axes.grid(visible=True, axis="x")
    name_axis(axes, goal)


def all_curves(figure: Figure, told: Debrief, lang: str) -> None:
    """Draw by day how the teams stand by the room's aim, and what the search would have had."""
    axes, goal = figure.subplots(), told.room.spec.goal
    ends = []
    for k, team in enumerate(told.teams):
        curve = team.lived.so_far(goal)
        colour = ARMS[k % len(ARMS)] if k < LINES_NAMED else GREY
        axes.plot(np.arange(1, len(curve) + 1), curve, color=colour)
        if k < LINES_NAMED:
            ends.append((float(curve[-1]), short(team.name), colour))
    curve = told.found.lived.so_far(goal)
    axes.plot(np.arange(1, len(curve) + 1), curve, color=SOFT, linestyle=(0, (4, 2)), linewidth=1.4)
    ends.append((float(curve[-1]), short(t("debrief.search", lang)), SOFT))
    if goal == "listening":
        axes.set_ylim(0, None)
    _rounds(axes, told, numbered=False)
    _events(axes, told, lang)
    name_lines(axes, ends)
    _days(axes, told, lang)
    name_axis(axes, t(f"debrief.curves.{goal}", lang))


def one_team(figure: Figure, told: Debrief, team: TeamTold, words: list[str], lang: str) -> None:
    """Draw one team's curve in the band of its own decisions under other luck."""
    axes = figure.subplots()
    curve = team.lived.life.column("would_read")
    days = np.arange(1, len(curve) + 1)
    low, high = np.quantile(team.lived.curves, BAND, axis=0)
    axes.fill_between(days, low, high, color=BLUE, alpha=0.16, linewidth=0)
    axes.plot(days, curve, color=BLUE)
    wide = figure.get_figwidth() >= ROOM_FOR_WORDS
    axes.set_ylim(0, float(max(curve.max(), high.max())) * (1.55 if wide else 1.2))
    _rounds(axes, told, numbered=True, words=words if wide else None)
    _events(axes, told, lang)
    if team.lived.life.died >= 0:
        died = team.lived.life.died + 1
        axes.plot(died, 0, "x", color=RED, markersize=8, markeredgewidth=2, clip_on=False)
    _days(axes, told, lang)
    name_axis(axes, t("room.curve.reach", lang))


def _rounds(axes: Axes, told: Debrief, *, numbered: bool, words: list[str] | None = None) -> None:
    """Draw where rounds begin, and what was decided there."""
    spec, top = told.room.spec, axes.get_ylim()[1]
    for number in range(1, spec.rounds + 1):
        start = spec.days_of(number).start + 0.5
        axes.axvline(start, color=FAINT, linewidth=1)
        if numbered:
            text = str(number) if words is None else words[number - 1]
            axes.text(
                start + 0.15, top * 0.985, text, fontsize=6.6, va="top", color=SOFT, linespacing=1.5
            )


def _events(axes: Axes, told: Debrief, lang: str) -> None:
    """Shade the days on which an event held, and name it at the foot."""
    known = shipped_events()
    for row, (day, name) in enumerate(told.room.sent):
        last = min(day + known[name].days, told.room.spec.days)
        axes.axvspan(day + 0.5, last + 0.5, color=AMBER, alpha=0.16, linewidth=0)
        axes.annotate(
            known[name].title.said(lang), (day + 0.7, 0), xytext=(0, 4 + 9 * row),
            textcoords="offset points", fontsize=7, color=READABLE[AMBER],
        )  # fmt: skip


def _days(axes: Axes, told: Debrief, lang: str) -> None:
    from matplotlib.ticker import MaxNLocator  # noqa: PLC0415

    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=8))
    axes.set_xlim(0.5, told.room.spec.days + 0.5)
    axes.set_xlabel(t("debrief.day", lang), loc="left")
