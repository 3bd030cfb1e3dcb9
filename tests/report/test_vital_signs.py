"""The signs of life of a type of community are shown first, and change nothing."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from made_up import number

from simcommunity.report.metrics import VITAL_SIGNS, WRITERS, vital_signs, what_counts
from simcommunity.report.run_page import first_numbers
from simcommunity.report.run_table import show_run
from simcommunity.scenario.groups import Groups
from simcommunity.scenario.loader import load_scenario
from simcommunity.simulation.running import Result, run


def of_type(result: Result, kind: str | None, **metrics: Any) -> Result:
    groups = result.scenario.groups.model_copy(update={"type": kind})
    scenario = result.scenario.model_copy(update={"groups": groups})
    return replace(result, scenario=scenario, metrics={**result.metrics, **metrics})


@pytest.mark.parametrize("kind", VITAL_SIGNS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_signs_of_life_stand_first(
    make_result: Callable[..., Result], kind: str, lang: str
) -> None:
    result = of_type(make_result(), kind)
    assert set(VITAL_SIGNS[kind]) <= set(WRITERS)
    assert vital_signs(result) == VITAL_SIGNS[kind]
    out = io.StringIO()
    show_run(result, lang, out)
    lines = [line for line in out.getvalue().splitlines() if re.match(r"  \S", line)]
    first = first_numbers(result, lang)
    assert len(first) == 4
    assert lines[0].strip().startswith(first[0][0][:8])
    assert len(what_counts(result, lang)) == 1
    assert len(lines) == len(set(lines))  # nothing is told twice


def test_a_sign_without_a_value_is_not_shown(make_result: Callable[..., Result]) -> None:
    result = of_type(make_result(), "growth", renewal_rate=number(None), removed_share=number(None))
    assert vital_signs(result) == ("organic_speakers_per_100", "mean_benefit")


def test_without_a_type_there_are_none(make_result: Callable[..., Result]) -> None:
    assert vital_signs(make_result()) == ()
    assert what_counts(make_result(), "en") == []


def test_contacts_without_a_chat_have_signs_of_their_own(
    make_result: Callable[..., Result],
) -> None:
    result = make_result()
    groups = result.scenario.groups.model_copy(update={"chat": False})
    listed = replace(result, scenario=result.scenario.model_copy(update={"groups": groups}))
    assert vital_signs(listed)[:2] == ("contact_share", "interactions_per_100")
    assert what_counts(listed, "en") == []


def test_every_type_has_its_signs() -> None:
    kinds = Groups.model_json_schema()["properties"]["type"]["anyOf"][0]["enum"]
    assert set(kinds) == set(VITAL_SIGNS)


def test_the_type_changes_nothing() -> None:
    small = ["days=20", "arrival.0.places=1", "groups.size=50"]
    told = [
        run(load_scenario("supermarket", [*small, f"groups.type={kind}"]), replicates=2).digest
        for kind in ("null", "consumption", "identity")
    ]
    assert len(set(told)) == 1
