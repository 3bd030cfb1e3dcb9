"""The debrief as one HTML file that needs nothing else, in the order of the talk about it."""

from __future__ import annotations

from typing import Any

from simcommunity import __version__
from simcommunity.i18n import LANGUAGES
from simcommunity.report.html import page, shown_first
from simcommunity.report.run_table import printable
from simcommunity.scenario.schema import Scenario
from simcommunity.workshop.debrief.chapters import (
    curves,
    events,
    forecasts,
    luck,
    one_life,
    others,
    team_told,
)
from simcommunity.workshop.debrief.figures import other_name
from simcommunity.workshop.debrief.results import Debrief, TeamTold
from simcommunity.workshop.debrief.wording import Wording

FEW_TEAMS = 5  # whose numbers stand below one another on a phone
CLEAR = 0.1, 0.9  # beyond these shares of other luck, luck is worth a word
NOTHING = "hands_off"  # the playbook that does nothing


def debrief_page(told: Debrief, community: Scenario, lang: str) -> str:
    """Return the debrief as a page."""
    template = "workshop/debrief/templates/debrief.html"
    return page(template, lambda one: _told(Wording(told, community, one)), lang)


def for_reader(html: str, lang: str, team: int | None) -> str:
    """Return a debrief as somebody meets it: in their language, with their own team unfolded."""
    html = shown_first(html, lang)
    if team is None:
        return html
    for place in (f'id="team-{team}-{one}"' for one in LANGUAGES):
        html = html.replace(f"<details {place}>", f"<details {place} open>", 1)
    return html


def _told(wording: Wording) -> dict[str, Any]:
    code, seed, teams = wording.debrief.room.code, wording.debrief.room.seed, wording.debrief.teams
    task = [wording.spec.brief.said(wording.lang), wording.t("room.aim")]
    task.append(wording.t(f"room.aim.{wording.spec.goal}"))
    return {
        "heading": wording.t(
            "debrief.title", title=printable(wording.spec.title.said(wording.lang))
        ),
        "origin": f"simcommunity {__version__} · {code} · seed {seed}",
        "task": wording.in_a_row(task),
        "verdict": _verdict(wording),
        "first_numbers": _first_numbers(wording),
        "few_teams": FEW_TEAMS,
        "lucks": len(teams[0].lived.others) if teams else 0,
        "days": wording.spec.days,
        "curves": curves(wording) if teams else None,
        "luck": luck(wording) if teams else None,
        "forecasts": forecasts(wording),
        "others": others(wording),
        "events": events(wording) if teams and wording.debrief.room.sent else None,
        "life": one_life(wording),
        "teams": [team_told(wording, team) for team in teams],
        "seed": str(seed),
        "code": code,
    }


def _verdict(wording: Wording) -> list[str]:
    """Say who came first, whose plan was the best, and whether it was luck."""
    teams = wording.debrief.teams
    if not teams:
        return [wording.t("debrief.no_teams")]
    first, lives = teams[0], len(teams[0].lived.others)
    best = next(team for team in teams if team.behind is None)
    score = wording.with_unit(first.lived.score)
    said = wording.t("debrief.first", team=wording.name(first), score=score)
    result = wording.in_a_row([said, _lucky(wording, first)])
    if len(teams) == 1:
        return [result]
    mean, other = wording.score(best.lived.expected), wording.score(first.lived.expected)
    if best is first:
        plan = wording.t("debrief.also_best", n=lives, score=mean)
    else:
        name = wording.name(best)
        plan = wording.t("debrief.other_best", team=name, n=lives, score=mean, first=other)
    return [result, wording.in_a_row([plan, _unsure(wording, best)])]


def _lucky(wording: Wording, first: TeamTold) -> str:
    """Say whether the first had luck, where it clearly had or had not."""
    low, high = CLEAR
    if first.lived.place >= high:
        return wording.t("debrief.lucky", n=round(100 * first.lived.place))
    if first.lived.place <= low:
        return wording.t("debrief.unlucky", n=round(100 - 100 * first.lived.place))
    return ""


def _unsure(wording: Wording, best: TeamTold) -> str:
    """Say whose plans cannot be told from the best one."""
    close = [team for team in wording.debrief.teams if team.behind and team.behind[2] >= 0]
    names = wording.listed([wording.name(team) for team in close])
    return wording.t("debrief.unsure", best=wording.name(best), teams=names) if close else ""


def _first_numbers(wording: Wording) -> list[tuple[str, str]]:
    """Return what the first team, the best playbook, the search, and doing nothing came to."""
    debrief, out = wording.debrief, []
    if debrief.teams:
        first = debrief.teams[0]
        name = wording.t("debrief.tile.first", name=wording.name(first))
        out.append((name, wording.score(first.lived.score)))
    if debrief.others:
        best = debrief.others[0]
        name = wording.t("debrief.tile.book", name=other_name(best, wording.lang))
        out.append((name, wording.score(best.lived.score)))
    ways = [debrief.found, *(book for book in debrief.others[1:] if book.name == NOTHING)]
    return out + [(other_name(way, wording.lang), wording.score(way.lived.score)) for way in ways]
