"""The table on a terminal."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

from simcommunity.report.metrics import ON_TERMINAL, SECTIONS
from simcommunity.report.run_economy import account_rows
from simcommunity.report.run_table import cells, show_run
from simcommunity.results.estimates import Estimate
from simcommunity.scenario.loader import load_scenario
from simcommunity.simulation.running import Result, run


def shown(result: Result, lang: str) -> str:
    out = io.StringIO()
    show_run(result, lang, out)
    return out.getvalue()


def test_every_key_metric_has_a_line_with_its_interval(make_result: Callable[..., Result]) -> None:
    text = shown(make_result(), "en")
    assert re.search(r"Day of death: nobody speaks +6 +5 to 7 *\n", text)
    assert re.search(r"Groups dead by day 14 +92% +91 to 93%", text)
    assert re.search(r"Profit after all costs +−¥23,456 +−¥23,456 to −23,456", text)
    lines = [line for line in text.splitlines() if line.startswith("  ")]
    assert len(lines) >= sum(len(SECTIONS[section]) for section in ON_TERMINAL)


def test_a_time_that_mostly_did_not_come_says_for_how_many(
    make_result: Callable[..., Result],
) -> None:
    assert re.search(r"nobody reads +— +not yet in 100%", shown(make_result(), "en"))


def test_a_bound_that_is_censored_is_unknown() -> None:
    open_ended = Estimate(9.0, 12.0, 8.0, 10.0, 40, 10.0, None, 19)
    assert cells("death_day_silence", open_ended, "en") == ("12", "—")


def test_where_it_comes_from_stands_below(make_result: Callable[..., Result]) -> None:
    text = " ".join(shown(make_result(), "en").split())
    assert "20 groups, 6,000 people, 20 days, 2 replicates · seed 7" in text
    assert make_result().scenario_hash in text
    assert "simcommunity 9.9.9 (compiled), 1.2 s · digest abababababababab" in text


def test_chinese_is_all_chinese(make_result: Callable[..., Result]) -> None:
    text = shown(make_result(), "zh")
    assert "20 个群" in text
    words = set(re.findall(r"[A-Za-z]{3,}", text))
    assert words <= {"simcommunity", "compiled", "abababababababab"} | set(
        re.findall(r"[a-z]{3,}", make_result().scenario_hash)
    )


def test_a_title_cannot_steer_the_terminal(make_result: Callable[..., Result]) -> None:
    result = make_result()
    title = result.scenario.title.model_copy(update={"en": "a\x1b[2J\x07[bold]b"})
    hostile = make_result(scenario=result.scenario.model_copy(update={"title": title}))
    text = shown(hostile, "en")
    assert "a[2J[bold]b" in text
    assert "\x1b" not in text
    assert "\x07" not in text


def amounts(text: str, head: str) -> list[int]:
    """Return the amounts below a heading, in ¥."""
    lines = text.split(head)[1].splitlines()[1:7]
    return [int(re.sub("[^0-9-]", "", line.replace("−", "-"))) for line in lines]


def test_costs_add_up_to_the_profit_exactly_as_they_are_printed() -> None:
    small = ["days=15", "arrival.0.places=1", "arrival.0.per_day=30"]
    for name, changes in (("supermarket", small), ("moments_shop", ["days=15"])):
        result = run(load_scenario(name, changes), replicates=3)
        told = result.as_dict()["accounts"]
        *parts, profit = told.values()
        assert sum(parts) == profit == round(result.metrics["profit"].mean or 0)
        assert told["wages"] == -round(result.metrics["wages"].mean or 0)
        for lang, head in (("en", "From revenue to profit"), ("zh", "从销售额到利润")):
            assert amounts(shown(result, lang), head) == [*parts, profit]
            rows = account_rows(result, lang)
            assert [int(re.sub("[^0-9-]", "", amount.replace("−", "-"))) for _, amount in rows] == [
                *parts,
                profit,
            ]


def test_where_there_is_no_group_nobody_is_a_member_and_nothing_is_told_of_talk() -> None:
    small = ["days=15", "contacts.friends=0.2"]
    text = shown(run(load_scenario("moments_shop", small), replicates=2), "en").lower()
    for word in ("member", "talk", "muted", " groups,"):
        assert word not in text
