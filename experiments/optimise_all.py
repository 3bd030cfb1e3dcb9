"""Optimise every shipped business and write the table of docs/optimise.md.

    python experiments/optimise_all.py RESULTS.jsonl [BUSINESS…]     # search; goes on where it was
    python experiments/optimise_all.py --table RESULTS.jsonl         # print the table

The winner of each business meets all its shipped playbooks once more, on luck that neither the
search nor the judgement has seen.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from simcommunity.scenario import catalogue
from simcommunity.scenario.loader import load_scenario
from simcommunity.study.optimise.design import load_design
from simcommunity.study.optimise.goals import MEASURED
from simcommunity.study.optimise.optimising import optimise
from simcommunity.study.optimise.plan_runs import PlanRuns
from simcommunity.study.optimise.selection import differences_from
from simcommunity.study.optimise.space import Plan

AUDIT_SEED = 3
CONFIDENCE = 0.95
GOAL = MEASURED.index("profit")
TRIALS = 64
SIZES = ((2_000_000, 4, 32), (float("inf"), 2, 10))  # member-days up to, runs a trial, a finalist

# What is shipped and is no business: nobody works there, or it is five kinds of groups at once.
NO_BUSINESS = {"organic", "toy_collectors", "plain_customers", "ordinary_groups"}
# They extend another scenario, but the people and the goods are others.
OTHER_BUSINESS = {"wecom_retail"}


def parents() -> dict[str, str | None]:
    """Return of each shipped scenario the one it extends."""
    out = {}
    for name, file in catalogue.scenario_files().items():
        base = yaml.safe_load(file.read_text(encoding="utf-8")).get("extends")
        out[name] = base and base.removesuffix(".yaml")
    return out


def businesses() -> dict[str, list[str]]:
    """Return the businesses, cheap ones first, each with the scenarios that are variants of it."""
    above = parents()
    roots = [
        name
        for name, base in above.items()
        if (base is None or name in OTHER_BUSINESS) and name not in NO_BUSINESS
    ]
    out: dict[str, list[str]] = {name: [] for name in roots}
    for name in above:
        root = name
        while root not in out and above.get(root):
            root = above[root] or ""
        if root in out and root != name:
            out[root].append(name)
    return dict(sorted(out.items(), key=lambda one: member_days(one[0])))


def member_days(name: str) -> int:
    """Return the most days all members of a scenario can live through."""
    scenario = load_scenario(name).scenario
    return scenario.most_groups * scenario.groups.size * scenario.days


def design_of(name: str, variants: list[str]) -> dict[str, Any]:
    """Return what is asked about a business."""
    scenario = load_scenario(name).scenario
    runs, judged = next((r, j) for most, r, j in SIZES if member_days(name) <= most)
    starts = list(catalogue.playbook_files()) if scenario.groups.chat else []
    for variant in variants:
        book = load_scenario(variant).scenario.playbook
        outside = any(
            entry.to != "group"
            for phase in book.as_phases()
            for entry in phase.plan.calendar.values()
        )
        known = [scenario.playbook, *catalogue.playbooks().values()]
        if book not in known and (scenario.contacts or not outside):
            starts.append(variant)
    gates: list[Any] = [scenario.gate.model_dump()]
    if scenario.groups.chat and scenario.arrival and scenario.gate.kind == "none":
        gates.append({"spend": scenario.business.ticket})
    return {
        "scenario": name,
        "start_from": starts,
        "space": {"gates": gates},
        "search": {"trials": TRIALS, "replicates": runs},
        "judge": {"replicates": judged},
    }


def measure(name: str, variants: list[str], jobs: int) -> dict[str, Any]:
    """Optimise a business, then run the winner and every shipped playbook on fresh luck."""
    wall, cpu = time.perf_counter(), time.process_time()
    task = load_design(design_of(name, variants))
    found = optimise(task, jobs=jobs)
    searched = time.perf_counter() - wall, time.process_time() - cpu
    (place,) = found.recommended
    winner = found.finalists[place]
    starts = {
        start: Plan(loaded.scenario.playbook, task.base.scenario.gate)
        for start, loaded in task.starts.items()
    }
    with PlanRuns(found.scenario, {}, jobs) as laboratory:
        runs = task.design.judge.replicates
        values = laboratory.try_all([winner.plan, *starts.values()], AUDIT_SEED, 0, runs)
    profits = np.stack([one[:, GOAL] for one in values], axis=1)
    lo, hi = differences_from(-profits, 0, CONFIDENCE)  # the winner minus each, all at once
    means = profits.mean(axis=0)
    best = 1 + int(means[1:].argmax())
    return {
        "business": name,
        "starts": list(starts),
        "best_start": list(starts)[best - 1],
        "winner": found.name(place),
        "same": winner.plan == list(starts.values())[best - 1],
        "profit": means[0],
        "profit_best_start": means[best],
        "difference": means[0] - means[best],
        "lo": lo[best],
        "hi": hi[best],
        "replicates": runs,
        "runs": found.runs,
        "wall_s": searched[0],
        "cpu_s": searched[1],
        "yaml": found.yaml(place),
    }


def row(one: dict[str, Any]) -> str:
    """Return a row of the table."""
    if one["same"]:
        told = "the same"
    else:
        told = f"{one['difference']:+,.0f} ({one['lo']:+,.0f} to {one['hi']:+,.0f})"
    return (
        f"| {one['business']} | {one['best_start']} | {one['profit_best_start']:,.0f} | "
        f"{one['profit']:,.0f} | {told} | {one['replicates']} | {one['runs']:,} | "
        f"{one['cpu_s']:.0f} |"
    ).replace("-", "−")


def table(lines: list[dict[str, Any]]) -> str:
    """Return the table and what it comes to."""
    better = sum(not one["same"] and one["lo"] > 0 for one in lines)
    worse = [one["business"] for one in lines if one["hi"] < 0]
    lower = [one["business"] for one in lines if one["difference"] < 0]
    head = [
        "| business | its best shipped playbook | profit of that | profit of the winner "
        "| difference | replicates | runs of the search | processor seconds |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    foot = (
        f"\n{len(lines)} businesses: surely better on {better} "
        f"({100 * better / len(lines):.0f} %), surely worse on {worse or 'none'}, "
        f"lower at all on {lower or 'none'}."
    )
    return "\n".join([*head, *map(row, lines), foot])


def main(arguments: list[str]) -> None:
    """Search, or print the table."""
    if not arguments or (arguments[0].startswith("-") and arguments[0] != "--table"):
        raise SystemExit(__doc__)
    if arguments[0] == "--table":
        text = Path(arguments[1]).read_text(encoding="utf-8")
        lines = [json.loads(line) for line in text.splitlines()]
        print(table(sorted(lines, key=lambda one: one["business"])))
        return
    file = Path(arguments[0])
    done = set()
    if file.exists():
        done = {json.loads(line)["business"] for line in file.read_text("utf-8").splitlines()}
    for name, variants in businesses().items():
        if name in done or (arguments[1:] and name not in arguments[1:]):
            continue
        line = measure(name, variants, jobs=2)
        with file.open("a", encoding="utf-8") as out:
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
        print(row(line), f"{line['wall_s']:.0f} s", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
