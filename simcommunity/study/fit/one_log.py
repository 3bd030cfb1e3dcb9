"""One log and one scenario: what is unknown, and how a guess is turned into a simulated log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from simcommunity.core.arrays import Floats, Ints
from simcommunity.core.compilation import first_compilation
from simcommunity.scenario.errors import Problem, ScenarioError, nearest, shown
from simcommunity.scenario.parameters import PARAMETERS
from simcommunity.scenario.schema import Scenario
from simcommunity.study.fit.numbers import OF_THE_GROUP, Free, free, put_in
from simcommunity.study.fit.one_group import Simulated, simulate
from simcommunity.study.fit.own_story import as_told, most_people, team_is_told
from simcommunity.study.fit.summaries import summarise
from simcommunity.study.logs.group_log import MEMBERS_DO, GroupLog

USUAL = ("people", "sociability", "theme_strength", "launch", "habit", "mute_base", "leave_base")
COMMERCE = "ads_irritate"
LEAST_DAYS = 3
MOST_PEOPLE = 500
SLACK = 1.25  # members of a log against people who ever joined


@dataclass(frozen=True)
class Question:
    """What is asked of a log.

    Attributes:
        log: of one group.
        scenario: with the team's messages as the log tells them, of one group.
        ranges: name → what a number may be.
        seed: of all luck.
        jobs: threads.
    """

    log: GroupLog
    scenario: Scenario
    ranges: Mapping[str, Free]
    seed: int
    jobs: int = 1
    columns: tuple[str, ...] = field(init=False)
    seen: Any = field(init=False)

    def __post_init__(self) -> None:
        known = {name for name, x in self.log.counts.items() if not np.isnan(x).all()}
        columns = tuple(name for name in MEMBERS_DO if name in known)
        object.__setattr__(self, "columns", columns)
        object.__setattr__(self, "seen", self.summary(self.log.counts))

    def summary(self, counts: Mapping[str, Floats]) -> Floats:
        """Return the summary of a log of these days, of what is known in the log that was given."""
        return summarise(counts, self.columns, self.log.days, self.log.counts)

    @property
    def names(self) -> tuple[str, ...]:
        """The unknown numbers in order."""
        return tuple(self.ranges)

    @property
    def from_first_word(self) -> bool:
        """Whether the log begins with the first word, and not on the group's first day."""
        return bool(self.log.most_posters[0] > 0) and not team_is_told(self.log)

    def values(self, unit: Floats) -> dict[str, float]:
        """Return the numbers at a point of the unit cube, (numbers,)."""
        return {
            name: r.at(float(x)) for (name, r), x in zip(self.ranges.items(), unit, strict=True)
        }

    def story(self, unit: Floats) -> Scenario:
        """Return the scenario at a point of the unit cube."""
        return put_in(self.scenario, self.values(unit))

    def run(self, unit: Floats, index: Ints) -> Floats:
        """Return the summaries of simulated logs, (points, summaries), NaN where nobody spoke."""
        logs = self.logs(unit, index, self.log.days)
        out = np.full((len(unit), len(self.seen)), np.nan)
        for row, log in zip(out, logs, strict=True):
            if log is not None:
                row[:] = self.summary(log.counts)
        return out

    def logs(self, unit: Floats, index: Ints, days: int) -> list[Simulated | None]:
        """Return the simulated logs of points under numbers of simulations."""

        def one(k: int) -> Simulated | None:
            return self.log_of(self.story(unit[k]), int(index[k]), days)

        with first_compilation():
            head = [one(0)]
        with ThreadPoolExecutor(self.jobs) as pool:
            return head + list(pool.map(one, range(1, len(unit))))

    def log_of(self, story: Scenario, index: int, days: int) -> Simulated | None:
        """Return one simulated log, None where nobody spoke."""
        logs = simulate(story, days, self.seed, index, from_first_word=self.from_first_word)
        return logs[0] if logs else None


def ask(
    log: GroupLog, scenario: Scenario, names: Sequence[str] = (), *, seed: int, jobs: int = 1
) -> Question:
    """Return the question of a log to a scenario.

    Args:
        names: what is unknown; by default the usual numbers, and the irritation by adverts where
            somebody sends some.
    """
    told_days = log.days - log.unknown_days
    if told_days < LEAST_DAYS:
        raise ScenarioError(
            [Problem("log_short", log.name, details={"n": told_days, "least": LEAST_DAYS})]
        )
    known = (*OF_THE_GROUP, *PARAMETERS)
    for name in names:
        if name not in known:
            raise ScenarioError(
                [Problem("fit_unknown", "--free", value=shown(name), near=nearest(name, known))]
            )
    told = as_told(scenario, log)
    chosen = tuple(names) or USUAL
    if not names and "members" in log.counts:
        chosen = tuple("size" if name == "people" else name for name in chosen)
    if not names and any(kind.commercial > 0 for kind in told.messages_used.values()):
        chosen = (*chosen, COMMERCE)
    ranges = {name: _range(name, told, log) for name in chosen}
    days = max(told.days, log.days)
    return Question(log, told.model_copy(update={"days": days}), ranges, seed, jobs)


def _range(name: str, scenario: Scenario, log: GroupLog) -> Free:
    """Return what a number may be, in the light of what the scenario and the log say."""
    if name == "size" and "members" in log.counts:
        most = min(MOST_PEOPLE, max(3.0, float(np.nanmax(log.counts["members"]))))
        return Free(most, min(MOST_PEOPLE, most * SLACK) + 1, log=True)
    if name == "people":
        return Free(most_people(log), max(MOST_PEOPLE, 2 * most_people(log)), log=True)
    if name == "theme_strength":
        own = scenario.groups.theme_strength or 1.0
        return Free(own / 5, own * 5, log=True)
    if name == "sociability":
        return Free(0.2, 5, log=True)
    return free(name)
