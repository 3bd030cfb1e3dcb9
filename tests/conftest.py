"""Settings that all tests share; its place lets every test import the helpers beside it."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator

import pytest
from hypothesis import settings

from simcommunity import i18n

# The same examples every time, and no clock: a test fails because of the code or not at all.
settings.register_profile(
    "simcommunity", derandomize=True, deadline=None, database=None, print_blob=True
)
settings.load_profile("simcommunity")


@pytest.fixture(autouse=True)
def _like_a_new_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every test begin with no language named and nothing silenced by options before."""
    monkeypatch.setattr(i18n, "_asked_for", [])
    logging.getLogger("simcommunity").setLevel(logging.NOTSET)


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """Start one headless Chromium for all tests of pages; Playwright allows one at a time."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    assert chromium, "there is no chromium here (apt-get install chromium fonts-noto-cjk)"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield started
        started.close()
