"""What the pages show, as plain data: nothing of another team gets here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from simcommunity.core.arrays import Floats
from simcommunity.i18n import t
from simcommunity.report.numbers import digits, yuan
from simcommunity.scenario.message import MessageKind
from simcommunity.workshop.actions import Price
from simcommunity.workshop.feed import FeedDay, feed, sent_in
from simcommunity.workshop.play import Life
from simcommunity.workshop.room import Decision, Team
from simcommunity.workshop.room_spec import Allotment, shipped_events
from simcommunity.workshop.sentences import forecast_words, in_a_line, person
from simcommunity.workshop.session import RoomSession

TOLD = (  # kinds of messages that are explained
    "advert", "announcement", "check_in", "coupon", "customer_praise", "daily_topic",
    "expert_content", "flash_sale", "guest_talk", "life_share", "new_arrival", "question",
    "red_packet", "service_reply", "small_event", "welcome",
)  # fmt: skip
WIDTH, HEIGHT = 340, 150  # of a curve on a phone
LEFT, RIGHT, TOP, BOTTOM = 30, 8, 10, 22  # margins


@dataclass(frozen=True)
class Holding:
    """An event that holds in the round that is being decided; its days are counted from 1."""

    title: str
    notice: str
    first: int
    last: int


@dataclass(frozen=True)
class OfferRow:
    """One action in the form: what it is called, is about, takes, and is set to."""

    name: str
    title: str
    about: str
    takes: str
    minutes: float
    prepare: float
    money: float
    count: int


def offers(session: RoomSession, shown: Allotment, lang: str) -> list[OfferRow]:
    """Return the actions a team may take."""
    rows = []
    for name, offer in session.room.spec.actions.items():
        kind, cost = session.place.scenario.messages[offer.send], session.prices[name]
        title = kind.title.said(lang)
        if offer.worth is not None:
            title = t("room.offer.worth", lang, title=title, yuan=yuan(offer.worth, lang))
        rows.append(
            OfferRow(
                name=name,
                title=title,
                about=t(f"room.kind.{offer.send}", lang) if offer.send in TOLD else "",
                takes=_takes(cost, kind, lang),
                minutes=cost.minutes,
                prepare=cost.prepare,
                money=cost.money,
                count=shown.send.get(name, 0),
            )
        )
    return rows


def _takes(cost: Price, kind: MessageKind, lang: str) -> str:
    """Return what one message takes, in words."""
    if cost.prepare:
        prepare, each = digits(cost.prepare), digits(cost.minutes)
        takes = [t("room.offer.prepared", lang, prepare=prepare, each=each)]
    else:
        takes = [t("room.offer.minutes", lang, n=digits(cost.minutes))]
    if cost.money:
        takes.append(t("room.offer.money", lang, yuan=yuan(cost.money, lang)))
    elif kind.discount:
        takes.append(t("room.offer.discount", lang))
    return t("room.comma", lang).join(takes)


def tiles(session: RoomSession, life: Life, lang: str) -> list[tuple[str, str, bool]]:
    """Return name, value and whether it is the aim, of what a team sees of its group."""
    spec, hidden = session.room.spec, session.room.spec.hidden
    last = life.daily.shape[0] - 1

    def now(name: str) -> str:
        return digits(round(float(life.column(name)[last])))

    out = [("today", now("would_read"), False)]
    if spec.goal == "listening":
        out.insert(0, ("reach", digits(round(life.score("listening"))), True))
    out.append(("members", now("members"), False))
    if "muted" not in hidden:
        out.append(("muted", now("muted"), False))
    out.append(("left", now("left"), False))
    out.append(("speakers", now("speakers"), False))
    out.append(("orders", digits(life.score("orders")), spec.goal == "orders"))
    if "money" not in hidden:
        out.append(("profit", yuan(round(life.score("profit")), lang), spec.goal == "profit"))
    return [(t(f"room.tile.{name}", lang), value, goal) for name, value, goal in out]


def chart(session: RoomSession, life: Life, lang: str) -> dict[str, Any]:
    """Return the curve of a group so far."""
    spec = session.room.spec
    lines = [(t("room.curve.reach", lang), "reach", life.column("would_read"))]
    if "muted" not in spec.hidden:
        lines.append((t("room.curve.mutes", lang), "mutes", life.column("muted")))
    lines.append((t("room.curve.gone", lang), "gone", life.column("left")))
    marks = [spec.days_of(n).start for n in range(1, spec.rounds + 1)]
    return curves(lines, spec.days, t("room.curve.label", lang), marks=marks)


def chat(session: RoomSession, team: Team, lang: str) -> list[FeedDay]:
    """Return the chat of the last round."""
    room = session.room
    lived = session.life(team)
    if lived is None or "chat" in room.spec.hidden or not room.played:
        return []
    allotment = room.allotments(team)[-1]
    sent = sent_in(room.spec, allotment, session.prices, room.played)
    mutes = "muted" not in room.spec.hidden
    return feed(session.place.scenario, sent, lived[1], lived[0].quiet, lang, mutes=mutes)


def decided(session: RoomSession, team: Team, lang: str) -> str:
    """Return what a team has decided for this round, in a sentence; empty when nothing."""
    decision = team.decisions.get(session.room.round)
    if decision is None:
        return ""
    what = _in_full(session, decision, lang)
    return t("room.decided", lang, by=person(decision.by, lang), what=what)


def filled_in(session: RoomSession, team: Team, lang: str) -> str:
    """Return where the numbers in the form come from, when nobody has sent any in this round."""
    if session.room.round in team.decisions:
        return ""
    return t("room.filled_in.last" if session.room.played else "room.filled_in.default", lang)


def closed(session: RoomSession, team: Team, lang: str) -> str:
    """Return what was done in a round in which nothing was sent; empty when something was."""
    room = session.room
    if not room.played:
        return ""
    decision = team.decisions.get(room.played)
    if decision is None:
        what = in_a_line(room.spec, session.place.scenario, room.spec.unless_told, lang)
        return t("room.defaulted", lang, what=what)
    return t("room.taken", lang, what=_in_full(session, decision, lang)) if decision.draft else ""


def _in_full(session: RoomSession, decision: Decision, lang: str) -> str:
    """Return a decision and its forecast."""
    spec = session.room.spec
    said = in_a_line(spec, session.place.scenario, decision.allotment, lang)
    if decision.forecast is None:
        return said
    guess = forecast_words(spec, decision.forecast, lang)
    return said + t("room.comma", lang) + t("room.steer.forecast", lang, what=guess)


def holding(session: RoomSession, lang: str) -> list[Holding]:
    """Return what befalls all teams in the round that is being decided."""
    room, spec = session.room, session.room.spec
    if not 1 <= room.round <= spec.rounds:
        return []
    days, known = spec.days_of(room.round), shipped_events()
    return [
        Holding(
            known[name].title.said(lang),
            known[name].notice.said(lang),
            day + 1,
            min(day + known[name].days, spec.days),
        )
        for day, name in room.sent
        if day < days.stop and day + known[name].days > days.start
    ]


def ranking(session: RoomSession, lang: str) -> list[dict[str, Any]]:
    """Return the leaderboard: the best by the room's aim first."""
    room = session.room
    rows: list[dict[str, Any]] = []
    for team in room.teams.values():
        lived = session.life(team)
        life = lived[0] if lived else None
        rows.append(
            {
                "team": team,
                "score": life.score(room.spec.goal) if life else 0.0,
                "reach": digits(round(life.score("listening"))) if life else "—",
                "members": digits(float(life.column("members")[-1])) if life else "—",
                "orders": digits(life.score("orders")) if life else "—",
                "profit": yuan(round(life.score("profit")), lang) if life else "—",
                "died": life.died + 1 if life and life.died >= 0 else None,
                "decided": room.round in team.decisions,
            }
        )
    rows.sort(key=lambda row: row["score"], reverse=True)
    scores = [round(row["score"]) for row in rows]
    for row in rows:  # who is equal to a reader has the same place
        row["place"] = scores.index(round(row["score"])) + 1
    return rows


