"""An optimisation as one page that works offline, and everything its folder gets."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from simcommunity.i18n import t
from simcommunity.report.html import Sheet, again, element, figure, page, table, told
from simcommunity.report.optimisation import (
    called,
    columns,
    headline,
    judged,
    origin,
    playbook_told,
    rows,
)
from simcommunity.report.optimisation_figures import FIGURES, trace_table
from simcommunity.report.run_table import printable
from simcommunity.report.study_files import Picture, write_study

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simcommunity.report.result_folder import Store
    from simcommunity.study.optimise.optimising import Optimisation


def write_optimisation(
    store: Store,
    result: Optimisation,
    command: str,
    lang: str,
    forms: Sequence[str] | None = None,
) -> None:
    """Write the files of an optimisation: playbooks and numbers first, then figures and report."""
    playbooks = {}
    for number, place in enumerate(result.recommended, 1):
        name = "best.yaml" if len(result.recommended) == 1 else f"best_{number}.yaml"
        playbooks[name] = result.yaml(place).encode()
    write_study(
        store, result.as_dict(), partial(_pictures, result), partial(optimisation_page, result),
        command, lang, forms, made_from={"scenario_hash": result.task.base.hash}, more=playbooks,
    )  # fmt: skip


def _pictures(result: Optimisation, lang: str) -> dict[str, Picture]:
    return {
        name: Picture(
            partial(draw, result=result, lang=lang),
            t(f"picture.{name}", lang),
            origin(result, lang),
        )
        for name, draw in FIGURES.items()
    }


def optimisation_page(result: Optimisation, command: str, lang: str) -> str:
    """Return the report of an optimisation as a page."""
    return page(partial(_sheet, result, command), lang)


def _sheet(result: Optimisation, command: str, lang: str) -> Sheet:
    name = printable(result.task.base.scenario.title.said(lang))
    intro = [element("p", one, "start") for one in headline(result, lang)]
    body = [
        element("p", judged(result, lang)),
        table(columns(result, lang), rows(result, lang)),
    ]
    for key, draw in FIGURES.items():
        body.append(element("h2", t(f"picture.{key}", lang)))
        paint = partial(draw, result=result, lang=lang)
        front = ".front" if key == "judged" and result.verdict is None else ""
        data = trace_table(result, lang) if key == "progress" else None
        caption = t(f"picture.{key}{front}.caption", lang)
        body.append(figure(key, paint, caption, lang, data=data))
    for place in result.recommended:
        body.append(element("h2", called(result, place, lang)))
        body.append(told(playbook_told(result, place, lang)))
        body.append(f'<div class="scroll">{element("pre", result.yaml(place))}</div>')
    body += [element("p", t("optimise.limits", lang), "note"), *again(command, lang)]
    return Sheet(t("optimise.title", lang, title=name), origin(result, lang), intro, body)
