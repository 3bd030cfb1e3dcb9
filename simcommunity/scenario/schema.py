"""The scenario: everything that is said about one run, with every default filled in."""

from __future__ import annotations

import math
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PlainSerializer,
    WithJsonSchema,
    model_validator,
)

# pydantic reads these at run time, when it builds the fields.
from simcommunity.scenario.message import MessageKind  # noqa: TC001
from simcommunity.scenario.people import Hook, Segment  # noqa: TC001
from simcommunity.scenario.playbook import Playbook
from simcommunity.scenario.quantities import (
    MOST_MONEY,
    Bilingual,
    Choice,
    Interval,
    Line,
    Model,
    Money,
    Name,
    OrText,
    Range,
    RunDay,
    Share,
    Words,
    broken,
)

Accept = Literal["automatic"] | Annotated[float, Field(ge=0, le=100_000)]
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
    cycle: Annotated[float, Field(gt=0, le=3650)] = 9
    """Days between two needs of a customer."""
    margin: Share = 0.2
    """Gross profit as a share of revenue."""
    quality: Share = 0.7
    """How good the products are."""
    products: Products = Products()


def _sum_to_one(mix: dict[str, float] | None) -> dict[str, float] | None:
    if mix is None:
        return None
    total = math.fsum(mix.values())
    if abs(total - 1) > 1e-6:
        raise broken("mix_sum", total=f"{total:.6g}")
    return mix


class People(Model):
    """Who is there to be won."""

    mix: Annotated[
        dict[Name, Share], Field(min_length=1, max_length=50), AfterValidator(_sum_to_one)
    ]
    """Segment: its share among those who are asked; the shares sum to 1."""
    correlation: Share = 1
    """How strongly traits go together; 0 makes them independent."""
    outside_groups: Annotated[float, Field(ge=0, le=10_000)] = 10
    """Other groups that each of them sits in."""


class HookUse(Model):
    """A hook and what it is worth to the one who takes it."""

    name: Name
    worth: Money = 0


def _read_hook(hook: object) -> object:
    if isinstance(hook, str):
        return {"name": hook}
    if isinstance(hook, dict) and len(hook) == 1:
        ((name, worth),) = hook.items()
        number = isinstance(worth, int | float) and not isinstance(worth, bool)
        if number and 0 <= worth <= MOST_MONEY:
            return {"name": name, "worth": worth}
    raise broken("hook")


def _write_hook(hook: HookUse) -> object:
    return {hook.name: hook.worth} if hook.worth else hook.name


_HOOK_SCHEMA = {
    "anyOf": [
        {"type": "string"},
        {
            "type": "object",
            "additionalProperties": {"type": "number", "minimum": 0},
            "minProperties": 1,
            "maxProperties": 1,
        },
    ]
}


class Arrival(Model):
    """One campaign that brings people in."""

    hook: Annotated[
        HookUse,
        BeforeValidator(_read_hook),
        PlainSerializer(_write_hook),
        WithJsonSchema(_HOOK_SCHEMA),
    ]
    """What people are offered: a name, or a name and its worth in ¥."""
    mix: Annotated[
        dict[Name, Share] | None, Field(min_length=1, max_length=50), AfterValidator(_sum_to_one)
    ] = None
    """Whom it asks, out of the segments of ``people.mix``; null for the same mix."""
    through: Words = Bilingual(zh="", en="")
    """Where it happens, in your own words."""
    places: Annotated[int, Field(ge=1, le=100_000)] = 1
    """Number of places, each filling groups of its own."""
    per_day: Range
    """People asked a day at each place: a number, or [lowest, highest]."""
    per_member: Annotated[float, Field(ge=0, le=100)] = 0
    """Fission: people that a trusting member asks a day for a reward of its own worth."""
    from_day: RunDay = 0
    """First day of the campaign."""
    days: Annotated[int, Field(ge=1, le=3650)] = 14
    """How many days it lasts."""
    cost: Money | None = None
    """¥ for each person who joins; null for the worth of the hook."""
    playbook: Annotated[Playbook | None, OrText()] = None
    """What is done in its groups, in place of the scenario's playbook."""

    @property
    def paid(self) -> float:
        """¥ paid for each person who joins: the worth of the hook unless another cost is told."""
        return self.hook.worth if self.cost is None else self.cost

    @property
    def asked(self) -> int:
        """The most people it may ask in all."""
        return math.ceil(self.per_day[1]) * self.places * self.days


