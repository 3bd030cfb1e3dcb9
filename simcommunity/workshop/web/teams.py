"""The pages of the teams: come in, see one's own group, decide, read the debrief."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from pydantic import ValidationError
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from simcommunity.i18n import t
from simcommunity.report.scenario_words import silence_in_words
from simcommunity.workshop.room import NO_DEATH, Decision, Refused, Team
from simcommunity.workshop.room_spec import MOST_OF_ONE, Allotment
from simcommunity.workshop.sentences import business, in_a_line, levels, person, terms
from simcommunity.workshop.session import RoomSession
from simcommunity.workshop.team_names import cleaned, hashed
from simcommunity.workshop.web import views
from simcommunity.workshop.web.guard import DAY, remember
from simcommunity.workshop.web.pages import language, show

COOKIE = "team"
JOINING = ("code", "name", "called", "key")  # fields of the door


def client_of(request: Request) -> str:
    """Return the address a request comes from."""
    return request.client.host if request.client else ""


def mine(request: Request) -> tuple[RoomSession, Team, str] | None:
    """Return room, team and name of who asks; None for a stranger."""
    token = request.cookies.get(COOKIE, "")
    return request.app.state.rooms.whose(token) if token else None


def said(form: FormData, name: str) -> str:
    """Return a field of a form as text."""
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


async def home(request: Request) -> Response:
    """Show the door, or the room to somebody who is in one."""
    if mine(request) and "code" not in request.query_params:
        return RedirectResponse("/play", 303)
    asked = {name: request.query_params.get(name, "")[:40] for name in JOINING}
    out = request.app.state.rooms.taken_out(request.cookies.get(COOKIE, ""))
    problem = t("room.taken_out", language(request)) if out else None
    return show(request, "join", problem=problem, asked=asked)


async def join(request: Request) -> Response:
    """Let somebody in."""
    form = await request.form()
    asked = {name: said(form, name)[:40] for name in JOINING}
    lang = language(request)
    try:
        token = _let_in(request, asked)
    except Refused as refused:
        problem = t(f"room.refused.{refused.rule}", lang, **refused.gaps)
        return show(request, "join", 400, problem=problem, asked=asked)
    answer = RedirectResponse("/play", 303)
    remember(answer, COOKIE, token, 2 * DAY)
    return answer


def _let_in(request: Request, asked: dict[str, str]) -> str:
    """Return the token of who has come in; raises Refused."""
    state = request.app.state
    if not state.joins.allows(client_of(request)):
        raise Refused("too_often")
    session = state.rooms.find(asked["code"])
    if session is None:
        raise Refused("no_such_room")
    token: str
    if asked["key"].strip():
        if not state.keys.allows(f"{session.room.code} {cleaned(asked['name']).casefold()}"):
            raise Refused("too_often")
        _, token = session.join(asked["name"], asked["key"], asked["called"])
    else:
        _, token = session.found(asked["name"], asked["called"])
    return token


async def leave(request: Request) -> Response:
    """Take who asks out of the team, and forget it on this device."""
    if theirs := mine(request):
        theirs[0].leave(hashed(request.cookies.get(COOKIE, "")))
    answer = RedirectResponse("/", 303)
    answer.delete_cookie(COOKIE)
    return answer


async def play(request: Request) -> Response:
    """Show a team its group and its form."""
    theirs = mine(request)
    if theirs is None:
        return RedirectResponse("/", 303)
    return _play(request, *theirs)


def _play(
    request: Request,
    session: RoomSession,
    team: Team,
    called: str,
    problem: str | None = None,
    tried: tuple[Allotment, int | None] | None = None,
) -> Response:
    lang, room = language(request), session.room
    spec = room.spec
    lived = session.life(team)
    life = lived[0] if lived else None
    deciding = 1 <= room.round <= spec.rounds
    last = team.decisions.get(room.round) or team.decisions.get(room.round - 1)
    shown = last.allotment if last else spec.unless_told
    guess = last.forecast if last else None
    if tried:
        shown, guess = tried
    days = spec.days_of(room.round) if deciding else range(0)
    return show(
        request,
        "play",
        400 if problem else 200,
        room=room,
        spec=spec,
        terms=terms(spec, session.place.scenario, lang),
        business=business(session.place.scenario, lang),
        team=team,
        called=person(called, lang),
        problem=problem,
        version=_version(session, team),
        left=session.seconds_left(),
        deciding=deciding,
        days=days,
        hours_a_day=session.place.minutes / 60,
        money=session.money_left(team) if deciding else 0,
        offers=views.offers(session, shown, lang),
        levels=levels(lang),
        shown=shown,
        guess=guess,
        may_die=session.place.may_die(life),
        fresh=tried is None,
        filled_in=views.filled_in(session, team, lang) if tried is None else "",
        default=in_a_line(spec, session.place.scenario, spec.unless_told, lang),
        decided=views.decided(session, team, lang),
        closed=views.closed(session, team, lang),
        silence=silence_in_words(session.place.scenario, lang),
        died=life.died + 1 if life and life.died >= 0 else None,
        events=views.holding(session, lang),
        tiles=views.tiles(session, life, lang) if life else [],
        chart=views.chart(session, life, lang) if life else "",
        chat=views.chat(session, team, lang),
        ranking=views.ranking(session, lang) if room.shown or room.told else [],
    )


def _version(session: RoomSession, team: Team) -> str:
    """Return what changes when a team should see its page anew."""
    return f"{session.room.turns}.{team.sends}"


async def decide(request: Request) -> Response:
    """Take a team's decision."""
    theirs = mine(request)
    if theirs is None:
        return RedirectResponse("/", 303)
    session, team, called = theirs
    form, lang = await request.form(), language(request)
    tried: tuple[Allotment, int | None] | None = None
    try:
        _not_too_often(request, session, team)
        tried = _read(form, session)
        number = whole(said(form, "round"))
        session.decide(team, number, *tried, by=called)
    except Refused as refused:
        problem = t(f"room.refused.{refused.rule}", lang, **refused.gaps)
        return _play(request, session, team, called, problem, tried)
    return RedirectResponse("/play", 303)


