"""A sensitivity study as one page that works offline, and everything its folder gets."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from simcommunity.i18n import t
from simcommunity.report.cautions import warnings
from simcommunity.report.html import Facts, made_from, page
from simcommunity.report.metrics import label
from simcommunity.report.result_folder import Store
from simcommunity.report.run_table import printable
from simcommunity.report.scenario_words import in_a_row
from simcommunity.report.sensitivity import words
from simcommunity.report.sensitivity.figures import all_figures
from simcommunity.report.sensitivity.table import notes
from simcommunity.report.study_files import write_study

if TYPE_CHECKING:
    from simcommunity.study.sensitivity.study import Sensitivity


def write_sensitivity(
    store: Store,
    study: Sensitivity,
    command: str,
    lang: str,
    forms: Sequence[str] | None = None,
) -> None:
    """Write `sensitivity.json`, the figures and `report.html`, once no runs are missing."""
    if study.missing:
        return
    made = {"scenario_hash": study.hash, "seed": str(study.seed)}
    write_study(
        store, study.as_dict(), partial(all_figures, study), partial(words.origin, study),
        partial(sensitivity_page, study), command, lang, forms, made_from=made,
        names=("sensitivity.json", "report.html"),
    )  # fmt: skip


def sensitivity_page(study: Sensitivity, command: str, lang: str) -> str:
    """Return the report of a study as a page."""
    return page("report/templates/sensitivity.html", partial(_told, study, command), lang)


def _told(study: Sensitivity, command: str, lang: str) -> dict[str, Any]:
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
        "origin": words.origin(study, lang),
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
        "command": command,
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
