"""What an optimisation found: in words, in tables, and on a terminal."""

from __future__ import annotations

import logging
from typing import TextIO

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from simcommunity import __version__
from simcommunity.i18n import t
from simcommunity.report import numbers
from simcommunity.report.cautions import warnings
from simcommunity.report.run_table import printable, show_table
from simcommunity.report.scenario_words import joined, tell
from simcommunity.scenario import catalogue
from simcommunity.study.compare.candidates import told_apart
from simcommunity.study.optimise.goals import MEASURED
from simcommunity.study.optimise.judging import Finalist, Verdict
from simcommunity.study.optimise.optimising import Optimisation

LOGGER = logging.getLogger("simcommunity")
MONEY = ("profit", "money")
PARTS = ("groups", "playbook")  # of a scenario's story, what a plan decides


def write_value(name: str, value: float, lang: str) -> str:
    """Write one of `goals.MEASURED` as readers want it."""
    if name in MONEY:
        return numbers.yuan(value, lang)
    return numbers.share(value, lang) if name == "survival" else numbers.number(value, lang)


def called(result: Optimisation, place: int, lang: str) -> str:
    """Return what a finalist is called: a playbook by its title, a found one by a number."""
    start = result.finalists[place].start
    if start is None:
        return t("optimise.found", lang, n=result.name(place).split()[-1])
    title = _title(result.finalists[place], lang)
    starts = [one for one in result.finalists if one.start not in (None, start)]
    alike = [one.start for one in starts if one.start and _title(one, lang) == title]
    if title is None:
        return printable(told_apart(start, []))
    return printable(f"{title} ({told_apart(start, alike)})" if alike else title)


def _title(finalist: Finalist, lang: str) -> str | None:
    """Return the title of a playbook that was there before."""
    shipped = catalogue.playbooks().get(finalist.start or "")
    title = finalist.plan.playbook.title or (shipped and shipped.title)
    return title.said(lang) if title else None


def headline(result: Optimisation, lang: str) -> list[str]:
    """Return what to do, what speaks for another choice, and why one should not lean on it."""
    told = warnings(result.cautions, lang)
    if not result.recommended:
        return [*told, t("optimise.none", lang)]
    if result.verdict is None:
        names = joined([called(result, k, lang) for k in result.front], lang)
        return [*told, t("optimise.front", lang, n=len(result.front), names=names)]
    return [*told, _winner(result, result.verdict, lang), *_rivals(result, result.verdict, lang)]


def judged(result: Optimisation, lang: str) -> str:
    """Return how much was tried, and how it was judged."""
    runs = max(len(one.values) for one in result.finalists)
    return t(
        "optimise.judged",
        lang,
        trials=len(result.tried),
        runs=numbers.count("replicate", runs, lang),
    )


def _winner(result: Optimisation, verdict: Verdict, lang: str) -> str:
    """Say which playbook to run, and how much better it is than what there was."""
    winner, goal = result.recommended[0], result.goals[0]
    values = result.finalists[winner].values[:, MEASURED.index(goal)]
    about = {
        "name": called(result, winner, lang),
        "goal": t(f"optimise.goal.{goal}", lang),
        "value": write_value(goal, float(values.mean()), lang),
        "sure": numbers.share(result.task.design.judge.confidence, lang),
    }
    if verdict.start is None:
        return t("optimise.first", lang, **about)
    if winner == verdict.start:
        return t("optimise.stay", lang, **about)
    at = verdict.places.index(winner)
    base = result.finalists[verdict.start].values[:, MEASURED.index(goal)]
    about["interval"] = _interval(goal, float(verdict.lo[at]), float(verdict.hi[at]), lang)
    about["more"] = write_value(goal, float((values - base).mean()), lang)
    about["start"] = called(result, verdict.start, lang)
    return t("optimise.winner_few" if result.cautions else "optimise.winner", lang, **about)


