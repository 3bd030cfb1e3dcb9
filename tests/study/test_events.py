"""The event log: the same life, and events that add up to what was counted as it was lived."""

from __future__ import annotations

import math
import subprocess
import sys
from collections import Counter
from copy import copy
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

import numpy as np
import pyarrow.parquet as pq
import pytest
from small import small

from simcommunity.core.members.departure import bond, leave_index
from simcommunity.core.members.purchase import buy_terms, order_index, purchase
from simcommunity.core.members.record import CAUSES, LEFT, MUTED
from simcommunity.core.vitals import COLUMN
from simcommunity.simulation.agents import Member
from simcommunity.simulation.events import BLAMED, COLUMNS, Events, events, replay
from simcommunity.simulation.running import prepare, run
from simcommunity.simulation.workers import Job


def lived(name: str, *more: str) -> tuple[list[Events], Any, Any]:
    """Return events, the replicate they come from, and the same replicate of an ordinary run."""
    loaded = small(name, *more)
    kept: list[Any] = []
    run(loaded, replicates=2, seed=5, jobs=1, on_replicate=kept.append)
    *days, again = replay(Job(prepare(loaded.scenario), 5, "compiled"), 1)
    return [day for day in days if isinstance(day, Events)], again, kept[1]


@pytest.mark.parametrize(
    "name",
    [
        "supermarket", "four_channels", "growth_camp", "check_in_group", "dead_groups_gather",
        "ordinary_groups",
    ],
)  # fmt: skip
def test_events_add_up_to_what_was_counted(name: str) -> None:
    days, again, ordinary = lived(name, "gate=none")  # a fee is revenue and no event
    assert again.digest == ordinary.digest
    daily = ordinary.daily.sum(axis=0)
    for day in days:
        count = Counter(day.event)
        got = dict(zip(COLUMN, daily[day.day], strict=True))
        amount: Counter[str] = Counter()
        for event, value in zip(day.event, day.amount, strict=True):
            amount[event] += value
        assert count["muted"] == got["newly_muted"]
        assert count["unmuted"] == got["unmuted"]
        assert count["left"] == got["newly_left"]
        assert count["removed"] == got["newly_removed"]
        assert count["read"] == got["readers"]
        assert count["wrote"] == got["speakers"]
        assert amount["wrote"] == got["messages"]
        assert count["bought"] == got["orders"]
        assert amount["bought"] + amount["renewed"] == pytest.approx(got["revenue"])
        assert count["renewed"] == got["renewed"]
        assert count["blocked"] == got["newly_blocked"]


def test_the_causes_of_mutes_are_those_that_were_counted() -> None:
    days, _, ordinary = lived("supermarket", "playbook.calendar.adverts.per_day=20")
    told = Counter(
        why for day in days for e, why in zip(day.event, day.why, strict=True) if e == "muted"
    )
    counted = {c: ordinary.daily[..., COLUMN[f"mute_{c}"]].sum() for c in BLAMED}
    assert sum(told.values()) > 30
    assert max(told, key=lambda cause: told[cause]) == max(
        counted, key=lambda cause: counted[cause]
    )


def test_one_mute_on_a_day_has_the_largest_part_of_that_day() -> None:
    days, _, ordinary = lived("supermarket", "playbook.calendar.adverts.per_day=20")
    alone = right = 0
    for day in days:
        mutes = [
            (g, w) for g, e, w in zip(day.group, day.event, day.why, strict=True) if e == "muted"
        ]
        for group, why in mutes:
            row = int(np.flatnonzero(ordinary.groups["group"] == group)[0])
            if [g for g, _ in mutes].count(group) == 1:
                parts = [ordinary.daily[row, day.day, COLUMN[f"mute_{c}"]] for c in BLAMED]
                alone += 1
                right += why == BLAMED[int(np.argmax(parts))]
    assert alone > 5
    assert right == alone


class Asked(Member):
    """A member that keeps the terms of what it decides, and adds them up by the documented sums."""

    kept: ClassVar[dict[tuple[int, int, str], dict[str, float]]] = {}
    several: ClassVar[list[bool]] = []

    def depart(self, room: Any, draw: float, p: Any) -> int:
        """Decide as ever."""
        m: Any = self
        causes = {cause: getattr(m, f"irritation_{cause}") for cause in CAUSES}
        held = bond(m, p)
        terms = {
            **{cause: p.leave_irritation * amount for cause, amount in causes.items()},
            "disappointed": p.leave_loss * max(0.0, m.expectation - m.benefit),
            "bad_purchase": -p.leave_satisfaction * m.satisfaction,
            "others_left": p.leave_follows * m.ties_lost,
        }
        anyway = p.leave_base + m.churn_propensity - held - p.muted_stays * (m.status == MUTED)
        index = leave_index(m, sum(causes.values()), held, p)
        assert anyway + sum(terms.values()) == pytest.approx(index)
        status = super().depart(room, draw, p)
        if status == LEFT:
            terms["other"] = 0.0
            if chance(anyway + min(0.0, terms["bad_purchase"])) >= 0.5 * chance(index):
                terms["other"] = math.inf  # it would as likely have gone anyway
            self.kept[int(room.day), m.person, "left"] = terms
        return status

    def buy(self, room: Any, chance: float, draw: float, p: Any) -> int:
        """Decide as ever; of several orders a day the terms of the last count."""
        m: Any = self
        orders = super().buy(room, chance, draw, p)
        if orders:
            then, aside = SimpleNamespace(**vars(self)), copy(room)
            for number in range(orders - 1):
                purchase(then, aside, number, room.discount, room.claim * m.share_read, p)
            self.kept[int(room.day), m.person, "bought"] = self.wants(then, room, p)
            self.several.append(orders > 1)
        return orders

    @staticmethod
    def wants(m: Any, room: Any, p: Any) -> dict[str, float]:
        """Return the terms of what is ordered, which add up."""
        share = m.share_read
        deal = 1 - math.exp(-p.deal_felt * room.discount)

        def felt(above: float) -> float:
            return float(p.price_elastic * above * (1 - p.trust_forgives * m.trust * (above > 0)))

        full, now = felt(p.log_price), felt(p.log_price + math.log(1 - room.discount))
        told = 1 - math.exp(-share * room.mentions)
        pressed, claimed = (1 - math.exp(-share * x) for x in (room.pressing, room.claim))
        terms = {
            "trust": p.order_trust * m.trust,
            "discount": p.order_discount * room.discount * m.deal_proneness + full - now,
            "satisfied_before": p.order_satisfaction * m.satisfaction,
            "others_bought": p.mention_pull * told,
            "limited": p.scarcity * room.scarcity * share,
            "profile": 0.0,
            "persuaded": p.pressing_sells * pressed + p.claim_sells * claimed,
        }
        dear = p.order_price * max(0.0, p.log_ticket) * m.price_sensitivity * (1 - m.trust)
        waits = p.deal_waits * m.deal_proneness**2 * (1 - deal)
        index = order_index(buy_terms(m, room, p))
        assert p.order_base - dear - full - waits + sum(terms.values()) == pytest.approx(index)
        return {"need": math.log1p(max(0.0, m.need)), **terms}  # which is no term of the chance


