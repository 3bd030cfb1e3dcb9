"""The event log: the same life, and events that add up to what was counted as it was lived."""

from __future__ import annotations

import math
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pyarrow.parquet as pq
import pytest
from small import small

from simcommunity.core.members.departure import bond, leave_index
from simcommunity.core.members.purchase import buy_terms, order_index
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

    def buy(self, room: Any, draw: float, p: Any) -> bool:
        """Decide as ever."""
        m: Any = self
        need = min(m.need, 1.0)
        told = 1 - math.exp(-m.share_read * room.mentions * p.exposure_rate)
        terms = {
            "need": p.order_need * need,
            "trust": p.order_trust * m.trust,
            "discount": p.order_discount * room.discount * m.deal_proneness,
            "satisfied_before": p.order_satisfaction * m.satisfaction,
            "others_bought": p.mention_pull * told,
            "limited": p.scarcity * room.scarcity * m.share_read * need,
        }
        dear = p.order_price * p.log_ticket * m.price_sensitivity * (1 - m.trust)
        index = order_index(buy_terms(m, room, p))
        assert p.order_base - dear + sum(terms.values()) == pytest.approx(index)
        bought = super().buy(room, draw, p)
        if bought:
            self.kept[int(room.day), m.person, "bought"] = terms
        return bought


def chance(log_odds: float) -> float:
    return 1 / (1 + math.exp(-log_odds))


def test_reasons_are_the_largest_terms_when_it_was_decided() -> None:
    """Agents of the other engine live the same life and are asked on the spot."""
    loaded = small(
        "supermarket", "days=30", "parameters.leave_base=-4", "parameters.mention=1",
        "parameters.order_base=-4", "playbook.calendar.adverts.per_day=12",
    )  # fmt: skip
    Asked.kept.clear()
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
