"""What to change, ranked, and how sure that is: in words, as a figure and as a table."""

from __future__ import annotations

import math

import numpy as np
from matplotlib.figure import Figure

from simcommunity.i18n import t
from simcommunity.report import numbers
from simcommunity.report.comparison import chance
from simcommunity.report.drawing import (
    BLUE,
    GREEN,
    INK,
    RED,
    SOFT,
    name_rows,
    rows_of_differences,
)
from simcommunity.report.pictures import Cells
from simcommunity.report.run_words import known
from simcommunity.report.scenario_words import tell
from simcommunity.study.compare.suggestions import NOTHING, NOW, TRIED, Change, Changes

ROW = 0.46  # inches for each change
BESIDE = {
    "gross_profit": numbers.yuan, "cost": numbers.yuan, "staff_hours": numbers.hours,
    "share_dead_day_14": numbers.share, "share_dead_day_60": numbers.share,
    "share_muted_at_end": numbers.share, "orders_per_member": numbers.number,
}  # fmt: skip


def advice(found: Changes, lang: str) -> list[str]:
    """Say what to change first and what that means, that nothing is sure, or to let it be."""
    first, stop = found.first, found.ranked[0].name == NOTHING
    out = _let_it_be(found, lang) if stop else []
    if first is None:
        tried = len(_tried(found))
        how_many = "one" if tried == 1 else "many"
        return [*out, t(f"change.none_sure.{how_many}", lang, tried=tried)]
    if first.profit <= 0:
        return [*out, *_first(first, lang, stop=stop)]
    pays = chance(first.pays, lang)
    on_top = t("change.additional", lang, share=_on_top(first), pays=pays)
    return [*out, *_first(first, lang, stop=stop), on_top]


def small_print(found: Changes, lang: str) -> list[str]:
    """Say what cannot be told apart, what is worse, and how all this is known."""
    first, others = found.first, _tried(found)
    rivals = [one for one in others if first and one.name in found.rivals and one != first]
    worse = [one for one in others if found.surely(one) < 0]
    replicates = numbers.count("replicate", found.replicates, lang)
    return [
        *_named("change.rivals", rivals, lang),
        *_named("change.worse", worse, lang),
        t("change.how", lang, replicates=replicates),
    ]


def _tried(found: Changes) -> list[Change]:
    return [one for one in found.ranked if one.name not in (NOW, NOTHING)]


def _let_it_be(found: Changes, lang: str) -> list[str]:
    best = next(one for one in found.ranked if one.name != NOTHING)
    key = f"change.let_it_be.{'now' if best.name == NOW else 'best'}"
    out = [t(key, lang, best=best.title[lang], profit=numbers.yuan(best.profit, lang))]
    if found.cautions:
        return out
    return [*out, t("change.let_it_be.sure", lang, correct=chance(found.correct, lang))]


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


def _first(one: Change, lang: str, *, stop: bool) -> list[str]:
    first = t(
        "change.first.if" if stop else "change.first",
        lang,
        title=one.title[lang],
        profit=numbers.yuan(one.profit, lang),
        interval=_interval(one.profit_lo, one.profit_hi, lang),
        more=numbers.yuan(one.more, lang),
    )
    return [first, t("change.better", lang, better=chance(one.better, lang))]


def _on_top(one: Change) -> str:
    """Return how much of ¥100 of gross profit costs eat up: it must not have come anyway."""
    cost, gross = one.metrics["cost"], one.metrics["gross_profit"]
    return str(math.ceil(100 * cost / gross)) if known(cost) and gross else numbers.UNKNOWN


def instead(found: Changes | None, lang: str) -> str:
    """Say in a sentence what would come of the first change; empty where there is none to pay."""
    first = found.first if found else None
    if first is None or first.profit <= 0:
        return ""
    return t(
        f"change.instead.{'sure' if first.profit_lo > 0 else 'unsure'}",
        lang,
        title=first.title[lang],
        profit=numbers.yuan(first.profit, lang),
        interval=_interval(first.profit_lo, first.profit_hi, lang),
        share=_on_top(first),
    )


def _named(key: str, some: list[Change], lang: str) -> list[str]:
    titles = t("story.comma", lang).join(one.title[lang] for one in some)
    return [t(key, lang, titles=titles)] if some else []


def _interval(low: float, high: float, lang: str) -> str:
    return numbers.interval(numbers.yuan(low, lang), numbers.yuan(high, lang), lang)


def changed(figure: Figure, found: Changes, lang: str) -> None:
    """Draw what each change earns, with its interval, beside going on as it is and not starting."""
    axes = figure.subplots()
    ways = [one for one in found.ranked if one.name != NOTHING]
    for row, one in enumerate(ways):
        colour = INK if one.name == NOW else (BLUE, GREEN, RED)[found.surely(one)]
        if np.isfinite([one.profit_lo, one.profit_hi]).all():
            ends = [one.profit_lo, one.profit_hi]
            axes.plot(ends, [row, row], color=colour, linewidth=3.0, solid_capstyle="butt")
        axes.plot([one.profit], [row], "o", color=colour, markersize=7)
    rows_of_differences(axes, len(ways) - 0.5)
    name_rows(axes, [one.title[lang] for one in ways])
    axes.axvline(found.now.profit, color=SOFT, linewidth=0.9, linestyle=(0, (4, 3)), zorder=0)
    for at, key in ((0.0, "change.nothing"), (found.now.profit, "change.now")):
        axes.annotate(
            t(key, lang), (at, -0.8), xytext=(0, 3), textcoords="offset points",
            ha="center", color=SOFT, fontsize="small",
        )  # fmt: skip
    axes.set_xlabel(t("change.axis", lang), loc="left")


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


def beside_now(found: Changes, days: int, lang: str) -> Cells | None:
    """Return the first change beside the scenario as it is, in a few numbers; None without one.

    `days` is the length of the run.
    """
    first, now = found.first, found.now
    if first is None:
        return None

    rows = [["change.column.profit", *(numbers.yuan(one.profit, lang) for one in (now, first))]]
    for metric, write in BESIDE.items():
        values = (one.metrics.get(metric) for one in (now, first))
        if metric == "staff_hours":
            values = (worked / days if known(worked) else None for worked in values)
        rows.append([f"change.row.{metric}", *(write(value, lang) for value in values)])
    heads = ["", now.title[lang], first.title[lang]]
    return heads, [[t(key, lang), *told] for key, *told in rows]


def _row(one: Change, lang: str) -> list[str]:
    now = one.name == NOW
    metrics, death = one.metrics, one.metrics.get("death_day_silence")
    return [
        one.title[lang],
        numbers.yuan(one.profit, lang),
        numbers.UNKNOWN if now else numbers.yuan(one.more, lang),
        numbers.UNKNOWN if now else _interval(one.lo, one.hi, lang),
        *(chance(x, lang) if known(x) else numbers.UNKNOWN for x in (one.better, one.pays)),
        numbers.digits(death) if known(death) else numbers.UNKNOWN,
        numbers.share(metrics.get("share_muted_at_end"), lang),
        numbers.number(metrics.get("orders_per_member"), lang),
        numbers.hours(metrics.get("staff_hours"), lang),
    ]
