"""Claims and facts against what is measured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from simcommunity.evidence.judging import PartResult, judge
from simcommunity.evidence.registry import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from simcommunity.evidence.arm_runs import Arms
    from simcommunity.evidence.registry import Entry, Registry
    from simcommunity.scenario.quantities import Bilingual

SEED = 20260  # fresh luck: the scenarios have seeds of their own, and the fit has seen those


@dataclass(frozen=True)
class Verdict:
    """What one claim or fact comes to.

    Attributes:
        entry: what was asked.
        parts: what was measured of it.
        robustness_prior, robustness_fitted: share of parameter sets in which it holds by its
            estimates; None where none was tried.
    """

    entry: Entry
    parts: tuple[PartResult, ...]
    robustness_prior: float | None = None
    robustness_fitted: float | None = None

    @property
    def holds(self) -> bool:
        """Whether all parts hold that bind."""
        return all(part.holds for part in self.parts if not part.part.told)

    @property
    def diagnosis(self) -> Bilingual | None:
        """Why it fails, None where it holds or where that is not known."""
        return None if self.holds else self.entry.diagnosis

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON object of this entry."""
        entry, why = self.entry, self.diagnosis
        return {
            "id": entry.id,
            "source": entry.source.model_dump(),
            "statement": entry.statement.model_dump(),
            "holds": self.holds,
            "kind": entry.kind,
            "fitted": entry.fitted,
            "raised": entry.raised,
            "strength": entry.strength,
            "diagnosis": None if why is None else why.model_dump(),
            "parts": [part.as_dict() for part in self.parts],
            "robustness_prior": self.robustness_prior,
            "robustness_fitted": self.robustness_fitted,
        }


@dataclass(frozen=True)
class Verdicts:
    """What the whole registry comes to, or a part of it."""

    claims: tuple[Verdict, ...]
    facts: tuple[Verdict, ...]
    seed: int
    version: str

    @property
    def all(self) -> tuple[Verdict, ...]:
        """Claims, then facts."""
        return self.claims + self.facts

    @property
    def by_kind(self) -> dict[str, list[Verdict]]:
        """The claims of each kind; the emergent ones first, also where there are none."""
        found = {kind: [v for v in self.claims if v.entry.kind == kind] for kind in KINDS}
        return {kind: some for kind, some in found.items() if some or kind == "emergent"}

    @property
    def holds(self) -> bool:
        """Whether everything holds."""
        return all(verdict.holds for verdict in self.all)

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON object of form "simcommunity.verify/1"."""
        return {
            "schema": "simcommunity.verify/1",
            "version": self.version,
            "seed": self.seed,
            "holds": self.holds,
            "kinds": {
                kind: {"hold": sum(v.holds for v in some), "all": len(some)}
                for kind, some in self.by_kind.items()
            },
            "claims": [verdict.as_dict() for verdict in self.claims],
            "facts": [verdict.as_dict() for verdict in self.facts],
        }


def parts_of(entry: Entry, arms: Arms, n: int) -> tuple[PartResult, ...]:
    """Return what every part of an entry comes to in its first n replicates."""
    return tuple(judge(entry, part, arms, n) for part in entry.parts)


def verdicts(
    registry: Registry, measured: dict[str, Arms], seed: int, shares: Shares, version: str
) -> Verdicts:
    """Return what was measured as verdicts; `shares` holds the robustness of each id."""

    def each(entries: Iterable[Entry]) -> tuple[Verdict, ...]:
        return tuple(
            Verdict(
                entry,
                parts_of(entry, measured[entry.id], entry.replicates),
                *shares.get(entry.id, (None, None)),
            )
            for entry in entries
        )

    return Verdicts(each(registry.claims.values()), each(registry.facts.values()), seed, version)


Shares = dict[str, tuple[float | None, float | None]]
