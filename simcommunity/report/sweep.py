"""What a sweep leaves beside its parts: the effects of what varies, as a figure and as JSON."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from simcommunity.i18n import t
from simcommunity.report import numbers
from simcommunity.report.drawing import BLUE, SIZE, SOFT, name_axis, render
from simcommunity.report.files import lang_of_pictures
from simcommunity.report.metrics import is_share, label, write
from simcommunity.report.store import to_json
from simcommunity.scenario.errors import printable
from simcommunity.study.publish import publish

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from typing import TextIO

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from simcommunity.study.sweep.design import StudyDesign
    from simcommunity.study.sweep.effects import Effect
    from simcommunity.study.sweep.store import SweepStore

TALK = logging.getLogger("simcommunity")
MOST_FACTORS = 4  # more do not fit beside one another
LONGEST = 24


def write_sweep(
    design: StudyDesign, store: SweepStore, told: dict[str, Any], found: Sequence[Effect], lang: str
) -> None:
    """Write `summary.json`, `effects.svg` and `effects.png` into the folder of the store."""
    summary = to_json({**told, "effects": [effect.as_dict() for effect in found]}).encode()
    files = {"summary.json": summary}
    if design.factors and found:
        for form, words in (("svg", lang), ("png", lang_of_pictures(lang))):
            files[f"effects.{form}"] = _picture(design, store, found, form, words)
    for name, data in files.items():
        publish(store.folder, name, partial(_put, data=data))
    TALK.info(t("cli.written", lang, folder=store.folder, files=", ".join(files)))


def _put(file: Path, data: bytes) -> None:
    file.write_bytes(data)


def show_effects(found: Sequence[Effect], lang: str, out: TextIO) -> None:
    """Write the effects as a table, each mean with its interval."""
    metrics = list(dict.fromkeys(effect.metric for effect in found))
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column(t("sweep.column.varied", lang))
    for metric in metrics:
        table.add_column(label(metric, lang), justify="right")
    rows: dict[tuple[str, str], list[str]] = {}
    for effect in found:
        rows.setdefault((effect.factor, effect.value), []).append(_written(effect, lang))
    for (factor, value), cells in rows.items():
        named = f"{_short(factor)} = {_short(printable(value))}"
        table.add_row(Text(named), *map(Text, cells))
    console = Console(file=out, width=None if out.isatty() else 140, highlight=False)
    console.print(table)
    console.print(Text(t("sweep.effects.note", lang)))


def _written(effect: Effect, lang: str) -> str:
    mean, low, high = (write(effect.metric, x, lang) for x in (effect.mean, effect.lo, effect.hi))
    return f"{mean} {numbers.interval(low, high, lang)}"


def _short(text: str) -> str:
    return text if len(text) <= 2 * LONGEST else text[: 2 * LONGEST - 1] + "…"


def _picture(
    design: StudyDesign, store: SweepStore, found: Sequence[Effect], form: str, lang: str
) -> bytes:
    metrics = list(dict.fromkeys(effect.metric for effect in found))
    told = store.manifest
    about = {
        "version": f"simcommunity {told['versions']['simcommunity']}",
        "scenario_hash": told["scenario_hash"],
        "seed": str(told["seed"]),
        "command": told["command"],
    }
    made = f"{about['version']} · {told['scenario_hash']} · seed {told['seed']}"
    replicates = numbers.count("replicate", design.replicates, lang)
    return render(
        partial(draw_effects, found=found, lang=lang),
        form,
        lang,
        size=(SIZE[0], 1.2 + 2.1 * len(metrics)),
        title=f"{t('sweep.figure', lang)} · {printable(design.base.scenario.title.said(lang))}",
        footer=f"{t('report.simulated', lang)} · {made} · {len(design.points)} × {replicates}\n"
        f"{told['command']}",
        about=about,
    )


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
