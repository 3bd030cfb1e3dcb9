"""The key metrics of every shipped scenario stay what they are until somebody means to change them.

`python tests/make_baseline.py` rewrites the file; every rewrite needs a line in the changelog.
"""

from __future__ import annotations

import json

import pytest
from make_baseline import FILE, key_metrics, moved
from small import NAMES

BASELINE = json.loads(FILE.read_text(encoding="utf-8"))
HINT = "if this is meant: python tests/make_baseline.py, and a line in the changelog"


def test_every_shipped_scenario_has_a_baseline() -> None:
    assert sorted(BASELINE) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_numbers_have_not_changed(name: str) -> None:
    assert moved(BASELINE[name], key_metrics(name)) == [], HINT


@pytest.mark.parametrize("name", NAMES)
def test_a_baseline_tells_something(name: str) -> None:
    told = {metric for metric, value in BASELINE[name].items() if value is not None}
    assert len(told) > 15
    assert {"share_ever_wrote", "orders_per_member", "profit"} <= told


def test_a_change_in_the_ninth_digit_is_seen_and_below_it_is_not() -> None:
    assert moved({"a": 1.0}, {"a": 1.0 + 1e-8}) == ["a: 1.0 → 1.00000001"]
    assert moved({"a": 1.0}, {"a": 1.0 + 1e-11}) == []
    assert moved({"a": 1.0}, {"a": None, "b": 2.0}) == ["a: 1.0 → None", "b: None → 2.0"]
