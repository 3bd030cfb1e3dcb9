"""From a design to the playbook to run: search, judge on fresh luck, decide."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from simcommunity import __version__
from simcommunity.core.arrays import Floats
from simcommunity.i18n import LANGUAGES, t
from simcommunity.results.estimates import FEW
from simcommunity.scenario import catalogue
from simcommunity.scenario.arguments import whole_numbers
from simcommunity.scenario.quantities import Bilingual
from simcommunity.scenario.schema import Scenario
from simcommunity.scenario.short_repr import Rows, ShortRepr
from simcommunity.scenario.writing import playbook_data, scenario_yaml
from simcommunity.simulation.frames import Measures, check_measures
from simcommunity.simulation.progress import Progress, showing
from simcommunity.simulation.strategy import Strategy
from simcommunity.study.optimise.design import Task, load_design
from simcommunity.study.optimise.goals import MEASURED, interval
from simcommunity.study.optimise.judging import (
    Finalist,
    Rival,
    Verdict,
    decide,
    finalists,
    front,
    judge,
    rivals,
)
from simcommunity.study.optimise.plan_runs import PlanRuns
from simcommunity.study.optimise.search import Tried, search, within
from simcommunity.study.optimise.space import Grid, Plan

__all__ = ["Optimisation", "optimise"]


@dataclass(frozen=True, repr=False)
class Optimisation(ShortRepr):
    """What an optimisation comes to.

    Attributes:
        task: the design, with its scenario and the playbooks it started from.
        tried: every trial in order.
        finalists: what was judged on fresh luck, the starts first.
        verdict: of one goal, which to run; None for a front.
        front: of several goals, place of a finalist → how sure it is that nothing beats it.
        runs: replicates that were run in all.
        wall_s: seconds it took.
    """

    task: Task
    scenario: Scenario
    tried: list[Tried]
    finalists: list[Finalist]
    verdict: Verdict | None
    front: dict[int, float]
    runs: int
    wall_s: float

    @property
    def goals(self) -> tuple[str, ...]:
        """The goals."""
        return self.task.design.goals

    @property
    def recommended(self) -> tuple[int, ...]:
        """Places of the finalists to run: the winner, or the whole front."""
        if self.verdict is None:
            return tuple(self.front)
        return () if self.verdict.winner is None else (self.verdict.winner,)

    @property
    def rivals(self) -> list[Rival]:
        """Finalists that show more than the one to run, or may do as well for less work."""
        verdict = self.verdict
        return [] if verdict is None else rivals(self.finalists, verdict, self.task.design)

    @property
    def cautions(self) -> list[dict[str, Any]]:
        """Why one should not lean on it."""
        runs = min((len(one.values) for one in self.finalists), default=0)
        return [{"kind": "few_runs", "runs": runs, "least": FEW}] if runs < FEW else []

    def name(self, place: int) -> str:
        """Return what a finalist is called: a start by its name, a found one by a number."""
        start = self.finalists[place].start
        if start is not None:
            return start
        found = [k for k, one in enumerate(self.finalists) if one.start is None]
        return f"found {found.index(place) + 1}"

    def under(self, place: int) -> Scenario:
        """Return the business under a finalist, on the luck it was judged by.

        Raises ValueError for a strategy, which is no playbook.
        """
        finalist = self.finalists[place]
        if finalist.plan.strategy is not None:
            raise ValueError(f"{self.name(place)} is a strategy in Python and no scenario: use run")
        judged = {"seed": self.task.design.judge.seed, "replicates": len(finalist.values)}
        playbook = finalist.plan.playbook
        if playbook.title is None:
            playbook = playbook.model_copy(update={"title": _title(finalist.start)})
        changed = {"playbook": playbook, "gate": finalist.plan.gate, **judged}
        return self.scenario.model_copy(update=changed)

    def yaml(self, place: int) -> str:
        """Return a finalist as a scenario that runs to the numbers it was judged by."""
        return scenario_yaml(self.under(place))

    def trace(self) -> Floats:
        """Return the best mean of the first goal so far, trial by trial; NaN before any."""
        goal = self.task.design.measured.index(self.goals[0])
        out = np.full(len(self.tried), np.nan)
        for k, one in enumerate(self.tried):
            if within(one.values, self.task.design.budget):
                out[k] = one.values[:, goal].mean()
        return np.fmax.accumulate(out)

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON object of form "simcommunity.optimise/1"."""
        design = self.task.design
        return {
            "schema": "simcommunity.optimise/1",
            "scenario": self.task.base.scenario.title.en,
            "scenario_hash": self.task.base.hash,
            "version": __version__,
            "design": design.model_dump(mode="json"),
            "cautions": self.cautions,
            "recommended": [self.name(k) for k in self.recommended],
            "rivals": [
                {"name": self.name(one.place), "more": one.more, "lo": one.lo, "hi": one.hi}
                for one in self.rivals
            ],
            "trials": len(self.tried),
            "finalists": [self._finalist(k) for k in range(len(self.finalists))],
            "best_start": self._called(self.verdict.start) if self.verdict else None,
            "runs": self.runs,
            "wall_s": round(self.wall_s, 1),
        }

    def _line(self) -> str:
        best = ", ".join(self.name(k) for k in self.recommended) or "nothing"
        goals, trials = ", ".join(self.goals), len(self.tried)
        return f"{self.task.base.scenario.title.said('en')}, {goals}, {trials} trials, best: {best}"

    def _rows(self) -> tuple[Sequence[str], Rows]:
        at = [(goal, self.task.design.measured.index(goal)) for goal in self.goals]
        rows = (
            (self.name(place), goal, *map(float, interval(goal, one.values[:, k])))
            for place, one in enumerate(self.finalists)
            for goal, k in at
        )
        return ("playbook", "goal", "mean", "lo", "hi"), rows

    def _called(self, place: int | None) -> str | None:
        return None if place is None else self.name(place)

    def _finalist(self, place: int) -> dict[str, Any]:
        one = self.finalists[place]
        out: dict[str, Any] = {
            "name": self.name(place),
            "start": one.start,
            "within_budget": one.within,
            "replicates": len(one.values),
            "playbook": None if one.plan.strategy else playbook_data(one.plan.playbook),
            "gate": one.plan.gate.model_dump(mode="json"),
            "measured": {
                name: dict(zip(("mean", "lo", "hi"), interval(name, one.values[:, k]), strict=True))
                for k, name in enumerate(self.task.design.measured)
            },
        }
        if self.verdict is None:
            return {**out, "front_certainty": self.front.get(place)}
        if place in self.verdict.places:
            at = self.verdict.places.index(place)
            chosen = self.verdict.selection
            out["minus_best_other"] = {"lo": chosen.lo[at], "hi": chosen.hi[at]}
            out["may_be_best"] = at in chosen.possible
            out["minus_best_start"] = {"lo": self.verdict.lo[at], "hi": self.verdict.hi[at]}
        return out


