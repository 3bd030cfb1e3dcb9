"""What a log told of a scenario: a table, a figure of the check, a page, and the scenario."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, TextIO

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from simcommunity import __version__
from simcommunity.core.arrays import Floats
from simcommunity.i18n import catalogue, t
from simcommunity.report import numbers
from simcommunity.report.cautions import log_column, warnings
from simcommunity.report.drawing import BLUE, INK, days_axis, name_axis
from simcommunity.report.pictures import Cells, Picture
from simcommunity.report.run_table import WIDE, printable, show_table
from simcommunity.report.scenario_words import in_a_row
from simcommunity.report.study_files import StudyReport
from simcommunity.scenario.located import leaves, value_at, written
from simcommunity.scenario.schema import Scenario
from simcommunity.scenario.writing import as_yaml
from simcommunity.study.fit.fitting import Fit, Told
from simcommunity.study.fit.one_log import Question
from simcommunity.study.fit.summaries import blocks

NOT_NARROW = (3,)  # columns for which a terminal of the usual width has no room


def named(name: str, lang: str) -> str:
    """Return what a number is called: in words where there are some, else its name."""
    key = f"fit.number.{name}"
    return t(key, lang) if key in catalogue(lang) else name


def show_fit(fit: Fit, lang: str, out: TextIO) -> None:
    """Write what the log told as a table."""
    console = Console(file=out, highlight=False, markup=False)
    console.print(Text(heading(fit.question, lang), style="bold"))
    for sentence in headline(fit, lang):
        console.print(Padding(Text(sentence), (1, 0, 0, 0)))
    console.print()
    rows = [row(one, lang) for one in fit.told]
    show_table(console, heads(lang), rows, but=() if console.width >= WIDE else NOT_NARROW)
    console.print()
    for sentence in sentences(fit, lang):
        console.print(Padding(Text(sentence), (0, 0, 1, 0)))
    console.print(Text(made(fit, lang), style="dim"))


def heading(question: Question, lang: str, kind: str = "fit") -> str:
    """Return what was fitted to what, or forecast from what."""
    said = {"fit": "fit.heading", "forecast": "forecast.heading"}[kind]
    return t(
        said, lang, log=printable(question.log.name),
        days=numbers.count("day", question.log.days, lang),
        scenario=printable(question.scenario.title.said(lang)),
    )  # fmt: skip


def heads(lang: str) -> list[str]:
    """Return the heads of the table."""
    return [
        t(f"fit.head.{name}", lang) for name in ("number", "before", "median", "50", "95", "left")
    ]


def row(one: Told, lang: str) -> list[str]:
    """Return a number's row."""
    low, low_half, median, high_half, high = map(numbers.digits, one.quantiles)
    return [
        named(one.name, lang),
        t(
            "unit.interval",
            lang,
            low=numbers.digits(one.range.low),
            high=numbers.digits(one.range.high),
        ),
        median,
        t("unit.interval", lang, low=low_half, high=high_half),
        t("unit.interval", lang, low=low, high=high),
        numbers.share(min(one.width, 1.0), lang),
    ]


def headline(fit: Fit, lang: str) -> list[str]:
    """Return whether the scenario explains the log, and why one should not lean on the numbers."""
    told = warnings(fit.cautions, lang)
    return told if fit.check.misses else [*told, t("fit.explains", lang)]


def sentences(fit: Fit, lang: str) -> list[str]:
    """Return plainly what the log does not tell, and which days the scenario does not explain."""
    out = []
    silent = [named(one.name, lang) for one in fit.told if not one.informed]
    if silent:
        out.append(t("fit.says_nothing", lang, names=t("fit.comma", lang).join(silent)))
    spans = blocks(fit.question.log.days)
    for name, weeks in fit.check.misses.items():
        days = t("fit.comma", lang).join(f"{spans[k][0]}–{spans[k][1] - 1}" for k in weeks)
        out.append(t("fit.misses", lang, what=log_column(name, lang), days=days))
    return out


