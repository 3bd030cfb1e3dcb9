"""A forecast for a reader: chances, a fan of active posters, and what playbooks would change."""

from __future__ import annotations

from functools import partial
from typing import Any, TextIO

import numpy as np
from matplotlib.figure import Figure
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from simcommunity import __version__
from simcommunity.i18n import t
from simcommunity.report import numbers
from simcommunity.report.cautions import warnings
from simcommunity.report.drawing import INK, SOFT, name_axis
from simcommunity.report.fit import draw_fan, heading
from simcommunity.report.pictures import Picture
from simcommunity.report.run_table import printable, show_table
from simcommunity.report.study_files import StudyReport
from simcommunity.scenario import catalogue
from simcommunity.study.forecast.forecasting import AS_NOW, JUDGED, Change, Forecast
from simcommunity.study.forecast.silence import WINDOW

WEEKS = 6
SURE = 0.9
SHOWN_DAYS = 60


def show_forecast(forecast: Forecast, lang: str, out: TextIO) -> None:
    """Write a forecast as text and tables."""
    console = Console(file=out, highlight=False, markup=False)
    console.print(Text(heading(forecast.question, lang, "forecast"), style="bold"))
    for sentence in headline(forecast, lang):
        console.print(Padding(Text(sentence), (1, 0, 0, 0)))
    for head, rows in tables(forecast, lang):
        console.print()
        show_table(console, head, rows, fold=(2,))
    best = [advice(forecast, lang)] if forecast.changes else []
    for sentence in (*best, *cautions(forecast, lang)):
        console.print(Padding(Text(sentence), (1, 0, 0, 0)))
    console.print(Padding(Text(made(forecast, lang), style="dim"), (1, 0, 0, 0)))


def headline(forecast: Forecast, lang: str) -> list[str]:
    """Return whether the group falls silent, and why one should not lean on that."""
    if forecast.quiet_now >= WINDOW:
        told = t("forecast.silent_already", lang, days=forecast.quiet_now)
    else:
        told = t("forecast.headline", lang, chance=numbers.share(forecast.silent[30], lang))
    return [*warnings(forecast.cautions, lang), told]


def tables(forecast: Forecast, lang: str) -> list[tuple[list[str], list[list[str]]]]:
    """Return the tables: chances of silence, poster-days by week, playbooks."""
    silence = [
        [t("forecast.within", lang, days=day), str(forecast.question.log.days + day - 1),
         numbers.share(chance, lang)]
        for day, chance in forecast.silent.items()
    ]  # fmt: skip
    weeks = [
        [t("forecast.week", lang, n=k + 1), str(median),
         t("unit.interval", lang, low=low, high=high)]
        for k, (median, low, high) in enumerate(np.rint(forecast.weeks()[:WEEKS]).astype(int))
    ]  # fmt: skip
    out = [
        ([t(f"forecast.head.{n}", lang) for n in ("silent", "until", "chance")], silence),
        ([t(f"forecast.head.{n}", lang) for n in ("week", "median", "band")], weeks),
    ]
    if forecast.changes:
        head = [t(f"forecast.head.{n}", lang)
                for n in ("playbook", "gain", "range", "better", "best", "silent30")]  # fmt: skip
        rows = [playbook_row(change, lang) for change in forecast.changes]
        now = (forecast.as_now_best, forecast.as_now_silent)
        chances = [numbers.share(chance, lang) for chance in now]
        rows.append([called(AS_NOW, lang), *[numbers.UNKNOWN] * 3, *chances])
        out.append((head, rows))
    return out


def called(name: str, lang: str) -> str:
    """Return what a playbook is called."""
    title = None if name == AS_NOW else catalogue.playbooks()[name].title
    return t("forecast.as_now", lang) if title is None else printable(title.said(lang))


def playbook_row(change: Change, lang: str) -> list[str]:
    """Return a playbook's row."""
    mean, low, high = map(signed, change.posters)
    return [
        called(change.name, lang), mean, t("unit.interval", lang, low=low, high=high),
        numbers.share(change.better, lang), numbers.share(change.best, lang),
        numbers.share(change.silent, lang),
    ]  # fmt: skip


def signed(value: float) -> str:
    """Write a difference with its sign."""
    return ("+" if value > 0 else "") + numbers.digits(value)


def advice(forecast: Forecast, lang: str) -> str:
    """Return which change helps most and how sure that is, unless the scenario is no guide."""
    first = forecast.changes[0]
    if not forecast.may_advise:
        return t("forecast.no_advice", lang)
    if first.posters[0] <= 0:
        return t("forecast.keep", lang, days=JUDGED)
    sure = first.better >= SURE and not forecast.cautions
    key = "forecast.sure" if sure else "forecast.unsure"
    return t(
        key,
        lang,
        name=called(first.name, lang),
        gain=signed(first.posters[0]),
        days=JUDGED,
        better=numbers.share(first.better, lang),
        best=numbers.share(first.best, lang),
    )


def cautions(forecast: Forecast, lang: str) -> list[str]:
    """Return what to keep in mind when reading a forecast."""
    out = [t("forecast.lent", lang)] if forecast.changes and forecast.lent_a_team else []
    return [*out, t("forecast.limits", lang)]


def made(forecast: Forecast, lang: str) -> str:
    """Return in one line how it was found."""
    return t(
        "forecast.made", lang, simulated=numbers.digits(forecast.points.simulated),
        draws=len(forecast.posters), effective=round(forecast.effective),
        seed=forecast.question.seed, version=__version__,
    )  # fmt: skip


def draw_forecast(figure: Figure, forecast: Forecast, lang: str) -> None:
    """Draw the log, and behind its end the fan of what may come."""
    axes = figure.subplots()
    days = forecast.question.log.days
    ahead = days + np.arange(min(SHOWN_DAYS, forecast.posters.shape[1]))
    draw_fan(axes, ahead, forecast.posters[:, : len(ahead)])
    axes.plot(forecast.question.log.posters, "o-", color=INK, markersize=3, linewidth=0.8)
    axes.axvline(days - 0.5, color=SOFT, linewidth=0.9, linestyle=(0, (1, 2)))
    axes.set_ylim(0, None)
    axes.set_xlim(-0.5, ahead[-1])
    axes.set_xlabel(t("fit.day", lang), loc="left")
    name_axis(axes, t("fit.axis", lang))


def _pictures(forecast: Forecast, lang: str) -> list[Picture]:
    draw = partial(draw_forecast, forecast=forecast, lang=lang)
    return [Picture("forecast", draw, t("forecast.picture", lang), t("forecast.caption", lang))]


def _told(forecast: Forecast, lang: str) -> dict[str, Any]:
    _, weeks, *playbooks = tables(forecast, lang)
    return {
        "heading": heading(forecast.question, lang, "forecast"),
        "start": headline(forecast, lang),
        "chances": [
            (t("forecast.within", lang, days=day), numbers.share(chance, lang))
            for day, chance in forecast.silent.items()
        ],
        "weeks": weeks,
        "playbooks": playbooks,
        "advice": advice(forecast, lang) if playbooks else "",
        "cautions": cautions(forecast, lang),
    }


FORECAST = StudyReport("forecast", _told, _pictures, made)