def _title(start: str | None) -> Bilingual | None:
    """Return what a playbook without a title is called: as the shipped one, or found."""
    if start is None:
        return Bilingual(**{lang: t("optimise.title.playbook", lang) for lang in LANGUAGES})
    shipped = catalogue.playbooks().get(start)
    return None if shipped is None else shipped.title


@whole_numbers
def optimise(
    design: str | Path | Mapping[str, Any] | Task,
    *,
    jobs: int | None = None,
    journal: Path | None = None,
    measures: Measures | None = None,
    strategies: Mapping[str, Strategy] | None = None,
    progress: Progress = False,
) -> Optimisation:
    """Search for the best playbook and judge what was found on fresh luck.

    Args:
        design: a YAML file, the same as plain data, whose scenario may be a loaded one, or a task
            that was read already.
        jobs: how many threads; by default as many as there are cores. Results do not depend on it.
        journal: file that remembers the trials, so that a search can be taken up again.
        measures: of one's own, as in `run`, which are goals of the design; more of them is better.
        strategies: name → a Python strategy that is judged beside the playbooks on the same luck,
            as one that was there before; it is no part of the search.
        progress: True shows a bar on stderr; a function is told (done, total) of the trials.

    Raises:
        ScenarioError: when the design or its scenario is not sound.
        ValueError: for a measure that is no goal or has no value, or a strategy called like a
            playbook.
        OtherDesignError: when the journal was begun for another design.
        MissingExtraError: when optuna is not installed.
    """
    began = time.perf_counter()
    own = check_measures(measures, MEASURED)
    task = design if isinstance(design, Task) else load_design(design, own)
    rest = {} if strategies is None else strategies
    _check_own(task, own, rest)
    messages = {
        name: kind
        for loaded in task.starts.values()
        for name, kind in loaded.scenario.messages_used.items()
    }
    own = {name: own[name] for name in task.design.measured if name in own}
    with (
        showing(progress) as tell,
        PlanRuns(task.base.scenario, messages, jobs or os.cpu_count() or 1, own) as laboratory,
    ):

        def hear(done: int) -> None:
            tell(done, max(done, task.design.search.trials))

        grid = Grid(laboratory.scenario, task.design.space)
        starts = {
            name: Plan(loaded.scenario.playbook, task.base.scenario.gate)
            for name, loaded in task.starts.items()
        }
        tried = search(
            laboratory,
            grid,
            starts,
            task.design,
            fingerprint=fingerprint(task),
            journal=journal,
            on_trial=hear,
        )
        found = _judged(task, laboratory, grid, tried, rest)
    return replace(found, wall_s=time.perf_counter() - began)


def _judged(
    task: Task,
    laboratory: PlanRuns,
    grid: Grid,
    tried: list[Tried],
    strategies: Mapping[str, Strategy],
) -> Optimisation:
    """Judge the best of what was tried, and strategies beside it, on fresh luck."""
    now, single = task.base.scenario, len(task.design.goals) == 1
    chosen = finalists(laboratory, grid, tried, task.design)
    chosen += [(Plan(now.playbook, now.gate, one), name) for name, one in strategies.items()]
    judged = judge(laboratory, chosen, task.design)
    return Optimisation(
        task=task,
        scenario=laboratory.scenario,
        tried=tried,
        finalists=judged,
        verdict=decide(judged, task.design) if single else None,
        front={} if single else front(judged, task.design),
        runs=laboratory.runs,
        wall_s=0.0,
    )


def _check_own(task: Task, measures: Measures, strategies: Mapping[str, Strategy]) -> None:
    """Refuse measures nobody asks for, and strategies that cannot be told from playbooks."""
    for name in measures:
        if name not in task.design.goals:
            raise ValueError(f"measure {name!r} is no goal of the design: name it among the goals")
    for name, strategy in strategies.items():
        if not hasattr(strategy, "plan"):
            raise TypeError(f"{name!r} is no strategy: {strategy!r} has no plan")
        if name in task.starts:
            raise ValueError(f"{name!r} is a playbook of the design: call the strategy otherwise")


def fingerprint(task: Task) -> str:
    """Return 16 hex digits over all that determines the trials; more of them may be asked for."""
    told = task.design.model_dump(mode="json", exclude={"judge": True, "search": {"trials"}})
    told["hashes"] = {name: loaded.hash for name, loaded in task.starts.items()}
    told["version"] = __version__
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]
