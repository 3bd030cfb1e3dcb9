"""What each varied thing does by itself: in words, as a table and as a figure."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from simcommunity.i18n import t
from simcommunity.report import numbers
from simcommunity.report.drawing import BLUE, SOFT, name_axis
from simcommunity.report.metrics import is_share, label, write, write_size
from simcommunity.report.pictures import Cells
from simcommunity.scenario.errors import printable
from simcommunity.study.sweep.effects import Effect, largest_move

MOST_FACTORS = 4  # more do not fit beside one another
LONGEST = 24


def strongest(found: Sequence[Effect], metric: str, lang: str) -> str:
    """Say which thing that varies moves a metric most, and from where to where."""
    move = largest_move(found, metric)
    if move is None:
        return t("sweep.unmoved", lang, metric=label(metric, lang))
    low, high = (write_size(metric, end, lang) for end in (move.lo, move.hi))
    return t(
        f"sweep.moves.{'surely' if move.sure else 'perhaps'}",
        lang,
        metric=label(metric, lang),
        factor=printable(move.low.factor),
        low=write(metric, move.low.mean, lang),
        at_low=printable(move.low.value),
        high=write(metric, move.high.mean, lang),
        at_high=printable(move.high.value),
        more=write_size(metric, move.more, lang),
        interval=numbers.interval(low, high, lang),
    )


def effects_table(found: Sequence[Effect], lang: str) -> Cells:
    """Return each mean with its interval, a row a value of what varies."""
    metrics = list(dict.fromkeys(effect.metric for effect in found))
    rows: dict[tuple[str, str], list[str]] = {}
    for effect in found:
        rows.setdefault((effect.factor, effect.value), []).append(written(effect, lang))
    named = [
        [f"{printable(factor)} = {printable(value)}", *cells]
        for (factor, value), cells in rows.items()
    ]
    return [t("sweep.column.varied", lang), *(label(metric, lang) for metric in metrics)], named


def written(effect: Effect, lang: str) -> str:
    """Write a mean with its interval."""
    return f"{write(effect.metric, effect.mean, lang)} {_ends(effect, lang)}"


def _ends(effect: Effect, lang: str) -> str:
    low, high = (write(effect.metric, x, lang) for x in (effect.lo, effect.hi))
    return numbers.interval(low, high, lang)


def draw_effects(figure: Figure, found: Sequence[Effect], lang: str) -> None:
    """Draw a panel for each metric and each of the first things that vary."""
    metrics = list(dict.fromkeys(effect.metric for effect in found))
    factors = list(dict.fromkeys(effect.factor for effect in found))[:MOST_FACTORS]
    panels = figure.subplots(len(metrics), len(factors), squeeze=False, sharey="row")
    for row, metric in enumerate(metrics):
        for column, factor in enumerate(factors):
            axes = panels[row][column]
            here = [e for e in found if e.metric == metric and e.factor == factor]
            _panel(axes, here, 100.0 if is_share(metric) else 1.0)
            if column == 0:
                percent = " (%)" if is_share(metric) else ""
                name_axis(axes, label(metric, lang) + percent)
            if row == len(metrics) - 1:
                axes.set_xlabel(printable(factor)[-2 * LONGEST :], color=SOFT)


def _panel(axes: Axes, here: Sequence[Effect], scale: float) -> None:
    """Draw the means with their intervals; numbers where they lie, other things side by side."""
    numeric = all(_is_number(effect.value) for effect in here)
    x = [effect.position if numeric else k for k, effect in enumerate(here)]
    mean = [scale * effect.mean for effect in here]
    axes.plot(x, mean, "o-" if numeric else "o", color=BLUE, markersize=4.5, linewidth=1.2)
    axes.vlines(
        x, [scale * e.lo for e in here], [scale * e.hi for e in here], color=BLUE, alpha=0.45,
        linewidth=2.5,
    )  # fmt: skip
    if len(here) <= 4 or not numeric:
        axes.set_xticks(x, [printable(effect.value)[:LONGEST] for effect in here])
    room = 0.12 * (max(x) - min(x)) or 0.5
    axes.set_xlim(min(x) - room, max(x) + room)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
