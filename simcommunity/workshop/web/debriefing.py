"""The debrief in a browser: read from the files that were written."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from simcommunity.workshop.debrief.page import for_reader
from simcommunity.workshop.debrief.results import LUCKS
from simcommunity.workshop.session import RoomSession
from simcommunity.workshop.web.debrief_jobs import TABLES
from simcommunity.workshop.web.facilitator import COOKIE, known
from simcommunity.workshop.web.pages import language, show
from simcommunity.workshop.web.teams import mine

# Letters that are read from the last row; an older browser leaves them as they are.
LARGE = "@media screen and (min-width: 1100px) { .sheet { zoom: 1.5 } }"


def _reader(request: Request) -> tuple[RoomSession, int | None] | None:
    """Return the room a reader may know everything about, and the number of their team.

    The debrief is open, and the room is theirs; the facilitator has no team.
    """
    found: tuple[RoomSession, int | None] | None = None
    if (code := request.query_params.get("code")) and known(
        request, request.cookies.get(COOKIE, "")
    ):
        session = request.app.state.rooms.find(code)
        found = None if session is None else (session, None)
    elif theirs := mine(request):
        found = (theirs[0], theirs[1].number)
    return found if found is not None and found[0].room.told else None


async def page(request: Request) -> Response:
    """Show the debrief, or that it is being made."""
    reader = _reader(request)
    if reader is None:
        return RedirectResponse("/", 303)
    session, team = reader
    debriefs = request.app.state.debriefs
    path = debriefs.file(session, ".html")
    if path is None:
        return show(request, "making", share=debriefs.share(session) or 0.0, lucks=LUCKS)
    html = for_reader(path.read_text(encoding="utf-8"), language(request), team)
    if request.query_params.get("wall"):
        html = html.replace("</head>", f"<style>{LARGE}</style></head>", 1)
    answer = HTMLResponse(html)
    if request.query_params.get("save"):
        answer.headers["content-disposition"] = (
            f'attachment; filename="debrief-{session.room.code}.html"'
        )
    return answer


async def csv(request: Request) -> Response:
    """Hand out the table, in the language of the reader."""
    reader = _reader(request)
    suffix = TABLES[language(request)]
    path = request.app.state.debriefs.file(reader[0], suffix) if reader else None
    if reader is None or path is None:
        return RedirectResponse(f"/debrief?{request.url.query}", 303)
    name = f'attachment; filename="debrief-{reader[0].room.code}{suffix}"'
    headers = {"content-disposition": name}
    return Response(path.read_bytes(), media_type="text/csv; charset=utf-8", headers=headers)
