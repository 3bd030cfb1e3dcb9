"""What the tests of the scenario room share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def small() -> dict[str, Any]:
    """Return the shortest scenario there is."""
    return {"title": {"zh": "甲", "en": "A"}, "people": {"mix": {"regular": 1}}}


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes a file and returns its path."""

    def write_file(content: str | bytes, name: str = "s.yaml") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write_file
