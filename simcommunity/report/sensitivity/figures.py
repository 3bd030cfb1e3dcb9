"""The figures of a sensitivity study."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import partial

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from simcommunity.core.arrays import Floats
from simcommunity.i18n import t
from simcommunity.report.drawing import (
    AMBER,
    BLUE,
    FAINT,
    GREY,
    INK,
    RED,
    SOFT,
    name_axis,
    name_rows,
)
from simcommunity.report.metrics import is_share, label
from simcommunity.report.pictures import Cells, Picture
from simcommunity.report.sensitivity import words
from simcommunity.report.sensitivity.table import box_table, effects_table, shares_table
from simcommunity.study.sensitivity.boxes import Found
from simcommunity.study.sensitivity.prim import Limits
from simcommunity.study.sensitivity.resampling import Band
from simcommunity.study.sensitivity.screening import STEP, Screening
from simcommunity.study.sensitivity.study import Sensitivity, Sought
from simcommunity.study.sensitivity.variance import Variance
from simcommunity.study.sweep.factors import Factor

COLOURS = LinearSegmentedColormap.from_list("happens", ["#ffffff", AMBER, RED])
MOST_ROWS = 15  # more parameters than these are in the table only
ROOM = 0.06


def height(rows: int) -> float:
    """Return how high a figure with so many rows is, in inches."""
    return 1.1 + 0.3 * min(rows, MOST_ROWS)


def effects(figure: Figure, study: Sensitivity, metric: str, found: Screening, lang: str) -> None:
    """Draw the size of the effect of each parameter, and how much of it luck alone would make."""
    axes = figure.subplots()
    order = words.by_effect(found)[:MOST_ROWS]
    scale = 100.0 if is_share(metric) else 1.0
    for row, name in enumerate(order):
        change = found.change[name]
        colour = BLUE if found.matters(name) else GREY
        axes.barh(row, scale * STEP * found.floor[name], color=FAINT, height=0.62)
        _whisker(axes, row, change, colour, scale)
        axes.plot(scale * change.value, row, "o", color=colour, markersize=6)
    _rows(axes, [words.called(study.plan, name, lang) for name in order])
    axes.set_xlim(0, None)
    unit = "sensitivity.axis.effect_points" if is_share(metric) else "sensitivity.axis.effect"
    name_axis(axes, t(unit, lang))


def shares(figure: Figure, study: Sensitivity, found: Variance, lang: str) -> None:
    """Draw what share of the variance each parameter makes alone, and with its interactions."""
    axes = figure.subplots()
    order = words.by_share(found)[:MOST_ROWS]
    for row, name in enumerate(order):
        for shift, band, colour in (
            (-0.17, found.first[name], AMBER),
            (0.17, found.total[name], BLUE),
        ):
            if math.isfinite(band.value):
                width = 100 * max(band.value, 0.0)
                axes.barh(row + shift, width, color=colour, height=0.3)
                _whisker(axes, row + shift, band.within(0, 1), INK, 100.0, thin=True)
    _rows(axes, [words.called(study.plan, name, lang) for name in order])
    axes.set_xlim(0, 100)
    for key, colour in (("first", AMBER), ("total", BLUE)):
        axes.barh([0], [0], color=colour, label=t(f"sensitivity.axis.{key}", lang))
    axes.legend(loc="upper left", bbox_to_anchor=(0, -0.06), ncols=2, frameon=False)
    name_axis(axes, t("sensitivity.axis.variance", lang))


def box(figure: Figure, study: Sensitivity, sought: Sought, found: Found, lang: str) -> None:
    """Draw the points over the two most telling limits, and the box."""
    axes = figure.subplots()
    factors = study.plan.factors
    across, up = axes_of(study, found)
    x, y = (_spread(sought.points[:, k], factors[k], k) for k in (across, up))
    known = np.isfinite(sought.happens)
    dots = axes.scatter(
        x[known], y[known], c=100 * sought.happens[known], cmap=COLOURS, vmin=0, vmax=100,
        s=22, linewidths=0.5, edgecolors=SOFT,
    )  # fmt: skip
    limits = {one.factor: one.limits for one in found.restrictions}
    spans = [_span(limits.get(k), factors[k]) for k in (across, up)]
    for left, right in spans[0]:
        for low, high in spans[1]:
            axes.fill(
                [left, right, right, left], [low, low, high, high],
                facecolor="none", edgecolor=RED, linewidth=2,
            )  # fmt: skip
    for axis, k in ((axes.xaxis, across), (axes.yaxis, up)):
        _scale(axes, axis, factors[k])
    axes.set_xlabel(words.called(study.plan, factors[across].name, lang), loc="left")
    bar = figure.colorbar(dots, ax=axes, fraction=0.04, pad=0.02)
    bar.outline.set_visible(False)
    bar.ax.tick_params(length=0)
    bar.set_label(t("sensitivity.axis.happens", lang))
    axes.grid(visible=False)
    name_axis(axes, words.called(study.plan, factors[up].name, lang))


def axes_of(study: Sensitivity, found: Found) -> tuple[int, int]:
    """Return the two parameters that a box is drawn over: those with the most telling limits."""
    told = [one.factor for one in found.restrictions]
    rest = [k for k in range(len(study.plan.factors)) if k not in told]
    across, up = (told + rest)[:2]
    return across, up


def _whisker(
    axes: Axes, row: float, band: Band, colour: str, scale: float, *, thin: bool = False
) -> None:
    if math.isfinite(band.lo) and math.isfinite(band.hi):
        ends = [scale * max(band.lo, 0.0), scale * band.hi]
        axes.plot(ends, [row, row], color=colour, linewidth=1.0 if thin else 2.4)


def _rows(axes: Axes, names: list[str]) -> None:
    """Name the rows, the first on top."""
    name_rows(axes, names)
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.grid(visible=False, axis="y")
    axes.grid(visible=True, axis="x")
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.6g}")


def _spread(values: Floats, factor: Factor, seed: int) -> Floats:
    """Return where points are drawn: whole numbers and names apart, so that all can be seen."""
    if factor.numeric and not factor.whole:
        return values
    random = np.random.default_rng(seed)
    return np.asarray(values + 0.6 * random.random(len(values)) - 0.3)


def _ends(factor: Factor) -> tuple[float, float]:
    if factor.numeric:
        room = 0.5 if factor.whole else ROOM * (factor.high - factor.low) / 2
        return factor.low - room, factor.high + room
    return -0.5, len(factor.levels) - 0.5


def _span(limits: Limits | None, factor: Factor) -> list[tuple[float, float]]:
    """Return from where to where the box reaches; a choice may have several pieces."""
    low, high = _ends(factor)
    if limits is None:
        return [(low, high)]
    if limits.names is not None:
        return [(name - 0.45, name + 0.45) for name in sorted(limits.names)]
    half = 0.5 if factor.whole else 0.0
    return [(max(limits.lo - half, low), min(limits.hi + half, high))]


def _scale(axes: Axes, axis: object, factor: Factor) -> None:
    """Set the ends of an axis and what stands on it."""
    across = axis is axes.xaxis
    (axes.set_xlim if across else axes.set_ylim)(*_ends(factor))
    if factor.whole:
        (axes.xaxis if across else axes.yaxis).set_major_locator(MaxNLocator(integer=True))
    elif not factor.numeric:
        ticks = axes.set_xticks if across else axes.set_yticks
        ticks(range(len(factor.levels)), [str(one) for one in factor.labels(factor.codes)])


def all_figures(study: Sensitivity, lang: str) -> Iterator[Picture]:
    """Yield every figure of a study."""

    def picture(
        part: str, name: str, draw: partial[None], of: str, table: Cells, high: float
    ) -> Picture:
        heading, caption = t(f"sensitivity.{part}", lang), t(f"sensitivity.{part}.caption", lang)
        return Picture(name, draw, heading, caption, table, of=of, height=high, narrow=1.1 * high)

    for metric, screening in study.screening.items():
        if screening is not None:
            draw = partial(effects, study=study, metric=metric, found=screening, lang=lang)
            told = effects_table(study, metric, screening, lang)
            high = height(len(screening.mu))
            yield picture("screening", f"screening-{metric}", draw, label(metric, lang), told, high)
    for metric, variance in study.variance.items():
        if variance is not None:
            draw = partial(shares, study=study, found=variance, lang=lang)
            told = shares_table(study, variance, lang)
            high = height(len(variance.first)) + 0.4
            yield picture("variance", f"variance-{metric}", draw, label(metric, lang), told, high)
    for k, sought in enumerate(study.sought, 1):
        case = words.happening(sought.case, lang)
        for j, one in enumerate(sought.found.boxes if sought.found else (), 1):
            draw = partial(box, study=study, sought=sought, found=one, lang=lang)
            told = box_table(study, one, lang)
            yield picture("boxes", f"box-{k}-{j}", draw, case, told, 3.8)
