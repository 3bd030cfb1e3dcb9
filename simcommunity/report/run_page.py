"""The report of one run: what came of it in one paragraph, why, what to change, how it is known."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from simcommunity.i18n import t
from simcommunity.report import numbers
from simcommunity.report.break_even import account_rows, worth_told
from simcommunity.report.cautions import warnings
from simcommunity.report.drawing import LONG, settled
from simcommunity.report.figure_tables import TABLES
from simcommunity.report.html import (
    NARROW,
    WIDE,
    Sheet,
    again,
    element,
    figure,
    made_from,
    opened,
    page,
    table,
    tiles,
    told,
)
from simcommunity.report.metrics import OF_GROUPS, SECTIONS, label
from simcommunity.report.run_figures import figures_of, has_faint
from simcommunity.report.run_table import cells, origin, printable
from simcommunity.report.run_words import (
    cut,
    gone,
    half_dead,
    known,
    last_watched,
    start,
    undecided,
    value,
    verdict,
)
from simcommunity.report.scenario_words import in_a_row, silence_in_words, tell
from simcommunity.report.story.page import lives_told
from simcommunity.report.suggestions import (
    advice,
    beside_now,
    changed,
    changes_table,
    height,
    instead,
    meanings,
    small_print,
)
from simcommunity.report.vital_signs import vital_signs, what_counts
from simcommunity.report.workload import work_told
from simcommunity.scenario.parameters import PARAMETERS
from simcommunity.study.compare.suggestions import NOW

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simcommunity.results.run_totals import Tally
    from simcommunity.simulation.running import Result
    from simcommunity.study.compare.suggestions import Changes
    from simcommunity.study.story import Story
    from simcommunity.study.story.leavers import Leavers

AGED = ("life", "states", "survival")  # figures over the age of groups
TILES = 3  # signs of life beside the profit


@dataclass(frozen=True)
class RunReport:
    """All that the report of a run tells.

    Attributes:
        result: what the run gave.
        tally: what was gathered of its single replicates.
        command: the command line that made it.
        changes: what could be changed; None where it was not tried.
        lives: of three members; None where nobody came.
        leavers: those of some people who left, and why; None where nobody was asked.
    """

    result: Result
    tally: Tally
    command: str
    changes: Changes | None = None
    lives: Story | None = None
    leavers: Leavers | None = None


def report(all_of_it: RunReport, lang: str) -> str:
    """Return the report of one run as a page, with `lang` shown first."""
    return page(partial(_sheet, all_of_it), lang)


def _sheet(one: RunReport, lang: str) -> Sheet:
    result, scenario = one.result, one.result.scenario
    intro = []
    if scenario.story:
        intro.append(element("p", scenario.story.said(lang), "story"))
    if scenario.source:
        intro.append(element("p", t("report.source", lang, source=scenario.source), "note"))
    body = [
        element("h2", t("report.verdict", lang)),
        element("p", in_a_row(_start(one, lang), lang), "start"),
        element("p", in_a_row(verdict(result, lang) + cut(result, lang), lang), "verdict"),
        *(element("p", said, "note") for said in what_counts(result, lang)),
        tiles(first_numbers(result, lang)),
        *(element("p", said, "note") for said in _days(one, lang)),
        *_figures(one, lang),
        *_lives(one, lang),
        element("h2", t("report.scenario", lang)),
        told(tell(scenario, lang)),
        element("h2", t("report.numbers", lang)),
        opened(
            t("report.numbers.all", lang),
            table(
                ["", t("table.mean", lang), t("table.interval", lang)],
                (
                    row
                    for section in SECTIONS
                    if scenario.groups.chat or section not in OF_GROUPS
                    for row in rows(result, section, lang)
                ),
            ),
        ),
        *(element("p", note, "note") for note in undecided(result, lang)),
        *method(result, one.command, lang),
    ]
    return Sheet(printable(scenario.title.said(lang)), origin(result, lang), intro, body)


def _days(one: RunReport, lang: str) -> list[str]:
    """Say from when days are counted, where groups have days of their own."""
    if not one.result.scenario.groups.chat or not known(one.tally.full_on):
        return []
    return [t("report.days", lang, day=numbers.digits(round(one.tally.full_on)))]


def _start(one: RunReport, lang: str) -> list[str]:
    """Say whether to start, and what would change that."""
    out, found = [*warnings(one.result.cautions, lang), start(one.result, lang)], one.changes
    better = instead(found, lang) if one.result.verdict.start != "yes" else ""
    if better:
        return [*out, better]
    return [*out, advice(found, lang)[0]] if found else out


def _figures(one: RunReport, lang: str) -> Iterator[str]:
    """Return a section for each figure: what is to be seen in words, the figure, its numbers."""
    in_words = {"work": work_told, "worth": worth_told}
    for name, draw in figures_of(one.result).items():
        if name == "worth":
            yield from _changes(one, lang)
        yield element("h2", t(f"picture.{name}", lang))
        if name == "causes" and one.leavers is not None:
            yield element("p", gone(one.leavers, lang))
        if name in in_words:
            said = in_words[name](one.result, one.tally, lang)
            yield element("p", in_a_row(said, lang))
        if name == "money":
            heads = [t("accounts.title", lang), t("accounts.amount", lang)]
            yield table(heads, account_rows(one.result, lang))
        draw_it = partial(draw, result=one.result, tally=one.tally, lang=lang)
        data = TABLES[name](one.result, one.tally, lang)
        yield figure(name, draw_it, _caption(name, one.result, lang), lang, data=data)


def _caption(name: str, result: Result, lang: str) -> str:
    """Return what is to be seen in a figure of this run."""
    words = silence_in_words(result.scenario, lang) if name == "survival" else {}
    told = [t(f"picture.{name}.caption", lang, **words)]
    if name == "survival" and has_faint(result):
        told.append(t("figure.faint", lang))
    seen = last_watched(result)
    if name == "survival" and settled(seen) < seen:
        told.append(t("figure.dotted", lang))
    if name in AGED and result.days > LONG:
        told.append(t("figure.wider", lang))
    return in_a_row(told, lang)


def _changes(one: RunReport, lang: str) -> Iterator[str]:
    """Return what to change, ranked."""
    yield element("h2", t("change.heading", lang))
    found = one.changes
    if found is None:
        yield element("p", t("change.not_tried", lang))
        return
    yield element("p", in_a_row(advice(found, lang), lang), "verdict")
    yield element("p", in_a_row(small_print(found, lang), lang), "note")
    meant = meanings(found, lang)
    yield told(meant[:1])
    if beside := beside_now(found, one.result.days, lang):
        yield table(*beside)
    tall = height(found)
    yield figure(
        "changes",
        partial(changed, found=found, lang=lang),
        t("change.caption", lang),
        lang,
        data=changes_table(found, lang),
        wide=(WIDE[0], tall),
        narrow=(NARROW[0], tall),
    )
    yield told(meant[1:])


def _lives(one: RunReport, lang: str) -> Iterator[str]:
    """Return three lives, each beside itself under the best change."""
    if one.lives is not None and one.lives.pairs:
        yield element("h2", t("report.lives", lang))
        if one.changes is not None:
            yield element("p", _examples(one.changes, lang))
        yield from lives_told(one.lives, lang)


def _examples(found: Changes, lang: str) -> str:
    """Say what holds for all, as it is and under what three people are told beside."""
    now, then = (
        next(one for one in found.ranked if one.name == name) for name in (NOW, found.beside.name)
    )
    told = {"muted": "share_muted_at_end", "left": "share_left_at_end"}
    said = {k: numbers.share(now.metrics[metric], lang) for k, metric in told.items()}
    said |= {f"{k}_then": numbers.share(then.metrics[m], lang) for k, m in told.items()}
    orders = (numbers.number(one.metrics["orders_per_member"], lang) for one in (now, then))
    said |= zip(("orders", "orders_then"), orders, strict=True)
    return t("report.examples", lang, title=then.title[lang], **said)


def first_numbers(result: Result, lang: str) -> list[tuple[str, str]]:
    """Return the numbers a reader wants first: the signs of life of this type of community."""
    profit = (t("tile.profit", lang), value(result, "profit", lang))
    if signs := vital_signs(result):
        return [
            *(
                (
                    label(name, lang, chat=result.scenario.groups.chat),
                    cells(name, result.metrics[name], lang)[0],
                )
                for name in signs[:TILES]
            ),
            profit,
        ]
    death = result.metrics["death_day_silence"]
    orders = value(result, "orders_per_member", lang)
    half = half_dead(result)
    if known(half):
        day = t("tile.death.value", lang, day=numbers.digits(half))
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
            [
                label(metric, lang, chat=result.scenario.groups.chat),
                *cells(metric, result.metrics[metric], lang),
            ]
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
    made = [
        *made_from(result.seed, [result.scenario_hash], lang),
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
        element("p", t("report.method.death", lang, **silence_in_words(result.scenario, lang))),
        element("p", t("report.method.limits", lang)),
        *again(command, lang, made),
    ]
