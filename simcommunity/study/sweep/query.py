"""Answers out of a store: SQL through DuckDB, and one CSV file of everything."""

from __future__ import annotations

import itertools
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from simcommunity.i18n import choose_language, t
from simcommunity.scenario.errors import printable
from simcommunity.study.extras import needed
from simcommunity.study.publish import publish
from simcommunity.study.sweep.store import StoreError, open_store

if TYPE_CHECKING:
    import pandas as pd

    from simcommunity.study.sweep.store import SweepStore

_PARTS = "select * from read_parquet([{files}], union_by_name = true)"
# Of a run that is there twice, the one that is ok counts.
_ONCE = """
select * exclude (_place) from (
    select *, row_number() over (partition by run order by status = 'FAILED') as _place
    from ({parts})
) where _place = 1
"""


class QueryError(ValueError):
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
    parts = opened.parts()
    if not parts:
        raise StoreError(t("store.empty", choose_language(), folder=printable(str(opened.folder))))
    files = ", ".join("'" + str(part.file.resolve()).replace("'", "''") + "'" for part in parts)
    view = _PARTS.format(files=files)
    if any(part.last > following.first for part, following in itertools.pairwise(parts)):
        view = _ONCE.format(parts=view)
    kinds = duckdb.StatementType
    asking = {kinds.SELECT, kinds.EXPLAIN, kinds.MULTI}  # PIVOT is several at once
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"create view runs as {view}")
        try:
            if any(one.type not in asking for one in connection.extract_statements(sql)):
                raise QueryError(t("query.only_asks", choose_language()))
            answer: pd.DataFrame = connection.execute(sql).df()
        except duckdb.Error as error:
            raise QueryError(" ".join(str(error).split())[:500]) from error
    return answer


def export(store: str | Path | SweepStore, file: str | Path) -> int:
    """Write all runs of a store in order to one CSV file, and return how many there are.

    Raises:
        StoreError: when there is no store.
        OSError: when the file cannot be written.
    """
    opened = open_store(store) if isinstance(store, str | Path) else store
    path = Path(file)
    rows = 0

    def write(aside: Path) -> None:
        nonlocal rows
        metrics = opened.metrics()
        with aside.open("w", encoding="utf-8", newline="") as out:
            for batch in opened.batches():
                frame = batch.to_pandas().reindex(
                    columns=["run", "point", "replicate", *opened.factors, "status", "error",
                             *metrics]
                )  # fmt: skip
                frame.to_csv(out, index=False, header=rows == 0, lineterminator="\n")
                rows += len(frame)

    publish(path.parent, path.name, write)
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
