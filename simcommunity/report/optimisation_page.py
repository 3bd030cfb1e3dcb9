"""An optimisation as one page that works offline, and everything its folder gets."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from simcommunity.i18n import t
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
from simcommunity.report.run_table import printable
from simcommunity.report.study_files import StudyReport

if TYPE_CHECKING:
    from simcommunity.study.optimise.optimising import Optimisation


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


def _told(result: Optimisation, lang: str) -> dict[str, Any]:
    name = printable(result.task.base.scenario.title.said(lang))
    return {
        "heading": t("optimise.title", lang, title=name),
        "start": headline(result, lang),
        "judged": judged(result, lang),
        "heads": columns(result, lang),
        "rows": rows(result, lang),
        "playbooks": [
            (called(result, place, lang), playbook_told(result, place, lang), result.yaml(place))
            for place in result.recommended
        ],
    }


def _playbooks(result: Optimisation, _: str) -> dict[str, bytes]:
    """Return what is recommended, as files of scenarios."""
    one = len(result.recommended) == 1
    return {
        "best.yaml" if one else f"best_{number}.yaml": result.yaml(place).encode()
        for number, place in enumerate(result.recommended, 1)
    }


OPTIMISATION = StudyReport(
    "optimisation",
    _told,
    _pictures,
    origin,
    made_from=lambda result: {"scenario_hash": result.task.base.hash},
    more=_playbooks,
)
