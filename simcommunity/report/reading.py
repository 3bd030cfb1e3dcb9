"""What `run --out` and `compare --out` wrote, read back: frames, metrics and the scenario."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from simcommunity.results.columns import COLUMNS, Column
from simcommunity.results.estimates import Estimate
from simcommunity.results.metric_table import Metrics
from simcommunity.scenario.errors import ScenarioError
from simcommunity.scenario.loader import Loaded, load_text
from simcommunity.scenario.short_repr import Rows, ShortRepr
from simcommunity.study.sweep.store import told

if TYPE_CHECKING:
    import pandas as pd


SUMMARY = "summary.json"
_FORMS = {f"simcommunity.{kind}/1": kind for kind in ("run", "compare", "rescue")}

_TYPES = {
    "int32": ("int32",), "float64": ("double",), "bool": ("bool",),
    "word": ("string", "dictionary<values=string, indices=int32, ordered=0>"),
}  # fmt: skip
_BY_REPLICATE = {"arm": Column("word", "", "key"), "replicate": Column("int32", "", "key")}


class ResultsError(ValueError):
    """A folder that holds no sound results; says why in one sentence."""


class Saved(ShortRepr):
    """The results in a folder; tables are read when they are first asked for.

    What was not written raises a `ResultsError` when it is asked for.

    Args:
        folder: of the results.
        summary: what its ``summary.json`` says.
    """

    def __init__(self, folder: Path, summary: dict[str, Any]) -> None:
        """Note where it is."""
        self.folder, self.summary = folder, summary
        self.kind = _FORMS[summary["schema"]]

    @cached_property
    def daily(self) -> pd.DataFrame:
        """One row a replicate, group and day."""
        return self._frame("daily", COLUMNS["daily"])

    @cached_property
    def groups(self) -> pd.DataFrame:
        """One row a replicate and group."""
        return self._frame("groups", COLUMNS["groups"])

    @cached_property
    def events(self) -> pd.DataFrame:
        """One row a thing that happened to somebody, in the replicates of ``--events``."""
        return self._frame("events", COLUMNS["events"])

    @cached_property
    def by_replicate(self) -> pd.DataFrame:
        """One row an arm and replicate of a comparison: every metric."""
        return self._frame("replicates", _BY_REPLICATE)

    @cached_property
    def metrics(self) -> Metrics:
        """Name → estimate, of a run."""
        return self._metrics(self.summary if self.kind == "run" else {})

    @cached_property
    def arms(self) -> dict[str, Metrics]:
        """Name of each arm of a comparison → its metrics, the scenario itself first."""
        try:
            runs = {str(arm["name"]): arm["run"] for arm in self._comparison["arms"]}
        except (KeyError, TypeError):
            raise self._damaged(SUMMARY, "arms") from None
        return {name: self._metrics(run) for name, run in runs.items()}

    @cached_property
    def frame(self) -> pd.DataFrame:
        """One row an arm and metric of a comparison: its difference from the scenario itself."""
        import pandas as pd  # noqa: PLC0415 (only whoever wants a frame pays for it)

        found = self._comparison.get("differences")
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            raise self._damaged(SUMMARY, "differences")
        return pd.DataFrame(found)

    @cached_property
    def scenario(self) -> Loaded:
        """The scenario that was run, as its tables tell it."""
        about = self._open("daily").schema_arrow.metadata or {}
        try:
            text = about[b"scenario"].decode()
            return load_text(text, str(self.folder / "daily.parquet"))
        except (KeyError, UnicodeDecodeError):
            raise self._damaged("daily.parquet", "scenario") from None
        except ScenarioError as error:
            raise self._damaged("daily.parquet", error.problems[0]) from None

    @property
    def _comparison(self) -> dict[str, Any]:
        found = self.summary if self.kind == "compare" else self.summary.get("comparison")
        if self.kind == "run" or not isinstance(found, dict):
            raise ResultsError(told("read.missing", folder=self.folder, name="comparison"))
        return found

    def _metrics(self, run: Any) -> Metrics:
        found = run.get("metrics") if isinstance(run, dict) else None
        if self.kind != "run" and run == {}:
            raise ResultsError(told("read.missing", folder=self.folder, name="run"))
        if not isinstance(found, dict):
            raise self._damaged(SUMMARY, "metrics")
        metrics = Metrics()
        for name, fields in found.items():
            try:
                metrics[name] = Estimate(**fields)
            except TypeError:
                raise self._damaged(SUMMARY, name) from None
            if not all(_is_number(value) for value in fields.values()):
                raise self._damaged(SUMMARY, name)
        return metrics

    def _open(self, table: str) -> pq.ParquetFile:
        file = self.folder / f"{table}.parquet"
        try:
            return pq.ParquetFile(file, page_checksum_verification=True)
        except FileNotFoundError:
            raise ResultsError(told("read.missing", folder=self.folder, name=file.name)) from None
        except (OSError, pa.ArrowException) as error:
            raise self._damaged(file.name, _first_line(error)) from None

    def _frame(self, table: str, columns: Mapping[str, Column]) -> pd.DataFrame:
        file = self._open(table)
        schema = file.schema_arrow
        for name, column in columns.items():
            there = schema.names.count(name) == 1
            if not there or str(schema.field(name).type) not in _TYPES[column.type]:
                raise self._damaged(f"{table}.parquet", name)
        try:
            found = file.read().replace_schema_metadata()
            frame: pd.DataFrame = found.unify_dictionaries().to_pandas()
        except (OSError, pa.ArrowException) as error:
            raise self._damaged(f"{table}.parquet", _first_line(error)) from None
        return frame

    def _damaged(self, name: str, what: str) -> ResultsError:
        return ResultsError(told("read.damaged", file=self.folder / name, what=what))

    def _line(self) -> str:
        return f"{self.kind}, {self.folder}"

    def _rows(self) -> tuple[Sequence[str], Rows]:
        files = sorted(file.name for file in self.folder.glob("*.parquet"))
        return ("file",), [(name,) for name in files]


def read(folder: str | Path) -> Saved:
    """Read back the results in a folder that `run --out`, `compare --out` or a rescue wrote.

    Raises ResultsError when there are none, or they are damaged.
    """
    place = Path(folder)
    try:
        summary = json.loads((place / SUMMARY).read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        raise ResultsError(told("read.none", folder=place)) from None
    except (OSError, ValueError, RecursionError) as error:
        what = _first_line(error)
        raise ResultsError(told("read.damaged", file=place / SUMMARY, what=what)) from None
    schema = summary.get("schema") if isinstance(summary, dict) else None
    if not isinstance(schema, str) or schema not in _FORMS:
        what = f"schema {schema!r:.60}"
        raise ResultsError(told("read.damaged", file=place / SUMMARY, what=what))
    return Saved(place, summary)


def _is_number(value: object) -> bool:
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))


def _first_line(error: BaseException) -> str:
    return str(error).partition("\n")[0]
