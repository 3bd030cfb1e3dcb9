"""What a replicate comes to, recomputed slowly from members and days."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small import small

from simcommunity import run
from simcommunity.core.members.record import MEMBER
from simcommunity.core.vitals import COLUMN
from simcommunity.results.group_table import GROUP_FIELDS
from simcommunity.results.replicate import Replicate, conclude
from simcommunity.scenario.parameters import PARAMETERS
from simcommunity.simulation.events import BLAMED
from simcommunity.simulation.model import CommunityModel
from simcommunity.simulation.running import prepare

LOADED = small("organic", "groups.variety=0.5", "parameters.theme=40", "parameters.boldness=1")


WINDOW = int(PARAMETERS["silence_window"].value)


class Logged:
    """A run of the agents, with what was written noted day by day as it happens."""

    def __init__(self) -> None:
        self.design = prepare(LOADED.scenario)
        self.model = CommunityModel.from_design(self.design, seed=5)
        self.written: list[dict[int, int]] = []  # each day: member → organic messages so far
        while self.model.running:
            self.model.step()
            self.written.append({m.unique_id: m.written for m in self.model.members})
        self.replicate: Replicate = conclude(self.design, self.model.snapshot(), 0)

    def days_written(self, member: Any) -> list[int]:
        """Return the days on which a member wrote."""
        counts = [day.get(member.unique_id, 0) for day in self.written]
        return [d for d, (a, b) in enumerate(itertools.pairwise([0, *counts])) if b > a]


@pytest.fixture(scope="module")
def logged() -> Logged:
    return Logged()


def slow_gini(x: list[int]) -> float:
    """Return half the mean difference between two, relative to the mean."""
    return sum(abs(a - b) for a in x for b in x) / (2 * len(x) * sum(x))


def test_inequality_of_messages(logged: Logged) -> None:
    assert any(np.isfinite(logged.replicate.groups["gini"]))
    for group, seats in zip(logged.replicate.groups, logged.model.seats, strict=False):
        counts = sorted((m.written for m in seats if m.written), reverse=True)
        if counts:
            assert group["one_time_share"] == pytest.approx(counts.count(1) / len(counts))
        if len(counts) < 20 or sum(counts) < 200:  # as the published figures ask for
            assert math.isnan(group["gini"])
            continue
        assert group["gini"] == pytest.approx(slow_gini(counts))
        assert group["top1_share"] == counts[0] / sum(counts)  # 1 % of 50 is one
        tenth = max(1, round(len(counts) / 10))
        assert group["top10_share"] == pytest.approx(sum(counts[:tenth]) / sum(counts))


def test_who_writes_again_in_week_1_and_week_4(logged: Logged) -> None:
    for group, seats in zip(logged.replicate.groups, logged.model.seats, strict=False):
        for week in (1, 4):
            again = []
            for member in seats:
                days = logged.days_written(member)
                if days and days[0] + 7 * week + 7 <= len(logged.written):
                    since = [(day - days[0]) // 7 for day in days]
                    again.append(week in since)
            expected = sum(again) / len(again) if again else math.nan
            assert group[f"week{week}_return"] == pytest.approx(expected, nan_ok=True)


def test_speakers_are_those_who_wrote_that_day(logged: Logged) -> None:
    daily = logged.replicate.daily
    for g, seats in enumerate(logged.model.seats[: len(daily)]):
        speakers = np.zeros(len(logged.written))
        for member in seats:
            speakers[logged.days_written(member)] += 1
        assert daily[g, :, COLUMN["speakers"]].tolist() == speakers.tolist()
        messages = sum(member.written for member in seats)
        assert daily[g, :, COLUMN["messages"]].sum() == messages


def test_group_rows_agree_with_the_days(logged: Logged) -> None:
    daily, wage = logged.replicate.daily, 25.0
    for g, group in enumerate(logged.replicate.groups):
        wrote = [m for m in logged.model.seats[g] if m.written or m.greeted]
        assert group["wrote_share"] == pytest.approx(len(wrote) / group["joined"])
        assert group["orders"] == sum(m.orders for m in logged.model.seats[g])
        assert group["revenue"] == pytest.approx(sum(m.spend for m in logged.model.seats[g]))
        column = {name: daily[g, :, i].sum() for name, i in COLUMN.items()}
        profit = column["gross_profit"] - column["cash_cost"] - column["staff_minutes"] / 60 * wage
        assert group["profit"] == pytest.approx(profit)
        zero = int(group["day_zero"])
        week = [daily[g, zero + 7 * k : zero + 7 * k + 7, COLUMN["speakers"]].sum() for k in (0, 3)]
        expected = week[1] / week[0] if zero + 28 <= len(logged.written) else math.nan
        assert group["fade_ratio"] == pytest.approx(expected, nan_ok=True)


def test_present_members_are_those_who_joined_and_did_not_leave(logged: Logged) -> None:
    daily = logged.replicate.daily
    col = {name: daily[..., i] for name, i in COLUMN.items()}
    assert (col["members"] == col["active"] + col["muted"]).all()
    assert (col["joined"] == col["members"] + col["left"]).all()
    assert (np.cumsum(col["newly_left"], axis=1) == col["left"]).all()
    muted = np.cumsum(col["newly_muted"] - col["unmuted"], axis=1)
    assert (col["muted"] <= muted).all()  # those who left muted are gone


def test_metrics_are_ratios_of_sums(logged: Logged) -> None:
    daily, metrics = logged.replicate.daily, logged.replicate.metrics
    total = {name: daily[..., i].sum() for name, i in COLUMN.items()}
    joined = logged.replicate.groups["joined"].sum()
    assert metrics["members"] == joined == len(logged.model.members)
    assert metrics["orders_per_member"] == pytest.approx(total["orders"] / joined)
    assert metrics["revenue_per_member"] == pytest.approx(total["revenue"] / joined)
    assert metrics["staff_hours"] == pytest.approx(total["staff_minutes"] / 60)
    talk = total["messages"] + total["greetings"] + total["spam"]
    share = total["operator_messages"] / (total["operator_messages"] + talk)
    assert metrics["operator_message_share"] == pytest.approx(share)
    causes = {k: v for k, v in metrics.items() if k.startswith("mute_cause_")}
    assert causes.keys() == {f"mute_cause_{cause}" for cause in BLAMED}
    assert sum(causes.values()) == pytest.approx(1)


def test_curves_are_means_by_age(logged: Logged) -> None:
    daily, groups = logged.replicate.daily, logged.replicate.groups
    curves = logged.replicate.curves
    for age in (0, 10, daily.shape[1] - WINDOW, daily.shape[1] - 1):
        days = [int(zero) + age for zero in groups["day_zero"]]
        known = [g for g, day in enumerate(days) if day < daily.shape[1]]
        shares = [
            daily[g, days[g], COLUMN["active"]] / daily[g, days[g], COLUMN["joined"]] for g in known
        ]
        # Who falls silent in the last days of a run cannot be told from who lives on.
        alive = [
            not 0 <= groups["death_day_silence"][g] <= age
            for g in known
            if days[g] + WINDOW <= daily.shape[1]
        ]
        expected = [np.mean(found) if found else math.nan for found in (shares, alive)]
        found = [curves["active_share"][age], curves["alive_share"][age]]
        assert found == pytest.approx(expected, nan_ok=True)


def made(opened: int = 1, days: int = 40, **groups: list[float]) -> Replicate:
    """Return what a run comes to whose groups fared as told; everything else is zero."""
    overrides = [f"groups.most={opened}", f"days={days}", "arrival=[]"]
    design = prepare(small("supermarket", *overrides).scenario)
    state = CommunityModel.from_design(design).snapshot()
    state.groups["joined"] = 10
    state.groups["day_zero"] = 0
    state.groups["chat"] = 1
    for name, told in groups.items():
        state.groups[name] = told
    state.table["status"][:, :10] = 1
    return conclude(design, state, 0)


def test_shares_of_death_by_a_day_are_of_groups_observed_long_enough() -> None:
    fates = {"death_silence": [0, 7, 8, 14, -1], "first_silence": [0, 7, 8, 14, 3]}
    metrics = made(5, **fates, revivals=[0, 0, 0, 0, 1]).metrics
    assert metrics["share_dead_day_7"] == 0.4
    assert metrics["share_dead_day_14"] == 0.8
    assert math.isnan(metrics["share_dead_day_90"])  # 40 days cannot tell
    assert metrics["revived_share"] == 0.2


def test_a_group_full_too_late_does_not_count_among_the_dead() -> None:
    late = made(3, death_silence=[2, 2, -1], first_silence=[2, 2, -1], day_zero=[0, 26, 27])
    assert late.metrics["share_dead_day_7"] == 1.0  # the third was observed for 13 days only
    assert late.groups["observed"].tolist() == [40, 14, 13]


def test_unopened_groups_are_left_out() -> None:
    replicate = made(4, joined=[10, 10, 0, 0])
    assert replicate.daily.shape[0] == 2
    assert replicate.groups.dtype.names == GROUP_FIELDS
    assert replicate.metrics["groups"] == 2


@given(st.lists(st.integers(0, 30), min_size=40, max_size=40))
def test_gini_of_anything(written: list[int]) -> None:
    design = prepare(small("supermarket", "groups.most=1", "days=1", "arrival=[]").scenario)
    state = CommunityModel.from_design(design).snapshot()
    state.groups["joined"] = 40
    state.table["status"][:, :40] = 1
    state.table["written"][0, :40] = written
    group = conclude(design, state, 0).groups[0]
    wrote = [count for count in written if count]
    enough = len(wrote) >= 20 and sum(wrote) >= 200  # as the published figure asks for
    expected = slow_gini(wrote) if enough else math.nan
    assert group["gini"] == pytest.approx(expected, nan_ok=True)
    assert state.table.dtype == MEMBER


def test_a_run_to_which_nobody_comes_has_no_groups_and_costs_no_profit() -> None:
    nobody = ["arrival.0.per_day=0", "days=3", "team.hours=0"]
    result = run("supermarket", nobody, replicates=2, jobs=1)
    assert (result.metrics["groups"].mean, result.metrics["members"].mean) == (0, 0)
    assert result.metrics["orders_per_member"].mean is None
