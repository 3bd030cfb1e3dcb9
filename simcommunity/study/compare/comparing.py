"""Several arms on the same people with the same luck, and what differs between them."""

from __future__ import annotations

import difflib
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

import numpy as np

from simcommunity.i18n import as_utf8
from simcommunity.results.estimates import plain_data
from simcommunity.results.metrics import GOAL
from simcommunity.results.replicate import Replicate
from simcommunity.scenario.arguments import keywords, whole_numbers
from simcommunity.scenario.loader import scenario_of
from simcommunity.scenario.short_repr import Rows, ShortRepr
from simcommunity.simulation.frames import Measures, check_measures
from simcommunity.simulation.progress import Hear, Progress, showing
from simcommunity.simulation.running import GrowingRun, Result
from simcommunity.study.compare.candidates import (
    Alternative,
    Candidate,
    candidate,
    name_of,
    unique,
    words_of,
)
from simcommunity.study.compare.design import is_design, read_design
from simcommunity.study.compare.differences import Difference, all_paired, values
from simcommunity.study.compare.lifetimes import Lifetime, lifetimes
from simcommunity.study.compare.selection import Selection, select
from simcommunity.study.compare.sequential import MOST, PILOT, Stopping, needed, next_look

if TYPE_CHECKING:
    import pandas as pd

    from simcommunity.scenario.loader import Changes, Source

DEFAULT_METRICS = (
    "death_day_silence", "share_dead_day_14", "share_muted_at_end", "share_left_at_end",
    "organic_speakers_per_100", "orders_per_member", "revenue_per_member", "profit", "staff_hours",
)  # fmt: skip


class How(TypedDict, total=False):
    """How a comparison is run.

    Keys:
        metrics: names; by default the most asked for.
        goal: the metric that decides which arm is best; by default profit, or the first of metrics
            without it.
        replicates, days, seed: in place of the scenario's own, for every arm.
        until_halfwidth: add replicates until the intervals of the goal reach so far to both sides;
            `replicates` is then the pilot.
        most: replicates at most when they are added.
        engine: "compiled" or "mesa".
        jobs: how many workers.
        measures: metrics of one's own, as in `run`; they are compared unless `metrics` are named.
        progress: True shows a bar on stderr; a function is told (done, total).
    """

    metrics: Sequence[str] | None
    goal: str | None
    replicates: int | None
    days: int | None
    seed: int | None
    until_halfwidth: float | None
    most: int | None
    engine: str
    jobs: int | None
    measures: Measures | None
    progress: Progress


@dataclass(frozen=True)
class Arm:
    """One of the things compared: the scenario itself first, then each alternative."""

    name: str
    title: dict[str, str]
    result: Result


