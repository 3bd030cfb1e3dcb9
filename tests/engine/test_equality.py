"""Both engines give the same bits, for shipped scenarios and for any other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from generated import scenarios
from hypothesis import HealthCheck, given, settings
from small import NAMES, small

from simcommunity.core.day import compiled
from simcommunity.core.members.record import MEMBER
from simcommunity.scenario.loader import load_data, load_scenario
from simcommunity.simulation.model import CommunityModel
from simcommunity.simulation.running import Result, prepare, run
from simcommunity.simulation.state import allocate
from simcommunity.simulation.tables import Tables

EVERYTHING = Path(__file__).parents[2] / "experiments" / "benchmarks" / "everything.yaml"
QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]


def same(first: Result, second: Result) -> bool:
    """Compare everything numeric; the digest covers the days and groups of all replicates."""
    assert first.digest == second.digest
    assert repr(first.metrics) == repr(second.metrics)
    return True


def members(design: Tables, seed: int) -> tuple[Any, Any]:
    """Return everybody who joined in replicate 1, as each engine leaves them on the last day."""
    state = allocate(design, seed, 1)
    compiled.advance(state, 0, design.days, seed, 1)
    model = CommunityModel.from_design(design, seed=seed, replicate=1)
    while model.running:
        model.step()
    joined = np.arange(design.size) < state.groups["joined"][:, None]
    return state.table[joined], model.snapshot().table[joined]


def unlike(first: Any, second: Any) -> list[str]:
    """Return the fields of members that differ in any byte."""
    return [name for name in MEMBER.names or () if first[name].tobytes() != second[name].tobytes()]


@pytest.mark.parametrize("name", NAMES)
def test_shipped_scenarios_are_bit_equal_in_both_engines(name: str) -> None:
    loaded = small(name)
    fast = run(loaded, replicates=2, jobs=1)
    slow = run(loaded, replicates=2, jobs=1, engine="mesa")
    assert same(fast, slow)
    assert fast.mean_members >= 20


def test_a_business_that_uses_everything_at_once_is_bit_equal_in_both_engines() -> None:
    changes = ["groups.size=60", "groups.most=4", "arrival.0.places=3", "arrival.0.per_day=40"]
    loaded = load_scenario(EVERYTHING, changes)
    fast = run(loaded, replicates=2, jobs=1)
    assert same(fast, run(loaded, replicates=2, jobs=1, engine="mesa"))
    assert fast.mean_members >= 60
    assert fast.metrics["orders_per_member"].mean > 0


@pytest.mark.parametrize(
    "name", ["dead_groups", "organic", "supermarket_gated", "supermarket_social"]
)
def test_every_byte_of_every_member_is_equal_in_both_engines(name: str) -> None:
    fast, slow = members(prepare(small(name).scenario), seed=5)
    assert len(fast) >= 30
    assert unlike(fast, slow) == []
    assert fast.tobytes() == slow.tobytes()


def test_other_seeds_and_replicates_are_other_data() -> None:
    loaded = small("supermarket")
    digests = {run(loaded, replicates=1, days=5, seed=s, jobs=1).digest for s in (1, 2, 2**63 - 1)}
    assert len(digests) == 3
    seen: list[bytes] = []
    run(loaded, replicates=3, days=5, jobs=1, on_replicate=lambda r: seen.append(r.digest))
    assert len(set(seen)) == 3


@settings(max_examples=100, suppress_health_check=QUIET)
@given(scenarios())
def test_random_scenarios_are_bit_equal_in_both_engines(data: dict[str, Any]) -> None:
    loaded = load_data(data)
    fast = run(loaded, jobs=1)
    assert same(fast, run(loaded, jobs=1, engine="mesa"))
    assert same(fast, run(loaded, jobs=2))


@settings(max_examples=30, suppress_health_check=QUIET)
@given(scenarios())
def test_members_of_random_scenarios_are_equal_in_both_engines(data: dict[str, Any]) -> None:
    loaded = load_data(data)
    assert unlike(*members(prepare(loaded.scenario), loaded.scenario.seed)) == []


@pytest.mark.parametrize("size", [1, 2, 500])
def test_groups_of_any_size_are_bit_equal(size: int) -> None:
    people = ["arrival.0.days=2", "arrival.0.places=1", "arrival.0.per_day=900", "days=4"]
    most = "groups.most=3" if size < 500 else "groups.most=1"
    loaded = small("supermarket_social", *people, f"groups.size={size}", most)
    fast = run(loaded, replicates=1, jobs=1)
    assert fast.mean_members == min(3 * size, 500)
    assert same(fast, run(loaded, replicates=1, jobs=1, engine="mesa"))


def test_a_scenario_nobody_joins_has_no_groups_in_either_engine() -> None:
    loaded = small("supermarket", "arrival=[]", "days=3")
    fast = run(loaded, replicates=2, jobs=1)
    assert (fast.mean_groups, fast.mean_members) == (0, 0)
    assert same(fast, run(loaded, replicates=2, jobs=1, engine="mesa"))
