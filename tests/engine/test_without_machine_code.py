"""Rules can be stepped through: without machine code, both engines give the same numbers."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

SMALL = ("days=5", "groups.size=20", "arrival.0.places=1", "arrival.0.per_day=30")


def digest(name: str, engine: str, **environment: str) -> str:
    """Return the digest of a small run in a process of its own."""
    changes = [part for change in SMALL for part in ("--set", change)]
    told = subprocess.run(
        [sys.executable, "-c", "from simcommunity.cli.main import main; main()", "run", name,
         "--replicates", "1", "--engine", engine, "--json", "--quiet", *changes],
        env={**os.environ, **environment}, check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert told.stderr == ""
    return str(json.loads(told.stdout)["digest"])


@pytest.mark.parametrize("name", ["coffee_shop", "four_channels"])
def test_without_machine_code_the_numbers_are_the_same(name: str) -> None:
    compiled = digest(name, "compiled")
    assert digest(name, "compiled", NUMBA_DISABLE_JIT="1") == compiled
    assert digest(name, "mesa", NUMBA_DISABLE_JIT="1") == compiled
