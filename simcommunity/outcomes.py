"""What one replicate comes to: a row for each group, metrics, and curves by the age of groups."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from simcommunity.dealings import REPEATS, contact_metrics, value_metrics
from simcommunity.facts import FACTS, burstiness, facts_of_groups
from simcommunity.members.record import ACTIVE, MUTED
from simcommunity.payroll import wages
from simcommunity.vitals import COLUMN, REVIVAL_DAYS

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from simcommunity.engine.design import Design
    from simcommunity.engine.state import State

Floats = np.ndarray[Any, np.dtype[np.float64]]

REPEAT_ORDERS = [f"{what}_{n}" for n in REPEATS for what in ("first_orders", "repeat_orders")]
FACTS_AND_ORDERS = [*FACTS, *REPEAT_ORDERS]
GROUP_FIELDS = (
    "group", "day_opened", "day_zero", "observed", "last_day", "joined",
    "first_silence", "death_day_silence", "death_day_deafness", "revived",
    "muted_at_death", "left_at_death", "muted_at_end", "left_at_end",
    "gini", "top1_share", "top10_share", "one_time_share", "week1_return", "week4_return",
    "fade_ratio", "wrote_share", "k_core", "orders", "revenue", "profit",
    *REPEAT_ORDERS,
)  # fmt: skip

TIMES = {
    "death_day_silence": "death_day_silence",
    "death_day_deafness": "death_day_deafness",
    "first_silence_day": "first_silence",
}
CAUSES = ("ads", "overload", "off_topic", "neglect", "pressure", "lost_benefits", "other")
DEAD_BY = (7, 14, 30, 60, 90)
MEASURES = (
    "joined", "members", "active", "muted", "left", "would_read", "speakers", "messages", "orders",
    "operator_messages", "irritation", "trust",
)  # fmt: skip
CURVES = (
    "active_share", "muted_share", "left_share", "would_read_share", "speaking_share",
    "alive_share", "speakers_per_100", "messages_per_100", "orders_per_100", "operator_messages",
    "irritation", "trust",
)  # fmt: skip


@dataclass(frozen=True)
class Replicate:
    """One replicate.

    Attributes:
        index: its number.
        daily: measures, (groups that opened, days, columns of `vitals.DAILY`).
        groups: one row a group, a structured array of `GROUP_FIELDS`.
        metrics: name → value, NaN where it is not defined.
        curves: name of `CURVES` → (ages,), NaN beyond the horizon.
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
    paid = wages(daily, float(world["wage"]), float(world["payroll"]))
    groups = _groups(daily, rooms, table, paid, float(world["closes_after"]))
    metrics = _metrics(daily, groups, design, paid)
    curves = _curves(daily, groups, int(world["silence_window"]))
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


def _profit(daily: Floats, paid: Floats) -> Floats:
    """Return the profit of each group and day after the wages that were paid, (groups, days)."""
    return np.asarray(daily[..., COLUMN["gross_profit"]] - daily[..., COLUMN["cash_cost"]] - paid)


def _groups(daily: Floats, rooms: Any, table: Any, paid: Floats, closes_after: float) -> Any:
    """Return the row of each group."""
    days = daily.shape[1]
    out = np.zeros(len(rooms), np.dtype([(name, "f8") for name in GROUP_FIELDS]))
    for name in ("group", "day_opened", "day_zero", "joined", "first_silence"):
        out[name] = rooms[name]
    out["death_day_silence"] = rooms["death_silence"]
    out["death_day_deafness"] = rooms["death_deafness"]
    lives = (rooms["day_zero"] >= 0) & (rooms["chat"] > 0)  # a list of contacts has no life to lose
    out["observed"] = np.where(lives, days - rooms["day_zero"], 0)
    if closes_after > 0:
        out["observed"] = np.minimum(out["observed"], closes_after)
    out["revived"] = rooms["revivals"] > 0
    dead = rooms["death_silence"] >= 0
    at = np.where(dead, rooms["day_zero"] + rooms["death_silence"], days - 1)
    row = np.arange(len(rooms))
    for name, column in (("muted_at_death", "muted"), ("left_at_death", "left")):
        out[name] = np.where(dead, daily[row, at, COLUMN[column]] / rooms["joined"], np.nan)
    last = np.full(len(rooms), days - 1)
    if closes_after > 0:
        closing = rooms["day_zero"] + int(closes_after) - 1
        last = np.where(rooms["closed"] == 1, np.minimum(closing, days - 1), last)
    out["last_day"] = last
    for name, column in (
        ("muted_at_end", "muted"), ("left_at_end", "left"), ("wrote_share", "ever_wrote"),
    ):  # fmt: skip
        out[name] = daily[row, last, COLUMN[column]] / rooms["joined"]
    out["orders"] = daily[..., COLUMN["orders"]].sum(axis=1)
    out["revenue"] = daily[..., COLUMN["revenue"]].sum(axis=1)
    out["profit"] = _profit(daily, paid).sum(axis=1)
    written = np.sort(table["written"], axis=1)  # empty seats have written nothing and come first
    facts = np.empty((len(rooms), len(FACTS_AND_ORDERS)))
    facts_of_groups(
        table, rooms["joined"], written, daily[..., COLUMN["speakers"]], last, rooms["day_zero"],
        np.array(REPEATS), days, facts,
    )  # fmt: skip
    for k, name in enumerate(FACTS_AND_ORDERS):
        out[name] = facts[:, k]
    return out


