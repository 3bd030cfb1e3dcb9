"""How metrics are written, and what is read from a replicate by hand."""

from __future__ import annotations

import numpy as np
import pytest

from simcommunity.core.members.record import ABSENT, ACTIVE, LEFT, MEMBER, MUTED, NEVER
from simcommunity.core.vitals import COLUMN, DAILY
from simcommunity.evidence.metrics import Metric, Term, UnknownMetricError, combine, parse, read
from simcommunity.results.curves import CURVES
from simcommunity.results.group_table import GROUP_FIELDS
from simcommunity.results.people import PERSON, people_of
from simcommunity.results.replicate import Replicate
from simcommunity.scenario.loader import load_scenario
from simcommunity.simulation.running import run

DAYS = 30


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("orders_per_member", Term("value", "orders_per_member")),
        ("death_day_silence", Term("time", "death_day_silence")),
        ("median death_day_silence", Term("median_time", "death_day_silence")),
        ("median fade_ratio", Term("median", "fade_ratio")),
        ("mean k_core", Term("mean", "k_core")),
        ("each spend", Term("each", "spend")),
        ("alive_share[age 14]", Term("curve", "alive_share", True, 14, 14)),
        ("orders[0-29]", Term("column", "orders", False, 0, 29)),
        ("orders[day 3]", Term("column", "orders", False, 3, 3)),
        ("orders[week 1]", Term("column", "orders", False, 0, 6)),
        ("orders[week 9-12]", Term("column", "orders", False, 56, 83)),
        ("trust[age week 2]", Term("column", "trust", True, 7, 13)),
    ],
)
def test_a_metric_is_read_as_it_is_meant(text: str, term: Term) -> None:
    assert parse(text) == Metric((term,))


def test_two_terms_may_stand_in_one_metric() -> None:
    got = parse("trust[day 60] - trust[day 0]")
    assert got.sign == "-"
    assert [term.first for term in got.terms] == [60, 0]
    assert parse("orders[0-6] / orders[7-13]").sign == "/"


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("order_per_member", "unknown_metric_nearest"),
        ("ordres[0-6]", "unknown_metric_nearest"),
        ("median ginny", "unknown_metric_nearest"),
        ("orders[6-0]", "metric_form"),
        ("orders[week 0]", "metric_form"),
        ("median orders[0-6]", "metric_form"),
        ("a / b / c", "metric_form"),
        ("orders[0-6] + orders[7-13] / orders[14-20]", "metric_form"),
        ("", "metric_form"),
        ("alive_share[14]", "curve_by_age"),
    ],
)
def test_what_nobody_measures_is_refused(text: str, rule: str) -> None:
    with pytest.raises(UnknownMetricError) as error:
        parse(text)
    assert error.value.rule == rule


def test_the_nearest_metric_is_named() -> None:
    with pytest.raises(UnknownMetricError) as error:
        parse("order_per_member")
    assert error.value.details == {"near": "orders_per_member"}


@pytest.fixture(scope="module")
def replicate() -> Replicate:
    """Two groups: 10 and 30 members; day zero on 2 and 20."""
    daily = np.zeros((2, DAYS, len(DAILY)))
    daily[..., COLUMN["joined"]] = np.array([10, 30])[:, None]
    daily[..., COLUMN["members"]] = np.array([10, 20])[:, None]
    daily[..., COLUMN["muted"]] = np.array([5, 15])[:, None]
    daily[..., COLUMN["orders"]] = np.array([1, 2])[:, None]
    daily[..., COLUMN["trust"]] = np.array([0.2, 0.5])[:, None] + 0.01 * np.arange(DAYS)
    groups = np.zeros(2, np.dtype([(name, "f8") for name in GROUP_FIELDS]))
    groups["day_zero"] = [2, 20]
    groups["gini"] = [0.4, np.nan]
    groups["k_core"] = [1, 4]
    curves = {name: np.linspace(1, 0, DAYS) for name in CURVES}
    people = np.zeros(3, PERSON)
    people["person"] = [4, 9, 2]
    people["spend"] = [0, 30, 90]
    people["lost"] = [np.nan, 1, 0]
    return Replicate(0, daily, np.zeros(DAYS), groups, {"profit": 3.0}, curves, None, b"", people)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("profit", 3.0),
        ("median gini", 0.4),
        ("mean k_core", 2.5),
        ("alive_share[age 0]", 1.0),
        ("orders[0-9]", 30 / 40),  # what happens is added up
        ("orders[week 2]", 21 / 40),
        ("muted[0-9]", 20 / 40),  # how things stand is averaged
        ("muted[day 7]", 20 / 40),
        ("trust[day 0]", (0.2 * 10 + 0.5 * 20) / 30),  # of members, not of groups
        ("orders[age 0-9]", 30 / 40),
        ("orders[age 0-14]", 15 / 10),  # the second group was not watched so long
        ("trust[age 0]", (0.22 * 10 + 0.7 * 20) / 30),
        ("each spend", 40.0),
        ("each lost", 0.5),  # of those who were buyers in time
        ("orders[0-30]", np.nan),  # the run has 30 days
        ("orders[age 28]", np.nan),
    ],
)
def test_numbers_by_hand(replicate: Replicate, text: str, value: float) -> None:
    assert read(parse(text).terms[0], replicate) == pytest.approx(value, nan_ok=True)


def test_what_becomes_of_each_person() -> None:
    """Ninety days, 20 ¥ an order: a buyer who stays, one who is lost, one too late, and nobody."""
    table = np.zeros((2, 3), MEMBER)
    table["status"] = [[ACTIVE, LEFT, MUTED], [ACTIVE, ABSENT, ABSENT]]
    table["person"] = [[7, 3, 5], [1, 0, 0]]
    table["day_joined"] = [[0, 10, -30], [80, 0, 0]]
    table["need_rate"] = 0.1
    table["orders"] = [[2, 1, 1], [0, 0, 0]]
    table["spend"] = [[40.0, 20.0, 18.0], [0.0, 0.0, 0.0]]
    table["first_order"] = [[29, 29, 30], [NEVER, NEVER, NEVER]]
    table["last_order"] = [[60, 59, 30], [NEVER, NEVER, NEVER]]
    got = people_of(table, 90, 20.0)
    assert got["person"].tolist() == [7, 3, 5, 1]
    assert got["orders"].tolist() == [2, 1, 1, 0]
    assert got["spend"].tolist() == [40, 20, 18, 0]
    assert got["could_spend"] == pytest.approx([180, 160, 180, 20])
    assert got["lost"].tolist()[:2] == [0, 1]
    assert np.isnan(got["lost"][2:]).all()


def test_two_terms_are_combined_in_each_replicate() -> None:
    x, y = np.array([4.0, 1.0, 0.0]), np.array([2.0, 0.0, 0.0])
    assert combine(parse("profit - members"), [x, y]).tolist() == [2, 1, 0]
    assert combine(parse("profit + members + gini"), [x, y, y]).tolist() == [8, 1, 0]
    ratio = combine(parse("profit / members"), [x, y])
    assert ratio[0] == 2
    assert ratio[1] == np.inf
    assert np.isnan(ratio[2])


def test_every_metric_of_a_run_can_be_asked_for() -> None:
    smallest = ["days=9", "arrival.0.places=1", "groups.size=5"]
    result = run(load_scenario("supermarket", smallest), replicates=1)
    for name in result.metrics:
        assert parse(name).terms[0].name == name
