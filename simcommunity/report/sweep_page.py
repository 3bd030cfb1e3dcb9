"""A sweep as a page: what moves what, and by how much."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from simcommunity.i18n import t
from simcommunity.report.cautions import warnings
from simcommunity.report.html import NARROW, WIDE, Sheet, again, element, figure, made_from, page
from simcommunity.report.html import told as listed
from simcommunity.report.sweep_effects import draw_effects, effects_table, figure_height, strongest
from simcommunity.results.estimates import cautions_of
from simcommunity.scenario.errors import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simcommunity.study.sweep.design import StudyDesign
    from simcommunity.study.sweep.effects import Effect
    from simcommunity.study.sweep.factors import Factor
    from simcommunity.study.sweep.store import SweepStore


def sweep_page(design: StudyDesign, store: SweepStore, found: Sequence[Effect], lang: str) -> str:
    """Return the page of a sweep."""
    return page(partial(_sheet, design, store, found), lang)


def _sheet(design: StudyDesign, store: SweepStore, found: Sequence[Effect], lang: str) -> Sheet:
    title = printable(design.base.scenario.title.said(lang))
    told = store.manifest
    metrics = list(dict.fromkeys(effect.metric for effect in found))
    high = figure_height(metrics)
    where = [
        (printable(factor.name), [_varied(factor, design, k)])
        for k, factor in enumerate(design.factors)
    ]
    story = t("sweep.story", lang, points=len(design.points), n=design.replicates)
    body = [
        element("h2", t("report.verdict", lang)),
        *(element("p", one, "start") for one in warnings(cautions_of(design.replicates), lang)),
        *(element("p", strongest(found, metric, lang), "verdict") for metric in metrics),
        element("h2", t("sweep.figure", lang)),
        figure(
            "effects",
            partial(draw_effects, found=found, lang=lang),
            t("sweep.caption", lang),
            lang,
            data=effects_table(found, lang),
            wide=(WIDE[0], high),
            narrow=(NARROW[0], high),
        ),
        element("p", t("sweep.effects.note", lang), "note"),
        element("h2", t("sweep.varied", lang)),
        listed(where),
        *again(told["command"], lang, made_from(told["seed"], [told["scenario_hash"]], lang)),
    ]
    version = told["versions"]["simcommunity"]
    origin = f"simcommunity {version} · {told['scenario_hash']} · seed {told['seed']}"
    heading = t("sweep.title", lang, title=title)
    return Sheet(heading, origin, [element("p", story, "story")], body, title)


def _varied(factor: Factor, design: StudyDesign, k: int) -> str:
    """Write what somebody varied: the values of a list, or the ends of a range."""
    if not factor.is_range:
        return ", ".join(printable(str(label)) for label in factor.labels(factor.codes))
    codes = design.points[:, k]
    return f"{codes.min():.4g} – {codes.max():.4g}"
