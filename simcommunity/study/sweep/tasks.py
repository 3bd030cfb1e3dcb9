"""What a worker does: some runs in a row, one part in the store, and a receipt."""

from __future__ import annotations

import threading
import time
import traceback
from array import array
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from simcommunity.core.arrays import Floats
from simcommunity.core.compilation import first_compilation
from simcommunity.results.group_table import GROUP_FIELDS
from simcommunity.results.metrics import TIMES, blind_days
from simcommunity.results.replicate import Replicate
from simcommunity.results.survival import restricted_means_of
from simcommunity.scenario.loader import Written
from simcommunity.simulation.frames import Measures
from simcommunity.simulation.strategy import Strategy
from simcommunity.simulation.workers import Job
from simcommunity.study.sweep.factors import Factor
from simcommunity.study.sweep.parts import FAILED, OK, write_part
from simcommunity.study.sweep.point_tables import PointTables

_LONGEST_TEXT = 10_000
_here = threading.local()  # the bench of this worker; threads do not share one


@dataclass(frozen=True)
class Study:
    """What all tasks of a sweep share.

    Attributes:
        place: the folder of the parts of the store, absolute.
        about: what every part says of itself.
    """

    place: Path
    written: Written
    factors: tuple[Factor, ...]
    days: int | None
    seed: int
    replicates: int
    about: dict[str, str]
    measures: Measures
    strategy: Strategy | None


@dataclass(frozen=True)
class Task:
    """The runs from `first` up to `last`.

    Attributes:
        key: of the study, so that a worker knows it again.
        points: numbers of the points these runs belong to, (points, factors).
    """

    key: str
    study: Study
    first: int
    last: int
    points: Floats


@dataclass(frozen=True)
class Receipt:
    """What a worker says once its part is in the store.

    Attributes:
        part: name of the part.
        failed: runs that FAILED.
        pace: seconds a run took, without the first of a worker, which has to load the rules; 0 when
            that leaves none.
    """

    part: str
    first: int
    last: int
    failed: int
    pace: float


def work(task: Task) -> Receipt:
    """Run a task, write its part, and return the receipt; a run that fails becomes a row."""
    study, bench = task.study, _bench(task)
    rows = Rows(study)
    first_point = task.first // study.replicates
    cold = not getattr(_here, "warm", False)
    timed, began = task.last - task.first, time.perf_counter()
    for run in range(task.first, task.last):
        point, replicate = divmod(run, study.replicates)
        codes = task.points[point - first_point]
        rows.begin(run, codes)
        try:
            design = bench.design(codes)
            own = study.strategy, study.measures
            job = Job(design, study.seed, "compiled", None, *own)
            rows.add(_run(job, replicate), design)
        except Exception as error:
            rows.fail(error)
        if run == task.first and cold:
            timed, began = timed - 1, time.perf_counter()
    pace = (time.perf_counter() - began) / timed if timed else 0.0
    part = write_part(study.place, rows.table(), task.first, task.last)
    return Receipt(part, task.first, task.last, len(rows.failures), pace)


def _run(job: Job, replicate: int) -> Replicate:
    if getattr(_here, "warm", False):
        return job.run(replicate)
    with first_compilation():
        outcome = job.run(replicate)
    _here.warm = True
    return outcome


