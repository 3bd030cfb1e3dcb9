"""The arms of many claims, each run once: same people, same luck, and only small numbers kept."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from simcommunity.core.arrays import Floats
from simcommunity.evidence.metrics import Metric, Term, combine, read
from simcommunity.results.measured import mean
from simcommunity.results.survival import estimate_time, longest, restricted_means
from simcommunity.scenario import catalogue
from simcommunity.scenario.errors import ScenarioError
from simcommunity.scenario.loader import Loaded, load_scenario
from simcommunity.simulation.running import run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from simcommunity.evidence.registry import Entry
    from simcommunity.results.replicate import Replicate
    from simcommunity.scenario.schema import Scenario

Key = tuple[str, int]  # fingerprint of the scenario, days
Arms = dict[str, "Sample"]
People = tuple[Any, Floats]  # numbers of persons, and what each has, (persons,) both


@dataclass
class Sample:
    """What is kept of an arm.

    Attributes:
        numbers: term → one value a replicate, (replicates,).
        times, last_seen: term of a time → for each replicate, the day of each group and the last
            day at which it could have shown; see `simcommunity.simulation.running.Result`.
        people: term of people → for each replicate, who joined and the number of each.
    """

    numbers: dict[Term, Floats] = field(default_factory=dict)
    times: dict[Term, list[Floats]] = field(default_factory=dict)
    last_seen: dict[Term, list[Floats]] = field(default_factory=dict)
    people: dict[Term, list[People]] = field(default_factory=dict)


@dataclass
class _Need:
    """An arm that somebody asks for."""

    scenario: Scenario
    days: int
    replicates: int = 0
    terms: set[Term] = field(default_factory=set)


class ArmRuns:
    """Runs whatever arms the entries ask for, each design once.

    Args:
        entries: claims and facts.
        replicates: in place of what the entries say.

    Raises:
        ScenarioError: when an arm is not sound; its sentences name the entry and the arm.
    """

    def __init__(self, entries: Iterable[Entry], replicates: int | None = None) -> None:
        """Load every arm and find out which are the same."""
        self.entries = list(entries)
        self.replicates = replicates
        self._needs: dict[Key, _Need] = {}
        self._keys: dict[tuple[str, str], Key] = {}
        loaded: dict[tuple[str, ...], Loaded] = {}
        for entry in self.entries:
            used = dict.fromkeys(name for part in entry.parts for name in entry.arms_of(part))
            for name in used:
                source, changes, days = entry.design(name)
                how = (source, *changes)
                if how not in loaded:
                    loaded[how] = _load(entry, name, source, changes)
                self._note(entry, name, loaded[how], days)

    def _note(self, entry: Entry, name: str, loaded: Loaded, days: int | None) -> None:
        horizon = days or loaded.scenario.days
        key = (loaded.hash, horizon)
        need = self._needs.setdefault(key, _Need(loaded.scenario, horizon))
        need.replicates = max(need.replicates, self.replicates or entry.replicates)
        for part in entry.parts:
            if name in entry.arms_of(part):
                need.terms.update(part.measured.terms)
        self._keys[entry.id, name] = key

    @property
    def work(self) -> int:
        """How many replicates there are to run in all."""
        return sum(need.replicates for need in self._needs.values())

    def run(
        self,
        seed: int,
        *,
        parameters: Mapping[str, float] | None = None,
        jobs: int | None = None,
        advance: Callable[[], None] = lambda: None,
    ) -> dict[str, Arms]:
        """Run every arm and return what was measured, by entry and by arm.

        Args:
            seed: of all luck; the same for all arms.
            parameters: in place of the shipped ones; what an arm sets itself stays.
            jobs: how many cores.
            advance: called after each replicate.
        """
        samples = {
            key: _sample(need, seed, parameters or {}, jobs, advance)
            for key, need in self._needs.items()
        }
        arms: dict[str, Arms] = {entry.id: {} for entry in self.entries}
        for (entry, name), key in self._keys.items():
            arms[entry][name] = samples[key]
        return arms


def _load(entry: Entry, arm: str, source: str, changes: list[str]) -> Loaded:
    # A file of the same name in the folder where one happens to be must not take its place.
    file = catalogue.scenario_files().get(source, source)
    try:
        return load_scenario(file, changes)
    except ScenarioError as error:
        where = f"{entry.id}.arms.{arm}"
        raise ScenarioError(
            [replace(one, place=f"{where}: {one.place}" if one.place else where)
             for one in error.details]
        ) from None  # fmt: skip


def _sample(
    need: _Need,
    seed: int,
    parameters: Mapping[str, float],
    jobs: int | None,
    advance: Callable[[], None],
) -> Sample:
    """Run one arm; its tables are let go replicate by replicate."""
    of_people = [term for term in need.terms if term.of_people]
    plain = [term for term in need.terms if not term.of_a_time and not term.of_people]
    people: dict[Term, list[People]] = {term: [] for term in of_people}
    numbers: dict[Term, list[float]] = {term: [] for term in plain}

    def note(replicate: Replicate) -> None:
        for term in plain:
            numbers[term].append(read(term, replicate))
        for term in of_people:
            rows = replicate.people
            people[term].append((rows["person"].copy(), rows[term.name].copy()))
        advance()

    story = need.scenario
    if parameters:
        story = story.model_copy(update={"parameters": {**parameters, **story.parameters}})
    result = run(
        story, replicates=need.replicates, days=need.days, seed=seed, jobs=jobs, on_replicate=note
    )
    timed = [term for term in need.terms if term.of_a_time]
    return Sample(
        numbers={term: np.array(values) for term, values in numbers.items()},
        people=people,
        times={term: result.times[term.name] for term in timed},
        last_seen={term: result.last_seen[term.name] for term in timed},
    )


def values(
    metric: Metric, arms: Sequence[Sample], n: int, among: Sequence[Sample | None]
) -> list[Floats]:
    """Return a metric of some arms in each of their first n replicates, (replicates,) each.

    Mean times are restricted to one horizon, that which all these arms share. A median that is
    not reached within the run is infinite. What people have is a mean over those who joined, or
    over those of them who joined in another arm, too, where `among` has one for it.
    """
    by_term = [
        [_of_people(term, arm, n, other) for arm, other in zip(arms, among, strict=True)]
        if term.of_people
        else _of_term(term, arms, n)
        for term in metric.terms
    ]
    return [combine(metric, [term[k] for term in by_term]) for k in range(len(arms))]


def _of_people(term: Term, arm: Sample, n: int, among: Sample | None) -> Floats:
    means = []
    for k, (person, value) in enumerate(arm.people[term][:n]):
        picked = value if among is None else value[np.isin(person, among.people[term][k][0])]
        means.append(mean(picked))
    return np.array(means)


def _of_term(term: Term, arms: Sequence[Sample], n: int) -> list[Floats]:
    if not term.of_a_time:
        return [arm.numbers[term][:n] for arm in arms]
    times = [arm.times[term][:n] for arm in arms]
    last_seen = [arm.last_seen[term][:n] for arm in arms]
    if term.how == "time":
        horizon = min(longest(last) for last in last_seen)
        return [
            restricted_means(t, last, horizon) for t, last in zip(times, last_seen, strict=True)
        ]
    return [
        np.array([_median(t, last) for t, last in zip(arm, lasts, strict=True)])
        for arm, lasts in zip(times, last_seen, strict=True)
    ]


def _median(times: Floats, last_seen: Floats) -> float:
    """Return the Kaplan–Meier median of one replicate, NaN where nothing was watched."""
    told = estimate_time([times], [last_seen])
    if not told.n:
        return np.nan
    return np.inf if told.median is None else told.median
