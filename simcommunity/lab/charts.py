"""What ECharts draws: curves with bands, causes and money, each beside those of a pinned variant.

Only words of the catalogues go into a chart, never those of a scenario.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from simcommunity.core.arrays import Floats
from simcommunity.i18n import t
from simcommunity.lab.session import Trial
from simcommunity.report import numbers
from simcommunity.report.drawing import AMBER, BLUE, FAINT, GREEN, GREY, INK, READABLE, RED, SOFT
from simcommunity.report.run_words import SILENCE
from simcommunity.results.measured import means
from simcommunity.results.replicate import CAUSES
from simcommunity.results.survival import share_alive

Options = dict[str, Any]
MIDDLE = (0.025, 0.975)  # of the replicates lie in a band
FONT = (
    '-apple-system, BlinkMacSystemFont, "Segoe UI", "PingFang SC", "Microsoft YaHei", '
    '"Noto Sans CJK SC", "Noto Sans SC", "WenQuanYi Micro Hei", sans-serif'
)
DASHED = [4, 3]
MOST = 0.5  # of the replicates must be so old
PLOT, LETTERS = 180, 15  # pixels of the height of a plot, and of its letters


def people(trial: Trial, pinned: Trial | None, lang: str) -> Options:
    """Draw what has become of those who joined: who reads on, who has muted, who has left."""
    series = []
    for name, curve, colour in (
        ("lab.reads", "would_read_share", BLUE),
        ("figure.muted", "muted_share", AMBER),
        ("figure.left", "left_share", GREY),
    ):
        values = 100 * _by_age(trial, curve)
        before = None if pinned is None else 100 * means(_by_age(pinned, curve))
        series += [*_band(values, colour), _line(means(values), colour, t(name, lang))]
        series.append(_dashed(before, colour))
    return _over_days(series, t("figure.age", lang), most=100)


def talk(trial: Trial, pinned: Trial | None, lang: str) -> Options:
    """Draw how many of a hundred members speak on a day."""
    values = _by_age(trial, "speakers_per_100")
    before = None if pinned is None else means(_by_age(pinned, "speakers_per_100"))
    series = [*_band(values, RED), _line(means(values), RED), _dashed(before, RED)]
    return _over_days(series, t("figure.age", lang))


def lives(trial: Trial, pinned: Trial | None, lang: str) -> Options:
    """Draw in how many of a hundred runs the group is still alive."""
    before = None if pinned is None else _alive(pinned)
    steps = [_line(_alive(trial), INK), _dashed(before, INK)]
    return _over_days([one | {"step": "end"} for one in steps], t("figure.age", lang), most=100)


def money(trial: Trial, pinned: Trial | None, lang: str) -> Options:
    """Draw what was earned and spent since the first day, and what is left of it."""
    by_day = trial.result.totals.money()
    spent = by_day["cash_cost"] + by_day["wages"]
    before = None if pinned is None else pinned.result.totals.money()["net"]
    series = [
        _line(by_day["gross_profit"], GREEN, t("figure.earned", lang), 1.4),
        _line(spent, GREY, t("figure.spent", lang), 1.4),
        *_band(trial.result.totals.net, INK),
        _line(by_day["net"], INK, t("figure.net", lang), 2.4),
        _dashed(before, INK),
    ]
    return _over_days(series, t("figure.run_day", lang))


def causes(trial: Trial, pinned: Trial | None, lang: str) -> Options:
    """Draw the shares of causes among all mutings, each with its interval."""
    shares = {cause: _share(trial, cause) for cause in CAUSES}
    order = sorted(CAUSES, key=lambda cause: shares[cause])
    series = [_bars(trial, order, AMBER, lang)]
    if pinned is not None:
        series.append(_bars(pinned, order, FAINT, lang) | {"z": 1})
    return _frame() | {
        "grid": {"left": 8, "right": 56, "top": 8, "bottom": 8, "containLabel": True},
        "tooltip": {"show": False},
        "xAxis": {"type": "value", "show": False, "min": 0},
        "yAxis": {
            "type": "category",
            "data": [t(f"cause.{cause}", lang) for cause in order],
            "axisLine": {"show": False},
            "axisTick": {"show": False},
            "axisLabel": {"color": INK, "fontFamily": FONT},
        },
        "series": series,
    }


def _share(trial: Trial, cause: str) -> float:
    return 100 * (trial.result.metrics[f"mute_cause_{cause}"].mean or 0.0)


def _bars(trial: Trial, order: Sequence[str], colour: str, lang: str) -> Options:
    data = [
        {
            "value": round(_share(trial, cause), 2),
            "label": {"formatter": numbers.share(_share(trial, cause) / 100, lang)},
        }
        for cause in order
    ]
    told = {"show": True, "position": "right", "color": INK if colour == AMBER else SOFT}
    style = {"color": colour, "borderRadius": [0, 3, 3, 0]}
    return {"type": "bar", "data": data, "itemStyle": style, "label": told, "barMaxWidth": 14}


def _by_age(trial: Trial, curve: str) -> Floats:
    """Return a curve of each replicate, up to the age that most of them reach."""
    values = trial.result.curves[curve]
    seen = np.flatnonzero((~np.isnan(values)).mean(axis=0) >= MOST)
    return values[:, : seen[-1] + 1 if len(seen) else 0]


def _alive(trial: Trial) -> Floats:
    result = trial.result
    return 100 * share_alive(result.times[SILENCE], result.last_seen[SILENCE], result.days)


def _line(values: Floats, colour: str, name: str = "", width: float = 2) -> Options:
    dark = READABLE.get(colour, colour)
    return {
        "type": "line",
        "name": name,
        "data": _plain(values),
        "showSymbol": False,
        "lineStyle": {"color": colour, "width": width},
        "itemStyle": {"color": dark},
        "endLabel": {"show": bool(name), "formatter": "{a}", "color": dark, "fontFamily": FONT},
        "emphasis": {"disabled": True},
    }


def _move_apart(named: list[Options], series: list[Options], most: float | None) -> None:
    """Move the names at the ends of lines apart where they would overlap."""
    points = [y for one in series for y in one["data"] if y is not None and "stack" not in one]
    low, high = min([0, *points]), most or max([1, *points])
    ends = [(next((y for y in reversed(one["data"]) if y is not None), 0.0), one) for one in named]
    ends.sort(key=lambda end: end[0])
    floor = -math.inf
    for end, one in ends:
        height = (end - low) / (high - low) * PLOT
        moved = max(height, floor + LETTERS)
        one["endLabel"]["offset"] = [0, round(height - moved)]
        floor = moved


def _dashed(values: Floats | None, colour: str) -> Options:
    """Return the pinned variant's line; without points where nothing is pinned, so charts move."""
    return {
        "type": "line",
        "data": [] if values is None else _plain(values),
        "showSymbol": False,
        "silent": True,
        "tooltip": {"show": False},
        "lineStyle": {"color": colour, "width": 1.4, "type": DASHED, "opacity": 0.75},
    }


