"""From revenue to profit: whole amounts that add up exactly as they are printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simcommunity.core.arrays import Floats

if TYPE_CHECKING:
    from collections.abc import Mapping


CENTS_BELOW = 100  # ¥; where everything is smaller it is told to the cent


def accounts(per_replicate: Mapping[str, Floats]) -> dict[str, float]:
    """Return ¥ of all groups, means over replicates: what comes in, what goes out, what is left.

    Rounding may leave a ¥ or two; they go into the largest amount, where they show least.

    Args:
        per_replicate: metrics, (replicates,).
    """
    people = per_replicate["members"]

    def total(of_each: str) -> float:
        return float(np.nansum(per_replicate[of_each] * people)) / len(people)

    wages, profit = (float(np.mean(per_replicate[name])) for name in ("wages", "profit"))
    revenue, won, gross = map(total, ("revenue_per_member", "acquisition_cost", "lifetime_value"))
    exact = {
        "revenue": revenue,
        "goods": gross - revenue,
        "won": -won,
        "given": profit - gross + won + wages,
        "wages": -wages,
    }
    unit = 1 if max(map(abs, exact.values())) >= CENTS_BELOW else 100  # of a ¥
    told = {name: round(amount * unit) for name, amount in exact.items()}
    largest = max(told, key=lambda name: abs(told[name]))
    told[largest] += round(profit * unit) - sum(told.values())
    return {name: amount / unit for name, amount in {**told, "profit": sum(told.values())}.items()}
