"""A debrief as a table: one row for each day of each team, playbook and search."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from simcommunity.workshop.room import NO_DEATH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simcommunity.workshop.debrief.told import Debrief, Lived
    from simcommunity.workshop.spec import Allotment

MEASURES = (
    "would_read", "members", "active", "muted", "left", "speakers", "messages", "orders",
    "revenue", "gross_profit", "cash_cost", "staff_minutes",
)  # fmt: skip
RISKY = ("=", "+", "-", "@", "\t")  # what a spreadsheet would take for a formula


def as_csv(told: Debrief) -> str:
    """Return the table as CSV; days and rounds are counted from 1.

    A forecast is the day of the death that was expected, `lives`, or nothing.
    """
    spec = told.room.spec
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    actions = list(spec.actions)
    writer.writerow(
        ["kind", "name", "day", "round", *MEASURES, "profit", "died", "forecast", "default",
         *(f"send_{name}" for name in actions), "answers", "moderation"]
    )  # fmt: skip

    def rows(
        kind: str,
        name: str,
        lived: Lived,
        plan: Sequence[Allotment] = (),
        forecasts: Sequence[int | None] = (),
        defaulted: Sequence[bool] = (),
    ) -> None:
        life = lived.life
        for day in range(spec.days):
            number = (
                max(0, (day - spec.takes_over) // spec.round + 1) if day >= spec.takes_over else 0
            )
            cells: list[object] = [kind, safe(name), day + 1, number or ""]
            cells += [f"{life.column(measure)[day]:g}" for measure in MEASURES]
            cells += [f"{life.profit[day]:.2f}", life.died + 1 if life.died >= 0 else ""]
            known = number and number <= len(plan)
            forecast = forecasts[number - 1] if known and forecasts else None
            cells.append("lives" if forecast == NO_DEATH else "" if forecast is None else forecast)
            cells.append(int(defaulted[number - 1]) if known and defaulted else "")
            if known:
                done = plan[number - 1]
                cells += [done.send.get(action, 0) for action in actions]
                cells += [done.answers, done.moderation]
            else:
                cells += [""] * (len(actions) + 2)
            writer.writerow(cells)

    for team in told.teams:
        rows("team", team.name, team.lived, team.allotments, team.forecasts, team.defaulted)
    for other in told.others:
        rows("playbook", other.name, other.lived)
    rows("search", "search", told.found.lived, told.found.plan)
    return out.getvalue()


def safe(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(RISKY) else text
