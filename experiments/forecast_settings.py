"""How good are forecasts whose settings were not chosen on the groups that judge them?

    python experiments/forecast_settings.py GROUPS.csv [--draws 8192]

The three settings of the forecasts are how many simulated groups one rests on, the ridge of the
regression, and the width by which whole groups teach the prior. Every combination is tried. For
each community the one is taken that does best on the others, each of them forecast by what is
learned from the rest (nested cross-validation; Varma & Simon 2006). Takes about ten minutes of one
core.
"""

from __future__ import annotations

import argparse
import itertools
from collections import defaultdict
from typing import Any

import numpy as np

from simcommunity.study.fit.summaries import summarise
from simcommunity.study.forecast.conditioning import draw, moved, weights
from simcommunity.study.forecast.prior import UNKNOWN, learn
from simcommunity.study.forecast.skill import (
    DRAWS,
    HORIZON,
    SAMPLES,
    SEED,
    SEEN,
    WEEKS,
    crps,
    distances,
    inside,
    log_error,
    simulate_bank,
    weeks_of,
    whole,
)  # fmt: skip
from simcommunity.study.logs.group_log import read_logs

NEIGHBOURS = (50, 100, 200, 400)
RIDGES = (0.03, 0.3, 3.0)
WIDTHS = (0.35, 0.5, 0.7)
COLUMNS = ("active_posters", "messages")
Floats = np.ndarray[Any, np.dtype[np.float64]]
Setting = tuple[int, float, float]


def told(samples: Floats, truth: Floats) -> str:
    """Return median error, CRPS and coverage as cells of a table."""
    error = np.median(log_error(np.median(samples, axis=0), truth))
    whole_numbers = np.round(samples)
    mean = crps(whole_numbers, truth).mean()
    return f"{error:.3f} | {mean:.3f} | {inside(whole_numbers, truth, 0.8).mean():.2f}"


def main() -> None:
    """Print the score of every setting, and that of settings chosen elsewhere."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("groups")
    parser.add_argument("--draws", type=int, default=DRAWS)
    asked = parser.parse_args()
    logs = whole(read_logs(asked.groups, "zero"), asked.groups)
    owner = np.array([log.name.rpartition("_")[0] or log.name for log in logs])
    truth = np.array([weeks_of(log.posters) for log in logs])
    bank = simulate_bank(asked.draws, HORIZON, SEED)
    simulated = summarise(bank.logs, COLUMNS, SEEN)
    ahead = weeks_of(bank.logs["active_posters"])
    seen = np.array([summarise(log.counts, COLUMNS, SEEN) for log in logs])
    squares = distances(seen, simulated)
    entire = squares + distances(np.log1p(truth), np.log1p(ahead))
    elsewhere: dict[str, dict[Setting, list[float]]] = {
        place: defaultdict(list) for place in set(owner)
    }
    judged: dict[Setting, Floats] = defaultdict(lambda: np.empty((SAMPLES, len(logs), WEEKS)))
    pairs = itertools.product(sorted(set(owner)), repeat=2)
    for width, (place, without) in itertools.product(WIDTHS, pairs):
        # The groups of `place`, forecast by what all but it and `without` teach.
        rest = (owner != place) & (owner != without)
        before = np.exp(learn(UNKNOWN, bank.unit, entire[rest], width).log_density(bank.unit))
        for neighbours, group in itertools.product(NEIGHBOURS, np.flatnonzero(owner == place)):
            weight = weights(squares[group], before, neighbours)
            rows = draw(weight, SAMPLES)
            for ridge in RIDGES:
                setting = (neighbours, ridge, width)
                x = moved(weight, simulated - seen[group], ahead, rows, ridge)
                if place == without:
                    judged[setting][:, group] = x
                else:
                    score = crps(np.round(x), truth[group]).mean()
                    elsewhere[without][setting].append(float(score))
    print(
        "| neighbours, ridge, width | median error | CRPS | 80 % bands cover |\n|---|---|---|---|"
    )
    for setting, samples in sorted(judged.items()):
        print(f"| {setting} | {told(samples, truth)} |")
    nested = np.empty((SAMPLES, len(logs), WEEKS))
    for place, scores in elsewhere.items():
        best = min(scores, key=lambda one: np.mean(scores[one]))
        nested[:, owner == place] = judged[best][:, owner == place]
        print(f"| for {place}: {best} | | {np.mean(scores[best]):.3f} elsewhere | |")
    print(f"| chosen on the others | {told(nested, truth)} |")


if __name__ == "__main__":
    main()
