"""The chapters of a debrief: what its template tells of luck, days, people and teams."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from simcommunity.report.numbers import UNKNOWN, count, digits, share, yuan
from simcommunity.report.pictures import Picture
from simcommunity.report.run_table import printable
from simcommunity.report.story import summary
from simcommunity.report.story.page import diaries
from simcommunity.study.compare.candidates import Candidate
from simcommunity.study.story import Pair, Story
from simcommunity.workshop.debrief import figures
from simcommunity.workshop.debrief.figures import other_name, short
from simcommunity.workshop.room import NO_DEATH
from simcommunity.workshop.room_spec import shipped_events
from simcommunity.workshop.sentences import forecast_words

if TYPE_CHECKING:
    from simcommunity.report.pictures import Cells
    from simcommunity.workshop.debrief.figures import Way
    from simcommunity.workshop.debrief.results import TeamTold
    from simcommunity.workshop.debrief.wording import Wording

ROW = 0.3  # inches a row of a figure
KIND = 0.7  # of the lives under the same plan are beaten where luck is worth a word
LEFT_OF_ROUND = 5  # lines of a decision that fit into a figure


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
