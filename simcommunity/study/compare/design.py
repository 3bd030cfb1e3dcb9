"""A comparison as a file: which arms, decided by what, run how often."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self, TypeGuard

from pydantic import BeforeValidator, Field, model_validator

from simcommunity.i18n import LANGUAGES
from simcommunity.scenario import catalogue
from simcommunity.scenario.checking import check
from simcommunity.scenario.errors import ScenarioError, nearest
from simcommunity.scenario.inherit import beside, inside
from simcommunity.scenario.loader import load_scenario
from simcommunity.scenario.located import Located, plain, problem
from simcommunity.scenario.quantities import Line, Model, Name, RunDay, Words, broken
from simcommunity.scenario.reading import read_file
from simcommunity.study.compare.candidates import (
    Candidate,
    from_words,
    switch,
    words_of,
)

if TYPE_CHECKING:
    from simcommunity.scenario.loader import Changes

MOST_ARMS = 100
KEYS = {"scenario", "arms", "rescue"}  # no scenario has any of them
_AT = re.compile(r"@(?:date:)?[0-9]{1,4}$")

Change = Annotated[dict[str, Any], Field(max_length=100)]


def _words(arm: object) -> object:
    return {"use": arm} if isinstance(arm, str) else arm


class ArmDesign(Model):
    """One of the things to be compared with the scenario."""

    title: Words | None = None
    """What it is called; by default by its playbook, or by its own name."""
    scenario: Line | None = None
    """Another story, in place of the design's own."""
    use: Line | None = None
    """A playbook in place of the scenario's own; `topic_led@4` from a group's fourth day on."""
    from_age: RunDay | None = None
    """From which age of a group on, in days; before, the scenario's own playbook holds."""
    from_date: RunDay | None = None
    """From which day of the run on."""
    change: Change = Field(default_factory=dict)
    """Values of the scenario to change, by path."""

    @model_validator(mode="after")
    def _differ_in_something(self) -> Self:
        if self.scenario is None and self.use is None and not self.change:
            raise broken("arm_is_empty")
        if self.from_age is not None and self.from_date is not None:
            raise broken("age_or_date")
        if self.use is None and (self.from_age is not None or self.from_date is not None):
            raise broken("switch_to_what")
        return self


class RescueDesign(Model):
    """The same switch at several days."""

    use: Line
    """The playbook that is switched to."""
    at: Annotated[tuple[RunDay, ...], Field(min_length=1, max_length=MOST_ARMS)]
    """The days."""
    by: Literal["age", "date"] = "age"
    """Whether they are days of a group's age, or of the run."""


class CompareDesign(Model):
    """Several arms, or a rescue, on the same people with the same luck."""

    scenario: Line
    """What everything is compared with: a scenario by name, or a file beside this one."""
    change: Change = Field(default_factory=dict)
    """Values to change in every arm, by path."""
    arms: Annotated[
        dict[Name, Annotated[ArmDesign, BeforeValidator(_words)]], Field(max_length=MOST_ARMS)
    ] = Field(default_factory=dict)
    """What it is compared with, by names of your own."""
    rescue: RescueDesign | None = None
    """In place of arms: a switch at several days, each against never switching."""
    metrics: Annotated[tuple[Name, ...], Field(min_length=1, max_length=100)] | None = None
    """What is measured."""
    goal: Name | None = None
    """The metric that decides which arm is best."""
    replicates: Annotated[int, Field(ge=2, le=1_000_000)] | None = None
    """How often to run each arm."""
    days: Annotated[int, Field(ge=1, le=3650)] | None = None
    """How many days to run."""
    seed: Annotated[int, Field(ge=0, le=2**63 - 1)] | None = None
    """Seed of all luck."""
    until_halfwidth: Annotated[float, Field(gt=0)] | None = None
    """Add replicates until the intervals of the goal reach so far to both sides."""
    at_most: Annotated[int, Field(ge=2, le=1_000_000)] | None = None
    """Replicates at most when they are added."""

    @model_validator(mode="after")
    def _compare_something(self) -> Self:
        if bool(self.arms) == (self.rescue is not None):
            raise broken("arms_or_rescue")
        return self


@dataclass(frozen=True)
class Design:
    """A design that is read and sound.

    Attributes:
        said: what it says.
        source: the scenario everything is compared with: a name or a file.
        changes: in every arm.
        candidates: the scenario first, then the arms.
        to: playbook of a rescue, by name or as a file; empty when it is none.
    """

    said: CompareDesign
    source: str
    changes: tuple[str, ...]
    candidates: tuple[Candidate, ...]
    to: str

    @property
    def how(self) -> dict[str, Any]:
        """How to run, as `run_arms` takes it; only what is said."""
        said = {
            "metrics": self.said.metrics,
            "goal": self.said.goal,
            "replicates": self.said.replicates,
            "until_halfwidth": self.said.until_halfwidth,
            "most": self.said.at_most,
            "days": self.said.days,
            "seed": self.said.seed,
        }
        return {name: value for name, value in said.items() if value is not None}


