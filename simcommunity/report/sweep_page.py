"""A sweep as a page: what moves what, and by how much."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from simcommunity.i18n import t
from simcommunity.report.cautions import warnings
from simcommunity.report.html import made_from, page
from simcommunity.report.pictures import Picture
from simcommunity.report.sweep_effects import draw_effects, effects_table, strongest
from simcommunity.results.estimates import cautions_of
from simcommunity.scenario.errors import printable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from simcommunity.study.sweep.design import StudyDesign
    from simcommunity.study.sweep.effects import Effect
    from simcommunity.study.sweep.factors import Factor
    from simcommunity.study.sweep.store import SweepStore


def sweep_pictures(design: StudyDesign, found: Sequence[Effect], lang: str) -> list[Picture]:
    """Return the figure of the effects."""
    high = 0.6 + 2.1 * len({effect.metric for effect in found})
    return [
        Picture(
            "effects",
            partial(draw_effects, found=found, lang=lang),
            t("sweep.figure", lang),
            t("sweep.caption", lang),
            effects_table(found, lang),
            of=printable(design.base.scenario.title.said(lang)),
            height=high,
            narrow=high,
        )
    ]


def sweep_page(design: StudyDesign, store: SweepStore, found: Sequence[Effect], lang: str) -> str:
    """Return the page of a sweep."""
    return page("report/templates/sweep.html", partial(_told, design, store, found), lang)


def _told(
    design: StudyDesign, store: SweepStore, found: Sequence[Effect], lang: str
) -> dict[str, Any]:
    title = printable(design.base.scenario.title.said(lang))
    told = store.manifest
    return {
        "heading": t("sweep.title", lang, title=title),
        "origin": made(told),
        "title": title,
        "story": t("sweep.story", lang, points=len(design.points), n=design.replicates),
        "start": warnings(cautions_of(design.replicates), lang),
        "strongest": [
            strongest(found, metric, lang)
            for metric in dict.fromkeys(effect.metric for effect in found)
        ],
        "pictures": sweep_pictures(design, found, lang),
        "varied": [
            (printable(factor.name), [_varied(factor, design, k)])
            for k, factor in enumerate(design.factors)
        ],
        "command": told["command"],
        "made_from": made_from(told["seed"], [told["scenario_hash"]], lang),
    }


def made(manifest: Mapping[str, Any]) -> str:
    """Return what makes a store again, in one line."""
    version = manifest["versions"]["simcommunity"]
    return f"simcommunity {version} · {manifest['scenario_hash']} · seed {manifest['seed']}"


def _varied(factor: Factor, design: StudyDesign, k: int) -> str:
    """Write what somebody varied: the values of a list, or the ends of a range."""
    if not factor.is_range:
        return ", ".join(printable(str(label)) for label in factor.labels(factor.codes))
    codes = design.points[:, k]
    return f"{codes.min():.4g} – {codes.max():.4g}"
