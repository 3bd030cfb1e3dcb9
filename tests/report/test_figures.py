"""Figures as files."""

from __future__ import annotations

import io
import re
import warnings
import xml.etree.ElementTree as ET
from collections.abc import Callable
from functools import partial
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from made_up import gathered, number
from matplotlib.figure import Figure
from PIL import Image

from simcommunity.report import fonts
from simcommunity.report.drawing import ARMS, READABLE, provisional, render, staircase
from simcommunity.report.pictures import in_forms, lang_of_pictures, picture_files
from simcommunity.report.run_figures import FIGURES, run_pictures
from simcommunity.report.run_files import about_result, made
from simcommunity.results.estimates import Estimate
from simcommunity.results.measured import means
from simcommunity.results.replicate import Replicate
from simcommunity.simulation.running import Result

SVG = "{http://www.w3.org/2000/svg}"


def words(svg: bytes) -> list[str]:
    """Return the texts of an SVG, which must be text and not outlines."""
    root = ET.fromstring(svg)
    return ["".join(text.itertext()).strip() for text in root.iter(f"{SVG}text")]


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_figure_is_drawn_in_both_languages(
    name: str, lang: str, make_result: Callable[..., Result]
) -> None:
    paint = partial(FIGURES[name][0], result=make_result(), lang=lang)
    svg = render(paint, "svg", lang, title="Title", footer="Foot")
    assert {"Title", "Foot"} <= set(words(svg))
    assert bool(re.search("[\u4e00-\u9fff]", "".join(words(svg)))) == (lang == "zh")


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_is_drawn_in_pixels(name: str, make_result: Callable[..., Result]) -> None:
    paint = partial(FIGURES[name][0], result=make_result(), lang="en")
    image = Image.open(io.BytesIO(render(paint, "png", "en", title="Title")))
    assert image.size == (2220, 1260)
    assert len(np.unique(np.asarray(image.convert("L")))) > 20


def test_lines_and_bars_are_named_in_the_figure(make_result: Callable[..., Result]) -> None:
    def drawn(name: str) -> list[str]:
        paint = partial(FIGURES[name][0], result=make_result(), lang="en")
        return words(render(paint, "svg", "en"))

    assert {"spoke that day", "lurk", "muted", "gone"} <= set(drawn("states"))
    assert {"somebody speaks; half dead by day 6", "somebody reads"} <= set(drawn("survival"))
    assert {"adverts", "52%", "too many messages", "24%"} <= set(drawn("causes"))
    assert {"gross profit", "spent", "what is left"} <= set(drawn("money"))


@pytest.mark.parametrize("name", FIGURES)
def test_a_run_without_groups_can_be_drawn(
    name: str, make_result: Callable[..., Result], make_replicate: Callable[..., Replicate]
) -> None:
    empty = {key: np.full((2, 20), np.nan) for key in make_result().curves}
    metrics = {key: number(None) for key in make_result().metrics}
    metrics["death_day_silence"] = Estimate(None, None, None, None, 0, censored=0)
    nobody = gathered(make_replicate(opened=(), deaths=()))
    result = make_result(metrics, curves=empty, mean_groups=0.0, **nobody)
    paint = partial(FIGURES[name][0], result=result, lang="en")
    assert render(paint, "svg", "en").startswith(b"<?xml")


def test_one_replicate_has_no_band(make_result: Callable[..., Result]) -> None:
    curves = {key: curve[:1] for key, curve in make_result().curves.items()}
    figure = Figure()
    FIGURES["life"][0](figure, make_result(curves=curves), "en")
    assert [len(axes.collections) for axes in figure.axes] == [0, 0]
    two = Figure()
    FIGURES["life"][0](two, make_result(), "en")
    assert [len(axes.collections) for axes in two.axes] == [1, 1]


def test_a_picture_says_in_metadata_and_small_print_where_it_is_from(
    make_result: Callable[..., Result],
) -> None:
    result = make_result()
    command = "simcommunity run x --set a=$b$"
    about = about_result(result, command)
    pictures, origin = partial(run_pictures, result), partial(made, result)
    files = dict(picture_files(pictures, origin, about, "en", ("png", "svg")))
    png, svg = files["states.png"], files["states.svg"]
    told = Image.open(io.BytesIO(png)).text
    assert told["command"] == command
    assert told["scenario_hash"] == result.scenario_hash
    assert told["seed"] == "7"
    assert told["version"] == told["Software"] == "simcommunity 9.9.9"
    small_print = " ".join(words(svg))
    assert command in small_print
    assert f"Simulated, not observed · simcommunity 9.9.9 · {result.scenario_hash}" in small_print
    assert b"<dc:description>" in svg
    assert command.encode() in svg.split(b"</metadata>")[0]


def test_the_same_picture_has_the_same_bytes(make_result: Callable[..., Result]) -> None:
    paint = partial(FIGURES["money"][0], result=make_result(), lang="en")
    assert render(paint, "svg", "en", title="x") == render(paint, "svg", "en", title="x")


def test_drawing_leaves_no_trace_in_pyplot_or_settings(make_result: Callable[..., Result]) -> None:
    before = dict(mpl.rcParams)
    render(partial(FIGURES["life"][0], result=make_result(), lang="en"), "png", "en")
    assert plt.get_fignums() == []
    assert dict(mpl.rcParams) == before


def test_hostile_titles_stay_text(make_result: Callable[..., Result]) -> None:
    paint = partial(FIGURES["money"][0], result=make_result(), lang="en")
    title = "<script>alert(1)</script> $\\frac$ & co"
    svg = render(paint, "svg", "en", title=title)
    assert title in words(svg)
    assert b"<script" not in svg
    render(paint, "png", "en", title=title)