async def draft(request: Request) -> Response:
    """Keep what has been entered and not sent; nothing is said about what is wrong with it."""
    theirs = mine(request)
    state = request.app.state
    if theirs is not None and state.drafts.allows(request.cookies.get(COOKIE, "")):
        session, team, called = theirs
        form = await request.form()
        with suppress(Refused):
            entered = _read(form, session)
            session.draft(team, whole(said(form, "round")), Decision(*entered, called))
    return Response(status_code=204)


def _not_too_often(request: Request, session: RoomSession, team: Team) -> None:
    if not request.app.state.decisions.allows(f"{session.room.code} {team.number}"):
        raise Refused("too_often")


def _read(form: FormData, session: RoomSession) -> tuple[Allotment, int | None]:
    """Return decision and forecast that a form says; raises Refused for what is none."""
    send = {}
    for name in session.room.spec.actions:
        if count := whole(said(form, f"n_{name}") or "0"):
            send[name] = count
    levels = {}
    for part in ("answers", "moderation"):
        try:
            levels[part] = float(said(form, part) or "0")
        except ValueError:
            raise Refused("not_a_number", most=MOST_OF_ONE) from None
    try:
        allotment = Allotment(send=send, **levels)
    except ValidationError:
        raise Refused("not_a_number", most=MOST_OF_ONE) from None
    told = said(form, "forecast")
    return allotment, (NO_DEATH if told == "lives" else whole(told) if told else None)


def whole(text: str) -> int:
    """Read a whole number of a few digits."""
    text = text.strip()
    if not (text.isascii() and text.isdecimal() and len(text) <= 4):
        raise Refused("not_a_number", most=MOST_OF_ONE)
    return int(text)


async def pulse(request: Request) -> Response:
    """Tell whether a page is up to date, and how much time is left."""
    theirs = mine(request)
    if theirs is None:
        return JSONResponse({}, 403)
    session, team, _ = theirs
    answer: dict[str, Any] = {
        "version": _version(session, team),
        "left": session.seconds_left(),
    }
    return JSONResponse(answer)
