"""What one replicate comes to: a row for each group, curves by the age of groups, and metrics."""

from __future__ import annotations

import hashlib
import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from simcommunity.compilation import compiled
from simcommunity.curves import curves_by_age
from simcommunity.dealings import contact_metrics, totals, value_metrics
from simcommunity.facts import burstiness
from simcommunity.group_rows import GROUP_FIELDS, group_rows
from simcommunity.members.record import ACTIVE, MUTED
from simcommunity.payroll import wages, wages_a_day
from simcommunity.vitals import COLUMN, REVIVAL_DAYS

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from simcommunity.engine.design import Design
    from simcommunity.engine.state import State

Floats = np.ndarray[Any, np.dtype[np.float64]]

CAUSES = ("ads", "overload", "off_topic", "neglect", "pressure", "lost_benefits", "other")
DEAD_BY = (7, 14, 30, 60, 90)
SPEAKERS, MEMBERS = COLUMN["speakers"], COLUMN["members"]
SENT = COLUMN["red_packets"], COLUMN["adverts"]
ANSWERED = COLUMN["packet_responses"], COLUMN["advert_responses"]


@dataclass(frozen=True)
class Replicate:
    """One replicate.

    Attributes:
        index: its number.
        daily: measures, (groups that opened, days, columns of `vitals.DAILY`).
        groups: one row a group, a structured array of `group_rows.GROUP_FIELDS`.
        metrics: name → value, NaN where it is not defined.
        curves: name of `curves.CURVES` → (ages,), NaN beyond the horizon.
        asked: messages of each kind that were wanted, and cut for want of time, (kinds, 2).
        digest: SHA-256 of daily and groups.
    """

    index: int
    daily: Floats
    groups: Any
    metrics: dict[str, float]
    curves: dict[str, Floats]
    asked: Any
    digest: bytes


def conclude(design: Design, state: State, index: int, pool: Executor | None = None) -> Replicate:
    """Return what a finished replicate comes to; a worker of the pool takes over a part."""
    joined = np.flatnonzero(state.rooms["joined"])
    # Groups open one after another, so a view nearly always does; a group may have been opened
    # for somebody who then did not join.
    live = slice(len(joined)) if len(joined) == 0 or joined[-1] + 1 == len(joined) else joined
    daily, rooms, table = state.daily[live], state.rooms[live], state.table[live]
    world = design.world[0]
    hashing = None if pool is None else pool.submit(hashlib.sha256, daily)
    pay = float(world["wage"]), float(world["payroll"])
    groups = group_rows(daily, rooms, table, wages(daily, *pay), float(world["closes_after"]))
    metrics = _metrics(daily, groups, design, float(wages_a_day(daily, *pay).sum()))
    curves = curves_by_age(daily, groups, int(world["silence_window"]))
    digest = hashlib.sha256(daily) if hashing is None else hashing.result()
    digest.update(groups)
    return Replicate(
        index=index,
        daily=daily,
        groups=groups,
        metrics=metrics | {"burstiness": burstiness(table), "company_at_end": _company(table)},
        curves=curves,
        asked=state.asked,
        digest=digest.digest(),
    )


def _metrics(daily: Floats, groups: Any, design: Design, wages_paid: float) -> dict[str, float]:
    """Return the metrics of a replicate that are plain numbers."""
    total = totals(daily)
    world = design.world[0]
    sums, means = _over_groups(groups)
    joined = sums["joined"]
    died, observed = groups["death_day_silence"], groups["observed"]
    dead = died >= 0
    silent = groups["first_silence"] >= 0
    window = int(world["silence_window"])
    undecided = dead & (died - 1 + window + REVIVAL_DAYS >= observed)
    out = {
        "groups": float(len(groups)),
        "members": joined,
        "share_deaths_undecided": _ratio(np.count_nonzero(undecided), np.count_nonzero(dead)),
        "revived_share": _ratio(sums["revived"], np.count_nonzero(silent)),
        "share_muted_at_death": means["muted_at_death"],
        "share_left_at_death": means["left_at_death"],
        "share_muted_at_end": means["muted_at_end"],
        "share_left_at_end": means["left_at_end"],
        "share_ever_wrote": _ratio(groups["wrote_share"] @ groups["joined"], joined),
        "operator_message_share": _ratio(
            total["operator_messages"],
            total["operator_messages"] + total["messages"] + total["greetings"] + total["spam"],
        ),
        "orders_per_member": _ratio(total["orders"], joined),
        "revenue_per_member": _ratio(total["revenue"], joined),
        "profit": total["gross_profit"] - total["cash_cost"] - wages_paid,
        "wages": wages_paid,
        "staff_hours": total["staff_minutes"] / 60,
        "staff_minutes_a_day": _ratio(total["staff_minutes"], len(groups) * daily.shape[1]),
        "messages_dropped": total["dropped"],
        "grabs_per_member": _ratio(total["grabs"], joined if total["red_packets"] else 0),
        "answers_per_member": _ratio(total["replies"], joined),
        "mean_benefit": _mean_of("benefit", daily, total["members"]),
        "mean_belonging": _mean_of("belonging", daily, total["members"]),
    }
    days = np.array(DEAD_BY)[:, None]
    known = (groups["day_zero"] >= 0) & (observed >= days + window)
    by = dead & known & (died <= days)
    counts = zip(DEAD_BY, by.sum(axis=1).tolist(), known.sum(axis=1).tolist(), strict=True)
    out |= {f"share_dead_day_{day}": _ratio(gone, of) for day, gone, of in counts}
    out |= _responses(daily, groups)
    mutes = total["newly_muted"]
    for cause in CAUSES:
        out[f"mute_cause_{cause}"] = _ratio(total[f"mute_{cause}"], mutes)
    # Facts about groups are published as medians over groups.
    for name in ("gini", "top1_share", "top10_share", "one_time_share", "fade_ratio"):
        out[name] = _median(groups[name])
    for name in ("week1_return", "week4_return", "k_core"):
        out[name] = means[name]
    return (
        out
        | value_metrics(total, daily, sums, wages_paid, duty=bool(world["duty_days"] > 0))
        | contact_metrics(total, daily, joined)
    )


