"""list, show, validate, init and schema, as a user meets them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result

from simcommunity.cli.main import main
from simcommunity.scenario import catalogue
from simcommunity.scenario.beginning import HOOKS
from simcommunity.scenario.loader import load_data, load_scenario
from simcommunity.scenario.located import plain
from simcommunity.scenario.reading import parse
from simcommunity.simulation.running import run

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

ORIGIN = re.compile(r"  # (?:see below|default|--set|[^ ]+\.yaml:\d+|shipped: [^ ]+\.yaml:\d+)$")


def call(*words: str) -> Result:
    return CliRunner().invoke(main, [*words])


def reload(yaml: str) -> dict[str, Any]:
    data = plain(parse(yaml.encode(), "shown"))
    assert isinstance(data, dict)
    return data


@pytest.mark.parametrize("name", sorted(catalogue.scenario_files()))
def test_what_show_prints_is_the_same_scenario(name: str) -> None:
    shown = call("show", name)
    assert (shown.exit_code, shown.stderr) == (0, "")
    loaded = load_scenario(name)
    again = load_data(reload(shown.stdout))
    assert again.scenario == loaded.scenario
    assert again.hash == loaded.hash
    assert all(ORIGIN.search(line) for line in shown.stdout.splitlines())


def test_show_says_where_each_value_comes_from(write: Callable[..., Path]) -> None:
    path = write("extends: supermarket\ndays: 50\nplaybook: topic_led\n")
    shown = call("show", str(path), "--set", "groups.size=100", "--lang", "en").stdout
    lines: dict[str, str] = {}
    for line in shown.splitlines():
        lines.setdefault(line.split(":")[0].strip(), line)
    assert lines["days"].endswith(f"# {path}:2")
    assert lines["size"].endswith("# --set")
    assert lines["seed"].endswith("# default")
    assert re.search(r"# shipped: supermarket.yaml:\d+$", lines["ticket"])
    assert re.search(r"# shipped: playbooks/topic_led.yaml:\d+$", lines["posting"])
    assert re.search(r"# shipped: segments.yaml:\d+$", lines["speaking_threshold"])


@pytest.mark.parametrize(
    ("kind", "things"),
    [
        ("segment", catalogue.segments()),
        ("hook", catalogue.hooks()),
        ("message", catalogue.messages()),
    ],
)
def test_what_is_shown_of_one_thing_can_be_copied(
    small: dict[str, Any], kind: str, things: Mapping[str, Any]
) -> None:
    for name, thing in things.items():
        data = reload(call("show", kind, name).stdout)
        loaded = load_data({**small, **data})
        assert getattr(loaded.scenario, f"{kind}s")[name] == thing


def test_a_playbook_that_is_shown_is_a_playbook_file(write: Callable[..., Path]) -> None:
    for name, playbook in catalogue.playbooks().items():
        write(call("show", "playbook", name).stdout, "mine.yaml")
        path = write("extends: supermarket\nplaybook: mine.yaml\n")
        assert load_scenario(path).scenario.playbook == playbook


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["show", "supermarkt"], 3, "did you mean 'supermarket'?"),
        (["show", "playbook", "topicled"], 3, "did you mean 'topic_led'?"),
        (["show", "segment", "fans"], 3, "did you mean 'fan'?"),
        (["show", "message", "advrt"], 3, "did you mean 'advert'?"),
        (["show", "hook", "zzz"], 3, "there is no such hook"),
        (["show", "playbok", "topic_led"], 2, "KIND"),
        (["show", "a", "b", "c"], 2, "KIND"),
        (["show"], 2, "Missing argument"),
        (["show", "supermarket", "--set", "days=x"], 3, "--set: days: 'x' — must be a whole"),
        (["validate"], 2, "Missing argument"),
        (["list", "cats"], 2, "cats"),
    ],
)
def test_mistakes_end_in_a_sentence_and_a_code(words: list[str], code: int, said: str) -> None:
    result = call(*words)
    assert result.exit_code == code
    assert said in result.stderr
    assert result.stdout == ""


def test_validate_tells_what_is_in_order_and_what_is_not(write: Callable[..., Path]) -> None:
    good = write("extends: supermarket\n", "good.yaml")
    bad = write("extends: supermarket\ndayz: 3\nseed: -1\n", "bad.yaml")
    result = call("validate", str(good), str(bad), "supermarket", "--lang", "en")
    assert result.exit_code == 3
    assert result.stderr.splitlines() == [
        f"{bad}:3: seed: -1 — must be at least 0",
        f"{bad}:2: dayz: 3 — there is no such key here (did you mean 'days'?)",
    ]
    fine = result.stdout.splitlines()
    assert len(fine) == 2
    assert fine[0].startswith(f"{good}: ")
    assert load_scenario("supermarket").hash in fine[1]
    assert call("validate", str(good)).exit_code == 0
    assert "没有这个键" in call("validate", str(bad), "--lang", "zh").stderr


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_init_writes_a_scenario_that_is_in_order(tmp_path: Path, lang: str) -> None:
    path = tmp_path / "new" / "mine.yaml"
    result = call("init", str(path), "--lang", lang)
    assert (result.exit_code, result.stdout) == (0, "")
    assert str(path) in result.stderr
    scenario = load_scenario(path).scenario
    assert (scenario.days, scenario.groups.size) == (60, 200)
    assert scenario.playbook.calendar == catalogue.playbook("topic_led").calendar
    text = path.read_text(encoding="utf-8")
    assert text.count("#") > 20
    assert ("个群里" in text) == (lang == "zh")


def test_init_takes_the_essentials_and_leaves_files_alone(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    title = '张\'s "best", {group}: $100 #1\n\\'
    words = ["--title", title, "--playbook", "ip_led", "--size", "33", "--days", "9"]
    assert call("init", str(path), *words).exit_code == 0
    scenario = load_scenario(path).scenario
    assert (scenario.title.en, scenario.groups.size, scenario.days) == (title, 33, 9)
    assert scenario.playbook.title == catalogue.playbook("ip_led").title
    before = path.read_bytes()
    again = call("init", str(path), "--lang", "en")
    assert (again.exit_code, again.stdout) == (1, "")
    assert f"{path} is there already" in again.stderr
    assert path.read_bytes() == before
    assert call("init", str(path), "--force").exit_code == 0
    assert path.read_bytes() != before


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--playbook", "topicled"], 2),
        (["--size", "0"], 2),
        (["--days", "99999"], 2),
        (["--title", "\x1b[31m"], 3),
        (["--title", " "], 3),
    ],
)
def test_init_writes_nothing_that_is_not_in_order(
    tmp_path: Path, words: list[str], code: int
) -> None:
    path = tmp_path / "mine.yaml"
    assert call("init", str(path), *words).exit_code == code
    assert not path.exists()


ESSENTIALS = (
    "--ticket", "128", "--cycle", "30", "--margin", "0.45", "--members", "300",
    "--from", "old_customers", "--people", "2", "--hours", "1.5",
)  # fmt: skip


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("channel", ["group", "contacts"])
def test_init_takes_business_people_team_and_channel(
    tmp_path: Path, channel: str, lang: str
) -> None:
    path = tmp_path / "mine.yaml"
    words = (*ESSENTIALS, "--channel", channel, "--lang", lang)
    assert call("init", str(path), *words).exit_code == 0
    scenario = load_scenario(path).scenario
    business, team = scenario.business, scenario.team
    assert (business.ticket, business.cycle, business.margin) == (128, 30, 0.45)
    assert (team.people, team.hours) == (2, 1.5)
    assert [one.hook.name for one in scenario.arrival] == ["old_customers"]
    assert scenario.groups.chat == (channel == "group")
    assert (scenario.contacts is None) == (channel == "group")
    assert len(path.read_text(encoding="utf-8").splitlines()) < 60
    story = load_scenario(path, ["replicates=2"])
    assert run(story).mean_members == pytest.approx(300, rel=0.25)


@pytest.mark.parametrize("hook", HOOKS)
def test_init_brings_in_as_many_people_from_wherever(tmp_path: Path, hook: str) -> None:
    path = tmp_path / "mine.yaml"
    assert call("init", str(path), "--from", hook, "--members", "400").exit_code == 0
    story = load_scenario(path, ["replicates=2", "days=16", "team.people=0"])
    assert run(story).mean_members == pytest.approx(400, rel=0.25)


def test_init_asks_for_what_is_not_told(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    # There is no answer for people, who are told already, and two for the margin.
    answers = ["zh", "99", "", "seven", "0.5", "250", "content", "2", "group", "ip_led"]
    words = ["init", str(path), "--ask", "--people", "3"]
    result = CliRunner().invoke(main, words, input="\n".join(answers) + "\n")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "客单价" in result.stderr
    assert "团队几个人" not in result.stderr
    scenario = load_scenario(path).scenario
    assert (scenario.business.ticket, scenario.business.cycle) == (99, 9)
    assert (scenario.business.margin, scenario.team.hours, scenario.team.people) == (0.5, 2, 3)
    assert scenario.arrival[0].hook.name == "content"
    assert scenario.playbook.title == catalogue.playbook("ip_led").title


def test_init_asks_for_no_playbook_where_there_is_no_group(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    words = ["init", str(path), "--ask", "--lang", "en", "--channel", "contacts"]
    result = CliRunner().invoke(main, words, input="\n" * 7)
    assert result.exit_code == 0
    assert "Playbook" not in result.stderr
    assert load_scenario(path).scenario.contacts is not None


def test_init_with_contacts_has_no_playbook(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    words = ("--channel", "contacts", "--playbook", "ip_led", "--lang", "en")
    result = call("init", str(path), *words)
    assert result.exit_code == 2
    assert "a playbook is for groups" in result.stderr
    assert not path.exists()


def test_init_where_nothing_can_be_written(write: Callable[..., Path]) -> None:
    file = write("", "file")
    result = call("init", str(file / "mine.yaml"), "--lang", "en")
    assert result.exit_code == 1
    assert "Cannot write to" in result.stderr


def test_list_names_everything_in_both_languages() -> None:
    result = json.loads(call("list", "--json").stdout)
    assert result.pop("schema") == "simcommunity.list/1"
    assert list(result) == ["scenarios", "playbooks", "segments", "hooks", "messages"]
    for kind, rows in result.items():
        for lang in ("zh", "en"):
            table = call("list", kind, "--lang", lang).stdout
            for row in rows:
                assert row["name"] in table
                assert row["title"][lang] in table
    assert {row["name"] for row in result["segments"]} == set(catalogue.segments())
    assert {row["name"] for row in result["scenarios"]} == set(catalogue.scenario_files())


def test_help_of_the_commands_imports_nothing_heavy() -> None:
    code = (
        "import sys, simcommunity.cli.scenarios\n"
        "heavy = {'pydantic', 'yaml', 'rich', 'numpy', 'mesa', 'numba', 'pandas'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
