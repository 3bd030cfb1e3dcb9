"""Ties: fixed slots at both ends, the weakest replaced, support by those who are still there."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plain import a_member

from simcommunity.core.members.record import ACTIVE, LEFT, MUTED, NEVER, TIE_SLOTS, Record
from simcommunity.core.members.ties import drop, grieve, strengthen
from simcommunity.results.talk_statistics import k_core

Ties = dict[int, float]
SEATS = 10
steps = st.one_of(
    st.tuples(
        st.just("strengthen"), st.integers(0, SEATS - 1), st.integers(0, SEATS - 1),
        st.sampled_from([0.1, 0.2, 0.25, 1.0]),
    ),
    st.tuples(
        st.just("drop"), st.integers(0, SEATS - 1), st.integers(0, TIE_SLOTS - 1), st.none()
    ),
    st.tuples(st.just("leave"), st.integers(0, SEATS - 1), st.none(), st.none()),
)  # fmt: skip


def ties_of(member: Record) -> Ties:
    """Return seat → strength of a member's ties."""
    pairs = zip(member.tie_seat, member.tie_strength, strict=True)
    return {seat: strength for seat, strength in pairs if seat != NEVER}


def present(member: Record) -> bool:
    return member.status in {ACTIVE, MUTED}


def check(seats: list[Record]) -> None:
    """Check all that must hold of the ties of a group at any time."""
    for seat, member in enumerate(seats):
        held = [other for other in member.tie_seat if other != NEVER]
        assert len(member.tie_seat) == len(member.tie_strength) == TIE_SLOTS
        assert len(held) == len(set(held))
        assert seat not in held
        for other, strength in ties_of(member).items():
            assert ties_of(seats[other])[seat] == pytest.approx(strength)
        if present(member):
            support = sum(s for other, s in ties_of(member).items() if present(seats[other]))
            assert member.tie_support == pytest.approx(support, abs=1e-9)


@settings(max_examples=200)
@given(st.lists(steps, max_size=60))
def test_ties_hold_together_whatever_happens(history: list[tuple]) -> None:  # type: ignore[type-arg]
    seats = [a_member() for _ in range(SEATS)]
    for kind, a, b, gain in history:
        if not present(seats[a]):
            continue
        if kind == "strengthen" and present(seats[b]):
            strengthen(seats, a, b, gain)
        elif kind == "drop":
            drop(seats, a, b)
        elif kind == "leave":
            seats[a].status = LEFT
            grieve(seats, a)
        check(seats)


def test_a_reply_makes_a_tie_and_another_makes_it_stronger() -> None:
    seats = [a_member(), a_member()]
    strengthen(seats, 0, 1, 0.2)
    strengthen(seats, 1, 0, 0.3)
    assert ties_of(seats[0]) == {1: 0.5}
    assert ties_of(seats[1]) == {0: 0.5}
    assert (seats[0].tie_support, seats[1].tie_support) == (0.5, 0.5)


def test_nobody_is_tied_to_itself() -> None:
    seats = [a_member()]
    strengthen(seats, 0, 0, 0.2)
    assert ties_of(seats[0]) == {}


def test_a_seventh_tie_takes_the_place_of_the_weakest() -> None:
    seats = [a_member() for _ in range(8)]
    for other, strength in zip(range(1, 7), (0.6, 0.5, 0.1, 0.4, 0.3, 0.2), strict=True):
        strengthen(seats, 0, other, strength)
    strengthen(seats, 0, 7, 0.2)
    assert ties_of(seats[0]) == {1: 0.6, 2: 0.5, 7: 0.2, 4: 0.4, 5: 0.3, 6: 0.2}
    assert ties_of(seats[3]) == {}
    assert seats[3].tie_support == pytest.approx(0)
    assert seats[0].tie_support == pytest.approx(2.2)


def test_who_leaves_is_missed_by_its_ties() -> None:
    seats = [a_member() for _ in range(3)]
    strengthen(seats, 0, 1, 0.4)
    strengthen(seats, 1, 2, 0.3)
    seats[0].status = LEFT
    grieve(seats, 0)
    assert (seats[1].tie_support, seats[1].ties_lost) == pytest.approx((0.3, 0.4))
    assert (seats[2].tie_support, seats[2].ties_lost) == pytest.approx((0.3, 0.0))


@given(st.integers(0, 30), st.integers(0, 70), st.integers(0, 10_000))
def test_the_k_core_is_that_of_networkx(size: int, edges: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    status = random.choice([ACTIVE, MUTED, LEFT], size=size, p=[0.6, 0.25, 0.15])
    tie_seat = np.full((size, TIE_SLOTS), NEVER)
    graph = nx.Graph()
    graph.add_nodes_from(range(size))
    for _ in range(edges if size > 1 else 0):
        a, b = random.choice(size, 2, replace=False)
        if not graph.has_edge(a, b) and max(graph.degree[a], graph.degree[b]) < TIE_SLOTS:
            tie_seat[a, graph.degree[a]], tie_seat[b, graph.degree[b]] = b, a
            graph.add_edge(a, b)
    graph.remove_nodes_from([i for i in range(size) if status[i] == LEFT])
    assert k_core(status, tie_seat) == max(nx.core_number(graph).values(), default=0)


def test_the_largest_k_core_is_found() -> None:
    clique = [[j for j in range(7) if j != i] for i in range(7)]
    assert k_core(np.full(7, ACTIVE), np.array(clique)) == TIE_SLOTS
