"""What happened over the days: the curves of all teams, what was forecast, and the events."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from simcommunity.report.numbers import UNKNOWN, count, digits
from simcommunity.report.pictures import Picture
from simcommunity.workshop.debrief import figures
from simcommunity.workshop.room import NO_DEATH
from simcommunity.workshop.room_spec import shipped_events

if TYPE_CHECKING:
    from simcommunity.report.pictures import Cells
    from simcommunity.workshop.debrief.wording import Wording


def curves(voice: Wording) -> Picture:
    """Return how the teams stood by the room's aim, day by day."""
    draw = partial(figures.all_curves, told=voice.debrief, lang=voice.lang)
    heading, caption = voice.t("debrief.curves"), voice.t("debrief.curves.caption")
    return Picture("curves", draw, heading, caption, _by_day(voice))


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


def forecasts(voice: Wording) -> Cells | None:
    """Return every forecast of the day of silence beside what came; None where nobody made any."""
    teams, spec = voice.debrief.teams, voice.spec
    if not any(one is not None for team in teams for one in team.forecasts):
        return None
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
    heads = ("room.team", "debrief.forecasts.came", "debrief.forecasts.error")
    return [*map(voice.t, heads), *rounds], rows


def events(voice: Wording) -> dict[str, Any]:
    """Return what the events cost every team, and what it was worth to change the plan."""
    known = shipped_events()
    told = []
    for day, name in voice.debrief.room.sent:
        last = min(day + known[name].days, voice.spec.days)
        title = known[name].title.said(voice.lang)
        span = voice.t("debrief.events.span", title=title, first=day + 1, last=last)
        notice = known[name].notice.said(voice.lang)
        told.append(voice.in_a_row([f"{span}{voice.t('debrief.colon')}", notice]))
    rows = []
    for team in voice.debrief.teams:
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
    heads = ("room.team", *(f"debrief.events.{one}" for one in ("aim", "orders", "change")))
    return {"told": told, "heads": [*map(voice.t, heads)], "rows": rows}