def made(fit: Fit, lang: str) -> str:
    """Return in one line how it was found."""
    return t(
        "fit.made", lang, simulated=numbers.digits(fit.points.simulated),
        points=len(fit.points.unit), effective=round(fit.points.effective),
        seed=fit.question.seed, version=__version__,
    )  # fmt: skip


def draw_check(figure: Figure, fit: Fit, lang: str) -> None:
    """Draw the log's active posters over what the fitted scenario makes of itself."""
    axes = figure.subplots()
    draw_fan(axes, np.arange(fit.question.log.days, dtype=np.float64), fit.check.daily)
    axes.plot(fit.question.log.posters, "o", color=INK, markersize=3.5)
    axes.set_ylim(0, None)
    name_axis(axes, t("fit.axis", lang))
    days_axis(axes, t("fit.day", lang), fit.question.log.days)
    axes.set_xlim(-0.5, fit.question.log.days - 0.5)
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))


def _check_table(fit: Fit, lang: str) -> Cells:
    """Return the log beside the fitted scenario, day by day."""
    low, middle, high = np.quantile(fit.check.daily, (0.025, 0.5, 0.975), axis=0)
    rows = [
        [
            str(day),
            numbers.number(float(fit.question.log.posters[day]), lang),
            numbers.digits(float(middle[day])),
            numbers.interval(
                numbers.digits(float(low[day])), numbers.digits(float(high[day])), lang
            ),
        ]
        for day in range(fit.question.log.days)
    ]
    heads = ("fit.day", "data.log", "fit.head.median", "fit.head.95")
    return [t(head, lang) for head in heads], rows


def draw_fan(axes: Axes, days: Floats, draws: Floats) -> None:
    """Draw the median and the middle 50, 80 and 95 % of draws, (draws, days)."""
    for share, alpha in ((0.95, 0.14), (0.8, 0.18), (0.5, 0.28)):
        low, high = np.quantile(draws, [(1 - share) / 2, (1 + share) / 2], axis=0)
        axes.fill_between(days, low, high, color=BLUE, alpha=alpha, linewidth=0, step="mid")
    axes.plot(days, np.median(draws, axis=0), color=BLUE, drawstyle="steps-mid")


def scenario_yaml(fit: Fit) -> str:
    """Return the scenario with the medians put in, as YAML that can be run."""
    before = _flat(fit.question.scenario)
    story = fit.scenario.model_copy(update={"messages": fit.scenario.messages_used})
    after = _flat(story)
    origins = {
        path: "fitted" if path not in before or before[path] != value else "as it was"
        for path, value in after.items()
    }
    return as_yaml(written(story), origins)


def _flat(scenario: Scenario) -> Mapping[str, object]:
    data = written(scenario)
    return {".".join(path): value_at(data, path) for path in leaves(data)}


def _posterior(fit: Fit) -> str:
    """Return the draws as CSV, a column for each number and one for the weight."""
    lines = [",".join([*(one.name for one in fit.told), "weight"])]
    for unit, weight in zip(fit.unit, fit.weight, strict=True):
        values = [one.range.at(float(x)) for one, x in zip(fit.told, unit, strict=True)]
        lines.append(",".join(f"{value:.6g}" for value in (*values, weight)))
    return "\n".join(lines) + "\n"


def _pictures(fit: Fit, lang: str) -> list[Picture]:
    draw = partial(draw_check, fit=fit, lang=lang)
    title, caption = t("fit.picture", lang), t("fit.caption", lang)
    return [Picture("check", draw, title, caption, _check_table(fit, lang))]


def _told(fit: Fit, lang: str) -> dict[str, Any]:
    return {
        "heading": heading(fit.question, lang),
        "start": headline(fit, lang),
        "verdict": in_a_row(sentences(fit, lang), lang),
        "heads": heads(lang),
        "rows": [row(one, lang) for one in fit.told],
    }


FIT = StudyReport(
    "fit",
    _told,
    _pictures,
    made,
    more=lambda fit, _: {
        "fitted.yaml": scenario_yaml(fit).encode(),
        "posterior.csv": _posterior(fit).encode(),
    },
)
