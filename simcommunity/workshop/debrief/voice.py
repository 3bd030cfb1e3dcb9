"""How a debrief speaks: numbers, decisions and names in one language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simcommunity.i18n import t
from simcommunity.report.numbers import digits, interval, yuan
from simcommunity.report.table import printable
from simcommunity.workshop.saying import allotted

if TYPE_CHECKING:
    from simcommunity.scenario.schema import Scenario
    from simcommunity.workshop.debrief.told import Debrief, Lived, TeamTold
    from simcommunity.workshop.spec import Allotment, Spec


@dataclass(frozen=True)
class Voice:
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

    def in_numbers(self, lived: Lived) -> list[str]:
        """Return what one way to run the community came to, is worth, and its band."""
        low, high = map(self.score, lived.band)
        values = map(self.score, (lived.score, lived.expected))
        return [*values, interval(low, high, self.lang)]

    def name(self, team: TeamTold) -> str:
        """Return what a team is called."""
        return printable(team.name)

    def parts(self, allotment: Allotment) -> list[str]:
        """Return the parts of a decision."""
        return allotted(self.spec, self.community, allotment, self.lang)
