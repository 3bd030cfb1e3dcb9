"""When a group is silent: days with hardly a word, seven of them on end."""

from __future__ import annotations

import numpy as np

from simcommunity.core.arrays import Bools, Floats

WINDOW = 7  # quiet days on end that make a silence
QUIET = 0.01  # of the members; fewer speakers make a day quiet


def quiet_days(posters: Floats, members: Floats | None) -> Bools:
    """Return whether each day was quiet: fewer speakers than 1 % of the members, or nobody.

    A day of which nothing is known is not known to be quiet.
    """
    needed = np.ones_like(posters) if members is None else np.fmax(1.0, QUIET * members)
    return np.asarray(posters < needed)


def trailing(quiet: Bools) -> int:
    """Return how many days on end were quiet at the end."""
    return int(len(quiet) if quiet.all() else quiet[::-1].argmin())


def silent_from(before: Bools, ahead: tuple[Floats, Floats]) -> Floats:
    """Return of each draw the day ahead on which its first silence begins, infinite for none.

    Args:
        before: days at the log's end that may have been quiet, (days,) or (draws, days); a silence
            may have begun with those that were quiet to the end.
        ahead: active posters and members of the days ahead, each (draws, days).
    """
    to_the_end = np.logical_and.accumulate(before[..., ::-1], axis=-1)[..., ::-1]
    days = before.shape[-1]
    quiet = np.concatenate(
        (np.broadcast_to(to_the_end, (len(ahead[0]), days)), quiet_days(*ahead)), axis=1
    )
    run = np.all(np.lib.stride_tricks.sliding_window_view(quiet, WINDOW, axis=1), axis=2)
    return np.where(np.any(run, axis=1), np.argmax(run, axis=1) - days, np.inf)
