"""What came of a variant, on the page."""

from __future__ import annotations

from nicegui import ui

from simcommunity.i18n import t
from simcommunity.lab import charts
from simcommunity.lab.session import Shown
from simcommunity.lab.words import changes_in_words
from simcommunity.report.comparison import interval, together_in_words
from simcommunity.report.comparison_table import columns, rows
from simcommunity.report.metrics import write_difference
from simcommunity.report.run_table import cells
from simcommunity.report.run_words import start
from simcommunity.study.compare.differences import Difference

TILES = ("death_day_silence", "share_muted_at_end", "orders_per_member", "profit")
COLUMNS = (0, 1, 2, 3, 5)  # of a comparison's table: all but those for statisticians
CHARTS = {
    "people": charts.people,
    "lives": charts.lives,
    "talk": charts.talk,
    "causes": charts.causes,
    "money": charts.money,
}


class Results:
    """Verdict, tiles, charts and the table of differences; shown anew as often as one likes."""

    def __init__(self, lang: str) -> None:
        """Put everything on the page, empty."""
        self.lang = lang
        self.verdict = ui.label().classes("verdict").props("role=status")
        with ui.element("dl").classes("tiles"):
            self.tiles = {name: _Tile(t(f"lab.tile.{name}", lang)) for name in TILES}
        with ui.element("section").classes("beside") as self.beside:
            pass
        self.charts = {}
        with ui.element("div").classes("charts"):
            for name in CHARTS:
                with ui.element("figure").classes(name):
                    with ui.element("figcaption"):
                        ui.label(t(f"lab.chart.{name}", lang)).classes("heading")
                        ui.label(t(f"lab.chart.{name}.note", lang)).classes("note")
                    self.charts[name] = ui.echart({"series": []}, renderer="svg")

    def show(self, shown: Shown) -> None:
        """Show a trial, and the pinned one beside it."""
        result, lang = shown.trial.result, self.lang
        self.verdict.text = start(result, lang)
        told = shown.comparison.differences if shown.differs and shown.comparison else ()
        by_metric = {one.metric: one for one in told}
        for name, tile in self.tiles.items():
            tile.show(*cells(name, result.metrics[name], lang), by_metric.get(name), lang)
        for name, draw in CHARTS.items():
            chart = self.charts[name]
            chart.options.clear()
            chart.options.update(draw(shown.trial, shown.pinned, lang))
            chart.update()
        self.beside.clear()
        if shown.pinned is not None:
            with self.beside:
                _table(shown, lang)


class _Tile:
    """A number with its interval, and under it how far it is from the pinned one."""

    def __init__(self, name: str) -> None:
        with ui.element("div"):
            with ui.element("dt"):
                ui.label(name)
            with ui.element("dd"):
                self.value = ui.label().classes("value")
                self.interval = ui.label().classes("interval")
                self.difference = ui.label().classes("difference")

    def show(self, value: str, between: str, difference: Difference | None, lang: str) -> None:
        self.value.text, self.interval.text = value, between
        self.difference.text = "" if difference is None else _told(difference, lang)
        self.difference.classes(
            add="clear" if difference and difference.clear else "", remove="clear"
        )


def _told(one: Difference, lang: str) -> str:
    """Write a difference from the pinned variant with its interval."""
    amount = write_difference(one.metric, one.mean, lang)
    between = interval(one.metric, one.together_lo, one.together_hi, lang)
    return t("lab.against_pinned", lang, amount=amount, interval=between)


def _table(shown: Shown, lang: str) -> None:
    """Show what was changed, and all differences that come of it."""
    assert shown.pinned is not None and shown.comparison is not None  # noqa: S101, PT018
    ui.label(t("lab.beside", lang)).classes("heading")
    if not shown.differs:
        ui.label(t("lab.beside.same", lang)).classes("note")
        return
    scenarios = shown.pinned.result.scenario, shown.trial.result.scenario
    for told in changes_in_words(*scenarios, lang):
        ui.label(told).classes("change")
    differences = shown.comparison.differences
    heads, lines = columns(lang), rows(shown.comparison, differences, lang)
    heads[1:3] = t("lab.pinned", lang), t("lab.now", lang)
    with ui.element("div").classes("scroll"), ui.element("table"):
        _row("th", heads)
        for one, cells_of_one in zip(differences, lines, strict=True):
            _row("td", cells_of_one).classes("clear" if one.clear else "")
    ui.label(together_in_words(shown.comparison, lang)).classes("note")


def _row(tag: str, cells_in_order: list[str]) -> ui.element:
    with ui.element("tr") as row:
        for k in COLUMNS:
            with ui.element(tag):
                ui.label(cells_in_order[k])
    return row
