"""The story of members of one replicate, each beside itself under another playbook."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from simcommunity import __version__
from simcommunity.scenario.arguments import whole_numbers
from simcommunity.scenario.digest import scenario_hash
from simcommunity.scenario.loader import scenario_of
from simcommunity.scenario.schema import Scenario
from simcommunity.scenario.short_repr import Rows, ShortRepr
from simcommunity.simulation.running import prepare
from simcommunity.study.compare.candidates import (
    Alternative,
    Candidate,
    candidate,
    name_of,
    words_of,
)
from simcommunity.study.story.diary import Diary
from simcommunity.study.story.member_days import lives, roll_call

if TYPE_CHECKING:
    from simcommunity.scenario.loader import Changes, Source
    from simcommunity.study.story.member_days import RollCall

ALONE = "member"
CHOSEN = ("best", "median", "worst")


class NoSuchMemberError(ValueError):
    """Nobody of that number ever came in.

    Attributes:
        asked: whether somebody of that number was asked at all.
        last: the highest number of anybody who was asked; −1 when nobody was.
        near: the number next to it of somebody who came in, if anybody did.
    """

    def __init__(self, member: int, last: int, near: int | None) -> None:
        """Keep what can be said about it."""
        self.member, self.last, self.near = member, last, near
        self.asked = 0 <= member <= last
        super().__init__(f"nobody of number {member} came in; the numbers go up to {last}")


@dataclass(frozen=True)
class Pair:
    """One member, under each of the playbooks.

    Attributes:
        chosen: best, median or worst, or member when it was asked for.
        diaries: one an arm, in the order of `Story.arms`.
    """

    chosen: str
    diaries: tuple[Diary, ...]

    @property
    def person(self) -> int:
        """Its number."""
        return self.diaries[0].person

    @property
    def same_person(self) -> bool:
        """Whether it is the same person in all arms in which it came in.

        Where members invite others, whom they know depends on what they lived through.
        """
        return len({tuple(one.traits.items()) for one in self.diaries if one.came_in}) < 2


@dataclass(frozen=True, repr=False)
class Story(ShortRepr):
    """What a story tells.

    Attributes:
        arms: the scenario itself first, then what it is put beside, if anything.
        pairs: the members.
        asked: how many people were asked in each arm.
        people: how many of them came in, in the first arm.
    """

    arms: tuple[Candidate, ...]
    pairs: tuple[Pair, ...]
    seed: int
    replicate: int
    days: int
    asked: tuple[int, ...]
    people: int

    @property
    def scenario(self) -> Scenario:
        """The scenario that is told."""
        return self.arms[0].scenario

    @property
    def hashes(self) -> tuple[str, ...]:
        """The hash of the scenario of each arm."""
        return tuple(scenario_hash(arm.scenario) for arm in self.arms)

    def _line(self) -> str:
        people = ", ".join(str(pair.person) for pair in self.pairs)
        arms = " beside ".join(arm.title["en"] for arm in self.arms)
        return f"members {people} of {self.people}, {arms}, {self.days} days, seed {self.seed}"

    def _rows(self) -> tuple[Sequence[str], Rows]:
        arms = list(enumerate(arm.title["en"] for arm in self.arms))
        rows = (
            (pair.person, pair.chosen, arm, len(pair.diaries[k].days))
            for pair in self.pairs
            for k, arm in arms
        )
        return ("member", "chosen", "arm", "days"), rows

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON object of form "simcommunity.story/1"."""
        return {
            "schema": "simcommunity.story/1",
            "version": __version__,
            "seed": self.seed,
            "replicate": self.replicate,
            "days": self.days,
            "asked": list(self.asked),
            "came_in": self.people,
            "arms": [
                {"name": arm.name, "title": arm.title, "scenario_hash": one}
                for arm, one in zip(self.arms, self.hashes, strict=True)
            ],
            "members": [
                {
                    "member": pair.person,
                    "chosen": pair.chosen,
                    "same_person": pair.same_person,
                    "diaries": [_plain(one, self) for one in pair.diaries],
                }
                for pair in self.pairs
            ],
        }


