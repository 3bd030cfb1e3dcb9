"""The debrief tells luck from decisions, and writes what spreadsheets and browsers can read."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from small_rooms import small_spec

from simcommunity.study.story import roll_call
from simcommunity.workshop.debrief import simulate as module
from simcommunity.workshop.debrief.events import unchanged
from simcommunity.workshop.debrief.export import as_csv
from simcommunity.workshop.debrief.page import debrief_page, for_reader
from simcommunity.workshop.debrief.results import Debrief
from simcommunity.workshop.debrief.simulate import FIRST_OTHER, debrief
from simcommunity.workshop.log import Log
from simcommunity.workshop.play import Copies
from simcommunity.workshop.room import NO_DEATH, opened, replay
from simcommunity.workshop.room_spec import Allotment
from simcommunity.workshop.session import RoomSession

TALK = Allotment(send={"questions": 4, "life": 2}, answers=1)
SEED = 11
ADVERTS = Allotment(send={"adverts": 40})

FEW = 20  # other lucks


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> RoomSession:
    path = tmp_path_factory.mktemp("room") / "1.jsonl"
    log = Log(path)
    log.add(opened("1", SEED, small_spec(), 0.0))
    log.close()
    table = RoomSession.resume(path)
    talk, _ = table.found("=Talk", "Ann")
    adverts, _ = table.found("<b>Adverts", "")
    table.found("Nobody", "")
    table.advance()
    for number in (1, 2, 3):
        if number == 2:
            table.send("platform_folds")
        table.decide(talk, number, TALK if number < 3 else ADVERTS, NO_DEATH, "Ann")
        table.decide(adverts, number, ADVERTS, 4, "1")
        table.advance()
    return table


@pytest.fixture(scope="module")
def told(played: RoomSession) -> Debrief:
    patch = pytest.MonkeyPatch()
    patch.setattr(module, "LUCKS", FEW)
    patch.setattr(module, "LEARNT_ON", range(1, 3))
    try:
        return debrief(played.place, played.room)
    finally:
        patch.undo()


@pytest.fixture(scope="module")
def page(told: Debrief, played: RoomSession) -> str:
    return debrief_page(told, played.place.scenario, "en")


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


def test_a_team_is_judged_by_the_same_decisions_under_other_luck(
    told: Debrief, played: RoomSession
) -> None:
    copies, goal = played.copies(), played.room.spec.goal
    for team in told.teams:
        design = copies.design(copies.scenario(list(team.allotments)))
        some = [copies.live(design, FIRST_OTHER + k).score(goal) for k in range(FEW)]
        assert team.lived.others.tolist() == some
        worse = sum(other < team.lived.score for other in team.lived.others)
        same = sum(other == team.lived.score for other in team.lived.others)
        assert team.lived.place == pytest.approx((worse + same / 2) / FEW)


def test_the_search_keeps_to_hours_and_money(told: Debrief, played: RoomSession) -> None:
    assert len(told.found.plan) == 3
    assert told.found.lived.spent <= played.room.spec.budget
    assert told.found.lived.life.column("dropped").sum() == 0
    assert told.found.lived.expected > max(team.lived.expected for team in told.teams) * 0.9


def test_one_person_is_followed_through_all_teams(told: Debrief) -> None:
    assert told.member is not None
    assert {diary.person for diary in told.diaries} == {told.member}
    assert len({tuple(diary.traits.values()) for diary in told.diaries}) == 1
    assert min(today.day for diary in told.diaries for today in diary.days) == 1


def test_the_person_followed_ordered_more_in_the_first_team_than_in_the_last(
    told: Debrief, played: RoomSession
) -> None:
    copies = played.copies()
    rolls = [
        roll_call(copies.design(team.lived.scenario), copies.seed, 0, copies.advance)
        for team in told.teams
    ]
    first, last = (
        dict(zip(roll.person.tolist(), roll.orders.tolist(), strict=True))
        for roll in (rolls[0], rolls[-1])
    )
    assert told.member is not None
    assert first[told.member] - last[told.member] == max(first[p] - last[p] for p in first) > 0


def test_events_are_judged_against_the_same_luck_without_them(
    told: Debrief, played: RoomSession
) -> None:
    talk = next(team for team in told.teams if team.name == "=Talk")
    calm = Copies(played.place, played.room.seed)
    design = calm.design(talk.lived.scenario)
    without = [calm.live(design, luck).score("listening") for luck in range(100, 120)]
    assert talk.events is not None
    assert talk.events[0][0] == pytest.approx((talk.lived.others - without).mean())
    assert talk.change is not None  # it had talked before the event, and sold at last
    others = [team for team in told.teams if team is not talk]
    assert [team.change for team in others] == [None, None]  # they went on as before


def test_going_on_as_before_ends_where_the_money_ends(played: RoomSession) -> None:
    room = replay([opened("1", 1, small_spec(), 0.0)])
    room.sent = [(4, "platform_folds")]
    packets = Allotment(send={"red_packets": 9, "questions": 1})  # 360 of 800 ¥
    gone_on = unchanged(played.place, room, [packets, TALK, TALK])
    assert gone_on is not None
    assert [one.send for one in gone_on] == [packets.send, packets.send, {"questions": 1}]
    room.sent = [(0, "platform_folds")]
    assert unchanged(played.place, room, [packets, TALK, TALK]) is None


def test_forecasts_are_judged_by_the_day_of_death(told: Debrief) -> None:
    for team in told.teams:
        truth = team.lived.life.died + 1 if team.lived.life.died >= 0 else 13
        expected = {"=Talk": abs(13 - truth), "<b>Adverts": abs(4 - truth), "Nobody": None}
        assert team.forecast_error(12) == expected[team.name]


def test_the_table_has_a_row_for_each_day_of_each_way(told: Debrief, played: RoomSession) -> None:
    rows = list(csv.DictReader(io.StringIO(as_csv(told, played.place.scenario, "en"))))
    ways = len(told.teams) + len(told.others) + 1
    assert len(rows) == 12 * ways
    talk = [row for row in rows if row["name"] == "'=Talk"]  # no formula for a spreadsheet
    assert [row["day"] for row in talk] == [str(day) for day in range(1, 13)]
    assert [row["round"] for row in talk] == ["1"] * 4 + ["2"] * 4 + ["3"] * 4
    assert [row["send_questions"] for row in talk] == ["4"] * 8 + ["0"] * 4
    assert {row["forecast"] for row in talk} == {"lives"}
    assert {row["default"] for row in rows if row["name"] == "Nobody"} == {"1"}


def test_the_chinese_table_has_the_same_numbers_under_chinese_heads(
    told: Debrief, played: RoomSession
) -> None:
    english, chinese = (
        list(csv.reader(io.StringIO(as_csv(told, played.place.scenario, lang))))
        for lang in ("en", "zh")
    )
    assert chinese[0][:5] == ["类别", "名称", "天", "轮", "会看群的人"]
    assert "本轮发 红包" in chinese[0]
    assert len(set(chinese[0])) == len(english[0])
    measures = slice(2, 17)
    assert [row[measures] for row in chinese[1:]] == [row[measures] for row in english[1:]]
    assert {row[0] for row in chinese[1:]} == {"小组", "现成打法", "电脑搜索"}


def test_the_page_escapes_what_people_wrote_and_asks_nobody(page: str, played: RoomSession) -> None:
    assert "<b>Adverts" not in page
    assert "&lt;b&gt;Adverts" in page
    assert str(played.room.seed) in page
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page)


def test_each_reader_meets_the_page_in_their_language_with_their_team_open(page: str) -> None:
    chinese = for_reader(page, "zh", 2)
    assert re.findall(r'id="show-(\w+)" checked', page) == ["en"]
    assert re.findall(r'id="show-(\w+)" checked', chinese) == ["zh"]
    assert re.findall(r'<details id="(team-\S+)" open>', chinese) == ["team-2-en", "team-2-zh"]
    assert " open>" not in for_reader(page, "en", None)
    assert for_reader(chinese, "en", 2) == for_reader(page, "en", 2)
    for place in re.findall(r'href="#([^"]+)"', page):
        assert page.count(f'id="{place}"') == 1, place


def test_the_page_has_one_table_of_forecasts_and_marks_the_event(page: str) -> None:
    english = page[page.index('<div class="sheet en"') :]
    row = re.search(
        r'<th scope="row">&lt;b&gt;Adverts</th>((?:<td class="number">[^<]*</td>)+)', english
    )
    assert row is not None
    cells = re.findall(r">([^<]*)</td>", row[1])
    assert cells[2:] == ["4", "4", "4"]
    assert "The platform folds groups (days 5–9)" in english
    assert english.count(">The platform folds groups</text>") >= 4  # curves, and every team's


def test_a_playbook_runs_from_the_day_on_which_teams_take_over(tmp_path: Path) -> None:
    spec = small_spec(takes_over=4)
    table = RoomSession.open(tmp_path / "1.jsonl", "1", spec)
    copies = table.copies()
    life = copies.live(copies.design(module.with_playbook(copies, "hands_off")))
    assert life.column("operator_messages")[:4].min() > 0
    assert life.column("operator_messages")[4:].sum() == 0


@pytest.mark.parametrize("goal", ["listening", "profit", "orders"])
def test_the_curves_end_at_what_counts(told: Debrief, goal: str) -> None:
    lived = told.teams[0].lived
    curve = lived.so_far(goal)
    end = curve[-7:].mean() if goal == "listening" else curve[-1]
    assert len(curve) == 12
    assert end == pytest.approx(lived.life.score(goal))


def test_a_team_alone_is_compared_with_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LUCKS", 5)
    monkeypatch.setattr(module, "LEARNT_ON", range(1, 2))
    table = RoomSession.open(tmp_path / "1.jsonl", "1", small_spec(goal="profit"))
    table.found("Alone", "")
    for _ in range(4):
        table.advance()
    told = debrief(table.place, table.room)
    assert told.member is None
    page = debrief_page(told, table.place.scenario, "en")
    assert "Alone came first: a profit of " in page
    assert "had the best plan" not in page
    assert "Profit so far" in page
