"""Switch every mechanism off, one at a time, and measure what that does to three stories.

    python experiments/ablation.py --write

The switches are those of docs/model.md. Each arm has the same people and the same luck as the story
itself; printed are paired differences with 95 % intervals. With --write the table goes to
docs/ablation.md.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import NamedTuple

import numpy as np

from simcommunity.results.estimates import mean_interval
from simcommunity.results.survival import longest, restricted_means
from simcommunity.scenario.errors import ScenarioError
from simcommunity.scenario.loader import load_scenario
from simcommunity.scenario.parameters import PARAMETERS
from simcommunity.simulation.running import Result, run

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "ablation.md"
ROW = re.compile(r"^\| ([^|]+) \| `([\w.]+)` = (\S+) \|[^|]*\|$", re.MULTILINE)
DEATH = "death_day_silence"


class Story(NamedTuple):
    """A shipped scenario at the size used here, and what is measured in it."""

    title: str
    scenario: str
    changes: tuple[str, ...]
    replicates: int
    metrics: tuple[tuple[str, str, float], ...]  # name, heading, scale


STORIES = (
    Story(
        "supermarket", "supermarket", ("arrival.0.places=2",), 12,
        ((DEATH, "day of death", 1), ("share_muted_at_end", "muted, %", 100),
         ("orders_per_member", "orders of 100", 100)),
    ),
    Story(
        "interest groups", "organic", (), 12,
        ((DEATH, "day of death", 1), ("share_ever_wrote", "ever wrote, %", 100)),
    ),
    Story(
        "four channels", "four_channels", (), 12,
        (("orders_per_member", "orders of 100", 100), ("contact_trust", "trust, %", 100)),
    ),
)  # fmt: skip


def switches() -> list[tuple[str, str, str]]:
    """Return mechanism, switch and value of every row of the model's tables of switches."""
    return ROW.findall((ROOT / "docs" / "model.md").read_text(encoding="utf-8"))


def measured(story: Story, change: str | None) -> Result | None:
    """Run a story with a switch thrown; None where the story has no such switch."""
    try:
        loaded = load_scenario(story.scenario, [*story.changes, *([change] if change else [])])
    except ScenarioError:
        return None
    return run(loaded, replicates=story.replicates)


def differences(story: Story, base: Result, arm: Result) -> list[tuple[float, float, float]]:
    """Return mean and interval of each metric's paired differences."""
    out = []
    for name, _, scale in story.metrics:
        if name == DEATH:
            horizon = min(longest(r.last_seen[name]) for r in (base, arm))
            before, after = (
                restricted_means(r.times[name], r.last_seen[name], horizon) for r in (base, arm)
            )
        else:
            before, after = base.per_replicate[name], arm.per_replicate[name]
        gap = scale * (after - before)
        out.append(mean_interval(gap[np.isfinite(gap)]))
    return out


def short(value: float, sign: str = "") -> str:
    """Return a number with two digits, or whole where it is large."""
    return f"{value:{sign}.0f}" if abs(value) >= 10 else f"{value:{sign}.2g}"


def shown(difference: tuple[float, float, float]) -> str:
    """Return a cell of the table; a dot where nothing changes at all."""
    mean, lo, hi = difference
    if not np.isfinite(lo):
        return "?"
    if lo == hi == 0:
        return "·"
    text = f"{short(mean, '+')} [{short(lo)}, {short(hi)}]"
    return f"**{text}**" if lo > 0 or hi < 0 else text


def table() -> str:
    """Return the whole table as Markdown."""
    heads = [f"{s.title}: {heading}" for s in STORIES for _, heading, _ in s.metrics]
    lines = [
        f"| without … | switch | {' | '.join(heads)} |",
        "|---|---|" + "---|" * len(heads),
    ]
    bases = {story.title: measured(story, None) for story in STORIES}
    for mechanism, name, off in switches():
        change = f"parameters.{name}={off}" if name in PARAMETERS else f"{name}={off}"
        cells = []
        for story in STORIES:
            arm, base = measured(story, change), bases[story.title]
            if arm is None or base is None:
                cells += ["–"] * len(story.metrics)
            else:
                cells += [shown(d) for d in differences(story, base, arm)]
        if any(cell not in {"·", "–"} for cell in cells):
            lines.append(f"| {mechanism} | `{name}` = {off} | {' | '.join(cells)} |")
        print(lines[-1] if cells else "", flush=True)
    return "\n".join(lines)


def main() -> None:
    """Print the table, or write its page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--write", action="store_true", help="write docs/ablation.md")
    told = parser.parse_args()
    text = table()
    if told.write:
        PAGE.write_text(f"{HEAD}\n{text}\n", encoding="utf-8")


HEAD = """# What each mechanism contributes

Every mechanism switched off alone (`python experiments/ablation.py --write`), on the same people
with the same luck: difference to the story as it is, with its 95 % interval; bold where that lies
on one side of zero. A dot: nothing changes; a dash: the story has no such switch. Mechanisms that
touch none of the three stories are left out; [the tests](../tests/test_switches.py) throw every
switch in stories that use it. Twelve replicates each; the supermarket with two of its seven stores.
With so many intervals, a few miss zero by chance.
"""


if __name__ == "__main__":
    main()
