"""From a design to the playbook to run: search, judge on fresh luck, decide."""

from __future__ import annotations

import hashlib
import json
import os
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from simcommunity import __version__
from simcommunity.core.arrays import Floats
from simcommunity.i18n import LANGUAGES, t
from simcommunity.results.estimates import FEW
from simcommunity.scenario import catalogue
from simcommunity.scenario.arguments import whole_numbers
from simcommunity.scenario.quantities import Bilingual
from simcommunity.scenario.writing import playbook_data, scenario_yaml
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

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from simcommunity.scenario.schema import Scenario

__all__ = ["Optimisation", "optimise"]


@dataclass(frozen=True)
class Optimisation:
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
        """Return the business under a finalist, on the luck it was judged by."""
        finalist = self.finalists[place]
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
        goal = MEASURED.index(self.goals[0])
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

    def _called(self, place: int | None) -> str | None:
        return None if place is None else self.name(place)

    def _finalist(self, place: int) -> dict[str, Any]:
        one = self.finalists[place]
        out: dict[str, Any] = {
            "name": self.name(place),
            "start": one.start,
            "within_budget": one.within,
            "replicates": len(one.values),
            "playbook": playbook_data(one.plan.playbook),
            "gate": one.plan.gate.model_dump(mode="json"),
            "measured": {
                name: dict(zip(("mean", "lo", "hi"), interval(name, one.values[:, k]), strict=True))
                for k, name in enumerate(MEASURED)
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
    design: str | Path | Mapping[str, object] | Task,
    *,
    jobs: int | None = None,
    journal: Path | None = None,
    on_trial: Callable[[int], None] | None = None,
) -> Optimisation:
    """Search for the best playbook and judge what was found on fresh luck.

    Args:
        design: a YAML file, the same as plain data, or a task that was read already.
        jobs: how many threads; by default as many as there are cores. Results do not depend on it.
        journal: file that remembers the trials, so that a search can be taken up again.
        on_trial: called with how many trials are done.

    Raises:
        ScenarioError: when the design or its scenario is not sound.
        OtherDesignError: when the journal was begun for another design.
        MissingExtraError: when optuna is not installed.
    """
    began = time.perf_counter()
    task = design if isinstance(design, Task) else load_design(design)
    messages = {
        name: kind
        for loaded in task.starts.values()
        for name, kind in loaded.scenario.messages_used.items()
    }
    with PlanRuns(task.base.scenario, messages, jobs or os.cpu_count() or 1) as laboratory:
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
            on_trial=on_trial or (lambda _: None),
        )
        judged = judge(laboratory, finalists(laboratory, grid, tried, task.design), task.design)
        single = len(task.design.goals) == 1
        return Optimisation(
            task=task,
            scenario=laboratory.scenario,
            tried=tried,
            finalists=judged,
            verdict=decide(judged, task.design) if single else None,
            front={} if single else front(judged, task.design),
            runs=laboratory.runs,
            wall_s=time.perf_counter() - began,
        )


def fingerprint(task: Task) -> str:
    """Return 16 hex digits over all that determines the trials; more of them may be asked for."""
    told = task.design.model_dump(mode="json", exclude={"judge": True, "search": {"trials"}})
    told["hashes"] = {name: loaded.hash for name, loaded in task.starts.items()}
    told["version"] = __version__
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]
