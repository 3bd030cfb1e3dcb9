"""The facilitator's pages: come in, see all teams, steer."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response

from simcommunity.i18n import t
from simcommunity.report.scenario_words import silence_in_words
from simcommunity.workshop.room import Refused
from simcommunity.workshop.room_spec import shipped_events
from simcommunity.workshop.sentences import forecast_words, in_a_line, terms
from simcommunity.workshop.session import RoomSession
from simcommunity.workshop.web import views
from simcommunity.workshop.web.guard import DAY, remember
from simcommunity.workshop.web.pages import code_of, language, show
from simcommunity.workshop.web.teams import client_of, said, whole

if TYPE_CHECKING:
    Page = Callable[[Request], Awaitable[Response]]

COOKIE = "facilitator"


def known(request: Request, given: str) -> bool:
    """Tell whether a secret is the facilitator's, in a time that tells nothing of it."""
    return secrets.compare_digest(given.encode(), request.app.state.secret.encode())


def only_facilitator(page: Page) -> Page:
    """Let a page be seen and used only by who has the secret."""

    async def guarded(request: Request) -> Response:
        if known(request, request.cookies.get(COOKIE, "")):
            return await page(request)
        if request.method == "POST":
            return PlainTextResponse("not the facilitator", 403)
        return show(request, "key", 403, problem=None)

    return guarded


async def enter(request: Request) -> Response:
    """Take the secret out of the address or a form, and keep it in a cookie."""
    given = request.query_params.get("key") or ""
    if request.method == "POST":
        given = said(await request.form(), "key").strip()
    allowed = request.app.state.secrets.allows(client_of(request))
    if not allowed or not known(request, given):
        rule = "wrong_secret" if allowed else "too_often"
        problem = t(f"room.refused.{rule}", language(request)) if given else None
        return show(request, "key", 403, problem=problem)
    answer = RedirectResponse("/facilitator", 303)
    remember(answer, COOKIE, given, 7 * DAY)
    return answer


def _session(request: Request) -> RoomSession | None:
    found: RoomSession | None = request.app.state.rooms.find(request.path_params["code"])
    return found


@only_facilitator
async def room(request: Request) -> Response:
    """Show one room."""
    return _room(request, None)


def _room(request: Request, problem: str | None) -> Response:
    session, lang = _session(request), language(request)
    if session is None:
        return RedirectResponse("/facilitator", 303)
    events = shipped_events()
    room = session.room
    return show(
        request,
        "room",
        400 if problem else 200,
        problem=problem,
        session=session,
        room=room,
        spec=room.spec,
        terms=terms(room.spec, session.place.scenario, lang),
        version=str(room.events),
        silence=silence_in_words(session.place.scenario, lang),
        left=session.seconds_left(),
        making=_making(request, session),
        ranking=views.ranking(session, lang),
        decisions={
            number: (
                in_a_line(room.spec, session.place.scenario, decision.allotment, lang),
                forecast_words(room.spec, decision.forecast, lang),
            )
            for number, decision in room.decisions().items()
        },
        events=[(name, events[name], (room.day, name) in room.sent) for name in room.spec.events],
        past=[(day + 1, events[name].title.said(lang)) for day, name in room.sent],
        address=request.app.state.address,
        qr=code_of(f"{request.app.state.address}/?code={room.code}"),
    )


@only_facilitator
async def steer(request: Request) -> Response:
    """Do what a button of the facilitator says."""
    session, lang = _session(request), language(request)
    if session is None:
        return RedirectResponse("/facilitator", 303)
    try:
        _press(session, await request.form())
    except Refused as refused:
        return _room(request, t(f"room.refused.{refused.rule}", lang, **refused.gaps))
    request.app.state.debriefs.look(session)
    return RedirectResponse(f"/facilitator/{session.room.code}", 303)


def _press(session: RoomSession, form: FormData) -> None:
    """Do what a button says; raises Refused, also when it was pressed in an earlier round."""
    buttons: dict[str, Callable[[], None]] = {
        "advance": session.advance,
        "finish": session.finish,
        "undo": session.undo,
        "pause": session.pause,
        "resume": session.resume_time,
        "extend": session.extend,
        "send": lambda: session.send(said(form, "event")),
        "show": lambda: session.show(True),
        "hide": lambda: session.show(False),
        "tell": session.tell,
        "remove": lambda: session.remove(whole(said(form, "team"))),
    }
    asked = buttons.get(said(form, "do"))
    if asked is None or said(form, "round") != str(session.room.round):
        raise Refused("other_round")
    asked()


@only_facilitator
async def pulse(request: Request) -> Response:
    """Tell whether the facilitator's page is up to date."""
    session = _session(request)
    if session is None:
        return JSONResponse({}, 404)
    answer = {
        "version": str(session.room.events),
        "left": session.seconds_left(),
        "making": _making(request, session),
    }
    return JSONResponse(answer)


def _making(request: Request, session: RoomSession) -> str:
    """Return how far the debrief is that is made in advance; empty when none is being made."""
    share = request.app.state.debriefs.share(session)
    lang = language(request)
    return "" if share is None else t("debrief.share", lang, share=f"{share:.0%}")