def _band(values: Floats, colour: str) -> list[Options]:
    """Return the band of the middle 95 % of the replicates: its floor, and its height upon it."""
    low, high = np.full((2, values.shape[1]), np.nan)
    known = ~np.isnan(values)
    seen = known.any(axis=0)
    quantiles = np.quantile if known[:, seen].all() else np.nanquantile  # which takes far longer
    low[seen], high[seen] = quantiles(values[:, seen], MIDDLE, axis=0)
    bare = {
        "type": "line",
        "showSymbol": False,
        "silent": True,
        "tooltip": {"show": False},
        "lineStyle": {"width": 0},
        "stack": colour,
        "stackStrategy": "all",
    }
    area = {"color": colour, "opacity": 0.16}
    return [
        bare | {"data": _plain(low)},
        bare | {"data": _plain(high - low), "areaStyle": area},
    ]


def _over_days(series: list[Options], days: str, most: float | None = None) -> Options:
    length = max(len(one["data"]) for one in series)
    named = [one for one in series if one.get("name")]
    _move_apart(named, series, most)
    axis = {"axisLabel": {"color": SOFT, "fontFamily": FONT}, "axisTick": {"show": False}}
    return _frame() | {
        "grid": {
            "left": 8,
            "right": 84 if named else 16,
            "top": 16,
            "bottom": 26,
            "containLabel": True,
        },
        "tooltip": {
            "trigger": "axis",
            "order": "valueDesc",
            "confine": True,
            "textStyle": {"color": INK, "fontFamily": FONT, "fontSize": 13},
        },
        "xAxis": axis
        | {
            "type": "category",
            "data": list(range(length)),
            "boundaryGap": False,
            "name": days,
            "nameLocation": "middle",
            "nameGap": 26,
            "nameTextStyle": {"color": SOFT, "fontFamily": FONT},
            "axisLine": {"lineStyle": {"color": SOFT}, "onZero": False},
        },
        "yAxis": axis
        | {
            "type": "value",
            "max": most,
            "axisLine": {"show": False},
            "splitLine": {"lineStyle": {"color": FAINT}},
        },
        "series": series,
    }


def _frame() -> Options:
    return {
        "animationDuration": 0,
        "animationDurationUpdate": 180,
        "aria": {"enabled": True},
        "textStyle": {"fontFamily": FONT},
    }


def _plain(values: Floats) -> list[float | None]:
    return [None if np.isnan(one) else round(float(one), 3) for one in values]
