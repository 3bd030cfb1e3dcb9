"""Write the small logs beside this file: groups that are simulated, and nobody's.

    python experiments/make_logs.py

`logs/groups.csv` holds groups of three made-up communities, for `forecast_skill.py`;
`logs/my_group.csv` the first three weeks of one group with a team, for `fit` and `forecast`.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from simcommunity.scenario.loader import load_scenario
from simcommunity.study.fit.numbers import put_in
from simcommunity.study.fit.one_group import simulate
from simcommunity.study.forecast.bank import story, values_at
from simcommunity.study.forecast.prior import UNKNOWN

FOLDER = Path(__file__).parent / "logs"
SEED, GROUPS, DAYS = 5, 8, 42
PLACES = {"hikers": 0.35, "gamers": 0.55, "bakers": 0.75}  # how keen they are, about


def groups() -> list[dict[str, object]]:
    """Return the rows of three communities."""
    luck = np.random.default_rng(SEED)
    rows: list[dict[str, object]] = []
    for place, keen in PLACES.items():
        made = index = 0
        while made < GROUPS:
            index += 1
            unit = np.clip(luck.normal(keen, 0.2, len(UNKNOWN)), 0.01, 0.99)
            logs = simulate(
                put_in(story(420), values_at(unit)), DAYS, SEED, index, from_first_word=True
            )
            for log in logs[:1]:
                x, y = log.counts["active_posters"], log.counts["messages"]
                name = f"{place}_{made:03d}"
                rows += [
                    {"group_id": name, "day": d, "active_posters": int(x[d]), "messages": int(y[d])}
                    for d in np.flatnonzero(x)
                ]
                made += 1
    return rows


def my_group() -> list[dict[str, object]]:
    """Return the first three weeks of one group of the supermarket that is run by topics."""
    scenario = load_scenario("supermarket_topics").scenario
    (log, *_) = simulate(put_in(scenario, {}), 21, SEED, 0, from_first_word=False)
    names = ("active_posters", "messages", "members", "joins", "leaves", "orders",
             "operator_messages", "adverts", "red_packets")  # fmt: skip
    return [
        {"day": day} | {name: int(log.counts[name][day]) for name in names} for day in range(21)
    ]


def write(name: str, rows: list[dict[str, object]]) -> None:
    """Write rows as a file."""
    with (FOLDER / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    write("groups.csv", groups())
    write("my_group.csv", my_group())
