"""Laws of common sense: what they say, that they can fail, and that some hold on every change."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner

from simcommunity.cli.main import main
from simcommunity.evidence.laws.businesses import MOST_MEMBERS, chosen, drawn, shipped
from simcommunity.evidence.laws.kinds import CONDITIONS
from simcommunity.evidence.laws.law import Law, load_laws
from simcommunity.evidence.laws.trial import Bench, Trial
from simcommunity.evidence.laws.verdicts import LawVerdict, try_laws
from simcommunity.scenario.loader import Loaded, load_scenario

LAWS = load_laws()
# A small share of what `verify laws` tries, on every change.
EVERY_TIME = ("L01", "L08", "L11", "L12", "L30", "L42", "L45", "L47", "L59", "L60", "L62", "L63")
NOTHING = ("L54", "L55", "L56", "L57", "L58")
BUSINESSES = ("supermarket", "rental_shop", "growth_camp", "flash_group", "random 3", "random 7")


def tried(law: str, *businesses: tuple[str, Loaded]) -> list[str]:
    """Return what becomes of a law on some businesses."""
    verdict = try_laws({law: LAWS[law]}, businesses, seed=20261, jobs=1).laws[0]
    return [trial.state for trial in verdict.trials]


def test_there_are_many_laws_of_every_kind() -> None:
    assert len(LAWS) >= 40
    assert len({law.about for law in LAWS.values()}) == 14
    assert len({law.statement.en for law in LAWS.values()}) == len(LAWS)


def test_every_condition_is_asked_for_by_some_law() -> None:
    assert {name for law in LAWS.values() for name in law.where} == set(CONDITIONS)


@pytest.mark.parametrize("law", [*EVERY_TIME, *NOTHING])
def test_a_law_holds_on_some_businesses(law: str) -> None:
    states = tried(law, *chosen(BUSINESSES))
    assert "holds" in states
    assert not {"fails", "undecided"} & set(states)


@pytest.mark.parametrize(
    ("law", "where", "broken"),
    [
        # Nobody minds a price, and everybody has the money.
        (
            "L06",
            "coffee_shop",
            {"parameters.price_elastic": 0, "parameters.budget": 1e6, "parameters.deal_waits": 0},
        ),
        ("L42", "coffee_shop", {"parameters.order_satisfaction": -5.0}),  # good goods put off
        ("L37", "coffee_shop", {"parameters.order_discount": -20.0}),  # a discount puts off
    ],
)
def test_a_rule_that_is_broken_makes_a_law_fail(
    law: str, where: str, broken: dict[str, Any]
) -> None:
    ((name, sound),) = chosen([where])
    assert tried(law, (name, sound)) == ["holds"]
    assert tried(law, (name, load_scenario(sound, broken))) == ["fails"]


def test_a_law_is_not_asked_where_it_makes_no_sense() -> None:
    assert tried("L16", *chosen(["supermarket"])) == ["not asked"]  # nobody is a friend there
    few = {"arrival.0.per_day": 1, "arrival.0.days": 1}
    ((name, business),) = chosen(["supermarket"])
    assert tried("L02", (name, load_scenario(business, few))) == ["not asked"]


def test_random_businesses_are_the_same_every_time_and_of_many_kinds() -> None:
    first, second = ([b.hash for _, b in drawn(range(12))] for _ in range(2))
    assert first == second
    assert len(set(first)) == 12
    stories = [b.scenario for _, b in drawn(range(40))]
    assert {s.groups.start for s in stories} == {"empty", "running", "dead"}
    assert {s.contacts is None for s in stories} == {True, False}
    assert {s.groups.chat for s in stories} == {True, False}


def test_shipped_businesses_are_cut_to_a_size() -> None:
    for _, business in shipped():
        story = business.scenario
        assert story.groups.size <= MOST_MEMBERS
        assert story.days <= 90


def verdict(*states: str) -> LawVerdict:
    """Return the verdict on a law with such trials."""
    trials = (Trial("L01", str(i), state) for i, state in enumerate(states))  # type: ignore[arg-type]
    return LawVerdict(LAWS["L01"], tuple(trials))


def test_a_law_holds_when_it_holds_nearly_everywhere_and_is_mostly_decided() -> None:
    assert verdict(*["holds"] * 19, "fails").holds
    assert not verdict(*["holds"] * 18, "fails", "fails").holds
    assert verdict(*["holds"] * 9, "undecided", "not asked").holds
    assert not verdict(*["holds"] * 8, "undecided").holds
    assert not verdict("not asked").holds


def test_the_values_of_two_arms_decide() -> None:
    law = Law.model_validate(
        {
            "id": "X",
            "about": "levers",
            "statement": {"zh": "x", "en": "x"},
            "arms": {"all": {"contacts.friends": 1.0}, "half": {"contacts.friends": 0.5}},
            "expect": (
                {
                    "metric": "contact_share",
                    "of": "half",
                    "over": "all",
                    "at_least": 0.4,
                    "at_most": 0.6,
                },
            ),
        }
    )
    ((name, business),) = chosen(["four_channels"])
    assert Bench(name, business, [law]).try_law(law).state == "holds"
    other = law.model_copy(update={"expect": (law.expect[0].model_copy(update={"at_most": 0.45}),)})  # type: ignore[index]
    told = Bench(name, business, [other]).try_law(other)
    assert told.state == "fails"
    assert told.told.startswith("contact_share half / all = 0.5")


def run(*arguments: str) -> tuple[int, str]:
    """Return exit code and output of the command."""
    done = CliRunner().invoke(main, ["verify", *arguments])
    return done.exit_code, done.output


def test_the_command_tells_a_failing_law_and_how_to_see_it() -> None:
    code, said = run("L27", "L59", "--business", "shelf_flooding", "--lang", "en", "--quiet")
    assert code == 1
    assert "1 of 2 laws hold; businesses tried: 1." in said
    assert "simcommunity verify L27 --business 'shelf_flooding'" in said


def test_the_command_gives_json_and_refuses_what_it_does_not_know(tmp_path: Any) -> None:
    code, said = run(
        "L59", "--business", "random 3", "--json", "--quiet", "--out", str(tmp_path / "o")
    )
    told = json.loads(said)
    assert code == 0
    assert told["laws"][0]["id"] == "L59"
    assert told["laws"][0]["holds_on"] == 1
    assert (tmp_path / "o" / "laws.md").read_text(encoding="utf-8").startswith("# ")
    assert run("L99", "--lang", "en")[0] == 2
    assert run("L59", "C01", "--lang", "en")[0] == 2
    assert run("L59", "--business", "nowhere", "--lang", "en")[0] == 3
