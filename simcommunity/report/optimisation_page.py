"""An optimisation as one page that works offline, and everything its folder gets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from simcommunity.i18n import t
from simcommunity.report.html import page
from simcommunity.report.optimisation import (
    called,
    columns,
    headline,
    judged,
    origin,
    playbook_told,
    rows,
)
from simcommunity.report.optimisation_figures import FIGURES
from simcommunity.report.pictures import Picture
from simcommunity.report.result_folder import Store
from simcommunity.report.run_table import printable
from simcommunity.report.study_files import write_study

if TYPE_CHECKING:
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
        store, result.as_dict(), partial(_pictures, result), partial(origin, result),
        partial(optimisation_page, result), command, lang, forms,
        made_from={"scenario_hash": result.task.base.hash}, more=playbooks,
    )  # fmt: skip


def _pictures(result: Optimisation, lang: str) -> Iterator[Picture]:
    for name, (draw, tabulate) in FIGURES.items():
        front = ".front" if name == "judged" and result.verdict is None else ""
        yield Picture(
            name,
            partial(draw, result=result, lang=lang),
            t(f"picture.{name}", lang),
            t(f"picture.{name}{front}.caption", lang),
            tabulate(result, lang) if tabulate else None,
        )


def optimisation_page(result: Optimisation, command: str, lang: str) -> str:
    """Return the report of an optimisation as a page."""
    return page("report/templates/optimisation.html", partial(_told, result, command), lang)


def _told(result: Optimisation, command: str, lang: str) -> dict[str, Any]:
    name = printable(result.task.base.scenario.title.said(lang))
    return {
        "heading": t("optimise.title", lang, title=name),
        "origin": origin(result, lang),
        "start": headline(result, lang),
        "judged": judged(result, lang),
        "heads": columns(result, lang),
        "rows": rows(result, lang),
        "pictures": _pictures(result, lang),
        "playbooks": [
            (called(result, place, lang), playbook_told(result, place, lang), result.yaml(place))
            for place in result.recommended
        ],
        "command": command,
    }
