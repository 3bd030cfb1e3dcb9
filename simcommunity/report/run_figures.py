"""The figures of a run: each drawn, told in words, and the numbers behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

import numpy as np

from simcommunity.core.arrays import Floats
from simcommunity.i18n import t
from simcommunity.report import numbers
from simcommunity.report.drawing import DAYS_TOLD, LONG, settled
from simcommunity.report.pictures import Cells, Picture
from simcommunity.report.run_drawing import (
    STATES,
    causes,
    contacts,
    contacts_by_day,
    has_faint,
    life,
    money,
    state_by_age,
    states,
    survival,
)
from simcommunity.report.run_economy import (
    funnel,
    funnel_table,
    work,
    work_table,
    work_told,
    worth,
    worth_table,
    worth_told,
)
from simcommunity.report.run_table import cells, printable
from simcommunity.report.run_words import DEAFNESS, SILENCE, gone, last_watched
from simcommunity.report.scenario_words import in_a_row, silence_in_words
from simcommunity.results.measured import means
from simcommunity.results.replicate import CAUSES
from simcommunity.results.survival import share_alive
from simcommunity.simulation.running import Result
from simcommunity.study.story.leavers import Leavers

OF_GROUPS = ("life", "states", "survival", "causes")
AGED = ("life", "states", "survival")  # figures over the age of groups
MORE_DAYS = (2, 5, 10, 21, 45)  # told beside those an axis is marked with


def days_told(days: int, last: int | None = None) -> list[int]:
    """Return the days a table tells of, out of so many; the last one always."""
    end = days - 1 if last is None else last
    return sorted({day for day in (*DAYS_TOLD, *MORE_DAYS) if day <= end} | {max(end, 0)})


def by_day(columns: Mapping[str, Sequence[str]], days: Sequence[int], first: str) -> Cells:
    """Return a table with a row a day; columns are written already, one cell a day."""
    rows = [[str(day), *(cells[k] for cells in columns.values())] for k, day in enumerate(days)]
    return [first, *columns], rows


def band(curve: Floats, days: Sequence[int], lang: str) -> tuple[list[str], list[str]]:
    """Write the mean of a curve, (replicates, days), on some days, and the middle 95 %."""
    middle, ends = [], []
    for day in days:
        known = curve[:, day][~np.isnan(curve[:, day])]
        told = len(known) > 0
        low, high = np.quantile(known, (0.025, 0.975)) if told else (np.nan, np.nan)
        middle.append(numbers.number(float(known.mean()) if told else None, lang))
        both = numbers.number(float(low), lang), numbers.number(float(high), lang)
        ends.append(numbers.interval(*both, lang))
    return middle, ends


def seen(result: Result) -> list[int]:
    """Return ages to tell of, up to the last one at which a group was seen."""
    known = np.flatnonzero(~np.isnan(means(result.curves["active_share"])))
    return days_told(result.days, int(known[-1]) if len(known) else 0)


def _life(result: Result, lang: str) -> Cells:
    days = seen(result)
    columns = {}
    for name, curve in (
        ("data.would_read", 100 * result.curves["would_read_share"]),
        ("data.speak", result.curves["speakers_per_100"]),
    ):
        middle, ends = band(curve, days, lang)
        columns[t(name, lang)] = middle
        columns[t(f"{name}.band", lang)] = ends
    return by_day(columns, days, t("data.age", lang))


def _states(result: Result, lang: str) -> Cells:
    days = seen(result)
    columns = {
        t(f"figure.{state}", lang): _written(state_by_age(result, state)[days], lang)
        for state in STATES
    }
    return by_day(columns, days, t("data.age", lang))


def _survival(result: Result, lang: str) -> Cells:
    days = days_told(result.days)
    columns = {}
    for name, death in (("somebody_speaks", SILENCE), ("somebody_reads", DEAFNESS)):
        alive = 100 * share_alive(result.times[death], result.last_seen[death], result.days)[days]
        columns[t(f"figure.{name}", lang)] = _written(alive, lang)
    return by_day(columns, days, t("data.age", lang))


def _contacts(result: Result, lang: str) -> Cells:
    days = sorted({day for day in DAYS_TOLD if day < result.days} | {result.days - 1})
    columns = {
        t(f"contacts.{name}", lang): _written(share[days], lang)
        for name, share in contacts_by_day(result).items()
    }
    return by_day(columns, days, t("data.run_day", lang))


def _causes(result: Result, lang: str) -> Cells:
    rows = [
        [t(f"cause.{cause}", lang), *cells(name, result.metrics[name], lang)]
        for cause in CAUSES
        for name in (f"mute_cause_{cause}",)
    ]
    return ["", t("data.of_mutes", lang), t("table.interval", lang)], rows


def _money(result: Result, lang: str) -> Cells:
    days = days_told(result.days)
    found = result.totals.money()
    columns = {
        t(f"data.{name}", lang): [numbers.yuan(float(found[name][day]), lang) for day in days]
        for name in ("gross_profit", "cash_cost", "wages", "net")
    }
    return by_day(columns, days, t("data.run_day", lang))


def _written(values: Floats, lang: str) -> list[str]:
    return [numbers.number(float(value), lang) for value in values]


# Name → drawing and table, in the order of the report.
FIGURES: Mapping[str, tuple[Callable[..., None], Callable[[Result, str], Cells]]] = {
    "worth": (worth, worth_table),
    "life": (life, _life),
    "states": (states, _states),
    "survival": (survival, _survival),
    "contacts": (contacts, _contacts),
    "causes": (causes, _causes),
    "funnel": (funnel, funnel_table),
    "money": (money, _money),
    "work": (work, work_table),
}


def run_pictures(result: Result, lang: str, leavers: Leavers | None = None) -> Iterator[Picture]:
    """Yield the figures of a run; without a group nothing lives there.

    Args:
        leavers: those of some people who left, and why; None where nobody was asked.
    """
    groups, friends = result.scenario.groups.chat, result.scenario.contacts is not None
    words = {
        "worth": worth_told(result, lang),
        "work": work_told(result, lang),
        "causes": [] if leavers is None else [gone(leavers, lang)],
    }
    for name, (draw, tabulate) in FIGURES.items():
        if (groups or name not in OF_GROUPS) and (friends or name != "contacts"):
            yield Picture(
                name,
                partial(draw, result=result, lang=lang),
                t(f"picture.{name}", lang),
                _caption(name, result, lang),
                tabulate(result, lang),
                in_a_row(words.get(name, []), lang),
                printable(result.scenario.title.said(lang)),
            )


def _caption(name: str, result: Result, lang: str) -> str:
    """Return what is to be seen in a figure of this run."""
    words = silence_in_words(result.scenario, lang) if name == "survival" else {}
    told = [t(f"picture.{name}.caption", lang, **words)]
    if name == "survival" and has_faint(result):
        told.append(t("figure.faint", lang))
    seen = last_watched(result)
    if name == "survival" and settled(seen) < seen:
        told.append(t("figure.dotted", lang))
    if name in AGED and result.days > LONG:
        told.append(t("figure.wider", lang))
    return in_a_row(told, lang)