def curves(
    lines: Sequence[tuple[str, str, Floats]], days: int, label: str, *, marks: Sequence[int] = ()
) -> dict[str, Any]:
    """Return curves over the days, for the template's macro of that name."""
    most = max([1.0, *(float(values.max()) for _, _, values in lines if len(values))])
    top = _round_up(most)
    wide, high = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM

    def x(day: float) -> float:
        return LEFT + wide * day / max(days, 1)

    def y(value: float) -> float:
        return TOP + high * (1 - value / top)

    return {
        "label": label,
        "box": f"0 0 {WIDTH} {HEIGHT}",
        "strokes": [
            *(("mark", x(mark), TOP, x(mark), TOP + high) for mark in marks),
            *(("grid", LEFT, y(value), WIDTH - RIGHT, y(value)) for value in (0, top / 2, top)),
        ],
        "texts": [
            *((f"{value:g}", LEFT - 5, y(value) + 3.5, "end") for value in (0, top / 2, top)),
            *((str(day), x(day), HEIGHT - 6, "middle") for day in _days_told(days)),
        ],
        "lines": [
            (kind, " ".join(f"{x(day + 1):.1f},{y(float(v)):.1f}" for day, v in enumerate(values)))
            for _, kind, values in lines
        ],
    }


def _round_up(most: float) -> float:
    """Return the next number that is easily halved."""
    size = 1.0
    while True:
        for step in (1, 2, 4, 6, 8):
            if most <= step * size:
                return step * size
        size *= 10


def _days_told(days: int) -> range:
    """Return the days that the axis names."""
    step = next(step for step in (1, 2, 5, 7, 10, 14, 30, 60) if days / step <= 8)
    return range(0, days + 1, step)
