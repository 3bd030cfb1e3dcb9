"""What a sweep leaves beside its parts: the effects of what varies, as a figure and as JSON."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, TextIO

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from simcommunity.i18n import t
from simcommunity.report import numbers
from simcommunity.report.cautions import warnings
from simcommunity.report.html import made_from, page
from simcommunity.report.pictures import Picture, picture_files
from simcommunity.report.result_folder import to_json
from simcommunity.report.sweep_effects import draw_effects, effects_table, strongest
from simcommunity.results.estimates import cautions_of
from simcommunity.results.whole_files import publish
from simcommunity.scenario.errors import printable
from simcommunity.study.sweep.design import StudyDesign
from simcommunity.study.sweep.effects import Effect, in_numbers
from simcommunity.study.sweep.execute import Outcome
from simcommunity.study.sweep.factors import Factor
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


def as_dict(outcome: Outcome) -> dict[str, Any]:
    """Return the JSON object of form "simcommunity.sweep/1"."""
    store = outcome.store
    status = store.status()
    about = {
        name: store.manifest[name]
        for name in (
            "design_hash", "scenario_hash", "versions", "scenario", "design", "factors", "points",
            "replicates", "runs", "days", "seed",
        )
    }  # fmt: skip
    return {
        "schema": "simcommunity.sweep/1",
        "cautions": cautions_of(store.replicates),
        "store": str(store.folder),
        **about,
        "done": int((status == 1).sum()),
        "failed": int((status == 2).sum()),
        "found": outcome.found,
        "workers_replaced": outcome.replaced,
        "digest": store.digest(),
        "wall_s": round(outcome.wall_s, 3),
    }


def show(told: dict[str, Any], store: SweepStore, lang: str, out: TextIO) -> None:
    """Write what was done, what FAILED and why, and where to go from here."""
    console = Console(file=out, highlight=False, soft_wrap=True)

    def say(key: str, **values: object) -> None:
        console.print(t(key, lang, **values), markup=False)

    say("sweep.done", **{k: told[k] for k in ("done", "runs", "points", "replicates", "store")})
    if told["found"]:
        say("sweep.found", found=told["found"])
    if told["workers_replaced"]:
        say("sweep.replaced", count=told["workers_replaced"])
    if told["failed"]:
        say("sweep.failed", count=told["failed"], error=store.first_error())
    say("sweep.digest", digest=told["digest"], seed=told["seed"], seconds=f"{told['wall_s']:.1f}")
    say("sweep.next", store=told["store"])