def _over_groups(groups: Any) -> tuple[dict[str, float], dict[str, float]]:
    """Return sum and mean over groups of each of `GROUP_FIELDS`, where it is defined."""
    rows = groups.view(np.float64).reshape(len(groups), len(GROUP_FIELDS))
    defined = np.isfinite(rows)
    sums = np.where(defined, rows, 0).sum(axis=0)
    count = defined.sum(axis=0)
    means = np.divide(sums, count, out=np.full(len(sums), np.nan), where=count > 0)
    return (
        dict(zip(GROUP_FIELDS, sums.tolist(), strict=True)),
        dict(zip(GROUP_FIELDS, means.tolist(), strict=True)),
    )


def _mean_of(level: str, daily: Floats, members: float) -> float:
    """Return the mean of a level over members present and days."""
    levels = daily[..., COLUMN[level]] * daily[..., COLUMN["members"]]
    return _ratio(float(levels.sum()), members)


def _company(table: Any) -> float:
    """Return the mean expertise of the members who are there at the end."""
    present = (table["status"] == ACTIVE) | (table["status"] == MUTED)
    return _mean(table["expertise"][present].astype(float))


def _responses(daily: Floats, groups: Any) -> dict[str, float]:
    """Return the share of members present who respond to one red packet, and to one advert.

    Once over all days, once over the days on which a group is dead. And how many of 100 members
    speak on a day without being asked, from day zero on.
    """
    counts = np.zeros(10)
    _count_responses(daily, groups["day_zero"], groups["death_day_silence"], counts)
    speakers, lived, *answers = counts.tolist()
    out = {"organic_speakers_per_100": 100 * _ratio(speakers, lived)}
    for name in ("response_rate_red_packet", "response_rate_advert"):
        answered, chances, answered_dead, chances_dead, *answers = answers
        out[name] = _ratio(answered, chances)
        out[f"dead_{name}"] = _ratio(answered_dead, chances_dead)
    return out


@compiled
def _count_responses(daily: Any, born: Any, died: Any, out: Any) -> None:
    """Count speakers and member-days from day zero on, then responses and chances to respond.

    Args:
        daily: measures, (groups, days, columns of `vitals.DAILY`).
        born, died: day zero, and age at death by silence, −1 for none, (groups,).
        out: to be filled: speakers, member-days, and for red packets and for adverts responses,
            chances, and both of dead groups, (10,).
    """
    for g in range(len(daily)):
        for day in range(daily.shape[1]):
            row = daily[g, day]
            if 0.0 <= born[g] <= day:
                out[0] += row[SPEAKERS]
                out[1] += row[MEMBERS]
            dead = died[g] >= 0.0 and day >= born[g] + died[g]
            for k in range(2):
                chances = row[SENT[k]] * row[MEMBERS]
                out[2 + 4 * k] += row[ANSWERED[k]]
                out[3 + 4 * k] += chances
                if dead:
                    out[4 + 4 * k] += row[ANSWERED[k]]
                    out[5 + 4 * k] += chances


def bounds(metric: str) -> tuple[float, float]:
    """Return the least and the most that a metric can be: 0 and 1 for shares."""
    share = metric.startswith(
        ("share_", "repeat_share_", "mute_cause_", "response_rate", "dead_response", "gini")
    )
    if share or metric.endswith(("_share", "_return")):
        return 0.0, 1.0
    return -np.inf, np.inf


def _ratio(top: Any, bottom: Any) -> float:
    return float(top / bottom) if bottom else np.nan


def _median(values: Floats) -> float:
    values = values[np.isfinite(values)]
    # NumPy's own takes long over a few groups.
    return statistics.median(values.tolist()) if len(values) else np.nan


def _mean(values: Floats) -> float:
    values = values[np.isfinite(values)]
    return float(values.sum() / len(values)) if len(values) else np.nan
