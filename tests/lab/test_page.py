"""The lab in a browser: what is moved is redrawn, nothing is asked of anybody else."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from simcommunity.scenario.loader import load_text
from simcommunity.scenario.reading import MOST_BYTES

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.slow
PROFIT = ".tiles > div:nth-child(4) .value"
ADVERTS = ".lever:has(.name:text-is('Adverts'))"


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """Open the lab in a tab of its own, and see afterwards that nothing went wrong there."""
    context = browser.new_context()
    opened = context.new_page()
    wrong: list[str] = []
    opened.on("console", lambda told: wrong.append(told.text) if told.type == "error" else None)
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on(
        "request",
        lambda asked: None if asked.url.startswith((address, "data:")) else wrong.append(asked.url),
    )
    opened.on(
        "websocket",
        lambda wire: (
            None if wire.url.startswith(address.replace("http", "ws")) else wrong.append(wire.url)
        ),
    )
    opened.set_default_timeout(60_000)
    opened.goto(address)
    opened.wait_for_selector("main[aria-busy=false]")
    yield opened
    context.close()
    assert wrong == []


def fewer_adverts(page: Page, times: int) -> None:
    """Move the lever of adverts down from the keyboard; it begins at 8."""
    knob = page.locator(f"{ADVERTS} [tabindex]")
    knob.focus()
    for _ in range(times):
        knob.press("ArrowLeft")


def drawn(page: Page, adverts: str = "8 a day") -> str:
    """Wait until adverts stand somewhere and all is drawn; return the profit."""
    page.wait_for_selector(f"{ADVERTS} >> text='{adverts}'")
    page.wait_for_selector("main[aria-busy=false]")
    return page.inner_text(PROFIT)


def test_a_lever_redraws_and_is_compared_with_what_was_pinned(page: Page) -> None:
    before = drawn(page)
    assert page.locator("figure svg").count() == 5
    page.get_by_text("Pin to compare").click()
    page.wait_for_selector(".beside .note")
    fewer_adverts(page, 6)
    after = drawn(page, "2 a day")
    assert after != before
    assert "Adverts: 8 a day → 2 a day" in page.inner_text(".beside")
    profit = page.locator(".beside tr", has_text="Profit").inner_text().split()
    assert before in profit
    assert after in profit


def test_two_tabs_have_nothing_in_common(page: Page, browser: Browser, address: str) -> None:
    other = browser.new_context().new_page()
    other.goto(address)
    before = drawn(other)
    fewer_adverts(page, 5)
    assert drawn(page, "3 a day") != before
    other.get_by_role("button", name="中文").click()
    other.wait_for_selector("text=社群实验室")
    other.wait_for_selector("main[aria-busy=false]")
    assert "每天 8 条" in other.inner_text(".levers")
    assert "Community lab" in page.inner_text("header")
    other.context.close()


def test_a_variant_is_saved_and_opened_again(page: Page, tmp_path: Path) -> None:
    fewer_adverts(page, 5)
    moved = drawn(page, "3 a day")
    with page.expect_download() as saving:
        page.get_by_role("button", name="Save YAML").click()
    file = tmp_path / "mine.yaml"
    saving.value.save_as(file)
    scenario = load_text(file.read_text(encoding="utf-8"), "mine.yaml").scenario
    assert scenario.playbook.calendar["adverts"].per_day == 3
    page.reload()
    assert drawn(page) != moved
    page.set_input_files("input[type=file]", file)
    assert drawn(page, "3 a day") == moved


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"extends: supermarket\ndays: <img src=x onerror=alert(1)>\n", "bad.yaml:2: days: '<img"),
        (b"x: !!python/object/apply:os.system [ls]\n", "bad.yaml:1"),
        (b"#" * (MOST_BYTES + 1), "1,000,000"),
    ],
)
def test_a_file_that_is_no_scenario_ends_in_a_sentence(
    page: Page, content: bytes, told: str
) -> None:
    file: Any = {"name": "bad.yaml", "mimeType": "text/yaml", "buffer": content}
    page.set_input_files("input[type=file]", file)
    page.wait_for_selector(".problems > *")
    assert told in page.inner_text(".problems")
    assert page.locator(".problems img").count() == 0


def test_the_report_is_a_page_of_its_own(page: Page, tmp_path: Path) -> None:
    with page.expect_download(timeout=60_000) as saving:
        page.get_by_role("button", name="Export report").click()
    saving.value.save_as(tmp_path / "report.html")
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "one of 88" in text
    assert page.inner_text(PROFIT) in text


def test_a_comparison_is_a_page_of_its_own(page: Page, tmp_path: Path) -> None:
    drawn(page)
    page.get_by_text("Pin to compare").click()
    page.wait_for_selector(".beside .note")
    fewer_adverts(page, 6)
    profit = drawn(page, "2 a day")
    with page.expect_download(timeout=60_000) as saving:
        page.get_by_role("button", name="Comparison report").click()
    saving.value.save_as(tmp_path / "compare.html")
    text = (tmp_path / "compare.html").read_text(encoding="utf-8")
    assert profit in text
    told = page.inner_text(f"{PROFIT} ~ .difference")
    assert next(word for word in told.split() if "¥" in word) in text


def test_a_phone_shows_the_levers_without_scrolling_sideways(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_timeout(300)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator(f"{ADVERTS} .q-slider").is_visible()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "lab.example.com"}, 400),  # a name that somebody made to mean this machine
        ({"Content-Length": str(2 * MOST_BYTES)}, 413),
    ],
)
def test_strange_requests_are_refused(address: str, headers: dict[str, str], status: int) -> None:
    wire = http.client.HTTPConnection(address.removeprefix("http://"), timeout=10)
    wire.request("POST", "/", headers=headers)
    assert wire.getresponse().status == status
    wire.close()
