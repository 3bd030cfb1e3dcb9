"""How places ask, groups fill one after another, and when a group's life begins to count."""

from __future__ import annotations

from types import SimpleNamespace as Plain
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from simcommunity.core.day import compiled
from simcommunity.core.operators.acquisition import asked_today
from simcommunity.core.vitals import COLUMN
from simcommunity.results.replicate import Replicate, conclude
from simcommunity.scenario.loader import load_data
from simcommunity.simulation.running import prepare, run
from simcommunity.simulation.state import allocate

NO_ORDERS = {"order_base": -60}
EVERYBODY = {"takes": {"regular": [0.999999, 20]}}


def replicate(days: int, arrival: list[dict[str, Any]], size: int = 20, **parts: Any) -> Replicate:
    """Return a run in which practically everybody who is asked joins."""
    data = {
        "title": {"zh": "来人", "en": "arrivals"},
        "days": days,
        "people": {"mix": {"regular": 1}},
        "hooks": {"content": EVERYBODY},
        "arrival": [{"hook": {"content": 100}, **campaign} for campaign in arrival],
        "groups": {"size": size, **parts.pop("groups", {})},
        **parts,
    }
    seen: list[Replicate] = []
    run(load_data(data), replicates=1, jobs=1, on_replicate=seen.append)
    return seen[0]


@given(st.floats(0, 40), st.integers(0, 5), st.integers(1, 60))
def test_a_fixed_rate_is_kept_over_the_days(rate: float, place: int, days: int) -> None:
    source = Plain(low=rate, high=rate, per_member=0.0)
    asked = [asked_today([], source, place, day, 7, 0, None) for day in range(days)]
    assert sum(asked) == int(rate * days)
    assert max(asked) - min(asked) <= 1


def test_a_range_is_asked_evenly_from_end_to_end() -> None:
    source = Plain(low=3.0, high=7.0, per_member=0.0)
    asked = [
        asked_today([], source, place, day, 7, 0, None) for place in range(20) for day in range(100)
    ]
    counts = np.bincount(asked, minlength=8)
    assert counts[:3].sum() == 0
    assert stats.chisquare(counts[3:]).pvalue > 0.01


def test_groups_of_a_place_fill_one_after_another() -> None:
    done = replicate(10, [{"per_day": 12, "places": 2, "days": 5}])
    joined = done.daily[..., COLUMN["joined"]]
    assert joined.max() == 20
    assert sorted(joined[:, -1]) == [20, 20, 20, 20, 20, 20]
    assert joined[0].tolist() == [12, 20, 20, 20, 20, 20, 20, 20, 20, 20]
    assert done.groups["day_opened"].tolist() == [0, 0, 1, 1, 3, 3]


def test_day_zero_is_the_day_a_group_is_full_or_the_last_of_the_campaign() -> None:
    done = replicate(10, [{"per_day": 12, "days": 4}])
    assert done.groups["joined"].tolist() == [20, 20, 8]
    assert done.groups["day_zero"].tolist() == [1, 3, 3]
    assert done.groups["observed"].tolist() == [9, 7, 7]


def test_a_group_that_keeps_admitting_counts_from_its_first_day() -> None:
    done = replicate(10, [{"per_day": 1.5, "days": 30}])
    assert done.groups["joined"].tolist() == [15]
    assert done.groups["day_zero"].tolist() == [0]


def test_campaigns_begin_and_end_when_told() -> None:
    done = replicate(9, [{"per_day": 2, "from_day": 2, "days": 3}, {"per_day": 1, "days": 2}], 50)
    by_day = np.diff(done.daily[..., COLUMN["joined"]].sum(axis=0), prepend=0)
    assert by_day.tolist() == [1, 1, 2, 2, 2, 0, 0, 0, 0]


TRICKLE = [{"per_day": 1, "days": 2}, {"per_day": 2, "days": 30}]


def test_a_campaign_goes_on_in_stages_into_the_same_groups() -> None:
    burst = {"per_day": 5, "days": 2, "places": 2, "then": TRICKLE}
    done = replicate(6, [burst, {"per_day": 3, "days": 1}], 50)
    joined = done.daily[..., COLUMN["joined"]]
    assert joined.tolist() == [
        [5, 10, 11, 12, 14, 16],
        [5, 10, 11, 12, 14, 16],
        [3, 3, 3, 3, 3, 3],
    ]


