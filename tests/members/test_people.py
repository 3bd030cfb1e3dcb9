"""Who comes: traits as the segments say, the same person in every world, hooks, gates, starts."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from plain import a_member, parameters
from scipy import special, stats

from simcommunity.core.day import compiled
from simcommunity.core.members.people import settle_record, trait_value
from simcommunity.core.members.record import ACTIVE, LEFT, MUTED, N_SHARES, TRAITS
from simcommunity.scenario import catalogue
from simcommunity.scenario.loader import load_data
from simcommunity.simulation.running import prepare
from simcommunity.simulation.state import allocate

SEGMENT = catalogue.segments()["regular"]


def people(days: int = 1, seed: int = 5, **parts: Any) -> Any:
    """Return the rows of everybody who joined in a scenario of these parts."""
    data = {
        "title": {"zh": "人", "en": "people"},
        "people": {"mix": {"regular": 1}},
        "groups": {"size": 500, "most": 8, "start": "running"},
        **parts,
    }
    design = prepare(load_data(data).scenario, days=days)
    state = allocate(design, seed, 0)
    compiled.advance(state, 0, days, seed, 0)
    joined = np.arange(design.size) < state.groups["joined"][:, None]
    return state.table[joined]


def latent(rows: Any, trait: str) -> Any:
    """Return a trait on the scale on which it is normal."""
    if trait == "need_rate":
        return np.log(rows[trait] * 9)  # the cycle of the business
    if TRAITS.index(trait) < N_SHARES:
        return special.logit(rows[trait])
    return np.log(rows[trait]) if TRAITS.index(trait) < 10 else rows[trait]


def test_traits_have_the_distribution_of_their_segment() -> None:
    rows = people()
    assert len(rows) == 4000
    for trait in TRAITS:
        spec = getattr(SEGMENT, "need" if trait == "need_rate" else trait)
        place = TRAITS.index(trait)
        centre = spec.median
        if place < N_SHARES:
            centre = special.logit(centre)
        elif place < 10:
            centre = math.log(centre)
        test = stats.kstest((latent(rows, trait) - centre) / spec.spread, "norm")
        assert test.pvalue > 0.01 / len(TRAITS), trait
    assert rows["prior_customer"].mean() == pytest.approx(SEGMENT.prior_customer, abs=0.03)


@pytest.mark.parametrize("scale", [0.0, 0.5, 1.0])
def test_traits_go_together_as_told(scale: float) -> None:
    rows = people(people={"mix": {"regular": 1}, "correlation": scale})
    told = {frozenset(pair): scale * rho for *pair, rho in catalogue.correlation()}
    for i, first in enumerate(TRAITS):
        for second in TRAITS[:i]:
            names = {("need" if t == "need_rate" else t) for t in (first, second)}
            found = np.corrcoef(latent(rows, first), latent(rows, second))[0, 1]
            assert found == pytest.approx(told.get(frozenset(names), 0.0), abs=0.06)


def test_segments_come_by_their_shares() -> None:
    mix = {"fan": 0.5, "peer": 0.3, "spammer": 0.2}
    rows = people(people={"mix": mix})
    counts = np.bincount(rows["segment"], minlength=3) / len(rows)
    assert counts == pytest.approx(list(mix.values()), abs=0.03)
    spam = np.float32(catalogue.segments()["spammer"].spam)
    assert set(rows["spam"][rows["segment"] == 2]) == {spam}


ARRIVAL = {"hook": {"giveaway": 5}, "places": 2, "per_day": [80, 120], "days": 4}
TRAIT_FIELDS = [*TRAITS, "segment", "prior_customer", "spam", "need"]


def arriving(**parts: Any) -> Any:
    """Return everybody who joined by one campaign, by their numbers."""
    rows = people(
        **{"people": {"mix": {"regular": 0.5, "fan": 0.5}}, "arrival": [ARRIVAL],
           "groups": {"size": 60}, "days": 6, **parts}
    )  # fmt: skip
    return rows[np.argsort(rows["person"])]


def test_the_same_people_come_whatever_is_done_with_them() -> None:
    ordinary = arriving()
    assert len(ordinary) > 100
    for other in (
        arriving(playbook="ad_spam"),
        arriving(groups={"size": 60, "theme_strength": 3, "ties": {"preferential": {"links": 2}}}),
        arriving(groups={"size": 25}),
        arriving(business={"quality": 0.1}),
    ):
        assert (other["person"] == ordinary["person"]).all()
        for field in TRAIT_FIELDS[:-1]:
            assert (other[field] == ordinary[field]).all(), field


def test_a_gate_lets_in_some_of_the_same_people() -> None:
    open_to_all, gated = arriving(), arriving(gate={"fee": 9})
    assert 0 < len(gated) < len(open_to_all)
    known = {row["person"]: row for row in open_to_all}
    for row in gated:
        assert all(row[f] == known[row["person"]][f] for f in TRAITS)
    assert (gated["sunk"] > 0).all()
    assert (open_to_all["sunk"] == 0).all()


def test_no_more_join_than_there_is_room_for() -> None:
    rows = arriving(groups={"size": 20, "most": 3})
    assert len(rows) == 60
    everybody = arriving()
    assert set(rows["person"]) < set(everybody["person"])


@pytest.mark.parametrize("worth", [0, 5, 20])
def test_a_hook_is_taken_as_often_as_told(worth: float) -> None:
    segment, asked = "bargain_hunter", 3000
    base, gain = catalogue.hooks()["giveaway"].takes[segment]
    rows = people(
        people={"mix": {segment: 1}}, groups={"size": 500},
        arrival=[{"hook": {"giveaway": worth}, "per_day": asked, "days": 1}],
    )  # fmt: skip
    chance = special.expit(special.logit(base) + gain * math.log1p(worth / 5))
    spread = math.sqrt(asked * chance * (1 - chance))
    assert len(rows) == pytest.approx(asked * chance, abs=3 * spread)


@pytest.mark.parametrize("gate", ["none", {"referrals": 1}])
def test_who_came_for_a_gift_expects_gifts(gate: Any) -> None:
    campaign = {"per_day": 900, "days": 1}
    hopes = [
        people(
            people={"mix": {"bargain_hunter": 1}}, groups={"size": 500},
            arrival=[{"hook": {"giveaway": worth}, **campaign}], gate=gate,
            parameters={"read_active": 0, "read_muted": 0, "muted_lure": 0},
        )["expectation"].mean()
        for worth in (0, 2, 20)
    ]  # fmt: skip
    assert hopes[0] == 0
    assert 0 < hopes[1] < hopes[2] < 1


def test_members_from_the_start_hope_for_nothing_that_a_campaign_gives() -> None:
    unread = {"read_active": 0, "read_muted": 0, "muted_lure": 0}
    arrival = [{"hook": {"giveaway": worth}, "per_day": 1} for worth in (20, 0)]
    for campaigns in (arrival, []):
        assert (people(arrival=campaigns, parameters=unread)["expectation"] == 0).all()


def test_a_group_that_starts_dead_is_mostly_muted() -> None:
    told = {"dead_muted": 0.7, "dead_left": 0.2, "leave_base": -60, "muting": 0, "unmute_base": -60}
    rows = people(groups={"size": 500, "most": 6, "start": "dead"}, parameters=told)
    shares = [(rows["status"] == status).mean() for status in (ACTIVE, MUTED, LEFT)]
    assert shares == pytest.approx([0.1, 0.7, 0.2], abs=0.03)


@pytest.mark.parametrize(
    ("place", "z", "value"),
    [(0, 0.0, 0.5), (5, 1.0, 1 / (1 + math.exp(-2))), (6, 1.0, math.exp(2)), (9, 0.0, 1.0),
     (10, -1.0, -2.0), (11, 0.5, 1.0)],
)  # fmt: skip
def test_shares_are_logit_normal_positives_log_normal_the_rest_normal(
    place: int, z: float, value: float
) -> None:
    assert trait_value(place, 0.0, 2.0, z) == pytest.approx(value)


@pytest.mark.parametrize(("stake", "belonging"), [(0.0, 0.1), (0.5, 0.325), (1.0, 0.55)])
def test_a_common_stake_makes_a_newcomer_belong_by_its_interest(
    stake: float, belonging: float
) -> None:
    member = a_member(affinity=0.5)
    settle_record(member, 0.0, parameters(stake=stake, first_belonging=0.1))
    assert member.belonging == pytest.approx(belonging)
