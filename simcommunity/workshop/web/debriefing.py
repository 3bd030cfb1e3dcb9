"""The debrief in a browser: read from files that the scribe has written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from starlette.responses import HTMLResponse, RedirectResponse, Response

from simcommunity.i18n import LANGUAGES
from simcommunity.workshop.web.facilitator import COOKIE, known
from simcommunity.workshop.web.pages import language, show
from simcommunity.workshop.web.teams import mine

if TYPE_CHECKING:
    from starlette.requests import Request

    from simcommunity.workshop.table import Table


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
    scribe = request.app.state.scribe
    path = scribe.file(table, ".html")
    if path is None:
        return show(request, "making", share=scribe.share(table) or 0.0)
    answer = HTMLResponse(_shown_in(path.read_text(encoding="utf-8"), language(request)))
    if request.query_params.get("save"):
        answer.headers["content-disposition"] = (
            f'attachment; filename="debrief-{table.room.code}.html"'
        )
    return answer


def _shown_in(html: str, lang: str) -> str:
    """Return a page of both languages that shows one of them first."""
    shown = re.sub(r'(<input [^>]*id="show-\w+") checked', r"\1", html, count=len(LANGUAGES))
    return shown.replace(f'id="show-{lang}"', f'id="show-{lang}" checked', 1)


async def csv(request: Request) -> Response:
    """Hand out the table."""
    table = _table(request)
    path = request.app.state.scribe.file(table, ".csv") if table else None
    if table is None or path is None:
        return RedirectResponse(f"/debrief?{request.url.query}", 303)
    name = f'attachment; filename="debrief-{table.room.code}.csv"'
    headers = {"content-disposition": name}
    return Response(path.read_bytes(), media_type="text/csv; charset=utf-8", headers=headers)
