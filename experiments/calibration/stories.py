"""What the fit may change, what it must meet, and how a set of free numbers is measured.

Free are the parameters whose source in the table is "fitted" and six numbers of the people and of
the supermarket. Targets are the published facts and claims C01–C03, nothing else.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from simcommunity.core.vitals import COLUMN
from simcommunity.scenario import catalogue
from simcommunity.scenario.loader import load_scenario
from simcommunity.scenario.parameters import PARAMETERS
from simcommunity.simulation.running import run

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from simcommunity.results.replicate import Replicate
    from simcommunity.scenario.people import Segment
    from simcommunity.scenario.schema import Scenario

CROWD = ("bargain_hunter", "passer_by", "regular")  # people met at a till
MOST_ODDS = 1000.0  # a ratio of odds where nobody orders any more
SEASON = 120  # days after which mutes and exits are compared
MISSING = 5.0  # tolerances by which a target without a value is missed
FAR = 3.0  # beyond so many tolerances the loss grows no longer with the square


@dataclass(frozen=True)
class Free:
    """A number the fit may change: its range, and whether that is even on the log scale."""

    low: float
    high: float
    shipped: float
    log: bool = False

    def at(self, x: float) -> float:
        """Return the value at a place of the unit interval."""
        x = min(max(x, 0.0), 1.0)
        if self.log:
            return float(self.low * (self.high / self.low) ** x)
        return float(self.low + (self.high - self.low) * x)

    def place(self, value: float) -> float:
        """Return the place of a value in the unit interval."""
        if self.log:
            return math.log(value / self.low) / math.log(self.high / self.low)
        return (value - self.low) / (self.high - self.low)


@dataclass(frozen=True)
class Target:
    """What a metric of a story must come to.

    Attributes:
        wanted: the published value, or the middle of the band.
        tolerance: one unit of the loss; infinite where only the band counts.
        low, high: the band; a plausible set lies in all of them.
    """

    story: str
    metric: str
    source: str
    wanted: float
    tolerance: float
    low: float = -math.inf
    high: float = math.inf


# Ratios to the shipped medians of the segments, then plain numbers.
PEOPLE = {
    "sociability_scale": Free(0.2, 5.0, 1.0, log=True),
    "crowd_scale": Free(0.2, 5.0, 1.0, log=True),
    "threshold_scale": Free(0.4, 2.5, 1.0, log=True),
}
PARAMETERS_FREE = {
    name: Free(p.low, p.high, p.value)
    for name, p in PARAMETERS.items()
    if p.source.startswith("fitted")
}

SHOP, CIRCLES, BUYERS, ANSWERS = "supermarket", "interest groups", "plain customers", "enquiries"
QUIET = "a push a week"
TARGETS = (
    Target(SHOP, "death_day_median", "C01", 7, 0.4, 5, 9),
    Target(SHOP, "share_dead_day_14", "C01", 0.9, 0.04, 0.8),
    Target(SHOP, "share_muted_at_death", "C02", 0.7, 0.04, 0.6),
    Target(SHOP, "share_left_at_death", "C02", 0.12, 0.04, 0, 0.2),
    Target(SHOP, "dead_response_rate_red_packet", "C03", 0.17, 0.03, 0.1),
    Target(SHOP, "packet_over_advert", "C03", 5, math.inf, 5),
    Target(SHOP, "share_ever_wrote", "F15a", 0.08, 0.03, 0.03, 0.15),
    Target(SHOP, "operator_message_share", "F17", 0.8, 0.1, 0.6, 0.98),
    Target(SHOP, "muted_over_left", "F19", 2.5, 0.7, 1.5, 4),
    Target(CIRCLES, "talk_first_week_share", "F40", 0.55, 0.07, 0.4, 0.69),
    Target(CIRCLES, "talk_days_month_1", "F41", 0.41, 0.06, 0.29, 0.53),
    Target(CIRCLES, "talk_days_months_2_4", "F41", 0.23, 0.04, 0.15, 0.31),
    Target(CIRCLES, "talk_silent_by_14", "F42", 0.44, 0.1, 0.23, 0.65),
    Target(CIRCLES, "talk_silent_by_30", "F42", 0.81, 0.06, 0.68, 0.93),
    Target(CIRCLES, "talk_silent_by_60", "F42", 0.86, 0.06, 0.73, 0.99),
    Target(CIRCLES, "talk_dead_by_14", "C01, F43", 0.18, 0.05, 0.08, 0.28),
    Target(CIRCLES, "talk_dead_by_30", "F43", 0.27, 0.07, 0.13, 0.41),
    Target(CIRCLES, "talk_dead_by_60", "F43", 0.47, 0.05, 0.38, 0.57),
    Target(CIRCLES, "talk_dead_by_90", "F43", 0.61, 0.06, 0.49, 0.73),
    Target(CIRCLES, "new_posters_by_week_1", "F44", 0.46, 0.06, 0.34, 0.58),
    Target(CIRCLES, "new_posters_by_week_4", "F44", 0.61, 0.04, 0.53, 0.69),
    Target(CIRCLES, "lively_week_4", "F45", 0.39, 0.11, 0.16, 0.61),
    Target(CIRCLES, "lively_week_8", "F45", 0.49, 0.17, 0.15, 0.83),
    Target(CIRCLES, "ignited_week_8", "F46", 0.8, 0.08, 0.64, 0.95),
    Target(CIRCLES, "ignited_week_16", "F46", 0.54, 0.08, 0.37, 0.71),
    Target(CIRCLES, "messages_by_posters", "F47", 1.31, 0.05, 1.2, 1.42),
    Target(CIRCLES, "answered_over_unanswered", "F48", 1.33, 0.1, 1.12, 1.54),
    Target(CIRCLES, "gini", "F01", 0.74, 0.04, 0.65, 0.82),
    Target(CIRCLES, "top10_share", "F02", 0.62, 0.06, 0.5, 0.75),
    Target(CIRCLES, "one_time_share", "F03", 0.22, 0.06, 0.12, 0.36),
    Target(CIRCLES, "week1_return", "F04a", 0.19, 0.04, 0.14, 0.3),
    Target(CIRCLES, "week4_return", "F04b", 0.14, 0.04, 0.075, 0.235),
    Target(CIRCLES, "talk_week_4", "F06", 0.31, 0.08, 0.1, 0.5),
    Target(CIRCLES, "share_ever_wrote", "F15b", 0.27, 0.06, 0.15, 0.4),
    Target(CIRCLES, "muted_over_left", "F19", 2.5, 0.4, 1.5, 4),
    Target(CIRCLES, "burstiness", "F12", 0.48, 0.07, 0.33, 0.62),
    Target(QUIET, "share_muted_at_end", "F34", 0.19, 0.03, 0.1, 0.35),
    Target(BUYERS, "repeat_share_30", "F23", 0.175, 0.03, 0.095, 0.255),
    Target(BUYERS, "repeat_share_90", "F23", 0.292, 0.03, 0.212, 0.372),
    Target(BUYERS, "repeat_share_180", "F23", 0.375, 0.03, 0.295, 0.455),
    Target(ANSWERS, "log_odds_an_hour_later", "F30", math.log(7), 0.3, math.log(3), math.log(15)),
    Target(ANSWERS, "log_odds_a_day_later", "F30", math.log(60), 0.6, math.log(20), math.log(180)),
)

_REGULAR = catalogue.segments()["regular"]  # in these all segments are alike
PLAIN = {
    "sociability_spread": Free(1.4, 2.8, _REGULAR.sociability.spread),
    "need_spread": Free(0.2, 2.0, _REGULAR.need.spread),
    "theme_of_the_shop": Free(
        0.2, 1.5, load_scenario("supermarket").scenario.groups.theme_strength
    ),
}
FREE = PARAMETERS_FREE | PEOPLE | PLAIN
NAMES = tuple(FREE)


def point_of(unit: np.ndarray) -> dict[str, float]:
    """Return the free numbers at a point of the unit cube, (free numbers,)."""
    return {name: FREE[name].at(float(x)) for name, x in zip(NAMES, unit, strict=True)}


def shipped() -> np.ndarray:
    """Return the shipped values as a point of the unit cube, (free numbers,)."""
    return np.array([FREE[name].place(FREE[name].shipped) for name in NAMES])


# F34 is read where hardly anything is pushed.
WEEKLY = "playbook.calendar={news: {send: advert, every: 7 days}}"


@cache
def story(name: str) -> Scenario:
    """Return a story at the size the fit uses."""
    changes = {
        SHOP: ("supermarket", ["arrival.0.places=2"]),
        CIRCLES: ("organic", ["days=190"]),  # half a year from the first message
        QUIET: ("supermarket", ["arrival.0.places=1", "days=60", WEEKLY]),
        BUYERS: ("plain_customers", []),
        ANSWERS: ("slow_answers", ["days=60"]),
        "an_hour_later": ("slow_answers", ["days=60", "team.answers_after=90"]),
        "a_day_later": ("slow_answers", ["days=60", "team.answers_after=2160"]),
    }
    return load_scenario(*changes[name]).scenario


def segments_at(table: Mapping[str, Segment], point: dict[str, float]) -> dict[str, Segment]:
    """Return segments with what is fitted about people put in."""
    out = {}
    for kind, segment in table.items():
        scale = point["sociability_scale"] * (point["crowd_scale"] if kind in CROWD else 1)
        talk = {"median": segment.sociability.median * scale, "spread": point["sociability_spread"]}
        dare = {"median": segment.speaking_threshold.median * point["threshold_scale"]}
        out[kind] = segment.model_copy(
            update={
                "sociability": segment.sociability.model_copy(update=talk),
                "speaking_threshold": segment.speaking_threshold.model_copy(update=dare),
                "need": segment.need.model_copy(update={"spread": point["need_spread"]}),
            }
        )
    return out


def changed(name: str, point: dict[str, float]) -> Scenario:
    """Return a story with the free numbers put in."""
    scenario = story(name)
    strength = point["theme_of_the_shop"] if name == SHOP else scenario.groups.theme_strength
    return scenario.model_copy(
        update={
            "segments": segments_at(scenario.segments, point),
            "groups": scenario.groups.model_copy(update={"theme_strength": strength}),
            "parameters": {name: point[name] for name in point if name in PARAMETERS},
        }
    )


def people_at(point: dict[str, float]) -> dict[str, dict[str, dict[str, float]]]:
    """Return segment → trait → median and spread of what is fitted about people."""
    traits = ("sociability", "speaking_threshold", "need")
    return {
        kind: {
            name: {"median": getattr(segment, name).median, "spread": getattr(segment, name).spread}
            for name in traits
        }
        for kind, segment in segments_at(catalogue.segments(), point).items()
    }


def measure(point: dict[str, float], seed: int) -> dict[tuple[str, str], float]:
    """Return (story, metric) → value for every target, NaN where there is none."""
    found = measure_stories(point, seed, {SHOP: 3, CIRCLES: 2, QUIET: 1, BUYERS: 2})
    odds = {
        name: _metrics(name, point, 8, seed).get("qualified_odds", math.nan)
        for name in (ANSWERS, "an_hour_later", "a_day_later")
    }
    for later in ("an_hour_later", "a_day_later"):
        ratio = odds[ANSWERS] / max(odds[later], odds[ANSWERS] / MOST_ODDS)
        found[ANSWERS, f"log_odds_{later}"] = math.log(ratio) if ratio > 0 else math.nan
    return {(t.story, t.metric): found.get((t.story, t.metric), math.nan) for t in TARGETS}


def measure_stories(
    point: dict[str, float], seed: int, replicates: Mapping[str, int]
) -> dict[tuple[str, str], float]:
    """Return (story, metric) → value for the targets of some stories, NaN for those of others."""
    found = {
        (name, metric): value
        for name, count in replicates.items()
        for metric, value in _metrics(name, point, count, seed).items()
    }
    return {(t.story, t.metric): found.get((t.story, t.metric), math.nan) for t in TARGETS}


def _metrics(name: str, point: dict[str, float], replicates: int, seed: int) -> dict[str, float]:
    deaths: list[np.ndarray] = []
    stand: list[np.ndarray] = []  # how many have muted, and how many have left

    def note(replicate: Replicate) -> None:
        deaths.append(replicate.groups["death_day_silence"].copy())
        day = min(replicate.daily.shape[1], SEASON) - 1
        stand.append(replicate.daily[:, day, [COLUMN["muted"], COLUMN["left"]]].sum(axis=0))

    result = run(changed(name, point), replicates=replicates, seed=seed, jobs=1, on_replicate=note)
    out = {key: m.mean for key, m in result.metrics.items() if m.mean is not None}
    day = np.concatenate(deaths)
    day = np.where(day < 0, result.days, day)
    out["answered_over_unanswered"] = min(
        out.get("answered_return", math.nan) / max(out.get("unanswered_return", math.nan), 1e-3),
        20.0,
    )
    out["death_day_median"] = float(np.quantile(day, 0.5))
    muted, left = np.sum(stand, axis=0)
    out["muted_over_left"] = float(muted / max(left, 1))
    advert = out.get("dead_response_rate_advert", math.nan)
    out["packet_over_advert"] = min(
        out.get("dead_response_rate_red_packet", math.nan) / max(advert, 1e-4), 20.0
    )
    return out


def misses(found: dict[tuple[str, str], float]) -> np.ndarray:
    """Return by how many tolerances each target is missed, signed, (targets,)."""
    values = np.array([found[t.story, t.metric] for t in TARGETS])
    wanted = np.array([t.wanted for t in TARGETS])
    far = (values - wanted) / np.array([t.tolerance for t in TARGETS])
    return np.where(np.isfinite(far), far, MISSING)


def loss_of(found: dict[tuple[str, str], float], of: Collection[str] = ()) -> float:
    """Return the loss, of all targets or some stories': squares near them, lines far from them."""
    far = np.abs(misses(found))
    far = far[[not of or t.story in of for t in TARGETS]]
    return float(np.where(far <= FAR, far * far, FAR * (2 * far - FAR)).sum())
