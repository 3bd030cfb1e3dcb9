"""The command line changes how loud the simulator is; other tests must not notice."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def _as_loud_as_before() -> Iterator[None]:
    logger = logging.getLogger("simcommunity")
    level, handlers = logger.level, logger.handlers
    yield
    logger.setLevel(level)
    logger.handlers = handlers
