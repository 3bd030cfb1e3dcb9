"""A finished replicate as metrics are made from it, with sums and means that many of them need."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from simcommunity.core.arrays import Floats
from simcommunity.core.vitals import COLUMN


@dataclass(frozen=True)
class Measured:
    """What is known of a replicate at its end.

    Attributes:
        daily: measures, (groups, days, columns of `vitals.DAILY`).
        groups: one row a group, a structured array with the fields of `group_table.GROUP_FIELDS`.
        table: the members, `MEMBER`, (groups, seats).
        paid: wages of each day in ¥, (days,).
        world: what holds for all groups, a record.
    """

    daily: Floats
    groups: Any
    table: Any
    paid: Floats
    world: Any

    @cached_property
    def total(self) -> dict[str, float]:
        """Sum of each daily measure over groups and days, by name."""
        return dict(zip(COLUMN, self.daily.sum(axis=(0, 1)).tolist(), strict=True))

    @cached_property
    def sums(self) -> dict[str, float]:
        """Sum over groups of each of their fields, where it is defined."""
        return dict(zip(self.groups.dtype.names, self._over_groups[0].tolist(), strict=True))

    @cached_property
    def means(self) -> dict[str, float]:
        """Mean over groups of each of their fields, where it is defined."""
        return dict(zip(self.groups.dtype.names, self._over_groups[1].tolist(), strict=True))

    @cached_property
    def joined(self) -> float:
        """How many came in."""
        return self.sums["joined"]

    @cached_property
    def _over_groups(self) -> tuple[Floats, Floats]:
        rows = self.groups.view(np.float64).reshape(len(self.groups), len(self.groups.dtype.names))
        defined = np.isfinite(rows)
        sums = np.where(defined, rows, 0).sum(axis=0)
        count = defined.sum(axis=0)
        return sums, ratios(sums, count)


def ratio(top: Any, bottom: Any) -> float:
    """Return a ratio, NaN where there is nothing below."""
    return float(top / bottom) if bottom else np.nan


def ratios(above: Any, below: Any) -> Floats:
    """Return ratios element by element, NaN where there is nothing below."""
    unknown = np.full(np.shape(above), np.nan)
    return np.asarray(np.divide(above, below, out=unknown, where=np.asarray(below) > 0))


def means(rows: Floats) -> Floats:
    """Return the mean of each column over the rows it is defined in, NaN of nothing."""
    known = ~np.isnan(rows)
    return ratios(np.where(known, rows, 0.0).sum(axis=0), known.sum(axis=0))


def median(values: Floats) -> float:
    """Return the median of what is defined, NaN of nothing."""
    values = values[np.isfinite(values)]
    # NumPy's own takes long over a few groups.
    return statistics.median(values.tolist()) if len(values) else np.nan


def mean(values: Floats) -> float:
    """Return the mean of what is defined, NaN of nothing."""
    values = values[np.isfinite(values)]
    return float(values.sum() / len(values)) if len(values) else np.nan
