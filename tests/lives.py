"""Whole small runs whose last state can be looked into."""

from __future__ import annotations

from typing import Any

from simcommunity.core.day import compiled
from simcommunity.results.replicate import Replicate, conclude
from simcommunity.scenario.loader import load_data
from simcommunity.simulation.running import prepare
from simcommunity.simulation.state import State, allocate


def life_of(story: dict[str, Any], *overrides: str) -> tuple[State, Replicate]:
    """Return the state after one replicate of a story with some changes, and what it came to."""
    design = prepare(load_data(story, overrides).scenario)
    state = allocate(design, 7, 0)
    compiled.advance(state, 0, design.days, 7, 0)
    return state, conclude(design, state, 0)