def _metrics(daily: Floats, groups: Any, design: Design, paid: Floats) -> dict[str, float]:
    """Return the metrics of a replicate that are plain numbers."""
    total = dict(zip(COLUMN, daily.sum(axis=(0, 1)).tolist(), strict=True))
    duty = bool(design.world["duty_days"][0] > 0)
    joined = float(groups["joined"].sum())
    dead = groups["death_day_silence"] >= 0
    silent = groups["first_silence"] >= 0
    window = int(design.world["silence_window"][0])
    undecided = dead & (groups["death_day_silence"] - 1 + REVIVAL_DAYS >= groups["observed"])
    out = {
        "groups": float(len(groups)),
        "members": joined,
        "share_deaths_undecided": _ratio(undecided.sum(), dead.sum()),
        "revived_share": _ratio(groups["revived"][silent].sum(), silent.sum()),
        "share_muted_at_death": _mean(groups["muted_at_death"][dead]),
        "share_left_at_death": _mean(groups["left_at_death"][dead]),
        "share_muted_at_end": _mean(groups["muted_at_end"]),
        "share_left_at_end": _mean(groups["left_at_end"]),
        "share_ever_wrote": _ratio(groups["wrote_share"] @ groups["joined"], joined),
        "operator_message_share": _ratio(
            total["operator_messages"],
            total["operator_messages"] + total["messages"] + total["greetings"] + total["spam"],
        ),
        "organic_speakers_per_100": _organic(daily, groups),
        "orders_per_member": _ratio(total["orders"], joined),
        "revenue_per_member": _ratio(total["revenue"], joined),
        "profit": float(_profit(daily, paid).sum()),
        "wages": float(paid.sum()),
        "staff_hours": total["staff_minutes"] / 60,
        "staff_minutes_a_day": _ratio(total["staff_minutes"], len(groups) * daily.shape[1]),
        "messages_dropped": total["dropped"],
        "grabs_per_member": _ratio(total["grabs"], joined if total["red_packets"] else 0),
        "answers_per_member": _ratio(total["replies"], joined),
        "mean_benefit": _mean_of("benefit", daily),
        "mean_belonging": _mean_of("belonging", daily),
    }
    for day in DEAD_BY:
        known = (groups["day_zero"] >= 0) & (groups["observed"] >= day + window)
        by = dead & (groups["death_day_silence"] <= day)
        out[f"share_dead_day_{day}"] = _ratio((by & known).sum(), known.sum())
    out |= _responses(daily, groups)
    mutes = total["newly_muted"]
    for cause in CAUSES:
        out[f"mute_cause_{cause}"] = _ratio(total[f"mute_{cause}"], mutes)
    # Facts about groups are published as medians over groups.
    for name in ("gini", "top1_share", "top10_share", "one_time_share", "fade_ratio"):
        out[name] = _median(groups[name])
    for name in ("week1_return", "week4_return", "k_core"):
        out[name] = _mean(groups[name])
    return (
        out
        | value_metrics(daily, groups, float(paid.sum()), duty=duty)
        | contact_metrics(daily, groups)
    )


def _mean_of(level: str, daily: Floats) -> float:
    """Return the mean of a level over members present and days."""
    members = daily[..., COLUMN["members"]]
    return _ratio(float((daily[..., COLUMN[level]] * members).sum()), float(members.sum()))


