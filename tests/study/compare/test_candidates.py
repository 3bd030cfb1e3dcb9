"""What is compared: words of the command, switches, designs and their mistakes."""

from __future__ import annotations

from pathlib import Path

import pytest

from simcommunity.scenario.errors import ScenarioError
from simcommunity.scenario.loader import load_alternative, load_scenario
from simcommunity.simulation.running import run
from simcommunity.study.compare.candidates import from_words, switch, told_apart, unique
from simcommunity.study.compare.design import is_design, read_design

ROOT = Path(__file__).parents[3]
SMALL = [
    "days=20", "groups.size=20", "arrival.0.places=1", "arrival.0.per_day=30", "arrival.0.days=3",
]  # fmt: skip


def digest(scenario: object) -> str:
    return run(scenario, replicates=1, jobs=1).digest  # type: ignore[arg-type]


def test_words_mean_a_playbook_a_story_a_change_or_a_switch() -> None:
    told = {
        words: from_words("supermarket", words, SMALL)
        for words in ("topic_led", "supermarket_social", "team.people=2", "topic_led@4")
    }
    titles = [one.title["en"] for one in told.values()]
    assert titles[0] == "Topics first"
    assert titles[2:] == ["team.people=2", "Topics first, from a group's day 4 on"]
    assert told["topic_led@4"].title["zh"] == "群龄第 4 天起：话题驱动"
    assert titles[1] == load_scenario("supermarket_social").scenario.title.en
    assert told["team.people=2"].scenario.team.people == 2
    phases = told["topic_led@4"].scenario.playbook.phases
    assert [(phase.from_age, phase.until_age) for phase in phases] == [(None, 3), (4, None)]
    by_date = from_words("supermarket", "topic_led@date:30", SMALL).scenario.playbook.phases
    assert [(phase.from_date, phase.until_date) for phase in by_date] == [(None, 29), (30, None)]


def test_a_switch_on_the_first_day_is_the_other_playbook_and_after_the_last_the_old_one() -> None:
    never = digest(load_scenario("supermarket", SMALL))
    other = digest(load_alternative("supermarket", "topic_led", SMALL))
    for by in ("age", "date"):
        at_once = switch("supermarket", "topic_led", 0, by, SMALL).scenario
        assert digest(at_once) == other
        assert digest(switch("supermarket", "topic_led", 20, by, SMALL).scenario) == never
        assert digest(switch("supermarket", "topic_led", 5, by, SMALL).scenario) not in {
            never, other,
        }  # fmt: skip


def test_a_switch_from_phases_keeps_what_holds_throughout_up_to_that_day() -> None:
    scenario = switch("rescue_day_four", "hands_off", 10, "age", SMALL).scenario
    told = [(p.from_age, p.until_age, len(p.plan.when)) for p in scenario.playbook.phases]
    assert told == [(None, 3, 1), (4, 9, 2), (10, None, 0)]
    early = switch("rescue_day_four", "hands_off", 2, "age", SMALL).scenario.playbook.phases
    assert [(p.from_age, p.until_age) for p in early] == [(None, 1), (2, None)]


def test_a_switch_to_a_playbook_of_phases_counts_from_its_own_days(tmp_path: Path) -> None:
    file = tmp_path / "two_steps.yaml"
    file.write_text(
        "title: Two steps\nphases:\n- {use: hands_off, until_age: 6}\n"
        "- {use: topic_led, from_age: 7}\n"
    )
    one = switch("supermarket", str(file), 4, "age", SMALL)
    told = [(p.from_age, p.until_age) for p in one.scenario.playbook.phases]
    assert told == [(None, 3), (4, 6), (7, None)]
    assert one.title["en"] == "Two steps, from a group's day 4 on"


def test_one_can_switch_to_what_differs_in_its_playbook_only() -> None:
    story = switch("supermarket", "supermarket_social", 4)
    assert len(story.scenario.playbook.phases) == 2
    with pytest.raises(ScenarioError, match="'organic' — one can switch to another playbook only"):
        switch("supermarket", "organic", 4)
    with pytest.raises(ScenarioError, match="did you mean 'topic_led'"):
        from_words("supermarket", "topicled@4")


@pytest.mark.parametrize("day", ["x", "", "-1", "date:", "12345"])
def test_what_is_no_day_to_switch_at_is_told_as_such(day: str) -> None:
    with pytest.raises(ScenarioError, match=f"'{day}' is no day: after @") as told:
        from_words("supermarket", f"topic_led@{day}")
    assert "did you mean" not in str(told.value)


