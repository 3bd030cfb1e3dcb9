"""A table of a whole run: its replicates are lived again, and checked to be the same."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING

from simcommunity.simulation.events import events_table
from simcommunity.simulation.workers import Job

if TYPE_CHECKING:
    import pandas as pd


def whole_table(table: str, job: Job, replicates: int, digest: str) -> pd.DataFrame:
    """Return "daily", "groups", "members" or "events" of all replicates of a run."""
    import pyarrow as pa  # noqa: PLC0415 (only whoever wants a frame pays for it)

    jobs = (os.cpu_count() or 1) if job.engine == "compiled" else 1
    found, again = [], hashlib.sha256()
    for index in range(replicates):
        if table == "events":
            some, lived = events_table(job, index)
        else:
            one = job.live(index, jobs=jobs)
            some, lived = one.table(table), one.replicate.digest
        found.append(some)
        again.update(lived)
    if again.hexdigest() != digest:
        raise RuntimeError(
            "the run is not the same when it is lived again: its strategy or member class draws "
            "luck of its own or remembers other runs"
        )
    frame: pd.DataFrame = pa.concat_tables(found).unify_dictionaries().to_pandas()
    return frame
