"""The registry that is shipped is sound, and what is wrong with another is said in a sentence."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest
from toy import FACT, HOLDS, write

from simcommunity.evidence.arm_runs import ArmRuns
from simcommunity.evidence.registry import load_registry
from simcommunity.evidence.verify import SEED, parts_of
from simcommunity.scenario.errors import ScenarioError

FEW = 2

NOW = {f"C{k:02}" for k in range(1, 53)}
EMERGENT = {"C04", "C05", "C13", "C35", "C42", "C43"}
FACTS = {"F01", "F02", "F03", "F04a", "F04b", "F06", "F15a", "F15b", "F17", "F19", "F20"}


def test_what_is_shipped_is_sound() -> None:
    registry = load_registry()
    assert set(registry.claims) == NOW
    assert set(registry.facts) >= FACTS
    for entry in registry:
        assert re.search("[\u4e00-\u9fff]", entry.statement.zh), entry.id
        assert not re.search("[\u4e00-\u9fff]", entry.statement.en), entry.id
        used = {name for part in entry.parts for name in entry.arms_of(part)}
        assert used == set(entry.arms), entry.id


def test_only_the_first_three_claims_were_fitted() -> None:
    assert {e.id for e in load_registry().claims.values() if e.fitted} == {"C01", "C02", "C03"}


def test_few_claims_are_what_no_rule_says() -> None:
    claims = load_registry().claims.values()
    assert {e.id for e in claims if e.kind == "emergent"} == EMERGENT
    assert {e.kind for e in claims} == {
        "emergent", "selection", "built_in", "calibrated", "fitted",
    }  # fmt: skip


def test_it_is_told_where_replicates_were_raised_after_looking() -> None:
    raised = {e.id for e in load_registry() if e.raised}
    assert raised == {"C06", "C10", "C12", "C13", "C15", "C18", "C20", "C46"}


def test_every_arm_of_what_is_shipped_can_be_run() -> None:
    registry = load_registry()
    asked = sum(e.replicates * len(e.arms) for e in registry)
    assert 0 < ArmRuns(registry).work < asked


def broken(old: str, new: str, tmp_path: Path) -> list[str]:
    """Return what is said of the toy registry with a mistake in it."""
    assert old in HOLDS
    with pytest.raises(ScenarioError) as error:
        ArmRuns(load_registry(write(tmp_path, HOLDS.replace(old, new))))
    return error.value.problems


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            "metric: members, of: small",
            "metric: membres, of: small",
            "toy.yaml:12: claims.T01.parts.0.metric: 'membres' — there is no such metric",
        ),
        (
            "metric: members, of: small",
            "metric: 'members[', of: small",
            "is not written as a metric",
        ),
        (
            "of: small, at_least: 10",
            "of: tiny, at_least: 10",
            "there is no arm tiny; there are: small, large",
        ),
        (
            "of: small, at_least: 10",
            "at_least: 10",
            "a part does not say which arm it is of: members",
        ),
        ("at_least: 10", "as_least: 10", "there is no such key here (did you mean 'at_least'?)"),
        ("at_least: 10", "at_least: 10, above: 3", "it says 2"),
        (", at_least: 10", "", "it says 0"),
        ("more_than: small", "more_than: small, over: small", "more than one arm"),
        ("more_than: small", "equal_to: small", "exactly one margin"),
        ("more_than: small", "equal_to: small, within: 1, within_share: 0.1", "exactly one margin"),
        (
            "of: large, more_than: small",
            "shape: inverted_u, across: [small, large]",
            "at least three arms",
        ),
        (
            "of: large, more_than: small",
            "of: large, across: [small, large], above: 1",
            "across needs a shape",
        ),
        ("more_than: small", "shape: wavy", "must be one of: never_rises, never_falls"),
        ("replicates: 4", "replicates: 1", "must be at least 2"),
        ("scenario: organic, ", "", "the arm small has no scenario"),
        (
            "scenario: organic",
            "scenario: organc",
            "T01.arms.small: 'organc' — there is no such scenario",
        ),
        (
            "arrival.0.per_day=40",
            "arrival.0.per_dai=40",
            "T01.arms.large: --set: arrival.0.per_dai",
        ),
        ("people.outside_groups=0", "parameters.muteing=1", "(did you mean 'muting'?)"),
        ("source: toy", "sauce: toy", "there is no such key here"),
        ("  kind: emergent\n", "", "claims.T01.kind: is missing"),
        ("kind: emergent", "kind: surprising", "must be one of: emergent, selection, built_in"),
        ("kind: emergent", "kind: fitted", "kind and fitted must say the same"),
        ("kind: emergent", "kind: emergent\n  fitted: true", "kind and fitted must say the same"),
        ("more_than: small", "more_than: small, beyond: small", "so they need minus"),
        ("more_than: small", "more_than: small, times: 2", "so they need minus"),
        ("at_least: 10", "at_least: 10, share_of: small", "so it needs a second arm"),
        ("large: {", "large: {among: small, ", "only numbers of each person"),
        ("of: large, more_than: small", "across: [small, large]", "it says 0"),
        ("at_least: 10", "told: true, at_least: 10, above: 3", "it says 2"),
        ("metric: members, of: small", "metric: each money, of: small", "there is no such metric"),
    ],
)
def test_a_mistake_is_told_in_a_sentence(old: str, new: str, sentence: str, tmp_path: Path) -> None:
    told = broken(old, new, tmp_path)
    assert any(sentence in one for one in told), told
    assert all("\n" not in one for one in told)


def test_something_must_bind(tmp_path: Path) -> None:
    text = HOLDS.replace("at_least: 10", "told: true").replace(
        "more_than: small", "more_than: small, told: true"
    )
    with pytest.raises(ScenarioError, match="at least one must bind"):
        load_registry(write(tmp_path, text))


def test_an_id_stands_for_one_thing(tmp_path: Path) -> None:
    folder = write(tmp_path, HOLDS, FACT.replace("G01", "T01"))
    with pytest.raises(ScenarioError, match=r"facts\.T01: is there twice"):
        load_registry(folder)


def test_a_fact_tells_how_strong_it_is(tmp_path: Path) -> None:
    folder = write(tmp_path, HOLDS, FACT.replace("strength: weak", "replicates: 3", 1))
    with pytest.raises(ScenarioError, match=r"twice|is missing"):
        load_registry(folder)
    folder = write(tmp_path, HOLDS, FACT.replace("  strength: weak\n", ""))
    with pytest.raises(ScenarioError, match=r"facts\.G01\.strength: is missing"):
        load_registry(folder)


def test_an_empty_folder_holds_no_claims(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="holds no claims"):
        load_registry(tmp_path)


def test_the_fingerprint_is_of_what_is_asked(tmp_path: Path) -> None:
    def fingerprint(text: str) -> str:
        return load_registry(write(tmp_path, text)).claims["T01"].hash

    first = fingerprint(HOLDS)
    assert fingerprint(HOLDS.replace("There <are> people", "Somebody")) == first
    assert fingerprint(HOLDS.replace("kind: emergent", "kind: built_in")) == first
    assert fingerprint(HOLDS.replace("at_least: 10", "at_least: 11")) != first
    assert fingerprint(HOLDS.replace("arrival.0.per_day=40", "arrival.0.per_day=41")) != first


def test_arms_that_are_the_same_are_run_once(tmp_path: Path) -> None:
    twice = HOLDS + HOLDS.replace("T01", "T02").replace("replicates: 4", "replicates: 6")
    registry = load_registry(write(tmp_path, twice, FACT))
    assert ArmRuns(registry).work == 12


@pytest.mark.slow
def test_everything_that_is_shipped_can_be_measured() -> None:
    """Few replicates are not enough to judge by, but to see that each part has a value."""
    registry = load_registry()
    measured = ArmRuns(registry, FEW).run(SEED)
    parts = [
        (entry.id, part) for entry in registry for part in parts_of(entry, measured[entry.id], FEW)
    ]
    unknown = {(name, p.part.metric) for name, p in parts if not math.isfinite(p.effect.value)}
    # Of so few enquiries that waited for more than a day, none need become an order.
    assert unknown <= {("F30", "enquiry_odds")}
    assert {p.effect.n for _, p in parts} == {FEW}