def _company(table: Any) -> float:
    """Return the mean expertise of the members who are there at the end."""
    present = (table["status"] == ACTIVE) | (table["status"] == MUTED)
    return _mean(table["expertise"][present].astype(float))


def _responses(daily: Floats, groups: Any) -> dict[str, float]:
    """Return the share of members present who respond to one red packet, and to one advert.

    Once over all days, once over the days on which a group is dead.
    """
    after = groups["day_zero"] + groups["death_day_silence"]
    dead = (groups["death_day_silence"] >= 0)[:, None] & (
        np.arange(daily.shape[1]) >= after[:, None]
    )
    members = daily[..., COLUMN["members"]]
    out = {}
    for name, sent, answered in (
        ("response_rate_red_packet", "red_packets", "packet_responses"),
        ("response_rate_advert", "adverts", "advert_responses"),
    ):
        chances = daily[..., COLUMN[sent]] * members
        responses = daily[..., COLUMN[answered]]
        out[name] = _ratio(responses.sum(), chances.sum())
        out[f"dead_{name}"] = _ratio(responses[dead].sum(), chances[dead].sum())
    return out


def _organic(daily: Floats, groups: Any) -> float:
    """Return organic speakers per 100 members and day, from day zero on."""
    lives = (groups["day_zero"] >= 0)[:, None] & (
        np.arange(daily.shape[1]) >= groups["day_zero"][:, None]
    )
    speakers = daily[..., COLUMN["speakers"]][lives].sum()
    return 100 * _ratio(speakers, daily[..., COLUMN["members"]][lives].sum())


def _curves(daily: Floats, groups: Any, window: int) -> dict[str, Floats]:
    """Return the mean over groups of each curve, by the age of the groups."""
    known = groups["day_zero"] >= 0
    if not known.all():
        daily, groups = daily[known], groups[known]
    days = daily.shape[1]
    if len(groups) == 0:
        return {name: np.full(days, np.nan) for name in CURVES}
    day = groups["day_zero"].astype(int)[:, None] + np.arange(days)
    inside = day <= groups["last_day"][:, None]
    rows = np.arange(len(groups))[:, None], np.minimum(day, days - 1)
    col = {name: daily[..., COLUMN[name]][rows] for name in MEASURES}
    joined = np.maximum(col["joined"], 1)
    heads = np.maximum(col["members"], 1)
    dead = (groups["death_day_silence"] >= 0)[:, None] & (
        np.arange(days) >= groups["death_day_silence"][:, None]
    )
    values = {
        "active_share": col["active"] / joined,
        "muted_share": col["muted"] / joined,
        "left_share": col["left"] / joined,
        "would_read_share": col["would_read"] / joined,
        "speaking_share": col["speakers"] / joined,
        "alive_share": 1.0 - dead,
        "speakers_per_100": 100 * col["speakers"] / heads,
        "messages_per_100": 100 * col["messages"] / heads,
        "orders_per_100": 100 * col["orders"] / heads,
        "operator_messages": col["operator_messages"],
        "irritation": col["irritation"],
        "trust": col["trust"],
    }
    # In the last days of a run a silence cannot show any more: nobody counts as alive then.
    shown = {"alive_share": day + window - 1 < days}
    return {name: _mean_over(value, shown.get(name, inside)) for name, value in values.items()}


def _mean_over(value: Floats, inside: Any) -> Floats:
    """Return the mean over the groups seen at each age, NaN where there is none."""
    count = inside.sum(axis=0)
    total = np.where(inside, value, 0).sum(axis=0)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def bounds(metric: str) -> tuple[float, float]:
    """Return the least and the most that a metric can be: 0 and 1 for shares."""
    share = metric.startswith(
        ("share_", "repeat_share_", "mute_cause_", "response_rate", "dead_response", "gini")
    )
    if share or metric.endswith(("_share", "_return")):
        return 0.0, 1.0
    return -np.inf, np.inf


def _ratio(top: float, bottom: float) -> float:
    return float(top / bottom) if bottom else np.nan


def _median(values: Floats) -> float:
    values = values[np.isfinite(values)]
    return float(np.median(values)) if len(values) else np.nan


def _mean(values: Floats) -> float:
    values = values[np.isfinite(values)]
    return float(values.mean()) if len(values) else np.nan
