"""The debrief tells luck from decisions, and writes what spreadsheets and browsers can read."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import numpy as np
import pytest
from small_rooms import small_spec

from simcommunity.workshop.debrief import making as module
from simcommunity.workshop.debrief.export import as_csv
from simcommunity.workshop.debrief.making import debrief
from simcommunity.workshop.debrief.page import debrief_page
from simcommunity.workshop.debrief.told import Debrief
from simcommunity.workshop.room import NO_DEATH
from simcommunity.workshop.spec import Allotment
from simcommunity.workshop.table import Table

TALK = Allotment(send={"questions": 4, "life": 2}, answers=1)
ADVERTS = Allotment(send={"adverts": 40})


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Table:
    table = Table.open(tmp_path_factory.mktemp("room") / "1.jsonl", "1", small_spec())
    talk, _ = table.found("=Talk", "Ann")
    adverts, _ = table.found("<b>Adverts", "")
    table.found("Nobody", "")
    table.advance()
    for number in (1, 2, 3):
        table.decide(talk, number, TALK, NO_DEATH, "Ann")
        table.decide(adverts, number, ADVERTS, 4, "1")
        table.advance()
    return table


@pytest.fixture(scope="module")
def told(played: Table) -> Debrief:
    patch = pytest.MonkeyPatch()
    patch.setattr(module, "LUCKS", 20)
    patch.setattr(module, "LEARNT_ON", range(1, 3))
    try:
        return debrief(played.place, played.room)
    finally:
        patch.undo()


def test_teams_stand_in_the_order_of_the_aim(told: Debrief) -> None:
    scores = [team.lived.score for team in told.teams]
    assert scores == sorted(scores, reverse=True)
    assert {team.name for team in told.teams} == {"=Talk", "<b>Adverts", "Nobody"}


def test_adverts_are_worth_less_than_talk_by_pairs_of_the_same_luck(told: Debrief) -> None:
    by_name = {team.name: team for team in told.teams}
    talk, adverts = by_name["=Talk"], by_name["<b>Adverts"]
    assert talk.lived.expected > adverts.lived.expected
    assert adverts.behind is not None
    mean, low, high = adverts.behind
    gap = adverts.lived.others - max(told.teams, key=lambda t: t.lived.expected).lived.others
    assert mean == pytest.approx(gap.mean())
    assert low < mean < high < 0


def test_the_band_is_that_of_the_same_decisions(told: Debrief) -> None:
    for team in told.teams:
        low, high = team.lived.band
        inside = np.mean((team.lived.others >= low) & (team.lived.others <= high))
        assert 0.75 <= inside <= 0.9
        assert 0 <= team.lived.place <= 1


def test_the_search_keeps_to_hours_and_money(told: Debrief, played: Table) -> None:
    assert len(told.found.plan) == 3
    assert told.found.lived.spent <= played.room.spec.budget
    assert told.found.lived.life.column("dropped").sum() == 0
    assert told.found.lived.expected > max(team.lived.expected for team in told.teams) * 0.9


def test_one_person_is_followed_through_all_teams(told: Debrief) -> None:
    assert told.member is not None
    assert {diary.person for diary in told.diaries} == {told.member}
    assert len({tuple(diary.traits.values()) for diary in told.diaries}) == 1
    assert min(today.day for diary in told.diaries for today in diary.days) == 1


def test_forecasts_are_judged_by_the_day_of_death(told: Debrief) -> None:
    for team in told.teams:
        truth = team.lived.life.died + 1 if team.lived.life.died >= 0 else 13
        expected = {"=Talk": abs(13 - truth), "<b>Adverts": abs(4 - truth), "Nobody": None}
        assert team.forecast_error(12) == expected[team.name]


def test_the_table_has_a_row_for_each_day_of_each_way(told: Debrief) -> None:
    rows = list(csv.DictReader(io.StringIO(as_csv(told))))
    ways = len(told.teams) + len(told.others) + 1
    assert len(rows) == 12 * ways
    talk = [row for row in rows if row["name"] == "'=Talk"]  # no formula for a spreadsheet
    assert [row["day"] for row in talk] == [str(day) for day in range(1, 13)]
    assert [row["round"] for row in talk] == ["1"] * 4 + ["2"] * 4 + ["3"] * 4
    assert {row["send_questions"] for row in talk} == {"4"}
    assert {row["forecast"] for row in talk} == {"lives"}
    assert {row["default"] for row in rows if row["name"] == "Nobody"} == {"1"}


def test_the_page_escapes_what_people_wrote_and_asks_nobody(told: Debrief, played: Table) -> None:
    page = debrief_page(told, played.place.scenario, "en")
    assert "<b>Adverts" not in page
    assert "&lt;b&gt;Adverts" in page
    assert str(played.room.seed) in page
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page)


def test_a_playbook_runs_from_the_day_on_which_teams_take_over(tmp_path: Path) -> None:
    spec = small_spec(takes_over=4)
    table = Table.open(tmp_path / "1.jsonl", "1", spec)
    copies = table.copies()
    life = copies.live(copies.design(module.with_playbook(copies, "hands_off")))
    assert life.column("operator_messages")[:4].min() > 0
    assert life.column("operator_messages")[4:].sum() == 0
