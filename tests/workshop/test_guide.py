"""The facilitator's guide says what is so."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from simcommunity.i18n import t
from simcommunity.workshop.play import Community, Copies
from simcommunity.workshop.room_spec import Allotment, ready_rooms, shipped_events
from simcommunity.workshop.session import MOST_PEOPLE, MOST_TEAMS

DOCS = Path(__file__).parents[2] / "docs"
GUIDES = [("en", "workshop.md"), ("zh", "workshop.zh.md")]
LENGTHS = {
    "supermarket": ("7 rounds of 4 days, 5 minutes", "7 轮，每轮 4 天、5 分钟"),
    "coffee_shop": ("4 rounds of a week, 8 minutes", "4 轮，每轮一周、8 分钟"),
    "rescue": ("5 rounds of 5 days, 6 minutes", "5 轮，每轮 5 天、6 分钟"),
}
BUTTONS = (
    "begin", "advance", "pause", "resume", "extend", "undo", "finish", "event", "show",
    "hide", "remove", "screen", "tell",
)  # fmt: skip
SECTIONS = ("curves", "luck", "forecasts", "others", "events", "life", "teams")  # of a debrief
LUCKS = range(100, 200)
AMONG_OTHER_LIBRARIES = 1  # a mean that ends in .5 may be rounded otherwise

MORE_SOLD = Allotment(send={"adverts": 16, "coupons": 2, "flash_sales": 1})
STEADY = Allotment(send={"adverts": 4, "questions": 2, "life": 1}, answers=0.5, moderation=0.5)
DEFAULT = ready_rooms()["supermarket"].unless_told
EXAMPLE = [
    [STEADY] * 3
    + [Allotment(send={"adverts": 3, "questions": 3, "life": 2}, answers=1, moderation=0.5)] * 4,
    [Allotment(send={"red_packets": 2, "life": 3, "topics": 2}, answers=1)] * 7,
    [DEFAULT] * 5 + [Allotment(send={"questions": 1})] * 2,
    [MORE_SOLD] * 2
    + [Allotment(send={"adverts": 8, "coupons": 2, "red_packets": 2})] * 2
    + [Allotment(send={"adverts": 2, "questions": 2, "red_packets": 3}, answers=0.5)] * 3,
]


def read(name: str) -> str:
    return " ".join((DOCS / name).read_text(encoding="utf-8").split())


@pytest.mark.parametrize(("lang", "name"), GUIDES)
def test_the_guide_names_rooms_and_buttons_as_they_are(lang: str, name: str) -> None:
    guide = read(name)
    for key in BUTTONS:
        words = t(f"room.steer.{key}", lang)
        assert words.lower() in guide.lower(), words
    for room, lengths in LENGTHS.items():
        assert lengths[lang == "zh"] in guide
        assert ready_rooms()[room].title.said(lang).partition(":")[0] in guide
    for event in shipped_events().values():
        said = event.title.said(lang)
        said = said if lang == "zh" else said.split()[-1]
        assert said.lower() in guide.lower(), said


@pytest.mark.parametrize(("lang", "name"), GUIDES)
def test_the_questions_are_those_of_the_debrief_in_its_order(lang: str, name: str) -> None:
    guide = read(name)
    asked = [f"**{t(f'debrief.{one}', lang)}" for one in SECTIONS]
    places = [guide.index(heading) for heading in asked]
    assert all(first < second for first, second in pairwise(places))
    for one, place in zip(SECTIONS, places, strict=True):
        assert t(f"debrief.ask.{one}", lang) in guide[place : place + 250], one


def test_the_lengths_of_the_rooms_are_those_of_the_guide() -> None:
    rooms = ready_rooms()
    found = {name: (room.rounds, room.round, room.minutes) for name, room in rooms.items()}
    assert found == {"supermarket": (7, 4, 5), "coffee_shop": (4, 7, 8), "rescue": (5, 5, 6)}
    assert (MOST_TEAMS, MOST_PEOPLE) == (15, 5)


class Lived:
    """A room that the guide gives figures of, lived by a plan for each round."""

    def __init__(self, room: str) -> None:
        self.spec = ready_rooms()[room]
        self.copies = Copies(Community(self.spec), 5)

    def means(self, plan: list[Allotment]) -> np.ndarray:
        design = self.copies.design(self.copies.scenario(plan))
        lives = [self.copies.live(design, luck) for luck in LUCKS]
        goals = ("listening", "orders", "profit")
        return np.array([[life.score(goal) for goal in goals] for life in lives]).mean(axis=0)


def test_what_each_action_does_is_what_the_guides_say() -> None:
    room = Lived("supermarket")
    rounds = room.spec.rounds
    nothing = room.means([Allotment()] * rounds)
    assert nothing == pytest.approx([192, 25, 200], abs=AMONG_OTHER_LIBRARIES)
    plans = [
        Allotment(send={name: 2 if name == "red_packets" else 4}) for name in room.spec.actions
    ]
    plans += [Allotment(answers=1), Allotment(moderation=1)]
    found = [room.means([plan] * rounds) - nothing for plan in plans]
    for _, name in GUIDES:
        rows = re.findall(r"^\|.*\| ([−+]\d+) \| ([−+]\d+) \| ([−+]\d+) \|$", _text(name), re.M)
        told = [[int(cell.replace("−", "-")) for cell in row] for row in rows]
        assert len(told) == len(found)
        np.testing.assert_allclose(told, found, atol=AMONG_OTHER_LIBRARIES)


def test_how_late_is_too_late_is_what_the_guides_say() -> None:
    room = Lived("supermarket")
    adverts = Allotment(send={"adverts": 16})
    care = Allotment(send={"questions": 2, "life": 4}, answers=1, moderation=1)
    rounds = room.spec.rounds
    found = [room.means([adverts] * k + [care] * (rounds - k))[0] for k in range(rounds + 1)]
    for _, name in GUIDES:
        row = re.search(r"^\| (?:readers|会看群的人) ((?:\| \d+ )+)\|$", _text(name), re.M)
        assert row is not None
        told = [int(cell) for cell in row[1].split("|")[1:]]
        np.testing.assert_allclose(told, found, atol=AMONG_OTHER_LIBRARIES)


def test_the_traps_are_what_the_guides_say() -> None:
    coffee, market = Lived("coffee_shop"), Lived("supermarket")
    sold = {
        (393, 864): Allotment(send={"flash_sales": 7}),
        (296, 1594): Allotment(send={"coupons": 7}),
        (84, 798): Allotment(send={"praise": 7}),
        (49, 527): Allotment(),
    }
    left = {159: market.spec.unless_told, 67: Allotment(send={"adverts": 16})}
    for (orders, profit), plan in sold.items():
        found = coffee.means([plan] * coffee.spec.rounds)[1:]
        assert found == pytest.approx([orders, profit], abs=AMONG_OTHER_LIBRARIES)
    for readers, plan in left.items():
        found = market.means([plan] * market.spec.rounds)[0]
        assert found == pytest.approx(readers, abs=AMONG_OTHER_LIBRARIES)
    for _, name in GUIDES:
        for number in (393, 864, 296, 1594, 84, 798, 49, 527, 159, 67):
            assert re.search(rf"(?<![\d,]){number:,}(?!\d)", _text(name)), number


def test_the_example_is_what_the_guides_say() -> None:
    copies = Copies(Community(ready_rooms()["supermarket"]), 20260, ((8, "rival_gives"),))
    found = []
    for plan in EXAMPLE:
        design = copies.design(copies.scenario(plan))
        read = copies.live(design).column("would_read")
        others = [copies.live(design, luck).score("listening") for luck in range(100, 300)]
        found.append([*(read[max(0, day - 7) : day].mean() for day in (4, 8, 28)), np.mean(others)])
    for _, name in GUIDES:
        rows = re.findall(r"\| [^|]{9,} \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$", _text(name), re.M)
        told = [list(map(int, row)) for row in rows]
        np.testing.assert_allclose(told, found, atol=AMONG_OTHER_LIBRARIES)


def _text(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")
