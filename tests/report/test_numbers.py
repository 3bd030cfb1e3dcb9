"""Numbers as readers see them."""

from __future__ import annotations

import math

import pytest

from simcommunity.report import numbers


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (6.0, "6"),
        (6.5, "6.5"),
        (0.8431, "0.84"),
        (0.1, "0.1"),
        (0.098, "0.10"),
        (12.345, "12.3"),
        (1234567.8, "1,234,568"),
        (-2.641, "−2.64"),
    ],
)
def test_a_number_shows_three_telling_digits(value: float, text: str) -> None:
    assert numbers.number(value, "en") == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0%"),
        (1.0, "100%"),
        (0.714, "71%"),
        (0.07004, "7.0%"),
        (0.02, "2%"),
        (0.005, "0.5%"),
        (0.00312, "0.31%"),
        (-0.0003, "−0.03%"),
    ],
)
def test_a_share_is_written_in_per_cent(value: float, text: str) -> None:
    assert numbers.share(value, "zh") == text


@pytest.mark.parametrize(
    ("value", "english", "chinese"),
    [
        (3.25, "¥3.25", "3.25 元"),
        (-92158.0, "−¥92,158", "−92,158 元"),
        (123456.0, "¥123,000", "12.3 万元"),
        (-0.0, "¥0", "0 元"),
    ],
)
def test_money_is_written_the_way_each_language_counts_it(
    value: float, english: str, chinese: str
) -> None:
    assert numbers.yuan(value, "en") == english
    assert numbers.yuan(value, "zh") == chinese


@pytest.mark.parametrize("write", [numbers.number, numbers.share, numbers.yuan, numbers.hours])
@pytest.mark.parametrize("value", [None, math.nan])
def test_what_is_not_known_is_a_dash(write: object, value: float | None) -> None:
    assert write(value, "en") == "—"  # type: ignore[operator]


def test_an_interval_with_an_unknown_end_is_unknown() -> None:
    assert numbers.interval("5", "7", "en") == "5 to 7"
    assert numbers.interval("5", "7", "zh") == "5 至 7"
    assert numbers.interval("5", "—", "en") == "—"


def test_one_of_a_thing_stands_in_the_singular() -> None:
    assert numbers.count("group", 1, "en") == "1 group"
    assert numbers.count("group", 83, "en") == "83 groups"
    assert numbers.count("group", 1, "zh") == "1 个群"


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [
        ("91%", "93%", "91 to 93%"),
        ("¥964", "¥4,196", "¥964 to 4,196"),
        ("−¥31", "−¥2", "−¥31 to −2"),
        ("79.7 h", "98 h", "79.7 to 98 h"),
        ("5", "7", "5 to 7"),
        ("9 元", "12 万元", "9 元 to 12 万元"),
    ],
)
def test_an_interval_has_its_unit_once(low: str, high: str, told: str) -> None:
    assert numbers.interval(low, high, "en") == told
