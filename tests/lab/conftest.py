"""A lab that is served."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """Serve the lab in a process of its own."""
    command = [sys.executable, "-m", "simcommunity", "lab", "--no-browser", "--lang", "en"]
    env = {**os.environ, "PYTHONUTF8": "1"}
    del env["PYTEST_CURRENT_TEST"]  # by it NiceGUI would take the server for a test of its own
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=env) as server:
        try:
            assert server.stderr is not None
            told = next(line for line in server.stderr if "http://" in line)
            yield "http://" + told.split("http://")[1].split()[0]
        finally:
            server.terminate()
            server.wait(10)
