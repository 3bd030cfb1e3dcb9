"""The businesses a law is tried on: those that are shipped, cut to size, and random ones.

A random business is drawn over everything a scenario may say, also where nobody would run one: a
law holds there too.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

import numpy as np

from simcommunity.scenario import catalogue
from simcommunity.scenario.loader import load_data, load_scenario

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from simcommunity.scenario.loader import Loaded

SEED = 1  # of the random businesses, not of luck
MOST_DAYS, MOST_MEMBERS, GROUPS = 90, 120, 2
DRAWN = 40  # random businesses that laws are tried on
ASKED_PER_SEAT = 3  # about one in three who are asked comes
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PEOPLE = ("bargain_hunter", "passer_by", "regular", "enthusiast", "fan", "expert", "peer")
REACTIONS = ("days_since_talk", "messages", "speakers_per_100")

Data = dict[str, Any]


def shipped(names: Sequence[str] = ()) -> Iterator[tuple[str, Loaded]]:
    """Return the shipped scenarios with few and middling groups, by name; all for no names."""
    files = catalogue.scenario_files()
    for name in names or sorted(files):
        whole = load_scenario(files[name])
        yield name, load_scenario(files[name], _cut(whole))


def _cut(whole: Loaded) -> dict[str, Any]:
    """Return the changes that leave a scenario about two groups and a season."""
    story = whole.scenario
    size = min(story.groups.size, MOST_MEMBERS)
    changes: dict[str, Any] = {"days": min(story.days, MOST_DAYS), "groups.size": size}
    if story.groups.most is not None:
        changes["groups.most"] = min(story.groups.most, GROUPS)
    asked = sum(campaign.asked for campaign in story.arrival)
    share = min(1.0, ASKED_PER_SEAT * GROUPS * size / max(asked, 1))
    for i, campaign in enumerate(story.arrival):
        places = min(campaign.places, GROUPS)
        each = share * campaign.places / places
        changes[f"arrival.{i}.places"] = places
        changes[f"arrival.{i}.per_day"] = [each * asked for asked in campaign.per_day]
        if campaign.then:
            changes[f"arrival.{i}.then"] = [
                {"per_day": [each * asked for asked in stage.per_day], "days": stage.days}
                for stage in campaign.then
            ]
    return changes


def drawn(numbers: Iterable[int]) -> Iterator[tuple[str, Loaded]]:
    """Return random businesses; the same number always gives the same."""
    for number in numbers:
        yield f"random {number}", load_data(_business(np.random.default_rng([SEED, number])))


def chosen(names: Sequence[str]) -> Iterator[tuple[str, Loaded]]:
    """Return businesses by name: a scenario or a file, cut to size, or "random N".

    Raises:
        ScenarioError: for a name that is neither, or a file that is not sound.
    """
    for name in names:
        number = re.fullmatch(r"random (\d{1,6})", name)
        if number:
            yield from drawn([int(number[1])])
        elif name in catalogue.scenario_files():
            yield from shipped([name])
        else:
            yield name, load_scenario(name, _cut(load_scenario(name)))


def _business(random: np.random.Generator) -> Data:
    friends = random.random() < 0.5
    chat = not friends or random.random() < 0.8
    start = "running" if not chat else str(random.choice(["empty", "empty", "running", "dead"]))
    size = int(random.integers(50, MOST_MEMBERS + 1))
    story: Data = {
        "title": "random",
        "days": int(random.integers(30, MOST_DAYS + 1)),
        "business": {
            "ticket": _between(random, 5, 3000),
            "cycle": _between(random, 1, 120),
            "margin": round(random.uniform(0.05, 0.7), 2),
            "quality": round(random.uniform(0.3, 0.95), 2),
        },
        "people": {"mix": _mix(random), "outside_groups": round(random.uniform(0, 30), 1)},
        "groups": {
            "size": size,
            "most": GROUPS,
            "chat": chat,
            "start": start,
            "theme_strength": _between(random, 0.2, 3),
        },
        "team": {
            "people": int(random.integers(1, 4)),
            "hours": round(random.uniform(0.5, 8), 1),
            "wage": round(random.uniform(15, 60)),
            "skill": round(random.uniform(0.2, 0.9), 2),
        },
        "playbook": _playbook(random, friends, chat),
    }
    if start == "empty":
        story["arrival"] = [_campaign(random, size)]
        if random.random() < 0.25:
            story["gate"] = _gate(random)
    if friends:
        story["contacts"] = {
            "friends": round(random.uniform(0.3, 1), 2),
            "accept": _between(random, 1, 300),
        }
    if friends and random.random() < 0.3:
        story["account"] = "wecom"
    return story


def _between(random: np.random.Generator, low: float, high: float) -> float:
    """Draw a number whose logarithm is uniform, to three digits."""
    drawn_ = math.exp(random.uniform(math.log(low), math.log(high)))
    return float(f"{drawn_:.3g}")


def _mix(random: np.random.Generator) -> dict[str, float]:
    names = random.choice(PEOPLE, int(random.integers(2, 6)), replace=False)
    hundredths = 1 + random.multinomial(100 - len(names), random.dirichlet(np.ones(len(names))))
    return {str(n): int(h) / 100 for n, h in zip(names, hundredths, strict=True)}


def _campaign(random: np.random.Generator, size: int) -> Data:
    hook: Any = str(random.choice(sorted(catalogue.hooks())))
    if random.random() < 0.6:
        hook = {hook: _between(random, 1, 30)}
    asked = float(np.round(size * random.uniform(0.2, 1)))
    return {"hook": hook, "per_day": asked, "days": int(random.integers(5, 20))}


def _gate(random: np.random.Generator) -> Data:
    kind = str(random.choice(["spend", "fee", "referrals", "application"]))
    worth: Data = {
        "spend": _between(random, 10, 300),
        "fee": _between(random, 1, 100),
        "referrals": int(random.integers(1, 3)),
        "application": round(random.uniform(0.1, 0.7), 2),
    }
    return {kind: worth[kind]}


def _playbook(random: np.random.Generator, friends: bool, chat: bool) -> Data:
    channels = ["group"] * chat + ["moments", "private"] * friends
    entries: Data = {}
    for i in range(int(random.integers(1, 6))):
        to = str(random.choice(channels))
        entries[f"entry {i}"] = {
            "send": str(random.choice(sorted(catalogue.messages()))),
            "to": to,
            **_when(random, to),
        }
    plan: Data = {
        "posting": str(random.choice(["by_hand", "by_machine"])),
        "answers": round(random.uniform(0, 1), 2),
        "moderation": round(random.uniform(0, 1), 2) if random.random() < 0.5 else 0.0,
        "service": round(random.uniform(0, 0.8), 2),
        "calendar": entries,
    }
    if chat and random.random() < 0.3:
        plan["when"] = [
            {
                "if": {str(random.choice(REACTIONS)): {"above": int(random.integers(0, 4))}},
                "then": {"send": "red_packet", "worth": _between(random, 5, 60)},
                "at_most": "once every 3 days",
            }
        ]
    return plan


def _when(random: np.random.Generator, to: str) -> Data:
    if to == "private":
        return {"round": f"{int(random.integers(7, 60))} days"}
    how = random.integers(3)
    if how == 0:
        return {"per_day": int(random.integers(1, 6))}
    if how == 1:
        return {"every": f"{int(random.integers(2, 10))} days"}
    days = random.choice(WEEK, int(random.integers(1, 4)), replace=False)
    return {"on": [str(day) for day in days]}
