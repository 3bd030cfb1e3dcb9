"""The talk of groups on one clock: everything counts from a group's first message.

Published figures count so, because archives know nothing of the days before. They know posters and
messages of each day, not members: nobody's silence and a group's silence are the same to them.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from simcommunity.core.arrays import Floats
from simcommunity.core.compilation import compiled
from simcommunity.core.members.conversation import FIRST_HEARD
from simcommunity.core.vitals import COLUMN, REVIVAL_DAYS, REVIVAL_MESSAGES, REVIVAL_POSTERS
from simcommunity.results.measured import Measured, mean, median, ratio, ratios

QUIET_DAYS = 7  # of a silence, whatever the scenario calls one
SILENT_BY = (14, 30, 60)
DEAD_BY = (14, 30, 60, 90)
BEGAN = 5  # poster-days in the first week of a group that began at all
BUSY = 8  # posters in the first four weeks, as of the groups that F06 was counted in
LIVELY = 10  # poster-days in the first week of a lively group
IGNITED = 5  # poster-days in the fourth week of a group that caught fire
HALF_YEAR = 180
WEEKS = 52
MONTH_AFTER = 34  # days after a first message in which its writer may come back
WEEKS_1_TO_4 = 0b11110  # bits of `weeks_written`
LEAST_WEEKS = 3  # with talk, of a group that tells how messages grow with posters


class Talk(NamedTuple):
    """What is known of the talk in groups, by days since the first message of each.

    Attributes:
        posters: who wrote on each day, 0 beyond the end, (groups, days).
        messages: what they wrote, (groups, days).
        new: who wrote for the first time, (groups, days).
        observed: days for which each group was watched, 0 where there was no message, (groups,).
    """

    posters: Floats
    messages: Floats
    new: Floats
    observed: Any


def clock_metrics(m: Measured) -> dict[str, float]:
    """Return the published figures that count from a group's first message."""
    return figures(talk_of(m)) | answers(m)


def answers(m: Measured) -> dict[str, float]:
    """Return who writes again in days 7-34 after a first message, answered on its day or not."""
    last = m.groups["last_day"][:, None]
    first = m.table["first_wrote"]
    seen = (m.table["written"] > 0) & (first + MONTH_AFTER <= last)
    heard = (m.table["weeks_written"] & FIRST_HEARD) > 0
    back = (m.table["weeks_written"] & WEEKS_1_TO_4) > 0
    return {
        "newcomers_answered": mean(heard[seen].astype(float)),
        "answered_return": mean(back[seen & heard].astype(float)),
        "unanswered_return": mean(back[seen & ~heard].astype(float)),
    }


def talk_of(m: Measured) -> Talk:
    """Return the talk of a replicate's groups, each from its first message on."""
    posters, messages = (m.daily[..., COLUMN[name]] for name in ("speakers", "messages"))
    groups, days = posters.shape
    watched = np.arange(days) <= m.groups["last_day"][:, None]
    spoken = (posters > 0) & watched
    first = np.where(spoken.any(axis=1), spoken.argmax(axis=1), days)
    debuts = np.zeros((groups, days))
    group, seat = np.nonzero(m.table["written"] > 0)  # empty seats have written nothing
    np.add.at(debuts, (group, m.table["first_wrote"][group, seat]), 1.0)
    day = first[:, None] + np.arange(days)
    inside = day <= m.groups["last_day"][:, None].astype(int)
    rows = np.arange(groups)[:, None]
    posters, messages, debuts = (
        np.where(inside, every[rows, np.minimum(day, days - 1)], 0.0)
        for every in (posters, messages, debuts)
    )
    return Talk(posters, messages, debuts, np.maximum(m.groups["last_day"] + 1 - first, 0))


