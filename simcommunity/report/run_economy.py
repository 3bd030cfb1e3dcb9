"""What people bring and cost, their way to an order, the team's time: figures, tables, words."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from simcommunity.core.arrays import Floats
from simcommunity.i18n import t
from simcommunity.report import numbers
from simcommunity.report.drawing import (
    AMBER,
    BLUE,
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
from simcommunity.report.run_words import message_title
from simcommunity.results.estimates import mean_interval
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


STEPS = {
    "since": ("joined",),
    "friend": ("contacts",),
    "reached": ("readers", "reached_outside"),
    "goods": ("mention_readers", "advert_readers", "offer_readers"),
    "asked": ("enquiries",),
    "answered": ("answered",),
    "orders": ("orders",),
}
OF_GROUPS, OF_CONTACTS = {"goods"}, {"friend", "asked", "answered"}
SOURCES = ("advert_orders", "offer_orders", "mention_orders", "contact_orders")


def steps(result: Result) -> dict[str, tuple[float, float, float]]:
    """Return each step for one who came: mean, and 95 % interval over replicates."""
    left_out: set[str] = set() if result.scenario.groups.chat else OF_GROUPS
    if result.scenario.contacts is None:
        left_out = left_out | OF_CONTACTS
    return {
        step: mean_interval(result.totals.per_person(*measures), 0.0)
        for step, measures in STEPS.items()
        if step not in left_out
    }


def funnel(figure: Figure, result: Result, lang: str) -> None:
    """Draw the steps as bars, each written out, because the last ones are often too thin to see."""
    axes = figure.subplots()
    found = steps(result)
    rows = range(len(found))
    means = [mean for mean, _, _ in found.values()]
    axes.barh(rows, means, color=BLUE, height=0.62)
    for row, (step, (mean, _, _)) in enumerate(found.items()):
        write_behind(axes, mean, row, _said(step, mean, lang))
    name_bars(axes, [t(f"funnel.{step}", lang) for step in found])
    axes.set_ylim(len(found) - 0.4, -0.6)
    axes.set_xlim(0, 1.18 * max(1e-9, *means))
    name_axis(axes, t("funnel.axis", lang))


def _said(step: str, mean: float, lang: str) -> str:
    kind = "times" if step in ("asked", "answered", "orders") else "days"
    return t(f"funnel.{kind}", lang, n=numbers.number(mean, lang))


def funnel_table(result: Result, lang: str) -> Cells:
    """Return the steps, and where orders came from, as a table."""
    rows: list[list[str]] = []
    for step, (mean, low, high) in steps(result).items():
        ends = numbers.number(low, lang), numbers.number(high, lang)
        said = _said(step, mean, lang)
        rows.append([t(f"funnel.{step}", lang), said, numbers.interval(*ends, lang)])
    rows.append([t("funnel.sources", lang)])
    orders = mean_interval(result.totals.per_person("orders"))[0]
    rest = orders
    for source in SOURCES:
        part = mean_interval(result.totals.per_person(source))[0]
        rest -= part
        rows.append([t(f"funnel.{source}", lang), _part(part, orders, lang), ""])
    rows.append([t("funnel.other_orders", lang), _part(rest, orders, lang), ""])
    return ["", t("funnel.per_person", lang), t("table.interval", lang)], rows


def _part(part: float, orders: float, lang: str) -> str:
    return numbers.share(part / orders if orders > 0 else None, lang)


def work(figure: Figure, result: Result, lang: str) -> None:
    """Draw the hours worked a day under those there are, and the messages cut, by run day."""
    hours = result.totals.by_day("staff_minutes") / 60
    cut = result.totals.by_day("dropped")
    both = figure.subplots(2, 1, sharex=True) if cut.any() else [figure.subplots()]
    days = np.arange(len(hours))
    both[0].fill_between(days, hours, step="mid", color=BLUE, linewidth=0)
    there = result.scenario.team.hours_a_day
    both[0].axhline(there, color=SOFT, linewidth=1.0, linestyle=(0, (4, 2)))
    both[0].set_ylim(0, 1.1 * max(there, float(hours.max(initial=0.0)), 0.1))
    name_axis(both[0], t("work.hours", lang, there=numbers.hours(there, lang)))
    if len(both) > 1:
        both[1].fill_between(days, cut, step="mid", color=AMBER, linewidth=0)
        both[1].set_ylim(0, None)
        name_axis(both[1], t("work.cut", lang))
    both[-1].set_xlim(-0.5, result.days - 0.5)
    both[-1].set_xlabel(t("figure.run_day", lang), loc="left")


def work_told(result: Result, lang: str) -> list[str]:
    """Return in a sentence how much of the team's time is worked, by weeks of the run."""
    hours = result.totals.by_day("staff_minutes") / 60
    there = result.scenario.team.hours_a_day
    if there <= 0:
        return [t("work.nobody", lang)]
    busiest = int(hours.argmax())
    told = t(
        "work.told",
        lang,
        mean=numbers.hours(float(hours.mean()), lang),
        there=numbers.hours(there, lang),
        share=numbers.share(float(hours.mean()) / there, lang),
        most=numbers.hours(float(hours[busiest]), lang),
        day=busiest,
    )
    dropped = "work.nothing_cut" if not any(cut for _, cut in result.asked.values()) else ""
    return [told, *([t(dropped, lang)] if dropped else [])]


def work_table(result: Result, lang: str) -> Cells:
    """Return how many messages of each kind were planned, sent and cut, means over replicates."""
    heads = ["", t("work.planned", lang), t("work.sent", lang), t("work.dropped", lang)]
    return heads, [
        [
            message_title(result, kind, lang),
            numbers.digits(wanted),
            numbers.digits(wanted - cut),
            numbers.digits(cut),
        ]
        for kind, (wanted, cut) in result.asked.items()
        if wanted
    ]
