"""The picture of docs/collapse.md and of the front page, in both languages.

python experiments/collapse_picture.py    # draws docs/collapse.png and docs/collapse.zh.png
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from simcommunity.i18n import LANGUAGES, t
from simcommunity.report.drawing import (
    BLUE,
    RED,
    SOFT,
    days_axis,
    draw_band,
    name_axis,
    render,
)
from simcommunity.report.run_drawing import states
from simcommunity.results.measured import means
from simcommunity.simulation.running import Result, run

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DOCS = Path(__file__).parent.parent / "docs"
DAYS = 45
WEEK, NAMED_AT = 7, 14
SIZE = (9.6, 3.8)  # inches


def draw(whole: Result, organic: Result) -> None:
    """Draw who speaks, lurks, has muted and left, and how many groups are alive, by age."""
    for lang in LANGUAGES:
        made_by = f"simcommunity {whole.version}", whole.scenario_hash, f"seed {whole.seed}"
        footer = " · ".join((t("report.simulated", lang), *made_by))
        name = "collapse.png" if lang == "en" else f"collapse.{lang}.png"
        paint = partial(_paint, whole=_young(whole), organic=_young(organic), lang=lang)
        (DOCS / name).write_bytes(render(paint, "png", lang, size=SIZE, footer=footer))


def _young(result: Result) -> Result:
    """Return a result as it was after the first days of its groups."""
    curves = {name: values[:, :DAYS] for name, values in result.curves.items()}
    return replace(result, days=DAYS, curves=curves)


def _paint(figure: Figure, whole: Result, organic: Result, lang: str) -> None:
    left, right = figure.subfigures(1, 2, width_ratios=(1.1, 1))
    states(left, result=whole, lang=lang)
    axes = right.subplots()
    for result, colour in ((whole, RED), (organic, BLUE)):
        alive = 100 * result.curves["alive_share"]
        draw_band(axes, alive, colour)
        name = result.scenario.title.said(lang)
        axes.text(NAMED_AT, means(alive)[NAMED_AT] + 5, name, color=colour)
    axes.axvline(WEEK, color=SOFT, linewidth=0.9, linestyle=(0, (1, 2)))
    axes.set_ylim(0, 102)
    days_axis(axes, t("figure.age", lang), DAYS)
    name_axis(axes, t("figure.groups_alive", lang))
    for one in (*left.axes, axes):
        one.set_xticks(range(0, DAYS, WEEK))


if __name__ == "__main__":
    draw(run("supermarket"), run("organic", replicates=30))
