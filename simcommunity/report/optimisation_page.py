"""An optimisation as figures, as one page that works offline, and everything its folder gets."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from simcommunity.i18n import t
from simcommunity.report import numbers
from simcommunity.report.drawing import AMBER, BLUE, GREY, INK, SOFT, name_axis, name_rows
from simcommunity.report.optimisation import (
    called,
    columns,
    headline,
    judged,
    origin,
    playbook_told,
    rows,
)
from simcommunity.report.pictures import Cells, Picture
from simcommunity.report.run_table import printable
from simcommunity.report.study_files import StudyReport
from simcommunity.study.optimise.goals import MEASURED, interval
from simcommunity.study.optimise.optimising import Optimisation
from simcommunity.study.optimise.search import within


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


def draw_judged(figure: Figure, result: Optimisation, lang: str) -> None:
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
    name_rows(axes, names)
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
        x, y = (interval(MEASURED[goal], one.values[:, goal]) for goal in (first, second))
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


def trace_table(result: Optimisation, lang: str) -> Cells:
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


# Name → drawing, and table where the page has none of these numbers.
FIGURES: Mapping[str, tuple[Callable[..., None], Callable[[Optimisation, str], Cells] | None]] = {
    "progress": (progress, trace_table),
    "judged": (draw_judged, None),
}


def _pictures(result: Optimisation, lang: str) -> Iterator[Picture]:
    for name, (draw, tabulate) in FIGURES.items():
        front = ".front" if name == "judged" and result.verdict is None else ""
        yield Picture(
            name,
            partial(draw, result=result, lang=lang),
            t(f"picture.{name}", lang),
            t(f"picture.{name}{front}.caption", lang),
            tabulate(result, lang) if tabulate else None,
        )


def _told(result: Optimisation, lang: str) -> dict[str, Any]:
    name = printable(result.task.base.scenario.title.said(lang))
    return {
        "heading": t("optimise.title", lang, title=name),
        "start": headline(result, lang),
        "judged": judged(result, lang),
        "heads": columns(result, lang),
        "rows": rows(result, lang),
        "playbooks": [
            (called(result, place, lang), playbook_told(result, place, lang), result.yaml(place))
            for place in result.recommended
        ],
    }


def _playbooks(result: Optimisation, _: str) -> dict[str, bytes]:
    """Return what is recommended, as files of scenarios."""
    one = len(result.recommended) == 1
    return {
        "best.yaml" if one else f"best_{number}.yaml": result.yaml(place).encode()
        for number, place in enumerate(result.recommended, 1)
    }


OPTIMISATION = StudyReport(
    "optimisation",
    _told,
    _pictures,
    origin,
    made_from=lambda result: {"scenario_hash": result.task.base.hash},
    more=_playbooks,
)
