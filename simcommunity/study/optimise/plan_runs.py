"""Plans tried on one business: every plan meets the same people with the same luck."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from simcommunity.core.arrays import Floats
from simcommunity.core.compilation import first_compilation
from simcommunity.scenario import catalogue
from simcommunity.scenario.message import MessageKind
from simcommunity.scenario.schema import Scenario
from simcommunity.simulation.frames import Measures
from simcommunity.simulation.running import prepare
from simcommunity.simulation.workers import Job
from simcommunity.study.optimise.goals import MEASURED, measure
from simcommunity.study.optimise.space import Plan


class PlanRuns:
    """Runs plans of one business; use it with `with`.

    Args:
        scenario: the business.
        messages: kinds of messages that plans may send, beside the shipped and the scenario's own.
        jobs: how many threads; results do not depend on it.
        measures: of one's own, measured beside `goals.MEASURED`.
    """

    def __init__(
        self,
        scenario: Scenario,
        messages: Mapping[str, MessageKind],
        jobs: int,
        measures: Measures | None = None,
    ) -> None:
        known = {**catalogue.messages(), **messages, **scenario.messages}
        self.scenario = scenario.model_copy(update={"messages": known})
        self.jobs, self.measures = jobs, measures or {}
        self.runs = 0
        self._stop = threading.Event()

    def __enter__(self) -> PlanRuns:
        self._pool = ThreadPoolExecutor(self.jobs)
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def with_plan(self, plan: Plan) -> Scenario:
        """Return the business under a plan."""
        return self.scenario.model_copy(update={"playbook": plan.playbook, "gate": plan.gate})

    def _job(self, plan: Plan, seed: int) -> Job:
        design = prepare(self.with_plan(plan), strategy=plan.strategy)
        return Job(design, seed, "compiled", None, plan.strategy, self.measures)

    def try_all(self, plans: Sequence[Plan], seed: int, first: int, last: int) -> list[Floats]:
        """Run plans on the replicates from `first` up to `last`.

        Returns: of each plan what was measured, (replicates, `goals.MEASURED` and measures).

        Raises ValueError for a measure without a value: what is not known cannot be the goal.
        """
        jobs = [self._job(plan, seed) for plan in plans]
        out = [np.empty((last - first, len(MEASURED) + len(self.measures))) for _ in jobs]

        def one(k: int, index: int) -> None:
            replicate = jobs[k].run(index, self._stop)
            own = [replicate.metrics[name] for name in self.measures]
            if not np.isfinite(own).all():
                name = list(self.measures)[int(np.argmin(np.isfinite(own)))]
                raise ValueError(
                    f"measure {name!r} has no value in replicate {index} of a playbook"
                )
            out[k][index - first] = *measure(replicate, jobs[k].design), *own

        work: list[Any] = [(k, index) for index in range(first, last) for k in range(len(jobs))]
        if self.runs == 0 and work:
            with first_compilation():
                one(*work.pop(0))
            self.runs += 1
        for part in [self._pool.submit(one, *args) for args in work]:
            part.result()
        self.runs += len(work)
        return out
