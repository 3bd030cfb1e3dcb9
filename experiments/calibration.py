"""Fit the free numbers to the published facts and to C01–C03, by the cross-entropy method.

    python experiments/calibration.py --generations 40 --out fit.json

Starts from the middle of the ranges, or with --from-here from the shipped values. Free are all
parameters whose source in the table is "fitted", and five numbers about talk in the segments: the
scale and spread of sociability, the scale for people met at a till, the scale of the speaking
threshold, and how much there is to say about soap. Prints the loss of each generation and at the
end every target beside what the best set gives; nothing is written into the package.
Rubinstein & Kroese 2004, "The cross-entropy method".
"""

from __future__ import annotations

import argparse
import json
import math
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from simcommunity.parameters import PARAMETERS
from simcommunity.run import run
from simcommunity.scenario.loader import load_scenario

if TYPE_CHECKING:
    from simcommunity.outcomes import Replicate
    from simcommunity.scenario.schema import Scenario

ELITE = 0.22
SMOOTH = 0.3  # of the mean; the spread keeps a quarter
LEAST_SPREAD = 0.015
WORST = 1e6
CROWD = ("bargain_hunter", "passer_by", "regular")

# Free numbers about talk: multiples of the shipped medians, and plain values.
TALK = {
    "sociability_scale": (0.2, 5.0, 1.0),
    "crowd_scale": (0.2, 5.0, 1.0),
    "threshold_scale": (0.4, 2.5, 1.0),
    "sociability_spread": (1.4, 2.8, 2.0),
    "soap": (0.2, 1.5, 0.4),
}
FREE = {
    name: (p.low, p.high, p.value)
    for name, p in PARAMETERS.items()
    if p.source.startswith("fitted")
} | TALK
RATIOS = ("sociability_scale", "crowd_scale", "threshold_scale")

# Target and tolerance. The supermarket: C01–C03, F15a, F17, F19. Tolerances lie inside the bands.
SUPERMARKET = {
    "death_median": (6.8, 0.6),
    "dead_by_10": (0.78, 0.10),
    "dead_by_3": (0.20, 0.12),
    "share_dead_day_14": (0.92, 0.04),
    "share_muted_at_death": (0.67, 0.04),
    "share_left_at_death": (0.11, 0.05),
    "dead_response_rate_red_packet": (0.17, 0.04),
    "share_ever_wrote": (0.095, 0.04),
    "operator_message_share": (0.80, 0.12),
    "muted_over_left": (3.4, 0.7),
}
# Interest groups: C01, F01–F04, F06, F15b, F19, and the lifetimes of real groups (targets).
ORGANIC = {
    "dead_by_14": (0.27, 0.05),
    "dead_by_30": (0.40, 0.07),
    "dead_by_60": (0.53, 0.07),
    "dead_by_90": (0.63, 0.07),
    "gini": (0.73, 0.04),
    "top10_share": (0.61, 0.06),
    "one_time_share": (0.24, 0.07),
    "week1_return": (0.22, 0.04),
    "week4_return": (0.15, 0.04),
    "fade_ratio": (0.31, 0.12),
    "share_ever_wrote": (0.27, 0.06),
    "muted_over_left": (2.6, 0.8),
}
HEAVY = ("death_median", "share_dead_day_14")


def tuned(scenario: Scenario, point: dict[str, float]) -> Scenario:
    """Return a scenario with the free numbers put in."""
    segments = {}
    for name, segment in scenario.segments.items():
        scale = point["sociability_scale"] * (point["crowd_scale"] if name in CROWD else 1)
        talk = {
            "median": segment.sociability.median * scale,
            "spread": point["sociability_spread"],
        }
        dare = {"median": segment.speaking_threshold.median * point["threshold_scale"]}
        segments[name] = segment.model_copy(
            update={
                "sociability": segment.sociability.model_copy(update=talk),
                "speaking_threshold": segment.speaking_threshold.model_copy(update=dare),
            }
        )
    strength = point["soap"] if scenario.team.people else scenario.groups.theme_strength
    return scenario.model_copy(
        update={
            "segments": segments,
            "groups": scenario.groups.model_copy(update={"theme_strength": strength}),
            "parameters": {name: point[name] for name in FREE if name not in TALK},
        }
    )


