"""How good are the forecasts on groups that were not seen?

    python experiments/forecast_skill.py GROUPS.csv [--prior shipped] [--json]

GROUPS.csv has a row a group and day: group_id, day, active_posters, messages; a missing day is
zero, and what stands before the last `_` of an id is the community. From the first 14 days of each
group the poster-days of weeks 3 to 6 are forecast, by simulated groups and by three plain laws.
What groups in general are like is learned from the other communities only; with `--prior shipped`
it is what is shipped, and nothing of the file is used but the dispersion of the plain laws.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from simcommunity.report.result_folder import to_json
from simcommunity.scenario.errors import ScenarioError
from simcommunity.study.forecast.prior import as_csv
from simcommunity.study.forecast.skill import DRAWS, METHODS, SEED, Skill, forecast_skill

HERE = Path(__file__).parent
SHOWN = {"error": "median error", "error_of_likely": "… of the likely point", "crps": "CRPS",
         "crps_log": "CRPS of logs"}  # fmt: skip


def table(skill: Skill) -> str:
    """Return the scores as a table in Markdown."""
    head = ["", *SHOWN.values(), "80 % bands cover"]
    lines = [f"| {' | '.join(head)} |", "|" + "---|" * len(head)]
    for name in METHODS:
        cells = [told(*skill.scores[name][score]) for score in SHOWN]
        lines.append(f"| {name} | {' | '.join(cells)} | {told(*skill.cover[name], 2)} |")
    for name, by in skill.beaten.items():
        cells = [told(*by[score]) for score in SHOWN]
        lines.append(f"| lower than {name} by | {' | '.join(cells)} | |")
    lines += ["", "| groups of | n | " + " | ".join(f"CRPS {m}" for m in METHODS) + " |"]
    lines.append("|---|---|" + "---|" * len(METHODS))
    for place, (n, _, _) in skill.by_community[METHODS[0]].items():
        cells = [f"{skill.by_community[m][place][2]:.2f}" for m in METHODS]
        lines.append(f"| {place} | {n} | {' | '.join(cells)} |")
    return "\n".join(lines)


def told(value: float, low: float, high: float, digits: int = 3) -> str:
    """Return a number with its interval."""
    return f"{value:.{digits}f} ({low:.{digits}f} to {high:.{digits}f})"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("groups", nargs="?", default=str(HERE / "logs" / "groups.csv"))
    parser.add_argument("--prior", choices=["learned", "shipped"], default="learned")
    parser.add_argument("--draws", type=int, default=DRAWS)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--write-prior", type=Path, help="write what was learned from all groups")
    asked = parser.parse_args()
    try:
        skill = forecast_skill(
            asked.groups, learn_prior=asked.prior == "learned", draws=asked.draws, seed=asked.seed,
            jobs=os.cpu_count() or 1,
        )  # fmt: skip
    except ScenarioError as error:
        print(error, file=sys.stderr)
        sys.exit(3)
    if asked.write_prior:
        asked.write_prior.write_text(as_csv(skill.learned), encoding="utf-8")
    if asked.json:
        print(to_json(skill.as_dict()))
        return
    print(f"{skill.groups} groups of {skill.communities} communities; seen to day 14\n")
    print(table(skill))


if __name__ == "__main__":
    main()