def write_off(task: Task, error: str) -> Receipt:
    """Write down that the runs of a task FAILED, in the place of a worker that could not."""
    study = task.study
    rows = Rows(study)
    for run in range(task.first, task.last):
        rows.begin(run, task.points[run // study.replicates - task.first // study.replicates])
        rows.failures[len(rows.runs) - 1] = (error, "")
    part = write_part(study.place, rows.table(), task.first, task.last)
    return Receipt(part, task.first, task.last, task.last - task.first, 0.0)


def _bench(task: Task) -> PointTables:
    if getattr(_here, "key", None) != task.key:
        study = task.study
        _here.study = study  # or another one might get its address, and so its key
        _here.tables = PointTables(study.written, study.factors, study.days, study.strategy)
        _here.key = task.key
    tables: PointTables = _here.tables
    return tables


@dataclass
class Rows:
    """The rows of a part, gathered run by run."""

    study: Study
    runs: list[int] = field(default_factory=list)
    codes: list[Floats] = field(default_factory=list)
    digests: dict[int, str] = field(default_factory=dict)
    failures: dict[int, tuple[str, str]] = field(default_factory=dict)
    # names of metrics → rows, and the values of each, one row after the other
    metrics: dict[tuple[str, ...], tuple[list[int], array[float]]] = field(default_factory=dict)
    # days and window of silence → rows, and the groups of each
    groups: dict[tuple[int, int], tuple[list[int], list[Any]]] = field(default_factory=dict)

    def begin(self, run: int, codes: Floats) -> None:
        """Begin a row."""
        self.runs.append(run)
        self.codes.append(codes)

    def add(self, replicate: Replicate, design: Any) -> None:
        """Say what the run came to."""
        row = len(self.runs) - 1
        self.digests[row] = replicate.digest.hex()
        rows, values = self.metrics.setdefault(tuple(replicate.metrics), ([], array("d")))
        rows.append(row)
        values.extend(replicate.metrics.values())
        horizon = design.days, int(design.world["silence_window"][0])
        rows, groups = self.groups.setdefault(horizon, ([], []))
        rows.append(row)
        groups.append(replicate.groups)

    def fail(self, error: Exception) -> None:
        """Say why there is nothing to say."""
        what = f"{type(error).__name__}: {error}"[:_LONGEST_TEXT]
        self.failures[len(self.runs) - 1] = what, traceback.format_exc()[-_LONGEST_TEXT:]

    def table(self) -> pa.Table:
        """Return the part."""
        study, count = self.study, len(self.runs)
        run = np.array(self.runs, np.int64)
        columns: dict[str, Any] = {
            "run": run,
            "point": run // study.replicates,
            "replicate": (run % study.replicates).astype(np.int32),
            "status": pa.repeat(OK, count),
            "error": pa.nulls(count, pa.string()),
            "traceback": pa.nulls(count, pa.string()),
            "digest": pa.array(
                [self.digests.get(row, FAILED) for row in range(count)], pa.string()
            ),
        }
        if self.failures:
            failed = [self.failures.get(row) for row in range(count)]
            columns["status"] = pa.array([FAILED if f else OK for f in failed])
            columns["error"] = pa.array([f and f[0] for f in failed], pa.string())
            columns["traceback"] = pa.array([f and f[1] for f in failed], pa.string())
        codes = np.array(self.codes).reshape(count, len(study.factors))
        for k, factor in enumerate(study.factors):
            columns[factor.name] = factor.labels(codes[:, k])
        columns |= self._times(count)
        for names, (rows, values) in self.metrics.items():
            matrix = np.frombuffer(values).reshape(len(rows), len(names))
            for k, name in enumerate(names):
                column = columns.setdefault(name, np.full(count, np.nan))
                column[rows] = matrix[:, k]
        return pa.table(columns).replace_schema_metadata(study.about)

    def _times(self, count: int) -> dict[str, Floats]:
        columns = {name: np.full(count, np.nan) for name in TIMES} if self.groups else {}
        for (days, window), (rows, groups) in self.groups.items():
            owner = np.repeat(np.arange(len(groups)), [len(each) for each in groups])
            # A record array takes numpy long to join; its fields are all float64.
            whole = np.concatenate([each.view(np.float64) for each in groups])
            of = dict(zip(GROUP_FIELDS, whole.reshape(-1, len(GROUP_FIELDS)).T, strict=True))
            for name, field_name in TIMES.items():
                blind = blind_days(name, window)
                columns[name][rows] = restricted_means_of(
                    of[field_name],
                    of["observed"] - blind,
                    owner,
                    len(groups),
                    days - blind,
                )
        return columns
