"""What is shown on a terminal while something is under way."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from simcommunity.cli.main import main
from simcommunity.cli.output import Output


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("stream", "quiet", "shown"), [
    (Terminal(), False, True), (Terminal(), True, False), (io.StringIO(), False, False),
])  # fmt: skip
def test_bars_are_for_terminals_that_want_them(
    stream: io.StringIO, quiet: bool, shown: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", stream)
    with Output(click.Context(main), "en", quiet=quiet).stages() as begin:
        advance = begin("cli.progress", 2)
        advance()
        advance()
        begin("cli.progress.report", None)
    said = stream.getvalue()
    assert ("Running" in said) is ("Drawing the report" in said) is shown
    assert bool(said) is shown


def test_a_run_with_a_report_tells_each_of_its_stages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    totals: dict[str, int | None] = {}
    done: dict[str, int] = {}

    @contextmanager
    def heard(_: Output) -> Iterator[Callable[[str, int | None], object]]:
        def begin(words: str, total: int | None) -> Callable[..., None]:
            totals[words], done[words] = total, 0

            def advance(*_: object) -> None:
                done[words] += 1

            return advance

        yield begin

    monkeypatch.setattr(Output, "stages", heard)
    small = [
        "groups.size=12", "arrival.0.places=1", "arrival.0.per_day=8", "arrival.0.days=2",
    ]  # fmt: skip
    sets = [word for one in small for word in ("--set", one)]
    words = ["run", "supermarket", "--replicates", "2", "--days", "6", "--jobs", "1", *sets]
    called = CliRunner().invoke(main, [*words, "--out", str(tmp_path / "out")])
    assert called.exit_code == 0, called.stderr
    names = ["cli.progress", "cli.progress.changes", "cli.progress.lives", "cli.progress.report"]
    assert list(totals) == names
    assert totals["cli.progress"] == done["cli.progress"] == 2
    assert totals["cli.progress.changes"] == done["cli.progress.changes"] > 2
