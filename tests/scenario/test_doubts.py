"""What can only be a slip is told by `validate` and `run` alike, and is no reason to refuse."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest
from click.testing import CliRunner

import simcommunity as sc
from simcommunity.cli.main import main
from simcommunity.scenario import catalogue
from simcommunity.scenario.doubts import doubts
from simcommunity.scenario.loader import load_scenario, load_text

HEAD = """title: 茶
days: 30
people: {mix: {regular: 1}}
"""
ARRIVE = "arrival: [{hook: {giveaway: 3}, per_day: 20, days: 5}]\n"
SHORT = "per_day: 40, days: 5"


def told(text: str, days: int | None = None) -> list[str]:
    return [doubt.sentence("en") for doubt in doubts(load_text(HEAD + text, "f"), days)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (ARRIVE + "groups: {duty: 30 days}", "f:5: groups.duty: never falls due: 30 days"),
        (ARRIVE + "groups: {duty: 9 days, closes_after: 9 days}", "f:5: groups.duty: never"),
        (ARRIVE + "groups: {renewal: {every: 1 month, fee: 9}}", "f:5: groups.renewal.every: "),
        (ARRIVE + "groups: {closes_after: 40 days}", "f:5: groups.closes_after: never falls due"),
        (ARRIVE + "contacts: {ban: 30}", "f:5: contacts.ban: never falls due: 30 days"),
        ("arrival: [{hook: content, per_day: 9, from_day: 30}]", "f:4: arrival.0.from_day: never"),
        ("arrival: [{hook: content, per_day: 9, from_day: 9}]\ngroups: {duty: 21 days}",
         "f:5: groups.duty: never falls due"),
        (ARRIVE + "playbook: {calendar: {a: {send: advert, dates: [30, 99]}}}",
         "f:5: playbook.calendar.a: is never sent"),
        (ARRIVE + "playbook: {calendar: {a: {send: advert, on: [mon], starting: 29}}}",
         "f:5: playbook.calendar.a: is never sent"),
        (ARRIVE + "playbook: {phases: [{plan: {}, until_age: 9}, {plan: {}, from_age: 12}]}",
         "f:5: playbook.phases: leave 2 days without any phase, the first is 10, the last 11"),
        (ARRIVE + "playbook: {phases: [{use: hands_off, until_date: 19}]}",
         "f:5: playbook.phases: leave 10 days without any phase, the first is 20, the last 29"),
        (f"arrival: [{{hook: {{giveaway: 9}}, {SHORT}}}, {{hook: content, per_day: 5}}]\n"
         "groups: {most: 1}", "f:4: arrival.1: finds every group"),
        (f"arrival: [{{hook: {{giveaway: 9}}, {SHORT}}}, {{hook: content, {SHORT}}}]\n"
         "groups: {most: 1}", "f:4: arrival.1: finds every group"),
        (f"arrival: [{{hook: {{giveaway: 9}}, {SHORT}}}]\ngroups: {{most: 2, start: running}}",
         "f:4: arrival.0: finds every group taken"),
    ],
)  # fmt: skip
def test_what_can_only_be_a_slip_is_told(text: str, said: str) -> None:
    (sentence,) = told(text)
    assert sentence.startswith(said)


@pytest.mark.parametrize(
    "text",
    [
        ARRIVE + "groups: {duty: 29 days}",
        ARRIVE + "groups: {duty: 8 days, closes_after: 9 days}",
        ARRIVE + "groups: {renewal: {every: 29 days, fee: 9}}",
        "groups: {start: running, most: 2, renewal: {every: 45 days, fee: 9}}",
        ARRIVE
        + "playbook: {calendar: {a: {send: advert, per_day: 0}, b: {send: advert, dates: [29]}}}",
        ARRIVE + "playbook: {phases: [{plan: {}, until_age: 9}, {plan: {}, from_age: 10}]}",
        ARRIVE + "playbook: {phases: [{plan: {}, until_age: 9}]}\ngroups: {closes_after: 10 days}",
        "arrival: [{hook: content, per_day: 40, days: 5}, {hook: content, per_day: 5}]\n"
        "groups: {most: 2}",
        "arrival: [{hook: content, per_day: 0}, {hook: content, per_day: 5}]\ngroups: {most: 1}",
        "arrival: [{hook: content, per_day: 5, from_day: 9}, {hook: content, per_day: 5}]\n"
        "groups: {most: 2}",
    ],
)
def test_what_has_an_effect_is_not_doubted(text: str) -> None:
    assert told(text) == []


def test_a_shorter_run_has_other_doubts() -> None:
    assert told(ARRIVE + "groups: {duty: 14 days}") == []
    assert len(told(ARRIVE + "groups: {duty: 14 days}", days=10)) == 1


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_validate_and_run_say_the_same(tmp_path: Path, lang: str) -> None:
    file = tmp_path / "slip.yaml"
    file.write_text(HEAD + ARRIVE + "groups: {size: 20, duty: 90 days}\n", encoding="utf-8")
    checked = CliRunner().invoke(main, ["validate", str(file), "--lang", lang])
    ran = CliRunner().invoke(main, ["run", str(file), "--replicates", "1", "--lang", lang])
    (sentence,) = [line for line in checked.stderr.splitlines() if "groups.duty" in line]
    assert sentence in ran.stderr.splitlines()
    assert (checked.exit_code, ran.exit_code) == (0, 0)


def test_hardly_any_shipped_scenario_is_doubted() -> None:
    """The one that is takes over the terms of a longer course, and ends on the very day."""
    doubted = {name for name in catalogue.scenario_files() if doubts(load_scenario(name))}
    assert doubted <= {"growth_camp_levels"}


def test_run_warns_of_a_slip_in_python_and_the_command_says_it_once(tmp_path: Path) -> None:
    small = "groups: {size: 12, duty: 30 days}"
    file = tmp_path / "f.yaml"
    file.write_text(HEAD + ARRIVE + small)
    with pytest.warns(sc.ScenarioWarning, match="groups.duty: never falls due: 30 days") as warned:
        sc.run(file, replicates=1, jobs=1)
    assert [Path(one.filename).name for one in warned] == ["test_doubts.py"]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        sc.run(file, {"days": 60}, replicates=1, jobs=1)
    done = CliRunner().invoke(main, ["run", str(file), "--replicates", "1", "--lang", "en"])
    assert done.stderr.count("never falls due") == 1
    assert "Warning" not in done.stderr
