"""What one replicate comes to: a row for each group, curves by the age of groups, and metrics."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from simcommunity.core.arrays import Floats
from simcommunity.core.compilation import compiled
from simcommunity.core.members import record
from simcommunity.core.members.record import ACTIVE, MUTED
from simcommunity.core.vitals import COLUMN, REVIVAL_DAYS, columns_of
from simcommunity.results.curves import curves_by_age
from simcommunity.results.group_table import group_rows
from simcommunity.results.measured import Measured, mean, median, ratio
from simcommunity.results.metrics import makers
from simcommunity.results.money_metrics import wages, wages_a_day
from simcommunity.results.people import people_of
from simcommunity.results.talk_statistics import burstiness

if TYPE_CHECKING:
    from concurrent.futures import Executor

CAUSES = (*record.CAUSES, "other")
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
        paid: wages of each day in ¥, (days,).
        groups: one row a group, a structured array of `group_table.GROUP_FIELDS`.
        metrics: name → value, NaN where it is not defined.
        curves: name of `curves.CURVES` → (ages,), NaN beyond the horizon.
        asked: messages of each kind that were wanted, and cut for want of time, (kinds, 2).
        digest: SHA-256 of daily and groups.
        people: one row for each who joined, a structured array of `people.PERSON`.
    """

    index: int
    daily: Floats
    paid: Floats
    groups: Any
    metrics: dict[str, float]
    curves: dict[str, Floats]
    asked: Any
    digest: bytes
    people: Any = None


class Settings(Protocol):
    """What must be known of the tables that a replicate was run from."""

    @property
    def world(self) -> Any:
        """Return the record `p`, (1,)."""


class Finished(Protocol):
    """What must be known of the state after the last day, as the compiled engine holds it."""

    @property
    def groups(self) -> Any:
        """Return the groups, `GROUP`, (groups,)."""

    @property
    def table(self) -> Any:
        """Return their members, `MEMBER`, (groups, seats)."""

    @property
    def daily(self) -> Any:
        """Return the measures, `vitals.DAY`, (groups, days)."""

    @property
    def asked(self) -> Any:
        """Return messages of each kind that were wanted, and cut for want of time, (kinds, 2)."""


def conclude(
    design: Settings, state: Finished, index: int, pool: Executor | None = None
) -> Replicate:
    """Return what a finished replicate comes to; a worker of the pool takes over a part."""
    joined = np.flatnonzero(state.groups["joined"])
    # Groups open one after another, so a view nearly always does; a group may have been opened
    # for somebody who then did not join.
    live = slice(len(joined)) if len(joined) == 0 or joined[-1] + 1 == len(joined) else joined
    daily = columns_of(state.daily[live])
    groups, table = state.groups[live], state.table[live]
    world = design.world[0]
    hashing = None if pool is None else pool.submit(hashlib.sha256, daily)
    pay = float(world["wage"]), float(world["payroll"])
    groups = group_rows(daily, groups, table, wages(daily, *pay), float(world["closes_after"]))
    measured = Measured(daily, groups, table, wages_a_day(daily, *pay), world)
    metrics: dict[str, float] = {}
    for make in makers():
        metrics |= make(measured)
    curves = curves_by_age(daily, groups, int(world["silence_window"]))
    digest = hashlib.sha256(daily) if hashing is None else hashing.result()
    digest.update(groups)
    return Replicate(
        index=index,
        daily=daily,
        paid=measured.paid,
        groups=groups,
        metrics=metrics,
        curves=curves,
        asked=state.asked,
        digest=digest.digest(),
        people=people_of(table, daily.shape[1], float(world["ticket"])),
    )


def life_metrics(m: Measured) -> dict[str, float]:
    """Return which share of the groups died, when, and came back."""
    died, observed = m.groups["death_day_silence"], m.groups["observed"]
    window = int(m.world["silence_window"])
    dead = died >= 0
    silent = m.groups["first_silence"] >= 0
    undecided = dead & (died - 1 + window + REVIVAL_DAYS >= observed)
    days = np.array(DEAD_BY)[:, None]
    known = (m.groups["day_zero"] >= 0) & (observed >= days + window)
    by = dead & known & (died <= days)
    counts = zip(DEAD_BY, by.sum(axis=1).tolist(), known.sum(axis=1).tolist(), strict=True)
    return {
        "share_deaths_undecided": ratio(np.count_nonzero(undecided), np.count_nonzero(dead)),
        "revived_share": ratio(m.sums["revived"], np.count_nonzero(silent)),
        **{f"share_dead_day_{day}": ratio(gone, of) for day, gone, of in counts},
    }


def departure_metrics(m: Measured) -> dict[str, float]:
    """Return who muted the group and who left, and what mutes are blamed on."""
    mutes = m.total["newly_muted"]
    return {
        "share_muted_at_death": m.means["muted_at_death"],
        "share_left_at_death": m.means["left_at_death"],
        "share_muted_at_end": m.means["muted_at_end"],
        "share_left_at_end": m.means["left_at_end"],
        **{f"mute_cause_{cause}": ratio(m.total[f"mute_{cause}"], mutes) for cause in CAUSES},
    }


def talk_metrics(m: Measured) -> dict[str, float]:
    """Return how much was written, grabbed and answered."""
    total = m.total
    written = total["messages"] + total["greetings"] + total["spam"]
    return {
        "share_ever_wrote": ratio(m.groups["wrote_share"] @ m.groups["joined"], m.joined),
        "operator_message_share": ratio(
            total["operator_messages"], total["operator_messages"] + written
        ),
        "grabs_per_member": ratio(total["grabs"], m.joined if total["red_packets"] else 0),
        "answers_per_member": ratio(total["replies"], m.joined),
    }


def level_metrics(m: Measured) -> dict[str, float]:
    """Return how members felt, over members present and days, and who is there at the end."""
    members = m.daily[..., MEMBERS]
    present = (m.table["status"] == ACTIVE) | (m.table["status"] == MUTED)
    out = {
        f"mean_{level}": ratio((m.daily[..., COLUMN[level]] * members).sum(), m.total["members"])
        for level in ("benefit", "belonging")
    }
    return {**out, "company_at_end": mean(m.table["expertise"][present].astype(float))}


def voice_metrics(m: Measured) -> dict[str, float]:
    """Return what is published about groups: medians over groups, shares as means over them."""
    medians = ("gini", "top1_share", "top10_share", "one_time_share", "fade_ratio")
    return {
        **{name: median(m.groups[name]) for name in medians},
        **{name: m.means[name] for name in ("week1_return", "week4_return", "k_core")},
        "burstiness": burstiness(m.table),
    }


def size_metrics(m: Measured) -> dict[str, float]:
    """Return how many groups and people there are."""
    return {"groups": float(len(m.groups)), "members": m.joined}


def response_metrics(m: Measured) -> dict[str, float]:
    """Return the share of members present who respond to one red packet, and to one advert.

    Once over all days, once over the days on which a group is dead. And how many of 100 members
    speak on a day without being asked, from day zero on.
    """
    counts = np.zeros(10)
    _count_responses(m.daily, m.groups["day_zero"], m.groups["death_day_silence"], counts)
    speakers, lived, *answers = counts.tolist()
    out = {"organic_speakers_per_100": 100 * ratio(speakers, lived)}
    for name in ("response_rate_red_packet", "response_rate_advert"):
        answered, chances, answered_dead, chances_dead, *answers = answers
        out[name] = ratio(answered, chances)
        out[f"dead_{name}"] = ratio(answered_dead, chances_dead)
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
