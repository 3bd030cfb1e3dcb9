"""The team's time: what is worked, what there is, and what was cut for want of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure

from simcommunity.i18n import t
from simcommunity.report import numbers
from simcommunity.report.drawing import AMBER, BLUE, SOFT, name_axis
from simcommunity.report.pictures import Cells
from simcommunity.report.run_words import message_title

if TYPE_CHECKING:
    from simcommunity.simulation.running import Result


def work(figure: Figure, result: Result, lang: str) -> None:
    """Draw the hours worked a day under those there are, and the messages cut, by run day."""
    hours = result.totals.by_day("staff_minutes") / 60
    cut = result.totals.by_day("dropped")
    both = figure.subplots(2, 1, sharex=True) if cut.any() else [figure.subplots()]
    days = np.arange(len(hours))
    both[0].fill_between(days, hours, step="mid", color=BLUE, linewidth=0)
    there = result.scenario.team.hours_a_day
    both[0].axhline(there, color=SOFT, linewidth=1.0, linestyle=(0, (4, 2)))
    both[0].set_ylim(0, 1.1 * max(there, float(hours.max(initial=0.0)), 0.1))
    name_axis(both[0], t("work.hours", lang, there=numbers.hours(there, lang)))
    if len(both) > 1:
        both[1].fill_between(days, cut, step="mid", color=AMBER, linewidth=0)
        both[1].set_ylim(0, None)
        name_axis(both[1], t("work.cut", lang))
    both[-1].set_xlim(-0.5, result.days - 0.5)
    both[-1].set_xlabel(t("figure.run_day", lang), loc="left")


def work_told(result: Result, lang: str) -> list[str]:
    """Return in a sentence how much of the team's time is worked, by weeks of the run."""
    hours = result.totals.by_day("staff_minutes") / 60
    there = result.scenario.team.hours_a_day
    if there <= 0:
        return [t("work.nobody", lang)]
    busiest = int(hours.argmax())
    told = t(
        "work.told",
        lang,
        mean=numbers.hours(float(hours.mean()), lang),
        there=numbers.hours(there, lang),
        share=numbers.share(float(hours.mean()) / there, lang),
        most=numbers.hours(float(hours[busiest]), lang),
        day=busiest,
    )
    dropped = "work.nothing_cut" if not any(cut for _, cut in result.asked.values()) else ""
    return [told, *([t(dropped, lang)] if dropped else [])]


def work_table(result: Result, lang: str) -> Cells:
    """Return how many messages of each kind were planned, sent and cut, means over replicates."""
    heads = ["", t("work.planned", lang), t("work.sent", lang), t("work.dropped", lang)]
    return heads, [
        [
            message_title(result, kind, lang),
            numbers.digits(wanted),
            numbers.digits(wanted - cut),
            numbers.digits(cut),
        ]
        for kind, (wanted, cut) in result.asked.items()
        if wanted
    ]
