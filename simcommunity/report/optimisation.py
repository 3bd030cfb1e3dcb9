"""What an optimisation found: on a terminal, as figures, as a page, and as files."""

from __future__ import annotations

import logging
import math
from functools import partial
from typing import TYPE_CHECKING, TextIO

import numpy as np
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from simcommunity import __version__
from simcommunity.estimates import mean_interval
from simcommunity.i18n import t
from simcommunity.report import numbers
from simcommunity.report.drawing import AMBER, BLUE, GREY, INK, SOFT, name_axis, render
from simcommunity.report.files import in_forms
from simcommunity.report.page import Sheet, element, figure, page, table, told
from simcommunity.report.store import to_json
from simcommunity.report.story import joined, tell
from simcommunity.report.table import printable
from simcommunity.scenario import catalogue
from simcommunity.study.optimise.goals import MEASURED
from simcommunity.study.optimise.search import within
from simcommunity.study.optimise.writing import complete_yaml

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from matplotlib.figure import Figure

    from simcommunity.report.page import Cells
    from simcommunity.report.store import Store
    from simcommunity.study.optimise.optimising import Optimisation

TALK = logging.getLogger("simcommunity")
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
    shipped = catalogue.playbooks().get(start)
    title = result.finalists[place].plan.playbook.title or (shipped and shipped.title)
    return printable(title.said(lang)) if title else printable(start)


def summary(result: Optimisation, lang: str) -> list[str]:
    """Return what to do, in sentences."""
    design = result.task.design
    judged = t(
        "optimise.judged",
        lang,
        trials=len(result.tried),
        runs=numbers.count("replicate", max(len(f.values) for f in result.finalists), lang),
    )
    if not result.recommended:
        return [t("optimise.none", lang), judged]
    sure = numbers.share(design.judge.confidence, lang)
    if result.verdict is None:
        names = joined([called(result, k, lang) for k in result.front], lang)
        return [t("optimise.front", lang, n=len(result.front), names=names), judged]
    verdict, winner = result.verdict, result.recommended[0]
    at = verdict.places.index(winner)
    goal = design.goals[0]
    values = result.finalists[winner].values[:, MEASURED.index(goal)]
    about = {
        "name": called(result, winner, lang),
        "goal": t(f"optimise.goal.{goal}", lang),
        "value": write_value(goal, float(values.mean()), lang),
        "sure": sure,
    }
    if verdict.start is None:
        sentence = t("optimise.first", lang, **about)
    elif winner == verdict.start:
        sentence = t("optimise.stay", lang, **about)
    else:
        base = result.finalists[verdict.start].values[:, MEASURED.index(goal)]
        interval = _interval(goal, float(verdict.lo[at]), float(verdict.hi[at]), lang)
        more = write_value(goal, float((values - base).mean()), lang)
        start = called(result, verdict.start, lang)
        sentence = t("optimise.winner", lang, **about, start=start, more=more, interval=interval)
    others = [verdict.places[j] for j in verdict.selection.possible if verdict.places[j] != winner]
    as_good = joined([called(result, k, lang) for k in others], lang)
    rest = [t("optimise.as_good", lang, names=as_good)] if others else []
    return [sentence, *rest, judged]


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
    story = tell(result.under(result.finalists[place].plan), lang)
    return [(heading, sentences) for heading, sentences in story if heading in headings]


def show_optimisation(result: Optimisation, lang: str, out: TextIO) -> None:
    """Write what to do, the finalists, and the playbook as sentences and as YAML."""
    console = Console(file=out, highlight=False, markup=False)
    title = printable(result.task.base.scenario.title.said(lang))
    console.print(Text(t("optimise.title", lang, title=title), style="bold"))
    for sentence in summary(result, lang):
        console.print(Padding(Text(sentence), (1, 0, 0, 0)))
    grid = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for k, head in enumerate(columns(result, lang)):
        grid.add_column(head, justify="right" if k else "left", overflow="fold")
    for row in rows(result, lang):
        grid.add_row(*map(Text, row))
    console.print(Padding(grid, (1, 0)))
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