def test_an_arm_told_twice_is_run_once_and_titles_told_twice_get_their_names() -> None:
    arms = [from_words("supermarket", words, SMALL) for words in ("topic_led", "topic_led")]
    (one,) = unique(arms)
    assert one.title["en"] == "Topics first"
    story = from_words("supermarket", "supermarket", SMALL)
    again = from_words("supermarket", str(ROOT / "scenarios" / "supermarket.yaml"), SMALL)
    first, second = unique([story, again])
    assert first.title["en"].endswith("(supermarket)")
    assert second.title["en"].endswith("(scenarios/supermarket)")
    assert told_apart("./a/b/mine.yaml", ["c/mine.yaml"]) == "b/mine"
    assert told_apart("./a/b/mine.yaml", ["topic_led"]) == "mine"


DESIGN = """\
scenario: supermarket
change: {days: 20, groups.size: 20}
arms:
  topics: topic_led@4
  two hands: {title: {zh: 两个人, en: Two people}, change: {team.people: 2}}
  story: {scenario: supermarket_social, use: hands_off, from_date: 9}
goal: orders_per_member
replicates: 3
until_halfwidth: 0.1
at_most: 40
"""


def test_a_design_says_it_all(tmp_path: Path) -> None:
    file = tmp_path / "design.yaml"
    file.write_text(DESIGN)
    assert is_design(file)
    assert not is_design(ROOT / "scenarios" / "supermarket.yaml")
    assert not is_design("supermarket")
    design = read_design(file, ["team.hours=3"])
    base, topics, hands, story = design.candidates
    assert [one.name for one in design.candidates[1:]] == ["topics", "two hands", "story"]
    assert {one.scenario.days for one in design.candidates} == {20}
    assert {one.scenario.team.hours for one in design.candidates} == {3}
    assert topics.scenario.playbook.phases[1].from_age == 4
    assert (hands.title["zh"], hands.scenario.team.people, base.scenario.team.people) == (
        "两个人", 2, 1,
    )  # fmt: skip
    assert story.scenario.playbook.phases[1].from_date == 9
    assert design.how == {
        "goal": "orders_per_member", "replicates": 3, "until_halfwidth": 0.1, "most": 40,
    }  # fmt: skip


@pytest.mark.parametrize("name", ["compare", "rescue"])
def test_the_shipped_designs_are_sound(name: str) -> None:
    design = read_design(ROOT / "experiments" / f"{name}.yaml")
    assert bool(design.to) == (name == "rescue")
    assert len(design.candidates) == (1 if name == "rescue" else 6)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("scenario: supermarket\n", "design.yaml:1: must say arms or rescue"),
        ("scenario: supermarket\narms: {a: {}}\n", ":2: arms.a: {} — must say use"),
        (
            "scenario: supermarket\narms:\n  a: {us: x}\n",
            "arms.a.us: 'x' — there is no such key here (did you mean 'use'?)",
        ),
        (
            "scenario: supermarket\narms:\n  a: topicled\n",
            "'topicled' — there is no such playbook or scenario (did you mean 'topic_led'?)",
        ),
        (
            "scenario: supermarket\narms:\n  a:\n    change:\n      team.peple: 2\n",
            "design.yaml:5: team.peple: 2 — ",
        ),
        ("scenario: supermarkt\narms: {a: topic_led}\n", "(did you mean 'supermarket'?)"),
        ("scenario: ../../etc/passwd\narms: {a: topic_led}\n", ":1: scenario: '../../etc/passwd'"),
        ("scenario: supermarket\narms: {a: {use: /etc/passwd}}\n", ":2: arms.a.use: '/etc/passwd'"),
        (
            "scenario: supermarket\narms: {a: /etc/passwd@4}\n",
            ":2: arms.a.use: '/etc/passwd' — must be",
        ),
        (
            "scenario: supermarket\narms: {a: {use: topic_led, from_age: 1, from_date: 2}}\n",
            "— must say from_age or from_date, not both",
        ),
        (
            "scenario: supermarket\narms: {a: {change: {days: 3}, from_age: 1}}\n",
            "— says when to switch, but not to which playbook",
        ),
        (
            "scenario: supermarket\nrescue: {use: topic_led, at: [1, x]}\n",
            "design.yaml:2: rescue.at.1: 'x' — must be a whole number",
        ),
        ("scenario: supermarket\narms: {a: topic_led}\nreplicates: 1\n", ":3: replicates: 1 — "),
    ],
)
def test_a_mistake_in_a_design_is_told_with_its_place(
    written: str, said: str, tmp_path: Path
) -> None:
    file = tmp_path / "design.yaml"
    file.write_text(written)
    with pytest.raises(ScenarioError) as caught:
        read_design(file)
    assert said in str(caught.value)
