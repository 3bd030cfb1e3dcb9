"""Everything that is put into the folder of results."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from functools import partial

import pyarrow.parquet as pq
import yaml

from simcommunity import __version__
from simcommunity.report import numbers
from simcommunity.report.pictures import picture_files
from simcommunity.report.result_folder import Store, to_json
from simcommunity.report.run_figures import run_pictures
from simcommunity.report.run_page import RunReport, report
from simcommunity.results.columns import with_units
from simcommunity.scenario.loader import Loaded
from simcommunity.simulation.events import events_table
from simcommunity.simulation.running import Result
from simcommunity.simulation.tables import Tables
from simcommunity.simulation.workers import Job
from simcommunity.study.compare.comparing import Comparison


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
    """
    for index, digest in digests.items():
        table, again = events_table(Job(design, seed, "compiled"), index)
        if again != digest:
            raise RuntimeError(f"replicate {index} was not the same when it was lived again")
        store.add_table("events", table)


def write_data(store: Store, result: Result, command: str) -> list[str]:
    """Put a run's data into place, before anything else is tried, and return the files' names."""
    store.put("summary.json", to_json({**result.as_dict(), "command": command}).encode())
    return store.commit()


def write_report(
    store: Store, told: RunReport, lang: str, forms: Sequence[str] | None = None
) -> list[str]:
    """Write the figures and the report of a run, and return the files' names."""
    result, command = told.result, told.command
    if told.changes is not None:
        changes = {**told.changes.as_dict(), "command": command}
        store.put("changes.json", to_json(changes).encode())
    drawn = picture_files(
        partial(run_pictures, result), partial(made, result),
        about_result(result, command), lang, forms,
    )  # fmt: skip
    for name, content in drawn:
        store.put(name, content)
    store.put("report.html", report(told, lang).encode())
    return store.commit()


def replicates_file(comparison: Comparison, command: str) -> bytes:
    """Return every metric of each arm in each replicate, as Parquet with where it comes from.

    Times are means restricted to the horizon that all arms share.
    """
    results = [arm.result for arm in comparison.arms]
    hashes = " ".join(result.scenario_hash for result in results)
    about = {
        "version": __version__,
        "scenario_hash": hashes,
        "seed": str(results[0].seed),
        "command": command,
    }
    out = io.BytesIO()
    table = with_units(comparison.by_replicate).replace_schema_metadata(about)
    pq.write_table(table, out, compression="zstd")
    return out.getvalue()


def made(result: Result, lang: str) -> str:
    """Return what makes the numbers of a run again, in one line of small print."""
    replicates = numbers.count("replicate", result.replicates, lang)
    return (
        f"simcommunity {result.version} · {result.scenario_hash} · seed {result.seed} · "
        f"{replicates}"
    )


def about_result(result: Result, command: str = "") -> dict[str, str]:
    """Return the same for the metadata of figures."""
    return {
        "version": f"simcommunity {result.version}",
        "scenario_hash": result.scenario_hash,
        "seed": str(result.seed),
        "command": command,
    }
