"""What becomes of the friends of an account, by day of the run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simcommunity.core.arrays import Floats
from simcommunity.i18n import t
from simcommunity.report import numbers
from simcommunity.report.drawing import BLUE, DAYS_TOLD, GREEN, name_axis
from simcommunity.results.measured import ratios

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from simcommunity.report.pictures import Cells
    from simcommunity.simulation.running import Result


WEEKS = 14  # days; some post every day, some every other day, some on Saturdays


def _by_day(result: Result) -> dict[str, Floats]:
    """Return, of 100 who came, how many are friends, and how many deal with the account a day.

    Dealings are a mean over two weeks up to a day, because they follow what is posted on which day.
    """
    came = result.totals.by_day("joined")
    dealings = result.totals.by_day("interactions")
    before = np.concatenate((np.zeros(WEEKS), dealings.cumsum()))
    span = np.minimum(np.arange(len(dealings)) + 1, WEEKS)
    measures = {
        "friends": result.totals.by_day("contacts"),
        "deal": (before[WEEKS:] - before[:-WEEKS]) / span,
    }
    return {name: ratios(100 * measure, came) for name, measure in measures.items()}


def contacts(figure: Figure, result: Result, lang: str) -> None:
    """Draw how many of those who came are still friends, and how many deal with the account."""
    both = figure.subplots(2, 1, sharex=True)
    for axes, (name, share), colour in zip(
        both, _by_day(result).items(), (BLUE, GREEN), strict=True
    ):
        axes.plot(share, color=colour)
        axes.set_ylim(0, None)
        name_axis(axes, t(f"contacts.{name}", lang))
    both[-1].set_xlim(0, result.days)
    both[-1].set_xlabel(t("figure.run_day", lang), loc="left")


def contacts_table(result: Result, lang: str) -> Cells:
    """Return the same on some days."""
    days = sorted({day for day in DAYS_TOLD if day < result.days} | {result.days - 1})
    found = _by_day(result)
    rows = [
        [str(day), *(numbers.number(float(share[day]), lang) for share in found.values())]
        for day in days
    ]
    return [t("data.run_day", lang), *(t(f"contacts.{name}", lang) for name in found)], rows
