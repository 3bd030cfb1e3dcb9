"""What a debrief tells of each team, folded away until somebody wants it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from simcommunity.report.html import element, figure, opened, told
from simcommunity.report.numbers import digits, yuan
from simcommunity.report.run_table import printable
from simcommunity.workshop.debrief import figures
from simcommunity.workshop.sentences import forecast_words

if TYPE_CHECKING:
    from simcommunity.workshop.debrief.results import TeamTold
    from simcommunity.workshop.debrief.wording import Wording

LEFT_OF_ROUND = 5  # lines of a decision that fit into a figure


def all_teams(voice: Wording) -> list[str]:
    """Return team by team what was decided, and what came of it."""
    teams = voice.debrief.teams
    if not teams:
        return []
    return [
        element("h2", voice.t("debrief.teams")),
        element("p", voice.t("debrief.ask.teams"), "ask"),
        *(_team(voice, team) for team in teams),
    ]


def _team(voice: Wording, team: TeamTold) -> str:
    said = [voice.parts(one) for one in team.allotments]
    words = [_column(one) for one in said]
    draw = partial(figures.one_team, told=voice.debrief, team=team, words=words, lang=voice.lang)
    rounds = []
    for number, done in enumerate(said, 1):
        days = voice.spec.days_of(number)
        text = voice.listed(done)
        if team.defaulted[number - 1]:
            text = voice.t("debrief.default", what=text)
        readers = digits(round(float(team.lived.life.column("would_read")[days[-1]])))
        guess = forecast_words(voice.spec, team.forecasts[number - 1], voice.lang)
        heading = voice.t("debrief.round.days", n=number, first=days[0] + 1, last=days[-1] + 1)
        rounds.append((heading, [text, voice.t("debrief.then", n=readers, guess=guess)]))
    people = voice.listed([printable(one) for one in team.people])
    inside = [
        element("p", voice.t("debrief.people", people=people), "note"),
        element("p", _ending(voice, team)),
        figure(f"team{team.number}", draw, voice.t("debrief.team.caption"), voice.lang, data=None),
        told(rounds),
    ]
    summary = f"{voice.name(team)} · {voice.with_unit(team.lived.score)}"
    return opened(summary, "".join(inside), f"team-{team.number}-{voice.lang}")


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
