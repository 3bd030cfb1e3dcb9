"""Hostile and broken files end in one sentence with file and line, quickly and in little memory."""

from __future__ import annotations

import errno
import os
import tracemalloc
from typing import TYPE_CHECKING, Any

import pytest

from simcommunity.scenario.errors import ScenarioError
from simcommunity.scenario.loader import load_scenario
from simcommunity.scenario.located import plain
from simcommunity.scenario.reading import MOST_NODES, parse

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

BOMB = "a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n" + "".join(
    f"{name}: &{name} [{', '.join(['*' + before] * 10)}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
LAUGHS = "x: &x {y: [*x]}\n"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("a: !!python/object/apply:os.system [id]\n", ":1: YAML tags"),
        ("a: 1\nb: !!str 2\n", ":2: YAML tags"),
        ("a: ! x\n", ":1: YAML tags"),
        (BOMB, "more than 50,000 values"),
        (LAUGHS, ":1: the alias *x stands for something it is part of"),
        ("a: *nothing\n", ":1: the alias *nothing stands for nothing"),
        ("[" * 100_000, ":1: is nested deeper than 32 levels"),
        ("{a: " * 100_000, ":1: is nested deeper than 32 levels"),
        ("- " * 100_000, ":1: is nested deeper than 32 levels"),
        ("a: &a [[[[[[[[[[1]]]]]]]]]]\nb: &b [[[[[[[[[[*a]]]]]]]]]]\nc: [[[[[[[[[[[*b]]]]]]]]]]]",
         ":3: is nested deeper than 32 levels"),
        ("days: 3\nseed: 4\ndays: 5\n", ":3: the key 'days' is there twice, first in line 1"),
        ("<<: {days: 3}\n", ":1: merge keys (<<) are not allowed"),
        ("? [a, b]\n: c\n", ":1: a key must be a plain word"),
        ("? {a: b}\n: c\n", ":1: a key must be a plain word"),
        ("a: 1\n---\nb: 2\n", ":3: a second document begins here"),
        ("a: [1, 2\nb: 3\n", ":1: begins with a bracket or a quotation mark that is not closed"),
        ("a: 'open\n", "begins with a bracket or a quotation mark that is not closed"),
        ("a:\tb\n\tc: d\n", ":1: has a Tab where YAML wants spaces"),
        ('a: "\\UFFFFFFFF"\n', ":1: is not valid YAML"),
        ('a: "\\x1b[31m"\n', ":1: holds a control character"),
        ('a: "\\ud800"\n', ":1: holds a control character"),
        ('"\\x00": 1\n', ":1: holds a control character"),
        ("a: b\x07\n", ":1: holds a control character"),
        ("%YAML 1." + "9" * 5000 + "\n---\na: 1\n", "is not valid YAML"),
        (b"a: 1\nb: \xff\xfe\n", ":2: is not text in UTF-8"),
        ("title: x\n".encode("utf-16"), ":1: is not text in UTF-8"),
        ("标题: 超市\n".encode("gb18030"), ":1: is not text in UTF-8"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", ":1: is not text in UTF-8"),
        (b"\0" * 2000, ":1: holds a control character"),
        (b"# " + b"x" * 1_000_000, "is larger than a scenario may be (1,000,000 bytes)"),
        ("", ":1: null — must be a mapping"),
        ("# only a comment\n", ":1: null — must be a mapping"),
        ("- a\n- b\n", ":1: [\"a\", \"b\"] — must be a mapping"),
        ("just words\n", ":1: 'just words' — must be a mapping"),
    ],
)  # fmt: skip
def test_a_broken_file_gets_one_sentence(
    write: Callable[..., Path], content: str | bytes, said: str
) -> None:
    path = write(content)
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path)
    (sentence,) = caught.value.problems
    assert sentence.startswith(str(path))
    assert said in sentence
    assert "\n" not in sentence


