"""The report of one run: the scenario in words, what came of it, and how that is known."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from simcommunity.i18n import t
from simcommunity.parameters import PARAMETERS
from simcommunity.report import numbers
from simcommunity.report.figures import FIGURES
from simcommunity.report.metrics import SECTIONS, label
from simcommunity.report.page import element, figure, page, table, tiles, told
from simcommunity.report.story import in_a_row, tell
from simcommunity.report.table import cells, origin, printable
from simcommunity.report.vital_signs import vital_signs, what_counts
from simcommunity.report.words import cut, known, start, undecided, value, verdict

if TYPE_CHECKING:
    from simcommunity.report.tally import Tally
    from simcommunity.run import Result

TILES = 3  # signs of life beside the profit


def report(result: Result, tally: Tally, command: str, lang: str) -> str:
    """Return the report of one run as a page.

    Args:
        result: what the run gave.
        tally: what was gathered of its single replicates.
        command: the command line that made it.
        lang: "zh" or "en".
    """
    scenario = result.scenario
    title = printable(scenario.title.said(lang))
    body = [
        "<header>",
        element("div", t("report.simulated", lang), "mark"),
        element("h1", title),
    ]
    if scenario.story:
        body.append(element("p", scenario.story.said(lang), "story"))
    if scenario.source:
        body.append(element("p", t("report.source", lang, source=scenario.source), "note"))
    body += [
        element("p", start(result, lang), "start"),
        tiles(first_numbers(result, lang)),
        "</header>",
        "<main>",
        element("h2", t("report.scenario", lang)),
        told(tell(scenario, lang)),
        element("h2", t("report.verdict", lang)),
        *(element("p", one) for one in what_counts(result, lang)),
        element("p", in_a_row(verdict(result, lang) + cut(result, lang), lang), "verdict"),
    ]
    for name, draw in FIGURES.items():
        body.append(element("h2", t(f"picture.{name}", lang)))
        draw_it = partial(draw, result=result, tally=tally, lang=lang)
        body.append(figure(name, draw_it, t(f"picture.{name}.caption", lang), lang))
    body += [
        element("h2", t("report.numbers", lang)),
        table(
            ["", t("table.mean", lang), t("table.interval", lang)],
            (row for section in SECTIONS for row in rows(result, section, lang)),
        ),
        *(element("p", note, "note") for note in undecided(result, lang)),
        *method(result, command, lang),
    ]
    return page(body, lang=lang, title=title, origin=origin(result, lang))


def first_numbers(result: Result, lang: str) -> list[tuple[str, str]]:
    """Return the numbers a reader wants first: the signs of life of this type of community."""
    profit = (t("tile.profit", lang), value(result, "profit", lang))
    if signs := vital_signs(result):
        return [
            *(
                (label(name, lang), cells(name, result.metrics[name], lang)[0])
                for name in signs[:TILES]
            ),
            profit,
        ]
    death = result.metrics["death_day_silence"]
    orders = value(result, "orders_per_member", lang)
    if known(death.median):
        day = t("tile.death.value", lang, day=numbers.digits(death.median))
    else:
        day = t("tile.death.none", lang) if death.n else numbers.UNKNOWN
    return [
        (t("tile.death", lang), day),
        (t("tile.muted", lang), value(result, "share_muted_at_death", lang)),
        (t("tile.orders", lang), t("tile.orders.value", lang, n=orders)),
        profit,
    ]


def rows(result: Result, section: str, lang: str) -> list[list[str]]:
    """Return a section of the table of numbers."""
    return [
        [t(f"section.{section}", lang)],
        *(
            [label(metric, lang), *cells(metric, result.metrics[metric], lang)]
            for metric in SECTIONS[section]
        ),
    ]


def method(result: Result, command: str, lang: str) -> list[str]:
    """Return how the numbers came about, and how to get them again."""
    changes = [
        t(
            "report.parameter",
            lang,
            name=name,
            value=f"{changed:g}",
            usual=f"{PARAMETERS[name].value:g}",
        )
        for name, changed in result.scenario.parameters.items()
    ]
    again = [
        (t("report.command", lang), [command]),
        (t("report.seed", lang), [str(result.seed)]),
        (t("report.hash", lang), [result.scenario_hash]),
        (t("report.digest", lang), [result.digest]),
        (t("report.changed", lang), changes or [t("report.unchanged", lang)]),
    ]
    return [
        element("h2", t("report.method", lang)),
        element(
            "p",
            t(
                "report.method.told",
                lang,
                replicates=numbers.count("replicate", result.replicates, lang),
            ),
        ),
        element("p", t("report.method.death", lang)),
        element("p", t("report.method.limits", lang)),
        element("h2", t("report.again", lang)),
        told(again),
    ]