@pytest.mark.parametrize(("days", "zero"), [(40, 33), (34, 0)])
def test_its_last_day_is_that_of_its_last_stage(days: int, zero: int) -> None:
    done = replicate(days, [{"per_day": 5, "days": 2, "then": TRICKLE}], 200)
    assert done.groups["day_zero"].tolist() == [zero]


def test_stages_ask_whom_their_campaign_asks() -> None:
    hooks = {"content": {"takes": {"regular": [0.999999, 20], "fan": [1e-9, 0]}}}
    parts: dict[str, Any] = {"people": {"mix": {"regular": 0.5, "fan": 0.5}}, "hooks": hooks}
    regulars, fans = (
        {"per_day": 3, "days": 1, "then": TRICKLE, "mix": {name: 1}} for name in ("regular", "fan")
    )
    for arrival in ([regulars, fans], [fans, regulars]):
        done = replicate(8, arrival, 50, **parts)
        assert done.groups["joined"].tolist() == [3 + 2 + 10]


def test_who_joins_costs_money_and_a_fee_earns_some() -> None:
    campaign = {"per_day": 10, "days": 1, "cost": 7}
    done = replicate(2, [campaign], 50)
    assert done.daily[0, :, COLUMN["cash_cost"]].tolist() == [70, 0]
    paid = replicate(2, [campaign], 50, gate={"fee": 3}, parameters={"gate_base": 30, **NO_ORDERS})
    fees = paid.daily[0, 0]
    assert fees[COLUMN["joined"]] == 10
    assert fees[COLUMN["orders"]] == 0
    assert fees[COLUMN["revenue"]] == 30


def test_who_is_turned_back_at_the_gate_costs_nothing() -> None:
    strict = replicate(1, [{"per_day": 40, "days": 1, "cost": 7}], 50, gate={"fee": 60})
    joined = strict.daily[0, 0, COLUMN["joined"]]
    assert 0 < joined < 40
    assert strict.daily[0, 0, COLUMN["acquisition"]] == 7 * joined
    assert strict.daily[0, 0, COLUMN["cash_cost"]] == 7 * joined
    assert strict.metrics["acquisition_cost"] == 7


def test_a_campaign_s_gift_teaches_nothing_to_those_who_were_there_before() -> None:
    """Its worth moves what newcomers hope for; nobody new finds a seat here."""
    standing = {"most": 1, "start": "running"}
    gifts = [
        replicate(5, [{"hook": {"content": worth}, "per_day": 5}], groups=standing)
        for worth in (0, 100)
    ]
    assert gifts[0].digest == gifts[1].digest


def test_people_beyond_the_last_group_are_turned_away() -> None:
    done = replicate(5, [{"per_day": 30, "days": 5}], groups={"most": 2})
    assert done.groups["joined"].tolist() == [20, 20]


def test_groups_that_nobody_joined_are_left_out_wherever_they_stand() -> None:
    data = {
        "title": {"zh": "空群", "en": "empty groups"},
        "people": {"mix": {"regular": 1}},
        "arrival": [{"hook": {"content": 0}, "places": 6, "per_day": 2, "days": 2}],
        "gate": {"fee": 99},
        "groups": {"size": 5},
    }
    design = prepare(load_data(data).scenario, days=5)
    gaps = 0
    for number in range(6):
        state = allocate(design, 7, number)
        compiled.advance(state, 0, 5, 7, number)
        joined = state.groups["joined"]
        gaps += int(joined[0] == 0 < joined.max())
        done = conclude(design, state, number)
        assert done.groups["joined"].tolist() == joined[joined > 0].tolist()
        assert done.groups["group"].tolist() == joined.nonzero()[0].tolist()
        assert (done.daily[:, -1, COLUMN["joined"]] == joined[joined > 0]).all()
    assert gaps > 0


def test_groups_that_start_running_are_old_full_and_know_their_speakers() -> None:
    done = replicate(3, [], groups={"most": 3, "start": "running"})
    assert done.daily[:, 0, COLUMN["joined"]].tolist() == [20, 20, 20]
    assert done.groups["day_zero"].tolist() == [0, 0, 0]
    assert done.groups["day_opened"].tolist() == [-30, -30, -30]
    assert done.daily[..., COLUMN["greetings"]].sum() == 0
