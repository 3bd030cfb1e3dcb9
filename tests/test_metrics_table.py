"""The table of metrics: nothing is missing, nothing is too much, and what it says is so."""

from __future__ import annotations

import csv
import math
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import simcommunity
from simcommunity.i18n import LANGUAGES, catalogue
from simcommunity.report.metrics import ON_TERMINAL, SECTIONS, write
from simcommunity.results import metrics, money_metrics
from simcommunity.results.metrics import METRICS, TIMES, bounds, makers, more_is_better
from simcommunity.scenario.loader import load_scenario
from simcommunity.simulation.running import run

if TYPE_CHECKING:
    from simcommunity.results.measured import Measured
    from simcommunity.results.replicate import Replicate

FILE = Path(simcommunity.__file__).parent / "results" / "metrics.csv"
SMALL = ["arrival.0.places=1", "arrival.0.per_day=5", "groups.size=20"]


def a_replicate(days: int = 3) -> Replicate:
    kept: list[Replicate] = []
    run(load_scenario("organic", SMALL), replicates=1, days=days, on_replicate=kept.append)
    return kept[0]


def test_a_replicate_yields_what_the_table_names_and_nothing_else() -> None:
    replicate = a_replicate()
    assert set(replicate.metrics) | set(TIMES) == set(METRICS)
    assert not set(replicate.metrics) & set(TIMES)
    assert set(TIMES.values()) <= set(replicate.groups.dtype.names)


def test_every_row_is_sound() -> None:
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len({row["name"] for row in rows}) == len(rows) == len(METRICS)
    assert {row["unit"] for row in rows} <= {
        "share", "yuan", "days", "hours", "minutes", "per_100", "index", "number",
    }  # fmt: skip
    assert {row["better"] for row in rows} <= {"more", "less", ""}
    assert all(one.least < one.most for one in METRICS.values())
    assert set(ON_TERMINAL) <= set(SECTIONS)
    for lang in LANGUAGES:
        titles = {key.split(".")[1] for key in catalogue(lang) if key.startswith("metric.")}
        assert titles == set(METRICS)
        named = {key.split(".")[1] for key in catalogue(lang) if key.startswith("section.")}
        assert named == {row["section"] for row in rows}


@pytest.mark.parametrize(
    ("metric", "least", "most"),
    [
        ("renewal_rate", 0, 1),
        ("mention_conversion", 0, 1),
        ("enquiry_conversion", 0, 1),
        ("organic_speakers_per_100", 0, 100),
        ("first_silence_day", 0, math.inf),
        ("members", 0, math.inf),
        ("burstiness", -1, 1),
        ("profit", -math.inf, math.inf),
        ("something of one's own", -math.inf, math.inf),
    ],
)
def test_what_a_metric_can_be_at_all(metric: str, least: float, most: float) -> None:
    assert bounds(metric) == (least, most)


def test_which_way_is_better() -> None:
    assert more_is_better("profit")
    assert not more_is_better("share_dead_day_14")
    assert not more_is_better("wages")


def test_a_new_metric_is_a_row_and_a_function(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    table = tmp_path / "metrics.csv"
    table.write_text(
        FILE.read_text(encoding="utf-8")
        + "bought_share,share,0,1,more,value,money_metrics.bought\n",
        encoding="utf-8",
    )

    def bought(m: Measured) -> dict[str, float]:
        return {"bought_share": m.sums["first_orders_30"] / m.joined}

    monkeypatch.setattr(money_metrics, "bought", bought, raising=False)
    for name, row in metrics._read(table).items():
        monkeypatch.setitem(METRICS, name, row)
    makers.cache_clear()
    try:
        told = run(load_scenario("organic", SMALL), replicates=3, days=40).as_dict()["metrics"]
    finally:
        makers.cache_clear()
    found = told["bought_share"]
    assert 0 <= found["lo"] <= found["mean"] <= found["hi"] <= 1
    assert write("share_ever_wrote", 0.5, "en") == "50%"
