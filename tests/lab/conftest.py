"""A lab that is served, and a browser to look at it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """Serve the lab in a process of its own."""
    command = [sys.executable, "-m", "simcommunity.cli", "lab", "--no-browser", "--lang", "en"]
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


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """Start a headless Chromium."""
    if CHROMIUM is None:
        pytest.skip("there is no chromium here (apt-get install chromium fonts-noto-cjk)")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()
