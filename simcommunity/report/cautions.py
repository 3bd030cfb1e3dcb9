"""Why one should not lean on a result: sentences that stand before all others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from simcommunity.i18n import t
from simcommunity.report import numbers
from simcommunity.report.metrics import label
from simcommunity.report.scenario_words import joined


def warnings(cautions: Sequence[dict[str, Any]], lang: str) -> list[str]:
    """Return in sentences why one should not lean on a result."""
    out = []
    for one in cautions:
        told = {name: value for name, value in one.items() if name != "kind"}
        if one["kind"] == "wrong_scenario":
            parts = one["log_tells"].items()
            counted = [f"{log_column(name, lang)} {numbers.digits(total)}" for name, total in parts]
            told = {"parts": joined(counted, lang)}
        elif one["kind"] == "misfit":
            told = {"columns": joined([log_column(name, lang) for name in one["outside"]], lang)}
        elif one["kind"] == "few_samples":
            told = {"metrics": joined([label(name, lang) for name in one["metrics"]], lang)}
        elif one["kind"] == "few":
            told["worth"] = round(one["worth"])
        out.append(t(f"caution.{one['kind']}", lang, **told))
    return out


def log_column(name: str, lang: str) -> str:
    """Return what a column of a log is called."""
    return t(f"log.column.{name}", lang)
