"""A sensitivity study as one page that works offline, and everything its folder gets."""

from __future__ import annotations

from typing import Any

from simcommunity.i18n import t
from simcommunity.report.cautions import warnings
from simcommunity.report.html import Facts, made_from
from simcommunity.report.metrics import label
from simcommunity.report.result_folder import Store
from simcommunity.report.run_table import printable
from simcommunity.report.scenario_words import in_a_row
from simcommunity.report.sensitivity import words
from simcommunity.report.sensitivity.figures import all_figures
from simcommunity.report.sensitivity.table import notes
from simcommunity.report.study_files import StudyReport
from simcommunity.study.sensitivity.study import Sensitivity


def _told(study: Sensitivity, lang: str) -> dict[str, Any]:
    pictures = list(all_figures(study, lang))
    parts = {
        "boxes": [
            (words.happening(one.case, lang), words.discovered(study, one, lang), f"box-{k}-")
            for k, one in enumerate(study.sought, 1)
        ],
        "screening": [
            (label(metric, lang), words.screened(study, metric, lang), f"screening-{metric}")
            for metric in study.screening
        ],
        "variance": [
            (label(metric, lang), words.explained(study, metric, lang), f"variance-{metric}")
            for metric in study.variance
        ],
    }
    return {
        "heading": printable(study.plan.title.said(lang)),
        "start": warnings(study.cautions, lang),
        "ranges": _ranges(study, lang),
        "notes": notes(study, lang),
        "parts": {
            part: [
                (heading, in_a_row(said, lang), [p for p in pictures if p.name.startswith(name)])
                for heading, said, name in sections
            ]
            for part, sections in parts.items()
        },
        "made_from": made_from(study.seed, [study.hash], lang),
    }


def _ranges(study: Sensitivity, lang: str) -> Facts:
    """Return what was varied and over which range."""
    ranges = []
    for factor in study.plan.factors:
        if factor.is_range:
            low, high = words.number(factor.low), words.number(factor.high)
            said = t("unit.interval", lang, low=low, high=high)
        else:
            said = t("sensitivity.or", lang).join(map(str, factor.labels(factor.codes)))
        ranges.append((words.called(study.plan, factor.name, lang), [printable(said)]))
    return ranges


SENSITIVITY = StudyReport(
    "sensitivity",
    _told,
    all_figures,
    words.origin,
    names=("sensitivity.json", "report.html"),
    made_from=lambda study: {"scenario_hash": study.hash, "seed": str(study.seed)},
)


def write_sensitivity(store: Store, study: Sensitivity, *told: Any) -> None:
    """Write all about a study, once no runs are missing."""
    if not study.missing:
        SENSITIVITY.write(store, study, *told)
