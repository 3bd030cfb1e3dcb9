"""What laws name: conditions on a business, other ways to write it, and sums that must come out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from simcommunity.core.vitals import COLUMN
from simcommunity.results.metrics import bounds

if TYPE_CHECKING:
    from collections.abc import Callable

    from simcommunity.results.replicate import Replicate
    from simcommunity.scenario.schema import Scenario

Data = dict[str, Any]


# What a business must have for a law to be asked of it.
CONDITIONS: dict[str, Callable[[Scenario], bool]] = {
    "chat": lambda s: s.groups.chat,
    "contacts": lambda s: s.contacts is not None and s.contacts.friends >= 0.3,
    "no contacts": lambda s: s.contacts is None,
    "no gate": lambda s: s.gate.kind == "none",
    "starts empty": lambda s: s.groups.start == "empty" and bool(s.arrival),
    "starts running": lambda s: s.groups.start == "running",
    "plain playbook": lambda s: not s.playbook.phases,
    "requests": lambda s: s.contacts is not None and isinstance(s.contacts.accept, float | int),
    "pays as it works": lambda s: s.team.payroll == "worked" and not s.team.roles,
    "no cap on messages": lambda s: s.playbook.most_per_day is None,
    "no fission": lambda s: not any(campaign.per_member for campaign in s.arrival),
}


def _renamed(data: Data) -> Data:
    other = {"title": "Another name", "story": "x", "source": "y"}
    plan = {**data["playbook"], "title": "Another playbook"}
    return {**data, **other, "playbook": plan}


def _turned_round(data: Data) -> Data:
    parts = {key: dict(reversed(data[key].items())) for key in ("business", "team")}
    return dict(reversed({**data, **parts}.items()))


def _with_an_empty_entry(data: Data) -> Data:
    nothing = {"send": "announcement", "to": "group", "per_day": 0}
    return _with_calendar(data, lambda calendar: {**calendar, "nothing": nothing})


def _every_day(data: Data) -> Data:
    def say(entry: Data) -> Data:
        if entry.get("per_day") != 1:
            return entry
        return {**{k: v for k, v in entry.items() if k != "per_day"}, "every": 1}

    return _with_calendar(data, lambda calendar: {k: say(v) for k, v in calendar.items()})


def _entries_renamed(data: Data) -> Data:
    return _with_calendar(
        data, lambda calendar: {f"x{i}": entry for i, entry in enumerate(calendar.values())}
    )


def _with_calendar(data: Data, change: Callable[[Data], Data]) -> Data:
    plan = data["playbook"]
    if not isinstance(plan, dict) or "calendar" not in plan:
        return data
    return {**data, "playbook": {**plan, "calendar": change(plan["calendar"])}}


# Other ways to write a scenario, from its plain data; not one number may move.
REWRITINGS: dict[str, Callable[[Data], Data]] = {
    "other titles": _renamed,
    "other order of keys": _turned_round,
    "an empty entry": _with_an_empty_entry,
    "every day for once a day": _every_day,
    "entries renamed": _entries_renamed,
}


def _close(a: Any, b: Any) -> bool:
    return bool(np.allclose(a, b, rtol=1e-9, atol=1e-6))


def _members(r: Replicate, _: Scenario) -> bool:
    sums = r.daily[..., COLUMN["active"]] + r.daily[..., COLUMN["muted"]]
    return _close(sums, r.daily[..., COLUMN["members"]])


def _comings_and_goings(r: Replicate, _: Scenario) -> bool:
    """Whether who is missing more than the day before has left or was removed that day."""
    gone = r.daily[..., COLUMN["newly_left"]] + r.daily[..., COLUMN["newly_removed"]]
    missing = r.daily[..., COLUMN["left"]]
    open_ = r.daily[:, 1:, COLUMN["members"]] > 0  # of a closed group nobody is said to have left
    return _close(np.diff(missing)[open_], gone[:, 1:][open_])


def _shares(r: Replicate, _: Scenario) -> bool:
    for name, value in r.metrics.items():
        least, most = bounds(name)
        if not np.isnan(value) and not least - 1e-9 <= value <= most + 1e-9:
            return False
    return True


def _revenue(r: Replicate, story: Scenario) -> bool:
    """Whether orders bring the price each, less what discounts took off; baskets are alike."""
    orders, revenue = r.daily[..., COLUMN["orders"]], r.daily[..., COLUMN["revenue"]]
    renewal = story.groups.renewal
    fees = r.daily[..., COLUMN["renewed"]] * (renewal.fee if renewal else 0)
    entry = (story.gate.fee or 0) * np.diff(r.daily[..., COLUMN["joined"]], axis=-1, prepend=0)
    full = revenue + r.daily[..., COLUMN["discounts"]] - fees - entry
    return _close(full, orders * story.business.ticket) and bool((revenue >= -1e-9).all())


def _profit(r: Replicate, story: Scenario) -> bool:
    """Whether what orders earn, less what was spent and the hours worked, is the profit told."""
    if story.team.payroll != "worked":
        return True
    earned, spent, minutes = (
        float(r.daily[..., COLUMN[name]].sum())
        for name in ("gross_profit", "cash_cost", "staff_minutes")
    )
    return _close(earned - spent - minutes / 60 * story.team.mean_wage, r.metrics["profit"])


# Sums that must come out in every replicate.
BALANCES: dict[str, Callable[[Replicate, Scenario], bool]] = {
    "members": _members,
    "comings and goings": _comings_and_goings,
    "shares": _shares,
    "revenue": _revenue,
    "profit": _profit,
}
