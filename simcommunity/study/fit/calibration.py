"""Is the fit right about how much it knows? Simulation-based calibration (Talts et al. 2018).

Numbers are drawn from the prior, a log is simulated with them, and fitted. The rank of the true
number among draws of the posterior must be even over all ranks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from simcommunity.core.arrays import Ints
from simcommunity.scenario.schema import Scenario
from simcommunity.study.fit.numbers import Free, put_in
from simcommunity.study.fit.one_group import simulate
from simcommunity.study.fit.one_log import Question
from simcommunity.study.fit.smc import adjusted, sample
from simcommunity.study.logs.group_log import GroupLog

OWN_LUCK = 1 << 21  # numbers of simulations of the true logs


def ranks(
    scenario: Scenario,
    ranges: Mapping[str, Free],
    *,
    days: int,
    columns: Sequence[str],
    trials: int,
    draws: int,
    points: int,
    simulations: int,
    seed: int,
    jobs: int = 1,
) -> Ints:
    """Return the ranks of the true numbers among draws of the posterior, (trials, numbers).

    Args:
        ranges: name → what a number may be, evenly.
        trials: logs that are fitted; those in which nobody speaks on the first day are drawn anew.
        draws: of each posterior; ranks run from 0 to this.
    """
    luck = np.random.default_rng(seed)
    out = np.empty((trials, len(ranges)), np.int64)
    index = OWN_LUCK
    for row in out:
        log = None
        while log is None:
            true = luck.random(len(ranges))
            values = {n: r.at(float(x)) for (n, r), x in zip(ranges.items(), true, strict=True)}
            index += 1
            made = simulate(put_in(scenario, values), days, seed, index, from_first_word=True)
            log = made[0].counts if made else None
        told = GroupLog("simulated", {name: log[name] for name in columns})
        question = Question(told, scenario, ranges, seed, jobs)
        found = sample(question.run, question.seen, numbers=len(ranges), points=points,
                       simulations=simulations, seed=index)  # fmt: skip
        unit, weight = adjusted(found, question.seen)
        chosen = luck.choice(len(unit), size=draws, p=weight)
        row[:] = (unit[chosen] < true).sum(axis=0)
    return out