@dataclass(frozen=True, repr=False)
class Comparison(ShortRepr):
    """What a comparison comes to.

    Attributes:
        arms: the scenario itself first.
        differences: of each other arm in each metric.
        goal: metric that decides which arm is best.
        critical: standard errors to each side of the intervals that hold together, but for coarse.
        together: how many differences have a value in two replicates and are judged together.
        coarse: metrics with a difference that is equal in so many replicates that its interval
            rests on the bounds of the metric.
        selection: the best arm; None where the goal has no value in two replicates.
        lifetimes: of the groups of each arm; empty when there are none.
        stopping: how the number of replicates came about; None when it was told.
    """

    arms: list[Arm]
    differences: list[Difference]
    goal: str = GOAL
    critical: float = float("nan")
    together: int = 0
    coarse: tuple[str, ...] = ()
    selection: Selection | None = None
    lifetimes: list[Lifetime] = field(default_factory=list)
    stopping: Stopping | None = None

    @property
    def cautions(self) -> list[dict[str, Any]]:
        """Why one should not lean on it."""
        return self.arms[0].result.cautions

    @property
    def frame(self) -> pd.DataFrame:
        """One row an arm and metric: the fields of its `Difference` from the scenario itself."""
        import pandas as pd  # noqa: PLC0415 (only whoever wants a frame pays for it)

        return pd.DataFrame([vars(one) for one in self.differences])

    @property
    def by_replicate(self) -> pd.DataFrame:
        """One row an arm and replicate: every metric; times up to the horizon of all arms."""
        import pandas as pd  # noqa: PLC0415 (only whoever wants a frame pays for it)

        results = [arm.result for arm in self.arms]
        count = results[0].replicates
        columns = {
            metric: np.concatenate(values(metric, *results)) for metric in results[0].metrics
        }
        arms = np.repeat([arm.name for arm in self.arms], count)
        each = np.tile(np.arange(count, dtype=np.int32), len(results))
        return pd.DataFrame({"arm": arms, "replicate": each, **columns})

    def _line(self) -> str:
        names = ", ".join(arm.name for arm in self.arms[1:])
        count = self.arms[0].result.replicates
        return f"{self.arms[0].name} against {names}, {count} replicates, goal {self.goal}"

    def _rows(self) -> tuple[Sequence[str], Rows]:
        rows = ((d.arm, d.metric, d.mean, d.together_lo, d.together_hi) for d in self.differences)
        return ("arm", "metric", "difference", "together_lo", "together_hi"), rows

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON object of form "simcommunity.compare/1"."""
        return {
            "schema": "simcommunity.compare/1",
            "cautions": self.cautions,
            "goal": self.goal,
            "arms": [
                {"name": a.name, "title": a.title, "run": a.result.as_dict()} for a in self.arms
            ],
            "together": {"differences": self.together, "critical": plain_data(self.critical)},
            "differences": [plain_data(vars(d)) for d in self.differences],
            "best": self.selection and self.selection.as_dict(),
            "lifetimes": [one.as_dict() for one in self.lifetimes],
            "stopping": self.stopping and self.stopping.as_dict(),
        }


@keywords(How)
@whole_numbers
def compare(
    source: Source,
    others: Sequence[Alternative] | Mapping[str, Alternative] = (),
    *,
    changes: Changes = (),
    **how: Unpack[How],
) -> Comparison:
    """Compare a scenario with others on the same people and luck.

    Args:
        source: the scenario everything is compared with: its name or file, a mapping, or a loaded
            one; or a design as a file, which says everything else.
        others: playbooks by name or as files (the scenario with its playbook replaced), other
            scenarios by name or as files, `PLAYBOOK@4` (a switch when a group is 4 days old),
            `PLAYBOOK@date:30` (on day 30 of the run), `path=value` (a change); mappings of changes,
            loaded scenarios, strategies in Python. A mapping of names to them names the arms.
        changes: made in every arm, as ``path=value`` or as a mapping of paths to values.
        how: see `How`.

    Raises:
        ScenarioError: when a scenario is not sound.
        ValueError: for an unknown metric, or nothing to compare with.
    """
    if not others and is_design(source):
        design = read_design(source, changes)
        if design.to:
            raise ValueError(f"{source} is the design of a rescue: use rescue")
        return run_arms(design.candidates, **{**design.how, **how})
    if not others:
        raise ValueError("there is nothing to compare with")
    base = scenario_of(source, changes)
    first = Candidate(name_of(source), words_of(base.title), base)
    if isinstance(others, str):
        others = [others]
    named = others.items() if isinstance(others, Mapping) else ((None, one) for one in others)
    rest = [candidate(source, other, changes, name) for name, other in named]
    return run_arms([first, *rest], **how)


@whole_numbers
def run_arms(candidates: Sequence[Candidate], **how: Unpack[How]) -> Comparison:
    """Compare candidates, the first one with all others; see `compare`."""
    until_halfwidth = how.get("until_halfwidth")
    if until_halfwidth is not None and not until_halfwidth > 0:
        raise ValueError(f"half-width {until_halfwidth} is not above 0")
    candidates = list(unique([replace(one, name=as_utf8(one.name)) for one in candidates]))
    if len(candidates) < 2:
        raise ValueError("there is nothing to compare with")
    with showing(how.get("progress", False)) as tell:
        return _run_arms(candidates, how, tell)


def _run_arms(candidates: Sequence[Candidate], how: How, tell: Hear) -> Comparison:
    story = candidates[0].scenario
    metrics = how.get("metrics")
    goal = how.get("goal") or (GOAL if not metrics or GOAL in metrics else metrics[0])
    until_halfwidth = how.get("until_halfwidth")
    most = how.get("most") or MOST
    replicates = how.get("replicates")
    shared: dict[str, Any] = {
        name: getattr(story, name) if (said := how.get(name)) is None else said
        for name in ("days", "seed")
    } | {"engine": how.get("engine", "compiled"), "jobs": how.get("jobs")}
    shared["measures"] = check_measures(how.get("measures"))
    done = itertools.count(1)

    def hear(_: Replicate) -> None:
        tell(next(done), len(candidates) * looks[-1])

    courses = [
        (one, GrowingRun(one.scenario, strategy=one.strategy, on_replicate=hear, **shared))
        for one in candidates
    ]
    count = story.replicates if replicates is None else replicates
    if until_halfwidth is not None:
        count = min(max(2, PILOT if replicates is None else replicates), most)
    looks = [count]
    chosen: Sequence[str] = ()
    while True:
        arms = []
        for one, course in courses:
            arms.append(Arm(one.name, one.title, course.upto(looks[-1])))
            chosen = chosen or _checked(metrics, goal, arms[0].result, shared["measures"])
        if until_halfwidth is None:
            return judged(arms, chosen, goal)
        reached = widest(arms, goal)
        count = next_look(looks[-1], reached, until_halfwidth, most)
        if count == looks[-1]:
            more = None
            if reached > until_halfwidth:
                more = needed(count, reached, until_halfwidth)
            how_many = Stopping(goal, until_halfwidth, reached, count, tuple(looks), more)
            return judged(arms, chosen, goal, how_many)
        looks.append(count)


def widest(arms: Sequence[Arm], metric: str) -> float:
    """Return half of the widest interval of a metric's differences, judged together."""
    others = [(arm.name, arm.result) for arm in arms[1:]]
    _, family = all_paired(arms[0].result, others, [metric])
    half = np.diff(family.intervals, axis=1) / 2
    return float(half[np.isfinite(half)].max(initial=0.0))