@whole_numbers
def story(
    source: Source,
    member: int | None = None,
    *,
    other: Alternative | None = None,
    replicate: int = 0,
    days: int | None = None,
    seed: int | None = None,
    changes: Changes = (),
) -> Story:
    """Return the life of one member of one replicate, or of three telling ones.

    Args:
        source: the scenario: its name or file, a mapping, or a loaded one.
        member: the number of a candidate; None for the best, the median and the worst.
        other: what to put beside it, as for `compare`: the same people with the same luck under
            another playbook.
        replicate: its number.
        days, seed: of the run, in place of the scenario's own.
        changes: made in every arm, as ``path=value`` or as a mapping of paths to values.

    Raises:
        ScenarioError: when a scenario is not sound.
        TypeError: for a strategy beside it.
        NoSuchMemberError: when nobody of that number came in under any of the playbooks.
    """
    arms = _arms(source, other, changes)
    first = arms[0].scenario
    horizon = first.days if days is None else days
    luck = first.seed if seed is None else seed
    designs = [prepare(arm.scenario, days=horizon) for arm in arms]
    rolls = [roll_call(design, luck, replicate) for design in designs]
    chosen = pick_members(rolls[0]) if member is None else {ALONE: member}
    if member is not None and not any((roll.person == member).any() for roll in rolls):
        near = min((int(n) for n in rolls[0].person), key=lambda n: abs(n - member), default=None)
        raise NoSuchMemberError(member, max(roll.asked for roll in rolls) - 1, near)
    people = list(chosen.values())
    told = [
        lives(design, luck, replicate, people, roll)
        for design, roll in zip(designs, rolls, strict=True)
    ]
    return Story(
        arms=tuple(arms),
        pairs=tuple(Pair(name, tuple(arm[k] for arm in told)) for k, name in enumerate(chosen)),
        seed=luck,
        replicate=replicate,
        days=horizon,
        asked=tuple(roll.asked for roll in rolls),
        people=len(rolls[0].person),
    )


def _arms(source: Source, other: Alternative | None, changes: Changes) -> list[Candidate]:
    """Return the scenario, called by its playbook, and what is put beside it."""
    base = scenario_of(source, changes)
    playbook = base.playbook.title
    title = words_of(base.title if playbook is None else playbook)
    arms = [Candidate(name_of(source) if other else "", title, base)]
    if other is not None:
        beside = candidate(source, other, changes)
        if beside.strategy is not None:
            raise TypeError("a story is told of playbooks, not of a strategy in Python")
        if beside.title == title:
            arms[0] = dataclasses.replace(arms[0], title=words_of(base.title))
        arms.append(beside)
    return arms


def _plain(diary: Diary, story: Story) -> dict[str, Any]:
    """Return a diary as JSON."""
    told = dataclasses.asdict(diary)
    told.pop("annoys")
    segments = list(story.scenario.segments_used)
    told["segment"] = segments[diary.segment] if diary.came_in else None
    for today in told["days"]:
        today["posted"] = dict(today["posted"])
    return told


def pick_members(roll: RollCall) -> dict[str, int]:
    """Return the numbers of the best, the median and the worst; fewer where fewer came in.

    Everybody is ranked by the days on which the account reached it less the days on which it did
    not. Among equals, who ordered and wrote more comes first, then who came first.
    """
    if not len(roll.person):
        return {}
    order = np.lexsort((roll.person, -roll.written, -roll.orders, roll.lost - roll.reached))
    places = {"best": 0, "median": (len(order) - 1) // 2, "worst": len(order) - 1}
    chosen: dict[str, int] = {}
    for name, place in places.items():
        person = int(roll.person[order[place]])
        if person not in chosen.values():
            chosen[name] = person
    return chosen
