"""The debrief in a browser: made once when the facilitator opens it, then read from files."""

from __future__ import annotations

import os
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.responses import HTMLResponse, RedirectResponse, Response

from simcommunity.i18n import choose_language
from simcommunity.study.publish import publish
from simcommunity.workshop.debrief import debrief
from simcommunity.workshop.debrief_page import debrief_page
from simcommunity.workshop.export import as_csv
from simcommunity.workshop.web.facilitator import COOKIE, known
from simcommunity.workshop.web.pages import show
from simcommunity.workshop.web.teams import mine

if TYPE_CHECKING:
    from starlette.requests import Request

    from simcommunity.workshop.table import Table

BOM = "\ufeff"  # without it a spreadsheet on Windows reads Chinese as something else


class Scribe:
    """Makes debriefs in the background, one after another."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1)
        self._making: dict[str, Future[None]] = {}

    def file(self, table: Table, suffix: str) -> Path | None:
        """Return a file of a room's debrief; None while it is being made.

        Raises whatever went wrong when it was made.
        """
        path = table.path.with_suffix(suffix)
        if path.exists():
            return path
        code = table.room.code
        if code in self._making and self._making[code].done():
            self._making.pop(code).result()
        elif code not in self._making:
            self._making[code] = self._pool.submit(write_debrief, table)
        return None

    def close(self) -> None:
        """Begin no other."""
        self._pool.shutdown(wait=False, cancel_futures=True)


def write_debrief(table: Table) -> None:
    """Write the debrief of a room beside its log: a page and a table."""
    told = debrief(table, os.cpu_count() or 1)
    page = debrief_page(told, table.place.scenario, choose_language())
    for suffix, text in ((".html", page), (".csv", BOM + as_csv(told))):
        file = table.path.with_suffix(suffix)
        publish(file.parent, file.name, partial(Path.write_bytes, data=text.encode("utf-8")))


def _table(request: Request) -> Table | None:
    """Return the room a reader may know everything about: the debrief is open, and it is theirs."""
    found: Table | None = None
    if (code := request.query_params.get("code")) and known(
        request, request.cookies.get(COOKIE, "")
    ):
        found = request.app.state.house.find(code)
    elif theirs := mine(request):
        found = theirs[0]
    return found if found is not None and found.room.told else None


async def page(request: Request) -> Response:
    """Show the debrief, or that it is being made."""
    table = _table(request)
    if table is None:
        return RedirectResponse("/", 303)
    path = request.app.state.scribe.file(table, ".html")
    if path is None:
        return show(request, "making", code=request.query_params.get("code", ""))
    answer = HTMLResponse(path.read_text(encoding="utf-8"))
    if request.query_params.get("save"):
        answer.headers["content-disposition"] = (
            f'attachment; filename="debrief-{table.room.code}.html"'
        )
    return answer


async def csv(request: Request) -> Response:
    """Hand out the table."""
    table = _table(request)
    path = request.app.state.scribe.file(table, ".csv") if table else None
    if table is None or path is None:
        return RedirectResponse("/debrief", 303)
    name = f'attachment; filename="debrief-{table.room.code}.csv"'
    headers = {"content-disposition": name}
    return Response(path.read_bytes(), media_type="text/csv; charset=utf-8", headers=headers)
