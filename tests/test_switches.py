"""The switches told in docs/model.md do switch their mechanisms off."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from simcommunity.parameters import PARAMETERS
from simcommunity.run import run
from simcommunity.scenario.loader import load_data

MODEL = Path(__file__).parents[1] / "docs" / "model.md"
ROW = re.compile(r"^\| ([^|]+) \| `([\w.]+)` = (\S+) \|([^|]*)\|$", re.MULTILINE)
SWITCHES = ROW.findall(MODEL.read_text(encoding="utf-8"))

# A group in which every mechanism has something to do.
BUSY: dict[str, Any] = {
    "title": {"zh": "热闹", "en": "busy"},
    "days": 45,
    "replicates": 3,
    "business": {"ticket": 120, "products": {"count": 20}},
    "people": {
        "mix": {
            "bargain_hunter": 0.3,
            "regular": 0.2,
            "enthusiast": 0.3,
            "fan": 0.1,
            "spammer": 0.1,
        },
    },
    "arrival": [{"hook": {"giveaway": 20}, "per_day": [90, 120], "days": 7}],
    "groups": {"size": 120, "ties": {"small_world": {"neighbours": 4}}},
    "gate": {"spend": 60},
    "team": {"people": 1},
    "playbook": {
        "moderation": 0.4,
        "answers": 0.5,
        "calendar": {
            "adverts": {"send": "advert", "per_day": 6},
            "sales": {"send": "flash_sale", "on": ["tue", "fri"]},
            "packets": {"send": "red_packet", "every": "3 days"},
            "topics": {"send": "daily_topic", "per_day": 2},
            "cases": {"send": "case_teardown", "every": "2 days"},
            "life": {"send": "life_share", "per_day": 1},
        },
    },
    "parameters": {"leave_base": -2, "first_tie": 0.5},  # enough leave for others to follow
}


@cache
def metrics(*overrides: str) -> str:
    """Return all metrics of the busy group with some changes."""
    return repr(run(load_data(BUSY, overrides), jobs=1).metrics)


def setting(name: str, value: object) -> str:
    """Return the change that sets a parameter, or a path of the scenario, to a value."""
    return f"{name}={value}" if name in BUSY or "." in name else f"parameters.{name}={value}"


@pytest.mark.parametrize(("mechanism", "name", "off", "idle"), SWITCHES)
def test_a_switch_works(mechanism: str, name: str, off: str, idle: str) -> None:
    switch = setting(name, off)
    without = metrics(switch)
    assert without != metrics(), f"{mechanism}: {switch} changes nothing"
    for other in re.findall(r"`(\w+)`", idle):
        p = PARAMETERS[other]
        moved = p.low if p.low != p.value else p.high
        assert metrics(setting(other, moved)) != metrics(), f"{other} does nothing at all"
        assert metrics(switch, setting(other, moved)) == without, f"{other} still counts"


def test_every_mechanism_with_a_weight_has_a_switch() -> None:
    """A weight is a parameter whose range begins at 0. These two are states to begin with."""
    told = {name for _, name, _, _ in SWITCHES} | {
        other for *_, idle in SWITCHES for other in re.findall(r"`(\w+)`", idle)
    }
    weights = {name for name, p in PARAMETERS.items() if p.low == 0}
    assert weights - told <= {"first_benefit", "dead_left"}
    assert len(weights) > 20