def progress(figure: Figure, result: Optimisation, lang: str) -> None:
    """Draw every trial and the best so far."""
    axes = figure.subplots()
    goal = MEASURED.index(result.goals[0])
    means = np.array([one.values[:, goal].mean() for one in result.tried])
    starts = np.array([one.start is not None for one in result.tried])
    kept = np.array([within(one.values, result.task.design.budget) for one in result.tried])
    number = np.arange(1, len(means) + 1)
    for chosen, mark, colour, size, label in (
        (~kept, "x", GREY, 4, "figure.over_budget"),
        (kept & ~starts, ".", GREY, 5, "figure.tried"),
        (kept & starts, "o", AMBER, 5, "figure.starts"),
    ):
        if chosen.any():
            axes.plot(
                number[chosen], means[chosen], mark, color=colour, markersize=size,
                label=t(label, lang),
            )  # fmt: skip
    axes.step(number, result.trace(), where="post", color=BLUE, label=t("figure.best_so_far", lang))
    # A few hopeless trials would squeeze all others into a line.
    low = float(np.quantile(means, 0.1))
    high = float(means.max())
    axes.set_ylim(low - 0.05 * (high - low) - 1e-9, high + 0.08 * (high - low) + 1e-9)
    axes.yaxis.set_major_formatter(lambda value, _: numbers.digits(value))
    axes.set_xlabel(t("figure.trial", lang), loc="left")
    axes.legend(frameon=False, loc="lower right")
    name_axis(axes, t(f"optimise.goal.{result.goals[0]}", lang))


def judged(figure: Figure, result: Optimisation, lang: str) -> None:
    """Draw the finalists on fresh luck: differences from the best start, or the front."""
    if result.verdict is None:
        _front(figure, result, lang)
    else:
        _differences(figure, result, lang)


def _differences(figure: Figure, result: Optimisation, lang: str) -> None:
    verdict = result.verdict
    if verdict is None or not len(verdict.places) or np.isnan(verdict.lo).any():
        return
    axes = figure.subplots()
    middle = (verdict.lo + verdict.hi) / 2
    order = np.argsort(middle)
    for row, j in enumerate(order):
        place = verdict.places[j]
        colour = BLUE if place == verdict.winner else AMBER if place == verdict.start else GREY
        axes.plot([verdict.lo[j], verdict.hi[j]], [row, row], color=colour, linewidth=2.4)
        axes.plot([middle[j]], [row], "o", color=colour)
    names = [called(result, verdict.places[j], lang) for j in order]
    axes.set_yticks(range(len(order)), names)
    axes.tick_params(axis="y", labelcolor=INK)
    axes.axvline(0, color=SOFT, linewidth=0.8)
    axes.grid(visible=False)
    axes.xaxis.set_major_formatter(lambda value, _: numbers.digits(value))
    goal = t(f"optimise.goal.{result.goals[0]}", lang)
    name_axis(axes, t("figure.minus_start", lang, goal=goal))


def _front(figure: Figure, result: Optimisation, lang: str) -> None:
    axes = figure.subplots()
    first, second = (MEASURED.index(goal) for goal in result.goals[:2])
    across = [float(one.values[:, first].mean()) for one in result.finalists]
    for place, k in enumerate(np.argsort(across).tolist()):
        one = result.finalists[k]
        x = mean_interval(one.values[:, first])
        y = mean_interval(one.values[:, second])
        colour = BLUE if k in result.front else AMBER if one.start is not None else GREY
        axes.errorbar(
            x[0], y[0], xerr=[[x[0] - x[1]], [x[2] - x[0]]], yerr=[[y[0] - y[1]], [y[2] - y[0]]],
            fmt="o", color=colour, elinewidth=1, markersize=5,
        )  # fmt: skip
        if colour == GREY:
            continue
        axes.annotate(  # neighbours from left to right, above and below in turn
            called(result, k, lang), (x[0], y[0]), xytext=(5, 5 if place % 2 else -12),
            textcoords="offset points", color=INK if k in result.front else SOFT, fontsize="small",
        )  # fmt: skip
    axes.margins(x=0.15)
    axes.xaxis.set_major_formatter(lambda value, _: numbers.digits(value))
    axes.set_xlabel(t(f"optimise.goal.{result.goals[0]}", lang), loc="left")
    name_axis(axes, t(f"optimise.goal.{result.goals[1]}", lang))


