"""What happened over the days: the curves of all teams, what was forecast, and the events."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from simcommunity.report.html import element, figure, table
from simcommunity.report.numbers import UNKNOWN, count, digits
from simcommunity.workshop.debrief import figures
from simcommunity.workshop.debrief.wording import FEW_TEAMS
from simcommunity.workshop.room import NO_DEATH
from simcommunity.workshop.room_spec import shipped_events

if TYPE_CHECKING:
    from simcommunity.report.html import Cells
    from simcommunity.workshop.debrief.wording import Wording


def curves(voice: Wording) -> list[str]:
    """Return how the teams stood by the room's aim, day by day."""
    if not voice.debrief.teams:
        return []
    draw = partial(figures.all_curves, told=voice.debrief, lang=voice.lang)
    caption = voice.t("debrief.curves.caption")
    return [
        element("h2", voice.t("debrief.curves")),
        element("p", voice.t("debrief.ask.curves"), "ask"),
        figure("curves", draw, caption, voice.lang, data=_by_day(voice)),
    ]


def _by_day(voice: Wording) -> Cells:
    """Return how every way stood by the room's aim, day by day."""
    names = [*map(voice.name, voice.debrief.teams), voice.t("debrief.search")]
    ways = [*(team.lived for team in voice.debrief.teams), voice.debrief.found.lived]
    columns = [lived.so_far(voice.spec.goal) for lived in ways]
    rows = [
        [str(day + 1), *(digits(round(float(column[day]))) for column in columns)]
        for day in range(voice.spec.days)
    ]
    return [voice.t("debrief.day"), *names], rows


def forecasts(voice: Wording) -> list[str]:
    """Return every forecast of the day of silence beside what came; none where nobody made any."""
    teams, spec = voice.debrief.teams, voice.spec
    if not any(one is not None for team in teams for one in team.forecasts):
        return []
    lives = voice.t("debrief.forecasts.lives")
    rows = []
    for team in teams:
        died, error = team.lived.life.died, team.forecast_error(spec.days)
        rows.append(
            [
                voice.name(team),
                str(died + 1) if died >= 0 else lives,
                UNKNOWN if error is None else count("day", error, voice.lang),
                *(
                    UNKNOWN if one is None else lives if one == NO_DEATH else str(one)
                    for one in team.forecasts
                ),
            ]
        )
    rounds = [str(number) for number in range(1, spec.rounds + 1)]
    head = [voice.t("room.team"), voice.t("debrief.forecasts.came")]
    head.append(voice.t("debrief.forecasts.error"))
    note = voice.t("debrief.forecasts.note", lives=lives, days=spec.days, after=spec.days + 1)
    return [
        element("h2", voice.t("debrief.forecasts")),
        element("p", voice.t("debrief.ask.forecasts"), "ask"),
        table([*head, *rounds], rows, stacked=False),
        element("p", note, "note"),
    ]


def events(voice: Wording) -> list[str]:
    """Return what the events cost every team, and what it was worth to change the plan."""
    teams, sent = voice.debrief.teams, voice.debrief.room.sent
    if not sent or not teams:
        return []
    known = shipped_events()
    told = []
    for day, name in sent:
        last = min(day + known[name].days, voice.spec.days)
        title = known[name].title.said(voice.lang)
        span = voice.t("debrief.events.span", title=title, first=day + 1, last=last)
        told.append(
            element(
                "p",
                voice.in_a_row(
                    [f"{span}{voice.t('debrief.colon')}", known[name].notice.said(voice.lang)]
                ),
            )
        )
    head = [voice.t("room.team"), voice.t("debrief.events.aim"), voice.t("debrief.events.orders")]
    head.append(voice.t("debrief.events.change"))
    rows = []
    for team in teams:
        aim, orders = team.events or (None, None)
        change = team.change
        rows.append(
            [
                voice.name(team),
                voice.difference(aim) if aim else UNKNOWN,
                voice.difference(orders, orders=True) if orders else UNKNOWN,
                voice.difference(change) if change else voice.t("debrief.events.same"),
            ]
        )
    return [
        element("h2", voice.t("debrief.events")),
        element("p", voice.t("debrief.ask.events"), "ask"),
        *told,
        table(head, rows, stacked=len(rows) <= FEW_TEAMS),
        element("p", voice.t("debrief.events.note", n=len(teams[0].lived.others)), "note"),
    ]
