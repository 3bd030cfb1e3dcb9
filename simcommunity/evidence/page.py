"""The evidence as one page that works offline, with a figure for every claim."""

from __future__ import annotations

import logging
import math
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from simcommunity.evidence.table import heads, rows
from simcommunity.evidence.text import evidence_text
from simcommunity.evidence.words import described, diagnosis, standing, state, statement
from simcommunity.i18n import t
from simcommunity.report.drawing import BLUE, FAINT, GREEN, INK, RED, SOFT, name_axis
from simcommunity.report.html import page
from simcommunity.report.pictures import Picture
from simcommunity.report.result_folder import Store, to_json
from simcommunity.report.run_table import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from simcommunity.evidence.judging import PartResult
    from simcommunity.evidence.verify import Verdict, Verdicts

LOGGER = logging.getLogger("simcommunity")
FLAT, TALL = 0.95, 2.1  # inches of a part that is one point, and of one that is a curve
ROOM = 0.12  # beside the outermost thing that is drawn


def write_evidence(store: Store, verdicts: Verdicts, command: str, lang: str, *_: object) -> None:
    """Write `verify.json`, `evidence.html` and `evidence.md`; there are no figures."""
    store.put("verify.json", to_json({**verdicts.as_dict(), "command": command}).encode())
    store.put("evidence.md", evidence_text(verdicts, lang).encode())
    store.put("evidence.html", evidence_page(verdicts, command, lang).encode())
    written = store.commit()
    LOGGER.info(t("cli.written", lang, folder=store.folder, files=", ".join(written)))


def evidence_page(verdicts: Verdicts, command: str, lang: str) -> str:
    """Return the page.

    Args:
        verdicts: what came of the registry.
        command: the command line that made it.
        lang: "zh" or "en".
    """
    return page("evidence/templates/evidence.html", partial(_told, verdicts, command), lang)


def _told(verdicts: Verdicts, command: str, lang: str) -> dict[str, Any]:
    version, seed = verdicts.version, verdicts.seed
    return {
        "heading": t("verify.title", lang),
        "origin": t("verify.origin", lang, version=version, seed=seed, command=command),
        "deep": True,
        "counts": _counts(verdicts, lang),
        "parts": {
            heading: [_entry(verdict, lang) for verdict in some]
            for heading, some in (
                *(
                    (t("verify.md.claims", lang, kind=t(f"verify.short.{kind}", lang)), some)
                    for kind, some in verdicts.by_kind.items()
                ),
                (t("verify.facts", lang), verdicts.facts),
            )
        },
        "heads": heads(lang),
    }


def _counts(verdicts: Verdicts, lang: str) -> list[tuple[str, str]]:
    """Return how many hold, the claims kind by kind."""

    def of(some: Sequence[Verdict]) -> str:
        return t("verify.of", lang, n=sum(v.holds for v in some), all=len(some))

    return [
        *(
            (t("verify.tile.claims", lang, kind=t(f"verify.short.{kind}", lang)), of(some))
            for kind, some in verdicts.by_kind.items()
        ),
        (t("verify.tile.facts", lang), of(verdicts.facts)),
    ]


def _entry(verdict: Verdict, lang: str) -> dict[str, Any]:
    """Return heading, figure and table of one claim."""
    entry = verdict.entry
    high = sum(FLAT if part.part.across is None else TALL for part in verdict.parts)
    return {
        "heading": f"{entry.id} {state(verdict.holds, lang)}",
        "statement": statement(entry, lang),
        "standing": standing(verdict, lang),
        "picture": Picture(
            f"evidence-{entry.id}",
            partial(draw, verdict=verdict, lang=lang),
            entry.id,
            t("verify.caption", lang),
            height=high,
            narrow=1.15 * high,
        ),
        "rows": rows(verdict, lang),
        "diagnosis": "" if verdict.holds else diagnosis(verdict, lang),
    }


def draw(figure: Figure, verdict: Verdict, lang: str) -> None:
    """Draw every part: its point with the interval, or its curve, and the band shaded."""
    heights = [FLAT if part.part.across is None else TALL for part in verdict.parts]
    grid = figure.subplots(len(heights), 1, squeeze=False, gridspec_kw={"height_ratios": heights})
    for axes, part in zip(grid[:, 0], verdict.parts, strict=True):
        if part.part.across is None:
            _point(axes, part)
        else:
            _curve(axes, verdict, part, lang)
        name_axis(axes, described(verdict.entry, part, lang))


def _point(axes: Axes, part: PartResult) -> None:
    """Draw one effect on a line."""
    effect, asked = part.effect, part.band
    ends = [x for x in (*effect[:3], asked.lo, asked.hi) if math.isfinite(x)]
    low, high = (min(ends), max(ends)) if ends else (0.0, 1.0)
    room = ROOM * ((high - low) or abs(high) or 1.0)
    axes.set_xlim(low - room, high + room)
    if part.part.predicate:
        start, end = max(asked.lo, low - room), min(asked.hi, high + room)
        axes.axvspan(start, end, color=GREEN, alpha=0.15, linewidth=0)
    colour = BLUE if part.holds else RED
    if math.isfinite(effect.lo) and math.isfinite(effect.hi):
        axes.plot([effect.lo, effect.hi], [0, 0], color=colour, linewidth=2.4)
    if math.isfinite(effect.value):
        axes.plot([effect.value], [0], "o", color=colour, markersize=6)
    axes.set_ylim(-1, 1)
    axes.set_yticks([])
    axes.grid(visible=False)
    axes.tick_params(axis="x", labelsize="small")


def _curve(axes: Axes, verdict: Verdict, part: PartResult, lang: str) -> None:
    """Draw the arms of a shape in order, each with its interval."""
    place = np.arange(len(part.points))
    value = np.array([point.value for _, point in part.points])
    low = np.array([point.lo for _, point in part.points])
    high = np.array([point.hi for _, point in part.points])
    colour = BLUE if part.holds else RED
    axes.plot(place, value, color=FAINT, zorder=1)
    axes.vlines(place, low, high, color=colour, linewidth=2.4)
    axes.plot(place, value, "o", color=colour, markersize=5)
    names = [printable(verdict.entry.called(name, lang)) for name, _ in part.points]
    axes.set_xticks(place, names, rotation=30, ha="right", fontsize="small", color=INK)
    axes.spines["bottom"].set_color(SOFT)
    axes.set_ylim(0, None)
