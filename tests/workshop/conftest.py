"""A table with a small room, and its clock."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from places import Place
from small_rooms import Clock, small_spec

from simcommunity.workshop.session import RoomSession


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def table(tmp_path: Path, clock: Clock) -> RoomSession:
    return RoomSession.open(tmp_path / "123456.jsonl", "123456", small_spec(), clock=clock)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    one = Place(tmp_path)
    yield one
    one.rooms.close()
