"""Whole small runs whose last state can be looked into."""

from __future__ import annotations

from typing import Any

from simcommunity.engine import compiled
from simcommunity.engine.state import State, allocate
from simcommunity.outcomes import Replicate, conclude
from simcommunity.run import prepare
from simcommunity.scenario.loader import load_data


def life_of(story: dict[str, Any], *overrides: str) -> tuple[State, Replicate]:
    """Return the state after one replicate of a story with some changes, and what it came to."""
    design = prepare(load_data(story, overrides).scenario)
    state = allocate(design, 7, 0)
    compiled.advance(state, 0, design.days, 7, 0)
    return state, conclude(design, state, 0)
