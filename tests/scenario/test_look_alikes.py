"""Signs that look like YAML's own, and spaces nobody sees, are told with file, line and sign."""

from __future__ import annotations

import pytest

from simcommunity.scenario.errors import ScenarioError
from simcommunity.scenario.loader import load_text

GOOD = """title: {zh: 茶，好喝, en: Tea “new”}
days: 20
people:
  mix: {regular: 0.5, passer_by: 0.5}
arrival:
  - hook: {giveaway: 3}
    per_day: 20
groups: {size: 100, theme_strength: 0.6}
playbook:
  calendar:
    chat: {send: question, on: [tue, thu]}  # 每周，两次
    talk:
      send: question
      on: [mon]
"""
BLANKS = ("\u00a0", "\u3000", "\u2003", "\u200b", "\ufeff", "\u2060", "\u200e")


def sentence(text: str) -> str:
    """Return the first sentence about a text."""
    with pytest.raises(ScenarioError) as caught:
        load_text(text, "f")
    assert caught.value.sentences("zh")[0].startswith(caught.value.problems[0].split(": ")[0])
    return caught.value.problems[0]


def test_the_text_is_in_order() -> None:
    assert load_text(GOOD, "f")


@pytest.mark.parametrize(
    ("good", "bad", "line", "sign"),
    [
        ("{size: 100, theme_strength: 0.6}", "｛size: 100, theme_strength: 0.6｝", 8, "｛"),
        ("groups: {size: 100, theme_strength: 0.6}", "groups: ｛size：100｝", 8, "｛"),
        ("groups: {size: 100, theme_strength: 0.6}", "groups: {size: 100｝", 8, "｝"),
        ("groups: {size: 100,", "groups: {size：100,", 8, "："),
        ("size: 100, theme", "size: 100， theme", 8, "，"),
        ("size: 100, theme", "size: 100，theme", 8, "，"),
        ("days: 20", "days：20", 2, "："),
        ("days: 20", "days： 20", 2, "："),
        ("days: 20", "days: 20 ＃ 天", 2, "＃"),
        ("days: 20", "＃ 天\ndays: 20", 2, "＃"),
        ("days: 20", "days: 20\n＃ 天数", 3, "＃"),
        ("  - hook:", "  － hook:", 6, "－"),
        ("  - hook:", "  — hook:", 6, "—"),
        ("on: [tue, thu]", "on: ［tue, thu］", 11, "［"),
        ("on: [tue, thu]", "on: [tue, thu］", 11, "］"),
        ("on: [tue, thu]", "on: 【tue, thu】", 11, "【"),
        ("on: [mon]", "on: ［mon］", 14, "［"),
        ("      send: question", "      send: “question”", 13, "“"),
        ("      send: question", "      send: ‘question’", 13, "‘"),
        ("mix: {regular:", "mix: {“regular”:", 4, "“"),
        ("hook: {giveaway: 3}", "hook: “giveaway”", 6, "“"),
        ("people:", "people：", 3, "："),
    ],
)  # fmt: skip
def test_a_sign_that_looks_like_one_of_yaml_is_named(
    good: str, bad: str, line: int, sign: str
) -> None:
    assert good in GOOD
    said = sentence(GOOD.replace(good, bad, 1))
    assert said.startswith(f"f:{line}: ")
    assert f"the full-width {sign} stands where YAML needs a plain " in said


@pytest.mark.parametrize("blank", BLANKS)
@pytest.mark.parametrize(
    ("good", "bad", "line"),
    [
        ("    per_day: 20", "_ _ per day: 20", 7),
        ("  calendar:", "_ calendar:", 10),
        ("days: 20", "days:_20", 2),
        ("days: 20", "days: 20_# 天", 2),
        ("days: 20", "days_: 20", 2),
        ("      send: question", "      send: question_", 13),
        ("hook: {giveaway: 3}", "hook: giveaway_", 6),
        ("mix: {regular:", "mix: {_regular:", 4),
        ("  - hook:", "  -_hook:", 6),
    ],
)  # fmt: skip
def test_a_space_that_is_none_is_named(good: str, bad: str, line: int, blank: str) -> None:
    assert good in GOOD
    said = sentence(GOOD.replace(good, bad.replace("_", blank), 1))
    assert said.startswith(f"f:{line}: ")
    assert f"U+{ord(blank):04X}" in said
