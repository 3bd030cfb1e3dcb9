"""From a scenario to the tables that both engines read; names end here, only numbers go on."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import networkx as nx
import numpy as np

from simcommunity.core.members.record import NEVER, TIE_SLOTS, TRAITS
from simcommunity.core.operators import gates
from simcommunity.core.operators.admission import AS_DEAD, AS_RUNNING, BY_HOOK, SEGMENT
from simcommunity.scenario import catalogue
from simcommunity.scenario.parameters import PARAMETERS
from simcommunity.simulation.playbook_tables import kinds_table, playbook_tables

if TYPE_CHECKING:
    from simcommunity.scenario.groups import Gate, Ties
    from simcommunity.scenario.schema import Scenario


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
        ("last_day", "i8"),  # of its people; never, if it goes on to the end of the story
        ("per_member", "f8"),  # people a member asks a day, in place of a number of them
        ("bribe", "f8"),  # ¥ that the hook teaches people to expect
        ("seeks", "f8"),  # share of those it brings who need the goods now
        ("book", "i8"),  # the playbook that its groups follow; 0 is the scenario's
    ],
    align=True,
)
SETTINGS = (
    "ticket", "log_ticket", "log_price", "need_keeps", "need_window", "cycle", "margin",
    "quality", "products", "spare_time",
    "theme_strength", "variety", "way", "team_minutes", "wage", "payroll", "gate", "gate_height",
    "fee", "chat", "contacts", "friends", "accept_minutes", "accept_automatic", "openness",
    "wecom", "ip_minutes", "skill", "opens", "closes", "answers_after", "accounts",
    "most_friends", "ban_day", "closes_after", "filled", "duty_days", "renew_every", "renew_fee",
    "folding", "stake",
)  # fmt: skip
WORLD = np.dtype([(name, "f8") for name in (*PARAMETERS, *SETTINGS)])


class Tables(NamedTuple):
    """Everything about a scenario that is the same in all its replicates."""

    days: int
    groups: int
    size: int
    world: np.ndarray  # WORLD, (1,)
    kinds: np.ndarray  # KIND, (kinds,)
    phases: np.ndarray  # PHASE, (phases,)
    actions: np.ndarray  # ACTION, (actions,), by priority
    calendar: np.ndarray  # messages called for, (actions, days)
    sources: np.ndarray  # SOURCE, (campaigns,)
    segments: np.ndarray  # SEGMENT, (segments,)
    mixes: np.ndarray  # cumulative shares, (campaigns and those who are there, segments)
    takes: np.ndarray  # chance to take the hook, (campaigns, segments)
    mixing: np.ndarray  # Cholesky factor of the traits' correlation, (traits, traits)
    topology: np.ndarray  # neighbours of each node, −1 for none, (size, slots)
    # Names in order, for strategies in Python and for frames; no rule sees them.
    message_names: tuple[str, ...]
    segment_names: tuple[str, ...]


def build(
    scenario: Scenario, days: int, correlation: np.ndarray, *, any_message: bool = False
) -> Tables:
    """Return the tables of a scenario.

    Args:
        scenario: with everything resolved.
        days: the horizon.
        correlation: of the latent traits, (traits, traits).
        any_message: let there be one action for every kind of message the scenario knows, as a
            strategy in Python needs it, in place of the playbook's own.
    """
    kinds_used = scenario.messages_used
    if any_message:
        kinds_used = {**catalogue.messages(), **scenario.messages}
        scenario = scenario.model_copy(update={"messages": kinds_used})
    kinds = kinds_table(kinds_used)
    phases, actions, calendar = playbook_tables(scenario, list(kinds_used), days, any_message)
    sources, takes = _campaigns(scenario)
    size = scenario.groups.size
    groups = scenario.most_groups
    return Tables(
        days=days,
        groups=max(groups, 1),
        size=size,
        world=world_of(scenario),
        kinds=kinds,
        phases=phases,
        actions=actions,
        calendar=calendar,
        sources=sources,
        segments=_segments(scenario),
        mixes=_mixes(scenario, len(sources)),
        takes=takes,
        mixing=np.linalg.cholesky(
            (1 - scenario.people.correlation) * np.eye(len(TRAITS))
            + scenario.people.correlation * correlation
        ),
        topology=_topology(scenario.groups.size, scenario.groups.ties),
        message_names=tuple(kinds_used),
        segment_names=tuple(scenario.segments_used),
    )


def _segments(scenario: Scenario) -> np.ndarray:
    """Return the segments in their order."""
    used = scenario.segments_used
    table = np.zeros(len(used), SEGMENT)
    for row, segment in zip(table, used.values(), strict=True):
        row["prior_customer"], row["spam"] = segment.prior_customer, segment.spam
        row["anyway"] = segment.anyway
        row["centre"], row["spread"] = zip(*(_latent(segment, t) for t in TRAITS), strict=True)
    return table


def _mixes(scenario: Scenario, campaigns: int) -> np.ndarray:
    """Return whom each campaign asks, and last who is there from the start: running totals."""
    mixes = [
        arrival.mix or scenario.people.mix for arrival in scenario.arrival for _ in arrival.stages
    ]
    mixes += [scenario.people.mix] * (campaigns + 1 - len(mixes))
    rows = [[mix.get(name, 0.0) for name in scenario.segments_used] for mix in mixes]
    return np.cumsum([np.array(row) / math.fsum(row) for row in rows], axis=1)


def _latent(segment: object, trait: str) -> tuple[float, float]:
    """Return centre and spread of a trait on its latent scale."""
    spec = getattr(segment, "need" if trait == "need_rate" else trait)
    place = TRAITS.index(trait)
    if place < 6:
        return math.log(spec.median / (1 - spec.median)), spec.spread
    if place < 10:
        return math.log(spec.median), spec.spread
    return spec.median, spec.spread


def world_of(scenario: Scenario) -> np.ndarray:
    """Return the record of parameters and settings: all of a design that parameters reach."""
    world = np.zeros(1, WORLD)
    for name, parameter in PARAMETERS.items():
        world[name] = scenario.parameters.get(name, parameter.value)
    business, people, groups, team = (
        scenario.business, scenario.people, scenario.groups, scenario.team,
    )  # fmt: skip
    gate, height = _gate(scenario.gate)
    window = world["need_waits"][0] * business.cycle**0.25  # days
    settings = {
        "ticket": business.ticket,
        "log_ticket": math.log(business.ticket / world["reference_ticket"][0]),
        "log_price": math.log(business.ticket / (business.usual_price or business.ticket)),
        "need_window": window,
        "need_keeps": math.exp(-1 / window),
        "cycle": business.cycle,
        "margin": business.margin,
        "quality": business.quality,
        "products": business.products.count + business.products.new_per_month,
        "spare_time": 1 / (1 + world["outside_load"][0] * people.outside_groups),
        "theme_strength": groups.theme_strength,
        "variety": groups.variety,
        "way": {"empty": BY_HOOK, "running": AS_RUNNING, "dead": AS_DEAD}[groups.start],
        "team_minutes": team.hours_a_day * 60,
        "wage": team.mean_wage,
        "payroll": team.payroll_a_day,
        "gate": gate,
        "gate_height": height,
        "fee": height if gate == gates.FEE else 0,
        "chat": groups.chat,
        "closes_after": groups.closes_after or 0,
        "filled": groups.filled or 0,
        "duty_days": groups.duty or 0,
        "renew_every": groups.renewal.every if groups.renewal else 0,
        "renew_fee": groups.renewal.fee if groups.renewal else 0,
        "folding": groups.folding,
        "stake": groups.stake,
        "wecom": scenario.account == "wecom",
        "ip_minutes": team.ip_hours * 60,
        "skill": team.mean_skill,
        "opens": team.opens * 60,
        "closes": team.closes * 60,
        "answers_after": team.answers_after,
    }
    contacts = scenario.contacts
    if contacts is not None:
        settings |= {
            "contacts": 1,
            "friends": contacts.friends,
            "accounts": contacts.accounts,
            "most_friends": contacts.most_friends,
            "ban_day": NEVER if contacts.ban is None else contacts.ban,
            "accept_minutes": contacts.accept_minutes,
            "accept_automatic": contacts.accept == "automatic",
            "openness": contacts.visible / (contacts.visible + world["openness_half"][0]),
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
    stages = sum(len(arrival.stages) for arrival in scenario.arrival)
    sources = np.zeros(max(stages, 1), SOURCE)
    takes = np.ones((len(sources), len(segments)))
    row = place = books = 0
    for i, arrival in enumerate(scenario.arrival):
        hook = scenario.hooks[arrival.hook.name]
        bribe = hook.expects * arrival.hook.worth
        last = arrival.from_day + sum(stage.days for stage in arrival.stages) - 1
        books += arrival.playbook is not None
        first = arrival.from_day
        for stage in arrival.stages:  # all of them fill the groups of the same places
            low, high = stage.per_day
            sources[row] = (
                i, place, arrival.places, low, high, first, stage.days, arrival.paid,
                NEVER if last >= scenario.days - 1 else last,
                arrival.per_member, bribe, hook.seeks,
                books if arrival.playbook else 0,
            )  # fmt: skip
            takes[row] = [arrival.chance(hook.takes[name]) for name in segments]
            first += stage.days
            row += 1
        place += arrival.places
    return sources, takes


@lru_cache(maxsize=16)
def _topology(size: int, ties: Ties) -> np.ndarray:
    """Return the neighbours of each node of the graph of first ties, −1 for none.

    The graph is built once; nobody writes into it, as the replicates permute the seats. Members
    have a fixed number of slots, so the hubs of a preferential graph keep their first ties only.
    """
    neighbours = np.full((size, TIE_SLOTS), NEVER, np.int16)
    if ties.small_world and size > ties.small_world.neighbours:
        spec = ties.small_world
        graph = nx.watts_strogatz_graph(size, spec.neighbours, spec.rewire, seed=1)
    elif ties.preferential and size > ties.preferential.links:
        graph = nx.barabasi_albert_graph(size, ties.preferential.links, seed=1)
    else:
        return neighbours
    used = np.zeros(size, int)
    edges = np.random.default_rng(1).permutation(sorted(graph.edges))
    for a, b in edges:  # in any order, so that late nodes find free slots as early ones do
        if used[a] < TIE_SLOTS and used[b] < TIE_SLOTS:
            neighbours[a, used[a]] = b
            neighbours[b, used[b]] = a
            used[a] += 1
            used[b] += 1
    return neighbours
