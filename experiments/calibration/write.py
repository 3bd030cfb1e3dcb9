"""Put a fit into the package: parameters, people, the supermarket's theme, plausible sets, docs.

    python experiments/calibration/write.py fit

Takes the folder that `fit.py` wrote. Numbers are rounded to three digits.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from pathlib import Path
from typing import Any

import matplotlib as mpl

mpl.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
from stories import FREE, NAMES, PARAMETERS_FREE, TARGETS, Target

ROOT = Path(__file__).parents[2]
DATA = ROOT / "simcommunity" / "data"
PAGE = ROOT / "docs" / "calibration.md"
PICTURE = ROOT / "docs" / "calibration.png"
WIDEST = 8.0  # tolerances shown in the picture
INFORMED, SLOPPY = 0.5, 0.2


def three(value: float) -> str:
    """Return a number with three significant digits."""
    return f"{float(f'{value:.3g}'):g}"


def put_parameters(values: dict[str, float]) -> None:
    """Put fitted values into the table of parameters."""
    file = DATA / "parameters.csv"
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    for row in rows:
        if row["name"] in values:
            row["value"] = three(values[row["name"]])
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def put_people(people: dict[str, dict[str, dict[str, float]]]) -> None:
    """Put what is fitted about people into the table of segments; comments stay."""
    file = DATA / "segments.yaml"
    segment = ""
    out = []
    for line in file.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith((" ", "#")):
            segment = line.split(":")[0]
        told = re.match(r"(  (\w+): +\{median: )[^,]+(, spread: )[^}]+(\}.*)", line)
        if told is not None and told[2] in people.get(segment, {}):
            new = people[segment][told[2]]
            line = "".join((told[1], three(new["median"]), told[3], three(new["spread"]), told[4]))  # noqa: PLW2901
        out.append(line)
    file.write_text("\n".join(out) + "\n", encoding="utf-8")


def put_shop(values: dict[str, float]) -> None:
    """Put how much there is to say about soap into the supermarket."""
    file = ROOT / "scenarios" / "supermarket.yaml"
    text = file.read_text(encoding="utf-8")
    text = re.sub(
        r"(theme_strength: )[\d.]+", rf"\g<1>{three(values['theme_of_the_shop'])}", text, count=1
    )
    file.write_text(text, encoding="utf-8")


def put_sets(sets: np.ndarray) -> None:
    """Ship the plausible sets, one a row."""
    with (DATA / "parameter_sets.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(PARAMETERS_FREE)
        for unit in sets:
            point = dict(zip(NAMES, unit, strict=True))
            writer.writerow([f"{FREE[name].at(point[name]):.4g}" for name in PARAMETERS_FREE])


def shrinkage(runs: Any) -> np.ndarray:
    """Return by how much the targets narrow each free number, 0-1, (free,)."""
    return np.clip(1 - np.sqrt(np.diag(runs["covariance"]) * 12), 0, 1)


def draw(runs: Any) -> None:
    """Draw what the model does before and after the fit, and what the targets inform."""
    plain = {"font.size": 8, "axes.spines.top": False, "axes.spines.right": False}
    with mpl.rc_context(plain):
        figure, (left, right) = plt.subplots(
            1, 2, figsize=(11, 8), layout="constrained", width_ratios=(3, 2)
        )
        shown = [k for k, t in enumerate(TARGETS) if np.isfinite(t.tolerance)]
        for offset, colour, name, label in (
            (0.2, "#b8b8b8", "before", "anywhere in the ranges"),
            (-0.2, "#2f6f8f", "after", "plausible sets"),
        ):
            far = np.clip(runs[name][:, shown], -WIDEST, WIDEST)
            low, middle, high = np.quantile(far, [0.05, 0.5, 0.95], axis=0)
            at = np.arange(len(shown)) + offset
            left.hlines(at, low, high, color=colour, lw=5, label=label)
            left.plot(middle, at, "o", color="black", ms=2.5)
        for row, k in enumerate(shown):
            t = TARGETS[k]
            for edge in (t.low, t.high):
                if np.isfinite(edge) and abs(edge - t.wanted) / t.tolerance < WIDEST:
                    left.plot((edge - t.wanted) / t.tolerance, row, "|", color="#b03030", ms=12)
        left.axvline(0, color="black", lw=0.6)
        left.set_yticks(range(len(shown)), [_label(TARGETS[k]) for k in shown])
        left.invert_yaxis()
        left.set_xlabel("off the target, in tolerances (5 % to 95 % of sets; red: the band)")
        figure.legend(loc="outside upper left", ncols=2, frameon=False)
        told = shrinkage(runs)
        order = np.argsort(told)
        right.barh([NAMES[k] for k in order], told[order], color="#2f6f8f", height=0.6)
        right.set_xlim(0, 1)
        right.margins(y=0.01)
        right.set_xlabel("share of the range that the targets rule out")
        figure.savefig(PICTURE, dpi=130)
        plt.close(figure)


def _label(target: Target) -> str:
    return f"{target.story}: {target.metric.replace('_', ' ')} ({target.source})"


def write_page(runs: Any, told: dict[str, Any]) -> None:
    """Write the tables of the page anew; its prose stays."""
    wanted = np.array([t.wanted for t in TARGETS])
    unit = np.array([t.tolerance if np.isfinite(t.tolerance) else np.nan for t in TARGETS])
    rows = ["| story | target | source | wanted | at the fit | plausible sets, 5 % to 95 % |",
            "|---|---|---|---|---|---|"]  # fmt: skip
    fit = wanted + unit * runs["at_fit"].mean(axis=0)
    low, high = (wanted + unit * np.quantile(runs["after"], q, axis=0) for q in (0.05, 0.95))
    for k, t in enumerate(TARGETS):
        if np.isfinite(unit[k]):
            rows.append(
                f"| {t.story} | {t.metric.replace('_', ' ')} | {t.source} | {t.wanted:.3g} "
                f"| {fit[k]:.3g} | {low[k]:.3g} to {high[k]:.3g} |"
            )
    rows += ["", "| number | range | fit | narrowed by |", "|---|---|---|---|"]
    narrowed = shrinkage(runs)
    for k in np.argsort(-narrowed):
        free = FREE[NAMES[k]]
        rows.append(
            f"| `{NAMES[k]}` | {free.low:g} to {free.high:g} | {told['values'][NAMES[k]]:g} "
            f"| {narrowed[k]:.0%} |"
        )
    informed = int((narrowed >= INFORMED).sum())
    sloppy = int((narrowed < SLOPPY).sum())
    rows += [
        "",
        f"The targets narrow {informed} of {len(NAMES)} numbers to half their range or less; "
        f"about {sloppy} they say next to nothing. The {len(runs['sets'])} plausible sets are "
        f"the nearest of {told['tried']} tried (seed {told['seed']}).",
    ]
    text = PAGE.read_text(encoding="utf-8")
    begin, end = "<!-- tables: begin -->", "<!-- tables: end -->"
    head, rest = text.split(begin)
    PAGE.write_text(
        head + begin + "\n" + "\n".join(rows) + "\n" + end + rest.split(end)[1], encoding="utf-8"
    )


def main() -> None:
    """Write the fit of a folder into the package."""
    folder = Path(sys.argv[1])
    told = json.loads(folder.joinpath("fit.json").read_text(encoding="utf-8"))
    runs = np.load(folder / "runs.npz")
    draw(runs)
    write_page(runs, told)
    put_parameters(told["values"])
    put_people(told["people"])
    put_shop(told["values"])
    put_sets(runs["sets"])


if __name__ == "__main__":
    main()