class SmallWorld(Model):
    """Ties as in Watts and Strogatz (1998)."""

    neighbours: Annotated[int, Field(ge=2, le=6, multiple_of=2)] = 4
    """Ties of each member before rewiring."""
    rewire: Share = 0.1
    """Share of ties that lead anywhere."""


class Preferential(Model):
    """Ties as in Barabási and Albert (1999)."""

    links: Annotated[int, Field(ge=1, le=3)] = 2
    """Ties each newcomer makes."""


class Ties(Choice):
    """Who knows whom when a group starts."""

    small_world: SmallWorld | None = None
    """Small circles with a few long ties."""
    preferential: Preferential | None = None
    """A few whom everybody knows."""


class Renewal(Model):
    """Membership that must be paid for again and again."""

    every: Interval
    """Length of a period."""
    fee: Money
    """¥ for another period."""


class Groups(Model):
    """The groups that people are put into."""

    size: Annotated[int, Field(ge=1, le=500)] = 200
    """Members of a full group; WeChat allows 500."""
    most: Annotated[int, Field(ge=1, le=100_000)] | None = None
    """Most groups; null for as many as arrivals need."""
    type: Literal["consumption", "growth", "ip", "earning", "identity"] | None = None
    """What people come for; it says which signs of life are shown first, and does nothing else."""
    theme: Words = Bilingual(zh="", en="")
    """What the groups are about."""
    theme_strength: Annotated[float, Field(ge=0, le=100)] = 1
    """How much there is to talk about; 1 is ordinary."""
    variety: Annotated[float, Field(ge=0, le=10)] = 1
    """How far groups differ from one another; 0 makes them all alike."""
    start: Literal["empty", "running", "dead"] = "empty"
    """What the groups are like on the first day."""
    chat: bool = True
    """Whether there is a group chat; else these are lists of contacts."""
    filled: Annotated[int, Field(ge=1, le=100_000)] | None = None
    """How many groups start running or dead; null for all."""
    closes_after: Interval | None = None
    """Age at which a group is closed as planned."""
    duty: Interval | None = None
    """Who has not written for so long is removed."""
    renewal: Renewal | None = None
    """Membership that must be renewed."""
    folding: Share = 0
    """Chance a day that the platform folds the group for a member who does not look in."""
    stake: Share = 0
    """What the members have at stake together: 0 nothing, 1 their living."""
    ties: Ties = Ties()

    @model_validator(mode="after")
    def _start_with_a_number(self) -> Self:
        if self.start != "empty" and self.most is None:
            raise broken("start_needs_most", start=self.start)
        return self


class Gate(Choice):
    """What must be done to be let in."""

    spend: Money | None = None
    """Have spent so many ¥."""
    fee: Money | None = None
    """Pay so many ¥."""
    referrals: Annotated[int, Field(ge=1, le=1000)] | None = None
    """Bring so many others."""
    application: Share | None = None
    """Apply, and be judged with this strictness."""


class Seat(Model):
    """One kind of work in a team, and who does it."""

    people: Annotated[int, Field(ge=0, le=10_000)] = 1
    """How many."""
    hours: Annotated[float, Field(ge=0, le=24)] = 8
    """Hours a day, each."""
    wage: Annotated[float, Field(ge=0, le=100_000)] = 25
    """¥ an hour."""


