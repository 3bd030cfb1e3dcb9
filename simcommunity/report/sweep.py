"""What a sweep leaves beside its parts: the effects of what varies, as a figure and as JSON."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from simcommunity.i18n import t
from simcommunity.report import numbers
from simcommunity.report.cautions import warnings
from simcommunity.report.pictures import picture_files
from simcommunity.report.result_folder import to_json
from simcommunity.report.sweep_effects import effects_table, strongest
from simcommunity.report.sweep_page import made, sweep_page, sweep_pictures
from simcommunity.results.estimates import cautions_of
from simcommunity.results.whole_files import publish
from simcommunity.study.sweep.effects import in_numbers

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from typing import TextIO

    from simcommunity.study.sweep.design import StudyDesign
    from simcommunity.study.sweep.effects import Effect
    from simcommunity.study.sweep.store import SweepStore

LOGGER = logging.getLogger("simcommunity")
LONGEST = 80


def write_sweep(
    design: StudyDesign,
    store: SweepStore,
    told: dict[str, Any],
    found: Sequence[Effect],
    lang: str,
    forms: Sequence[str] | None = None,
) -> None:
    """Write `summary.json`, the figure of the effects and a page into the folder of the store."""
    summary = to_json({**told, **in_numbers(found)}).encode()
    files = {"summary.json": summary}
    if design.factors and found:
        manifest = store.manifest
        about = {
            "version": f"simcommunity {manifest['versions']['simcommunity']}",
            "scenario_hash": manifest["scenario_hash"],
            "seed": str(manifest["seed"]),
            "command": manifest["command"],
        }
        pictures, origin = partial(sweep_pictures, design, found), partial(_origin, design, store)
        files |= picture_files(pictures, origin, about, lang, forms)
        files["report.html"] = sweep_page(design, store, found, lang).encode()
    for name, data in files.items():
        publish(store.folder, name, partial(_put, data=data))
    LOGGER.info(t("cli.written", lang, folder=store.folder, files=", ".join(files)))


def _origin(design: StudyDesign, store: SweepStore, lang: str) -> str:
    replicates = numbers.count("replicate", design.replicates, lang)
    return f"{made(store.manifest)} · {len(design.points)} × {replicates}"


def _put(file: Path, data: bytes) -> None:
    file.write_bytes(data)


def show_effects(found: Sequence[Effect], lang: str, out: TextIO) -> None:
    """Write the effects as a table, each mean with its interval."""
    (first, *heads), rows = effects_table(found, lang)
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column(first)
    for head in heads:
        table.add_column(head, justify="right")
    for name, *cells in rows:
        table.add_row(Text(_short(name)), *map(Text, cells))
    console = Console(file=out, width=None if out.isatty() else 140, highlight=False)
    for sentence in warnings(cautions_of(len(found[0].each)), lang):
        console.print(Text(sentence, style="bold"))
    console.print(table)
    for metric in dict.fromkeys(effect.metric for effect in found):
        console.print(Text(strongest(found, metric, lang)))
    console.print(Text(t("sweep.effects.note", lang)))


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
