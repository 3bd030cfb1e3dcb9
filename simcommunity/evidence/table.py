"""What came of the registry on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from rich.console import Console
from rich.text import Text

from simcommunity.evidence.words import (
    band,
    bounds,
    described,
    diagnosis,
    interval,
    measure,
    number,
    standing,
    state,
    statement,
    verdict_of,
)
from simcommunity.i18n import t
from simcommunity.report.run_table import printable, show_table

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
    """Return the cells of the table of parts; a row that is only told has one for each arm."""
    found = []
    for part in verdict.parts:
        what, asked, said = (
            described(verdict.entry, part, lang), band(part.band, lang), verdict_of(part, lang),
        )  # fmt: skip
        if part.part.across is None or part.part.shape is not None:
            found.append([what, number(part.effect.value), interval(part, lang), asked, said])
            continue
        for name, point in part.points:
            arm = printable(verdict.entry.called(name, lang))
            one = t("verify.part", lang, what=measure(part.part, lang), arm=arm)
            found.append([one, number(point.value), bounds(point, lang), asked, said])
    return found


def summary(verdicts: Verdicts, lang: str) -> str:
    """Say how many emergent claims hold, beside them the others kind by kind, and the facts."""
    kinds = {
        kind: t("verify.of", lang, n=sum(v.holds for v in some), all=len(some))
        for kind, some in verdicts.by_kind.items()
    }
    emergent = verdicts.by_kind["emergent"]
    others = t("verify.comma", lang).join(
        t("verify.count", lang, kind=t(f"verify.short.{kind}", lang), count=count)
        for kind, count in kinds.items()
        if kind != "emergent"
    )
    return t(
        "verify.summary",
        lang,
        claims=sum(v.holds for v in emergent),
        all_claims=len(emergent),
        others=t("verify.others", lang, kinds=others) if others else "",
        facts=sum(v.holds for v in verdicts.facts),
        all_facts=len(verdicts.facts),
        seed=verdicts.seed,
        version=verdicts.version,
    )
