"""What the documents say is so: numbers, names, links, commands and examples."""

from __future__ import annotations

import re
import runpy
import shlex
import tomllib
from pathlib import Path

import click
import pytest

from simcommunity.cli.main import main
from simcommunity.core import randomness
from simcommunity.core.group import DAY_MARKS, GROUP
from simcommunity.core.members.record import MEMBER
from simcommunity.core.vitals import DAILY
from simcommunity.scenario.loader import load_scenario
from simcommunity.scenario.message import MessageKind
from simcommunity.scenario.parameters import PARAMETERS
from simcommunity.scenario.playbook import SIGNALS
from simcommunity.simulation.running import run
from simcommunity.simulation.tables import WORLD

ROOT = Path(__file__).parents[1]
READMES = [ROOT / "README.md", ROOT / "README.zh.md"]
PAGES = [*READMES, ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
MODEL = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")
DAILY_CAUSES = {name for name in DAILY if name.startswith("mute_")}


def fenced(page: Path, language: str) -> list[str]:
    """Return the blocks of a page that are marked with a language."""
    text = page.read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def commands(page: Path) -> list[list[str]]:
    """Return every call of simcommunity in the shell blocks of a page, as arguments."""
    lines = [line for block in fenced(page, "sh") for line in block.splitlines()]
    calls = [part for line in lines for part in line.split(" && ")]
    words = [shlex.split(call) for call in calls]
    return [call[1:] for call in words if Path(call[0]).name == "simcommunity"]


EXAMPLES = [
    pytest.param(page, number, id=f"{page.name}-{number}")
    for page in PAGES
    for number in range(len(fenced(page, "python")))
]
STORIES = [
    pytest.param(page, number, id=f"{page.name}-{number}")
    for page in PAGES
    for number in range(len(fenced(page, "yaml")))
]


def test_the_page_of_parameters_is_what_the_code_reads() -> None:
    script = ROOT / "experiments" / "parameter_table.py"
    page = (ROOT / "docs" / "parameters.md").read_text(encoding="utf-8")
    printed = runpy.run_path(str(script))["page"]()
    assert page == printed + "\n", f"run: python {script.relative_to(ROOT)} > docs/parameters.md"


def test_the_model_names_every_parameter_and_no_other() -> None:
    named = set(re.findall(r"\bp\.([a-z_0-9]+)", MODEL))
    assert named - set(WORLD.names or ()) == set()
    assert set(PARAMETERS) - named == set()


def test_the_model_names_all_state_and_no_other() -> None:
    named = set(re.findall(r"\bgroup\.([a-z_0-9]+)", MODEL))
    assert named - set(GROUP.names or ()) == set()
    told = set(re.findall(r"[a-z_0-9]+", " ".join(re.findall(r"`[^`\n]+`", MODEL))))
    assert set(MEMBER.names or ()) - told == set()
    assert set(GROUP.names or ()) - set(DAY_MARKS) - told == set()
    assert set(DAILY) - DAILY_CAUSES - told == set()
    assert set(SIGNALS) - told == set()
    assert set(MessageKind.model_fields) - {"title"} - told == set()


def test_the_model_names_every_purpose_of_a_draw_and_no_other() -> None:
    purposes = {name for name in vars(randomness) if name.isupper() and name[0] != "_"} - {
        "TYPE_CHECKING"
    }
    drawn = set(re.findall(r"U'?\[(\w+)", MODEL)) - {"PURPOSE"}  # which stands for any
    assert drawn - purposes == set()
    assert purposes - set(re.findall(r"[A-Z_]+", MODEL)) == set()


def test_no_arrow_of_the_causal_graph_is_drawn_twice() -> None:
    block = re.search(r"```mermaid\n(.*?)```", MODEL, re.DOTALL)
    assert block is not None
    arrow = re.compile(r"^  (\w+)(?:\[.*?\])? -\.?->(?:\|(.*?)\|)? (\w+)", re.MULTILINE)
    arrows = arrow.findall(block[1])
    assert len(arrows) == block[1].count("-->") + block[1].count("-.->") > 50
    pairs = [(a, b) for a, _, b in arrows]
    assert sorted(set(pairs)) == sorted(pairs)
    weights = {name for _, label, _ in arrows for name in re.findall(r"\w+", label)}
    assert weights - set(PARAMETERS) == {"attention"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
    targets = re.findall(r"\]\(([^)\s]+)\)", text)
    inside = [target for target in targets if not target.startswith("https://")]
    assert [t for t in inside if not (page.parent / t.split("#")[0]).exists()] == []


@pytest.mark.parametrize("page", READMES, ids=lambda page: page.name)
def test_commands_can_be_typed_as_they_stand(page: Path) -> None:
    written: set[str] = set()
    calls = commands(page)
    assert len(calls) >= 9
    for name, *arguments in calls:
        command = main.get_command(click.Context(main), name)
        assert command is not None, name
        given = command.make_context(name, arguments).params
        if name == "init":
            written.add(str(given["file"]))
        stories = [given.get("scenario"), *given.get("files", ()), *given.get("words", ())]
        for story in {s for s in stories if s} - written:
            load_scenario(story, given.get("overrides", ()))
        unknown = set(given.get("metrics", ())) - set(run_metrics())
        assert unknown == set()


def run_metrics() -> set[str]:
    """Return the names of all metrics."""
    smallest = ["days=1", "arrival.0.places=1", "groups.size=5"]
    return set(run(load_scenario("supermarket", smallest), replicates=1).metrics)


def test_what_is_installed_for_the_tests_exists() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for page in READMES:
        assert "pip install -e '.[dev]'" in page.read_text(encoding="utf-8")
    assert any(need.startswith("pytest-xdist") for need in project["optional-dependencies"]["dev"])


def test_both_languages_show_the_same_examples() -> None:
    plain = [re.sub(r'""".*?"""|f".*?"|#[^\n]*', "", "".join(fenced(p, "python"))) for p in READMES]
    assert plain[0] == plain[1]
    assert len(fenced(READMES[0], "python")) >= 3
    assert len(commands(READMES[0])) == len(commands(READMES[1]))


@pytest.mark.parametrize(("page", "number"), EXAMPLES)
def test_python_examples_run(
    page: Path,
    number: int,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "experiments").symlink_to(ROOT / "experiments")
    monkeypatch.chdir(tmp_path)  # where what an example writes is in nobody's way
    script = tmp_path / "example.py"
    script.write_text(fenced(page, "python")[number], encoding="utf-8")
    runpy.run_path(str(script), run_name="__main__")
    assert capsys.readouterr().out.strip()


@pytest.mark.parametrize("page", ["python.md", "python.zh.md"])
def test_from_a_scenario_to_a_figure_takes_a_dozen_lines(page: str) -> None:
    first = fenced(ROOT / "docs" / page, "python")[0]
    assert len([line for line in first.splitlines() if line]) <= 12
    for word in ("sc.load", "replicates=12", ".frame", ".events", ".daily", ".savefig("):
        assert word in first


@pytest.mark.parametrize(("page", "number"), STORIES)
def test_scenario_examples_run(page: Path, number: int, tmp_path: Path) -> None:
    file = tmp_path / "example.yaml"
    file.write_text(fenced(page, "yaml")[number], encoding="utf-8")
    result = run(load_scenario(file), replicates=1, days=30)
    assert result.mean_members > 100