def figures(talk: Talk) -> dict[str, float]:
    """Return every figure of this clock, NaN where it is not defined."""
    first_week = talk.posters[:, :7].sum(axis=1)
    began = first_week >= BEGAN
    silent, dead = silences(talk)
    out = {}
    for day in SILENT_BY:
        known = began & (talk.observed >= day + QUIET_DAYS)
        out[f"talk_silent_by_{day}"] = mean((silent[known] <= day).astype(float))
    for day in DEAD_BY:
        known = began & (talk.observed >= day + QUIET_DAYS + REVIVAL_DAYS)
        out[f"talk_dead_by_{day}"] = mean((dead[known] <= day).astype(float))
    month = began & (talk.observed >= 28)
    four_weeks = talk.posters[:, :28].sum(axis=1)
    out["talk_first_week_share"] = mean(ratios(first_week, four_weeks)[month])
    out["talk_days_month_1"] = mean(days_of_talk(talk, 0, 28)[month])
    later = began & (talk.observed >= 120)
    out["talk_days_months_2_4"] = mean(days_of_talk(talk, 28, 120)[later])
    busy = (talk.observed >= 28) & (talk.new[:, :28].sum(axis=1) >= BUSY)
    out["talk_week_4"] = median(ratios(week(talk, 4), first_week)[busy])
    for after in (4, 8):
        out[f"lively_week_{after}"] = kept(talk, 1, LIVELY, after)
    for after in (8, 16):
        out[f"ignited_week_{after}"] = kept(talk, 4, IGNITED, after)
    half_year = began & (talk.observed >= HALF_YEAR)
    debuts = talk.new[:, :HALF_YEAR].sum(axis=1)
    for name, until in (("new_posters_by_week_1", 7), ("new_posters_by_week_4", 28)):
        out[name] = mean(ratios(talk.new[:, :until].sum(axis=1), debuts)[half_year])
    out["messages_by_posters"] = growth(talk)
    return out


def week(talk: Talk, number: int) -> Floats:
    """Return the poster-days of a week, the first of which is 1, (groups,)."""
    found: Floats = talk.posters[:, 7 * number - 7 : 7 * number].sum(axis=1)
    return found


def days_of_talk(talk: Talk, start: int, end: int) -> Floats:
    """Return the share of days on which anybody wrote, (groups,)."""
    found: Floats = (talk.posters[:, start:end] > 0).sum(axis=1) / (end - start)
    return found


def kept(talk: Talk, before: int, least: float, after: int) -> float:
    """Return what a later week keeps of an earlier one, over groups lively enough in that one."""
    chosen = (week(talk, before) >= least) & (talk.observed >= 7 * after)
    return ratio(week(talk, after)[chosen].sum(), week(talk, before)[chosen].sum())


def growth(talk: Talk) -> float:
    """Return the power of a week's poster-days with which its messages grow, within groups."""
    weeks = min(WEEKS, talk.posters.shape[1] // 7)
    shape = len(talk.posters), weeks, 7
    posters, messages = (
        every[:, : 7 * weeks].reshape(shape).sum(axis=2) for every in (talk.posters, talk.messages)
    )
    talked = posters > 0
    talked &= (talked.sum(axis=1) >= LEAST_WEEKS)[:, None]
    x, y = (np.log(every, out=np.zeros_like(every), where=talked) for every in (posters, messages))
    count = np.maximum(talked.sum(axis=1), 1)[:, None]
    x, y = (np.where(talked, e - e.sum(axis=1, keepdims=True) / count, 0.0) for e in (x, y))
    return ratio((x * y).sum(), (x * x).sum())


def silences(talk: Talk) -> tuple[Floats, Floats]:
    """Return when each group's first silence began, and the first that was for good; ∞ for never.

    A silence is seven days in a row without a message. It was not for good when the 30 days after
    them bring at least 3 poster-days and 5 messages.
    """
    began = np.full((2, len(talk.posters)), np.inf)
    _silences(talk.posters, talk.messages, talk.observed, began)
    return began[0], began[1]


@compiled
def _silences(posters: Any, messages: Any, observed: Any, began: Any) -> None:
    """Fill in when the first silence and the silence for good began, (2, groups)."""
    for g in range(len(posters)):
        quiet = 0
        ends = -1  # the last day on which a silent group may come back, −1 while it is none
        wrote = 0.0
        written = 0.0
        for day in range(min(int(observed[g]), posters.shape[1])):
            if ends >= 0:
                if day > ends:
                    break
                wrote += posters[g, day]
                written += messages[g, day]
                if wrote >= REVIVAL_POSTERS and written >= REVIVAL_MESSAGES:
                    began[1, g] = np.inf
                    ends = -1
                    quiet = 0
                continue
            quiet = 0 if posters[g, day] > 0 else quiet + 1
            if quiet == QUIET_DAYS:
                began[1, g] = day - QUIET_DAYS + 1
                began[0, g] = min(began[0, g], began[1, g])
                ends = day + REVIVAL_DAYS
                wrote = 0.0
                written = 0.0