def judged(
    arms: list[Arm], metrics: Sequence[str], goal: str, stopping: Stopping | None = None
) -> Comparison:
    """Return what arms that were run come to beside each other; the first is the base."""
    named = [(arm.name, arm.result) for arm in arms]
    differences, family = all_paired(arms[0].result, named[1:], metrics)
    return Comparison(
        arms,
        differences,
        goal=goal,
        critical=family.critical,
        together=family.size,
        coarse=tuple(dict.fromkeys(differences[k].metric for k in family.coarse)),
        selection=select(
            goal, [name for name, _ in named], values(goal, *(result for _, result in named))
        ),
        lifetimes=lifetimes(named),
        stopping=stopping,
    )


def _checked(
    metrics: Sequence[str] | None, goal: str, result: Result, measures: Measures
) -> Sequence[str]:
    """Return the metrics to compare; the goal is always one of them."""
    chosen = tuple(dict.fromkeys(metrics or (*DEFAULT_METRICS, *measures)))
    for metric in (goal, *chosen):
        if metric not in result.metrics:
            near = difflib.get_close_matches(metric, result.metrics, 1)
            hint = f" (did you mean {near[0]!r}?)" if near else ""
            raise ValueError(f"unknown metric {metric!r}{hint}")
    return chosen if goal in chosen else (*chosen, goal)
