"""How long groups live: Kaplan–Meier over whole days, from counts alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simcommunity.core.arrays import Ints


@dataclass(frozen=True)
class Lives:
    """Groups that died, and that were last seen alive, at each age.

    `deaths` and `censored` are int64[days]; age 0 is the day a group is full.
    """

    deaths: Ints
    censored: Ints

    def __add__(self, other: Lives) -> Lives:
        return Lives(self.deaths + other.deaths, self.censored + other.censored)

    @property
    def total(self) -> int:
        """The number of groups watched."""
        return int(self.deaths.sum() + self.censored.sum())

    def survival(self) -> npt.NDArray[np.float64]:
        """Return the share alive after each day, float64[days], NaN once nobody is watched.

        Kaplan & Meier 1958; a group last seen on a day counts as at risk on that day.
        """
        gone = np.cumsum(self.deaths + self.censored)
        at_risk = (self.total - np.concatenate(([0], gone[:-1]))).astype(np.float64)
        hazard = np.divide(
            self.deaths, at_risk, out=np.full(len(at_risk), np.nan), where=at_risk > 0
        )
        return np.asarray(np.cumprod(1 - hazard), dtype=np.float64)


def lives(death_day: Ints, last_day: Ints, days: int) -> Lives:
    """Count deaths and last sightings by age.

    `death_day` is -1 for a group alive at the end; `last_day` is the last age at which its death
    could have been seen. Groups whose death could not have been seen on any day are left out.
    """
    seen = last_day >= 0
    died = death_day[seen] >= 0
    day = np.where(died, death_day[seen], last_day[seen])
    counts = np.bincount(2 * day + died, minlength=2 * days)[: 2 * days].reshape(days, 2)
    return Lives(counts[:, 1], counts[:, 0])
