"""A sensitivity study as one page that works offline, and everything its folder gets."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from simcommunity.i18n import t
from simcommunity.report.cautions import warnings
from simcommunity.report.drawing import SIZE, Paint
from simcommunity.report.html import (
    NARROW,
    WIDE,
    Sheet,
    again,
    element,
    figure,
    made_from,
    page,
    table,
    told,
)
from simcommunity.report.metrics import label
from simcommunity.report.result_folder import Store
from simcommunity.report.run_table import printable
from simcommunity.report.scenario_words import in_a_row
from simcommunity.report.sensitivity import figures, words
from simcommunity.report.sensitivity.table import (
    box_heads,
    box_rows,
    effect_heads,
    effect_rows,
    notes,
    share_heads,
    share_rows,
)
from simcommunity.report.study_files import Picture, write_study

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from simcommunity.study.sensitivity.study import Sensitivity

# Name, drawing and height in inches of a figure, and heads and rows of the table below it.
Shown = tuple[str, Paint, float, list[str], list[list[str]]]


def write_sensitivity(
    folder: Path,
    study: Sensitivity,
    command: str,
    lang: str,
    forms: Sequence[str] | None = None,
) -> None:
    """Write `sensitivity.json`, the figures and `report.html`; raises OSError."""
    made = {"scenario_hash": study.hash, "seed": str(study.seed)}
    with Store(folder, {}) as store:
        write_study(
            store, study.as_dict(), partial(_pictures, study), partial(sensitivity_page, study),
            command, lang, forms, made_from=made, summary="sensitivity.json",
        )  # fmt: skip


def _pictures(study: Sensitivity, lang: str) -> dict[str, Picture]:
    origin = words.origin(study, lang)
    return {
        name: Picture(draw, title, origin, size=(SIZE[0], high + 0.6))
        for name, draw, title, high in figures.all_figures(study, lang)
    }


def sensitivity_page(study: Sensitivity, command: str, lang: str) -> str:
    """Return the report of a study as a page."""
    return page(partial(_sheet, study, command), lang)


def _sheet(study: Sensitivity, command: str, lang: str) -> Sheet:
    intro = [
        element("p", t("sensitivity.story", lang), "story"),
        *(element("p", one, "start") for one in warnings(study.cautions, lang)),
        told(_ranges(study, lang)),
    ]
    body = [
        *(element("p", note, "note") for note in notes(study, lang)),
        *_chapter("boxes", _boxes(study, lang), lang),
        *_chapter("screening", _screening(study, lang), lang),
        *_chapter("variance", _variance(study, lang), lang),
        *again(command, lang, made_from(study.seed, [study.hash], lang)),
    ]
    title = printable(study.plan.title.said(lang))
    return Sheet(title, words.origin(study, lang), intro, body)


def _ranges(study: Sensitivity, lang: str) -> list[tuple[str, list[str]]]:
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


def _chapter(
    part: str, sections: Iterable[tuple[str, list[str], list[Shown]]], lang: str
) -> Iterator[str]:
    """Yield one question of a study: of each thing asked a heading, the answer, and figures."""
    caption = t(f"sensitivity.{part}.caption", lang)
    for k, (heading, sentences, shown) in enumerate(sections):
        if k == 0:
            yield element("h2", t(f"sensitivity.{part}", lang))
            yield element("p", t(f"sensitivity.{part}.note", lang), "note")
        yield element("h3", heading)
        yield element("p", in_a_row(sentences, lang), "verdict")
        for name, draw, high, heads, rows in shown:
            yield figure(name, draw, caption, lang, data=None,
                         wide=(WIDE[0], high), narrow=(NARROW[0], 1.1 * high))  # fmt: skip
            yield table(heads, rows)


def _screening(study: Sensitivity, lang: str) -> Iterator[tuple[str, list[str], list[Shown]]]:
    drawn = _drawn(study, lang)
    for metric, found in study.screening.items():
        shown = []
        if found is not None:
            rows = effect_rows(study, metric, found, lang)
            name = f"screening-{metric}"
            shown.append((name, *drawn[name], effect_heads(lang), rows))
        yield label(metric, lang), words.screened(study, metric, lang), shown


def _variance(study: Sensitivity, lang: str) -> Iterator[tuple[str, list[str], list[Shown]]]:
    drawn = _drawn(study, lang)
    for metric, found in study.variance.items():
        shown = []
        if found is not None:
            name = f"variance-{metric}"
            shown.append((name, *drawn[name], share_heads(lang), share_rows(study, found, lang)))
        yield label(metric, lang), words.explained(study, metric, lang), shown


def _boxes(study: Sensitivity, lang: str) -> Iterator[tuple[str, list[str], list[Shown]]]:
    drawn = _drawn(study, lang)
    for k, sought in enumerate(study.sought, 1):
        shown = []
        for j, found in enumerate(sought.found.boxes if sought.found else (), 1):
            name = f"box-{k}-{j}"
            shown.append((name, *drawn[name], box_heads(lang), box_rows(study, found, lang)))
        yield words.happening(sought.case, lang), words.discovered(study, sought, lang), shown


def _drawn(study: Sensitivity, lang: str) -> dict[str, tuple[Paint, float]]:
    return {name: (draw, high) for name, draw, _, high in figures.all_figures(study, lang)}
