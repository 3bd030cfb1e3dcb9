"""What became of each group in one replicate: a row a group."""

from __future__ import annotations

from typing import Any

import numpy as np

from simcommunity.core.arrays import Floats
from simcommunity.core.vitals import COLUMN
from simcommunity.results.money_metrics import REPEATS
from simcommunity.results.talk_statistics import FACTS, facts_of_groups

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

ROW = np.dtype([(name, "f8") for name in GROUP_FIELDS])


def group_rows(daily: Floats, groups: Any, table: Any, paid: Floats, closes_after: float) -> Any:
    """Return the row of each group, a structured array of `GROUP_FIELDS`.

    Args:
        daily: measures, (groups, days, columns of `vitals.DAILY`).
        groups: the groups after their last day, `GROUP`, (groups,).
        table: their members, `MEMBER`, (groups, seats).
        paid: wages of each group and day in ¥, (groups, days).
        closes_after: days after which a group is closed as planned, 0 for never.
    """
    days = daily.shape[1]
    out = np.zeros(len(groups), ROW)
    out["group"] = groups["number"]
    for name in ("day_opened", "day_zero", "joined", "first_silence"):
        out[name] = groups[name]
    out["death_day_silence"] = groups["death_silence"]
    out["death_day_deafness"] = groups["death_deafness"]
    lives = (groups["day_zero"] >= 0) & (
        groups["chat"] > 0
    )  # a list of contacts has no life to lose
    out["observed"] = np.where(lives, days - groups["day_zero"], 0)
    if closes_after > 0:
        out["observed"] = np.minimum(out["observed"], closes_after)
    out["revived"] = groups["revivals"] > 0
    dead = groups["death_silence"] >= 0
    at = np.where(dead, groups["day_zero"] + groups["death_silence"], days - 1)
    row = np.arange(len(groups))
    for name, column in (("muted_at_death", "muted"), ("left_at_death", "left")):
        out[name] = np.where(dead, daily[row, at, COLUMN[column]] / groups["joined"], np.nan)
    last = np.full(len(groups), days - 1)
    if closes_after > 0:
        closing = groups["day_zero"] + int(closes_after) - 1
        last = np.where(groups["closed"] == 1, np.minimum(closing, days - 1), last)
    out["last_day"] = last
    for name, column in (
        ("muted_at_end", "muted"), ("left_at_end", "left"), ("wrote_share", "ever_wrote"),
    ):  # fmt: skip
        out[name] = daily[row, last, COLUMN[column]] / groups["joined"]
    out["orders"] = daily[..., COLUMN["orders"]].sum(axis=1)
    out["revenue"] = daily[..., COLUMN["revenue"]].sum(axis=1)
    earned = daily[..., COLUMN["gross_profit"]] - daily[..., COLUMN["cash_cost"]] - paid
    out["profit"] = earned.sum(axis=1)
    written = np.sort(table["written"], axis=1)  # empty seats have written nothing and come first
    facts = np.empty((len(groups), len(FACTS_AND_ORDERS)))
    facts_of_groups(
        table, groups["joined"], written, daily[..., COLUMN["speakers"]], last, groups["day_zero"],
        np.array(REPEATS), days, facts,
    )  # fmt: skip
    for k, name in enumerate(FACTS_AND_ORDERS):
        out[name] = facts[:, k]
    return out
