"""What is to be optimised: a YAML file, checked."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self, get_args

from pydantic import Field, create_model, model_validator

from simcommunity.scenario import catalogue
from simcommunity.scenario.checking import check
from simcommunity.scenario.errors import Problem, ScenarioError, nearest
from simcommunity.scenario.groups import Gate
from simcommunity.scenario.loader import Loaded, load_alternative, load_scenario
from simcommunity.scenario.located import Located, problem
from simcommunity.scenario.quantities import Line, Model, Money, Name, broken
from simcommunity.study.optimise.goals import MEASURED
from simcommunity.study.sweep.design import parted

if TYPE_CHECKING:
    from simcommunity.scenario.loader import Source

Goal = Literal["profit", "survival", "trust"]
Channel = Literal["group", "moments", "private"]
_Seed = Annotated[int, Field(ge=0, le=2**63 - 1)]
_Replicates = Annotated[int, Field(ge=2, le=10_000)]


class Budget(Model):
    """What a playbook may use at most, as means over replicates."""

    minutes_a_day: Annotated[float, Field(ge=0, le=1e7)] | None = None
    """Minutes of the whole team a day; null for its hours."""
    money: Money | None = None
    """¥ in the whole run for what is sent: red packets, events. Not what it costs to win people."""


class Space(Model):
    """Among what is searched."""

    messages: Annotated[tuple[Name, ...], Field(min_length=1, max_length=60)] | None = None
    """Kinds of messages; null for all shipped ones and those the scenario sends."""
    channels: Annotated[tuple[Channel, ...], Field(min_length=1, max_length=3)] | None = None
    """Where to send; null for wherever the scenario has somebody to read."""
    gates: Annotated[tuple[Gate, ...], Field(min_length=1, max_length=20)] | None = None
    """What must be done to be let in; null for the scenario's own gate."""
    most_often: Annotated[int, Field(ge=1, le=8)] = 3
    """The most messages of one kind a day and channel."""
    posting: Annotated[
        tuple[Literal["by_hand", "by_machine"], ...], Field(min_length=1, max_length=2)
    ] | None = None  # fmt: skip
    """How it is posted; null for the scenario's own way."""


class Search(Model):
    """How long it is searched, and with which luck."""

    trials: Annotated[int, Field(ge=1, le=100_000)] = 240
    """Playbooks that are tried."""
    replicates: _Replicates = 6
    """Runs of each; the dozen best and all that were there before get three times as many."""
    seed: _Seed = 1
    """Luck of the search."""


class Judge(Model):
    """How the best ones are judged, on luck of their own."""

    finalists: Annotated[int, Field(ge=1, le=50)] = 5
    """Playbooks found that are judged, beside the best ones that were there before."""
    replicates: _Replicates = 60
    """Runs of each; with an indifference, the first stage."""
    most_replicates: _Replicates = 1000
    """The most runs of each that an indifference may ask for."""
    seed: _Seed = 2
    """Luck of the judgement; never that of the search."""
    confidence: Annotated[float, Field(gt=0.5, lt=1)] = 0.95
    """Chance that all that is said about the finalists together is right."""
    indifference: Annotated[float, Field(gt=0)] | None = None
    """A difference of the goal that does not matter; runs are added until it can be told."""


class OptimiseDesign(Model):
    """One optimisation."""

    scenario: Line
    """Name or file of the business."""
    set: Annotated[tuple[Line, ...], Field(max_length=200)] = ()
    """Changes of it, ``path=value``."""
    goals: Annotated[tuple[Goal, ...], Field(min_length=1, max_length=3)] = ("profit",)
    """One goal, or several for a Pareto front."""
    budget: Budget = Budget()
    space: Space = Space()
    start_from: Annotated[tuple[Line, ...], Field(max_length=50)] | None = None
    """Playbooks and scenarios tried first; null for all shipped playbooks that fit."""
    search: Search = Search()
    judge: Judge = Judge()

    @property
    def measured(self) -> tuple[str, ...]:
        """What is measured of a playbook, column by column; goals of one's own come last."""
        return (*MEASURED, *(goal for goal in self.goals if goal not in MEASURED))

    @model_validator(mode="after")
    def _judge_on_fresh_luck(self) -> Self:
        if self.judge.seed == self.search.seed:
            raise broken("same_seed", seed=self.search.seed)
        if len(set(self.goals)) < len(self.goals):
            raise broken("goal_twice", goals=", ".join(self.goals))
        return self


@dataclass(frozen=True)
class Task:
    """A design with its scenario and the playbooks to start from read.

    Attributes:
        base: the scenario.
        starts: name → scenario with the playbook to start from; the scenario's own first.
        folder: where the design stands, None when it came from a program.
    """

    design: OptimiseDesign
    base: Loaded
    starts: Mapping[str, Loaded]


def load_design(source: str | Path | Mapping[str, Any], measures: Collection[str] = ()) -> Task:
    """Read what is to be optimised.

    Args:
        source: a YAML file, or the same as plain data, whose scenario may be whatever
            `simcommunity.load` takes. Files it names stand beside it, or where the program runs.
        measures: names of measures of one's own that may be goals.

    Raises:
        ScenarioError: with one clear sentence for each thing that is wrong.
    """
    node, place, given = parted(source)
    folder = place or Path()
    design = check(node, _with_goals(tuple(measures)))
    story = _beside(folder, design.scenario) if given is None else given
    base = load_scenario(story, design.set)
    _check_messages(base, node)
    return Task(design, base, _starts(design, base, folder, story))


def _with_goals(measures: tuple[str, ...]) -> type[OptimiseDesign]:
    """Return the form of a design in which measures may be goals."""
    if not measures:
        return OptimiseDesign
    goal: Any = Literal[(*get_args(Goal), *measures)]
    goals = Annotated[tuple[goal, ...], Field(min_length=1, max_length=3)]
    return create_model("OptimiseDesign", __base__=OptimiseDesign, goals=(goals, ("profit",)))


def _beside(folder: Path, name: str) -> str:
    """Return the file of that name in a folder, the name itself where there is none."""
    file = folder / name
    return str(file) if Path(name).suffix in {".yaml", ".yml"} and file.is_file() else name


def _check_messages(base: Loaded, node: Located) -> None:
    known = {**catalogue.messages(), **base.scenario.messages}
    space = node.child("space")
    written = space.child("messages") if space else None
    wrong = [
        problem(item, ("space", "messages"), "unknown_message", nearest(item.text or "", known))
        for item in (written.items if written else ())
        if item.text not in known
    ]
    if wrong:
        raise ScenarioError(wrong)


def _starts(
    design: OptimiseDesign, base: Loaded, folder: Path, source: Source
) -> dict[str, Loaded]:
    """Return the playbooks to start from, the scenario's own first."""
    names = design.start_from
    if names is None:
        names = tuple(catalogue.playbook_files()) if base.scenario.groups.chat else ()
    starts = {design.scenario: base}
    for name in names:
        starts[name] = load_alternative(source, _beside(folder, name), design.set)
        _check_fits(name, starts[name], base)
    return starts


def _check_fits(name: str, start: Loaded, base: Loaded) -> None:
    """Refuse a playbook that writes to contacts where the business has none."""
    if base.scenario.contacts is not None:
        return
    for phase in start.scenario.playbook.as_phases():
        for entry, what in phase.plan.calendar.items():
            if what.to != "group":
                details = {"name": entry, "to": what.to}
                raise ScenarioError([Problem("needs_contacts", name, details=details)])
