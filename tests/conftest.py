"""Settings that all tests share; its place lets every test import the helpers beside it."""

from __future__ import annotations

import pytest
from hypothesis import settings

from simcommunity import i18n

# The same examples every time, and no clock: a test fails because of the code or not at all.
settings.register_profile(
    "simcommunity", derandomize=True, deadline=None, database=None, print_blob=True
)
settings.load_profile("simcommunity")


@pytest.fixture(autouse=True)
def _no_language_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every test begin like a new process: no option has named a language yet."""
    monkeypatch.setattr(i18n, "_asked_for", [])
