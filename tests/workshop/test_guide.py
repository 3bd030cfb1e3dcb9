"""The facilitator's guide says what is so."""

from __future__ import annotations

from pathlib import Path

import pytest

from simcommunity.i18n import t
from simcommunity.workshop.spec import ready_rooms, shipped_events
from simcommunity.workshop.table import MOST_PEOPLE, MOST_TEAMS

DOCS = Path(__file__).parents[2] / "docs"
LENGTHS = {
    "supermarket": ("7 rounds of 4 days, 5 minutes", "7 轮，每轮 4 天、5 分钟"),
    "coffee_shop": ("4 rounds of a week, 8 minutes", "4 轮，每轮一周、8 分钟"),
    "rescue": ("5 rounds of 5 days, 6 minutes", "5 轮，每轮 5 天、6 分钟"),
}


@pytest.mark.parametrize(("lang", "name"), [("en", "workshop.md"), ("zh", "workshop.zh.md")])
def test_the_guide_names_rooms_and_buttons_as_they_are(lang: str, name: str) -> None:
    guide = " ".join((DOCS / name).read_text(encoding="utf-8").split())
    for key in ("tell", "undo", "advance", "remove", "screen"):
        words = t(f"room.steer.{key}", lang)
        assert words.lower() in guide.lower(), words
    for room, lengths in LENGTHS.items():
        assert lengths[lang == "zh"] in guide
        assert ready_rooms()[room].title.said(lang).partition(":")[0] in guide
    for event in shipped_events().values():
        said = event.title.said(lang)
        assert said.lower() in guide.lower(), said


def test_the_lengths_of_the_rooms_are_those_of_the_guide() -> None:
    rooms = ready_rooms()
    found = {name: (room.rounds, room.round, room.minutes) for name, room in rooms.items()}
    assert found == {"supermarket": (7, 4, 5), "coffee_shop": (4, 7, 8), "rescue": (5, 5, 6)}
    assert (MOST_TEAMS, MOST_PEOPLE) == (15, 5)