def test_without_a_chinese_font_pictures_are_english_and_it_is_said_once(
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    make_result: Callable[..., Result],
) -> None:
    monkeypatch.setattr(fonts.font_manager, "findSystemFonts", list)
    monkeypatch.setattr(fonts, "PACKAGE", "no_such_package")
    fonts.chinese_font.cache_clear()
    try:
        assert in_forms(("svg",), "zh") == [("svg", "zh")]
        assert caplog.records == []
        assert in_forms(("pdf", "svg", "png"), "zh") == [
            ("pdf", "en"),
            ("svg", "zh"),
            ("png", "en"),
        ]
        assert len(caplog.records) == 1
        paint = partial(FIGURES["states"][0], result=make_result(), lang="zh")
        assert "开了免打扰" in words(render(paint, "svg", "zh"))
        assert fonts.drawable("群 group", "en") == "? group"
    finally:
        fonts.chinese_font.cache_clear()


def test_a_font_may_come_from_the_optional_package(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    installed = fonts.chinese_font()
    assert installed, "there is no Chinese font here to put into a package"
    file = Path(fonts.font_manager.findfont(installed))
    folder = tmp_path / "package_of_fonts" / "fonts"
    folder.mkdir(parents=True)
    (folder.parent / "__init__.py").touch()
    (folder / "NotoSansCJKsc-Regular.otf").write_bytes(file.read_bytes())
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(fonts.font_manager, "findSystemFonts", list)
    monkeypatch.setattr(fonts, "PACKAGE", "package_of_fonts")
    fonts.chinese_font.cache_clear()
    try:
        assert fonts.chinese_font() is not None
    finally:
        fonts.chinese_font.cache_clear()


def made_font(folder: Path, weight: int) -> Path:
    """Write a font of one weight that has a few Chinese characters."""
    letters = {ord(letter): f"g{ord(letter)}" for letter in f" {fonts.SAMPLE}"}
    names = [".notdef", *letters.values()]
    font = FontBuilder(1000)
    font.setupGlyphOrder(names)
    font.setupCharacterMap(letters)
    font.setupGlyf({name: TTGlyphPen(None).glyph() for name in names})
    font.setupHorizontalMetrics(dict.fromkeys(names, (600, 0)))
    font.setupHorizontalHeader(ascent=800, descent=-200)
    font.setupNameTable({"familyName": f"Only {weight}", "styleName": "Regular"})
    font.setupOS2(usWeightClass=weight)
    font.setupPost()
    file = folder / "wqy-regular.ttf"
    font.save(file)
    return file


@pytest.mark.parametrize("weight", [300, 400])
def test_nothing_is_grumbled_about_a_font_of_one_weight_and_rare_characters(
    weight: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    file = made_font(tmp_path, weight)
    manager = fonts.font_manager.fontManager
    monkeypatch.setattr(fonts.font_manager, "findSystemFonts", lambda: [str(file)])
    monkeypatch.setattr(manager, "ttflist", list(manager.ttflist))
    fonts.chinese_font.cache_clear()
    try:
        assert fonts.families("zh")[0] == f"Only {weight}"
        with warnings.catch_warnings(record=True) as grumbles:
            warnings.simplefilter("always")
            for form in ("svg", "png", "pdf"):
                render(lambda figure: figure.text(0, 0, "群 \U00010348"), form, "zh", title="红包")
    finally:
        fonts.chinese_font.cache_clear()
    assert not caplog.messages
    assert not grumbles


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_pdf_keeps_text_and_says_where_it_is_from(
    lang: str, make_result: Callable[..., Result]
) -> None:
    paint = partial(FIGURES["worth"][0], result=make_result(), lang=lang)
    drawn = render(paint, "pdf", lang, about={"version": "simcommunity 9", "seed": "7"})
    assert drawn.startswith(b"%PDF-")
    assert b"simcommunity 9" in drawn
    assert b"seed: 7" in drawn
    assert b"/ToUnicode" in drawn
    assert b"/Subtype /Image" not in drawn


def test_english_pictures_need_no_chinese_font(caplog: pytest.LogCaptureFixture) -> None:
    assert lang_of_pictures("en") == "en"
    assert caplog.records == []


def test_the_mean_is_over_the_replicates_that_got_so_old() -> None:
    curve = np.array([[1.0, 2.0, np.nan], [3.0, np.nan, np.nan]])
    np.testing.assert_array_equal(means(curve), [2.0, 2.0, np.nan])


def test_a_survival_curve_drops_on_the_day_of_death() -> None:
    days, alive = staircase(np.array([1.0, 0.75, np.nan]))
    assert days.tolist() == [0, 0, 1]
    assert alive.tolist() == [100, 100, 75]


def test_days_whose_silences_may_be_broken_are_shaded() -> None:
    figure = Figure()
    axes = figure.subplots()
    provisional(axes, 36, "en")  # 30 days back is day 6: nothing is settled for long
    assert list(axes.patches) == []
    provisional(axes, 100, "en")
    (shade,) = axes.patches
    assert (shade.get_x(), shade.get_width()) == (70, 30)
    assert [text.get_text() for text in axes.texts] == ["silences here may yet be broken"]


@pytest.mark.parametrize("colour", ARMS)
def test_words_in_the_colour_of_a_line_can_be_read(colour: str) -> None:
    """WCAG 2.2, 1.4.3: small text on white has a contrast of 4.5 to 1."""
    hexes = READABLE.get(colour, colour)
    parts = np.array([int(hexes[k : k + 2], 16) / 255 for k in (1, 3, 5)])
    light = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    assert 1.05 / (light @ [0.2126, 0.7152, 0.0722] + 0.05) >= 4.5
