"""The finalists: who they are, and what fresh luck says of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simcommunity.core.arrays import Floats
from simcommunity.study.optimise.design import OptimiseDesign
from simcommunity.study.optimise.goals import MEASURED, span_of
from simcommunity.study.optimise.plan_runs import PlanRuns
from simcommunity.study.optimise.search import Tried, best, ranks, within
from simcommunity.study.optimise.selection import (
    Selection,
    compare_with_best,
    differences_from,
    runs_needed,
    screened,
)
from simcommunity.study.optimise.space import Grid, Plan

SECOND_LOOK = 12  # how many get more runs before the finalists are chosen
MORE = 3  # times as many
RESAMPLES = 999
MUCH_LESS = 0.7  # of the minutes: as much for so little work is worth a word


@dataclass(frozen=True)
class Finalist:
    """A plan that was judged on fresh luck.

    Attributes:
        start: name of the playbook it was before the search; None where it was found.
        values: what was measured, (replicates, columns of the design's `measured`).
        within: whether it keeps to the budget.
    """

    plan: Plan
    start: str | None
    values: Floats
    within: bool


def second_look(
    laboratory: PlanRuns, tried: Sequence[Tried], design: OptimiseDesign
) -> list[Tried]:
    """Give the best that were tried, and all starts, more runs with the luck of the search."""
    ordered = best(tried, design)
    chosen = ordered[:SECOND_LOOK]
    chosen += [one for one in tried if one.start is not None and one not in chosen]
    few, many = design.search.replicates, MORE * design.search.replicates
    more = laboratory.try_all([one.plan for one in chosen], design.search.seed, few, many)
    return [
        Tried(one.plan, one.start, one.point, np.concatenate((one.values, values)))
        for one, values in zip(chosen, more, strict=True)
    ]


def tidied(laboratory: PlanRuns, grid: Grid, one: Tried, design: OptimiseDesign) -> Tried:
    """Leave out of a found plan, thing by thing, what does not help: playbooks should be short.

    A thing goes when without it no goal is smaller, by more than a standard error of the
    difference, than it was with it on the same runs.
    """
    columns = [design.measured.index(goal) for goal in design.goals]
    runs = len(one.values)
    for name in list(one.point):
        if one.point[name] == 0 or not _can_go(name):
            continue
        point = {**one.point, name: 0}
        plan = grid.plan(point)
        (values,) = laboratory.try_all([plan], design.search.seed, 0, runs)
        change = values[:, columns] - one.values[:, columns]
        lost = change.mean(axis=0) < -change.std(axis=0, ddof=1) / runs**0.5
        if not lost.any() and within(values, design.budget):
            one = Tried(plan, None, point, values)
    return one


def _can_go(name: str) -> bool:
    """Tell whether the first option of a dimension is to do without."""
    return name not in {"posting", "gate", "private"} and not name.endswith(".worth")


def finalists(
    laboratory: PlanRuns, grid: Grid, tried: Sequence[Tried], design: OptimiseDesign
) -> list[tuple[Plan, str | None]]:
    """Return whom to judge: the best found, and the starts that may be the best of the starts."""
    single = len(design.goals) == 1
    looked = second_look(laboratory, tried, design)
    ordered = best(looked, design)
    found = [one for one in ordered if one.start is None][: design.judge.finalists]
    # The best alone is worth the time; of a front, whatever may be on it.
    short = [tidied(laboratory, grid, one, design) for one in found[: 1 if single else None]]
    found = [*short, *(one for one in found[len(short) :] if one.plan != short[0].plan)]
    starts = [one for one in looked if one.start is not None]
    allowed = [one for one in starts if within(one.values, design.budget)] or starts
    if single:
        goal = design.measured.index(design.goals[0])
        sure = 1 - (1 - design.judge.confidence) / 2
        stay = screened(np.stack([one.values[:, goal] for one in allowed], axis=1), sure)
        allowed = [allowed[k] for k in stay]
    return [(one.plan, one.start) for one in (*allowed, *found)]


def judge(
    laboratory: PlanRuns, chosen: Sequence[tuple[Plan, str | None]], design: OptimiseDesign
) -> list[Finalist]:
    """Run the finalists on luck that the search has never seen."""
    plans = [plan for plan, _ in chosen]
    court = design.judge
    values = laboratory.try_all(plans, court.seed, 0, court.replicates)
    if court.indifference is not None and len(design.goals) == 1:
        goal = design.measured.index(design.goals[0])
        first = np.stack([one[:, goal] for one in values], axis=1)
        needed = runs_needed(first, court.indifference, half(court.confidence))
        upto = min(needed, court.most_replicates)
        more = laboratory.try_all(plans, court.seed, court.replicates, upto)
        values = [np.concatenate(pair) for pair in zip(values, more, strict=True)]
    return [
        Finalist(plan, start, one, within(one, design.budget))
        for (plan, start), one in zip(chosen, values, strict=True)
    ]


def half(confidence: float) -> float:
    """Return the confidence of one of two statements that hold together with `confidence`."""
    return 1 - (1 - confidence) / 2


@dataclass(frozen=True)
class Verdict:
    """Which finalist to run, for one goal.

    Attributes:
        start: place of the best start.
        winner: place of the best finalist if it is surely better than the best start, else of that
            start; None where nothing keeps to the budget.
        places: of the finalists that keep to the budget; what follows is of these.
        selection: comparisons with the best.
        lo, hi: intervals of each one's goal minus that of the best start, all at once.
    """

    start: int | None
    winner: int | None
    places: tuple[int, ...]
    selection: Selection
    lo: Floats
    hi: Floats


def decide(ones: Sequence[Finalist], design: OptimiseDesign) -> Verdict:
    """Return which finalist to run; who was there before stays unless another is surely better."""
    goal = design.measured.index(design.goals[0])
    places = tuple(k for k, one in enumerate(ones) if one.within)
    if not places:
        none = np.zeros(0)
        return Verdict(None, None, (), Selection(0, (), none, none), none, none)
    values = np.stack([ones[k].values[:, goal] for k in places], axis=1)
    sure = half(design.judge.confidence)
    span = span_of(design.goals[0])
    selection = compare_with_best(values, sure, span)
    means = values.mean(axis=0)
    starts = [j for j, k in enumerate(places) if ones[k].start is not None]
    if not starts:
        return Verdict(
            None, places[selection.best], places, selection, np.full(len(places), np.nan),
            np.full(len(places), np.nan),
        )  # fmt: skip
    base = max(starts, key=lambda j: float(means[j]))
    lo, hi = differences_from(values, base, sure, span)
    better = selection.best if lo[selection.best] > 0 else base
    return Verdict(places[base], places[better], places, selection, lo, hi)


@dataclass(frozen=True)
class Rival:
    """A finalist for which one may well pass over the one to run.

    Attributes:
        more: its goal minus that of the one to run.
        lo, hi: interval of that.
    """

    place: int
    more: float
    lo: float
    hi: float


def rivals(ones: Sequence[Finalist], verdict: Verdict, design: OptimiseDesign) -> list[Rival]:
    """Return who shows more of the goal than the one to run, and who may do as well for less work.

    Of the first kind the best is returned, of the second the one with the least work.
    """
    if verdict.winner is None:
        return []
    goal, work = design.measured.index(design.goals[0]), MEASURED.index("minutes_a_day")
    values = np.stack([ones[k].values for k in verdict.places], axis=2)
    mean = values.mean(axis=0)
    own = verdict.places.index(verdict.winner)
    others = [j for j in range(len(verdict.places)) if j != own]
    more = [j for j in others if mean[goal, j] > mean[goal, own]]
    less = [
        j
        for j in verdict.selection.possible
        if j != own and mean[work, j] < MUCH_LESS * mean[work, own]
    ]
    chosen = [max(more, key=lambda j: float(mean[goal, j]))] if more else []
    chosen += [min(less, key=lambda j: float(mean[work, j]))] if less else []
    sure, span = half(design.judge.confidence), span_of(design.goals[0])
    lo, hi = differences_from(values[:, goal], own, sure, span)
    return [
        Rival(verdict.places[j], float(mean[goal, j] - mean[goal, own]), float(lo[j]), float(hi[j]))
        for j in dict.fromkeys(chosen)
    ]


def front(ones: Sequence[Finalist], design: OptimiseDesign) -> dict[int, float]:
    """Return the finalists that none beats in all goals, each with how sure that is.

    Sure is the share of resamples of whole replicates in which nothing beats it.
    """
    places = [k for k, one in enumerate(ones) if one.within]
    columns = [design.measured.index(goal) for goal in design.goals]
    values = np.stack([ones[k].values[:, columns] for k in places]) if places else None
    if values is None:
        return {}
    means = list(values.mean(axis=1))
    random = np.random.default_rng(0)
    runs = values.shape[1]
    weights = random.multinomial(runs, np.full(runs, 1 / runs), RESAMPLES) / runs
    resampled = np.einsum("br,krg->bkg", weights, values)
    above = (resampled[:, :, None] >= resampled[:, None]).all(axis=3) & (
        resampled[:, :, None] > resampled[:, None]
    ).any(axis=3)
    never = ~above.any(axis=1)  # (resamples, finalists)
    rank = ranks(means)
    return {places[j]: float(never[:, j].mean()) for j in range(len(places)) if rank[j] == 0}
