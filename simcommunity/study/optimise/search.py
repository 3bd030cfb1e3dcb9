"""The search: optuna proposes playbooks, the simulator tries them, a journal remembers.

Proposals come in batches. Every other batch is made of neighbours of the best so far, which a
sampler over so many dimensions seldom proposes. A batch's luck is drawn from the seed and the
number of trials before it, so that a search that was interrupted goes on as if it had not been.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from simcommunity.core.arrays import Floats
from simcommunity.i18n import choose_language, t
from simcommunity.scenario.errors import ToldError, printable
from simcommunity.study.optimise.design import Budget, OptimiseDesign
from simcommunity.study.optimise.goals import MEASURED
from simcommunity.study.optimise.plan_runs import PlanRuns
from simcommunity.study.optimise.space import Grid, Plan, Point
from simcommunity.study.optional_libraries import needed

BATCH = 8
POPULATION = 24
PARENTS = 3
CHANGES = (1, 2, 3)  # how many choices a neighbour makes anew
DROPPED = 0.25  # chance that a choice of a neighbour is to do without
BEYOND = 1e12
DESIGN = "design"  # attribute of the study in which the fingerprint of its design stands
STUDY = "optimise"


class OtherDesignError(ToldError, ValueError):
    """A journal belongs to another design."""


@dataclass(frozen=True)
class Tried:
    """A plan that was tried.

    Attributes:
        start: name of the playbook it is, None where it was found.
        point: where it stands on the grid; of a start the nearest point.
        values: what was measured, (replicates, `goals.MEASURED`).
    """

    plan: Plan
    start: str | None
    point: Point
    values: Floats


def excess(values: Floats, budget: Budget) -> list[float]:
    """Return by how much what was measured exceeds each part of the budget; ≤ 0 is within it."""
    spent = values.mean(axis=0)
    limits = (("minutes_a_day", budget.minutes_a_day), ("money", budget.money))
    return [
        float(spent[MEASURED.index(name)] - limit) for name, limit in limits if limit is not None
    ]


def within(values: Floats, budget: Budget) -> bool:
    """Tell whether what was measured keeps to a budget."""
    return all(over <= 0 for over in excess(values, budget))


def search(
    laboratory: PlanRuns,
    grid: Grid,
    starts: Mapping[str, Plan],
    design: OptimiseDesign,
    *,
    fingerprint: str,
    journal: Path | None,
    on_trial: Callable[[int], None],
) -> list[Tried]:
    """Try as many plans as the design says, the starts first.

    Args:
        starts: name → plan that is tried as it is.
        fingerprint: of design and scenario; a journal keeps to one.
        journal: file that remembers the trials; None to forget them.
    """
    optuna = needed("optuna", "studies")
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    kept = None if journal is None else _journal(design, fingerprint, journal)
    study = optuna.create_study(directions=["maximize"] * len(design.goals))
    if kept is not None:
        study.add_trials(kept.get_trials(deepcopy=False))
    spaces = _distributions(grid)
    tried = _tried(study, grid, starts)
    while len(tried) < max(design.search.trials, len(starts)):
        done = len(tried)
        study.sampler = _sampler(design, done)
        known = {one.start for one in tried}
        missing = [name for name in starts if name not in known][:BATCH]
        room = min(BATCH, design.search.trials - done)
        if missing:
            room = len(missing)
            for name in missing:
                point = grid.point(starts[name].playbook, starts[name].gate)
                study.enqueue_trial(point, user_attrs={"start": name})
        elif (done // BATCH) % 2:
            for point in _neighbours(grid, best(tried, design)[:PARENTS], design, done, room):
                study.enqueue_trial(point)
        asked = [study.ask(spaces) for _ in range(room)]
        plans = [_plan(trial, grid, starts) for trial in asked]
        measured = laboratory.try_all(plans, design.search.seed, 0, design.search.replicates)
        for trial, values in zip(asked, measured, strict=True):
            trial.set_user_attr("measured", values.tolist())
        finished = [
            study.tell(trial, _told(values, design))
            for trial, values in zip(asked, measured, strict=True)
        ]
        if kept is not None:
            kept.add_trials(finished)
        tried = _tried(study, grid, starts)
        on_trial(len(tried))
    return tried


def best(tried: Sequence[Tried], design: OptimiseDesign) -> list[Tried]:
    """Return what was tried, the best first, each plan once, what exceeds the budget left out.

    Of several goals, first what nothing else beats in all of them, then what only that beats, and
    so on (Goldberg 1989).
    """
    allowed: list[Tried] = []
    for one in tried:
        if within(one.values, design.budget) and all(one.plan != two.plan for two in allowed):
            allowed.append(one)
    means = [_means(one.values, design) for one in allowed]
    rank = ranks(means)
    order = sorted(range(len(allowed)), key=lambda k: (rank[k], -float(means[k][0])))
    return [allowed[k] for k in order]


def ranks(means: Sequence[Floats]) -> list[int]:
    """Return of each row of goals how many layers of better ones lie above it."""
    left = set(range(len(means)))
    out = [0] * len(means)
    layer = 0
    while left:
        front = {k for k in left if not any(dominates(means[j], means[k]) for j in left)}
        for k in front:
            out[k] = layer
        left -= front
        layer += 1
    return out


def dominates(one: Floats, other: Floats) -> bool:
    """Tell whether one is as good in every goal and better in some."""
    return bool((one >= other).all() and (one > other).any())


def _means(values: Floats, design: OptimiseDesign) -> Floats:
    columns = [design.measured.index(goal) for goal in design.goals]
    return np.asarray(values[:, columns].mean(axis=0))


def _journal(design: OptimiseDesign, fingerprint: str, file: Path) -> Any:
    """Return the study of a journal, begun anew or taken up again.

    Only finished trials are written, each at once: a journal waits for the disk at every line, and
    while a trial is made up it would write a line for each of its choices.
    """
    optuna = needed("optuna", "studies")
    backend = needed("optuna.storages.journal", "studies").JournalFileBackend(str(file))
    study = optuna.create_study(
        study_name=STUDY,
        storage=optuna.storages.JournalStorage(backend),
        directions=["maximize"] * len(design.goals),
        load_if_exists=True,
    )
    known = study.user_attrs.get(DESIGN)
    if known is None:
        study.set_user_attr(DESIGN, fingerprint)
    elif known != fingerprint:
        told = t("optimise.other_design", choose_language(), file=printable(str(file)))
        raise OtherDesignError(told)
    return study


def _tried(study: Any, grid: Grid, starts: Mapping[str, Plan]) -> list[Tried]:
    """Return what a study has tried so far."""
    states = (needed("optuna", "studies").trial.TrialState.COMPLETE,)
    return [
        Tried(
            plan=_plan(trial, grid, starts),
            start=trial.user_attrs.get("start"),
            point={name: int(place) for name, place in trial.params.items()},
            values=np.array(trial.user_attrs["measured"]),
        )
        for trial in study.get_trials(deepcopy=False, states=states)
    ]


def _plan(trial: Any, grid: Grid, starts: Mapping[str, Plan]) -> Plan:
    """Return what a trial tries: a start as it is, else the plan at its point."""
    name = trial.user_attrs.get("start")
    return grid.plan(trial.params) if name is None else starts[name]


def _distributions(grid: Grid) -> dict[str, Any]:
    """Return the dimensions as optuna has them."""
    spaces = needed("optuna", "studies").distributions
    return {
        name: spaces.IntDistribution(0, len(dimension.options) - 1)
        if dimension.ordered
        else spaces.CategoricalDistribution(range(len(dimension.options)))
        for name, dimension in grid.dimensions.items()
    }


def _sampler(design: OptimiseDesign, done: int) -> Any:
    """Return the sampler of the next batch: TPE for one goal, NSGA-II for several."""
    samplers = needed("optuna", "studies").samplers
    luck = int(np.random.SeedSequence([design.search.seed, done]).generate_state(1)[0])
    if len(design.goals) > 1:
        return samplers.NSGAIISampler(population_size=POPULATION, seed=luck)
    return samplers.TPESampler(seed=luck, n_startup_trials=2 * BATCH)


def _told(values: Floats, design: OptimiseDesign) -> list[float]:
    """Return what the sampler is told: the goals; beyond the budget less than anything within.

    Both samplers only look at the order, so this is the domination of Deb (2000) for constraints.
    """
    over = sum(one for one in excess(values, design.budget) if one > 0)
    if over > 0:
        return [-BEYOND * (1 + over)] * len(design.goals)
    means: list[float] = _means(values, design).tolist()
    return means


def _neighbours(
    grid: Grid, parents: Sequence[Tried], design: OptimiseDesign, done: int, count: int
) -> list[Point]:
    """Return points beside the best ones; anywhere, when nothing keeps to the budget yet."""
    random = np.random.default_rng([design.search.seed, done])
    nowhere: Point = dict.fromkeys(grid.dimensions, 0)
    points = [one.point for one in parents] or [nowhere]
    return [neighbour(grid, points[random.integers(len(points))], random) for _ in range(count)]


def neighbour(grid: Grid, point: Point, random: np.random.Generator) -> Point:
    """Return a point at which a few things are chosen otherwise: the next one, or none at all."""
    moved = dict(point)
    names = list(grid.dimensions)
    for name in random.choice(names, min(int(random.choice(CHANGES)), len(names)), replace=False):
        count, here = len(grid.dimensions[name].options), moved[name]
        if not grid.dimensions[name].ordered:
            moved[name] = int(random.integers(count))
        elif here > 0 and random.random() < DROPPED:
            moved[name] = 0
        else:
            step = int(random.choice((-2, -1, 1, 2)))
            moved[name] = min(max(here + step, 0), count - 1)
    return moved
