"""Both catalogues say the same things, nothing more and nothing less than the program asks for."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from pydantic_core.core_schema import ErrorType

from simcommunity.i18n import LANGUAGES, catalogue, choose_language, t, written

PACKAGE = Path(__file__).parents[2] / "simcommunity"


def gaps(sentence: str) -> set[str]:
    """Return the names of the gaps of a sentence."""
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


TEMPLATE = re.compile(r"""\bt\(["']([a-z0-9_.]+)["']( ~)?""")


def said_in_templates() -> Iterator[tuple[str, bool]]:
    """Yield every key a template asks for, and whether it goes on with a name."""
    for file in PACKAGE.rglob("templates/*.html"):
        for key, joined in TEMPLATE.findall(file.read_text(encoding="utf-8")):
            yield key, bool(joined)


def texts() -> Iterator[str]:
    """Yield every text in the program as a pattern; the gaps of an f-string match any words."""
    for key, joined in said_in_templates():
        yield re.escape(key) + ("[a-z0-9_.]+" if joined else "")
    for file in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield re.escape(node.value)
            elif isinstance(node, ast.JoinedStr):
                yield "".join(
                    re.escape(str(part.value)) if isinstance(part, ast.Constant) else "[a-z0-9_.]+"
                    for part in node.values
                )


def patterns() -> set[str]:
    """Return the patterns that can name a sentence: those that begin with a word of their own.

    Rules of errors and the words of single commands are written without their prefix; some rules
    are those of pydantic.
    """
    found = set(texts())
    named = {pattern for pattern in found if re.match(r"[a-z]+\\\.[a-z0-9\[]", pattern)}
    bare = {pattern for pattern in found if re.fullmatch(r"[a-z0-9_]+", pattern)}
    bare |= set(get_args(ErrorType))
    named -= {r"problem\.[a-z0-9_.]+", r"cli\.option\.[a-z0-9_.]+"}
    return named | {f"{prefix}\\.{rule}" for prefix in ("problem", r"cli\.option") for rule in bare}


def asked_for() -> set[str]:
    """Return the keys written out in calls of `t`."""
    keys = {key for key, joined in said_in_templates() if not joined}
    for file in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "t":
                first = node.args[0]
                branches = [first.body, first.orelse] if isinstance(first, ast.IfExp) else [first]
                keys |= {b.value for b in branches if isinstance(b, ast.Constant)}
    return keys


def test_there_are_two_languages_with_the_same_sentences() -> None:
    assert LANGUAGES == ("zh", "en")
    assert set(written("zh")) == set(written("en"))


def test_a_sentence_has_the_same_gaps_in_both_languages() -> None:
    different = {
        key for key in catalogue("en") if gaps(catalogue("en")[key]) != gaps(catalogue("zh")[key])
    }
    assert different == set()


def test_no_sentence_is_missing() -> None:
    keys = asked_for()
    assert len(keys) > 100
    assert keys - set(catalogue("en")) == set()


def test_no_sentence_is_never_said() -> None:
    every = re.compile("|".join(patterns()))
    # Whether click says its own is tested in `test_click_words`.
    ours = {key for key in catalogue("en") if not key.startswith("click.")}
    assert {key for key in ours if not every.fullmatch(key)} == set()
    assert not every.fullmatch("report.never_said")
    assert not every.fullmatch("problem.never_said")


def test_chinese_has_chinese_punctuation() -> None:
    """Code keeps its own: what stands in brackets is left out."""
    words = {key: re.sub(r"\[.*?\]", "", text) for key, text in catalogue("zh").items()}
    half = re.compile("[\u4e00-\u9fff][,;?!]|[,;?!][\u4e00-\u9fff]")
    assert {key for key, text in words.items() if half.search(text)} == set()


def test_english_has_no_chinese() -> None:
    assert {k for k, s in catalogue("en").items() if re.search("[\u4e00-\u9fff]", s)} == set()


def test_catalogues_are_kept_in_order() -> None:
    for lang in LANGUAGES:
        assert list(written(lang)) == sorted(written(lang))


def test_a_sentence_is_filled_in() -> None:
    assert t("unit.interval", "en", low=1, high=2) == "1 to 2"
    assert t("unit.interval", "zh", low=1, high=2) == "1 至 2"


def test_an_unknown_sentence_and_a_forgotten_value_are_mistakes() -> None:
    with pytest.raises(KeyError):
        t("no.such.key", "en")
    with pytest.raises(KeyError):
        t("unit.interval", "en", low=1)


@pytest.mark.parametrize(
    ("option", "environment", "lang"),
    [
        ("zh", {"LANG": "en_US.UTF-8"}, "zh"),
        ("en", {"LANG": "zh_CN.UTF-8"}, "en"),
        (None, {"LANG": "zh_CN.UTF-8"}, "zh"),
        (None, {"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        (None, {"LANG": "en_US.UTF-8", "LC_ALL": "zh_TW.UTF-8"}, "zh"),
        (None, {"LANG": "en_US.UTF-8", "LC_ALL": ""}, "en"),
        (None, {}, "en"),
    ],
)
def test_the_language_is_the_option_else_that_of_the_locale(
    option: str | None,
    environment: dict[str, str],
    lang: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(variable, raising=False)
    for variable, value in environment.items():
        monkeypatch.setenv(variable, value)
    assert choose_language(option) == lang


def test_an_option_once_given_holds_from_then_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    assert choose_language() == "en"
    assert choose_language("zh") == "zh"
    assert choose_language() == "zh"
