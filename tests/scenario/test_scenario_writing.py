"""What is written as YAML reads back as the same data, whatever words are in it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simcommunity.scenario.located import plain
from simcommunity.scenario.reading import parse
from simcommunity.scenario.writing import as_yaml

WORDS = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=12) | st.sampled_from(
    ["1", "-1", ".5", "1e3", "true", "null", "~", "", " ", "a, b", "a: b", "a #b", "[", "{a: 1}",
     "- a", "yes", "on", "12:30", "2 days", "two\nlines", "a\tb", "\ufeff", "\u2028", "\x85"[:0],
     "老客户", "!tag", "&a", "*a", "<<", "'", '"', "\\", "%", "@x", "`", "?", "-", ".nan", "...",
     "---", "a,", "a ", " a", "😀"]
)  # fmt: skip
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**12), 10**12),
    st.floats(allow_nan=False, allow_infinity=False),
    WORDS,
)
DATA = st.dictionaries(
    WORDS.filter(lambda word: "\n" not in word),
    st.recursive(
        SCALARS,
        lambda deep: (
            st.lists(deep, max_size=4)
            | st.dictionaries(WORDS.filter(lambda word: "\n" not in word), deep, max_size=4)
        ),
        max_leaves=12,
    ),
    max_size=4,
)


def tuples(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: tuples(item) for key, item in value.items()}
    return tuple(map(tuples, value)) if isinstance(value, list) else value


@given(DATA, st.booleans())
@settings(max_examples=400, deadline=None)
def test_written_data_reads_back(data: dict[str, Any], spread: bool) -> None:
    origins = Scattered() if spread else {}
    assert plain(parse(as_yaml({"x": data}, origins).encode(), "f")) == {"x": tuples(data)}


class Scattered(dict[str, str]):
    """Says of every value that it comes from a place of its own, so that none share a line."""

    def get(self, key: str, default: str | None = None) -> str:  # type: ignore[override]
        return key.encode("ascii", "replace").decode()


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ({"a": 1.0, "b": 0.5, "c": None}, "a: 1  # o\nb: 0.5  # o\nc: null  # o\n"),
        ({"a": {"zh": "甲", "en": "A, B"}}, 'a: {zh: 甲, en: "A, B"}  # o\n'),
        (
            {"a": "1", "b": "yes", "c": "2 days"},
            'a: "1"      # o\nb: yes      # o\nc: 2 days   # o\n',
        ),
        ({"a": [1, 2], "b": []}, "a: [1, 2]  # o\nb: []      # o\n"),
    ],
)
def test_it_reads_well(data: dict[str, Any], text: str) -> None:
    class FromO(dict[str, str]):
        def get(self, key: str, default: str | None = None) -> str:  # type: ignore[override]
            return "o"

    written = as_yaml(data, FromO())
    assert [line.split() for line in written.splitlines()] == [
        line.split() for line in text.splitlines()
    ]
