"""What a playbook is judged by, out of one replicate."""

from __future__ import annotations

import math

import numpy as np

from simcommunity.core.arrays import Floats
from simcommunity.core.vitals import COLUMN
from simcommunity.results.estimates import mean_interval
from simcommunity.results.replicate import Replicate
from simcommunity.simulation.tables import Tables

ANY = (-math.inf, math.inf)  # of a measure of one's own
LIMITS = {  # what each can be at all
    "profit": ANY, "survival": (0.0, 1.0), "trust": (0.0, 1.0),
    "minutes_a_day": (0.0, math.inf), "money": (0.0, math.inf),
}  # fmt: skip
MEASURED = tuple(LIMITS)


def measure(replicate: Replicate, design: Tables) -> tuple[float, ...]:
    """Return the values of `MEASURED` in a replicate; the first three are to be large."""
    daily = replicate.daily
    spent = daily[..., COLUMN["cash_cost"]].sum() - daily[..., COLUMN["acquisition"]].sum()
    return (
        replicate.metrics["profit"],
        survival(replicate, design),
        trust(replicate, design),
        float(daily[..., COLUMN["staff_minutes"]].sum()) / design.days,
        float(spent),
    )


def interval(goal: str, values: Floats) -> tuple[float, float, float]:
    """Return the mean of a goal or of one of `MEASURED` over replicates, and its 95 % interval."""
    return mean_interval(values, *LIMITS.get(goal, ANY))


def span_of(goal: str) -> float:
    """Return by how much a goal can differ at most."""
    least, most = LIMITS.get(goal, ANY)
    return most - least


def survival(replicate: Replicate, design: Tables) -> float:
    """Return the share of the days they were watched on which groups were alive, 0–1.

    Of contacts without a group it is the share of people who are still contacts at the end.
    """
    if not design.world["chat"][0]:
        kept = replicate.metrics["contact_share"]
        return kept if np.isfinite(kept) else 0.0
    groups = replicate.groups
    watched = np.maximum(groups["observed"] - design.world["silence_window"][0], 0)
    died = groups["death_day_silence"]
    lived = np.where((died >= 0) & (died < watched), died, watched)
    return float(lived.sum() / watched.sum()) if watched.sum() > 0 else 0.0


def trust(replicate: Replicate, design: Tables) -> float:
    """Return the trust at the end of all who ever joined, 0–1; who has gone trusts no more."""
    groups = replicate.groups
    joined = groups["joined"].sum()
    if joined == 0:
        return 0.0
    last = replicate.daily[np.arange(len(groups)), groups["last_day"].astype(int)]
    heads, level = (
        ("members", "trust") if design.world["chat"][0] else ("contacts", "contact_trust")
    )
    return float(last[:, COLUMN[heads]] @ last[:, COLUMN[level]] / joined)
