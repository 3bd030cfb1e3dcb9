"""Answers out of a store: SQL through DuckDB, and one CSV file of everything."""

from __future__ import annotations

import math
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, TextIO

import pyarrow.parquet as pq

from simcommunity.i18n import as_utf8, choose_language, t
from simcommunity.results.whole_files import publish
from simcommunity.scenario.errors import ToldError
from simcommunity.study.optional_libraries import needed
from simcommunity.study.sweep.store import StoreError, SweepStore, open_store, told

if TYPE_CHECKING:
    import pandas as pd


class QueryError(ToldError, ValueError):
    """SQL that cannot be answered; says why in one line."""


def query(store: str | Path | SweepStore, sql: str) -> pd.DataFrame:
    """Ask a store in SQL.

    Args:
        store: folder of a store, or the store itself.
        sql: one statement about the table ``runs``, which has a row for each run; names with dots
            stand in double quotes.

    Raises:
        StoreError: when there is no store, or nothing in it.
        QueryError: for SQL that DuckDB does not understand, or that does more than ask.
        MissingExtraError: when DuckDB is not installed.
    """
    duckdb = needed("duckdb", "studies")
    opened = open_store(store) if isinstance(store, str | Path) else store
    with TemporaryDirectory(prefix="simcommunity-") as aside, duckdb.connect(":memory:") as asked:
        files = _sound_files(opened, Path(aside))
        asked.read_parquet(files, union_by_name=True).create_view("runs")
        return _answer(duckdb, asked, sql)


def _sound_files(store: SweepStore, aside: Path) -> list[str]:
    """Return files that hold each run once; small parts are merged aside.

    Every part has been checked; DuckDB would take damaged bits for data, and thousands of small
    files take it long and much memory.
    """
    files, rows = [], 0
    for number, (parts, table) in enumerate(store.pieces()):
        file = parts[0].file.resolve()
        if len(parts) > 1 or as_utf8(str(file)) != str(file):  # DuckDB takes no other names
            file = aside / f"{number}.parquet"
            pq.write_table(table, file)
        files.append(str(file))
        rows += len(table)
    if not files:
        raise StoreError(told("store.empty", folder=store.folder))
    store.say_incomplete(rows)
    return files


def _answer(duckdb: Any, connection: Any, sql: str) -> pd.DataFrame:
    kinds = duckdb.StatementType
    asking = {kinds.SELECT, kinds.EXPLAIN, kinds.MULTI}  # PIVOT is several at once
    try:
        if any(one.type not in asking for one in connection.extract_statements(as_utf8(sql))):
            raise QueryError(t("query.only_asks", choose_language()))
        answer: pd.DataFrame = connection.execute(as_utf8(sql)).df()
    except duckdb.Error as error:
        raise QueryError(" ".join(str(error).split())[:500]) from error
    return answer


def export(store: str | Path | SweepStore, file: str | Path) -> int:
    """Write all runs of a store in order to one CSV file, and return how many there are.

    Raises:
        StoreError: when there is no store.
        UnwritableError: when the file cannot be written.
    """
    opened = open_store(store) if isinstance(store, str | Path) else store
    path = Path(file)
    rows, metrics = 0, opened.metrics()

    def write(aside: Path) -> None:
        nonlocal rows
        with aside.open("w", encoding="utf-8", newline="") as out:
            for batch in opened.batches():
                frame = batch.to_pandas().reindex(
                    columns=["run", "point", "replicate", *opened.factors, "status", "error",
                             *metrics]
                )  # fmt: skip
                frame.to_csv(out, index=False, header=rows == 0, lineterminator="\n")
                rows += len(frame)

    publish(path.parent, path.name, write)
    opened.say_incomplete(rows)
    return rows


def to_object(answer: pd.DataFrame) -> dict[str, Any]:
    """Return the JSON object of form "simcommunity.query/1"."""
    rows = [
        [None if isinstance(x, float) and not math.isfinite(x) else x for x in row]
        for row in answer.astype(object).to_numpy().tolist()
    ]
    return {"schema": "simcommunity.query/1", "columns": list(answer.columns), "rows": rows}


def show_answer(answer: pd.DataFrame, out: TextIO) -> None:
    """Write a table that stays readable in a pipe: one line a row, tabs between."""
    answer.to_csv(out, sep="\t", index=False, lineterminator="\n", float_format="%.6g")
