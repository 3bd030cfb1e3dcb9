"""What click says is said in the language asked for."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from simcommunity.cli.click_words import PREFIX, said, said_of
from simcommunity.cli.main import main
from simcommunity.i18n import catalogue

SLIPS = [
    (["run", "--lang", "zh", "--nope"], ["用法：", "错误：", "没有 --nope 这个选项"]),
    (["run", "supermarket", "--lang", "zh", "--replicates", "0"], ["不在范围"]),
    (["run", "supermarket", "--lang", "zh", "--days", "1.5"], ["'1.5' 不是整数"]),
    (["run", "supermarket", "--lang", "en", "--days", "1.5"], ["is not a valid whole number"]),
    (["run", "--lang", "zh"], ["缺少参数"]),
    (["run", "supermarket", "more", "--lang", "zh"], ["多出一个参数（more）"]),
    (["run", "--lang", "en", "--nope"], ["Usage:", "No such option"]),
]


@pytest.mark.parametrize(("typed", "words"), SLIPS)
def test_usage_errors_follow_the_language(
    typed: list[str], words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        main(typed)
    assert left.value.code == 2
    err = capsys.readouterr().err
    assert [word for word in words if word not in err] == []


def test_click_says_what_is_translated() -> None:
    sources = "".join(
        f.read_text(encoding="utf-8") for f in Path(click.__file__).parent.glob("*.py")
    )
    ours = {key: text for key, text in catalogue("en").items() if key.startswith(PREFIX)}
    assert len(ours) > 20
    assert {key for key, text in ours.items() if f'"{text}"' not in sources} == set()


def test_words_nobody_knows_stay_as_they_are() -> None:
    assert said("Something new: {what}") == "Something new: {what}"
    assert said_of("one of it", "{n} of it", 2) == "{n} of it"
