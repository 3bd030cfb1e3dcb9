"""What to change, ranked, and how sure that is: in words, as a figure and as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from simcommunity.i18n import t
from simcommunity.report import numbers
from simcommunity.report.comparison import chance
from simcommunity.report.drawing import (
    BLUE,
    GREEN,
    INK,
    RED,
    name_axis,
    name_row,
    rows_of_differences,
)
from simcommunity.report.story import tell
from simcommunity.report.words import known
from simcommunity.study.compare.changing import NOTHING, NOW, TRIED

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from simcommunity.report.page import Cells
    from simcommunity.study.compare.changing import Change, Changes

ROW = 0.46  # inches for each change


def advice(found: Changes, lang: str) -> list[str]:
    """Say what to change first, that nothing tried is surely better, or to let it be."""
    best = next(one for one in found.ranked if one.name != NOTHING)
    others = [one for one in found.ranked if one.name not in (NOW, NOTHING)]
    stop = found.ranked[0].name == NOTHING
    told: dict[str, Any] = {
        "best": best.title[lang],
        "profit": numbers.yuan(best.profit, lang),
        "tried": len(others),
        "replicates": numbers.count("replicate", found.replicates, lang),
        "correct": chance(found.correct, lang),
    }
    out = []
    if stop:
        out.append(t(f"change.let_it_be.{'now' if best.name == NOW else 'best'}", lang, **told))
    first = next((one for one in others if one.lo > 0), None)
    if first is None:
        how_many = "one" if len(others) == 1 else "many"
        out.append(t(f"change.none_sure.{how_many}", lang, **told))
    else:
        out.append(_first(first, lang, "change.first.if" if stop else "change.first"))
        rivals = [one for one in others if one.name in found.rivals and one != first]
        out += _named("change.rivals", rivals, lang)
    out += _named("change.worse", [one for one in others if one.hi < 0], lang)
    return [*out, t("change.how", lang, **told)]


def meanings(found: Changes, lang: str) -> list[tuple[str, list[str]]]:
    """Say what is done in each shipped playbook that was tried, and all of it in the best one."""
    out: list[tuple[str, list[str]]] = []
    for one in found.ranked:
        if one.name in TRIED:
            scenario = found.candidates[one.name].scenario
            story = scenario.playbook.story
            plan = dict(tell(scenario, lang))[t("story.playbook", lang)][1:] if not out else []
            out.append((one.title[lang], [*([story.said(lang)] if story else []), *plan]))
    return out


def _first(one: Change, lang: str, form: str) -> str:
    return t(
        form,
        lang,
        title=one.title[lang],
        profit=numbers.yuan(one.profit, lang),
        more=numbers.yuan(one.more, lang),
        interval=_interval(one, lang),
        better=chance(one.better, lang),
        pays=chance(one.pays, lang),
    )


def _named(key: str, some: list[Change], lang: str) -> list[str]:
    titles = t("story.comma", lang).join(one.title[lang] for one in some)
    return [t(key, lang, titles=titles)] if some else []


def _interval(one: Change, lang: str) -> str:
    return numbers.interval(numbers.yuan(one.lo, lang), numbers.yuan(one.hi, lang), lang)


def changed(figure: Figure, found: Changes, lang: str) -> None:
    """Draw how much more each change earns than going on as now, with its interval."""
    axes = figure.subplots()
    others = [one for one in found.ranked if one.name != NOW]
    for row, one in enumerate(others):
        colour = GREEN if one.lo > 0 else RED if one.hi < 0 else BLUE
        if one.name == NOTHING:
            colour = INK
        if np.isfinite([one.lo, one.hi]).all():
            axes.plot([one.lo, one.hi], [row, row], color=colour, linewidth=3.0)
        axes.plot([one.more], [row], "o", color=colour, markersize=7)
        name_row(axes, row, one.title[lang], colour)
    rows_of_differences(axes, len(others) - 0.5)
    name_axis(axes, t("change.axis", lang))


def height(found: Changes) -> float:
    """Return how high the figure is to be, in inches."""
    return 0.9 + ROW * len(found.ranked)


def changes_table(found: Changes, lang: str) -> Cells:
    """Return all that was tried, the most profitable first."""
    heads = [
        t("change.column.what", lang),
        t("change.column.profit", lang),
        t("change.column.more", lang),
        t("change.column.interval", lang),
        t("change.column.better", lang),
        t("change.column.pays", lang),
        t("change.column.death", lang),
        t("change.column.muted", lang),
        t("change.column.orders", lang),
        t("change.column.hours", lang),
    ]
    return heads, [_row(one, lang) for one in found.ranked]


def _row(one: Change, lang: str) -> list[str]:
    now = one.name == NOW
    metrics = one.metrics
    death = metrics.get("death_day_silence")
    return [
        one.title[lang],
        numbers.yuan(one.profit, lang),
        numbers.UNKNOWN if now else numbers.yuan(one.more, lang),
        numbers.UNKNOWN if now else _interval(one, lang),
        *(chance(x, lang) if known(x) else numbers.UNKNOWN for x in (one.better, one.pays)),
        numbers.digits(death) if known(death) else numbers.UNKNOWN,
        numbers.share(metrics.get("share_muted_at_end"), lang),
        numbers.number(metrics.get("orders_per_member"), lang),
        numbers.hours(metrics.get("staff_hours"), lang),
    ]
