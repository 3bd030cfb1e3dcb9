"""The chapters of a debrief: what its template tells of luck, days, people and teams."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from simcommunity.report.numbers import UNKNOWN, count, digits, share, yuan
from simcommunity.report.pictures import Cells, Picture
from simcommunity.report.run_table import printable
from simcommunity.report.story import summary
from simcommunity.report.story.page import diaries
from simcommunity.study.compare.candidates import Candidate
from simcommunity.study.story import Pair, Story
from simcommunity.workshop.debrief import figures
from simcommunity.workshop.debrief.figures import Way, other_name, short
from simcommunity.workshop.debrief.results import TeamTold
from simcommunity.workshop.debrief.wording import Wording
from simcommunity.workshop.room import NO_DEATH
from simcommunity.workshop.room_spec import shipped_events
from simcommunity.workshop.sentences import forecast_words

ROW = 0.3  # inches a row of a figure
KIND = 0.7  # of the lives under the same plan are beaten where luck is worth a word
LEFT_OF_ROUND = 5  # lines of a decision that fit into a figure


def curves(wording: Wording) -> Picture:
    """Return how the teams stood by the room's aim, day by day."""
    draw = partial(figures.all_curves, told=wording.debrief, lang=wording.lang)
    heading, caption = wording.t("debrief.curves"), wording.t("debrief.curves.caption")
    return Picture("curves", draw, heading, caption, _by_day(wording))


def _by_day(wording: Wording) -> Cells:
    """Return how every way stood by the room's aim, day by day."""
    names = [*map(wording.name, wording.debrief.teams), wording.t("debrief.search")]
    ways = [*(team.lived for team in wording.debrief.teams), wording.debrief.found.lived]
    columns = [lived.so_far(wording.spec.goal) for lived in ways]
    rows = [
        [str(day + 1), *(digits(round(float(column[day]))) for column in columns)]
        for day in range(wording.spec.days)
    ]
    return [wording.t("debrief.day"), *names], rows


