"""The figures of a run."""

from __future__ import annotations

from itertools import islice

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
    days_axis,
    draw_band,
    draw_survival,
    name_axis,
    name_bars,
    name_lines,
    plain_numbers,
    provisional,
    settled,
    staircase,
    write_behind,
)
from simcommunity.report.run_words import (
    DEAFNESS,
    ONE_GROUP,
    SILENCE,
    half_dead,
    known,
    last_watched,
)
from simcommunity.results.measured import means, ratios
from simcommunity.results.replicate import CAUSES
from simcommunity.results.survival import share_alive
from simcommunity.simulation.running import Result

FAINT_LINES = 20
WEEKS = 14  # days; some post every day, some every other day, some on Saturdays
STATES = {"speaking": RED, "lurking": BLUE, "muted": AMBER, "left": GREY}
DEAF = 10  # of 100 who joined; fewer readers make a group deaf


def life(figure: Figure, result: Result, lang: str) -> None:
    """Draw who would still read and who speaks, by a group's age, with a band of replicates."""
    readers, speakers = figure.subplots(2, 1, sharex=True)
    draw_band(readers, 100 * result.curves["would_read_share"], BLUE)
    readers.axhline(DEAF, color=SOFT, linewidth=0.9, linestyle=(0, (1, 2)))
    name_axis(readers, t("figure.would_read", lang))
    draw_band(speakers, result.curves["speakers_per_100"], RED)
    name_axis(speakers, t("figure.speak", lang))
    for axes in (readers, speakers):
        axes.set_ylim(0, None)
    days_axis(speakers, t("figure.age", lang), result.days)


def states(figure: Figure, result: Result, lang: str) -> None:
    """Draw what has become of those who joined, by a group's age, stacked to the whole."""
    axes = figure.subplots()
    names = []
    floor = np.zeros(result.days)
    for state, colour in STATES.items():
        share = state_by_age(result, state)
        axes.fill_between(np.arange(len(share)), floor, floor + share, color=colour, linewidth=0)
        seen = np.flatnonzero(~np.isnan(share))
        if len(seen):
            middle = floor[seen[-1]] + share[seen[-1]] / 2
            names.append((float(middle), t(f"figure.{state}", lang), colour))
        floor = floor + share
    axes.set_ylim(0, 100)
    name_lines(axes, names)
    days_axis(axes, t("figure.age", lang), result.days)
    name_axis(axes, t("figure.of_100_joined", lang))


def state_by_age(result: Result, state: str) -> Floats:
    """Return how many of 100 who joined are in a state of `STATES`, float64[ages]."""
    speaking = means(result.curves["speaking_share"])
    if state == "speaking":
        return 100 * speaking
    if state == "lurking":
        return 100 * np.maximum(means(result.curves["active_share"]) - speaking, 0.0)
    return 100 * means(result.curves[f"{state}_share"])


def survival(figure: Figure, result: Result, lang: str) -> None:
    """Draw the share of groups alive by age (Kaplan–Meier): all replicates bold, each one faint."""
    axes = figure.subplots()
    silence = zip(result.times[SILENCE], result.last_seen[SILENCE], strict=True)
    for one, last in islice(silence, FAINT_LINES if has_faint(result) else 0):
        days, alive = staircase(share_alive([one], [last], result.days))
        axes.step(days, alive, where="post", color=RED, alpha=0.18, linewidth=0.7)
    seen = last_watched(result)
    deaf = result.metrics[DEAFNESS].median
    for death, half, until, name, colour in (
        (SILENCE, half_dead(result), settled(seen), "figure.somebody_speaks", RED),
        (DEAFNESS, deaf, result.days, "figure.somebody_reads", BLUE),
    ):
        label = t(name, lang)
        if known(half):
            axes.plot([half], [50], "o", color=colour, markersize=5)
            label = t("figure.half", lang, name=label, day=numbers.digits(half))
        draw_survival(
            axes,
            share_alive(result.times[death], result.last_seen[death], result.days),
            colour,
            until,
        ).set_label(label)
    axes.set_ylim(0, 102)
    provisional(axes, seen, lang)
    axes.legend(frameon=False, labelcolor="linecolor", handlelength=1.2)
    days_axis(axes, t("figure.age", lang), result.days)
    name_axis(axes, t("figure.groups_alive", lang))


def has_faint(result: Result) -> bool:
    """Say whether single replicates are drawn: one group alone is no curve."""
    return result.mean_groups >= ONE_GROUP


def contacts_by_day(result: Result) -> dict[str, Floats]:
    """Return, of 100 who came, how many are friends, and how many deal with the account a day.

    Dealings are a mean over two weeks up to a day, because they follow what is posted on which day.
    """
    came = result.totals.by_day("joined")
    dealings = result.totals.by_day("interactions")
    before = np.concatenate((np.zeros(WEEKS), dealings.cumsum()))
    span = np.minimum(np.arange(len(dealings)) + 1, WEEKS)
    measures = {
        "friends": result.totals.by_day("contacts"),
        "deal": (before[WEEKS:] - before[:-WEEKS]) / span,
    }
    return {name: ratios(100 * measure, came) for name, measure in measures.items()}


def contacts(figure: Figure, result: Result, lang: str) -> None:
    """Draw how many of those who came are still friends, and how many deal with the account."""
    both = figure.subplots(2, 1, sharex=True)
    for axes, (name, share), colour in zip(
        both, contacts_by_day(result).items(), (BLUE, GREEN), strict=True
    ):
        axes.plot(share, color=colour)
        axes.set_ylim(0, None)
        name_axis(axes, t(f"contacts.{name}", lang))
    both[-1].set_xlim(0, result.days)
    both[-1].set_xlabel(t("figure.run_day", lang), loc="left")


def causes(figure: Figure, result: Result, lang: str) -> None:
    """Draw the shares of causes among all mutings, the largest on top."""
    axes = figure.subplots()
    means = {cause: result.metrics[f"mute_cause_{cause}"].mean for cause in CAUSES}
    shares = sorted((100 * (share or 0.0), cause) for cause, share in means.items())
    axes.barh(range(len(shares)), [share for share, _ in shares], color=AMBER, height=0.62)
    for row, (share, cause) in enumerate(shares):
        write_behind(axes, share, row, numbers.share(means[cause], lang))
    name_bars(axes, [t(f"cause.{cause}", lang) for _, cause in shares])
    axes.set_xlim(0, max(1.0, 1.1 * shares[-1][0]))


def money(figure: Figure, result: Result, lang: str) -> None:
    """Draw money earned and spent since the first day of the run, and what is left of it."""
    axes = figure.subplots()
    by_day = result.totals.money()
    names = []
    for values, key, colour, width in (
        (by_day["gross_profit"], "figure.earned", GREEN, 1.2),
        (by_day["cash_cost"] + by_day["wages"], "figure.spent", GREY, 1.2),
        (by_day["net"], "figure.net", INK, 2.2),
    ):
        axes.plot(values, color=colour, linewidth=width)
        names.append((float(values[-1]), t(key, lang), colour))
    if len(result.totals.net) > 1:
        low, high = np.quantile(result.totals.net, (0.025, 0.975), axis=0)
        axes.fill_between(range(result.days), low, high, color=INK, alpha=0.12, linewidth=0)
    axes.axhline(0, color=SOFT, linewidth=0.8)
    axes.margins(y=0.08)
    name_lines(axes, names)
    plain_numbers(axes)
    axes.set_xlim(0, result.days)
    axes.set_xlabel(t("figure.run_day", lang), loc="left")
    name_axis(axes, t("figure.yuan", lang))
