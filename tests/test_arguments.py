"""What is wrong with an argument in Python is said in a sentence that names it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from small import small

import simcommunity
from simcommunity.simulation.running import run
from simcommunity.simulation.strategy import Send

CALLS: dict[str, tuple[Callable[..., Any], tuple[str, ...]]] = {
    "run": (lambda **how: run("organic", **how), ("seed", "days", "replicates", "jobs")),
    "compare": (
        lambda **how: simcommunity.compare("organic", ["hands_off"], **how),
        ("seed", "days", "replicates", "jobs", "most"),
    ),
    "rescue": (
        lambda **how: simcommunity.rescue("organic", "hands_off", [3], **how),
        ("seed", "days", "replicates", "jobs"),
    ),
    "sweep": (lambda **how: simcommunity.sweep("x.yaml", "y", **how), ("jobs",)),
    "sensitivity": (
        lambda **how: simcommunity.sensitivity("x.yaml", **how),
        ("seed", "days", "replicates", "jobs", "samples"),
    ),
    "fit": (
        lambda **how: simcommunity.fit("x.csv", **how),
        ("seed", "jobs", "points", "simulations"),
    ),
    "forecast": (
        lambda **how: simcommunity.forecast("x.csv", **how),
        ("seed", "jobs", "draws", "simulations"),
    ),
    "forecast_skill": (
        lambda **how: simcommunity.forecast_skill("x.csv", **how),
        ("seed", "jobs", "draws"),
    ),
    "optimise": (lambda **how: simcommunity.optimise("x.yaml", **how), ("jobs",)),
    "events": (lambda **how: simcommunity.events("organic", **how), ("seed", "days", "replicate")),
    "story": (
        lambda **how: simcommunity.story("organic", **how),
        ("seed", "days", "replicate", "member"),
    ),
}


@pytest.mark.parametrize("wrong", [2.0, "2", 9.5, True, float("nan"), [3]], ids=repr)
@pytest.mark.parametrize("name", CALLS)
def test_what_is_no_whole_number_is_refused_by_name(name: str, wrong: object) -> None:
    call, arguments = CALLS[name]
    for argument in arguments:
        with pytest.raises(TypeError, match=rf"^{argument} must be a whole number, not "):
            call(**{argument: wrong})


@pytest.mark.parametrize("wrong", [2**64, 2**63, -1])
@pytest.mark.parametrize("name", CALLS)
def test_a_number_out_of_bounds_is_refused_by_name(name: str, wrong: int) -> None:
    call, arguments = CALLS[name]
    for argument in arguments:
        with pytest.raises(ValueError, match=rf"^{argument} {wrong} is (above|below) \d+$"):
            call(**{argument: wrong})


@pytest.mark.parametrize("wrong", [3, None, ["organic"]])
def test_what_is_no_scenario_is_refused(wrong: object) -> None:
    with pytest.raises(TypeError, match=r"^a scenario is a name, a file, a mapping or a loaded"):
        run(wrong)  # type: ignore[arg-type]


NOTEBOOK = """
from simcommunity.simulation.agents import Member
from simcommunity.simulation.running import run
class Patient(Member):
    def depart(self, room, draw, p):
        return self.status
try:
    run("organic", engine="mesa", member_class=Patient, replicates=2, days=2, jobs=2)
except ValueError as error:
    print(error)
"""


def test_a_class_of_a_notebook_cannot_be_shared_out() -> None:
    done = subprocess.run(
        [sys.executable, "-c", NOTEBOOK], capture_output=True, text=True, check=False
    )
    assert done.stdout.startswith("Patient was written in a notebook or inside a function")
    assert "use jobs=1, or put it into a file of its own" in done.stdout


def test_a_strategy_written_inside_a_function_cannot_be_shared_out() -> None:
    class Silent:
        def plan(self, *_: object) -> list[Send]:
            return []

    with pytest.raises(ValueError, match="Silent was written in a notebook or inside a function"):
        run(small("organic"), engine="mesa", strategy=Silent(), replicates=2, days=2, jobs=2)
