"""Every command of the pages on studies runs as it is written there, made small.

Each is run in order, in one folder that holds copies of `experiments` and `scenarios`, with the
options in SMALL added. They are those with which the pages tell readers to make a study smaller.
A design that no option makes small enough gets the lines in SMALLER.
"""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from simcommunity.cli.main import main

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "docs" / "studies.md", ROOT / "docs" / "studies.zh.md"]
FEW = ["--set", "arrival.0.places=1", "--set", "arrival.0.days=2", "--set", "groups.size=40"]
SMALL = {
    "run": ["--days", "15", *FEW, "--jobs", "1"],
    "compare": ["--replicates", "3", "--days", "45", *FEW, "--jobs", "1"],
    "sweep": ["--replicates", "1", "--days", "10", "--jobs", "1"],
    "sensitivity": ["--samples", "3", "--replicates", "3", "--days", "12", "--jobs", "1"],
    "fit": ["--simulations", "100", "--jobs", "1"],
    "forecast": ["--simulations", "100", "--draws", "20", "--jobs", "1"],
    "story": ["--days", "15", *FEW, "--set", "arrival.0.per_day=150"],
    "optimise": ["--trials", "8", "--replicates", "10", "--jobs", "1"],
}
SMALLER = {"optimise.yaml": "set: [days=15, arrival.0.places=1]\n"}

CHAT = """\
2026-03-01 09:00:00 The shop
Good morning

2026-03-01 09:05:12 A member
Good morning

2026-03-03 21:00:01 A member
Is there tea?
"""


def commands(page: Path) -> list[str]:
    """Return every call of simcommunity in the shell blocks of a page."""
    text = page.read_text(encoding="utf-8")
    blocks = re.findall(r"^```sh\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    lines = "".join(blocks).replace("\\\n", " ").splitlines()
    return [line for line in lines if line.startswith("simcommunity ")]


EVERY = list(dict.fromkeys(line for page in PAGES for line in commands(page)))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as a reader has it, with copies of what is shipped."""
    folder = tmp_path_factory.mktemp("desk")
    for name in ("experiments", "scenarios"):
        shutil.copytree(
            ROOT / name, folder / name, ignore=shutil.ignore_patterns("*.py", "__pycache__")
        )
    for name, lines in SMALLER.items():
        design = folder / "experiments" / name
        design.write_text(design.read_text(encoding="utf-8") + lines, encoding="utf-8")
    (folder / "chat.txt").write_text(CHAT, encoding="utf-8")
    return folder


def test_both_pages_show_the_same_commands() -> None:
    assert commands(PAGES[0]) == commands(PAGES[1])
    assert len(EVERY) >= 6


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_study_has_its_section(page: Path) -> None:
    """Whatever is told to run in a section is told under the name of its command."""
    text = page.read_text(encoding="utf-8")
    sections = re.findall(r"^## (\w+)$", text, re.MULTILINE)
    studies = {"compare", "sweep", "sensitivity", "fit", "forecast", "optimise"}
    there = set(main.list_commands(click.Context(main))) & studies
    assert there - set(sections) == set()


def test_every_command_runs(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(desk)
    for line in EVERY:
        name, *arguments = shlex.split(line)[1:]
        done = CliRunner().invoke(main, [name, *arguments, *SMALL.get(name, [])])
        assert done.exit_code == 0, f"{line}\n{done.output}"
        assert done.output.strip(), line
        if "--out" in arguments:
            written = desk / arguments[arguments.index("--out") + 1]
            assert written.stat().st_size > 0 if written.is_file() else any(written.iterdir())
