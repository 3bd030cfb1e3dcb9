"""Who does the work, and as what account: team, roles, contacts."""

from __future__ import annotations

import math
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from simcommunity.scenario.quantities import Model, Name, RunDay, Share, broken

Accept = Literal["automatic"] | Annotated[float, Field(ge=0, le=100_000)]


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
        """Hours a day of all people together, the persons people follow included."""
        if not self.roles:
            return self.people * self.hours
        return math.fsum(role.people * role.hours for role in self.roles.values())

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
