"""Every shipped scenario, cut down to a size that an agent-based engine runs in a second."""

from __future__ import annotations

from pathlib import Path

from simcommunity.scenario.loader import Loaded, load_scenario

SCENARIOS = Path(__file__).parents[1] / "scenarios"
NAMES = sorted(file.stem for file in SCENARIOS.glob("*.yaml"))

DAYS = 40  # long enough for a silence of a week, its revival, and everything monthly
SIZE = 50


def small(name: str, *more: str) -> Loaded:
    """Return a shipped scenario with few and small groups; `more` are further overrides."""
    file = SCENARIOS / f"{name}.yaml"
    scenario = load_scenario(file).scenario
    changes = [f"days={DAYS}", f"groups.size={SIZE}"]
    for i, campaign in enumerate(scenario.arrival):
        # About one and a half groups for each of two places, within a week.
        asked = 30 if scenario.gate.kind == "none" else 60
        if min(campaign.per_day) < asked / 2:
            asked = round(campaign.per_day[1])
        changes += [
            f"arrival.{i}.places=2",
            f"arrival.{i}.per_day=[{asked - 5}, {asked}]",
            f"arrival.{i}.days=7",
        ]
    if scenario.groups.start != "empty":
        changes.append("groups.most=3")
    return load_scenario(file, [*changes, *more])
