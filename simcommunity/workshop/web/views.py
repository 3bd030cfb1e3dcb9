"""What the pages show, as plain data: nothing of another team gets here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from simcommunity.i18n import t
from simcommunity.report.numbers import digits, yuan
from simcommunity.workshop.chart import curves
from simcommunity.workshop.feed import FeedDay, feed, sent_in
from simcommunity.workshop.saying import in_a_line
from simcommunity.workshop.spec import shipped_events

if TYPE_CHECKING:
    from simcommunity.workshop.play import Life
    from simcommunity.workshop.room import Team
    from simcommunity.workshop.spec import Allotment
    from simcommunity.workshop.table import Table


@dataclass(frozen=True)
class OfferRow:
    """One action in the form: what it is called, takes, and is set to."""

    name: str
    title: str
    takes: str
    minutes: float
    prepare: float
    money: float
    count: int


def offers(table: Table, shown: Allotment, lang: str) -> list[OfferRow]:
    """Return the actions a team may take."""
    rows = []
    for name, offer in table.room.spec.actions.items():
        kind, cost = table.place.scenario.messages[offer.send], table.prices[name]
        title = kind.title.said(lang)
        if offer.worth is not None:
            title = t("room.offer.worth", lang, title=title, yuan=yuan(offer.worth, lang))
        takes = [t("room.offer.minutes", lang, n=digits(cost.prepare + cost.minutes))]
        if cost.money:
            takes.append(yuan(cost.money, lang))
        rows.append(
            OfferRow(
                name,
                title,
                " · ".join(takes),
                cost.minutes,
                cost.prepare,
                cost.money,
                shown.send.get(name, 0),
            )
        )
    return rows


def tiles(table: Table, life: Life, lang: str, *, all_of_it: bool) -> list[tuple[str, str, bool]]:
    """Return name, value and whether it is the aim, of what a team sees of its group.

    Args:
        all_of_it: also what is hidden from teams.
    """
    spec = table.room.spec
    hidden = () if all_of_it else spec.hidden
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


def chart(table: Table, life: Life, lang: str, *, all_of_it: bool = False) -> str:
    """Return the curve of a group so far."""
    spec = table.room.spec
    lines = [(t("room.curve.reach", lang), "reach", life.column("would_read"))]
    if all_of_it or "muted" not in spec.hidden:
        lines.append((t("room.curve.mutes", lang), "mutes", life.column("muted")))
    lines.append((t("room.curve.gone", lang), "gone", life.column("left")))
    marks = [spec.days_of(n).start for n in range(1, spec.rounds + 1)]
    return curves(lines, spec.days, t("room.curve.label", lang), marks=marks)


def chat(table: Table, team: Team, lang: str) -> list[FeedDay]:
    """Return the chat of the last round."""
    room = table.room
    lived = table.life(team)
    if lived is None or "chat" in room.spec.hidden or not room.played:
        return []
    allotment = room.allotments(team)[-1]
    sent = sent_in(room.spec, allotment, table.prices, room.played)
    mutes = "muted" not in room.spec.hidden
    return feed(table.place.scenario, sent, lived[1], lived[0].quiet, lang, mutes=mutes)


def decided(table: Table, team: Team, lang: str) -> str:
    """Return what a team has decided for this round, in a sentence; empty when nothing."""
    decision = team.decisions.get(table.room.round)
    if decision is None:
        return ""
    said = in_a_line(table.room.spec, table.place.scenario, decision.allotment, lang)
    return t("room.decided", lang, by=decision.by, what=said)


def notices(table: Table, lang: str) -> list[str]:
    """Return what has been told to the teams in the round that is being decided."""
    room = table.room
    events = shipped_events()
    return [events[name].notice.said(lang) for day, name in room.sent if day == room.day]


def ranking(table: Table, lang: str) -> list[dict[str, Any]]:
    """Return the leaderboard: the best by the room's aim first."""
    room = table.room
    rows: list[dict[str, Any]] = []
    for team in room.teams.values():
        lived = table.life(team)
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
    return sorted(rows, key=lambda row: row["score"], reverse=True)
