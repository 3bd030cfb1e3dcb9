"""All laws on all businesses: which hold, and what came of each trial."""

from __future__ import annotations

import warnings
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from simcommunity import __version__
from simcommunity.evidence.laws.trial import Bench, State, Trial

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from simcommunity.evidence.laws.law import Law
    from simcommunity.scenario.loader import Loaded

HOLDS_FROM = 0.95  # of the businesses on which a law is decided
MOST_UNDECIDED = 0.10  # of those it is asked of


@dataclass(frozen=True)
class LawVerdict:
    """What became of a law.

    Attributes:
        law: what was asked.
        trials: what became of it on each business, in their order.
    """

    law: Law
    trials: tuple[Trial, ...]

    def count(self, state: State) -> int:
        """Return on how many businesses it is in a state."""
        return sum(trial.state == state for trial in self.trials)

    @property
    def holds(self) -> bool:
        """Whether it holds where it is decided, but for a few, and is decided nearly everywhere."""
        held, failed = self.count("holds"), self.count("fails")
        if not held:
            return False
        return held / (held + failed) >= HOLDS_FROM and self.count(
            "undecided"
        ) <= MOST_UNDECIDED * len(self.asked)

    @property
    def asked(self) -> tuple[Trial, ...]:
        """The trials on businesses it can be asked of."""
        return tuple(trial for trial in self.trials if trial.state != "not asked")

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON object of this law."""
        return {
            "id": self.law.id,
            "about": self.law.about,
            "statement": self.law.statement.model_dump(),
            "holds": self.holds,
            "holds_on": self.count("holds"),
            "fails_on": self.count("fails"),
            "undecided_on": self.count("undecided"),
            "not_asked_of": self.count("not asked"),
            "failing": [
                {"business": trial.business, "told": trial.told}
                for trial in self.trials
                if trial.state == "fails"
            ],
        }


@dataclass(frozen=True)
class LawVerdicts:
    """What became of all laws that were tried.

    Attributes:
        laws: of each.
        seed: of all luck.
        version: of this package.
    """

    laws: tuple[LawVerdict, ...]
    seed: int
    version: str

    @property
    def holds(self) -> bool:
        """Whether all hold that are asked anywhere."""
        return all(verdict.holds for verdict in self.laws if verdict.asked)

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON object of form "simcommunity.laws/1"."""
        return {
            "schema": "simcommunity.laws/1",
            "version": self.version,
            "seed": self.seed,
            "holds": self.holds,
            "laws": [verdict.as_dict() for verdict in self.laws],
        }


def try_laws(
    laws: Mapping[str, Law],
    businesses: Iterable[tuple[str, Loaded]],
    *,
    seed: int,
    jobs: int,
    advance: Callable[[], None] = lambda: None,
) -> LawVerdicts:
    """Try laws on businesses and return what became of each law.

    Args:
        laws: by id.
        businesses: each with its name.
        seed: of all luck.
        jobs: how many businesses at a time.
        advance: called after each business.
    """

    def one(named: tuple[str, Loaded]) -> list[Trial]:
        bench = Bench(*named, laws.values(), seed)
        trials = [bench.try_law(law) for law in laws.values()]
        advance()
        return trials

    with warnings.catch_warnings(), ThreadPoolExecutor(jobs) as pool:
        warnings.simplefilter("ignore")  # a law goes where a scenario would be doubted
        by_business: Sequence[list[Trial]] = list(pool.map(one, businesses))
    verdicts = tuple(
        LawVerdict(law, tuple(trials[k] for trials in by_business))
        for k, law in enumerate(laws.values())
    )
    return LawVerdicts(verdicts, seed, __version__)
