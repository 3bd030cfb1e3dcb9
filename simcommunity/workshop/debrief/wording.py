"""How a debrief speaks: numbers, decisions and names in one language."""

from __future__ import annotations

import re
from dataclasses import dataclass

from simcommunity.i18n import t
from simcommunity.report.numbers import digits, interval, yuan
from simcommunity.report.run_table import printable
from simcommunity.report.scenario_words import in_a_row
from simcommunity.scenario.schema import Scenario
from simcommunity.workshop.debrief.results import Debrief, Gap, Lived, TeamTold
from simcommunity.workshop.room_spec import Allotment, Spec
from simcommunity.workshop.sentences import allotted

FEW = 10


@dataclass(frozen=True)
class Wording:
    """A debrief, the community with its kinds of messages, and the language it is told in."""

    debrief: Debrief
    community: Scenario
    lang: str

    @property
    def spec(self) -> Spec:
        """The room."""
        return self.debrief.room.spec

    def t(self, key: str, **values: object) -> str:
        """Return a sentence of the catalogue."""
        return t(key, self.lang, **values)

    def listed(self, parts: list[str]) -> str:
        """Return several things in a line."""
        return self.t("room.comma").join(parts)

    def score(self, value: float) -> str:
        """Return a value of the room's aim."""
        if self.spec.goal == "profit":
            return yuan(round(value), self.lang)
        return digits(round(value))

    def with_unit(self, value: float) -> str:
        """Return a value of the room's aim, and what it counts."""
        return self.t(f"debrief.goal.{self.spec.goal}.score", n=self.score(value))

    def in_a_row(self, sentences: list[str]) -> str:
        """Return sentences one after another, without those that are empty."""
        return in_a_row([one for one in sentences if one], self.lang)

    def in_numbers(self, lived: Lived) -> list[str]:
        """Return what one way to run the community came to, is worth, and its band."""
        low, high = map(self.score, lived.band)
        values = map(self.score, (lived.score, lived.expected))
        return [*values, interval(low, high, self.lang)]

    def difference(self, gap: Gap, *, orders: bool = False) -> str:
        """Return a difference in the room's aim or in orders, with its interval."""
        # Of a few people or orders, whole numbers would hide how sure a difference is.
        in_tenths = orders or (self.spec.goal != "profit" and max(map(abs, gap)) < FEW)
        mean, low, high = (
            f"+{said}" if value > 0 and re.search("[1-9]", said) else said
            for value in gap
            for said in [digits(round(value, 1)) if in_tenths else self.score(value)]
        )
        return self.t("debrief.behind.value", mean=mean, interval=interval(low, high, self.lang))

    def name(self, team: TeamTold) -> str:
        """Return what a team is called."""
        return printable(team.name)

    def parts(self, allotment: Allotment) -> list[str]:
        """Return the parts of a decision."""
        return allotted(self.spec, self.community, allotment, self.lang)
