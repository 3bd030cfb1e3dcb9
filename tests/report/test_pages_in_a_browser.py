"""The pages of run, compare and a study, as a reader meets them in a browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from simcommunity.cli.main import main

pytestmark = pytest.mark.slow

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)> \"quoted\" & 'so'"
SMALL = ["groups.size=20", "arrival.0.places=1", "arrival.0.per_day=20", "arrival.0.days=2"]
SWEEP = """
scenario: hostile.yaml
design: grid
replicates: 2
days: 8
seed: 7
vary: {groups.size: 20, arrival.0.per_day: 20, business.ticket: [30, 60]}
"""
PHONE, DESK = 390, 1280
LEAST = 4.5  # contrast that WCAG 2.2 (1.4.3) asks of small text
CONTRAST = """() => {
  const light = (colour) => {
    const part = colour.match(/[0-9.]+/g).slice(0, 3).map((x) => {
      const c = x / 255;
      return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * part[0] + 0.7152 * part[1] + 0.0722 * part[2];
  };
  const behind = (node) => {
    for (let one = node; one; one = one.parentElement) {
      const colour = getComputedStyle(one).backgroundColor;
      if (!/, 0\\)$/.test(colour)) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const low = [];
  for (const node of document.querySelectorAll(".sheet *, label")) {
    const said = [...node.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    if (!said || !node.getClientRects().length) continue;
    const style = getComputedStyle(node);
    const ink = node.closest("svg") ? style.fill : style.color;
    const [a, b] = [light(ink), light(behind(node.closest("svg")?.parentElement || node))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < LEAST) low.push([node.textContent.slice(0, 40), ink, ratio]);
  }
  return low;
}"""


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return a page of each kind, made by the commands from a scenario with hostile words."""
    folder = tmp_path_factory.mktemp("pages")
    scenario = folder / "hostile.yaml"
    quoted = HOSTILE.replace('"', '\\"')
    scenario.write_text(
        f'extends: supermarket\ntitle: {{zh: "{quoted}", en: "{quoted}"}}\n'
        f'story: {{zh: "{quoted}", en: "{quoted}"}}\nsource: "{quoted}"\n'
        f'groups: {{theme: {{zh: "{quoted}", en: "{quoted}"}}}}\n'
    )
    sets = [word for one in SMALL for word in ("--set", one)]
    how = ["--replicates", "3", "--days", "10", "--jobs", "1", "--lang", "en", "-q", *sets]
    sweep = folder / "sweep.yaml"
    sweep.write_text(SWEEP)
    commands = {
        "run": (["run", str(scenario), *how], "report.html"),
        "compare": (["compare", str(scenario), "--with", "topic_led", *how], "compare.html"),
        "sweep": (["sweep", str(sweep), "--jobs", "1", "--lang", "en", "-q"], "report.html"),
    }
    made = {}
    for name, (words, page) in commands.items():
        out = folder / name
        done = CliRunner().invoke(main, [*words, "--out", str(out)])
        assert done.exit_code == 0, done.output
        made[name] = out / page
    return made


@pytest.fixture(params=["run", "compare", "sweep"])
def page(request: pytest.FixtureRequest, pages: dict[str, Path], browser: Any) -> Iterator[Any]:
    """Open a page; nothing may be asked of anybody, and nothing complained of."""
    context = browser.new_context(viewport={"width": DESK, "height": 900})
    complaints, asked = [], []
    shown = context.new_page()
    shown.on("console", lambda said: complaints.append(said.text))
    shown.on("pageerror", lambda error: complaints.append(str(error)))
    shown.on("dialog", lambda dialog: (complaints.append(dialog.message), dialog.dismiss()))

    def route(one: Any) -> None:
        if not one.request.url.startswith("file:"):
            asked.append(one.request.url)
            one.abort()
        else:
            one.continue_()

    context.route("**/*", route)
    shown.goto(pages[request.param].as_uri())
    yield shown
    context.close()
    assert complaints == []
    assert asked == []


def seen(page: Any) -> str:
    return str(page.locator(".sheet:visible").get_attribute("lang"))


def test_the_language_is_chosen_by_keyboard_and_without_a_script(page: Any, browser: Any) -> None:
    assert seen(page) == "en"
    page.locator("#show-en").focus()
    page.keyboard.press("ArrowRight")
    assert seen(page) == "zh-Hans"
    context = browser.new_context(java_script_enabled=False)
    still = context.new_page()
    still.goto(page.url)
    still.get_by_text("中文", exact=True).click()
    assert still.get_by_role("heading", name="如何重现").is_visible()
    assert still.get_by_role("heading", name="To get the same again").count() == 0
    context.close()


def test_it_is_read_from_top_to_bottom_by_keyboard(page: Any) -> None:
    """The way past the contents, the contents, and the numbers behind every figure."""
    page.locator("#show-en").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main-en"
    opened = 0
    for summary in page.locator(".sheet.en summary").all():
        summary.focus()
        page.keyboard.press("Enter")
        opened += summary.locator("xpath=..").locator("table").is_visible()
    assert opened == page.locator(".sheet.en summary").count() >= 1
    links = page.locator(".sheet.en nav a")
    for k in range(links.count()):
        links.nth(k).focus()
        page.keyboard.press("Enter")
        target = page.locator(links.nth(k).get_attribute("href"))
        assert target.inner_text() == links.nth(k).inner_text()
        assert abs(target.bounding_box()["y"]) < 900


def test_headings_figures_and_colours_serve_every_reader(page: Any) -> None:
    assert page.locator("html").get_attribute("lang") == "en"
    for lang in ("en", "zh"):
        page.locator(f"#show-{lang}").check(force=True)
        levels = page.evaluate(
            "[...document.querySelectorAll('h1, h2, h3')].filter((h) => h.getClientRects().length)"
            ".map((h) => +h.tagName[1])"
        )
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))
        for picture in page.locator("svg:visible").all():
            assert picture.get_attribute("role") == "img"
            assert len(picture.get_attribute("aria-label") or "") > 20
        assert page.evaluate(CONTRAST.replace("LEAST", str(LEAST))) == []


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_phone_needs_no_scrolling_sideways(page: Any, lang: str) -> None:
    page.set_viewport_size({"width": PHONE, "height": 844})
    page.locator(f"#show-{lang}").check(force=True)
    for summary in page.locator(f".sheet.{lang} summary").all():
        summary.click()
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE
    wider = page.evaluate(
        "[...document.querySelectorAll('.sheet *:not(svg *)')].filter((one) => "
        "one.getClientRects().length && !one.closest('.scroll, .skip') "
        f"&& one.getBoundingClientRect().right > {PHONE} + 0.5).map((one) => one.outerHTML)"
    )
    assert wider == []


def test_a_users_words_do_nothing(page: Any) -> None:
    assert page.locator("script, img").count() == 0
    said = re.sub(r"\s+", " ", page.locator(".sheet.en h1").inner_text())
    assert HOSTILE in said
