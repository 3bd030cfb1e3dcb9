"""The commands of the documents about studies, as they stand, at a small size."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

import simcommunity
from simcommunity.cli import main
from simcommunity.study.compare import compare, rescue

ROOT = Path(__file__).parents[3]
PAGES = [ROOT / "docs" / "studies.md", ROOT / "docs" / "studies.zh.md"]
SMALL = [
    "groups.size=20", "arrival.0.places=1", "arrival.0.per_day=30", "arrival.0.days=3",
]  # fmt: skip
TINY = ["--days", "32", "--replicates", "2", "--jobs", "1", "-q"]


def commands(page: Path) -> list[list[str]]:
    """Return the calls of `compare` on a page, as arguments."""
    blocks = re.findall(r"^```sh\n(.*?)^```$", page.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    words = [shlex.split(line) for block in blocks for line in block.splitlines()]
    return [line[1:] for line in words if line[1:2] == ["compare"]]


def test_both_languages_have_the_same_commands() -> None:
    assert commands(PAGES[0]) == commands(PAGES[1])
    assert len(commands(PAGES[0])) == 5


@pytest.mark.parametrize("number", range(5))
def test_the_commands_run(number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    arguments = commands(PAGES[0])[number]
    if "--out" in arguments:
        arguments[arguments.index("--out") + 1] = str(tmp_path / "out")
    changes = [part for change in SMALL for part in ("--set", change)]
    if "--until-halfwidth" in arguments:
        changes += ["--at-most", "4"]
    monkeypatch.chdir(ROOT)
    done = CliRunner().invoke(main, [*arguments, *changes, *TINY], catch_exceptions=False)
    assert done.exit_code == 0, done.stderr
    assert "2 replicates" in done.stdout or "4 replicates" in done.stdout
    if "--out" in arguments:
        assert list((tmp_path / "out").glob("*.html"))


def test_functions_are_named_as_their_commands() -> None:
    assert simcommunity.compare is compare
    assert simcommunity.rescue is rescue
    with pytest.raises(AttributeError, match="no attribute 'comparison'"):
        simcommunity.comparison  # noqa: B018
