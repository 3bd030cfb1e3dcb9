"""Every behaviour can be overridden, and what its answer entails is booked by the day."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simcommunity.core.day.compiled import BEHAVIOURS
from simcommunity.core.members.record import ACTIVE, BLOCKED, FRIEND, HIDDEN, LEFT, MUTED
from simcommunity.core.vitals import COLUMN
from simcommunity.results.replicate import Replicate
from simcommunity.scenario.loader import load_scenario
from simcommunity.simulation.agents import Member
from simcommunity.simulation.running import run

EVERYTHING = Path(__file__).parents[2] / "experiments" / "benchmarks" / "everything.yaml"
LOADED = load_scenario(
    EVERYTHING,
    [
        "days=14", "gate=none", "groups.size=25", "groups.most=2", "arrival.0.places=1",
        "arrival.0.per_day=40", "playbook.moderation=0",
    ],
)  # fmt: skip
Daily = dict[str, Any]


def lived(member_class: type[Member]) -> Daily:
    """Return the measures of a run with members of a class, name → (days,), summed over groups."""
    seen: list[Replicate] = []
    run(
        LOADED, replicates=1, seed=3, jobs=1, engine="mesa", member_class=member_class,
        on_replicate=seen.append,
    )  # fmt: skip
    return {name: seen[0].daily[..., column].sum(axis=0) for name, column in COLUMN.items()}


@cache
def ordinary() -> Daily:
    return lived(Member)


def always(behaviour: str, answer: Any) -> Daily:
    """Return the measures of a run whose members always answer alike when it comes to one thing."""
    constant = {behaviour: lambda self, *args: answer}
    return lived(type("Constant", (Member,), constant))


# A behaviour, its constant answer, and what the day's books must then say: "counted == expected",
# each a sum of measures; 0 is nothing.
CASES = [
    ("attend", False, "readers", "0"),
    ("greet", True, "greetings", "readers"),
    ("greet", False, "greetings", "0"),
    ("post_spam", True, "spam", "readers"),
    ("post_spam", False, "spam", "0"),
    ("speak", True, "speakers", "readers"),
    ("speak", False, "messages", "0"),
    ("come_along", False, "attended", "0"),
    ("grab", False, "grabs", "0"),
    ("buy", 2, "orders", "readers readers contact_orders"),
    ("buy", 0, "orders", "contact_orders"),
    ("tell_others", False, "mentioned", "0"),
    ("depart", LEFT, "newly_left", "joined_today"),
    ("depart", MUTED, "active", "0"),
    ("depart", ACTIVE, "muted", "0"),
    ("renew", True, "renewed", "renewals_due"),
    ("renew", False, "renewed", "0"),
    ("look_at_moments", False, "moments_readers", "0"),
    ("ask", False, "enquiries", "0"),
    ("talks", True, "qualified", "answered"),
    ("talks", False, "qualified", "0"),
    ("accept", True, "contact_orders", "qualified"),
    ("accept", False, "contact_orders", "0"),
    ("turn_away", FRIEND, "newly_hidden newly_blocked", "0"),
]  # fmt: skip


@pytest.mark.parametrize(("behaviour", "answer", "counted", "expected"), CASES)
def test_a_constant_answer_is_booked(
    behaviour: str, answer: Any, counted: str, expected: str
) -> None:
    daily = always(behaviour, answer)
    daily["joined_today"] = np.diff(daily["joined"], prepend=0)
    daily["0"] = np.zeros(LOADED.scenario.days)
    left, right = (sum(daily[name] for name in side.split()) for side in (counted, expected))
    assert left.tolist() == right.tolist()
    if expected != "0":
        assert left.sum() > 0
    elif counted not in ("newly_hidden newly_blocked", "active"):
        assert ordinary()[counted].sum() > 0  # else nothing would be shown


@pytest.mark.parametrize(
    ("behaviour", "answer", "measure"),
    [
        ("attend", True, "readers"), ("appraise", (9.0, 9.0), "benefit"),
        ("come_along", True, "attended"), ("grab", True, "grabs"),
        ("tell_others", True, "mentioned"), ("look_at_moments", True, "moments_readers"),
        ("ask", True, "enquiries"), ("turn_away", HIDDEN, "newly_hidden"),
        ("turn_away", BLOCKED, "newly_blocked"), ("fade", None, "irritation"),
        ("depart", MUTED, "newly_muted"),
    ],
)  # fmt: skip
def test_more_of_it_is_seen_in_the_results(behaviour: str, answer: Any, measure: str) -> None:
    assert always(behaviour, answer)[measure].sum() > 1.1 * ordinary()[measure].sum()


def test_who_gets_nothing_out_of_it_values_the_group_less() -> None:
    assert always("appraise", (0.0, 0.0))["benefit"][-1] < 0.5 * ordinary()["benefit"][-1]


def test_orders_are_paid_for() -> None:
    daily = always("buy", 2)
    assert daily["revenue"].sum() > 2 * ordinary()["revenue"].sum()
    asked = daily["revenue"].sum() - 5 * daily["renewed"].sum() + daily["discounts"].sum()
    assert asked / daily["orders"].sum() == pytest.approx(120, rel=0.3)  # baskets differ


def test_every_behaviour_is_overridden_here() -> None:
    names = {name for name in vars(Member) if not name.startswith("_")} - {"status_name", "remove"}
    assert names == set(BEHAVIOURS)
    assert names - {case[0] for case in CASES} == {"appraise", "fade"}


@pytest.mark.parametrize(("behaviour", "sentence"), [("depart", "LEFT"), ("turn_away", "BLOCKED")])
def test_an_answer_that_is_none_is_refused(behaviour: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=f"^{behaviour} must return .*{sentence}"):
        always(behaviour, 17)