def _rivals(result: Optimisation, verdict: Verdict, lang: str) -> list[str]:
    """Say who shows more, who does as well for less work, and what may be forgone."""
    winner, goal = result.recommended[0], result.goals[0]
    own = result.finalists[winner].values.mean(axis=0)
    minutes, money = MEASURED.index("minutes_a_day"), MEASURED.index("money")
    out = []
    for one in result.rivals:
        mean = result.finalists[one.place].values.mean(axis=0)
        out.append(
            t(
                "optimise.rival",
                lang,
                name=called(result, one.place, lang),
                goal=t(f"optimise.goal.{goal}", lang),
                value=write_value(goal, float(mean[MEASURED.index(goal)]), lang),
                more=("+" if one.more > 0 else "") + write_value(goal, one.more, lang),
                interval=_interval(goal, one.lo, one.hi, lang),
                minutes=numbers.number(float(mean[minutes]), lang),
                own_minutes=numbers.number(float(own[minutes]), lang),
                money=numbers.yuan(float(mean[money]), lang),
                own_money=numbers.yuan(float(own[money]), lang),
            )
        )
    others = [verdict.places[j] for j in verdict.selection.possible if verdict.places[j] != winner]
    if others:
        names = joined([called(result, k, lang) for k in others], lang)
        regret = -float(verdict.selection.lo[verdict.places.index(winner)])
        told = {"names": names, "regret": write_value(goal, regret, lang)}
        out.append(t("optimise.as_good", lang, winner=called(result, winner, lang), **told))
    return out


def _interval(goal: str, low: float, high: float, lang: str) -> str:
    return numbers.interval(write_value(goal, low, lang), write_value(goal, high, lang), lang)


def columns(result: Optimisation, lang: str) -> list[str]:
    """Return the heads of the table of finalists."""
    goals = [t(f"optimise.goal.{goal}", lang) for goal in result.goals]
    last = "optimise.column.difference" if result.verdict else "optimise.column.certainty"
    return [
        t("optimise.column.playbook", lang),
        *goals,
        t(last, lang),
        t("optimise.goal.minutes_a_day", lang),
        t("optimise.goal.money", lang),
    ]


def rows(result: Optimisation, lang: str) -> list[list[str]]:
    """Return a row a finalist, the best first."""
    first = MEASURED.index(result.goals[0])
    order = sorted(
        range(len(result.finalists)),
        key=lambda k: -float(result.finalists[k].values[:, first].mean()),
    )
    return [_row(result, k, lang) for k in order]


def _row(result: Optimisation, place: int, lang: str) -> list[str]:
    one = result.finalists[place]
    spent = {name: float(one.values[:, k].mean()) for k, name in enumerate(MEASURED)}
    goals = [write_value(goal, spent[goal], lang) for goal in result.goals]
    return [
        called(result, place, lang),
        *goals,
        _against(result, place, lang) if one.within else t("optimise.over", lang),
        numbers.number(spent["minutes_a_day"], lang),
        numbers.yuan(spent["money"], lang),
    ]


def _against(result: Optimisation, place: int, lang: str) -> str:
    """Say how a finalist compares: with the best start, or whether anything beats it."""
    if result.verdict is None:
        sure = result.front.get(place)
        return numbers.UNKNOWN if sure is None else numbers.share(sure, lang)
    if place == result.verdict.start:
        return t("optimise.base", lang)
    at = result.verdict.places.index(place)
    low, high = float(result.verdict.lo[at]), float(result.verdict.hi[at])
    return _interval(result.goals[0], low, high, lang)


def playbook_told(result: Optimisation, place: int, lang: str) -> list[tuple[str, list[str]]]:
    """Return what a finalist does, in sentences under headings."""
    headings = [t(f"story.{part}", lang) for part in PARTS]
    story = tell(result.under(place), lang)
    return [(heading, sentences) for heading, sentences in story if heading in headings]


def show_optimisation(result: Optimisation, lang: str, out: TextIO) -> None:
    """Write what to do, the finalists, and the playbook as sentences and as YAML."""
    console = Console(file=out, highlight=False, markup=False)
    title = printable(result.task.base.scenario.title.said(lang))
    console.print(Text(t("optimise.title", lang, title=title), style="bold"))
    for sentence in (*headline(result, lang), judged(result, lang)):
        console.print(Padding(Text(sentence), (1, 0, 0, 0)))
    console.print()
    show_table(console, columns(result, lang), rows(result, lang), fold=(1 + len(result.goals),))
    console.print()
    for place in result.recommended:
        console.print(Text(called(result, place, lang), style="bold"))
        for _, sentences in playbook_told(result, place, lang):
            for sentence in sentences:
                console.print(Text(sentence))
        console.print()
        out.write(result.yaml(place) + "\n")
    console.print(Text(origin(result, lang), style="dim"))


def origin(result: Optimisation, lang: str) -> str:
    """Say in one line where a result comes from."""
    design = result.task.design
    return t(
        "optimise.origin",
        lang,
        search=design.search.seed,
        judge=design.judge.seed,
        runs=result.runs,
        scenario=result.task.base.hash,
        version=__version__,
        seconds=f"{result.wall_s:.0f}",
    )
