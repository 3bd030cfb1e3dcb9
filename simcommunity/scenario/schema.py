"""The scenario: everything that is said about one run, with every default filled in."""

from __future__ import annotations

import math
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    Field,
    model_validator,
)

from simcommunity.scenario.arrival import Arrival, sum_to_one
from simcommunity.scenario.groups import Gate, Groups
from simcommunity.scenario.message import MessageKind

# pydantic reads these at run time, when it builds the fields.
from simcommunity.scenario.parameters import PARAMETERS
from simcommunity.scenario.people import Hook, Segment
from simcommunity.scenario.playbook import Playbook
from simcommunity.scenario.quantities import (
    Bilingual,
    Line,
    Model,
    Name,
    OrText,
    Share,
    Words,
    broken,
)
from simcommunity.scenario.team import Contacts, Team

MOST_PEOPLE = 5_000_000
MOST_GROUP_DAYS = 5_000_000


class Products(Model):
    """What is on the shelves."""

    count: Annotated[int, Field(ge=1, le=1_000_000)] = 100
    """Number of different products."""
    new_per_month: Annotated[float, Field(ge=0, le=1_000_000)] = 10
    """New products a month."""


class Business(Model):
    """What is sold, at what price and how often it is needed."""

    ticket: Annotated[float, Field(gt=0, le=1_000_000)] = 45
    """¥ of an ordinary order."""
    usual_price: Annotated[float, Field(gt=0, le=1_000_000)] | None = None
    """¥ that people are used to pay for it; unless it is told, the ticket that the file states."""
    cycle: Annotated[float, Field(gt=0, le=3650)] = 9
    """Days between two needs of a customer."""
    margin: Share = 0.2
    """Gross profit as a share of revenue."""
    quality: Share = 0.7
    """How good the products are."""
    products: Products = Products()


class People(Model):
    """Who is there to be won."""

    mix: Annotated[
        dict[Name, Share], Field(min_length=1, max_length=50), AfterValidator(sum_to_one)
    ]
    """Segment: its share among those who are asked; the shares sum to 1."""
    correlation: Share = 1
    """How strongly traits go together; 0 makes them independent."""
    outside_groups: Annotated[float, Field(ge=0, le=10_000)] = 10
    """Other groups that each of them sits in."""


def _titled(title: Bilingual) -> Bilingual:
    if not all(words.strip() for words in title.model_dump(exclude_unset=True).values()):
        raise broken("empty_title")
    return title


class Scenario(Model):
    """One story to simulate: a business, its people, its groups, its team and its playbook."""

    title: Annotated[Words, AfterValidator(_titled)]
    """The name of the story, in Chinese and English, or one text for both."""
    story: Words | None = None
    """What happens in it."""
    source: Line = ""
    """Where it is from."""
    days: Annotated[int, Field(ge=1, le=3650)] = 60
    """Days to run."""
    seed: Annotated[int, Field(ge=0, le=2**63 - 1)] = 7
    """Where luck starts from; the same seed gives the same luck."""
    replicates: Annotated[int, Field(ge=1, le=1_000_000)] = 20
    """How often to run it, each time with other people and other luck."""
    business: Business = Business()
    people: People
    segments: Annotated[dict[Name, Segment], Field(max_length=100)] = Field(default_factory=dict)
    """Segments that differ from the shipped ones, or new ones ``like`` another."""
    hooks: Annotated[dict[Name, Hook], Field(max_length=100)] = Field(default_factory=dict)
    """Hooks that differ from the shipped ones."""
    messages: Annotated[dict[Name, MessageKind], Field(max_length=200)] = Field(
        default_factory=dict
    )
    """Kinds of messages that differ from the shipped ones, or new ones."""
    arrival: Annotated[tuple[Arrival, ...], Field(max_length=100)] = ()
    """The campaigns that bring people in."""
    groups: Groups = Groups()
    gate: Gate = Gate()
    contacts: Contacts | None = None
    """People as friends of the account; null when there are only groups."""
    account: Literal["personal", "wecom"] = "personal"
    """Personal WeChat, or WeCom with the label of the company."""
    team: Team = Team()
    playbook: Annotated[Playbook, OrText()] = Playbook()
    parameters: Annotated[
        dict[Name, Annotated[float, Field(ge=-1e9, le=1e9)]], Field(max_length=1000)
    ] = Field(default_factory=dict)
    """Changes of the calibrated numbers of behaviour, by name."""

    @model_validator(mode="after")
    def _have_contacts_to_write_to(self) -> Self:
        for playbook in self.playbooks:
            for phase in playbook.as_phases():
                for name, entry in phase.plan.calendar.items():
                    if self.contacts is None and entry.to != "group":
                        raise broken("needs_contacts", name=name, to=entry.to)
        return self

    @model_validator(mode="after")
    def _fit_into_a_computer(self) -> Self:
        for arrival in self.arrival:
            for name in arrival.mix or ():
                if name not in self.people.mix:
                    raise broken("not_in_mix", name=name, mix=", ".join(self.people.mix))
            if arrival.per_member and self.groups.most is None:
                raise broken("fission_needs_most")
        asked = sum(arrival.asked for arrival in self.arrival)
        if asked > MOST_PEOPLE:
            raise broken("too_many_people", count=asked, most=MOST_PEOPLE)
        groups = self.most_groups
        if groups * self.groups.size > MOST_PEOPLE:
            raise broken("too_many_members", count=groups * self.groups.size, most=MOST_PEOPLE)
        if groups * self.days > MOST_GROUP_DAYS:
            raise broken("too_many_group_days", count=groups * self.days, most=MOST_GROUP_DAYS)
        return self

    def number(self, name: str) -> float:
        """Return a number of behaviour as this scenario has it."""
        return self.parameters.get(name, PARAMETERS[name].value)

    @property
    def most_groups(self) -> int:
        """The most groups there can be: those told, or enough for everybody who is asked."""
        return self.groups.most or sum(
            arrival.places * (1 + math.ceil(arrival.asked / arrival.places / self.groups.size))
            for arrival in self.arrival
        )

    @property
    def segments_used(self) -> dict[str, Segment]:
        """The segments with a share in the mix, in its order."""
        asked = [self.people.mix, *(arrival.mix for arrival in self.arrival if arrival.mix)]
        used = {name for mix in asked for name, share in mix.items() if share}
        return {name: self.segments[name] for name in self.people.mix if name in used}

    @property
    def messages_used(self) -> dict[str, MessageKind]:
        """The kinds of messages that the playbooks may send."""
        names = [name for playbook in self.playbooks for name in playbook.messages()]
        return {name: self.messages[name] for name in dict.fromkeys(names)}

    @property
    def playbooks(self) -> tuple[Playbook, ...]:
        """The scenario's playbook, and after it those that campaigns have for themselves."""
        own = (arrival.playbook for arrival in self.arrival)
        return (self.playbook, *(playbook for playbook in own if playbook is not None))

    @property
    def hooks_used(self) -> dict[str, Hook]:
        """The hooks of the campaigns."""
        return {arrival.hook.name: self.hooks[arrival.hook.name] for arrival in self.arrival}
