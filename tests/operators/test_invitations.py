"""Members who bring others along, and campaigns that ask other people than the rest."""

from __future__ import annotations

import math
from types import SimpleNamespace as Plain
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from plain import a_group, a_member, parameters

from simcommunity.core.day import compiled
from simcommunity.core.members.record import LEFT, MUTED
from simcommunity.core.operators.acquisition import asked_today
from simcommunity.core.operators.invitations import (
    convinced_share,
    invited_today,
    mix_of_kin,
    note_kin,
    recommended,
    trust_of_base,
)
from simcommunity.results.replicate import Replicate
from simcommunity.scenario.loader import load_data
from simcommunity.simulation.running import prepare, run
from simcommunity.simulation.state import allocate

EVERYBODY = {"takes": {"regular": [0.999999, 20], "fan": [0.999999, 20]}}


def newcomers(loaded: Any) -> Any:
    """Return the members who joined after the first day."""
    design = prepare(loaded.scenario)
    state = allocate(design, 7, 0)
    compiled.advance(state, 0, design.days, 7, 0)
    groups = zip(state.table, state.groups["joined"], strict=True)
    members = np.concatenate([seats[:joined] for seats, joined in groups])
    return members[members["day_joined"] > 0]


def base(*groups: tuple[float, float]) -> list[Any]:
    """Return groups with so many members present and so much trust in all."""
    return [a_group(signals=[0, 0, 0, 0, 0, 0, n], trusting=trust) for n, trust in groups]


def shop(**parts: Any) -> dict[str, Any]:
    """Return a shop whose friends bring others along, with some parts of its own."""
    return {
        "title": {"zh": "裂变", "en": "fission"},
        "days": 12,
        "people": {"mix": {"regular": 0.5, "fan": 0.5}},
        "hooks": {"content": EVERYBODY, "fission": EVERYBODY},
        "groups": {"size": 50, "most": 8},
        **parts,
    }


def replicate(**parts: Any) -> Replicate:
    """Return one run of a shop whose friends bring others along."""
    seen: list[Replicate] = []
    run(load_data(shop(**parts)), replicates=1, jobs=1, on_replicate=seen.append)
    return seen[0]


def test_members_invite_for_trust_and_for_a_reward() -> None:
    p = parameters(invite_anyway=0.2, money_unit=5.0)
    groups = base((10, 4.0), (0, 0.0), (30, 6.0))
    source = Plain(per_member=0.5, bribe=15.0, low=0.0, high=0.0)
    assert invited_today(groups, source, p) == pytest.approx(0.5 * (8 + 8) * math.log(4))
    assert trust_of_base(groups) == pytest.approx(10 / 40)
    assert trust_of_base(base((0, 0.0))) == 0
    days = [asked_today(groups, source, 0, day, 7, 0, p) for day in range(2000)]
    assert set(days) == {11, 12}
    assert np.mean(days) == pytest.approx(8 * math.log(4), abs=0.05)


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.floats(0, 100))
def test_the_more_trust_the_more_people(a: float, b: float, anyway: float, bribe: float) -> None:
    p = parameters(invite_anyway=anyway)
    source = Plain(per_member=1.0, bribe=bribe)
    low, high = (invited_today(base((20, 20 * t)), source, p) for t in sorted((a, b)))
    assert low <= high * (1 + 1e-12)


CAMPAIGNS = [
    {"hook": {"content": 50}, "per_day": 30, "days": 1},
    {"hook": {"fission": 10}, "per_day": 0, "per_member": 0.3, "from_day": 2, "days": 6},
]


def test_fission_brings_more_people_the_more_trust_there_is() -> None:
    joined = [
        replicate(arrival=CAMPAIGNS, parameters={"first_trust": trust}).groups["joined"].sum()
        for trust in (0.05, 0.4, 0.8)
    ]
    assert joined == sorted(set(joined))
    assert joined[0] > 30
    without = [CAMPAIGNS[0], {**CAMPAIGNS[1], "per_member": 0}]
    assert replicate(arrival=without).groups["joined"].sum() == 30


def test_a_campaign_asks_its_own_mix() -> None:
    own = {**CAMPAIGNS[0], "mix": {"fan": 0.25, "regular": 0.75}}
    design = prepare(
        load_data(scenario(own, CAMPAIGNS[0], {"mix": {"fan": 1}, **CAMPAIGNS[0]})).scenario
    )
    order = np.diff(design.mixes, axis=1, prepend=0).tolist()
    assert order == [[0.75, 0.25], [0.5, 0.5], [0, 1], [0.5, 0.5]]


def scenario(*campaigns: dict[str, Any]) -> dict[str, Any]:
    """Return a scenario with some campaigns."""
    mix = {"regular": 0.5, "fan": 0.5}
    return {"title": {"zh": "甲", "en": "A"}, "people": {"mix": mix}, "arrival": list(campaigns)}


def test_some_invite_from_trust_and_others_for_the_reward() -> None:
    p = parameters(invite_anyway=0.2)
    assert convinced_share(base((10, 4.0), (30, 6.0)), p) == pytest.approx(8 / (8 + 8))
    assert convinced_share(base((10, 0.0)), p) == 0


def test_those_who_invite_from_trust_are_present_and_count_by_their_trust() -> None:
    kin = np.full((2, 3), 9.0)
    seats = [
        a_member(segment=0, trust=0.5),
        a_member(segment=2, trust=0.25, status=MUTED),
        a_member(segment=2, trust=0.25),
        a_member(segment=1, trust=1.0, status=LEFT),
    ]
    note_kin(a_group(joined=4), seats, kin[0])
    assert kin[0].tolist() == [0.5, 0, 0.5]
    note_kin(a_group(joined=4, closed=1), seats, kin[1])
    assert kin[1].tolist() == [0, 0, 0]
    assert mix_of_kin(kin).tolist() == [0.5, 0.5, 1]


def test_a_recommendation_persuades_by_trust() -> None:
    p = parameters(recommended=2.0)
    assert recommended(0.25, 0.5, p) == pytest.approx(math.e / (math.e + 3))
    assert recommended(0.25, 0.0, p) == 0.25
    assert recommended(1.0, 0.5, p) == 1


def test_like_brings_like_and_a_gift_brings_anybody() -> None:
    """All members are fans; whom they ask from trust is a fan, and whom for the gift a regular."""
    data = shop(
        people={"mix": {"regular": 1, "fan": 0}},
        arrival=[{**CAMPAIGNS[0], "mix": {"fan": 1}}, CAMPAIGNS[1]],
    )
    for anyway, segments, customers in ((0.0, {1}, 0), (1.0, {0}, 0)):
        more = {"invite_anyway": anyway, "alike": 1.0, "first_trust": 0.5}
        invited = newcomers(load_data({**data, "parameters": more}))
        assert len(invited) > 10
        assert set(invited["segment"].tolist()) == segments
        assert invited["prior_customer"].sum() == customers
