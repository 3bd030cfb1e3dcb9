"""Everything that is put into the folder of results."""

from __future__ import annotations

import io
import logging
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import yaml

from simcommunity import __version__
from simcommunity.i18n import FALLBACK, t
from simcommunity.report import numbers
from simcommunity.report.comparison_page import comparison_page, figures, higher
from simcommunity.report.drawing import SIZE, Paint, render
from simcommunity.report.fonts import chinese_font
from simcommunity.report.rescue import heading, height, rescue_page, window
from simcommunity.report.result_folder import Store, to_json
from simcommunity.report.run_figures import figures_of
from simcommunity.report.run_page import RunReport, report
from simcommunity.report.run_table import printable
from simcommunity.simulation.events import Events, replay
from simcommunity.study.compare.differences import values

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from simcommunity.scenario.loader import Loaded
    from simcommunity.simulation.running import Result
    from simcommunity.simulation.tables import Tables
    from simcommunity.study.compare.comparing import Comparison
    from simcommunity.study.compare.rescuing import Rescue

USUAL_FORMS = ("svg", "png")
LOGGER = logging.getLogger("simcommunity")


def about_run(loaded: Loaded, seed: int | None, command: str) -> dict[str, str]:
    """Return where a run's files come from; enough to make them again."""
    scenario = loaded.scenario.model_dump(mode="json", by_alias=True)
    return {
        "version": __version__,
        "scenario_hash": loaded.hash,
        "seed": str(loaded.scenario.seed if seed is None else seed),
        "command": command,
        "scenario": yaml.safe_dump(scenario, allow_unicode=True, sort_keys=False),
    }


def write_events(store: Store, design: Tables, seed: int, digests: Mapping[int, bytes]) -> None:
    """Write what happened to whom in chosen replicates, each lived again and checked.

    Args:
        digests: number of a replicate → its digest in the run.

    Raises:
        RuntimeError: when a second life differs from the first, which would be a mistake here.
    """
    for index, digest in digests.items():
        for lived in replay(design, seed, index):
            if isinstance(lived, Events):
                store.add_events(lived.columns(index))
            elif lived.digest != digest:
                raise RuntimeError(f"replicate {index} was not the same when it was lived again")


def write_data(store: Store, result: Result, command: str) -> list[str]:
    """Put a run's data into place, before anything else is tried, and return the files' names."""
    store.put("summary.json", to_json({**result.as_dict(), "command": command}).encode())
    return store.commit()


def write_report(
    store: Store, told: RunReport, lang: str, forms: Sequence[str] | None = None
) -> list[str]:
    """Write the figures and the report of a run, and return the files' names."""
    result, tally, command = told.result, told.tally, told.command
    if told.changes is not None:
        changes = {**told.changes.as_dict(), "command": command}
        store.put("changes.json", to_json(changes).encode())
    drawn_in = in_forms(forms, lang)
    for name, draw in figures_of(result).items():
        for form, words in drawn_in:
            paint = partial(draw, result=result, tally=tally, lang=words)
            title = (
                f"{t(f'picture.{name}', words)} · {printable(result.scenario.title.said(words))}"
            )
            store.put(f"{name}.{form}", picture(paint, title, form, words, result, command))
    store.put("report.html", report(told, lang).encode())
    return store.commit()


def write_comparison(
    store: Store,
    comparison: Comparison,
    command: str,
    lang: str,
    forms: Sequence[str] | None = None,
) -> None:
    """Write the files of a comparison: first the numbers, then figures and report."""
    store.put("summary.json", to_json({**comparison.as_dict(), "command": command}).encode())
    store.put("replicates.parquet", replicates_file(comparison, command))
    written = store.commit()
    drawn_in = in_forms(forms, lang)
    base = comparison.arms[0].result
    for name, draw in figures(comparison).items():
        for form, words in drawn_in:
            paint = partial(draw, comparison=comparison, lang=words)
            title = t(f"picture.{name}", words)
            size = higher(SIZE, comparison)
            drawn = picture(paint, title, form, words, base, command, size=size)
            store.put(f"{name}.{form}", drawn)
    store.put("compare.html", comparison_page(comparison, command, lang).encode())
    written += store.commit()
    LOGGER.info(t("cli.written", lang, folder=store.folder, files=", ".join(written)))


def write_rescue(
    store: Store, rescue: Rescue, command: str, lang: str, forms: Sequence[str] | None = None
) -> None:
    """Write the files of a rescue: first the numbers, then figure and report."""
    store.put("summary.json", to_json({**rescue.as_dict(), "command": command}).encode())
    store.put("replicates.parquet", replicates_file(rescue.comparison, command))
    written = store.commit()
    base = rescue.comparison.arms[0].result
    for form, words in in_forms(forms, lang):
        paint = partial(window, rescue=rescue, lang=words)
        size = (SIZE[0], height(rescue) + 0.6)
        drawn = picture(paint, heading(rescue, words), form, words, base, command, size=size)
        store.put(f"window.{form}", drawn)
    store.put("rescue.html", rescue_page(rescue, command, lang).encode())
    written += store.commit()
    LOGGER.info(t("cli.written", lang, folder=store.folder, files=", ".join(written)))


def replicates_file(comparison: Comparison, command: str) -> bytes:
    """Return every metric of each arm in each replicate, as Parquet with where it comes from.

    Times are means restricted to the horizon that all arms share.
    """
    results = [arm.result for arm in comparison.arms]
    count = results[0].replicates
    columns: dict[str, Any] = {
        "arm": np.repeat([arm.name for arm in comparison.arms], count),
        "replicate": np.tile(np.arange(count, dtype=np.int32), len(results)),
    }
    for metric in results[0].metrics:
        columns[metric] = np.concatenate(values(metric, *results))
    hashes = " ".join(result.scenario_hash for result in results)
    about = {
        "version": __version__,
        "scenario_hash": hashes,
        "seed": str(results[0].seed),
        "command": command,
    }
    out = io.BytesIO()
    pq.write_table(pa.table(columns).replace_schema_metadata(about), out, compression="zstd")
    return out.getvalue()


def in_forms(forms: Sequence[str] | None, lang: str) -> list[tuple[str, str]]:
    """Return each form of file with the language that can be written in it here.

    Args:
        forms: "pdf", "png", "svg"; None for the usual ones.
        lang: "zh" or "en".
    """
    forms = USUAL_FORMS if forms is None else forms
    drawn = lang if set(forms) <= {"svg"} else lang_of_pictures(lang)
    return [(form, lang if form == "svg" else drawn) for form in forms]


def lang_of_pictures(lang: str) -> str:
    """Return the language pixels can be written in here: Chinese needs a Chinese font."""
    if t("language.letters", lang) and chinese_font() is None:
        LOGGER.warning(t("cli.no_cjk_font", lang))
        return FALLBACK
    return lang


def picture(
    paint: Paint,
    title: str,
    form: str,
    lang: str,
    result: Result,
    command: str,
    *,
    size: tuple[float, float] = SIZE,
) -> bytes:
    """Return a figure as a file that says in small print and in its metadata where it is from."""
    replicates = numbers.count("replicate", result.replicates, lang)
    made = f"simcommunity {result.version} · {result.scenario_hash} · seed {result.seed}"
    return render(
        paint,
        form,
        lang,
        size=size,
        title=title,
        footer=f"{t('report.simulated', lang)} · {made} · {replicates}\n{command}",
        about={
            "version": f"simcommunity {result.version}",
            "scenario_hash": result.scenario_hash,
            "seed": str(result.seed),
            "command": command,
        },
    )
