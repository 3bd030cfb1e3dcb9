"""The tables of a scenario: who is tied to whom when a group starts, in six slots a member."""

from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np
import pytest

from simcommunity.core.members.record import TIE_SLOTS
from simcommunity.scenario.loader import load_data
from simcommunity.simulation.running import prepare


def first_ties(size: int, ties: Any) -> Any:
    """Return the neighbours of each node, −1 for none, (size, slots)."""
    data = {
        "title": {"zh": "群", "en": "group"},
        "people": {"mix": {"regular": 1}},
        "arrival": [{"hook": {"content": 1}, "per_day": 5}],
        "groups": {"size": size, "ties": ties},
    }
    return prepare(load_data(data).scenario).topology


@pytest.mark.parametrize("links", [1, 2, 3])
def test_hubs_keep_six_ties_and_lose_one_only_where_an_end_is_full(links: int) -> None:
    drawn = nx.barabasi_albert_graph(200, links, seed=1)
    assert max(dict(drawn.degree).values()) > 2 * TIE_SLOTS
    table = first_ties(200, {"preferential": {"links": links}})
    kept = {(a, int(b)) for a, row in enumerate(table) for b in row if b >= 0}
    used = (table >= 0).sum(axis=1)
    assert all((b, a) in kept for a, b in kept)  # a tie has two ends
    assert len(kept) == used.sum()  # and stands once at each
    assert kept <= {(a, b) for edge in drawn.edges for a, b in (edge, edge[::-1])}
    missing = [edge for edge in drawn.edges if edge not in kept]
    assert len(missing) > 0
    assert all(TIE_SLOTS in (used[a], used[b]) for a, b in missing)
    assert (np.diff(table < 0, axis=1) >= 0).all()  # free slots come last


def test_a_small_world_keeps_every_tie_that_fits() -> None:
    table = first_ties(60, {"small_world": {"neighbours": 6, "rewire": 0}})
    around = [{(i + k) % 60 for k in (-3, -2, -1, 1, 2, 3)} for i in range(60)]
    assert [set(row.tolist()) for row in table] == around
    assert (first_ties(6, {"small_world": {"neighbours": 6}}) < 0).all()  # too few to be neighbours
    assert (first_ties(200, "none") < 0).all()