HOSTILE = {
    "aliases": BOMB,
    "deep": "[" * 900_000,
    "many items": "a: [" + "1, " * 300_000 + "]",
    "many keys": "".join(f"k{i}: &a{i} {i}\n" for i in range(40_000)),
    "one long text": "a: " + "b " * 490_000,
    "one long number": "a: " + "9" * 900_000,
    "quotes": "a: '" + "'" * 900_000,
    "question marks": "? " * 400_000,
    "anchors": "&a " * 300_000,
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_refused(write: Callable[..., Path], content: str) -> None:
    """Without the limits some of these take minutes, or all the memory there is."""
    path = write(content)
    with pytest.raises(ScenarioError):
        load_scenario(path)


@pytest.mark.parametrize("name", ["aliases", "deep"])
def test_a_hostile_file_costs_little_memory(write: Callable[..., Path], name: str) -> None:
    path = write(HOSTILE[name])
    tracemalloc.start()
    with pytest.raises(ScenarioError):
        load_scenario(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 100e6


def test_nodes_are_counted_after_following_aliases() -> None:
    # Key, list, its items and itself: exactly as many as are allowed, then one more.
    within = "a: [" + ", ".join(["1"] * (MOST_NODES - 3)) + "]"
    assert isinstance(plain(parse(within.encode(), "f")), dict)
    beyond = "a: [" + ", ".join(["1"] * (MOST_NODES - 2)) + "]"
    with pytest.raises(ScenarioError, match="50,000 values"):
        parse(beyond.encode(), "f")


def test_words_mean_what_yaml_1_2_says() -> None:
    text = """
    yes: yes
    on: on
    off: [off, no, Yes, n]
    time: 12:30:00
    date: 2023-12-26
    octal: 0o7
    grouped: 1_000
    whole: [1, -2, +3, 007]
    real: [1.5, .5, 1., 1e3, -2.5E-3]
    empty: [~, null]
    truth: [true, False]
    quoted: ["1", 'true', "null"]
    """
    assert plain(parse(text.encode(), "f")) == {
        "yes": "yes",
        "on": "on",
        "off": ("off", "no", "Yes", "n"),
        "time": "12:30:00",
        "date": "2023-12-26",
        "octal": "0o7",
        "grouped": "1_000",
        "whole": (1, -2, 3, 7),
        "real": (1.5, 0.5, 1.0, 1000.0, -0.0025),
        "empty": (None, None),
        "truth": (True, False),
        "quoted": ("1", "true", "null"),
    }


def test_aliases_and_a_byte_order_mark_are_allowed() -> None:
    node = parse(b"\xef\xbb\xbfa: &x {b: [1]}\nc: *x\n", "f")
    assert plain(node) == {"a": {"b": (1,)}, "c": {"b": (1,)}}


def test_every_value_knows_its_line() -> None:
    node = parse(b"a:\n  b: 1\n  c:\n    - 2\n    - 3\n", "f")
    found = node.mapping["a"].mapping
    assert str(node.mapping["a"].origin) == "f:1"
    assert str(found["b"].origin) == "f:2"
    assert str(found["c"].origin) == "f:3"
    assert str(found["c"].items[1].origin) == "f:5"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("/no/such/file.yaml", "/no/such/file.yaml: there is no such file"),
        ("/dev/null", "/dev/null: is not an ordinary file"),
        ("/dev/zero", "/dev/zero: is not an ordinary file"),
        ("/", "/: is not an ordinary file"),
        ("x" * 5000, "there is no such file"),
        ("x" * 5000 + ".yaml", "cannot be read"),
        ("a\0b", "'a\\x00b' — there is no such scenario"),
        ("a\0b.yaml", "cannot be read"),
        ("supermarkt", "'supermarkt' — there is no such scenario (did you mean 'supermarket'?)"),
        ("", "'' — there is no such scenario"),
    ],
)
def test_a_file_that_cannot_be_one(name: str, said: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        load_scenario(name)
    (sentence,) = caught.value.problems
    assert said in sentence


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    with pytest.raises(ScenarioError, match="is not an ordinary file"):
        load_scenario(tmp_path / "pipe.yaml")


def test_an_unreadable_file(write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    path = write("days: 3\n")

    opened = type(path).open

    def refused(self: Path, *args: Any, **how: Any) -> Any:
        if self == path:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return opened(self, *args, **how)

    monkeypatch.setattr(type(path), "open", refused)  # root may read whatever the mode is
    with pytest.raises(ScenarioError, match="cannot be read"):
        load_scenario(path)


@pytest.mark.parametrize(
    ("text", "where", "said"),
    [
        ("days: 9\nbusiness：\n  ticket: 3\n", ":2: ", "full-width ："),
        ("days：90\nreplicates: 3\n", ":1: ", "full-width ："),
        ("title: {zh：茶, en: tea}\n", ":1: ", "full-width ："),
        ("title: {zh: 茶，en: tea}\n", ":1: ", "full-width ，"),
        ("business:\n\tticket: 3\n", ":2: ", "Tab"),
        ("story: >-\n  第一：来人\nteam: [\n", ":4: ", "not valid YAML"),
        ("days: 9\ntitle\nseed: 2\n", ":2: ", "has no colon"),
        ("title: a: b\n", ":1: ", "a colon that does not belong here"),
        ("days: 9\n  seed: 2\n", ":2: ", "is the indentation right?"),
        ("people:\n    mix: {a: 1}\n  x: 2\n", ":3: ", "does not line up"),
        ("seed: 1\nmix: {a: 1, b: 2\ndays: 3\n", ":2: ", "not closed"),
        ("seed: 1\ntitle: 'abc\ndays: 3\n", ":2: ", "not closed"),
        ("title: @x\n", ":1: ", "put the text in quotes"),
    ],
)
def test_slips_are_named(text: str, where: str, said: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        parse(text.encode(), "x.yaml")
    (told,) = caught.value.sentences("en")
    assert where in told
    assert said in told


def test_full_width_punctuation_in_words_is_let_be() -> None:
    node = parse("story: 第一：来人，再说\n'名：字': 1\n".encode(), "x.yaml")
    assert node.value["story"].value == "第一：来人，再说"
    assert "名：字" in node.value
