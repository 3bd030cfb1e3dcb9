"""A log told in few numbers, on the scale of log(1 + count): what a simulated one must resemble."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Floats = np.ndarray[Any, np.dtype[np.float64]]

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


def summarise(log: Mapping[str, Floats], columns: Sequence[str], days: int) -> Floats:
    """Return the weighted numbers of a log; the squared distance of two is that of their logs.

    Args:
        log: column → counts, (…, at least days).
        columns: those that are compared; `active_posters` always is.
        days: how many of its days.
    """
    posters = np.asarray(log["active_posters"], float)[..., :days]
    parts = [_of_posters(posters)]
    for name in columns:
        if name == "active_posters":
            continue
        x = np.asarray(log[name], float)[..., :days]
        weight = np.sqrt(WEIGHTS[name])
        if name == "members":
            told = [x[..., end - 1] for _, end in blocks(days)]
        elif name == "messages":
            told = [x.sum(axis=-1), *([] if days <= 2 * WEEK else [x[..., -WEEK:].sum(axis=-1)])]
        else:
            told = [x[..., a:b].sum(axis=-1) for a, b in blocks(days)]
        parts.append(weight * np.log1p(np.stack(told, axis=-1)))
    return np.concatenate(parts, axis=-1)


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
