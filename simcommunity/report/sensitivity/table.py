"""A sensitivity study on a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TextIO

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from simcommunity.i18n import t
from simcommunity.report import numbers
from simcommunity.report.cautions import warnings
from simcommunity.report.comparison import interval
from simcommunity.report.metrics import label, write_difference, write_size
from simcommunity.report.pictures import Cells
from simcommunity.report.run_table import printable, show_table
from simcommunity.report.sensitivity import words
from simcommunity.study.sensitivity.boxes import Found
from simcommunity.study.sensitivity.screening import STEP, Screening
from simcommunity.study.sensitivity.study import Sensitivity
from simcommunity.study.sensitivity.variance import Variance


def effects_table(study: Sensitivity, metric: str, found: Screening, lang: str) -> Cells:
    """Return the effects of all parameters on a metric, the largest first."""
    keys = ("parameter", "change", "interval", "direction", "varies", "floor")
    return _heads(keys, lang), [
        [
            words.called(study.plan, name, lang),
            write_size(metric, found.change[name].value, lang),
            interval(metric, found.change[name].lo, found.change[name].hi, lang),
            write_difference(metric, STEP * found.mu[name].value, lang),
            write_size(metric, STEP * found.sigma[name], lang),
            write_size(metric, STEP * found.floor[name], lang),
        ]
        for name in words.by_effect(found)
    ]


def shares_table(study: Sensitivity, found: Variance, lang: str) -> Cells:
    """Return the shares of the variance of a metric, the largest first."""
    return _heads(("parameter", "first", "interval", "total", "interval"), lang), [
        [
            words.called(study.plan, name, lang),
            words.part(found.first[name].value),
            words.part_band(found.first[name], lang),
            words.part(found.total[name].value),
            words.part_band(found.total[name], lang),
        ]
        for name in words.by_share(found)
    ]


def box_table(study: Sensitivity, box: Found, lang: str) -> Cells:
    """Return the limits of a box and how likely each is mere luck."""
    return _heads(("limit", "quasi_p", "quasi_p_unseen"), lang), [
        [
            words.limit(study.plan, one, lang),
            words.quasi_p(one.quasi_p),
            words.quasi_p(one.quasi_p_unseen),
        ]
        for one in box.restrictions
    ]


def _heads(keys: Sequence[str], lang: str) -> list[str]:
    return [t(f"sensitivity.column.{key}", lang) for key in keys]


def show_sensitivity(study: Sensitivity, lang: str, out: TextIO) -> None:
    """Write the whole study: sentences first, the numbers behind them below."""
    console = Console(file=out, highlight=False, markup=False)
    if study.missing:
        done = study.plan.runs - study.missing
        console.print(t("sensitivity.missing", lang, done=done, runs=study.plan.runs))
        return
    console.print(Text(printable(study.plan.title.said(lang)), style="bold"))
    _sentences(console, warnings(study.cautions, lang))
    for metric, screening in study.screening.items():
        _heading(console, t("sensitivity.screening", lang), label(metric, lang))
        _sentences(console, words.screened(study, metric, lang))
        if screening is not None:
            _grid(console, effects_table(study, metric, screening, lang))
    for metric, variance in study.variance.items():
        _heading(console, t("sensitivity.variance", lang), label(metric, lang))
        _sentences(console, words.explained(study, metric, lang))
        if variance is not None:
            _grid(console, shares_table(study, variance, lang))
    for sought in study.sought:
        _heading(console, t("sensitivity.boxes", lang), words.happening(sought.case, lang))
        _sentences(console, words.discovered(study, sought, lang))
        for box in sought.found.boxes if sought.found else ():
            _grid(console, box_table(study, box, lang))
    for note in notes(study, lang):
        console.print(Padding(Text(note), (1, 0, 0, 0)))
    console.print(Padding(Text(words.origin(study, lang), style="dim"), (1, 0, 0, 0)))


def notes(study: Sensitivity, lang: str) -> list[str]:
    """Return what a reader must know of runs that are not there."""
    if study.failed:
        return [t("sensitivity.failed", lang, runs=numbers.count("run", study.failed, lang))]
    return []


def _heading(console: Console, what: str, metric: str) -> None:
    console.print(Padding(Text(f"{what} · {metric}", style="bold"), (1, 0, 0, 0)))


def _sentences(console: Console, told: list[str]) -> None:
    for sentence in told:
        console.print(Text(sentence))


def _grid(console: Console, table: Cells) -> None:
    console.print()
    show_table(console, *table)
