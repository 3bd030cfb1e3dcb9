"""What holds and what fails, predicate by predicate, on made-up samples."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from simcommunity.evidence.arm_runs import Sample
from simcommunity.evidence.intervals import Interval
from simcommunity.evidence.judging import Band, PartResult, judge
from simcommunity.evidence.metrics import Term
from simcommunity.evidence.part import Arm, Part
from simcommunity.evidence.registry import Entry
from simcommunity.evidence.verify import Verdict, parts_of

N = 30
METRIC = "profit"
NOISE = np.random.default_rng(5).normal(size=(12, N))


def ask(levels: dict[str, float], spread: float = 0.05, **asked: Any) -> PartResult:
    """Judge a part on arms with given means; noise is a share of 1 and differs between arms."""
    arms = {
        name: Sample({Term("value", METRIC): level + spread * NOISE[k]})
        for k, (name, level) in enumerate(levels.items())
    }
    part = Part(metric=METRIC, **asked)
    entry = Entry(
        id="X",
        source={"zh": "x", "en": "x"},  # type: ignore[arg-type]
        statement={"zh": "x", "en": "x"},  # type: ignore[arg-type]
        arms={name: Arm(scenario="organic") for name in arms},
        parts=(part, Part(metric=METRIC, of="a", above=0)) if part.told else (part,),
    )
    return judge(entry, part, arms, N)


@pytest.mark.parametrize(
    ("asked", "holds"),
    [
        ({"between": (0.9, 1.1)}, True),
        ({"between": (1.0, 1.1)}, False),
        ({"at_least": 0.95}, True),
        ({"at_least": 1.0}, False),
        ({"at_most": 1.05}, True),
        ({"at_most": 1.0}, False),
        ({"above": 0.95}, True),
        ({"above": 1.0}, False),
        ({"below": 1.05}, True),
        ({"below": 1.0}, False),
    ],
)
def test_the_whole_interval_must_lie_in_the_band(asked: dict[str, Any], holds: bool) -> None:
    got = ask({"a": 1.0}, **asked)
    assert got.holds == holds
    assert got.effect.lo < 1 < got.effect.hi
    assert got.effect.n == N


def test_a_strict_band_leaves_out_its_end() -> None:
    exactly = Interval(1, 1, 1, 5)
    assert Band(lo=1).holds(exactly)
    assert not Band(lo=1, strict=True).holds(exactly)
    assert not Band().holds(Interval(1, math.nan, math.nan, 1))


def test_differences_and_ratios_are_of_two_arms() -> None:
    levels = {"a": 3.0, "b": 1.0}
    assert ask(levels, of="a", minus="b", above=1.9).holds
    assert not ask(levels, of="a", minus="b", above=2).holds
    assert ask(levels, of="a", over="b", at_least=2.9).holds
    assert not ask(levels, of="a", over="b", at_least=3.1).holds
    assert ask(levels, of="a", over="b", at_least=2).effect.value == pytest.approx(3, abs=0.1)


@pytest.mark.parametrize(
    ("a", "more", "less"),
    [(1.2, True, False), (1.06, False, False), (1.0, False, False), (0.8, False, True)],
)
def test_more_and_less_ask_for_a_relevant_effect(a: float, more: bool, less: bool) -> None:
    levels = {"a": a, "b": 1.0}
    assert ask(levels, of="a", more_than="b").holds == more
    assert ask(levels, of="a", less_than="b").holds == less


@pytest.mark.parametrize(("a", "holds"), [(1.0, True), (1.08, False), (1.3, False)])
def test_equal_asks_for_equivalence(a: float, holds: bool) -> None:
    levels = {"a": a, "b": 1.0}
    assert ask(levels, of="a", equal_to="b", within=0.08).holds == holds
    assert ask(levels, of="a", equal_to="b", within_share=0.08).holds == holds


def test_not_knowing_is_not_being_equal() -> None:
    noisy = ask({"a": 1.0, "b": 1.0}, spread=1.0, of="a", equal_to="b", within=0.1)
    assert not noisy.holds
    assert ask({"a": 1.0, "b": 1.0}, spread=1.0, of="a", equal_to="b", within=10.0).holds


def test_what_is_told_beside_is_asked_nothing() -> None:
    levels = {"a": 3.0, "b": 1.0}
    got = ask(levels, of="a", over="b", told=True)
    assert got.effect.value == pytest.approx(3, abs=0.1)
    assert got.as_dict()["holds"] is None
    assert ask(levels, of="a", less_than="b", told=True).as_dict()["holds"] is False
    curve = ask({"a": 1.0, "b": 3.0, "c": 2.0}, across=("a", "b", "c"), told=True)
    assert [p.value for _, p in curve.points] == pytest.approx([1, 3, 2], abs=0.05)


def test_a_claim_holds_whatever_is_told_beside() -> None:
    arms = {"a": Sample({Term("value", METRIC): 1 + 0.05 * NOISE[0]})}
    entry = Entry(
        id="X",
        source={"zh": "x", "en": "x"},  # type: ignore[arg-type]
        statement={"zh": "x", "en": "x"},  # type: ignore[arg-type]
        arms={"a": Arm(scenario="organic")},
        parts=(Part(metric=METRIC, above=0), Part(metric=METRIC, above=2, told=True)),
    )
    assert Verdict(entry, parts_of(entry, arms, N)).holds


def test_what_an_arm_causes_is_what_lies_beyond_another() -> None:
    """5 and 3 beyond 2 are 3 and 1: three times as much, though 5 is no twice 3."""
    levels = {"a": 5.0, "b": 3.0, "nothing": 2.0}
    asked = {"of": "a", "minus": "b", "beyond": "nothing"}
    assert ask(levels, **asked, times=2, at_least=0).effect.value == pytest.approx(1, abs=0.1)
    assert ask(levels, **asked, times=2, at_least=0).holds
    assert not ask(levels, **asked, times=4, at_least=0).holds
    assert not ask(levels, of="a", minus="b", times=2, at_least=0).holds
    # Who causes less than nothing is outdone by whoever causes anything.
    assert ask(levels | {"b": 1.0}, **asked, times=2, at_least=0).holds


def test_each_may_be_a_share_of_an_arm_of_its_own() -> None:
    levels = {"a": 4.0, "b": 6.0, "whole a": 5.0, "whole b": 12.0}
    got = ask(levels, of="a", more_than="b", share_of=("whole a", "whole b"))
    assert got.effect.value == pytest.approx(0.8 / 0.5, abs=0.05)
    assert got.holds
    assert not ask(levels, of="a", more_than="b").holds


def test_the_same_people_are_compared() -> None:
    """Of four who come without a gate two pass one: they spend 30 without it and 60 behind it."""
    term = Term("each", "spend")
    everybody = np.array([0, 1, 2, 3]), np.array([20.0, 0.0, 40.0, 4.0])
    passed = np.array([2, 0]), np.array([70.0, 50.0])
    arms = {
        "gate": Sample(people={term: [passed] * 3}),
        "none": Sample(people={term: [everybody] * 3}),
        "same": Sample(people={term: [everybody] * 3}),
    }
    parts = (
        Part(metric="each spend", of="same", over="none", above=1),
        Part(metric="each spend", of="gate", over="same", above=1),
    )
    entry = Entry(
        id="X",
        source={"zh": "x", "en": "x"},  # type: ignore[arg-type]
        statement={"zh": "x", "en": "x"},  # type: ignore[arg-type]
        arms={
            "gate": Arm(scenario="organic"),
            "none": Arm(scenario="organic"),
            "same": Arm(scenario="organic", among="gate"),
        },
        parts=parts,
    )
    assert entry.arms_of(parts[0]) == ("same", "none", "gate")
    selection, treatment = (judge(entry, part, arms, 3) for part in parts)
    assert selection.effect.value == pytest.approx(30 / 16)
    assert treatment.effect.value == pytest.approx(2)


SHAPES = {
    "never_rises": [(4, 3, 2, 1), (4, 4, 2, 2)],
    "never_falls": [(1, 2, 3, 4), (1, 1, 3, 3)],
    "rises_then_falls": [(1, 2, 3, 2), (1, 3, 2, 1), (1, 3, 3, 1)],
    "inverted_u": [(1, 2, 3, 2), (1, 3, 2, 1), (1, 3, 3, 1), (1, 2, 1.5, 2.5, 1)],
}
CURVES = {curve for curves in SHAPES.values() for curve in curves} | {(3, 2, 1, 2), (1, 2, 1, 2)}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("curve", sorted(CURVES))
def test_a_shape_is_told_from_others(shape: str, curve: tuple[float, ...]) -> None:
    levels = {f"arm {k}": level for k, level in enumerate(curve)}
    got = ask(levels, shape=shape, across=tuple(levels))
    assert got.holds == got.holds_by_value == (curve in SHAPES[shape])
    assert [p.value for _, p in got.points] == pytest.approx(curve, abs=0.05)


def test_a_peak_within_the_noise_is_none() -> None:
    levels = {"a": 1.0, "b": 1.1, "c": 1.0}
    across = tuple(levels)
    assert ask(levels, spread=0.01, shape="inverted_u", across=across).holds
    noisy = ask(levels, spread=0.3, shape="inverted_u", across=across)
    assert not noisy.holds


def test_a_peak_picked_among_many_pays_for_the_choice() -> None:
    """The same peak has a wider interval when it was the best of more."""
    three = ask({"a": 1.0, "b": 2.0, "z": 1.0}, shape="inverted_u", across=("a", "b", "z"))
    five = ask(
        {"a": 1.0, "b": 2.0, "z": 1.0, "c": 1.5, "d": 1.5},
        shape="inverted_u",
        across=("a", "c", "b", "d", "z"),
    )
    assert five.effect.hi - five.effect.lo > 1.05 * (three.effect.hi - three.effect.lo)


def test_shares_have_no_interval_beyond_1() -> None:
    term = Term("value", "share_ever_wrote")
    arms = {"a": Sample({term: np.array([1.0, 0.9, 1.0, 1.0])})}
    part = Part(metric="share_ever_wrote", at_least=0.5)
    entry = Entry(
        id="X",
        source={"zh": "x", "en": "x"},  # type: ignore[arg-type]
        statement={"zh": "x", "en": "x"},  # type: ignore[arg-type]
        arms={"a": Arm(scenario="organic")},
        parts=(part,),
    )
    assert judge(entry, part, arms, 4).effect.hi == 1


def test_times_are_restricted_to_the_horizon_that_arms_share() -> None:
    """One arm is watched for 10 days and one for 20: means are over the first 10 days."""
    term = Term("time", "death_day_silence")

    def arm(death: float, watched: float) -> Sample:
        one = np.full(3, death)
        return Sample({}, {term: [one, one + 1]}, {term: [np.full(3, watched)] * 2})

    part = Part(metric="death_day_silence", of="b", minus="a", above=0)
    entry = Entry(
        id="X",
        source={"zh": "x", "en": "x"},  # type: ignore[arg-type]
        statement={"zh": "x", "en": "x"},  # type: ignore[arg-type]
        arms={"a": Arm(scenario="organic"), "b": Arm(scenario="organic")},
        parts=(part,),
    )
    got = judge(entry, part, {"a": arm(4, 10), "b": arm(15, 20)}, 2)
    assert [p.value for _, p in got.points] == [10, 4.5]
    assert got.effect.value == 5.5
