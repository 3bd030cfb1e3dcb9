"""The facilitator opens a room: a ready one, one about a shipped community, or a file."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from simcommunity.i18n import t
from simcommunity.report.numbers import digits
from simcommunity.scenario.errors import ScenarioError
from simcommunity.workshop.custom_rooms import DAYS, HOURS, ROUND, on_offer, room_of, room_sent
from simcommunity.workshop.room import Refused
from simcommunity.workshop.room_spec import GOALS, HIDEABLE, Spec, spec_of
from simcommunity.workshop.sentences import terms
from simcommunity.workshop.web.facilitator import only_facilitator
from simcommunity.workshop.web.pages import language, show
from simcommunity.workshop.web.rooms import Rooms
from simcommunity.workshop.web.teams import said

LARGEST_FILE = 64_000  # bytes
OTHER, FILE = "a community", "a file"  # no room is called so: its name has no blank
NUMBERS = {  # field → least, most, whether it is a whole number
    "days": (2, 180, True),
    "round": (1, 60, True),
    "minutes": (0, 60, False),
    "hours": (0.1, 24, False),
    "budget": (0, 1_000_000, False),
}


@only_facilitator
async def overview(request: Request) -> Response:
    """Show the rooms there are, and those that can be opened."""
    return _rooms(request, None, {})


def _rooms(request: Request, problem: str | None, asked: dict[str, str]) -> Response:
    rooms, lang = request.app.state.rooms, language(request)
    return show(
        request,
        "rooms",
        400 if problem else 200,
        problem=problem,
        asked=defaultdict(str, asked),
        choices=[
            (name, spec, terms(spec, rooms.communities[name], lang), _there(rooms, name))
            for name, spec in rooms.choices.items()
        ],
        made=t("room.open.made", lang, days=DAYS, round=ROUND, hours=digits(HOURS)),
        offered=on_offer(),
        numbers=NUMBERS,
        goals=GOALS,
        sessions=list(reversed(rooms.sessions.values())),
        hideable=HIDEABLE,
    )


def _there(rooms: Rooms, name: str) -> str:
    """Return the numbers that a room has, as JSON: its page shows them where nothing is entered."""
    spec = rooms.choices[name]
    numbers = {field: getattr(spec, field) for field in NUMBERS if field != "hours"}
    return json.dumps(numbers | {"hours": rooms.communities[name].team.hours_a_day})


@only_facilitator
async def open_room(request: Request) -> Response:
    """Open a room."""
    lang, rooms = language(request), request.app.state.rooms
    form = await request.form()
    try:
        sent = await _sent(form)
        spec = await run_in_threadpool(_chosen, form, sent, rooms.choices)
        session = rooms.open(spec)
    except Refused as refused:
        problem = t(f"room.refused.{refused.rule}", lang, **refused.gaps)
    except ScenarioError as error:
        problem = _in_a_sentence(error, lang)
    else:
        return RedirectResponse(f"/facilitator/{session.room.code}", 303)
    finally:
        await form.close()
    return _rooms(request, problem, {name: said(form, name) for name in form})


def _in_a_sentence(error: ScenarioError, lang: str) -> str:
    first, *others = error.sentences(lang)
    return first + (t("room.refused.and_more", lang, n=len(others)) if others else "")


async def _sent(form: FormData) -> tuple[bytes, str] | None:
    """Return content and name of the file of a form; raises Refused for a large one."""
    file = form.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        return None
    content = await file.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise Refused("large_file", most=LARGEST_FILE // 1000)
    return content, file.filename[-60:]


def _chosen(form: FormData, sent: tuple[bytes, str] | None, choices: dict[str, Spec]) -> Spec:
    """Return a room as the form wants it; raises Refused or ScenarioError."""
    told = _base(said(form, "room"), said(form, "community"), sent, choices).model_dump(mode="json")
    numbers = _numbers(form)
    if hours := numbers.pop("hours", None):
        told["set"] += ["team.people=1", "team.roles={}", f"team.hours={hours:g}"]
    told |= numbers
    if (goal := said(form, "goal")) in GOALS:
        told["goal"] = goal
    asked = {name: said(form, f"hide_{name}") for name in HIDEABLE}
    told["hidden"] = [
        name
        for name in HIDEABLE
        if asked[name] == "yes" or (name in told["hidden"] and asked[name] != "no")
    ]
    return spec_of(told)


def _base(
    room: str, community: str, sent: tuple[bytes, str] | None, choices: dict[str, Spec]
) -> Spec:
    """Return the room that is chosen, before anything is changed."""
    if room == FILE:
        if sent is None:
            raise Refused("no_file")
        return room_sent(*sent)
    base = room_of(community) if room == OTHER else choices.get(room)
    if base is None:
        raise Refused("no_such_choice")
    return base


def _numbers(form: FormData) -> dict[str, Any]:
    """Return the numbers that were filled in; raises Refused for what is none."""
    numbers: dict[str, Any] = {}
    for name, (least, most, whole) in NUMBERS.items():
        written = said(form, name).strip()
        if not written:
            continue
        try:
            value = int(written) if whole else float(written)
        except ValueError:
            raise Refused("bad_number", least=least, most=most) from None
        if not least <= value <= most:
            raise Refused("bad_number", least=least, most=most)
        numbers[name] = value
    return numbers
