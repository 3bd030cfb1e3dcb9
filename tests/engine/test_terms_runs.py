"""Whole small runs with duties, renewals, planned ends and groups that were there before."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from lives import life_of

from simcommunity.core.members.record import ACTIVE, LEFT, MUTED, REMOVED
from simcommunity.core.vitals import COLUMN
from simcommunity.results.replicate import Replicate
from simcommunity.simulation.state import State

DAYS = 30
CLUB: dict[str, Any] = {
    "title": {"zh": "会员", "en": "club"},
    "days": DAYS,
    "people": {"mix": {"regular": 1}},
    "hooks": {
        "content": {"takes": {"regular": [0.999999, 20]}},
        "fission": {"takes": {"regular": [0.999999, 20]}},
    },
    "arrival": [{"hook": {"content": 100}, "per_day": 40, "days": 1, "cost": 3}],
    "groups": {"size": 40},
    "team": {"people": 1},
    "playbook": {"calendar": {"topic": {"send": "question", "per_day": 2}}},
}
STAY = "parameters.leave_base=-60"


@cache
def lived(*overrides: str) -> tuple[State, Replicate]:
    """Return the state after a run with some changes, and what it came to."""
    return life_of(CLUB, *overrides)


def column(name: str, *overrides: str) -> np.ndarray[Any, Any]:
    """Return a measure, (groups, days)."""
    table: np.ndarray[Any, Any] = lived(*overrides)[1].daily[..., COLUMN[name]]
    return table


def test_a_duty_removes_who_does_not_write() -> None:
    duty = (STAY, "groups.duty=9 days", "parameters.greeting=0", "parameters.duty_call=0")
    state, done = lived(*duty)
    member = state.table[0]
    silent = member["last_wrote"] < 0
    assert (member["status"][silent] == REMOVED).all()
    kept = np.isin(member["status"], (ACTIVE, MUTED))
    assert (kept == (DAYS - 1 - member["last_wrote"] < 9)).all()
    assert column("newly_removed", *duty)[0, :9].sum() == 0
    assert column("newly_removed", *duty)[0, 9] >= silent.sum() > 0
    assert done.metrics["removed_share"] == (~kept).sum() / 40
    assert column("left", *duty)[0].tolist() == column("newly_removed", *duty)[0].cumsum().tolist()


def test_a_check_in_makes_people_write() -> None:
    written = [
        lived(STAY, "groups.duty=20 days", f"parameters.duty_call={call}")[0].table["written"].sum()
        for call in (0, 2)
    ]
    assert written[0] < written[1]


def test_renewals_charge_the_fee_and_lapse() -> None:
    club = (
        STAY, "groups.renewal={every: 10 days, fee: 8}", "parameters.order_base=-60",
        "parameters.renew_base=-1",
    )  # fmt: skip
    state, done = lived(*club)
    member = state.table[0]
    due, renewed = column("renewals_due", *club)[0], column("renewed", *club)[0]
    assert np.flatnonzero(due).tolist() == [10, 20]
    assert due.tolist()[10:21:10] == [40, renewed[10]]
    assert 0 < renewed.sum() < due.sum()
    assert column("revenue", *club)[0].tolist() == (8 * renewed).tolist()
    assert column("gross_profit", *club)[0].tolist() == (8 * renewed).tolist()
    assert member["last_paid"].tolist() == (10 * member["spend"] / 8).tolist()
    assert ((member["status"] == LEFT) == (member["spend"] < 16)).all()
    assert done.metrics["renewal_rate"] == renewed.sum() / due.sum()


CLOSING = ("groups.closes_after=12 days", STAY)


def test_a_closed_group_costs_and_does_nothing_afterwards() -> None:
    daily = lived(*CLOSING)[1].daily[0]
    assert (daily[:12, COLUMN["members"]] == 40).all()
    assert (daily[:12, COLUMN["staff_minutes"]] > 0).all()
    assert (daily[12:] == 0).all()
    assert (lived(*CLOSING)[1].daily[0, :12] == lived(STAY)[1].daily[0, :12]).all()


def test_a_closed_group_is_censored_at_its_end() -> None:
    """It was watched for twelve days, and nobody can tell how long it would have lived."""
    (group,) = lived(*CLOSING, "parameters.theme=60")[1].groups
    assert group["death_day_silence"] == -1
    assert group["observed"] == 12


def test_a_closed_group_keeps_what_it_came_to() -> None:
    ended = lived("groups.closes_after=12 days")[1].metrics
    then = lived("days=12")[1].metrics
    for name in ("share_ever_wrote", "share_muted_at_end", "share_left_at_end"):
        assert ended[name] == pytest.approx(then[name]), name


MINUTES = 11.5
TWO = (
    "arrival=[{hook: {content: 100}, per_day: 40, days: 1, cost: 3}, "
    "{hook: {content: 100}, per_day: 40, days: 1, cost: 3, from_day: 9}]"
)


def test_a_closed_group_takes_no_minutes_from_the_others() -> None:
    little = f"team.hours={MINUTES / 60}"
    assert column("dropped", STAY, little).sum() == 0  # enough for one group, not for two
    one_at_a_time = (*CLOSING, TWO, little)
    dropped = column("dropped", *one_at_a_time)
    assert lived(*one_at_a_time)[1].groups["day_zero"].tolist() == [0, 9]
    assert dropped[1, 9:12].sum() > 0
    assert dropped[1, 13:21].sum() == 0


def test_nobody_joins_a_closed_group() -> None:
    trickle = (*CLOSING, "arrival.0.per_day=1", "arrival.0.days=30")
    assert column("joined", *trickle)[0].max() == 12
    assert lived(*trickle)[1].groups["joined"][0] <= 13  # one came on the day it was closed


def test_nobody_in_a_closed_group_invites_others() -> None:
    fission = "{hook: {fission: 10}, per_day: 0, per_member: 0.1, from_day: 14, days: 10}"
    both = f"arrival=[{{hook: {{content: 100}}, per_day: 40, days: 1}}, {fission}]"
    assert lived(*CLOSING, both, "groups.most=5")[1].groups["joined"].tolist() == [40]


def test_only_so_many_groups_are_there_from_the_start() -> None:
    running = ("groups.start=running", "groups.most=4", "groups.filled=2", "arrival.0.from_day=3")
    joined = column("joined", *running)
    assert joined[:, 0].tolist() == [40, 40, 0]
    assert joined[:, 3].tolist() == [40, 40, 40]
    assert lived(*running)[1].groups["day_opened"].tolist() == [-30, -30, 3]


def test_folding_takes_the_group_out_of_sight() -> None:
    always = (STAY, "groups.folding=1", "parameters.folded_reads=0", "parameters.muting=0")
    state, _ = lived(*always)
    readers = column("readers", *always)[0]
    assert (np.diff(readers) <= 0).all()  # who once does not look never does again
    assert readers[0] > readers[-1]
    assert (state.table[0]["folded"] == 0).sum() == readers[-1]


def test_meetings_are_attended_by_readers_of_the_day() -> None:
    meet = (
        STAY, "playbook.calendar={meet: {send: offline_meetup, every: 10 days}}",
        "parameters.attendance=1",
    )  # fmt: skip
    attended, readers = column("attended", *meet)[0], column("readers", *meet)[0]
    assert np.flatnonzero(attended).tolist() == [0, 10, 20]
    assert (attended <= readers).all()
    assert lived(*meet)[1].metrics["attended_per_member"] == attended.sum() / 40
    trust = [column("trust", *meet, f"parameters.meeting_trust={x}")[0, -1] for x in (0, 0.4)]
    assert trust[0] < trust[1]


def test_who_comes_to_a_meeting_gets_to_know_others() -> None:
    meet = (
        STAY, "playbook.calendar={meet: {send: offline_meetup, every: 10 days}}",
        "parameters.attendance=1", "groups.ties=none", "parameters.tie_gain=0",
    )  # fmt: skip
    support = [
        lived(*meet, f"parameters.meeting_tie={gain}")[0].table[0]["tie_support"].sum()
        for gain in (0, 0.5)
    ]
    assert support[0] == 0 < support[1]