class Role(Seat):
    """A seat with a name."""

    skill: Share | None = None
    """How well these advise; null for as well as the team."""
    ip: bool = False
    """Whether people follow these; their hours are for those who ask. Several are a matrix."""


class Team(Seat):
    """Who does the work."""

    roles: Annotated[dict[Name, Role], Field(max_length=50)] = Field(default_factory=dict)
    """Kinds of work with people, hours and wages of their own, in place of the team's people."""
    payroll: Literal["worked", "all"] = "worked"
    """Whether the minutes that are worked are paid, or all hours whether there is work or not."""
    skill: Share = 0.5
    """How well they advise."""
    opens: Annotated[float, Field(ge=0, le=23)] = 9
    """Hour at which enquiries begin to be answered."""
    closes: Annotated[float, Field(gt=0, le=24)] = 21
    """Hour at which that ends."""
    answers_after: Annotated[float, Field(ge=0, le=10_000)] = 0
    """Minutes for which an enquiry lies there before anybody looks at it."""
    ip: Annotated[float, Field(ge=0, le=10_000)] = 0
    """Hours a day of the person people follow, all such persons together, for those who ask."""

    @property
    def hours_a_day(self) -> float:
        """Hours a day of all people together, without the persons people follow."""
        if not self.roles:
            return self.people * self.hours
        return math.fsum(role.people * role.hours for role in self.roles.values() if not role.ip)

    @property
    def ip_hours(self) -> float:
        """Hours a day of the persons people follow, all together."""
        return self.ip + math.fsum(r.people * r.hours for r in self.roles.values() if r.ip)

    @property
    def mean_wage(self) -> float:
        """¥ an hour, over the hours of all roles."""
        return self._mean({name: role.wage for name, role in self.roles.items()}, self.wage)

    @property
    def mean_skill(self) -> float:
        """How well they advise, over the hours of all roles but those people follow."""
        skills = {
            name: self.skill if role.skill is None else role.skill
            for name, role in self.roles.items()
            if not role.ip
        }
        return self._mean(skills, self.skill)

    @property
    def payroll_a_day(self) -> float:
        """¥ a day that are paid in any case; 0 where only worked minutes are."""
        if self.payroll == "worked":
            return 0
        seats = self.roles.values() or (self,)
        return math.fsum(seat.people * seat.hours * seat.wage for seat in seats)

    def _mean(self, values: dict[str, float], otherwise: float) -> float:
        """Return a mean over roles, weighted by hours."""
        hours = {name: self.roles[name].people * self.roles[name].hours for name in values}
        total = math.fsum(hours.values())
        if not total:
            return otherwise
        return math.fsum(hours[name] * value for name, value in values.items()) / total

    @model_validator(mode="after")
    def _open_some_time(self) -> Self:
        if self.opens >= self.closes:
            raise broken("opening_hours", opens=f"{self.opens:g}", closes=f"{self.closes:g}")
        return self


class Contacts(Model):
    """People as friends of the account: Moments, private chat, enquiries."""

    friends: Share = 1
    """Share of those who come in that ask to be, or agree to be, friends of the account."""
    accounts: Annotated[int, Field(ge=1, le=10_000)] = 1
    """Accounts the friends are spread over."""
    most_friends: Annotated[int, Field(ge=1, le=1_000_000)] = 10_000
    """Most friends of one account; WeChat allows some ten thousand."""
    ban: RunDay | None = None
    """Day on which the platform closes one of the accounts; its friends are lost."""
    accept: Annotated[Accept, Field(union_mode="left_to_right")] = 30
    """Minutes until a request is accepted by a person, or ``automatic``."""
    visible: Annotated[int, Field(ge=1, le=3650)] = 180
    """For how many days posts in Moments can be seen."""

    @property
    def accept_minutes(self) -> float:
        """Minutes until a request is accepted."""
        return 0 if isinstance(self.accept, str) else self.accept


def _titled(title: Bilingual) -> Bilingual:
    if not (title.zh.strip() and title.en.strip()):
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
