"""The numbers that may be fitted: their ranges, and how they are put into a scenario."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from simcommunity.scenario.parameters import PARAMETERS
from simcommunity.scenario.schema import Scenario


@dataclass(frozen=True)
class Free:
    """A number that is not known: its range, and whether it is even on the log scale."""

    low: float
    high: float
    log: bool = False

    def at(self, x: float) -> float:
        """Return the value at a place of the unit interval."""
        if self.log:
            return float(self.low * (self.high / self.low) ** x)
        return float(self.low + (self.high - self.low) * x)

    def place(self, value: float) -> float:
        """Return the place of a value in the unit interval."""
        if self.log:
            return math.log(value / self.low) / math.log(self.high / self.low)
        return (value - self.low) / (self.high - self.low)


# Of the scenario and of its people; the last three are ratios to the shipped medians.
OF_THE_GROUP = {
    "people": Free(3, 400, log=True),
    "size": Free(3, 500, log=True),
    "days_of_arrival": Free(1, 63, log=True),
    "theme_strength": Free(0.1, 6, log=True),
    "enthusiasts": Free(0.1, 0.9),
    "sociability_spread": Free(1.2, 2.6),
    "sociability": Free(0.3, 10, log=True),
    "threshold": Free(0.1, 2, log=True),
}
ENTHUSIAST = "enthusiast"


def free(name: str) -> Free:
    """Return the range of a number: of the group, or a parameter's range in the table.

    Raises KeyError for a name that is neither.
    """
    if name in OF_THE_GROUP:
        return OF_THE_GROUP[name]
    return Free(PARAMETERS[name].low, PARAMETERS[name].high)


def put_in(scenario: Scenario, values: Mapping[str, float], groups: int = 1) -> Scenario:
    """Return a scenario of so many groups alike, with numbers put in.

    Of the campaigns the first one stays, since a group is filled by one.
    """
    update: dict[str, object] = {
        "groups": _groups(scenario, values, groups),
        "people": scenario.people.model_copy(update={"mix": _mix(scenario, values)}),
        "segments": _segments(scenario, values),
        "parameters": {
            **scenario.parameters,
            **{name: value for name, value in values.items() if name in PARAMETERS},
        },
    }
    if scenario.arrival:
        update["arrival"] = (_arrival(scenario, values, groups),)
    return scenario.model_copy(update=update)


def _groups(scenario: Scenario, values: Mapping[str, float], groups: int) -> object:
    changes: dict[str, object] = {"most": groups}
    if scenario.groups.start != "empty":
        changes["filled"] = groups
    if "size" in values:
        changes["size"] = int(min(500, max(3, round(values["size"]))))
    elif "people" in values:
        room = 1.0 if scenario.groups.start != "empty" else 1.2  # more come than are expected
        changes["size"] = int(min(500, max(4, round(values["people"] * room))))
    if "theme_strength" in values:
        changes["theme_strength"] = values["theme_strength"]
    return scenario.groups.model_copy(update=changes)


def _mix(scenario: Scenario, values: Mapping[str, float]) -> dict[str, float]:
    """Return the mix with the share of enthusiasts put in, the others in proportion."""
    mix = dict(scenario.people.mix)
    if "enthusiasts" not in values or ENTHUSIAST not in mix or len(mix) == 1:
        return mix
    share = values["enthusiasts"]
    others = math.fsum(x for name, x in mix.items() if name != ENTHUSIAST)
    return {
        name: share if name == ENTHUSIAST else x * (1 - share) / others for name, x in mix.items()
    }


def _segments(scenario: Scenario, values: Mapping[str, float]) -> dict[str, object]:
    """Return the segments with what is told about readiness to write put in."""
    out: dict[str, object] = {}
    for name, segment in scenario.segments_used.items():
        talk, dare = segment.sociability, segment.speaking_threshold
        changes = {
            "sociability": talk.model_copy(
                update={
                    "median": talk.median * values.get("sociability", 1.0),
                    "spread": values.get("sociability_spread", talk.spread),
                }
            ),
            "speaking_threshold": dare.model_copy(
                update={"median": dare.median * values.get("threshold", 1.0)}
            ),
        }
        out[name] = segment.model_copy(update=changes)
    return out


def _arrival(scenario: Scenario, values: Mapping[str, float], groups: int) -> object:
    """Return the first campaign, asking as many as let the expected number of people join."""
    campaign = scenario.arrival[0]
    changes: dict[str, object] = {"places": groups}
    days = campaign.days
    if "days_of_arrival" in values:
        days = max(1, round(values["days_of_arrival"]))
        changes["days"] = days
    first = sum(campaign.per_day) / 2
    later = campaign.then if first > 0 else ()  # what comes after the first days, in proportion
    if "people" in values:
        shares = [sum(stage.per_day) / 2 / first for stage in later]
        length = days + sum(share * stage.days for share, stage in zip(shares, later, strict=True))
        a_day = values["people"] / _accepting(scenario, values) / length
        changes["per_day"] = (a_day, a_day)
        changes["then"] = tuple(
            stage.model_copy(update={"per_day": (share * a_day, share * a_day)})
            for share, stage in zip(shares, later, strict=True)
        )
    elif "size" in values:
        # As fast as the scenario says, unless that would not fill the group.
        needed = values["size"] / _accepting(scenario, values) / days
        low, high = campaign.per_day
        if (low + high) / 2 < needed:
            changes["per_day"] = (needed, needed)
    return campaign.model_copy(update=changes)


def _accepting(scenario: Scenario, values: Mapping[str, float]) -> float:
    """Return the share of those asked who take the first campaign's hook."""
    campaign = scenario.arrival[0]
    takes = scenario.hooks[campaign.hook.name].takes
    mix = campaign.mix or _mix(scenario, values)
    total = 0.0
    for name, share in mix.items():
        base, gain = takes[name]
        index = math.log(base / (1 - base)) + gain * math.log1p(campaign.hook.worth / 5)
        total += share / (1 + math.exp(-index))
    return total / math.fsum(mix.values())
