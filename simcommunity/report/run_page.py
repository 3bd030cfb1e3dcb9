"""The report of one run: what came of it in one paragraph, why, what to change, how it is known."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from simcommunity.i18n import t
from simcommunity.report import numbers
from simcommunity.report.cautions import warnings
from simcommunity.report.html import Facts, made_from, page
from simcommunity.report.metrics import OF_GROUPS, SECTIONS, label, vital_signs, what_counts
from simcommunity.report.pictures import Picture
from simcommunity.report.run_economy import account_rows
from simcommunity.report.run_figures import run_pictures
from simcommunity.report.run_table import cells, origin, printable
from simcommunity.report.run_words import (
    cut,
    half_dead,
    known,
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
from simcommunity.scenario.parameters import PARAMETERS
from simcommunity.simulation.running import Result
from simcommunity.study.compare.suggestions import NOW, Changes
from simcommunity.study.story import Story
from simcommunity.study.story.leavers import Leavers

TILES = 3  # signs of life beside the profit


@dataclass(frozen=True)
class RunReport:
    """All that the report of a run tells.

    Attributes:
        result: what the run gave.
        command: the command line that made it.
        changes: what could be changed; None where it was not tried.
        lives: of three members; None where nobody came.
        leavers: those of some people who left, and why; None where nobody was asked.
    """

    result: Result
    command: str
    changes: Changes | None = None
    lives: Story | None = None
    leavers: Leavers | None = None


def report(all_of_it: RunReport, lang: str) -> str:
    """Return the report of one run as a page, with `lang` shown first."""
    return page("report/templates/run.html", partial(_told, all_of_it), lang)


def _told(one: RunReport, lang: str) -> dict[str, Any]:
    result, scenario, changes = one.result, one.result.scenario, one.changes
    days = scenario.groups.chat and known(one.result.totals.full_on)
    silence = silence_in_words(scenario, lang)
    return {
        "heading": printable(scenario.title.said(lang)),
        "origin": origin(result, lang),
        "story": scenario.story.said(lang) if scenario.story else "",
        "source": scenario.source,
        "start": in_a_row(_start(one, lang), lang),
        "verdict": in_a_row(verdict(result, lang) + cut(result, lang), lang),
        "what_counts": what_counts(result, lang),
        "first_numbers": first_numbers(result, lang),
        "day": numbers.digits(round(one.result.totals.full_on)) if days else "",
        "pictures": run_pictures(result, lang, one.leavers),
        "accounts": account_rows(result, lang),
        "changes": changes and _changes(changes, result.days, lang),
        "lives": lives_told(one.lives, lang) if one.lives and one.lives.pairs else None,
        "examples": _examples(changes, lang) if changes and one.lives and one.lives.pairs else "",
        "scenario": tell(scenario, lang),
        "rows": [
            row
            for section in SECTIONS
            if scenario.groups.chat or section not in OF_GROUPS
            for row in rows(result, section, lang)
        ],
        "undecided": undecided(result, lang),
        "replicates": numbers.count("replicate", result.replicates, lang),
        "death": t("report.method.death", lang, **silence),
        "command": one.command,
        "made_from": _made_from(result, lang),
    }


def _start(one: RunReport, lang: str) -> list[str]:
    """Say whether to start, and what would change that."""
    found = one.changes
    cautions = one.result.cautions or (found.cautions if found else [])
    out = [*warnings(cautions, lang), start(one.result, lang)]
    if found and one.result.cautions and not found.cautions:
        replicates = numbers.count("replicate", found.replicates, lang)
        out.append(t("change.own_study", lang, replicates=replicates))
    better = instead(found, lang) if one.result.verdict.start != "yes" else ""
    if better:
        return [*out, better]
    # How sure a change is stands in the second sentence: never beside “nothing is sure”.
    return [*out, *advice(found, lang)[: 1 if cautions else 2]] if found else out


def _changes(found: Changes, days: int, lang: str) -> dict[str, Any]:
    """Return what to change, ranked."""
    tall = height(found)
    return {
        "cautions": warnings(found.cautions, lang),
        "advice": in_a_row(advice(found, lang), lang),
        "note": in_a_row(small_print(found, lang), lang),
        "meanings": meanings(found, lang),
        "beside_now": beside_now(found, days, lang),
        "picture": Picture(
            "changes",
            partial(changed, found=found, lang=lang),
            t("change.heading", lang),
            t("change.caption", lang),
            changes_table(found, lang),
            height=tall,
            narrow=tall,
        ),
    }


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


def _made_from(result: Result, lang: str) -> Facts:
    """Return all that makes the numbers again."""
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
    return [
        *made_from(result.seed, [result.scenario_hash], lang),
        (t("report.digest", lang), [result.digest]),
        (t("report.changed", lang), changes or [t("report.unchanged", lang)]),
    ]
