"""Pages are read by in-app browsers of years ago: nothing newer than Chrome 80 and Safari 13."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from simcommunity import workshop
from simcommunity.report import html

WEB = Path(workshop.__file__).parent / "web"
REPORT = Path(html.__file__).parent / "templates" / "page.html"  # the debrief is written with it
STYLES = [*WEB.glob("static/*.css"), *WEB.glob("templates/*.html"), REPORT]
SCRIPTS = [*WEB.glob("static/*.js"), *WEB.glob("templates/*.html"), REPORT]

TOO_NEW = {  # pages would look wrong without; behind it the first browser that knows it
    r":has\(": "Chrome 105",
    r":is\(": "Chrome 88",
    r":where\(": "Chrome 88",
    r"\d[dsl]v[hw]\b": "Chrome 108",
    r"color-mix\(": "Chrome 111",
    r"oklch\(": "Chrome 111",
    r"aspect-ratio\s*:": "Chrome 88",
    r"\bclamp\(": "Safari 13.1",
    r"\binset(?:-inline|-block)?\s*:": "Chrome 87",
    r"@container": "Chrome 105",
    r"@layer": "Chrome 99",
    r"@supports\s+selector": "Chrome 83",
    r"(?:^|[;{\s])(?:scale|rotate|translate)\s*:": "Chrome 104",
    r"&\s*[.:>]": "Chrome 112",
    r"light-dark\(": "Chrome 123",
}
TOO_NEW_TO_RUN = {
    r"\?\.[a-zA-Z_\[(]": "Chrome 80",
    r"\?\?": "Chrome 80",
    r"=>": "ES2015",
    r"\b(?:let|const|class|async|await)\b": "ES2015",
    r"`": "ES2015",
    r"\.replaceAll\(": "Chrome 85",
    r"\.at\(": "Chrome 92",
    r"\bstructuredClone\(": "Chrome 98",
    r"\bfetch\(": "ES2015",
    r"\.forEach\(": "lists of nodes have it since Chrome 51",
    r"\.closest\(": "Chrome 41",
    r"<dialog|\binert\b": "Chrome 102",
    r'type="module"': "Chrome 61",
}


def styles_in(file: Path) -> str:
    """Return what a file says to browsers about screens, without comments: phones do not print."""
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".html":
        inline = re.findall(r'style="([^"]*)"', text)
        text = "\n".join(re.findall(r"<style[^>]*>(.*?)</style>", text, re.DOTALL) + inline)
    text = re.sub(r"@media print \{.*?\n\}", "", text, flags=re.DOTALL)
    return re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)


def scripts_in(file: Path) -> str:
    """Return what a file lets browsers run, without comments and texts."""
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".html":
        text = "\n".join(re.findall(r"<script[^>]*>(.*?)</script>", text, re.DOTALL))
    text = re.sub(r"/\*.*?\*/|//[^\n]*", "", text, flags=re.DOTALL)
    return re.sub(r'"(?:[^"\\\n]|\\.)*"', '""', text)


def found(text: str, rules: dict[str, str]) -> dict[str, str]:
    return {rule: since for rule, since in rules.items() if re.search(rule, text)}


@pytest.mark.parametrize("file", STYLES, ids=lambda file: file.name)
def test_style_sheets_say_nothing_that_old_phones_do_not_know(file: Path) -> None:
    assert found(styles_in(file), TOO_NEW) == {}


@pytest.mark.parametrize("file", SCRIPTS, ids=lambda file: file.name)
def test_scripts_run_on_old_phones(file: Path) -> None:
    assert found(scripts_in(file), TOO_NEW_TO_RUN) == {}


@pytest.mark.parametrize("file", STYLES, ids=lambda file: file.name)
def test_lines_of_boxes_do_not_count_on_gaps(file: Path) -> None:
    """A gap holds in grids everywhere, but between flexible boxes only since Safari 14.1."""
    for selector, rules in re.findall(r"([^{}]+)\{([^{}]*)\}", styles_in(file)):
        flexible = re.search(r"display:\s*(?:inline-)?flex", rules)
        spread = "space-between" in rules  # has its distance anyway
        assert not (flexible and re.search(r"(?<![-\w])gap:", rules)) or spread, selector


def test_what_is_too_new_would_be_found() -> None:
    style = ".a:has(b) { height: 100dvh }"
    assert sorted(found(style, TOO_NEW).values()) == ["Chrome 105", "Chrome 108"]
    assert list(found("var a = b?.c;", TOO_NEW_TO_RUN).values()) == ["Chrome 80"]
