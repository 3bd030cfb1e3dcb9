"""The way to an order: of the days since somebody came, on how many it looked, saw and bought."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from simcommunity.i18n import t
from simcommunity.report import numbers
from simcommunity.report.drawing import BLUE, name_axis, name_bars, write_behind
from simcommunity.report.pictures import Cells
from simcommunity.results.estimates import mean_interval

if TYPE_CHECKING:
    from simcommunity.simulation.running import Result

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
