"""From a scenario to the tables that both engines read; names end here, only numbers go on."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import networkx as nx
import numpy as np

from simcommunity.members.people import AS_DEAD, AS_RUNNING, BY_HOOK
from simcommunity.members.record import NEVER, TIE_SLOTS, TRAITS
from simcommunity.members.room import SIGNALS
from simcommunity.operators import gates
from simcommunity.parameters import PARAMETERS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from simcommunity.scenario.message import MessageKind
    from simcommunity.scenario.playbook import CalendarEntry, Playbook, Trigger
    from simcommunity.scenario.schema import Arrival, Gate, Scenario

ALWAYS = 1 << 30
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
UNTOLD = -1.0  # an entry that does not say its worth

KIND_NUMBERS = (
    "commercial", "information", "entertainment", "social", "persona", "money", "discount",
    "invites_reply", "level", "novelty", "credibility", "pressing", "intrusion", "cost", "pays_out",
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
    ],
    align=True,
)
ACTION = np.dtype(
    [
        ("kind", "i8"),
        ("phase", "i8"),
        ("by_hand", "i8"),
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
SOURCE = np.dtype(
    [
        ("number", "i8"),
        ("first_place", "i8"),
        ("places", "i8"),
        ("low", "f8"),
        ("high", "f8"),
        ("from_day", "i8"),
        ("days", "i8"),
        ("cost", "f8"),
        ("bribe", "f8"),  # ¥ that the hook teaches people to expect
    ],
    align=True,
)
SETTINGS = (
    "ticket", "log_ticket", "cycle", "margin", "quality", "products", "outside_groups",
    "theme_strength", "variety", "team_minutes", "wage", "gate", "gate_height", "fee",
    "last_arrival_day", "keeps_admitting",
)  # fmt: skip
WORLD = np.dtype([(name, "f8") for name in (*PARAMETERS, *SETTINGS)])


class Design(NamedTuple):
    """Everything about a scenario that is the same in all its replicates."""

    days: int
    groups: int
    size: int
    way: int  # how groups begin: people.BY_HOOK, AS_RUNNING or AS_DEAD
    world: np.ndarray  # WORLD, (1,)
    kinds: np.ndarray  # KIND, (kinds,)
    phases: np.ndarray  # PHASE, (phases,)
    actions: np.ndarray  # ACTION, (actions,), by priority
    calendar: np.ndarray  # messages called for, (actions, days)
    sources: np.ndarray  # SOURCE, (campaigns,)
    mix: np.ndarray  # cumulative shares, (segments,)
    takes: np.ndarray  # chance to take the hook, (campaigns, segments)
    centres: np.ndarray  # of latent traits, (segments, traits)
    spreads: np.ndarray  # of latent traits, (segments, traits)
    plain: np.ndarray  # share of prior customers, spam a day, (segments, 2)
    mixing: np.ndarray  # Cholesky factor of the traits' correlation, (traits, traits)
    topology: np.ndarray  # neighbours of each node, −1 for none, (size, slots)
    message_names: tuple[str, ...]  # kinds in order, for strategies in Python; no rule sees them


def build(
    scenario: Scenario, days: int, correlation: np.ndarray, *, any_message: bool = False
) -> Design:
    """Return the tables of a scenario.

    Args:
        scenario: with everything resolved.
        days: the horizon.
        correlation: of the latent traits, (traits, traits).
        any_message: let there be one action for every kind of message the scenario knows, as a
            strategy in Python needs it, in place of the playbook's own.
    """
    segments = scenario.segments_used
    kinds_used = scenario.messages if any_message else scenario.messages_used
    kinds = _kinds(kinds_used)
    phases, actions, calendar = _playbook(scenario, list(kinds_used), days, any_message)
    sources, takes = _campaigns(scenario)
    size = scenario.groups.size
    groups = scenario.groups.most or sum(
        int(s["places"]) * (1 + math.ceil(math.ceil(s["high"]) * int(s["days"]) / size))
        for s in sources
    )
    shares = [scenario.people.mix[name] for name in segments]
    return Design(
        days=days,
        groups=max(groups, 1),
        size=size,
        way={"empty": BY_HOOK, "running": AS_RUNNING, "dead": AS_DEAD}[scenario.groups.start],
        world=_world(scenario, days),
        kinds=kinds,
        phases=phases,
        actions=actions,
        calendar=calendar,
        sources=sources,
        mix=np.cumsum(np.array(shares) / math.fsum(shares)),
        takes=takes,
        centres=np.array([[_latent(s, trait)[0] for trait in TRAITS] for s in segments.values()]),
        spreads=np.array([[_latent(s, trait)[1] for trait in TRAITS] for s in segments.values()]),
        plain=np.array([[s.prior_customer, s.spam] for s in segments.values()]),
        mixing=np.linalg.cholesky(
            (1 - scenario.people.correlation) * np.eye(len(TRAITS))
            + scenario.people.correlation * correlation
        ),
        topology=_topology(scenario),
        message_names=tuple(kinds_used),
    )


def _latent(segment: object, trait: str) -> tuple[float, float]:
    """Return centre and spread of a trait on its latent scale."""
    spec = getattr(segment, "need" if trait == "need_rate" else trait)
    place = TRAITS.index(trait)
    if place < 6:
        return math.log(spec.median / (1 - spec.median)), spec.spread
    if place < 10:
        return math.log(spec.median), spec.spread
    return spec.median, spec.spread


def _world(scenario: Scenario, days: int) -> np.ndarray:
    """Return the record of parameters and settings."""
    world = np.zeros(1, WORLD)
    for name, parameter in PARAMETERS.items():
        world[name] = scenario.parameters.get(name, parameter.value)
    business, people, groups, team = (
        scenario.business, scenario.people, scenario.groups, scenario.team,
    )  # fmt: skip
    gate, height = _gate(scenario.gate)
    last = max((a.from_day + a.days - 1 for a in scenario.arrival), default=0)
    settings = {
        "ticket": business.ticket,
        "log_ticket": math.log(business.ticket / 50),
        "cycle": business.cycle,
        "margin": business.margin,
        "quality": business.quality,
        "products": business.products.count + business.products.new_per_month,
        "outside_groups": people.outside_groups,
        "theme_strength": groups.theme_strength,
        "variety": groups.variety,
        "team_minutes": team.people * team.hours * 60,
        "wage": team.wage,
        "gate": gate,
        "gate_height": height,
        "fee": height if gate == gates.FEE else 0,
        "last_arrival_day": last,
        "keeps_admitting": float(last >= days - 1),
    }
    for name, value in settings.items():
        world[name] = value
    return world


def _gate(gate: Gate) -> tuple[int, float]:
    """Return a gate's type and height."""
    for number, name in (
        (gates.SPEND, "spend"),
        (gates.FEE, "fee"),
        (gates.REFERRALS, "referrals"),
        (gates.APPLICATION, "application"),
    ):
        height = getattr(gate, name)
        if height is not None:
            return number, float(height)
    return gates.OPEN, 0.0


