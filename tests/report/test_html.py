"""The report as one page."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from pages import Page

from simcommunity.i18n import LANGUAGES, t
from simcommunity.report.metrics import WRITERS, label
from simcommunity.report.run_figures import run_pictures
from simcommunity.report.run_page import RunReport, report
from simcommunity.report.suggestions import advice
from simcommunity.scenario.loader import load_scenario
from simcommunity.simulation.running import Result, run
from simcommunity.study.compare.suggestions import what_to_change
from simcommunity.study.story import story
from simcommunity.study.story.leavers import Leavers

COMMAND = "simcommunity run supermarket --out out"


@pytest.fixture(scope="module")
def html(make_result: Callable[..., Result]) -> str:
    return report(RunReport(make_result(), COMMAND), "en")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_report_has_everything_in_its_place(
    lang: str, html: str, make_result: Callable[..., Result]
) -> None:
    result = make_result()
    page = Page(html, lang)
    assert page.text.count(t("report.simulated", lang)) == 1
    pictures = [f"picture.{one.name}" for one in run_pictures(result, lang)]
    pictures.insert(pictures.index("picture.worth"), "change.heading")
    parts = ["report.verdict", *pictures]
    parts += ["report.scenario", "report.numbers", "report.method", "report.again"]
    assert page.headings == [t(part, lang) for part in parts]
    for metric in WRITERS:
        assert label(metric, lang) in page.text
    for origin in (COMMAND, result.scenario_hash, result.digest, "9.9.9"):
        assert origin in page.text
    assert t("report.unchanged", lang) in page.text


def test_the_page_asks_nobody_for_anything(html: str) -> None:
    page = Page(html)
    assert not {"script", "link", "img", "iframe", "object"} & {tag for tag, _ in page.tags}
    for _, attrs in page.tags:
        for name in ("src", "href", "xlink:href"):
            assert (attrs.get(name) or "#").startswith("#")
    assert "url(http" not in html
    assert "@import" not in html


def test_figures_are_inside_twice_in_each_language_with_ids_of_their_own(
    html: str, make_result: Callable[..., Result]
) -> None:
    page = Page(html)
    result = make_result()
    figures = [attrs for tag, attrs in page.tags if tag == "svg"]
    assert [attrs["class"] for attrs in figures] == ["wide", "narrow"] * 2 * len(
        list(run_pictures(result, "en"))
    )
    assert all(attrs["role"] == "img" and attrs["aria-label"] for attrs in figures)
    ids = [attrs["id"] for _, attrs in page.tags if attrs.get("id")]
    assert len(ids) == len(set(ids)) > 50
    asked = set(re.findall(r'(?:href="#|url\(#)([^")]+)', html))
    assert asked
    assert asked <= set(ids)


def test_a_users_words_are_words_only(make_result: Callable[..., Result]) -> None:
    attack = '"><script>alert(1)</script>&amp;<b> for $5, {{ body }} −¥5'
    scenario = make_result().scenario
    title = scenario.title.model_copy(update={"en": attack, "zh": attack})
    hostile = scenario.model_copy(update={"title": title, "story": title, "source": attack})
    html = report(RunReport(make_result(scenario=hostile), attack), "en")
    page = Page(html)
    assert "script" not in {tag for tag, _ in page.tags}
    assert page.text.count('"><script>alert(1)</script>&amp;<b>') >= 4
    assert html.count("<b>") == 0
    said = 'for $5, {{ body }} <span class="whole">−¥5</span></h1>'
    assert html.count(said) == 2  # braces in a title are no template
    told = [value or "" for _, attrs in page.tags for value in attrs.values()]
    assert not any('<span class="whole">' in value for value in told)
    assert html.count("<main ") == 2


def test_changed_parameters_are_named_with_their_usual_value(
    make_result: Callable[..., Result],
) -> None:
    changed = load_scenario("supermarket", ["parameters.silence_window=5"]).scenario
    html = report(RunReport(make_result(scenario=changed), COMMAND), "en")
    assert "silence_window = 5 (calibrated: 7)" in Page(html, "en").text


def test_four_numbers_stand_first(html: str) -> None:
    page = Page(html, "en")
    tiles = page.text[: page.text.index("The life of a group")]
    assert "Half of the groups dead by day 6" in tiles
    assert "Had muted when it died 71%" in tiles
    assert "Orders per member 0.84" in tiles
    assert "Profit after all costs −¥23,456" in tiles


def test_a_reader_chooses_the_language_without_any_script(html: str) -> None:
    page = Page(html)
    radios = [attrs for tag, attrs in page.tags if tag == "input"]
    assert [(one["id"], one["name"], "checked" in one) for one in radios] == [
        ("show-en", "lang", True),
        ("show-zh", "lang", False),
    ]
    labels = [attrs["for"] for tag, attrs in page.tags if tag == "label"]
    assert labels == ["show-en", "show-zh"]
    sheets = [a["lang"] for _, a in page.tags if (a.get("class") or "").startswith("sheet")]
    assert sheets == ["en", "zh-Hans"]
    assert "#show-en:checked ~ .sheet:not(.en)" in html


def test_behind_every_figure_stands_a_table_with_heads(
    html: str, make_result: Callable[..., Result]
) -> None:
    page = Page(html)
    count = 2 * len(list(run_pictures(make_result(), "en")))
    assert sum(tag == "figure" for tag, _ in page.tags) == count
    assert html.count("</details></figure>") == count
    heads = [attrs.get("scope") for tag, attrs in page.tags if tag == "th"]
    assert set(heads) == {"col", "row", "colgroup"}


def test_what_to_change_and_three_lives_are_told_where_they_are_known() -> None:
    small = [
        "days=8", "groups.size=12", "arrival.0.places=1", "arrival.0.per_day=8", "arrival.0.days=2",
    ]  # fmt: skip
    loaded = load_scenario("supermarket", small)
    result = run(loaded, replicates=3, jobs=1)
    found = what_to_change(result, jobs=1)
    assert found is not None
    lives = story(loaded, other=found.beside)
    told = RunReport(result, COMMAND, found, lives, Leavers(10, 4, {"ads": 3, "other": 1}))
    html = report(told, "en")
    for lang in LANGUAGES:
        page = Page(html, lang)
        assert page.headings.index(t("change.heading", lang)) < page.headings.index(
            t("report.lives", lang)
        )
        assert page.text.count(advice(found, lang)[0]) == 2
        for one in found.ranked:
            assert one.title[lang] in page.text
        for chosen in ("best", "median", "worst"):
            assert t(f"life.chosen.{chosen}", lang) in page.text
    gone = "Of 10 people who were watched, 4 went in the end, mainly over adverts (75%)"
    assert gone in Page(html, "en").text
