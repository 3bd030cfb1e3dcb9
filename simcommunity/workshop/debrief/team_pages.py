"""What a debrief tells of each team, folded away until somebody wants it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from simcommunity.report.numbers import digits, yuan
from simcommunity.report.pictures import Picture
from simcommunity.report.run_table import printable
from simcommunity.workshop.debrief import figures
from simcommunity.workshop.sentences import forecast_words

if TYPE_CHECKING:
    from simcommunity.workshop.debrief.results import TeamTold
    from simcommunity.workshop.debrief.wording import Wording

LEFT_OF_ROUND = 5  # lines of a decision that fit into a figure


def team_told(voice: Wording, team: TeamTold) -> dict[str, Any]:
    """Return what a team decided, and what came of it, for the template."""
    said = [voice.parts(one) for one in team.allotments]
    words = [_column(one) for one in said]
    draw = partial(figures.one_team, told=voice.debrief, team=team, words=words, lang=voice.lang)
    caption = voice.t("debrief.team.caption")
    return {
        "number": team.number,
        "name": voice.name(team),
        "place": f"team-{team.number}-{voice.lang}",
        "summary": f"{voice.name(team)} · {voice.with_unit(team.lived.score)}",
        "people": voice.listed([printable(one) for one in team.people]),
        "ending": _ending(voice, team),
        "picture": Picture(f"team{team.number}", draw, voice.name(team), caption),
        "rounds": [_round(voice, team, number, done) for number, done in enumerate(said, 1)],
    }


def _round(voice: Wording, team: TeamTold, number: int, done: list[str]) -> tuple[str, list[str]]:
    """Return the days of a round, what was decided in it, and who read at its end."""
    days = voice.spec.days_of(number)
    text = voice.listed(done)
    if team.defaulted[number - 1]:
        text = voice.t("debrief.default", what=text)
    readers = digits(round(float(team.lived.life.column("would_read")[days[-1]])))
    guess = forecast_words(voice.spec, team.forecasts[number - 1], voice.lang)
    heading = voice.t("debrief.round.days", n=number, first=days[0] + 1, last=days[-1] + 1)
    return heading, [text, voice.t("debrief.then", n=readers, guess=guess)]


def _column(parts: list[str]) -> str:
    """Return a decision as a column that stands in a figure."""
    shown = parts[:LEFT_OF_ROUND]
    return "\n".join([*shown, "…"] if len(parts) > LEFT_OF_ROUND else shown)


def _ending(voice: Wording, team: TeamTold) -> str:
    """Say when the group died, what it earned, and how well that was foreseen."""
    life, days = team.lived.life, voice.spec.days
    ending = (
        voice.t("debrief.died", day=life.died + 1)
        if life.died >= 0
        else voice.t("debrief.lives", days=days)
    )
    error = team.forecast_error(days)
    said = "" if error is None else voice.t("debrief.error", n=digits(error))
    money = voice.t(
        "debrief.money",
        profit=yuan(round(life.score("profit")), voice.lang),
        orders=digits(life.score("orders")),
        spent=yuan(round(team.lived.spent), voice.lang),
    )
    return voice.in_a_row([ending, money, said])