def luck(wording: Wording) -> dict[str, Any]:
    """Return what the teams' plans come to with other people and other luck."""
    teams = wording.debrief.teams
    heads = ("result", "expected", "band", "behind", "place")
    rows = [
        [
            wording.name(team),
            *wording.in_numbers(team.lived),
            wording.difference(team.behind) if team.behind else wording.t("debrief.behind.best"),
            share(team.lived.place, wording.lang),
        ]
        for team in teams
    ]
    return {
        "picture": _picture(
            wording, "luck", [(short(one.name), one.lived, "team") for one in teams]
        ),
        "heads": [wording.t("room.team"), *(wording.t(f"debrief.{head}") for head in heads)],
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


def others(wording: Wording) -> dict[str, Any]:
    """Return what ready-made playbooks and a search come to in the same game."""
    heads = ("way", "result", "expected", "band", "spent")
    found, debrief = wording.debrief.found, wording.debrief
    ways: list[Way] = [(short(team.name), team.lived, "team") for team in debrief.teams[:1]]
    rows = []
    for other in (found, *debrief.others):
        spent = yuan(round(other.lived.spent), wording.lang)
        if other.lived.spent > wording.spec.budget:
            spent = wording.t("debrief.over_budget", spent=spent)
        name = other_name(other, wording.lang)
        rows.append([name, *wording.in_numbers(other.lived), spent])
        ways.append((short(name), other.lived, "search" if other is found else "book"))
    halves = {"first": found.plan[0], "second": found.plan[-1]}
    table = [wording.t(f"debrief.{head}") for head in heads], rows
    return {
        "tried": debrief.tried,
        "picture": _picture(wording, "others", ways, table),
        "plan": [
            (wording.t(f"debrief.search.{half}"), [wording.listed(wording.parts(one))])
            for half, one in halves.items()
        ],
    }


def _picture(wording: Wording, name: str, ways: list[Way], table: Cells | None = None) -> Picture:
    draw = partial(figures.ways, rows=ways, goal=wording.t(f"debrief.goal.{wording.spec.goal}"))
    high = 0.9 + ROW * len(ways)
    heading, caption = wording.t(f"debrief.{name}"), wording.t("debrief.luck.caption")
    return Picture(name, draw, heading, caption, table, height=high, narrow=high)


def forecasts(wording: Wording) -> Cells | None:
    """Return every forecast of the day of silence beside what came; None where nobody made any."""
    teams, spec = wording.debrief.teams, wording.spec
    if not any(one is not None for team in teams for one in team.forecasts):
        return None
    lives = wording.t("debrief.forecasts.lives")
    rows = []
    for team in teams:
        died, error = team.lived.life.died, team.forecast_error(spec.days)
        rows.append(
            [
                wording.name(team),
                str(died + 1) if died >= 0 else lives,
                UNKNOWN if error is None else count("day", error, wording.lang),
                *(
                    UNKNOWN if one is None else lives if one == NO_DEATH else str(one)
                    for one in team.forecasts
                ),
            ]
        )
    rounds = [str(number) for number in range(1, spec.rounds + 1)]
    heads = ("room.team", "debrief.forecasts.came", "debrief.forecasts.error")
    return [*map(wording.t, heads), *rounds], rows


def events(wording: Wording) -> dict[str, Any]:
    """Return what the events cost every team, and what it was worth to change the plan."""
    known = shipped_events()
    told = []
    for day, name in wording.debrief.room.sent:
        last = min(day + known[name].days, wording.spec.days)
        title = known[name].title.said(wording.lang)
        span = wording.t("debrief.events.span", title=title, first=day + 1, last=last)
        notice = known[name].notice.said(wording.lang)
        told.append(wording.in_a_row([f"{span}{wording.t('debrief.colon')}", notice]))
    rows = []
    for team in wording.debrief.teams:
        aim, orders = team.events or (None, None)
        change = team.change
        rows.append(
            [
                wording.name(team),
                wording.difference(aim) if aim else UNKNOWN,
                wording.difference(orders, orders=True) if orders else UNKNOWN,
                wording.difference(change) if change else wording.t("debrief.events.same"),
            ]
        )
    heads = ("room.team", *(f"debrief.events.{one}" for one in ("aim", "orders", "change")))
    return {"told": told, "heads": [*map(wording.t, heads)], "rows": rows}


def one_life(wording: Wording) -> dict[str, Any] | None:
    """Return one person's life: in numbers in all teams, in sentences in the first and the last."""
    debrief, lang = wording.debrief, wording.lang
    if debrief.member is None:
        return None
    arms = tuple(
        Candidate(
            team.name, {"zh": wording.name(team), "en": wording.name(team)}, team.lived.scenario
        )
        for team in debrief.teams
    )
    pair = Pair("member", debrief.diaries)
    story = Story(arms, (pair,), debrief.room.seed, 0, wording.spec.days, debrief.asked, len(arms))
    (_, *heads), *rows = map(list, zip(*summary.in_numbers(story, pair, lang), strict=True))
    ends = sorted({0, len(arms) - 1})
    two = replace(
        story, arms=tuple(arms[k] for k in ends), asked=tuple(debrief.asked[k] for k in ends)
    )
    return {
        "who": printable(summary.who(story, pair, lang)),
        "numbers": ([wording.t("room.team"), *heads], rows),
        **diaries(two, Pair("member", tuple(debrief.diaries[k] for k in ends)), lang),
    }


def team_told(wording: Wording, team: TeamTold) -> dict[str, Any]:
    """Return what a team decided, and what came of it, for the template."""
    said = [wording.parts(one) for one in team.allotments]
    words = [_column(one) for one in said]
    draw = partial(
        figures.one_team, told=wording.debrief, team=team, words=words, lang=wording.lang
    )
    caption = wording.t("debrief.team.caption")
    return {
        "number": team.number,
        "name": wording.name(team),
        "place": f"team-{team.number}-{wording.lang}",
        "summary": f"{wording.name(team)} · {wording.with_unit(team.lived.score)}",
        "people": wording.listed([printable(one) for one in team.people]),
        "ending": _ending(wording, team),
        "picture": Picture(f"team{team.number}", draw, wording.name(team), caption),
        "rounds": [_round(wording, team, number, done) for number, done in enumerate(said, 1)],
    }


def _round(wording: Wording, team: TeamTold, number: int, done: list[str]) -> tuple[str, list[str]]:
    """Return the days of a round, what was decided in it, and who read at its end."""
    days = wording.spec.days_of(number)
    text = wording.listed(done)
    if team.defaulted[number - 1]:
        text = wording.t("debrief.default", what=text)
    readers = digits(round(float(team.lived.life.column("would_read")[days[-1]])))
    guess = forecast_words(wording.spec, team.forecasts[number - 1], wording.lang)
    heading = wording.t("debrief.round.days", n=number, first=days[0] + 1, last=days[-1] + 1)
    return heading, [text, wording.t("debrief.then", n=readers, guess=guess)]


def _column(parts: list[str]) -> str:
    """Return a decision as a column that stands in a figure."""
    shown = parts[:LEFT_OF_ROUND]
    return "\n".join([*shown, "…"] if len(parts) > LEFT_OF_ROUND else shown)


def _ending(wording: Wording, team: TeamTold) -> str:
    """Say when the group died, what it earned, and how well that was foreseen."""
    life, days = team.lived.life, wording.spec.days
    ending = (
        wording.t("debrief.died", day=life.died + 1)
        if life.died >= 0
        else wording.t("debrief.lives", days=days)
    )
    error = team.forecast_error(days)
    said = "" if error is None else wording.t("debrief.error", n=digits(error))
    money = wording.t(
        "debrief.money",
        profit=yuan(round(life.score("profit")), wording.lang),
        orders=digits(life.score("orders")),
        spent=yuan(round(team.lived.spent), wording.lang),
    )
    return wording.in_a_row([ending, money, said])
