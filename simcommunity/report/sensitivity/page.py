"""A sensitivity study as one page that works offline, and everything its folder gets."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING

from simcommunity.i18n import t
from simcommunity.report.drawing import render
from simcommunity.report.files import in_forms
from simcommunity.report.metrics import label
from simcommunity.report.page import Sheet, element, figure, page, table, tiles, told
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
from simcommunity.report.store import Store, to_json
from simcommunity.report.table import printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from simcommunity.study.sensitivity.study import Sensitivity

TALK = logging.getLogger("simcommunity")


def write_sensitivity(
    folder: Path,
    study: Sensitivity,
    command: str,
    lang: str,
    forms: Sequence[str] | None = None,
) -> None:
    """Write `sensitivity.json`, the figures and `report.html`; raises OSError."""
    with Store(folder, {}) as store:
        store.put("sensitivity.json", to_json({**study.as_dict(), "command": command}).encode())
        written = store.commit()
        drawn_in = in_forms(forms, lang)
        for form, spoken in drawn_in:
            for name, draw, title, high in figures.all_figures(study, spoken):
                footer = f"{t('report.simulated', spoken)} · {words.origin(study, spoken)}"
                picture = render(
                    draw,
                    form,
                    spoken,
                    size=(7.4, high + 0.6),
                    title=title,
                    footer=footer,
                    about=about(study, command),
                )
                store.put(f"{name}.{form}", picture)
        store.put("report.html", sensitivity_page(study, command, lang).encode())
        written += store.commit()
    TALK.info(t("cli.written", lang, folder=folder, files=", ".join(written)))


def about(study: Sensitivity, command: str) -> dict[str, str]:
    """Return where a file comes from."""
    return {
        "version": f"simcommunity {study.version}",
        "scenario_hash": study.hash,
        "seed": str(study.seed),
        "command": command,
    }


def sensitivity_page(study: Sensitivity, command: str, lang: str) -> str:
    """Return the report of a study as a page."""
    return page(partial(_sheet, study, command), lang)


def _sheet(study: Sensitivity, command: str, lang: str) -> Sheet:
    title = printable(study.plan.title.said(lang))
    origin = words.origin(study, lang)
    body = [
        "<header>",
        element("div", t("report.simulated", lang), "mark"),
        element("h1", title),
        element("p", t("sensitivity.story", lang), "story"),
        tiles(_ranges(study, lang)),
        "</header>",
        "<main>",
        *(element("p", note, "note") for note in notes(study, lang)),
        *_boxes(study, lang),
        *_screening(study, lang),
        *_variance(study, lang),
        element("h2", t("report.again", lang)),
        told(
            [
                (t("report.command", lang), [command]),
                (t("report.seed", lang), [str(study.seed)]),
                (t("report.hash", lang), [study.hash]),
            ]
        ),
    ]
    return Sheet(title, origin, body)


def _ranges(study: Sensitivity, lang: str) -> list[tuple[str, str]]:
    """Return what was varied and over which range."""
    told = []
    for factor in study.plan.factors:
        if factor.is_range:
            low, high = words.number(factor.low), words.number(factor.high)
            said = t("unit.interval", lang, low=low, high=high)
        else:
            said = t("sensitivity.or", lang).join(map(str, factor.labels(factor.codes)))
        told.append((words.called(study.plan, factor.name, lang), printable(said)))
    return told


def _drawn(study: Sensitivity, start: str, lang: str) -> dict[str, tuple[partial[None], float]]:
    return {
        name: (draw, high)
        for name, draw, _, high in figures.all_figures(study, lang)
        if name.startswith(start)
    }


def _screening(study: Sensitivity, lang: str) -> Iterator[str]:
    if study.screening:
        yield element("h2", t("sensitivity.screening", lang))
        yield element("p", t("sensitivity.screening.note", lang), "note")
    drawn = _drawn(study, "screening-", lang)
    for metric, found in study.screening.items():
        yield element("h3", label(metric, lang))
        yield from (element("p", one, "verdict") for one in words.screened(study, metric, lang))
        if found is not None:
            draw, high = drawn[f"screening-{metric}"]
            caption = t("sensitivity.screening.caption", lang)
            yield _figure(f"screening-{metric}", draw, caption, lang, high)
            yield table(effect_heads(lang), effect_rows(study, metric, found, lang))


def _variance(study: Sensitivity, lang: str) -> Iterator[str]:
    if study.variance:
        yield element("h2", t("sensitivity.variance", lang))
        yield element("p", t("sensitivity.variance.note", lang), "note")
    drawn = _drawn(study, "variance-", lang)
    for metric, found in study.variance.items():
        yield element("h3", label(metric, lang))
        yield from (element("p", one, "verdict") for one in words.explained(study, metric, lang))
        if found is not None:
            draw, high = drawn[f"variance-{metric}"]
            caption = t("sensitivity.variance.caption", lang)
            yield _figure(f"variance-{metric}", draw, caption, lang, high)
            yield table(share_heads(lang), share_rows(study, found, lang))


def _boxes(study: Sensitivity, lang: str) -> Iterator[str]:
    if study.sought:
        yield element("h2", t("sensitivity.boxes", lang))
        yield element("p", t("sensitivity.boxes.note", lang), "note")
    drawn = _drawn(study, "box-", lang)
    for k, sought in enumerate(study.sought, 1):
        yield element("h3", words.happening(sought.case, lang))
        yield from (element("p", one, "verdict") for one in words.discovered(study, sought, lang))
        for j, found in enumerate(sought.found.boxes if sought.found else (), 1):
            draw, high = drawn[f"box-{k}-{j}"]
            caption = t("sensitivity.boxes.caption", lang)
            yield _figure(f"box-{k}-{j}", draw, caption, lang, high)
            yield table(box_heads(lang), box_rows(study, found, lang))


def _figure(name: str, draw: partial[None], caption: str, lang: str, high: float) -> str:
    return figure(name, draw, caption, lang, data=None, wide=(7.4, high), narrow=(4.2, 1.1 * high))
