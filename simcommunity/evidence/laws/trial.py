"""A law tried on a business: it holds, fails, stays undecided, or is not asked there."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from simcommunity.core.arrays import Floats
from simcommunity.evidence.intervals import mean
from simcommunity.evidence.laws.kinds import BALANCES, CONDITIONS, REWRITINGS
from simcommunity.evidence.laws.law import AS_IT_IS, Expectation, Law
from simcommunity.evidence.metrics import Term, combine, parse, read
from simcommunity.scenario.errors import ScenarioError
from simcommunity.scenario.loader import load_data, load_scenario
from simcommunity.simulation.running import run

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from simcommunity.results.replicate import Replicate
    from simcommunity.scenario.loader import Loaded

SEED = 20261
FIRST, MOST = 8, 64  # replicates: doubled while a law is undecided
LEAST_MEMBERS, LEAST_ORDERS = 50, 20
MEMBERS, ORDERS = Term("value", "members"), Term("value", "orders_per_member")
SEVERITY = ("holds", "not asked", "undecided", "fails")
State = Literal["holds", "fails", "undecided", "not asked"]


@dataclass(frozen=True)
class Trial:
    """What became of one law on one business.

    Attributes:
        law: its id.
        business: its name.
        state: "holds", "fails", "undecided" or "not asked".
        told: what was measured where it does not hold, in the words of the law's own file.
    """

    law: str
    business: str
    state: State
    told: str = ""


@dataclass
class _Arm:
    """One way of running a business, and what has been measured of it so far."""

    scenario: Loaded
    values: dict[Term, list[float]] = field(default_factory=dict)
    digest: str = ""
    sound: dict[str, bool] = field(default_factory=dict)
    done: int = 0


class Bench:
    """Runs the arms that laws ask for on one business; equal arms are run once."""

    def __init__(self, name: str, business: Loaded, laws: Iterable[Law], seed: int = SEED) -> None:
        """Take a business and the laws that will be tried; nothing is run yet."""
        self.name, self.business, self.seed = name, business, seed
        self._data = business.scenario.model_dump(mode="json", by_alias=True)
        self._arms: dict[str, _Arm] = {}
        asked = (parse(one.metric).terms for law in laws for one in law.expect or ())
        self._terms = {MEMBERS, ORDERS, *itertools.chain.from_iterable(asked)}

    def try_law(self, law: Law) -> Trial:
        """Return what becomes of a law here."""
        if not all(CONDITIONS[name](self.business.scenario) for name in law.where):
            return Trial(law.id, self.name, "not asked")
        try:
            arms = {AS_IT_IS: self.business} | {
                name: self._changed({**law.common, **changes}) for name, changes in law.arms.items()
            }
        except (ScenarioError, KeyError, IndexError, TypeError):  # what is changed is not there
            return Trial(law.id, self.name, "not asked")
        if law.rewritten is not None:
            return self._rewritten(law, law.rewritten)
        if law.balances is not None:
            return self._balance(law, law.balances)
        return self._expect(law, {name: self._arm(loaded) for name, loaded in arms.items()})

    def _expect(self, law: Law, arms: dict[str, _Arm]) -> Trial:
        state: State = "undecided"
        told = ""
        replicates = FIRST
        while state == "undecided" and replicates <= MOST:
            for arm in arms.values():
                self._run(arm, replicates)
            if not self._worth_asking(law, arms[AS_IT_IS]):
                return Trial(law.id, self.name, "not asked")
            found = [judge(one, arms, replicates) for one in law.expect or ()]
            state = _worst([each for each, _ in found])
            told = "; ".join(text for each, text in found if each != "holds")
            replicates *= 2
        return Trial(law.id, self.name, state, told)

    def _worth_asking(self, law: Law, base: _Arm) -> bool:
        members = np.array(base.values[MEMBERS])
        orders = np.nan_to_num(base.values[ORDERS]) * members
        return members.mean() >= LEAST_MEMBERS and (
            not law.orders or float(np.quantile(orders, 0.2)) >= LEAST_ORDERS
        )

    def _rewritten(self, law: Law, how: str) -> Trial:
        other = load_data(REWRITINGS[how](self._data))
        arms = _Arm(self.business), _Arm(other)  # not looked up: their hash may be the same
        for arm in arms:
            self._run(arm, FIRST)
        same = arms[0].digest == arms[1].digest
        return Trial(law.id, self.name, "holds" if same else "fails", "" if same else how)

    def _balance(self, law: Law, what: str) -> Trial:
        arm = self._arm(self._changed(law.common) if law.common else self.business)
        self._run(arm, FIRST)
        sound = arm.sound[what]
        return Trial(law.id, self.name, "holds" if sound else "fails", "" if sound else what)

    def _changed(self, changes: dict[str, Any]) -> Loaded:
        each = (_each(self._data, path, value) for path, value in changes.items())
        return load_scenario(self.business, dict(itertools.chain.from_iterable(each)))

    def _arm(self, loaded: Loaded) -> _Arm:
        return self._arms.setdefault(loaded.hash, _Arm(loaded))

    def _run(self, arm: _Arm, replicates: int) -> None:
        """Run an arm up to so many replicates; those that were run before are run again."""
        if arm.done >= replicates:
            return
        arm.values = {}
        arm.sound = dict.fromkeys(BALANCES, True)

        def note(replicate: Replicate) -> None:
            for term in self._terms:
                arm.values.setdefault(term, []).append(read(term, replicate))
            for name, sound in BALANCES.items():
                arm.sound[name] &= sound(replicate, arm.scenario.scenario)

        result = run(arm.scenario, replicates=replicates, seed=self.seed, jobs=1, on_replicate=note)
        arm.digest, arm.done = result.digest, replicates


def judge(one: Expectation, arms: dict[str, _Arm], n: int) -> tuple[State, str]:
    """Return whether an expectation is met by the whole interval, and what was measured.

    A ratio is judged by the mean of x − bound · y, which is defined where nothing is left of x.
    """
    x = _values(one, arms[one.of], n)
    y = np.ones(n) if one.over is None else _values(one, arms[one.over], n)
    states: list[State] = []
    for bound, sign in ((one.at_least, 1.0), (one.at_most, -1.0)):
        if bound is not None:
            states.append(_side(sign * (x - bound * y), abs(bound) * mean(np.abs(y)).value))
    below = mean(y).value
    value = mean(x).value / below if below else math.nan
    where = one.of if one.over is None else f"{one.of} / {one.over}"
    bounds = " ".join(
        f"{name} {bound:g}"
        for name, bound in (("at_least", one.at_least), ("at_most", one.at_most))
        if bound is not None
    )
    return _worst(states), f"{one.metric} {where} = {value:.3g}, {bounds}"


def _values(one: Expectation, arm: _Arm, n: int) -> Floats:
    metric = parse(one.metric)
    values = combine(metric, [np.array(arm.values[term][:n]) for term in metric.terms])
    if not one.per_need:
        return values
    story = arm.scenario.scenario
    return values / (story.days / story.business.cycle + 1.0)


def _side(gap: Floats, scale: float) -> State:
    """Return whether a mean lies above 0 with its whole interval, or below."""
    interval = mean(gap)
    if interval.n == 0:
        return "not asked"  # it is defined nowhere
    if math.isnan(interval.lo):
        return "undecided"
    slack = 1e-9 * max(scale, 1.0)
    if interval.lo >= -slack:
        return "holds"
    return "fails" if interval.hi < -slack else "undecided"


def _worst(states: Iterable[State]) -> State:
    return max(states, key=SEVERITY.index)


def _each(data: Any, path: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Return a change for each place that a path with `*` leads to, factors applied."""
    head, star, tail = path.partition(".*.")
    if star:
        for i in range(len(_at(data, head))):
            yield from _each(data, f"{head}.{i}.{tail}", value)
        return
    if isinstance(value, dict) and set(value) == {"times"}:
        yield path, _times(_at(data, path), value["times"])
    else:
        yield path, value


def _at(data: Any, path: str) -> Any:
    for step in path.split("."):
        data = data[int(step)] if isinstance(data, list) else data[step]
    return data


def _times(there: Any, factor: float) -> Any:
    if isinstance(there, list | tuple):
        return [_times(one, factor) for one in there]
    if isinstance(there, bool) or not isinstance(there, int | float):
        raise TypeError(there)
    times = there * factor
    return round(times) if isinstance(there, int) else times