def is_design(source: object) -> TypeGuard[str | Path]:
    """Say whether a file holds a comparison rather than a scenario; raises ScenarioError."""
    if not isinstance(source, str | Path):
        return False
    path = Path(source)
    try:
        there = path.is_file()
    except (OSError, ValueError):  # too long for a file name, or with a NUL in it
        return False
    return there and bool(KEYS & read_file(path, str(source)).mapping.keys())


def read_design(
    path: str | Path, changes: Changes = (), known: Collection[str] | None = None
) -> Design:
    """Read a design.

    Args:
        known: names of all metrics; None when they are not known yet.
    """
    file = Path(path)
    node = read_file(file, str(path))
    said = check(node, CompareDesign)
    if known is not None:
        _only_known(node, known)
    source = _located(node.mapping["scenario"], file, ("scenario",))
    everywhere = (*_changes(node, source), *as_words(changes))
    base = load_scenario(source, everywhere).scenario
    candidates = [Candidate(source, words_of(base.title), base)]
    arms = node.child("arms")
    for name, arm in said.arms.items():
        written = arms.mapping[name] if arms else node
        candidates.append(_arm(name, arm, written, file, source, everywhere))
    to = ""
    if said.rescue is not None:
        to = _located(node.mapping["rescue"].mapping["use"], file, ("rescue", "use"))
    return Design(said, source, everywhere, tuple(candidates), to)


def _only_known(node: Located, known: Collection[str]) -> None:
    """Refuse metrics that there are not."""
    metrics, goal = node.child("metrics"), node.child("goal")
    asked: list[tuple[tuple[str, ...], Located]] = [
        (("metrics", str(k)), one) for k, one in enumerate(metrics.items if metrics else ())
    ]
    if goal is not None:
        asked.append((("goal",), goal))
    wrong = [
        problem(one, path, "unknown_metric", nearest(one.text or "", known))
        for path, one in asked
        if one.text not in known
    ]
    if wrong:
        raise ScenarioError(wrong)


def _arm(
    name: str, arm: ArmDesign, node: Located, file: Path, source: str, everywhere: tuple[str, ...]
) -> Candidate:
    """Return what an arm of a design means."""
    path = ("arms", name)
    if arm.scenario is not None:
        source = _located(node.mapping["scenario"], file, (*path, "scenario"))
    changes = (*everywhere, *_changes(node, source, everywhere))
    if arm.use is None:
        scenario = load_scenario(source, changes).scenario
        told = words_of(scenario.title) if arm.scenario else dict.fromkeys(LANGUAGES, name)
        candidate = Candidate(name, told, scenario)
    else:
        use = _located(node.child("use") or node, file, (*path, "use"))
        if arm.from_age is not None:
            candidate = switch(source, use, arm.from_age, "age", changes)
        elif arm.from_date is not None:
            candidate = switch(source, use, arm.from_date, "date", changes)
        else:
            candidate = from_words(source, use, changes)
    title = candidate.title if arm.title is None else words_of(arm.title)
    return replace(candidate, name=name, title=title)


def _changes(node: Located, source: str, before: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the changes a design says as changes; each is tried, so that its line is told."""
    changes = node.child("change")
    told: list[str] = []
    for dotted, value in (changes.mapping if changes else {}).items():
        told.append(f"{dotted}={json.dumps(plain(value), ensure_ascii=False)}")
        try:
            load_scenario(source, (*before, *told))
        except ScenarioError as error:
            place = str(value.origin)
            said = [replace(one, place=place) for one in error.details if one.place == "--set"]
            raise ScenarioError(said or error.details) from None
    return tuple(told)


def as_words(changes: Changes) -> tuple[str, ...]:
    """Return changes as `path=value`."""
    if isinstance(changes, Mapping):
        return tuple(f"{path}={json.dumps(value)}" for path, value in changes.items())
    return (changes,) if isinstance(changes, str) else tuple(changes)


def _located(name: Located, file: Path, path: tuple[str, ...]) -> str:
    """Return a scenario or playbook that a design names: beside it, else by its plain name."""
    words = name.text or ""
    use = _AT.sub("", words)
    found = inside(file.parent, Located(use, name.origin), path)
    if found is not None:
        return str(file.parent / use) + words[len(use) :]
    if Path(use).name != use or Path(use).suffix in {".yaml", ".yml"}:
        known = [*catalogue.playbook_files(), *catalogue.scenario_files(), *beside(file.parent)]
        rule = "unknown_playbook_or_scenario"
        raise ScenarioError([problem(name, path, rule, nearest(use, known))])
    return words
