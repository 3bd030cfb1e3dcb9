"""The evidence in words: what rests on strong, medium and weak evidence, what holds, what fails."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from simcommunity.evidence.table import rows, summary
from simcommunity.evidence.words import (
    diagnosis,
    standing,
    state,
    statement,
)
from simcommunity.i18n import t

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simcommunity.evidence.verify import Verdict, Verdicts

STRENGTHS = ("strong", "medium", "weak")


def evidence_text(verdicts: Verdicts, lang: str) -> str:
    """Return the evidence as Markdown."""
    lines = [f"# {t('verify.title', lang)}", "", summary(verdicts, lang), ""]
    lines += [t("verify.story", lang), "", t("verify.intervals", lang), ""]
    for strength in STRENGTHS:
        facts = [v for v in verdicts.facts if v.entry.strength == strength]
        heading = t("verify.md.facts", lang, strength=t(f"verify.strength.{strength}", lang))
        fitted = sum(v.entry.fitted for v in facts)
        note = t("verify.md.fits", lang, n=fitted, all=len(facts))
        lines += _section(heading, note, facts, lang)
    lines += [t("verify.md.claims_rest", lang), ""]
    for kind, claims in verdicts.by_kind.items():
        heading = t("verify.md.claims", lang, kind=t(f"verify.short.{kind}", lang))
        lines += _section(heading, t(f"verify.rest.{kind}", lang), claims, lang)
    return "\n".join(lines)


def _section(heading: str, note: str, verdicts: Sequence[Verdict], lang: str) -> list[str]:
    """Return a heading, what the section rests on, the ids that hold and fail, and each in turn."""
    lines = [f"## {heading}", ""]
    if not verdicts:
        return [*lines, t("verify.md.none", lang), ""]
    lines += [note, ""]
    for key, holds in (("verify.md.holding", True), ("verify.md.failing", False)):
        ids = [v.entry.id for v in verdicts if v.holds == holds]
        if ids:
            lines += [t(key, lang, ids=", ".join(ids)), ""]
    for verdict in verdicts:
        lines += _entry(verdict, lang)
    return [*lines, ""]


def _entry(verdict: Verdict, lang: str) -> list[str]:
    entry = verdict.entry
    said = state(verdict.holds, lang)
    sentence = _plain(statement(entry, lang))
    line = t("verify.md.line", lang, id=f"**{entry.id}**", state=said, statement=sentence)
    return [
        f"- {line}  ",
        f"  {_plain(standing(verdict, lang))}",
        *(
            "  - "
            + t(
                "verify.md.measured",
                lang,
                what=_plain(what),
                value=value,
                interval=interval,
                band=band,
                state=told,
            )
            for what, value, interval, band, told in rows(verdict, lang)
        ),
        *([] if verdict.holds else [f"  - {_plain(diagnosis(verdict, lang))}"]),
    ]


def _plain(text: str) -> str:
    """Return somebody's words so that Markdown and HTML take them as words."""
    return re.sub(r"([\\`*_\[\]<>|#&])", r"\\\1", text)
