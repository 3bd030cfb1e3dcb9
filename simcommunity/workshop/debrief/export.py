"""A debrief as a table: one row for each day of each team, playbook and search.

The English heads are plain names, for whoever computes with it; the Chinese ones are for reading.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from simcommunity.i18n import FALLBACK, t
from simcommunity.scenario.schema import Scenario
from simcommunity.workshop.debrief.figures import other_name
from simcommunity.workshop.debrief.results import Debrief, Lived, TeamTold
from simcommunity.workshop.room import NO_DEATH
from simcommunity.workshop.room_spec import Allotment, Spec

MEASURES = (
    "would_read", "members", "active", "muted", "left", "speakers", "messages", "orders",
    "revenue", "gross_profit", "cash_cost", "staff_minutes",
)  # fmt: skip
BEFORE = ("kind", "name", "day", "round")
AFTER = ("profit", "died", "forecast", "default")
RISKY = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would take for a formula
Cells = list[object]


def as_csv(told: Debrief, community: Scenario, lang: str) -> str:
    """Return the table as CSV; days and rounds are counted from 1.

    A forecast is the day from which silence was expected, words for "not at all", or nothing.
    """
    spec = told.room.spec
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_heads(spec, community, lang))
    for team in told.teams:
        writer.writerows(_rows(spec, "team", team.name, team.lived, lang, team.allotments, team))
    for other in told.others:
        name = other.name if lang == FALLBACK else other_name(other, lang)
        writer.writerows(_rows(spec, "playbook", name, other.lived, lang))
    found = told.found
    writer.writerows(
        _rows(spec, "search", t("debrief.csv.search", lang), found.lived, lang, found.plan)
    )
    return out.getvalue()


def _heads(spec: Spec, community: Scenario, lang: str) -> list[str]:
    sent = [
        f"send_{name}" if lang == FALLBACK else _title(spec, community, name, lang)
        for name in spec.actions
    ]
    plain = [t(f"debrief.csv.{name}", lang) for name in (*BEFORE, *MEASURES, *AFTER)]
    return [*plain, *sent, *(t(f"debrief.csv.{name}", lang) for name in ("answers", "moderation"))]


def _title(spec: Spec, community: Scenario, name: str, lang: str) -> str:
    """Return the head of a column that counts messages of one action."""
    offer = spec.actions[name]
    title = community.messages[offer.send].title.said(lang)
    return safe(t("debrief.csv.sent", lang, title=title))


def _rows(
    spec: Spec,
    kind: str,
    name: str,
    lived: Lived,
    lang: str,
    plan: Sequence[Allotment] = (),
    team: TeamTold | None = None,
) -> list[Cells]:
    """Return a row a day."""
    life, rows = lived.life, []
    for day in range(spec.days):
        number = (day - spec.takes_over) // spec.round + 1 if day >= spec.takes_over else 0
        cells: Cells = [t(f"debrief.csv.{kind}", lang), safe(name), day + 1, number or ""]
        cells += [f"{life.column(measure)[day]:g}" for measure in MEASURES]
        cells += [f"{life.profit[day]:.2f}", life.died + 1 if life.died >= 0 else ""]
        cells += _said(team, number, lang) if team and number else ["", ""]
        cells += _done(spec, plan[number - 1] if plan and number else None)
        rows.append(cells)
    return rows


def _said(team: TeamTold, number: int, lang: str) -> Cells:
    """Return a team's forecast of a round, and whether it left the round to the default."""
    forecast = team.forecasts[number - 1]
    said = t("debrief.csv.lives", lang) if forecast == NO_DEATH else forecast
    return ["" if said is None else said, int(team.defaulted[number - 1])]


def _done(spec: Spec, done: Allotment | None) -> Cells:
    """Return what was decided for a round."""
    if done is None:
        return [""] * (len(spec.actions) + 2)
    return [*(done.send.get(name, 0) for name in spec.actions), done.answers, done.moderation]


def safe(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(RISKY) else text