def measured(scenario: Scenario, days: int, replicates: int) -> dict[str, float]:
    """Return the metrics of a scenario that targets speak of."""
    deaths: list[np.ndarray] = []

    def note(replicate: Replicate) -> None:
        deaths.append(replicate.groups["death_day_silence"].copy())

    result = run(scenario, days=days, replicates=replicates, jobs=1, on_replicate=note)
    day = np.concatenate(deaths)
    day = np.where(day < 0, math.inf, day)
    out = {name: m.mean for name, m in result.metrics.items() if m.mean is not None}
    out |= {f"dead_by_{n}": float(np.mean(day <= n)) for n in (3, 10, 14, 30, 60, 90)}
    out["death_median"] = float(np.quantile(np.minimum(day, days), 0.5))
    out["muted_over_left"] = out["share_muted_at_end"] / max(out["share_left_at_end"], 1e-3)
    return out


def misses(point: dict[str, float]) -> list[tuple[str, str, float, float, float]]:
    """Return scenario, target, wanted value, value and its distance in tolerances."""
    shops = load_scenario("supermarket", ["arrival.0.places=2"]).scenario
    circles = load_scenario("organic").scenario
    out = []
    for label, story, days, replicates, targets in (
        ("supermarket", shops, 44, 3, SUPERMARKET),
        ("interest groups", circles, 112, 2, ORGANIC),
    ):
        found = measured(tuned(story, point), days, replicates)
        for name, (wanted, tolerance) in targets.items():
            value = found.get(name, math.nan)
            far = (value - wanted) / tolerance if math.isfinite(value) else 5.0
            out.append((label, name, wanted, value, far))
    return out


def loss(unit: np.ndarray[Any, Any]) -> float:
    """Return the loss of a point of the unit cube: squares near the target, lines far from it."""
    total = 0.0
    for _, name, _, _, far in misses(point_of(unit)):
        weight = 2 if name in HEAVY else 1
        total += weight * min(far * far, 9) + 1.5 * min(max(abs(far) - 3, 0), 10)
    return total


def point_of(unit: np.ndarray[Any, Any]) -> dict[str, float]:
    """Return the free numbers at a point of the unit cube; ratios are even on the log scale."""
    point = {}
    for x, (name, (low, high, _)) in zip(np.clip(unit, 0, 1), FREE.items(), strict=True):
        plain = low + (high - low) * float(x)
        point[name] = low * (high / low) ** float(x) if name in RATIOS else plain
    return point


def here() -> np.ndarray[Any, Any]:
    """Return the shipped values as a point of the unit cube."""
    return np.array(
        [
            math.log(value / low) / math.log(high / low)
            if name in RATIOS
            else (value - low) / (high - low)
            for name, (low, high, value) in FREE.items()
        ]
    )


def search(generations: int, population: int, seed: int, start: bool) -> dict[str, float]:
    """Return the best point found."""
    random = np.random.default_rng(seed)
    mean = here() if start else np.full(len(FREE), 0.5)
    spread = np.full(len(FREE), 0.1 if start else 0.28)
    best, best_loss = mean, WORST
    with ProcessPoolExecutor() as pool:
        for generation in range(generations):
            points = mean + spread * random.standard_normal((population, len(FREE)))
            points = np.clip(points, 0, 1)
            points[0] = best
            losses = np.array(list(pool.map(loss, points)))
            order = np.argsort(losses)
            if losses[order[0]] < best_loss:
                best, best_loss = points[order[0]].copy(), float(losses[order[0]])
            elite = points[order[: max(2, round(ELITE * population))]]
            mean = (1 - SMOOTH) * elite.mean(axis=0) + SMOOTH * mean
            spread = np.maximum(0.75 * elite.std(axis=0) + 0.25 * spread, LEAST_SPREAD)
            print(f"{generation:3d}  best {best_loss:8.2f}  median {np.median(losses):8.2f}")
    return point_of(best)


def main() -> None:
    """Search, and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--generations", type=int, default=40)
    parser.add_argument("--population", type=int, default=56)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--from-here", action="store_true", help="start from the shipped values")
    parser.add_argument("--out", type=Path, help="write the best set as JSON")
    told = parser.parse_args()
    point = search(told.generations, told.population, told.seed, told.from_here)
    for label, name, wanted, value, far in misses(point):
        print(f"{label:16s} {name:30s} wanted {wanted:6.3f}  got {value:6.3f}  off {far:+5.1f}")
    text = json.dumps({name: float(f"{value:.3g}") for name, value in point.items()}, indent=2)
    if told.out:
        told.out.write_text(text + "\n", encoding="utf-8")
    else:
        print(text)


if __name__ == "__main__":
    main()
