"""From a point to the tables the engine runs; what neighbouring points share is made once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

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
        self._point = lru_cache(1)(self._design)
        self._others = lru_cache(MOST_SCENARIOS)(self._made)

    def design(self, point: Floats) -> Tables:
        """Return the tables of a point, given as one number for each factor, (factors,).

        Raises:
            ScenarioError: where the values of a point do not go together.
        """
        return self._point(tuple(point.tolist()))

    def _design(self, point: tuple[float, ...]) -> Tables:
        made = self._others(tuple(point[k] for k, _ in self.others))
        if isinstance(made, ScenarioError):
            raise ScenarioError(made.details)
        scenario, design = made
        if not self.parameters:
            return design
        changes = {
            f.name.removeprefix("parameters."): f.value(point[k]) for k, f in self.parameters
        }
        parameters = {**scenario.parameters, **changes}
        return design._replace(
            world=world_of(scenario.model_copy(update={"parameters": parameters}))
        )

    def _made(self, codes: tuple[float, ...]) -> tuple[Scenario, Tables] | ScenarioError:
        """Return a scenario with all but its parameters put in, and its tables; or why not."""
        written = self.written
        try:
            for (_, factor), code in zip(self.others, codes, strict=True):
                value = mark(factor.value(code), str(factor.origin))
                written = written.changed(factor.name, value)
            scenario = written.scenario()
            return scenario, prepare(scenario, days=self.days, strategy=self.strategy)
        except ScenarioError as error:
            return error


def _is_parameter(factor: Factor) -> bool:
    return factor.name.startswith("parameters.") and factor.numeric
