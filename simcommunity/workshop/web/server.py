"""The server: routes, limits, the clock of the rounds."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from simcommunity.workshop.web import debriefing, facilitator, opening, teams, wall
from simcommunity.workshop.web.debrief_jobs import DebriefJobs
from simcommunity.workshop.web.guard import Guard, Limiter
from simcommunity.workshop.web.pages import STATIC, show
from simcommunity.workshop.web.rooms import Rooms

TICK = 0.5  # seconds between two looks at the clock


def server(rooms: Rooms, secret: str, address: str) -> Starlette:
    """Return the workshop as an ASGI application."""

    @asynccontextmanager
    async def life(_: Starlette) -> AsyncIterator[None]:
        ticking = asyncio.create_task(_tick(rooms, app.state.debriefs))
        yield
        ticking.cancel()
        app.state.debriefs.close()
        rooms.close()

    app = Starlette(
        routes=[
            Route("/", teams.home),
            Route("/join", teams.join, methods=["POST"]),
            Route("/leave", teams.leave, methods=["POST"]),
            Route("/play", teams.play),
            Route("/play", teams.decide, methods=["POST"]),
            Route("/draft", teams.draft, methods=["POST"]),
            Route("/pulse", teams.pulse),
            Route("/debrief", debriefing.page),
            Route("/debrief.csv", debriefing.csv),
            Route("/facilitator/enter", facilitator.enter, methods=["GET", "POST"]),
            Route("/facilitator", opening.overview),
            Route("/facilitator", opening.open_room, methods=["POST"]),
            Route("/facilitator/{code}", facilitator.room),
            Route("/facilitator/{code}", facilitator.steer, methods=["POST"]),
            Route("/facilitator/{code}/screen", wall.screen),
            Route("/facilitator/{code}/pulse", facilitator.pulse),
            Route("/favicon.ico", _no_icon),
            Mount("/static", StaticFiles(directory=STATIC), name="static"),
        ],
        middleware=[Middleware(Guard)],
        exception_handlers={OSError: _cannot_write},
        lifespan=life,
    )
    app.state.debriefs = DebriefJobs()
    app.state.rooms, app.state.secret, app.state.address = rooms, secret, address
    # A whole room may stand behind one address, so the limits are those of a room, not of a phone.
    app.state.joins = Limiter(per_minute=60, burst=90)
    app.state.keys = Limiter(per_minute=6, burst=10)
    app.state.decisions = Limiter(per_minute=30, burst=30)
    app.state.drafts = Limiter(per_minute=60, burst=30)
    app.state.secrets = Limiter(per_minute=6, burst=10)
    return app


async def _cannot_write(request: Request, error: Exception) -> Response:
    """Say that something could not be kept; nothing of it has happened."""
    return show(request, "sorry", 507, why=getattr(error, "strerror", None) or str(error))


async def _no_icon(_: Request) -> Response:
    """Answer browsers that ask for an icon without being told of one."""
    return Response(status_code=204)


async def _tick(rooms: Rooms, debriefs: DebriefJobs) -> None:
    while True:
        await asyncio.sleep(TICK)
        for session in rooms.tick():
            debriefs.look(session)
