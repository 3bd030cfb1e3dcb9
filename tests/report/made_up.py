"""Numbers of a run that never was."""

from __future__ import annotations

from typing import Any

from simcommunity.results.accumulator import Accumulator
from simcommunity.results.estimates import Estimate
from simcommunity.results.replicate import Replicate

DAYS = 20

MEANS = {
    "share_dead_day_14": 0.92,
    "share_muted_at_death": 0.714,
    "share_left_at_death": 0.061,
    "dead_response_rate_red_packet": 0.142,
    "dead_response_rate_advert": 0.0031,
    "organic_speakers_per_100": 0.63,
    "share_ever_wrote": 0.14,
    "operator_message_share": 0.84,
    "orders_per_member": 0.84,
    "revenue_per_member": 37.7,
    "profit": -23456.0,
    "mute_cause_ads": 0.52,
    "mute_cause_overload": 0.24,
}
TIMES = {
    "death_day_silence": Estimate(6.6, 6.0, 6.2, 7.0, 40, 5.0, 7.0, 2),
    "death_day_deafness": Estimate(None, None, None, None, 40, None, None, 40),
    "first_silence_day": Estimate(5.5, 5.0, 5.0, 6.0, 40, 5.0, 6.0, 0),
}


def number(mean: float | None) -> Estimate:
    if mean is None:
        return Estimate(None, None, None, None, 0)
    return Estimate(mean, mean, mean - 0.01, mean + 0.01, 2)


def gathered(*replicates: Replicate, window: int = 7) -> dict[str, Any]:
    """Return what a result holds of some replicates."""
    kept = Accumulator(window)
    for one in replicates:
        kept.add(one)
    return {"totals": kept.totals(), "times": kept.times, "last_seen": kept.last_seen}
