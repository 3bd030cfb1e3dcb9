"""Settings that all tests share; its place lets every test import the helpers beside it."""

from __future__ import annotations

from hypothesis import settings

# The same examples every time, and no clock: a test fails because of the code or not at all.
settings.register_profile(
    "simcommunity", derandomize=True, deadline=None, database=None, print_blob=True
)
settings.load_profile("simcommunity")
