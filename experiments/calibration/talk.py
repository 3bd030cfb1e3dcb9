"""Fit what belongs to talk alone: by CMA-ES, to the targets of the interest groups and the shop.

    python experiments/calibration/talk.py --out fit_talk [--spread 0.15] [--generations 60]

Everything else stays as shipped. It starts from the shipped values, or from the last line of
`--out`'s `way.jsonl`, and writes a line there for every generation: mean of the search, its loss.
"""

from __future__ import annotations

import argparse
import json
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
from cmaes import CMA
from stories import (
    CIRCLES,
    FREE,
    SHOP,
    TARGETS,
    Free,
    loss_of,
    measure_stories,
    misses,
    people_at,
)
from write import put_parameters, put_people, put_shop

from simcommunity.scenario.parameters import PARAMETERS

POPULATION = 24
LAST = 10  # generations whose means make the fit
REPLICATES = {SHOP: 2, CIRCLES: 3}
_TALK = (
    "greeting", "theme", "theme_varies", "launch", "launch_varies", "launch_keeps", "reply_pull",
    "reply_saturation", "boldness", "threshold_width", "recency", "habit", "habit_gain",
    "habit_keeps", "heard_habit", "heard_belonging", "go_on", "company_talk", "stays_new",
)  # fmt: skip
FREE_TALK = {
    name: Free(p.low, p.high, p.value) for name, p in PARAMETERS.items() if name in _TALK
} | {
    name: FREE[name]
    for name in (
        "sociability_scale", "crowd_scale", "threshold_scale", "sociability_spread",
        "theme_of_the_shop",
    )
}  # fmt: skip
NAMES = tuple(FREE_TALK)
OTHERS = {name: one.shipped for name, one in FREE.items() if name not in FREE_TALK}


def point_of(unit: np.ndarray) -> dict[str, float]:
    """Return all free numbers at a point of the unit cube of those of talk."""
    return OTHERS | {n: FREE_TALK[n].at(float(x)) for n, x in zip(NAMES, unit, strict=True)}


def judge(task: tuple[np.ndarray, int], replicates: dict[str, int]) -> dict[tuple[str, str], float]:
    """Return what a point of the unit cube comes to."""
    unit, seed = task
    return measure_stories(point_of(unit), seed, replicates)


def main() -> None:
    """Search, and write the way."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--spread", type=float, default=0.15)
    parser.add_argument("--generations", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--write", action="store_true", help="put the fit into the package")
    parser.add_argument("--out", type=Path, required=True)
    told = parser.parse_args()
    told.out.mkdir(parents=True, exist_ok=True)
    way = told.out / "way.jsonl"
    start = np.array([one.place(one.shipped) for one in FREE_TALK.values()])
    done = 0
    if way.exists():
        lines = [json.loads(line) for line in way.read_text(encoding="utf-8").splitlines()]
        done = len(lines)
        start = np.mean([line["unit"] for line in lines[-LAST:]], axis=0)
    edges = np.tile([0.0, 1.0], (len(NAMES), 1))
    normal = CMA(
        np.clip(start, 0, 1), told.spread, edges, seed=told.seed, population_size=POPULATION
    )
    last: list[np.ndarray] = []
    with ProcessPoolExecutor(told.jobs) as pool:
        for generation in range(done, done + told.generations):
            points = [normal.ask() for _ in range(POPULATION)]
            tasks = [(point, 1000 * told.seed + generation) for point in points]
            found = list(pool.map(partial(judge, replicates=REPLICATES), tasks, chunksize=4))
            losses = [loss_of(one, of=(SHOP, CIRCLES)) for one in found]
            normal.tell(list(zip(points, losses, strict=True)))
            last = [*last, np.array(normal.mean)][-LAST:]
            unit = np.clip(normal.mean, 0, 1).tolist()
            middle = float(np.median(losses))
            line = {"unit": unit, "best": min(losses), "median": middle}
            with way.open("a", encoding="utf-8") as file:
                file.write(json.dumps(line) + "\n")
            print(
                f"{generation:3d}  best {min(losses):8.1f}  median {line['median']:8.1f}",
                flush=True,
            )
        fit = np.clip(np.mean(last, axis=0), 0, 1)
        seeds = [(fit, 10**6 + k) for k in range(6)]
        tried = list(pool.map(partial(judge, replicates={SHOP: 4, CIRCLES: 10}), seeds))
    values = {name: float(f"{point_of(fit)[name]:.3g}") for name in NAMES}
    told.out.joinpath("fit.json").write_text(json.dumps(values, indent=2) + "\n", encoding="utf-8")
    if told.write:
        put_parameters(values)
        put_people(people_at(OTHERS | values))
        put_shop(values)
    far = np.mean([misses(one) for one in tried], axis=0)
    for target, miss in zip(TARGETS, far, strict=True):
        if target.story in (SHOP, CIRCLES):
            value = np.mean([one[target.story, target.metric] for one in tried])
            told_of = f"{target.story:16}{target.metric:30}"
            print(f"{told_of}{value:8.3f} wanted {target.wanted:6.3f} {miss:+5.1f}")


if __name__ == "__main__":
    main()