def _campaigns(scenario: Scenario) -> tuple[np.ndarray, np.ndarray]:
    """Return the campaigns and who takes their hooks."""
    segments = scenario.segments_used
    sources = np.zeros(max(len(scenario.arrival), 1), SOURCE)
    takes = np.ones((len(sources), len(segments)))
    place = 0
    for i, arrival in enumerate(scenario.arrival):
        hook = scenario.hooks[arrival.hook.name]
        low, high = arrival.per_day
        bribe = hook.expects * arrival.hook.worth
        sources[i] = (
            i, place, arrival.places, low, high, arrival.from_day, arrival.days, arrival.cost,
            bribe,
        )  # fmt: skip
        takes[i] = [_take(hook.takes[name], arrival) for name in segments]
        place += arrival.places
    return sources, takes


def _take(terms: tuple[float, float], arrival: Arrival) -> float:
    """Return the chance that a segment takes a campaign's hook."""
    base, gain = terms
    index = math.log(base / (1 - base)) + gain * math.log1p(arrival.hook.worth / 5)
    return 1 / (1 + math.exp(-index))


def _kinds(messages: Mapping[str, MessageKind]) -> np.ndarray:
    """Return the attributes of the kinds of messages."""
    kinds = np.zeros(len(messages), KIND)
    for i, message in enumerate(messages.values()):
        for field in KIND.names or ():
            kinds[field][i] = getattr(message, field)
    return kinds


def _playbook(
    scenario: Scenario, names: list[str], days: int, any_message: bool
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return phases, actions by priority, and the calendar day by day."""
    plans = scenario.playbook.as_phases()
    phases = np.zeros(len(plans), PHASE)
    rows: list[tuple[int, np.ndarray, np.ndarray]] = []
    for i, phase in enumerate(plans):
        most = phase.plan.most_per_day
        phases[i] = (
            phase.from_age or 0,
            ALWAYS if phase.until_age is None else phase.until_age,
            phase.from_date or 0,
            ALWAYS if phase.until_date is None else phase.until_date,
            ALWAYS if most is None else most,
            phase.plan.moderation,
            phase.plan.answers,
        )
        if not any_message:
            rows += _actions(scenario, phase.plan, i, names, days)
    if any_message:
        never = np.zeros(days, np.int64)
        rows = [(0, _action(scenario, plans[0].plan, 0, names, n, None), never) for n in names]
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
    row["worth"] = UNTOLD if worth is None else worth
    return row


def _actions(
    scenario: Scenario, plan: Playbook, phase: int, names: list[str], days: int
) -> list[tuple[int, np.ndarray, np.ndarray]]:
    """Return priority, action and calendar of everything one phase may send."""
    out = []
    for entry in plan.calendar.values():
        action = _action(scenario, plan, phase, names, entry.send, entry.worth)
        out.append((entry.priority, action, _calls(entry, np.arange(days))))
    for trigger in plan.when:
        reaction = trigger.reaction
        action = _action(scenario, plan, phase, names, reaction.send, reaction.worth)
        # What the day calls for goes before what the calendar calls for.
        out.append((-1, _with_trigger(action, trigger), np.zeros(days, np.int64)))
    return out


def _calls(entry: CalendarEntry, day: np.ndarray) -> np.ndarray:
    """Return how many messages an entry of the calendar calls for on each day."""
    if entry.per_day is not None:
        calls = np.full(len(day), entry.per_day)
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


def _topology(scenario: Scenario) -> np.ndarray:
    """Return the neighbours of each node of the graph of first ties, −1 for none.

    The graph is built once per scenario; the replicates permute the seats. Members have a fixed
    number of slots, so the hubs of a preferential graph keep their first ties only.
    """
    size, ties = scenario.groups.size, scenario.groups.ties
    neighbours = np.full((size, TIE_SLOTS), NEVER, np.int16)
    if ties.small_world and size > ties.small_world.neighbours:
        spec = ties.small_world
        graph = nx.watts_strogatz_graph(size, spec.neighbours, spec.rewire, seed=1)
    elif ties.preferential and size > ties.preferential.links:
        graph = nx.barabasi_albert_graph(size, ties.preferential.links, seed=1)
    else:
        return neighbours
    used = np.zeros(size, int)
    for a, b in sorted(graph.edges):
        if used[a] < TIE_SLOTS and used[b] < TIE_SLOTS:
            neighbours[a, used[a]] = b
            neighbours[b, used[b]] = a
            used[a] += 1
            used[b] += 1
    return neighbours
