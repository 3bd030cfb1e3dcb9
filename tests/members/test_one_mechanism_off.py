"""Mechanisms switched off one at a time: what they did is gone, and nothing else is needed."""

from __future__ import annotations

from typing import Any

import pytest
from small import small

from simcommunity.core.vitals import COLUMN
from simcommunity.results.replicate import Replicate
from simcommunity.simulation.running import run

CAUSES = [name for name in COLUMN if name.startswith("mute_")]


def daily(*overrides: str, name: str = "supermarket") -> Any:
    """Return the daily table of a small scenario with changes, (groups, days, columns)."""
    seen: list[Replicate] = []
    run(small(name, "days=25", *overrides), replicates=1, on_replicate=seen.append)
    return seen[0].daily


def total(table: Any, *columns: str) -> float:
    """Return the sum of some columns over groups and days."""
    return float(sum(table[..., COLUMN[name]].sum() for name in columns))


def test_without_muting_nobody_mutes() -> None:
    assert total(daily(), "newly_muted") > 0
    off = daily("parameters.muting=0")
    assert total(off, "newly_muted", "muted", *CAUSES) == 0
    assert total(off, "newly_left") > 0


def test_without_greetings_nobody_says_hello() -> None:
    assert total(daily(), "greetings") > 0
    assert total(daily("parameters.greeting=0"), "greetings") == 0


def test_without_anything_to_talk_about_nobody_talks() -> None:
    """The launch, the theme and invitations are all there is to start with."""
    nothing = ["groups.theme_strength=0", "parameters.invitation=0"]
    launched = daily(*nothing, name="organic")
    assert total(launched, "messages") > 0
    assert total(daily(*nothing, "parameters.launch=0", name="organic"), "messages") == 0


def test_without_a_launch_the_first_days_are_calmer() -> None:
    on, off = daily(name="organic"), daily("parameters.launch=0", name="organic")
    assert total(off[:, :7], "messages") < total(on[:, :7], "messages")


def test_without_habit_having_written_changes_nothing() -> None:
    gains = [f"parameters.habit_gain={gain}" for gain in (0.0, 5.0)]
    low, high = (daily("parameters.habit=0", gain, name="organic") for gain in gains)
    assert (low == high).all()
    low, high = (daily("parameters.habit=5", gain, name="organic") for gain in gains)
    assert total(high, "messages") > total(low, "messages")


@pytest.mark.parametrize(
    ("parameters", "cause"),
    [
        (["ads_irritate"], "mute_ads"),
        (["overload_irritates"], "mute_overload"),
        (["off_topic_irritates", "spam_irritates"], "mute_off_topic"),
        (["neglect_irritates"], "mute_neglect"),
        (["loss_irritates"], "mute_lost_benefits"),
    ],
)
def test_an_annoyance_switched_off_is_blamed_for_nothing(parameters: list[str], cause: str) -> None:
    # Talk, adverts and spam at once, so that every cause occurs.
    lively = ["people.mix={regular: 0.5, fan: 0.3, spammer: 0.2}", "parameters.theme=3"]
    assert total(daily(*lively), cause) > 0
    off = daily(*lively, *(f"parameters.{name}=0" for name in parameters))
    assert total(off, cause) == 0
    assert total(off, "newly_muted") > 0


def test_causes_add_up_to_the_mutes() -> None:
    table = daily("playbook=benefit_led")
    assert total(table, *CAUSES) == pytest.approx(total(table, "newly_muted"))


def test_without_adverts_and_irritation_more_stay() -> None:
    on = daily()
    off = daily("parameters.mute_irritation=0", "parameters.leave_irritation=0")
    assert off[:, -1, COLUMN["muted"]].sum() < on[:, -1, COLUMN["muted"]].sum()


def test_a_team_without_hours_sends_nothing() -> None:
    table = daily("team.people=0")
    assert total(table, "operator_messages", "staff_minutes", "adverts") == 0
    assert total(table, "dropped") > 0
