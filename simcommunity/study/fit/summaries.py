"""A log told in few numbers, on the scale of log(1 + count): what a simulated one must resemble."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from simcommunity.core.arrays import Floats

WEEK = 7
MOST_WEEKS = 4  # older days are told in blocks that double
RECENT = 5.0  # days over which the weight of the past falls to a third
# How much each number counts in the distance: the last days tell most of what comes next.
_WEIGHT_OF_POSTERS = {"weeks": 1.0, "last_week": 1.5, "last_days": 0.7, "recent": 1.0,
                      "days_before": 0.7, "days_last": 1.0, "last_word": 0.5, "peak": 0.5,
                      "first_day": 0.2}  # fmt: skip
WEIGHTS = {"messages": 0.3, "members": 1.0, "joins": 0.5, "leaves": 0.5, "orders": 0.5}


def blocks(days: int) -> list[tuple[int, int]]:
    """Return the spans of days that are added up, oldest first: the last weeks, then doubling."""
    spans = []
    end, length = days, WEEK
    while end > 0:
        start = max(0, end - length)
        spans.append((start, end))
        if len(spans) >= MOST_WEEKS:
            length *= 2
        end = start
    return spans[::-1]


def summarise(
    log: Mapping[str, Floats],
    columns: Sequence[str],
    days: int,
    like: Mapping[str, Floats] | None = None,
) -> Floats:
    """Return the weighted numbers of a log; the squared distance of two is that of their logs.

    Args:
        log: column → counts, (…, at least days).
        like: a log in which some days are NaN: only what is known there is told.
    """
    lead = "messages" if "active_posters" not in columns else "active_posters"
    parts = [_of_posters(known(log, lead, days, like))]
    for name in columns:
        if name == lead:
            continue
        weight = np.sqrt(WEIGHTS[name])
        x = known(log, name, days, like)
        if name == "members":
            told = [x[..., at] for at in last_told(days, like)]
        elif name == "messages":
            told = [x.sum(axis=-1), *([] if days <= 2 * WEEK else [x[..., -WEEK:].sum(axis=-1)])]
        else:
            told = [x[..., a:b].sum(axis=-1) for a, b in blocks(days)]
        parts.append(weight * np.log1p(np.stack(told, axis=-1)))
    return np.concatenate(parts, axis=-1)


def known(
    log: Mapping[str, Floats], name: str, days: int, like: Mapping[str, Floats] | None
) -> Floats:
    """Return the counts of a column on the days that are known in another log, 0 on all others."""
    x = np.asarray(log[name], float)[..., :days]
    return x if like is None else np.where(np.isnan(like[name][:days]), 0.0, x)


def last_told(days: int, like: Mapping[str, Floats] | None) -> list[int]:
    """Return for each block the last day on which members are known, its last day if none is."""
    if like is None:
        return [end - 1 for _, end in blocks(days)]
    told = ~np.isnan(like["members"][:days])
    return [int(max(np.flatnonzero(told[:end]), default=end - 1)) for _, end in blocks(days)]


def _of_posters(x: Floats) -> Floats:
    days = x.shape[-1]
    spans = blocks(days)
    spoken = x > 0
    age = days - 1 - np.arange(days)
    since = np.where(spoken.any(axis=-1), spoken[..., ::-1].argmax(axis=-1), days)
    last = x[..., -WEEK:]
    told = [
        (_WEIGHT_OF_POSTERS["weeks"], np.log1p(x[..., a:b].sum(axis=-1))) for a, b in spans[:-1]
    ]
    told += [
        (_WEIGHT_OF_POSTERS["last_week"], np.log1p(last.sum(axis=-1))),
        (_WEIGHT_OF_POSTERS["last_days"], np.log1p(x[..., -3:].sum(axis=-1))),
        (_WEIGHT_OF_POSTERS["recent"], np.log1p(x @ np.exp(-age / RECENT))),
        (_WEIGHT_OF_POSTERS["days_before"], np.log1p(spoken[..., :-WEEK].sum(axis=-1))),
        (_WEIGHT_OF_POSTERS["days_last"], np.log1p(spoken[..., -WEEK:].sum(axis=-1))),
        (_WEIGHT_OF_POSTERS["last_word"], np.minimum(since, 2 * WEEK) / WEEK),
        (_WEIGHT_OF_POSTERS["peak"], np.log1p(x.max(axis=-1))),
        (_WEIGHT_OF_POSTERS["first_day"], np.log1p(x[..., 0])),
    ]
    return np.stack([np.sqrt(weight) * value for weight, value in told], axis=-1)
