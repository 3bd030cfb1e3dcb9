"""Several playbooks on the same people with the same luck: paired differences with intervals."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from simcommunity.estimates import Floats, longest, mean_interval, restricted_means
from simcommunity.run import Result, run
from simcommunity.scenario import catalogue
from simcommunity.scenario.loader import Loaded, load_alternative, load_scenario

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from simcommunity.outcomes import Replicate

DEFAULT_METRICS = (
    "death_day_silence", "share_dead_day_14", "share_muted_at_end", "share_left_at_end",
    "organic_speakers_per_100", "orders_per_member", "revenue_per_member", "profit", "staff_hours",
)  # fmt: skip


@dataclass(frozen=True)
class Arm:
    """One of the things compared: the scenario itself first, then each alternative."""

    name: str
    title: dict[str, str]
    result: Result


@dataclass(frozen=True)
class Difference:
    """An alternative minus the scenario itself, replicate by replicate.

    Attributes:
        mean, lo, hi: of the paired differences, with 95 % confidence interval (Student's t).
        correlation: between the two arms over replicates, NaN where one does not vary.
        variance_reduction: variance of the difference of independent runs over that of paired ones.
        n: pairs.
    """

    arm: str
    metric: str
    mean: float
    lo: float
    hi: float
    correlation: float
    variance_reduction: float
    n: int


@dataclass(frozen=True)
class Comparison:
    """What a comparison comes to."""

    arms: list[Arm]
    differences: list[Difference]

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON object of form "simcommunity.compare/1"."""
        return {
            "schema": "simcommunity.compare/1",
            "arms": [
                {"name": a.name, "title": a.title, "run": a.result.as_dict()} for a in self.arms
            ],
            "differences": [
                {
                    name: _told(value) if isinstance(value, float) else value
                    for name, value in vars(d).items()
                }
                for d in self.differences
            ],
        }


def compare(
    scenario: str | Path,
    others: Sequence[str | Path],
    *,
    metrics: Sequence[str] | None = None,
    replicates: int | None = None,
    days: int | None = None,
    seed: int | None = None,
    engine: str = "compiled",
    jobs: int | None = None,
    overrides: Sequence[str] = (),
    on_replicate: Callable[[str, Replicate], None] | None = None,
) -> Comparison:
    """Compare a scenario with others on the same people and luck.

    Args:
        scenario: file or name of the scenario everything is compared with.
        others: playbooks by name or as files (the scenario with its playbook replaced), or other
            scenarios by name or as files.
        metrics: names; by default the most asked for.
        replicates, days, seed: in place of the scenario's own, for every arm.
        overrides: `path=value`, made in every arm.
        on_replicate: called with the name of the arm and each of its replicates.

    Raises:
        ScenarioError: when a scenario is not sound.
        ValueError: for an unknown metric, or nothing to compare with.
    """
    if not others:
        raise ValueError("there is nothing to compare with")
    base = load_scenario(scenario, overrides)
    story = base.scenario
    settings = {
        "replicates": story.replicates if replicates is None else replicates,
        "days": story.days if days is None else days,
        "seed": story.seed if seed is None else seed,
        "engine": engine,
        "jobs": jobs,
    }
    loaded = {str(scenario): base} | {
        str(other): load_alternative(scenario, other, overrides) for other in others
    }
    arms = []
    for name, arm in loaded.items():

        def tell(replicate: Replicate, name: str = name) -> None:
            if on_replicate is not None:
                on_replicate(name, replicate)

        result = run(arm, on_replicate=tell, **settings)  # type: ignore[arg-type]
        arms.append(Arm(name, _title(name, arm), result))
        if len(arms) == 1:
            chosen = _checked(metrics, arms[0].result)
    differences = [paired(arms[0], arm, metric) for arm in arms[1:] for metric in chosen]
    return Comparison(arms, differences)


def _title(name: str, arm: Loaded) -> dict[str, str]:
    playbook = catalogue.playbooks().get(name)
    title = arm.scenario.title if playbook is None or playbook.title is None else playbook.title
    return {"zh": title.zh, "en": title.en}


def _checked(metrics: Sequence[str] | None, result: Result) -> Sequence[str]:
    if metrics is None:
        return DEFAULT_METRICS
    for metric in metrics:
        if metric not in result.metrics:
            near = difflib.get_close_matches(metric, result.metrics, 1)
            hint = f" (did you mean {near[0]!r}?)" if near else ""
            raise ValueError(f"unknown metric {metric!r}{hint}")
    return metrics


def paired(base: Arm, arm: Arm, metric: str) -> Difference:
    """Return the paired difference of one metric between two arms run on the same luck.

    Of a time it is the difference of means restricted to the horizon that both arms share.
    """
    x, y = values(metric, base.result, arm.result)
    both = np.isfinite(x) & np.isfinite(y)
    x, y = x[both], y[both]
    mean, lo, hi = mean_interval(y - x)
    correlation = reduction = float("nan")
    if len(x) > 1:
        independent = float(x.var(ddof=1) + y.var(ddof=1))
        together = float((y - x).var(ddof=1))
        reduction = independent / together if together > 0 else float("nan")
        if x.std() > 0 and y.std() > 0:
            correlation = float(np.corrcoef(x, y)[0, 1])
    return Difference(arm.name, metric, mean, lo, hi, correlation, reduction, len(x))


def values(metric: str, *results: Result) -> list[Floats]:
    """Return a metric of some results in each replicate; times are restricted to one horizon."""
    if metric not in results[0].times:
        return [result.per_replicate[metric] for result in results]
    horizon = min(longest(result.last_seen[metric]) for result in results)
    return [
        restricted_means(result.times[metric], result.last_seen[metric], horizon)
        for result in results
    ]


def _told(value: float) -> float | None:
    return value if np.isfinite(value) else None
