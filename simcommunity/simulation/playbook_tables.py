"""From a playbook to tables: what each kind of message is, who sends what when, in which phase."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simcommunity.core.operators.feeds import TO_CUSTOMERS, TO_STRANGERS
from simcommunity.core.operators.staff import EVERYBODY, MOMENTS, PRIVATELY
from simcommunity.scenario.playbook import SIGNALS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from simcommunity.scenario.message import MessageKind
    from simcommunity.scenario.playbook import CalendarEntry, Playbook, Trigger
    from simcommunity.scenario.schema import Scenario

ALWAYS = 1 << 30
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
UNTOLD = -1.0  # an entry that does not say its worth

KIND_NUMBERS = (
    "commercial", "information", "entertainment", "social", "persona", "money", "discount",
    "invites_reply", "level", "novelty", "credibility", "claim", "pressing", "intrusion",
    "scarcity", "gathering", "cost", "pays_out", "for_customers", "for_others",
)  # fmt: skip
KIND = np.dtype([*[(name, "f8") for name in KIND_NUMBERS], ("topic", "i8")], align=True)
PHASE = np.dtype(
    [
        ("from_age", "i8"),
        ("until_age", "i8"),
        ("from_day", "i8"),
        ("until_day", "i8"),
        ("most_per_day", "i8"),
        ("moderation", "f8"),
        ("answers", "f8"),
        ("service", "f8"),  # share of the team's minutes kept for those who ask
        ("best_first", "f8"),
        ("book", "i8"),  # the playbook it belongs to
    ],
    align=True,
)
ACTION = np.dtype(
    [
        ("kind", "i8"),
        ("phase", "i8"),
        ("by_hand", "i8"),
        ("channel", "i8"),  # staff.TO_GROUP, MOMENTS or PRIVATELY
        ("round", "i8"),  # everybody once in so many days; 0 for a number of people
        ("audience", "i8"),  # staff.EVERYBODY, or one feed
        ("minutes", "f8"),  # of staff, for one message in one group
        ("prepare", "f8"),  # of staff, once a day
        ("worth", "f8"),
        ("reacts", "i8"),  # 1: called for by a trigger
        ("times", "i8"),
        ("signal", "i8"),
        ("below", "i8"),
        ("bound", "f8"),
        ("for_days", "i8"),
        ("rest", "i8"),
    ],
    align=True,
)


def kinds_table(messages: Mapping[str, MessageKind]) -> np.ndarray:
    """Return the attributes of the kinds of messages."""
    kinds = np.zeros(len(messages), KIND)
    for i, message in enumerate(messages.values()):
        for field in KIND.names or ():
            kinds[field][i] = getattr(message, field)
    return kinds


def playbook_tables(
    scenario: Scenario, names: list[str], days: int, any_message: bool
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return phases, actions by priority, and the calendar day by day, of all playbooks."""
    plans = [
        (book, phase)
        for book, playbook in enumerate(scenario.playbooks)
        for phase in playbook.as_phases()
    ]
    phases = np.zeros(len(plans), PHASE)
    rows: list[tuple[int, np.ndarray, np.ndarray]] = []
    for i, (book, phase) in enumerate(plans):
        most = phase.plan.most_per_day
        phases[i] = (
            phase.from_age or 0,
            ALWAYS if phase.until_age is None else phase.until_age,
            phase.from_date or 0,
            ALWAYS if phase.until_date is None else phase.until_date,
            ALWAYS if most is None else most,
            phase.plan.moderation,
            phase.plan.answers,
            phase.plan.service,
            phase.plan.best_first,
            book,
        )
        if not any_message:
            rows += _actions(scenario, phase.plan, i, names, days)
    if any_message:
        never = np.zeros(days, np.int64)
        rows = [(0, _action(scenario, plans[0][1].plan, 0, names, n, None), never) for n in names]
    rows.sort(key=lambda row: row[0])
    actions = np.zeros(len(rows), ACTION)
    calendar = np.zeros((len(rows), days), np.int64)
    for i, (_, action, calls) in enumerate(rows):
        actions[i] = action
        calendar[i] = calls
    return phases, actions, calendar


def _action(
    scenario: Scenario,
    plan: Playbook,
    phase: int,
    names: list[str],
    send: str,
    worth: float | None,
) -> np.ndarray:
    """Return one action that the calendar may call for."""
    by_hand = plan.posting == "by_hand"
    row = np.zeros((), ACTION)
    row["kind"] = names.index(send)
    row["phase"] = phase
    row["by_hand"] = by_hand
    row["minutes"] = scenario.messages[send].minutes if by_hand else 0
    row["prepare"] = scenario.messages[send].prepare
    row["audience"] = EVERYBODY
    row["worth"] = UNTOLD if worth is None else worth
    return row


def _actions(
    scenario: Scenario, plan: Playbook, phase: int, names: list[str], days: int
) -> list[tuple[int, np.ndarray, np.ndarray]]:
    """Return priority, action and calendar of everything one phase may send."""
    out = []
    for entry in plan.calendar.values():
        action = _channelled(_action(scenario, plan, phase, names, entry.send, entry.worth), entry)
        out.append((entry.priority, action, _calls(entry, np.arange(days))))
    for trigger in plan.when:
        reaction = trigger.reaction
        action = _action(scenario, plan, phase, names, reaction.send, reaction.worth)
        # What the day calls for goes before what the calendar calls for.
        out.append((-1, _with_trigger(action, trigger), np.zeros(days, np.int64)))
    return out


def _channelled(row: np.ndarray, entry: CalendarEntry) -> np.ndarray:
    """Return an action with where it goes."""
    if entry.to == "moments":
        row["channel"] = MOMENTS
        row["audience"] = {"all": EVERYBODY, "customers": TO_CUSTOMERS, "others": TO_STRANGERS}[
            entry.visible_to
        ]
    elif entry.to == "private":
        row["channel"] = PRIVATELY
        row["round"] = entry.round or 0
    return row


def _calls(entry: CalendarEntry, day: np.ndarray) -> np.ndarray:
    """Return how many messages an entry of the calendar calls for on each day."""
    if entry.per_day is not None:
        calls = np.full(len(day), entry.per_day)
    elif entry.round is not None:
        calls = np.ones(len(day), np.int64)
    elif entry.every is not None:
        calls = np.where((day - entry.starting) % entry.every == 0, entry.times, 0)
    elif entry.on is not None:
        calls = np.where(np.isin(day % 7, [WEEK.index(d) for d in entry.on]), entry.times, 0)
    else:
        calls = np.where(np.isin(day, entry.dates or ()), entry.times, 0)
    return np.where(day >= entry.starting, calls, 0)


def _with_trigger(row: np.ndarray, trigger: Trigger) -> np.ndarray:
    """Return an action with the condition that calls for it."""
    bound = trigger.condition.bound
    row["reacts"] = 1
    row["times"] = trigger.reaction.times
    row["signal"] = SIGNALS.index(trigger.condition.metric)
    row["below"] = bound.below is not None
    row["bound"] = bound.above if bound.below is None else bound.below
    row["for_days"] = trigger.condition.for_days
    row["rest"] = trigger.at_most
    return row