FIGURES: Mapping[str, Callable[..., None]] = {"progress": progress, "judged": judged}


def _trace_table(result: Optimisation, lang: str) -> Cells:
    """Return the trials at which the best so far got better."""
    goal = MEASURED.index(result.goals[0])
    rows, last = [], math.nan
    for k, (one, best) in enumerate(zip(result.tried, result.trace(), strict=True)):
        if math.isfinite(best) and best != last:
            mean = numbers.digits(float(one.values[:, goal].mean()))
            rows.append([str(k + 1), mean, numbers.digits(float(best))])
            last = best
    heads = ("data.trial", "figure.tried", "figure.best_so_far")
    return [t(head, lang) for head in heads], rows


def optimisation_page(result: Optimisation, command: str, lang: str) -> str:
    """Return the report of an optimisation as a page."""
    return page(partial(_sheet, result, command), lang)


def _sheet(result: Optimisation, command: str, lang: str) -> Sheet:
    name = printable(result.task.base.scenario.title.said(lang))
    title = t("optimise.title", lang, title=name)
    body = [
        "<header>",
        element("div", t("report.simulated", lang), "mark"),
        element("h1", title),
        *(element("p", one, "start") for one in summary(result, lang)[:1]),
        "</header>",
        "<main>",
        *(element("p", one) for one in summary(result, lang)[1:]),
        table(columns(result, lang), rows(result, lang)),
    ]
    for key, draw in FIGURES.items():
        body.append(element("h2", t(f"picture.{key}", lang)))
        paint = partial(draw, result=result, lang=lang)
        front = ".front" if key == "judged" and result.verdict is None else ""
        data = _trace_table(result, lang) if key == "progress" else None
        caption = t(f"picture.{key}{front}.caption", lang)
        body.append(figure(key, paint, caption, lang, data=data))
    for place in result.recommended:
        body.append(element("h2", called(result, place, lang)))
        body.append(told(playbook_told(result, place, lang)))
        body.append(f'<div class="scroll">{element("pre", result.yaml(place))}</div>')
    body += [
        element("p", t("optimise.limits", lang), "note"),
        element("h2", t("report.again", lang)),
        told([(t("report.command", lang), [command])]),
    ]
    return Sheet(title, origin(result, lang), body)


def write_optimisation(
    store: Store,
    result: Optimisation,
    command: str,
    lang: str,
    forms: Sequence[str] | None = None,
) -> None:
    """Write the files of an optimisation: playbooks and numbers first, then figures and report."""
    store.put("summary.json", to_json({**result.as_dict(), "command": command}).encode())
    for number, place in enumerate(result.recommended, 1):
        name = "best.yaml" if len(result.recommended) == 1 else f"best_{number}.yaml"
        store.put(name, complete_yaml(result.under(result.finalists[place].plan)).encode())
    written = store.commit()
    drawn_in = in_forms(forms, lang)
    about = {
        "version": f"simcommunity {__version__}",
        "scenario_hash": result.task.base.hash,
        "command": command,
    }
    for name, draw in FIGURES.items():
        for form, words in drawn_in:
            paint = partial(draw, result=result, lang=words)
            title = t(f"picture.{name}", words)
            footer = f"{t('report.simulated', words)} · {origin(result, words)}\n{command}"
            store.put(
                f"{name}.{form}",
                render(paint, form, words, title=title, footer=footer, about=about),
            )
    store.put("report.html", optimisation_page(result, command, lang).encode())
    written += store.commit()
    TALK.info(t("cli.written", lang, folder=store.folder, files=", ".join(written)))
