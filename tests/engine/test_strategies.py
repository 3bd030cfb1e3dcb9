"""Strategies written in Python: what they see, what they may ask for, equal in both engines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar

import pytest
from small import small

from simcommunity.core.vitals import COLUMN
from simcommunity.results.replicate import Replicate
from simcommunity.scenario.loader import load_data
from simcommunity.simulation.running import run
from simcommunity.simulation.strategy import Send, View

LOADED = small("supermarket", "days=15", "team.hours=24")


class Watchful:
    """Sends to single groups by what it sees, to all now and then, and remembers."""

    views: ClassVar[list[View]] = []  # of the last run; each replicate has a copy of a strategy

    def __init__(self) -> None:
        self.fell_silent: set[int] = set()

    def plan(self, day: int, view: View) -> Iterator[Send]:
        """Return what to send today."""
        self.views.append(view)
        for group in view.groups:
            if group.days_since_talk > 1:
                self.fell_silent.add(group.number)
            if group.number in self.fell_silent:
                yield Send("coupon", group=group.number, count=2)
            if group.age > 3 and group.reached_share < 0.8:
                yield Send("red_packet", group=group.number, worth=12.5)
        if day % 4 == 0:
            yield Send("advert")


class Once:
    """Sends given wishes on one day."""

    def __init__(self, day: int, *sends: Send) -> None:
        self.day = day
        self.sends = sends

    def plan(self, day: int, view: View) -> Iterable[Send]:
        """Return what to send today."""
        return self.sends if day == self.day else ()


def replicate_of(strategy: object, **how: object) -> Replicate:
    """Return the only replicate of a run under a strategy."""
    Watchful.views.clear()
    seen: list[Replicate] = []
    run(LOADED, replicates=1, strategy=strategy, on_replicate=seen.append, **how)  # type: ignore[arg-type]
    return seen[0]


def test_a_strategy_gives_the_same_bits_in_both_engines() -> None:
    fast = replicate_of(Watchful())
    seen = list(Watchful.views)
    slow = replicate_of(Watchful(), engine="mesa", jobs=1)
    assert fast.digest == slow.digest
    assert Watchful.views == seen
    assert fast.daily[..., COLUMN["red_packets"]].sum() > 0


def test_what_a_strategy_remembers_ends_with_the_replicate() -> None:
    strategy = Watchful()
    first = replicate_of(strategy)
    assert strategy.fell_silent == set()
    assert replicate_of(strategy).digest == first.digest


def test_a_strategy_gives_the_same_for_any_number_of_workers() -> None:
    one = run(LOADED, replicates=4, jobs=1, strategy=Watchful())
    many = run(LOADED, replicates=4, jobs=3, strategy=Watchful())
    slow = run(LOADED, replicates=4, jobs=1, engine="mesa", strategy=Watchful())
    assert one.digest == many.digest == slow.digest


class Everywhere:
    """Wants four messages a day in every group."""

    seen: ClassVar[list[tuple[int, ...]]] = []

    def plan(self, day: int, view: View) -> Iterable[Send]:
        """Return what to send today."""
        self.seen.append(tuple(group.number for group in view.groups))
        return [Send("question", count=4)]


@pytest.mark.parametrize("how", [{}, {"engine": "mesa", "jobs": 1}])
def test_a_closed_group_takes_no_minutes_under_a_strategy(how: dict[str, object]) -> None:
    """The team has time for the group of the second campaign alone; the first is closed by then."""
    campaign = {"hook": {"content": 100}, "per_day": 20, "days": 1}
    data = {
        "title": {"zh": "两个群", "en": "two groups"},
        "people": {"mix": {"regular": 1}},
        "hooks": {"content": {"takes": {"regular": [0.999999, 20]}}},
        "arrival": [campaign, {**campaign, "from_day": 6}],
        "groups": {"size": 20, "closes_after": "3 days"},
        "team": {"hours": 0.2},
    }
    Everywhere.seen.clear()
    done: list[Replicate] = []
    run(
        load_data(data),
        days=12, replicates=1, strategy=Everywhere(), on_replicate=done.append, **how,  # type: ignore[arg-type]
    )  # fmt: skip
    daily = done[0].daily
    assert done[0].groups["day_zero"].tolist() == [0, 6]
    assert daily[0, :3, COLUMN["staff_minutes"]].tolist() == [12, 12, 12]
    assert daily[1, 6:9, COLUMN["staff_minutes"]].tolist() == [12, 12, 12]
    for group, last in ((0, 3), (1, 9)):
        assert daily[group, last:, COLUMN["staff_minutes"]].sum() == 0
        assert daily[group, last:, COLUMN["dropped"]].sum() == 0
    assert Everywhere.seen == [(0,)] * 3 + [()] * 3 + [(1,)] * 3 + [()] * 3


def test_a_group_is_seen_from_the_day_it_opens() -> None:
    replicate = replicate_of(Watchful())
    opened = replicate.groups["day_opened"]
    assert opened[0] == 0
    for day, view in enumerate(Watchful.views):
        assert [group.number for group in view.groups] == list((opened <= day).nonzero()[0])
        joined = replicate.daily[: len(view.groups), day, COLUMN["joined"]]
        assert [group.joined for group in view.groups] == list(joined)


def test_signals_are_those_of_yesterday() -> None:
    daily = replicate_of(Watchful()).daily
    assert len(Watchful.views) == 15
    for day in range(1, 15):
        for group in Watchful.views[day].groups:
            yesterday = daily[group.number, day - 1]
            assert group.messages == yesterday[COLUMN["messages"]]
            assert group.members == yesterday[COLUMN["members"]]


def test_messages_reach_the_groups_they_are_meant_for() -> None:
    sends = (Send("advert", group=1, count=3), Send("red_packet", worth=40))
    daily = replicate_of(Once(12, *sends)).daily
    quiet = replicate_of(Once(99)).daily
    sent = daily[:, 12, COLUMN["operator_messages"]]
    assert list(sent) == [1 + 3 * (g == 1) for g in range(len(daily))]
    assert list(daily[:, 12, COLUMN["adverts"]]) == [3 * (g == 1) for g in range(len(daily))]
    assert (daily[:, 12, COLUMN["cash_cost"]] - quiet[:, 12, COLUMN["cash_cost"]] == 40).all()
    assert (daily[:, :12] == quiet[:, :12]).all()


def test_worth_of_nothing_said_is_the_kind_s_own() -> None:
    money = LOADED.scenario.messages.get("red_packet")
    assert money is not None
    daily = replicate_of(Once(12, Send("red_packet"))).daily
    assert (daily[:, 12, COLUMN["cash_cost"]] == money.money).all()


@pytest.mark.parametrize(
    ("send", "sentence"),
    [
        (Send("advrt"), r"^day 2: unknown message 'advrt' \(did you mean 'advert'\?\)$"),
        (Send("advert", count=-1), "^day 2: count -1 is not between 0 and 200$"),
        (Send("advert", count=201), "^day 2: count 201 is not between 0 and 200$"),
        (Send("advert", group=77), "^day 2: there is no group 77 with members$"),
    ],
)
@pytest.mark.parametrize("engine", ["compiled", "mesa"])
def test_a_wrong_wish_is_refused_in_a_sentence(send: Send, sentence: str, engine: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        run(LOADED, replicates=1, jobs=1, engine=engine, strategy=Once(2, send))
