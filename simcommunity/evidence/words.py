"""What is measured and asked, in the words of the reader's language."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from simcommunity.evidence.metrics import STOCKS, Term
from simcommunity.i18n import t
from simcommunity.report import numbers
from simcommunity.report.metrics import label
from simcommunity.report.run_table import printable
from simcommunity.results.metrics import METRICS

if TYPE_CHECKING:
    from simcommunity.evidence.intervals import Interval
    from simcommunity.evidence.judging import Band, PartResult
    from simcommunity.evidence.part import Part
    from simcommunity.evidence.registry import Entry
    from simcommunity.evidence.verify import Verdict


def statement(entry: Entry, lang: str) -> str:
    """Return the sentence an entry stands for."""
    return printable(entry.statement.said(lang))


def state(holds: bool, lang: str) -> str:
    """Say whether it holds."""
    return t("verify.holds" if holds else "verify.fails", lang)


def diagnosis(verdict: Verdict, lang: str) -> str:
    """Say why an entry fails, or that nobody knows yet; nothing where it holds."""
    if verdict.holds:
        return ""
    known = verdict.diagnosis
    why = t("verify.unexplained", lang) if known is None else printable(known.said(lang))
    return t("verify.why", lang, why=why)


def described(entry: Entry, result: PartResult, lang: str) -> str:
    """Return what a part measures, and of which arms."""
    part, what = result.part, measure(result.part, lang)
    arms = [printable(entry.called(name, lang)) for name, _ in result.points]
    if part.across is not None:
        key = f"verify.shape.{part.shape or 'told'}"
        return t(key, lang, what=what, first=arms[0], last=arms[-1])
    sign = " − " if part.minus is not None or part.within is not None else " ÷ "
    sign += f"{part.times:g} × " if part.times != 1 else ""
    said = t("verify.part", lang, what=what, arm=sign.join(arms))
    if part.bases:
        bases = dict.fromkeys(printable(entry.called(name, lang)) for name in part.bases)
        key = "verify.beyond" if part.beyond else "verify.share_of"
        quoted = (t("verify.quoted", lang, arm=arm) for arm in bases)
        said = t(key, lang, said=said, arms=t("verify.comma", lang).join(quoted))
    return said


def measure(part: Part, lang: str) -> str:
    """Return what a part measures."""
    between = {"-": " − ", "/": " ÷ ", "+": " + "}.get(part.measured.sign, "")
    what = between.join(_term(term, lang) for term in part.measured.terms)
    return what[:1].upper() + what[1:]


def verdict_of(result: PartResult, lang: str) -> str:
    """Say whether a part holds, and where it is only told."""
    told = [t("verify.told", lang)] if result.part.told else []
    held = [state(result.holds, lang)] if result.part.predicate else []
    return t("verify.and", lang).join(told + held)


def _term(term: Term, lang: str) -> str:
    """Return what a term is called, with its window of days."""
    if term.how in {"column", "curve"}:
        what = t(f"verify.{term.how}.{term.name}", lang)
        if term.how == "column" and term.name in STOCKS:
            what = t("verify.stock", lang, what=what)
        days = str(term.first) if term.first == term.last else f"{term.first}–{term.last}"
        return t("verify.by_age" if term.age else "verify.by_day", lang, what=what, days=days)
    if term.of_people:
        return t(f"verify.person.{term.name}", lang)
    what = label(term.name, lang) if term.name in METRICS else term.name
    if term.how == "time":
        return t("verify.mean_time", lang, what=what)
    if term.how == "value":
        return what
    return t("verify.mean" if term.how == "mean" else "verify.median", lang, what=what)


def number(value: float) -> str:
    """Write a number with three telling digits."""
    if math.isnan(value):
        return numbers.UNKNOWN
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    written = f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
    return written.replace("-", "−")


def interval(result: PartResult, lang: str) -> str:
    """Write the interval of a part."""
    return bounds(result.effect, lang)


def bounds(effect: Interval, lang: str) -> str:
    """Write the bounds of an interval."""
    low, high = effect.lo, effect.hi
    if math.isnan(low) or math.isnan(high):
        return numbers.UNKNOWN
    return numbers.interval(number(low), number(high), lang)


def band(asked: Band, lang: str) -> str:
    """Write where an interval must lie."""
    if math.isinf(asked.lo) and math.isinf(asked.hi):
        return numbers.UNKNOWN
    if math.isinf(asked.hi):
        return f"{'>' if asked.strict else '≥'} {number(asked.lo)}"
    if math.isinf(asked.lo):
        return f"{'<' if asked.strict else '≤'} {number(asked.hi)}"
    return numbers.interval(number(asked.lo), number(asked.hi), lang)


def standing(verdict: Verdict, lang: str) -> str:
    """Say where an entry is from, how strong or of what kind it is, and where it holds."""
    entry = verdict.entry
    told = [t("report.source", lang, source=printable(entry.source.said(lang)))]
    if entry.strength:
        told.append(t(f"verify.strength.{entry.strength}", lang))
    if entry.kind is None:
        told.append(t("verify.seen" if entry.fitted else "verify.unseen", lang))
    else:
        told.append(t(f"verify.kind.{entry.kind}", lang))
    if entry.raised:
        told.append(t("verify.raised", lang))
    for key, share in (
        ("verify.robust.prior", verdict.robustness_prior),
        ("verify.robust.fitted", verdict.robustness_fitted),
    ):
        if share is not None:
            told.append(t(key, lang, share=numbers.share(share, lang)))
    return " · ".join(told)
