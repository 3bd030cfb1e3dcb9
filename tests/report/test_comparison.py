"""A comparison in words, as a table, and as a page."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from pages import Page

from simcommunity.report.comparison import (
    best_in_words,
    differences_in_words,
    together_in_words,
)
from simcommunity.report.comparison_page import COMPARISON
from simcommunity.report.comparison_table import rows, show_comparison
from simcommunity.report.metrics import label
from simcommunity.simulation.running import Result
from simcommunity.study.compare.comparing import Arm, Comparison
from simcommunity.study.compare.differences import Difference
from simcommunity.study.compare.lifetimes import Lifetime
from simcommunity.study.compare.selection import Selection
from simcommunity.study.compare.sequential import Stopping

NAN = math.nan


def difference(arm: str, metric: str, mean: float, half: float, *paired: float) -> Difference:
    """Return a difference whose interval together with others is twice as wide as alone."""
    correlation, reduction = paired or (0.9, 8.0)
    alone = mean - half / 2, mean + half / 2
    return Difference(
        arm, metric, mean, *alone, mean - half, mean + half, correlation, reduction, 20
    )


@pytest.fixture(scope="module")
def comparison(make_result: Callable[..., Result]) -> Comparison:
    result = make_result()
    arms = [
        Arm("base", {"zh": "超市", "en": "The shop"}, result),
        Arm("topics", {"zh": "话题", "en": "Topics"}, make_result(digest="cd" * 32)),
        Arm("evil", {"zh": "<b>坏</b>", "en": "<b>bad</b>"}, make_result(digest="ef" * 32)),
    ]
    return Comparison(
        arms,
        [
            difference("topics", "death_day_silence", 12.1, 1.5),
            difference("topics", "share_muted_at_end", -0.208, 0.01),
            difference("topics", "profit", 40222.0, 2500.0),
            difference("topics", "orders_per_member", 0.001, 0.5),
            difference("evil", "death_day_silence", 0.5, 1.0),
            difference("evil", "share_muted_at_end", NAN, NAN, NAN, NAN),
            difference("evil", "profit", -10.0, 20.0),
        ],
    )


def test_only_clear_differences_are_told(comparison: Comparison) -> None:
    assert differences_in_words(comparison, "en") == [
        (
            "“Topics”: groups live at least 12.1 days longer (10.6 to 13.6); fewer members mute: "
            "20.8 pts (19.8 to 21.8); profit is ¥40,222 higher (¥37,722 to 42,722)."
        ),
        "“<b>bad</b>”: no clear difference.",
    ]


def test_a_clear_difference_of_another_metric_is_left_to_the_table(
    comparison: Comparison,
) -> None:
    other = Comparison(comparison.arms[:2], [difference("topics", "staff_hours", -5.0, 1.0)])
    assert differences_in_words(other, "en") == ["“Topics”: it differs, see the table."]


def test_what_changed_nothing_is_told_as_such(
    comparison: Comparison, make_result: Callable[..., Result]
) -> None:
    twin = replace(comparison.arms[1], result=comparison.arms[0].result)
    same = Comparison([comparison.arms[0], twin], [difference("topics", "profit", 0.0, 0.0)])
    assert differences_in_words(same, "en") == [
        "“Topics”: exactly the same as the base; what was changed had no effect."
    ]


def test_less_is_told_as_less(comparison: Comparison) -> None:
    worse = Comparison(comparison.arms[:2], [difference("topics", "death_day_silence", -2.0, 1.0)])
    assert differences_in_words(worse, "en") == [
        "“Topics”: groups live at least 2 days shorter (1 to 3)."
    ]
    assert differences_in_words(worse, "zh") == ["“话题”\uff1a群至少少活 2 天\uff081 至 3\uff09。"]


def test_the_table_has_base_difference_interval_correlation_and_reduction(
    comparison: Comparison, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    out = io.StringIO()
    show_comparison(comparison, "en", out)
    # A usual terminal has room for the metric in words and for what is said by.
    assert re.search(r"^\S[^\n]{24,} 0% +0% +−20\.8 pts +−21\.8 to −19\.8 *$", out.getvalue(), re.M)
    monkeypatch.setenv("COLUMNS", "140")
    out = io.StringIO()
    show_comparison(comparison, "en", out)
    text = out.getvalue()
    assert "Topics, against “The shop”" in text
    assert re.search(r"0% +0% +−20\.8 pts +−21\.3 to −20\.3 +−21\.8 to −19\.8 +8× *\n", text)
    assert re.search(r"0% +0% +— +— +— +— *\n", text)
    page = Page(COMPARISON.page(comparison, "simcommunity compare", "en"), "en").text
    assert "0.9" in page


def test_a_time_is_named_and_shown_as_a_mean_within_the_shared_horizon(
    make_result: Callable[..., Result],
) -> None:
    """The base dies on days 2 and 4; the other, never, was watched to day 10, 12 days at most."""

    def arm(name: str, deaths: list[float], last: float) -> Arm:
        result = make_result(
            times={"death_day_silence": [np.array(deaths)] * 2},
            last_seen={"death_day_silence": [np.full(len(deaths), last)] * 2},
        )
        return Arm(name, {"zh": name, "en": name}, result)

    arms = [arm("base", [2.0, 4.0], 12.0), arm("topics", [-1.0, -1.0], 10.0)]
    one = difference("topics", "death_day_silence", 7.0, 1.0)
    (row,) = rows(Comparison(arms, [one]), [one], "en")
    horizon = row[2]
    assert row[0] == f"Mean life within {horizon} days: until nobody speaks"
    assert row[1:4] == ["3", horizon, "+7"]
    assert horizon == "10"


def test_the_best_is_named_with_what_may_be_best_as_well(comparison: Comparison) -> None:
    best = Selection(
        "profit", "more", "topics", 0.97, 0.95, {"base": 0.0, "topics": 0.97, "evil": 0.03},
        ["topics", "evil"], [], 20,
    )  # fmt: skip
    assert best_in_words(replace(comparison, selection=best), "en") == [
        "Best is “Topics” (by: Profit after all costs; more is better). "
        "The probability that no other is better: 97%, at least 95%.",
        "Not ruled out as the best: <b>bad</b>.",
    ]
    sure = replace(best, correct=1.0, at_least=0.9999, candidates=["topics"])
    (told,) = best_in_words(replace(comparison, selection=sure, differences=[]), "zh")
    assert "99.9% 以上" in told
    assert "至少" not in told
    assert best_in_words(comparison, "en") == []


def test_a_lead_that_other_differences_leave_unsure_is_told(comparison: Comparison) -> None:
    best = Selection("profit", "more", "topics", 0.98, 0.98, {}, ["topics"], [], 20)
    one = replace(difference("topics", "profit", 10.0, 1.0), together_lo=-229.0, together_hi=2195.0)
    told = best_in_words(replace(comparison, selection=best, differences=[one]), "en")
    assert told[1].startswith("That is judged by this one figure alone.")
    assert "−¥229 to 2,195" in told[1]
    clear = replace(one, together_lo=229.0)
    assert len(best_in_words(replace(comparison, selection=best, differences=[clear]), "en")) == 1


def test_arms_that_are_exactly_alike_have_no_best(comparison: Comparison) -> None:
    others = [arm.name for arm in comparison.arms[1:]]
    best = Selection("profit", "more", comparison.arms[0].name, 1.0, 1.0, {}, [], others, 20)
    assert best_in_words(replace(comparison, selection=best), "en") == [
        "By Profit after all costs there is no best: all come to exactly the same in every "
        "replicate."
    ]
    twin = replace(best, alike=others[:1], candidates=[best.best, *others[:1]])
    told = best_in_words(replace(comparison, selection=twin, differences=[]), "en")
    assert told[1].startswith("Exactly alike in that: ")


def test_what_the_intervals_promise_and_how_many_replicates_it_took(
    comparison: Comparison,
) -> None:
    missed = Stopping("profit", 50.0, 80.0, 40, (20, 40), 103)
    told = together_in_words(replace(comparison, together=6, critical=3.2, stopping=missed), "en")
    assert "all 6 differences" in told
    assert "Each reaches 3.2 standard errors" in told
    assert told.endswith(
        "2 replicates were not enough: the intervals of “Profit after all costs”, all arms "
        "together, reach ¥80 to both sides, asked for was ¥50; some 103 would be needed."
    )


def test_intervals_that_rest_on_bounds_are_not_told_as_standard_errors(
    comparison: Comparison,
) -> None:
    mixed = replace(comparison, together=6, critical=3.2, coarse=("share_dead_day_14",))
    told = together_in_words(mixed, "en")
    assert f"({label('share_dead_day_14', 'en')}), standard errors tell too little" in told
    assert "All others reach 3.2 standard errors" in told
    assert "其余的向两边各伸 3.2 个标准误" in together_in_words(mixed, "zh")
    bounds_alone = replace(mixed, critical=NAN)
    assert "reach" not in together_in_words(bounds_alone, "en")


def test_the_page_is_whole_and_escapes_names(comparison: Comparison) -> None:
    live = [
        Lifetime(
            arm.name, 16.0, 6.0, 5.0, 7.0, {7: (0.5, 0.4, 0.6), 14: (0.1, 0.0, 0.2)},
            np.tile(np.linspace(1, 0, 16), (3, 1)), (2.0, 0.0455) if k else None,
        )
        for k, arm in enumerate(comparison.arms)
    ]  # fmt: skip
    html = COMPARISON.page(replace(comparison, lifetimes=live), "simcommunity compare <x>", "en")
    page = Page(html, "en")
    assert "<b>" not in html
    assert page.text.count("<b>bad</b>") >= 5
    assert "simcommunity compare <x>" in page.text
    assert page.headings == [
        "What is compared",
        "What differs",
        "Which is better, and by how much",
        "How many groups are alive",
        "How many would still read",
        "How long groups live",
        "The differences",
        "To get the same again",
    ]
    assert "4.5%" in page.text  # of the log-rank test
    ids = [attrs["id"] for _, attrs in page.tags if attrs.get("id")]
    assert len(ids) == len(set(ids))


def test_without_groups_there_is_nothing_about_their_lives(comparison: Comparison) -> None:
    page = Page(COMPARISON.page(comparison, "simcommunity compare", "zh"), "zh")
    assert "群活多久" not in page.headings
    assert "还有多少群活着" not in page.headings
