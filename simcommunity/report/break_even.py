"""What one who came brings and costs, and where it would break even."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure

from simcommunity.core.arrays import Floats
from simcommunity.i18n import t
from simcommunity.report import numbers
from simcommunity.report.drawing import (
    GREEN,
    GREY,
    INK,
    RED,
    SOFT,
    name_axis,
    name_bars,
    write_behind,
)
from simcommunity.report.pictures import Cells
from simcommunity.results.estimates import mean_interval

if TYPE_CHECKING:
    from simcommunity.simulation.running import Result

COSTS = ("won", "given", "wages")  # written with a minus sign, so never above 0
ROOM = 0.16  # of the axis, for what is written behind the longest bar


def parts(result: Result) -> dict[str, Floats]:
    """Return ¥ for each who came, by replicate: what it brings, what it costs, what is left."""
    brings = result.totals.per_person("gross_profit")
    won = result.totals.per_person("acquisition")
    given = result.totals.per_person("cash_cost") - won
    paid = result.totals.per_person("wages")
    return {
        "brings": brings,
        "won": -won,
        "given": -given,
        "wages": -paid,
        "net": brings - won - given - paid,
    }


def worth(figure: Figure, result: Result, lang: str) -> None:
    """Draw what is earned, what is spent from it, and what is left, as a cascade."""
    axes = figure.subplots()
    means = {name: mean_interval(values)[0] for name, values in parts(result).items()}
    floor = 0.0
    for row, (name, value) in enumerate(means.items()):
        left = 0.0 if name in ("brings", "net") else floor
        lost = RED if value < 0 else GREEN
        colour = {"brings": GREEN, "net": lost}.get(name, GREY)
        axes.barh(row, value, left=left, color=colour, height=0.62)
        floor = left + value
        weight = "bold" if name == "net" else "normal"
        said = numbers.yuan(value, lang)
        write_behind(axes, max(left, floor), row, said, color=INK, fontweight=weight)
    axes.axvline(0, color=SOFT, linewidth=0.8)
    name_bars(axes, [t(f"worth.{name}", lang) for name in means])
    axes.set_ylim(len(means) - 0.4, -0.6)
    low, high = axes.get_xlim()
    axes.set_xlim(low, high + ROOM * (high - low))
    name_axis(axes, t("worth.axis", lang))


def worth_table(result: Result, lang: str) -> Cells:
    """Return the parts with their intervals."""
    rows = []
    for name, values in parts(result).items():
        found = mean_interval(values, most=0.0 if name in COSTS else np.inf)
        mean, low, high = (numbers.yuan(x, lang) for x in found)
        rows.append([t(f"worth.{name}", lang), mean, numbers.interval(low, high, lang)])
    return ["", t("worth.axis", lang), t("table.interval", lang)], rows


def account_rows(result: Result, lang: str) -> list[list[str]]:
    """Return the amounts in words, each with its sign."""
    found = result.accounts
    places = 0 if all(float(amount).is_integer() for amount in found.values()) else 2
    rows = []
    for name, amount in found.items():
        written = t("unit.yuan", lang, amount=f"{abs(amount):,.{places}f}")
        rows.append([t(f"accounts.{name}", lang), ("−" if amount < 0 else "") + written])
    return rows


def worth_told(result: Result, lang: str) -> list[str]:
    """Say where one who came breaks even: what it would have to bring, what winning it may cost."""
    found = parts(result)
    mean = {name: mean_interval(values)[0] for name, values in found.items()}
    if not np.isfinite(mean["net"]):
        return []
    _, low, high = mean_interval(found["net"])
    costs = mean["brings"] - mean["net"]
    most = mean["net"] - mean["won"]
    told = {
        "brings": numbers.yuan(mean["brings"], lang),
        "costs": numbers.yuan(costs, lang),
        "left": numbers.yuan(abs(mean["net"]), lang),
        "interval": numbers.interval(numbers.yuan(low, lang), numbers.yuan(high, lang), lang),
        "times": numbers.number(costs / mean["brings"] if mean["brings"] > 0 else None, lang),
        "most": numbers.yuan(most, lang),
        "won": numbers.yuan(-mean["won"], lang),
        "days": numbers.count("day", result.days, lang),
    }
    out = [t(f"worth.told.{'gain' if mean['net'] >= 0 else 'loss'}", lang, **told)]
    if mean["net"] < 0 < mean["brings"]:
        out.append(t("worth.needed", lang, **told))
    out.append(t(f"worth.most.{'some' if most > 0 else 'none'}", lang, **told))
    paid_back = result.metrics["payback_day"]
    if paid_back.n and paid_back.mean is not None:
        out.append(t("worth.payback", lang, day=numbers.digits(paid_back.mean)))
    return out
