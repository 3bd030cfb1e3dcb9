"""`import simcommunity as sc`: what it offers, and that every study takes the same things."""

from __future__ import annotations

import inspect
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from small import small

import simcommunity as sc

FEW = {"arrival.0.places": 1, "groups.size": 40, "days": 12, "replicates": 2}
HOW: dict[str, Any] = {"replicates": 2, "days": 12, "jobs": 1}
TYPED = """
import simcommunity as sc
result = sc.run({"extends": "organic"}, {"days": 3}, replicates=2)
mean: float | None = result.metrics["profit"].mean
sc.compare("organic", {"two": {"days": 3}}, changes=["days=4"])

def told(one: sc.OneReplicate) -> float:
    return float(one.members["orders"].max())

lo: float | None = sc.run("organic", measures={"told": told}, progress=True).metrics["told"].lo
longest = result.members["days"].max() + sc.read("out").daily["messages"].sum()
sc.sweep({"scenario": "organic", "vary": {}}, "store", measures={"told": told})
"""
NONSENSE = """
import simcommunity as sc
sc.compare(3, foo=1)
sc.runn("organic")
sc.run("organic", replicates="2")
sc.run("organic", progress="yes")
sc.run("organic", measures={"told": 3})
sc.sweep(3, "store")
result: int = sc.read("out").daily
"""


class Packets:
    """Sends a red packet a day."""

    def plan(self, day: int, view: sc.View) -> Iterable[sc.Send]:
        """Return what to send."""
        return [sc.Send("red_packet")]


def test_everything_it_says_is_there_and_nothing_else_is() -> None:
    assert set(sc.__all__) <= set(dir(sc))
    assert [name for name in sc.__all__ if getattr(sc, name) is None] == []
    with pytest.raises(AttributeError, match="'simcommunity' has no attribute 'runn'"):
        _ = getattr(sc, "runn")  # noqa: B009 (a type checker refuses it)


def test_it_imports_nothing_heavy() -> None:
    code = "import simcommunity, sys; dir(simcommunity); print('numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


@pytest.mark.slow
def test_a_type_checker_knows_it(tmp_path: Path) -> None:
    def checked(code: str) -> list[str]:
        (tmp_path / "own.py").write_text(code)
        command = [sys.executable, "-m", "mypy", "--strict", str(tmp_path / "own.py")]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return [line for line in done.stdout.splitlines() if "own.py" in line]

    assert checked(TYPED) == []
    refused = [int(line.split(":")[1]) for line in checked(NONSENSE) if ": error: " in line]
    assert sorted(set(refused)) == [3, 4, 5, 6, 7, 8, 9]


def test_a_scenario_comes_by_name_file_mapping_or_loaded(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text("extends: supermarket\n")
    written = [f"{path}={value}" for path, value in FEW.items()]
    sources: list[Any] = ["supermarket", file, {"extends": "supermarket"}, sc.load("supermarket")]
    hashes = {sc.load(source, changes).hash for source in sources for changes in (FEW, written)}
    assert hashes == {sc.load("supermarket", FEW).hash}
    assert {sc.run(source, FEW, jobs=1).digest for source in sources} == {
        sc.run(sc.load("supermarket", written).scenario, jobs=1).digest
    }


@pytest.mark.parametrize("source", ["supermarket", {"extends": "supermarket"}])
@pytest.mark.parametrize("changes", [FEW, [f"{path}={value}" for path, value in FEW.items()]])
def test_every_study_takes_the_same_scenarios_and_changes(source: Any, changes: Any) -> None:
    loaded = sc.load(source, changes)
    other = sc.compare(
        source, ["topic_led", "topic_led@3", "team.people=2"], changes=changes, **HOW
    )
    same = sc.compare(loaded, ["topic_led", "topic_led@3", "team.people=2"], **HOW)
    assert [a.result.digest for a in other.arms] == [a.result.digest for a in same.arms]
    later = sc.rescue(source, "topic_led", [3], changes=changes, **HOW).comparison.arms[1]
    assert later.result.digest == other.arms[2].result.digest
    assert sc.events(source, changes=changes).equals(sc.events(loaded))
    told = sc.story(source, other="topic_led", changes=changes)
    assert told.pairs[0].person == sc.story(loaded, other="topic_led").pairs[0].person


def test_changes_loaded_scenarios_and_strategies_are_arms_too() -> None:
    base = small("supermarket")
    two = {"groups.size": 30}
    found = sc.compare(base, {"two": two, "loaded": sc.load(base, two), "own": Packets()}, **HOW)
    first, *rest = [arm.result for arm in found.arms]
    assert [arm.name for arm in found.arms[1:]] == ["two", "loaded", "own"]
    assert rest[0].digest == rest[1].digest == sc.run(base, two, **HOW).digest != first.digest
    assert rest[2].digest == sc.run(base, strategy=Packets(), **HOW).digest
    assert [arm.name for arm in sc.compare(base, [two, Packets()], **HOW).arms[1:]] == [
        "groups.size=30", "Packets",
    ]  # fmt: skip
    with pytest.raises(TypeError, match="3 is no playbook, scenario, change or strategy"):
        sc.compare(base, [3], **HOW)  # type: ignore[list-item]
    with pytest.raises(TypeError, match="not of a strategy"):
        sc.story(base, other=Packets())


SMALL = sc.load("supermarket", FEW)


class Forgetful:
    """Plans, and forgets to say what."""

    def plan(self, day: int, view: object) -> None:
        """Return nothing."""


@pytest.mark.parametrize(
    ("call", "error", "said"),
    [
        (lambda: sc.compare(SMALL, ["topic_led"], replicate=2), TypeError, "mean 'replicates'"),
        (lambda: sc.rescue(SMALL, "topic_led", [4], foo=1), TypeError, "keyword argument 'foo'"),
        (lambda: sc.run(SMALL, strategy=object()), TypeError, "has a method plan"),
        (lambda: sc.run(SMALL, strategy=Forgetful()), TypeError, "Forgetful.plan returned None"),
        (lambda: sc.run(SMALL).metrics["profitt"], KeyError, "did you mean 'profit'"),
    ],
)
def test_a_slip_of_the_pen_is_told(call: Any, error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said):
        call()


def test_help_shows_the_keywords_that_are_passed_on() -> None:
    assert {"replicates", "goal", "measures"} <= set(inspect.signature(sc.compare).parameters)


def test_one_arm_needs_no_list() -> None:
    found = sc.compare(SMALL, "topic_led", replicates=2)
    assert [arm.name for arm in found.arms][1:] == ["topic_led"]


def test_a_measure_that_fails_is_named() -> None:
    with pytest.raises(ZeroDivisionError) as failed:
        sc.run(SMALL, replicates=1, jobs=1, measures={"mine": lambda _: 1 / 0})
    assert failed.value.__notes__ == ["in the measure 'mine' of replicate 0"]
