"""The switches told in docs/model.md do switch their mechanisms off."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from simcommunity.scenario.loader import load_data
from simcommunity.scenario.parameters import PARAMETERS
from simcommunity.simulation.running import run

MODEL = Path(__file__).parents[1] / "docs" / "model.md"
ROW = re.compile(r"^\| ([^|]+) \| `([\w.]+)` = (\S+) \|([^|]*)\|$", re.MULTILINE)
IN_THE_CHAT, OUTSIDE = MODEL.read_text(encoding="utf-8").split(
    "And for what happens outside the chat"
)
SWITCHES = [("busy", *row) for row in ROW.findall(IN_THE_CHAT)]
SWITCHES += [("dealings", *row) for row in ROW.findall(OUTSIDE)]

# Groups in which every mechanism has something to do, with orders enough for the small ones.
BUSY: dict[str, Any] = {
    "title": {"zh": "热闹", "en": "busy"},
    "days": 45,
    "replicates": 3,
    "business": {"ticket": 120, "usual_price": 100, "cycle": 6, "products": {"count": 20}},
    "people": {
        "mix": {
            "bargain_hunter": 0.3,
            "regular": 0.2,
            "enthusiast": 0.3,
            "fan": 0.1,
            "spammer": 0.1,
        },
    },
    "arrival": [{"hook": {"giveaway": 20}, "per_day": [220, 300], "days": 7}],
    "groups": {"size": 120, "ties": {"small_world": {"neighbours": 4}}},
    "gate": {"spend": 300},
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


# Groups whose members are friends of the account, invite others, check in, renew and meet.
DEALINGS: dict[str, Any] = {
    **BUSY,
    "days": 50,
    "people": {"mix": {"regular": 0.4, "enthusiast": 0.3, "fan": 0.3}},
    "arrival": [
        *BUSY["arrival"],
        {"hook": {"fission": 10}, "per_day": 0, "per_member": 0.5, "from_day": 8, "days": 20},
    ],
    "groups": {
        "size": 120,
        "most": 20,
        "folding": 0.1,
        "stake": 0.2,
        "duty": "20 days",
        "renewal": {"every": "12 days", "fee": 5},
    },
    "gate": "none",
    "contacts": {"friends": 0.9, "accept": 20},
    "account": "wecom",
    "team": {"people": 1, "hours": 8, "ip": 0.5},
    "playbook": {
        "answers": 0.3,
        "calendar": {
            "care": {"send": "service_reply", "to": "private", "round": "20 days"},
            "sales": {"send": "flash_sale", "on": ["tue", "fri"]},
            "goods": {"send": "advert", "to": "moments", "per_day": 3},
            "life": {"send": "life_share", "to": "moments", "per_day": 1},
            "meetings": {"send": "offline_meetup", "every": "10 days"},
        },
    },
    "parameters": {"asking": 3, "hide_base": -3, "first_trust": 0.3},
}
STORIES = {"busy": BUSY, "dealings": DEALINGS}
STATES = {"mean_belonging"}  # it has no effect by itself


@cache
def metrics(story: str, *overrides: str) -> str:
    """Return all metrics of a story with some changes, but for those that only tell a state."""
    measured = run(load_data(STORIES[story], overrides), jobs=1).metrics
    return repr({name: value for name, value in measured.items() if name not in STATES})


def setting(name: str, value: object) -> str:
    """Return the change that sets a parameter, or a path of the scenario, to a value."""
    in_scenario = name in DEALINGS or "." in name
    return f"{name}={value}" if in_scenario else f"parameters.{name}={value}"


@pytest.mark.parametrize(("story", "mechanism", "name", "off", "idle"), SWITCHES)
def test_a_switch_works(story: str, mechanism: str, name: str, off: str, idle: str) -> None:
    switch = setting(name, off)
    without = metrics(story, switch)
    assert without != metrics(story), f"{mechanism}: {switch} changes nothing"
    for other in re.findall(r"`(\w+)`", idle):
        p = PARAMETERS[other]
        moved = p.low if p.low != p.value else p.high
        assert metrics(story, setting(other, moved)) != metrics(story), (
            f"{other} does nothing at all"
        )
        assert metrics(story, switch, setting(other, moved)) == without, f"{other} still counts"


def test_every_mechanism_with_a_weight_has_a_switch() -> None:
    """A weight is a parameter whose range begins at 0. These two are states to begin with."""
    told = {name for _, _, name, _, _ in SWITCHES} | {
        other for *_, idle in SWITCHES for other in re.findall(r"`(\w+)`", idle)
    }
    weights = {name for name, p in PARAMETERS.items() if p.low == 0}
    assert weights - told <= {"first_benefit", "dead_left"}
    assert len(weights) > 20
