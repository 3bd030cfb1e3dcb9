"""The page for the wall: read from the back of the room, by everybody, so it tells no secret."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from simcommunity.i18n import t
from simcommunity.report.numbers import digits, interval, yuan
from simcommunity.workshop.sentences import terms
from simcommunity.workshop.session import RoomSession
from simcommunity.workshop.web import views
from simcommunity.workshop.web.facilitator import only_facilitator
from simcommunity.workshop.web.pages import code_of, language, show

ONE_COLUMN = 8  # teams of a leaderboard; more of them stand in two


@only_facilitator
async def screen(request: Request) -> Response:
    """Show what stands on the wall; once the debrief is open and made, lead to it."""
    session, lang = request.app.state.rooms.find(request.path_params["code"]), language(request)
    if session is None:
        return RedirectResponse("/facilitator", 303)
    room, debriefs = session.room, request.app.state.debriefs
    debriefs.look(session)
    if room.told and debriefs.file(session, ".html") is not None:
        return RedirectResponse(f"/debrief?code={room.code}&wall=1", 303)
    ranking = views.ranking(session, lang) if room.shown else []
    return show(
        request,
        "wall",
        room=room,
        spec=room.spec,
        terms=terms(room.spec, session.place.scenario, lang),
        version=str(room.events),
        left=session.seconds_left(),
        teams=[(team.name, room.round in team.decisions) for team in room.teams.values()],
        ranking=ranking,
        rows=len(ranking) if len(ranking) <= ONE_COLUMN else -(-len(ranking) // 2),
        events=views.holding(session, lang),
        results=results(session, lang),
        share=debriefs.share(session),
        address=request.app.state.address,
        qr=code_of(f"{request.app.state.address}/?code={room.code}"),
    )


def results(session: RoomSession, lang: str) -> list[tuple[str, str]]:
    """Return name and range of what all groups have come to, without saying whose is which.

    What is hidden from the teams is not in it.
    """
    lives = [lived[0] for team in session.room.teams.values() if (lived := session.life(team))]
    if not session.room.played or not lives:
        return []
    hidden = session.room.spec.hidden
    figures = {
        "reach": [life.score("listening") for life in lives],
        "left": [float(life.column("left")[-1]) for life in lives],
        "orders": [life.score("orders") for life in lives],
        "profit": [] if "money" in hidden else [life.score("profit") for life in lives],
    }
    return [
        (t(f"room.tile.{name}", lang), _range(name, values, lang))
        for name, values in figures.items()
        if values
    ]


def _range(name: str, values: list[float], lang: str) -> str:
    """Return the lowest and the highest value, or the one there is."""
    ends = [round(min(values)), round(max(values))]
    low, high = (yuan(end, lang) if name == "profit" else digits(end) for end in ends)
    return low if low == high else interval(low, high, lang)
