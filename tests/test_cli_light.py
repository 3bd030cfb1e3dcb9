"""The command line answers at once, because it imports nothing heavy before a command runs."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = {
    "mesa", "numba", "numpy", "pandas", "scipy", "matplotlib", "pydantic", "pyarrow", "yaml",
    "networkx", "rich",
}  # fmt: skip
TELL = """
import sys
from simcommunity.cli.main import main
try:
    main({arguments!r})
finally:
    print(sorted({heavy!r} & set(sys.modules)), file=sys.stderr)
"""


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["--version"],
        ["run", "--help"],
        ["compare", "--help"],
        ["optimise", "--help"],
        ["sweep", "--help"],
        ["story", "--help"],
        ["lab", "--help"],
        ["list", "--help"],
        ["workshop", "--help"],
        ["x"],
    ],
)
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    code = TELL.format(arguments=arguments, heavy=HEAVY)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == (2 if arguments == ["x"] else 0)
    assert done.stderr.splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    ("locale", "word"), [("zh_CN.UTF-8", "运行一个场景"), ("C", "Run a scenario")]
)
def test_help_speaks_the_language_of_the_system(locale: str, word: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "simcommunity", "--help"],
        capture_output=True,
        encoding="utf-8",
        check=True,
        env={"LC_ALL": locale, "PYTHONUTF8": "1"},
    )
    assert word in done.stdout
