"""What came of the registry on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from rich.console import Console
from rich.text import Text

from simcommunity.evidence.words import (
    band,
    described,
    diagnosis,
    interval,
    number,
    standing,
    state,
    statement,
)
from simcommunity.i18n import t
from simcommunity.report.run_table import show_table

if TYPE_CHECKING:
    from simcommunity.evidence.verify import Verdict, Verdicts


def show_verdicts(verdicts: Verdicts, lang: str, out: TextIO) -> None:
    """Write each claim and fact with what was measured of it, and the sum of it all."""
    console = Console(file=out, highlight=False, markup=False)
    for verdict in verdicts.all:
        entry = verdict.entry
        head = Text.assemble(
            (f"{entry.id} ", "bold"),
            (state(verdict.holds, lang), "green" if verdict.holds else "red"),
            f"  {statement(entry, lang)}",
        )
        console.print(head)
        console.print(Text(standing(verdict, lang), style="dim"))
        console.print()
        show_table(console, heads(lang), rows(verdict, lang))
        if not verdict.holds:
            console.print(Text(diagnosis(verdict, lang)))
        console.print()
    console.print(Text(summary(verdicts, lang), style="bold"))


def heads(lang: str) -> list[str]:
    """Return the heads of the table of parts."""
    return [
        t("verify.head.what", lang),
        t("table.mean", lang),
        t("verify.head.interval", lang),
        t("verify.head.band", lang),
        t("verify.head.verdict", lang),
    ]


def rows(verdict: Verdict, lang: str) -> list[list[str]]:
    """Return the cells of the table of parts."""
    return [
        [
            described(verdict.entry, part, lang),
            number(part.effect.value),
            interval(part, lang),
            band(part.band, lang),
            state(part.holds, lang),
        ]
        for part in verdict.parts
    ]


def summary(verdicts: Verdicts, lang: str) -> str:
    """Say how many claims and facts hold."""
    return t(
        "verify.summary",
        lang,
        claims=sum(v.holds for v in verdicts.claims),
        all_claims=len(verdicts.claims),
        facts=sum(v.holds for v in verdicts.facts),
        all_facts=len(verdicts.facts),
        seed=verdicts.seed,
        version=verdicts.version,
    )
