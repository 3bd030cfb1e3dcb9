"""From a point to the tables the engine runs; what neighbouring points share is made once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simcommunity.core.arrays import Floats
from simcommunity.scenario.errors import ScenarioError
from simcommunity.scenario.loader import Written
from simcommunity.scenario.reading import mark
from simcommunity.scenario.schema import Scenario
from simcommunity.simulation.running import prepare
from simcommunity.simulation.strategy import Strategy
from simcommunity.simulation.tables import Tables, world_of
from simcommunity.study.sweep.factors import Factor

MOST_SCENARIOS = 32  # scenarios that differ in more than parameters


@dataclass
class _Made:
    """A scenario with all but its parameters put in; or why there is none."""

    scenario: Scenario
    design: Tables


class PointTables:
    """Makes the tables of one point after another.

    Args:
        written: the scenario with everything that stays put in.
        factors: what varies, in the order of the numbers of a point.
        days: horizon, None for that of the scenario.
        strategy: in Python, in place of the playbook.
    """

    def __init__(
        self,
        written: Written,
        factors: Sequence[Factor],
        days: int | None,
        strategy: Strategy | None = None,
    ) -> None:
        """Tell parameters, which reach one table only, from everything else."""
        self.written, self.days, self.strategy = written, days, strategy
        numbered = list(enumerate(factors))
        self.parameters = [(k, f) for k, f in numbered if _is_parameter(f)]
        self.others = [(k, f) for k, f in numbered if not _is_parameter(f)]
        self._made: OrderedDict[bytes, _Made | ScenarioError] = OrderedDict()
        self._last: tuple[bytes, Tables] | None = None

    def design(self, point: Floats) -> Tables:
        """Return the tables of a point, given as one number for each factor, (factors,)."""
        key = point.tobytes()
        if self._last is None or self._last[0] != key:
            self._last = key, self._design(point)
        return self._last[1]

    def _design(self, point: Floats) -> Tables:
        made = self._others(point)
        if not self.parameters:
            return made.design
        changes = {
            f.name.removeprefix("parameters."): f.value(point[k]) for k, f in self.parameters
        }
        parameters = {**made.scenario.parameters, **changes}
        scenario = made.scenario.model_copy(update={"parameters": parameters})
        return made.design._replace(world=world_of(scenario))

    def _others(self, point: Floats) -> _Made:
        key = np.array([point[k] for k, _ in self.others]).tobytes()
        if key not in self._made:
            if len(self._made) == MOST_SCENARIOS:
                self._made.popitem(last=False)
            try:
                self._made[key] = self._make(point)
            except ScenarioError as error:
                self._made[key] = error
        self._made.move_to_end(key)
        made = self._made[key]
        if isinstance(made, ScenarioError):
            raise ScenarioError(made.details)
        return made

    def _make(self, point: Floats) -> _Made:
        written = self.written
        for k, factor in self.others:
            written = written.changed(factor.name, mark(factor.value(point[k]), str(factor.origin)))
        scenario = written.scenario()
        return _Made(scenario, prepare(scenario, days=self.days, strategy=self.strategy))


def _is_parameter(factor: Factor) -> bool:
    return factor.name.startswith("parameters.") and factor.numeric
