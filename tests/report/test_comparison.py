"""A comparison in words, as a table, and as a page."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Callable

import numpy as np
import pytest
from pages import Page

from simcommunity.report.comparison import (
    comparison_page,
    differences_in_words,
    rows,
    show_comparison,
)
from simcommunity.report.tally import Tally
from simcommunity.run import Result
from simcommunity.study.compare import Arm, Comparison, Difference

NAN = math.nan


def difference(arm: str, metric: str, mean: float, half: float, *paired: float) -> Difference:
    correlation, reduction = paired or (0.9, 8.0)
    return Difference(arm, metric, mean, mean - half, mean + half, correlation, reduction, 20)


@pytest.fixture(scope="module")
def comparison(make_result: Callable[..., Result]) -> Comparison:
    result = make_result()
    arms = [
        Arm("base", {"zh": "超市", "en": "The shop"}, result),
        Arm("topics", {"zh": "话题", "en": "Topics"}, result),
        Arm("evil", {"zh": "<b>坏</b>", "en": "<b>bad</b>"}, result),
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
            "Topics: groups live at least 12.1 days longer (10.6 to 13.6); fewer members mute: "
            "20.8 pts (19.8 to 21.8); profit is ¥40,222 higher (¥37,722 to 42,722)."
        ),
        "<b>bad</b>: no clear difference.",
    ]


def test_a_clear_difference_of_another_metric_is_left_to_the_table(
    comparison: Comparison,
) -> None:
    other = Comparison(comparison.arms[:2], [difference("topics", "staff_hours", -5.0, 1.0)])
    assert differences_in_words(other, "en") == ["Topics: it differs, see the table."]


def test_less_is_told_as_less(comparison: Comparison) -> None:
    worse = Comparison(comparison.arms[:2], [difference("topics", "death_day_silence", -2.0, 1.0)])
    assert differences_in_words(worse, "en") == [
        "Topics: groups live at least 2 days shorter (1 to 3)."
    ]
    assert differences_in_words(worse, "zh") == ["话题\uff1a群至少少活 2 天\uff081 至 3\uff09。"]


def test_the_table_has_base_difference_interval_correlation_and_reduction(
    comparison: Comparison,
) -> None:
    out = io.StringIO()
    show_comparison(comparison, "en", out)
    text = out.getvalue()
    assert "Topics, against “The shop”" in text
    assert re.search(r"0% +0% +−20\.8 pts +−21\.8 to −19\.8 +0\.9 +8× *\n", text)
    assert re.search(r"0% +0% +— +— +— +— *\n", text)


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


def test_the_page_is_whole_and_escapes_names(comparison: Comparison, tally: Tally) -> None:
    tallies = {arm.name: tally for arm in comparison.arms}
    html = comparison_page(comparison, tallies, "simcommunity compare <x>", "en")
    page = Page(html)
    assert "<b>" not in html
    assert page.text.count("<b>bad</b>") >= 5
    assert "simcommunity compare <x>" in page.text
    assert page.headings == [
        "What is compared",
        "What differs",
        "How many groups are alive",
        "How many would still read",
        "The differences",
        "To get the same again",
    ]
    ids = [attrs["id"] for _, attrs in page.tags if attrs.get("id")]
    assert len(ids) == len(set(ids))
