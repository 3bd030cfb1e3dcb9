"""Derive the facts F06 and F40-F47 from daily counts of real groups, community by community.

    python experiments/first_message.py FOLDER

FOLDER holds `groups_daily.csv` (group_id, day since the first message, active_posters, messages,
new_posters; a missing day is zero) and `groups.csv` (dataset, group_id, obs_days). The archives
state no licence, so neither file is part of the project; only the figures are cited. They are
measured by the same functions as those of simulated groups.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd

from simcommunity.results.first_message import Talk, figures

DAYS = 3000  # more than any group was watched


def read(folder: Path) -> tuple[Talk, np.ndarray]:
    """Return the talk of all groups, and the community of each."""
    daily = pd.read_csv(folder / "groups_daily.csv")
    groups = pd.read_csv(folder / "groups.csv")
    row = {name: i for i, name in enumerate(groups["group_id"])}
    daily = daily[(daily["day"] < DAYS) & daily["group_id"].isin(row)]
    at = daily["group_id"].map(row).to_numpy(), daily["day"].to_numpy()
    counts = []
    for column in ("active_posters", "messages", "new_posters"):
        table = np.zeros((len(groups), DAYS))
        np.add.at(table, at, daily[column].to_numpy(float))
        counts.append(table)
    posters, messages, new = counts
    observed = np.floor(groups["obs_days"].to_numpy()).astype(int)
    return Talk(posters, messages, new, observed), groups["dataset"].to_numpy()


def main() -> None:
    """Print each figure: mean of the communities, deviation between them, all groups together."""
    talk, community = read(Path(sys.argv[1]))
    names = sorted(set(community))
    found = [figures(Talk(*(part[community == name] for part in talk))) for name in names]
    together = figures(talk)
    print(f"{'':24}{'mean':>7}{'spread':>8}{'all':>7}   {' '.join(names)}")
    for figure, of_all in together.items():
        values = np.array([one[figure] for one in found])
        told = " ".join(f"{value:.2f}" for value in values)
        mean, spread = np.nanmean(values), np.nanstd(values, ddof=1)
        print(f"{figure:24}{mean:7.3f}{spread:8.3f}{of_all:7.3f}   {told}")


if __name__ == "__main__":
    main()