def chance(log_odds: float) -> float:
    return 1 / (1 + math.exp(-log_odds))


def test_reasons_are_the_largest_terms_when_it_was_decided() -> None:
    """Agents of the other engine live the same life and are asked on the spot."""
    loaded = small(
        "supermarket", "days=30", "parameters.leave_base=-4", "parameters.mention=1",
        "parameters.order_base=2", "business.cycle=1", "playbook.calendar.adverts.per_day=12",
    )  # fmt: skip
    Asked.kept.clear()
    Asked.several.clear()
    run(loaded, replicates=1, seed=5, engine="mesa", jobs=1, member_class=Asked)
    told = {
        (day.day, person, event): why
        for day in replay(Job(prepare(loaded.scenario), 5, "compiled"), 0)
        if isinstance(day, Events)
        for person, event, why in zip(day.person, day.event, day.why, strict=True)
        if event in ("left", "bought")
    }
    assert told == {
        at: max(terms, key=lambda name, terms=terms: terms[name])  # type: ignore[misc]
        for at, terms in Asked.kept.items()
    }
    assert len(set(told.values())) > 4
    assert sum(event == "left" for *_, event in told) > 10
    assert any(Asked.several)


def test_each_order_of_a_day_has_its_own_amount() -> None:
    """Agents of the other engine pay order by order."""
    paid: dict[tuple[int, int], list[float]] = {}

    class Paying(Member):
        def buy(self, room: Any, chance: float, draw: float, p: Any) -> int:
            orders = super().buy(room, chance, draw, p)
            then, aside = SimpleNamespace(**vars(self)), copy(room)
            for number in range(orders):
                had = then.spend
                purchase(then, aside, number, room.discount, room.claim * self.share_read, p)
                amounts = paid.setdefault((int(room.day), self.person), [])
                amounts.append(then.spend - had)
            return orders

    loaded = small("supermarket", "days=20", "parameters.order_base=2", "business.cycle=1")
    run(loaded, replicates=1, seed=5, engine="mesa", jobs=1, member_class=Paying)
    told: dict[tuple[int, int], list[float]] = {}
    for day in replay(Job(prepare(loaded.scenario), 5, "compiled"), 0):
        for k, event in enumerate(day.event if isinstance(day, Events) else ()):
            if event == "bought":
                told.setdefault((day.day, day.person[k]), []).append(day.amount[k])
    assert told.keys() == paid.keys()
    assert max(map(len, told.values())) > 1
    for at, amounts in told.items():
        assert amounts == pytest.approx(paid[at])


def test_as_a_frame() -> None:
    frame = events(small("supermarket"), 1, seed=5)
    assert tuple(frame.columns) == COLUMNS
    assert set(frame["replicate"]) == {1}
    assert frame["day"].is_monotonic_increasing
    assert set(frame.loc[frame["event"] == "bought", "why"]) - {""}
    assert (frame.loc[frame["event"] == "read", "amount"] <= 1).all()


def command(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    call = [sys.executable, "-m", "simcommunity", "run", "coffee_shop", "--days", "12"]
    return subprocess.run(
        [*call, "--replicates", "2", "--lang", "en", *words],
        capture_output=True, encoding="utf-8", check=False, cwd=folder,
    )  # fmt: skip


def test_the_command_writes_events_of_chosen_replicates(tmp_path: Path) -> None:
    done = command("--events", "1", "--out", "o", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    table = pq.read_table(tmp_path / "o" / "events.parquet")
    assert tuple(table.column_names) == COLUMNS
    assert set(table["replicate"].to_pylist()) == {1}
    assert b"scenario_hash" in (table.schema.metadata or {})
    for words, sentence in (
        (("--events", "2", "--out", "o"), "no replicate 2"),
        (("--events", "1"), "--out"),
        (("--events", "a", "--out", "o"), "0,3"),
    ):
        wrong = command(*words, folder=tmp_path)
        assert wrong.returncode == 2
        assert sentence in wrong.stderr
