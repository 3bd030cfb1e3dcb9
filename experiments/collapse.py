"""The seven-day collapse and what makes it: the figures behind docs/collapse.md.

    python experiments/collapse.py            # prints the page
    python experiments/collapse.py --write    # writes docs/collapse.md and its pictures

Every comparison is made on the same people with the same luck. Two of the seven shops are enough
for all but the first table. It takes a few minutes on two cores.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from collapse_picture import draw
from scipy.special import stdtrit

from simcommunity.results.estimates import Estimate, mean_interval
from simcommunity.scenario.loader import load_scenario
from simcommunity.simulation.running import Result, run
from simcommunity.study.compare.differences import values

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

DOCS = Path(__file__).parent.parent / "docs"
REPLICATES = 30
TWO_SHOPS = ("arrival.0.places=2",)
UNBOUNDED = ("team.people=1000",)
PLAYBOOKS = ("ad_spam", "benefit_led", "topic_led", "ip_led", "social_first", "hands_off")
LIFE = "death_day_silence"

# Where the published facts come from.
ARCHIVES = "counts from 150 groups in six public chat archives"
OLAKE = "one vendor's Slack, 42 of 657 members: weak"
CHANNELS = "two Slack channels; van Mierlo 2014"
WECOM = "67 WeCom groups, 510 k messages, an industry observer: medium to weak"
YOUTH = "China Youth Daily 2020, n = 2,002; a US poll"


def supermarket(*overrides: str, days: int = 120, replicates: int = REPLICATES) -> Result:
    """Run two shops of the supermarket with some changes."""
    loaded = load_scenario("supermarket", (*TWO_SHOPS, *overrides))
    return run(loaded, days=days, replicates=replicates)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Return the lines of a Markdown table."""
    rule = ["---"] * len(head)
    return ["", *("| " + " | ".join(row) + " |" for row in (head, rule, *rows)), ""]


def told(metric: Estimate, digits: int = 2) -> str:
    """Return a mean with its 95 % interval."""
    if metric.mean is None or metric.lo is None or metric.hi is None:
        return "–"
    return f"{metric.mean:.{digits}f} [{metric.lo:.{digits}f}, {metric.hi:.{digits}f}]"


def median(metric: Estimate) -> str:
    """Return a median with its 95 % interval."""
    if metric.median is None:
        return "later than the horizon"
    return f"{metric.median:g} [{metric.median_lo:g}, {metric.median_hi:g}]"


def gap(a: Result, b: Result, metric: str) -> tuple[float, float, float]:
    """Return the paired difference b − a with its 95 % interval."""
    x, y = values(metric, a, b)
    return mean_interval(y - x)


def spread(values: tuple[float, float, float], digits: int = 2) -> str:
    """Return a difference with its interval, signed."""
    mean, lo, hi = values
    return f"{mean:+.{digits}f} [{lo:+.{digits}f}, {hi:+.{digits}f}]"


def story(whole: Result, organic: Result) -> list[str]:
    """C01–C03: the supermarket on its real scale, beside the interest groups."""
    m = whole.metrics
    a = organic.per_replicate["share_dead_day_14"]
    b = whole.per_replicate["share_dead_day_14"]
    pairs = min(len(a), len(b))
    rows = [
        ("C01", "median day of death", median(m[LIFE]), "5–9"),
        ("C01", "share dead by day 14", told(m["share_dead_day_14"]), "≥ 0.80"),
        ("C01", "interest groups dead by day 14", told(organic.metrics["share_dead_day_14"]),
         "≤ 0.35"),
        ("C01", "difference to them", spread(mean_interval(b[:pairs] - a[:pairs])), "> 0"),
        ("C02", "share muted at death", told(m["share_muted_at_death"]), "≥ 0.60"),
        ("C02", "share left at death", told(m["share_left_at_death"]), "≤ 0.20"),
        ("C03", "response to a red packet in a dead group",
         told(m["dead_response_rate_red_packet"], 3), "≥ 0.10"),
        ("C03", "response to an advert in a dead group",
         told(m["dead_response_rate_advert"], 5), "≤ a fifth of that"),
        ("", "response to a red packet, all days", told(m["response_rate_red_packet"], 3), ""),
        ("", "response to an advert, all days", told(m["response_rate_advert"], 5), ""),
    ]  # fmt: skip
    return table(("claim", "measure", "value [95 % interval]", "asked for"), rows)


def facts(whole: Result, organic: Result) -> list[str]:
    """The published facts the fit has seen."""
    o, s = organic.metrics, whole.metrics

    def ratio(result: Result) -> str:
        r = result.per_replicate
        return spread(mean_interval(r["share_muted_at_end"] / r["share_left_at_end"])).replace(
            "+", ""
        )

    rows = [
        ("F01", "Gini of messages over writers", told(o["gini"]), "0.65–0.82", ARCHIVES),
        ("F02", "share of messages by the top tenth of writers", told(o["top10_share"]),
         "0.50–0.75", ARCHIVES),
        ("F03", "writers with exactly one message", told(o["one_time_share"]), "0.12–0.36",
         ARCHIVES),
        ("F04a", "writers who return in week 1", told(o["week1_return"]), "0.14–0.30", ARCHIVES),
        ("F04b", "writers who return in week 4", told(o["week4_return"]), "0.075–0.235", ARCHIVES),
        ("F06", "writers' days in week 4 over week 1", told(o["fade_ratio"]), "0.10–0.50",
         ARCHIVES),
        ("F15a", "supermarket: members who ever write", told(s["share_ever_wrote"], 3),
         "0.03–0.15", OLAKE),
        ("F15b", "interest groups: members who ever write", told(o["share_ever_wrote"]),
         "0.15–0.40", CHANNELS),
        ("F17", "supermarket: the operator's share of messages",
         told(s["operator_message_share"]), "0.60–0.98", WECOM),
        ("F19", "supermarket: muted over left, at the end", ratio(whole), "1.5–4", YOUTH),
        ("F19", "interest groups: muted over left, at the end", ratio(organic), "1.5–4", YOUTH),
    ]  # fmt: skip
    return table(("fact", "measure", "value [95 % interval]", "band", "source"), rows)


def adverts() -> list[str]:
    """C04: adverts a day from 0 to 30, staff unbounded."""
    rows = []
    before: Result | None = None
    for n in (0, 1, 2, 3, 5, 8, 12, 20, 30):
        result = supermarket(f"playbook.calendar.adverts.per_day={n}", *UNBOUNDED, days=44)
        m = result.metrics
        step = "" if before is None else spread(gap(before, result, "orders_per_member"), 3)
        life = "" if before is None else spread(gap(before, result, LIFE))
        rows.append((str(n), told(m["orders_per_member"], 3), step, told(m[LIFE]), life))
        before = result
    head = ("adverts a day", "orders a member in 44 days", "step", "mean life, days", "step")
    return table(head, rows)


def by_hand() -> list[str]:
    """C05: posting by hand against by machine, as many messages, two one-sided tests."""
    hand = supermarket(*UNBOUNDED)
    machine = supermarket("playbook.posting=by_machine", *UNBOUNDED)
    x, y = values(LIFE, hand, machine)
    difference = y - x
    half = stdtrit(len(difference) - 1, 0.95) * difference.std(ddof=1) / np.sqrt(len(difference))
    lo, hi = difference.mean() - half, difference.mean() + half
    verdict = "equal within a day" if lo > -1 and hi < 1 else "not shown to be equal"
    return [
        "",
        f"Mean life by hand {told(hand.metrics[LIFE])}, by machine {told(machine.metrics[LIFE])}; "
        f"difference {difference.mean():+.2f} days, 90 % interval [{lo:+.2f}, {hi:+.2f}]: "
        f"{verdict} (two one-sided tests at 5 %). Staff hours "
        f"{hand.metrics['staff_hours'].mean:.0f} against "
        f"{machine.metrics['staff_hours'].mean:.0f}.",
        "",
    ]


def ablation() -> list[str]:
    """C42: what makes the seven, one thing taken away at a time."""
    whole = supermarket()
    arms = {
        "adverts": "playbook.calendar.adverts.per_day=0",
        "muting": "parameters.muting=0",
        "launch excitement": "parameters.launch=0",
        "greetings": "parameters.greeting=0",
        "habit": "parameters.habit=0",
    }
    rows = [("nothing", told(whole.metrics[LIFE]), median(whole.metrics[LIFE]), "")]
    for name, change in arms.items():
        result = supermarket(change)
        m = result.metrics[LIFE]
        rows.append((name, told(m), median(m), spread(gap(whole, result, LIFE))))
    return table(("taken away", "mean life, days", "median", "difference"), rows)


def definitions() -> list[str]:
    """C42: does the order of the playbooks hang on the definition of death?"""
    rows = []
    for window in (5, 7, 10):
        for share in (0.005, 0.01, 0.02):
            lives = {
                name: supermarket(
                    f"playbook={name}",
                    f"parameters.silence_window={window}",
                    f"parameters.silence_share={share}",
                    replicates=10,
                ).metrics[LIFE]
                for name in PLAYBOOKS
            }
            order = sorted(lives, key=lambda name: lives[name].mean or 0)
            rows.append(
                (str(window), f"{share:g}", *(f"{name} {lives[name].mean:.0f}" for name in order))
            )
    head = ("w", "θ", *(f"{i}." for i in range(1, len(PLAYBOOKS) + 1)))
    return table(head, rows)


def ignition(organic: Result) -> list[str]:
    """Some groups ignite and others fall silent, also when all are drawn alike."""
    alike = run(load_scenario("organic", ["groups.variety=0"]), replicates=REPLICATES)
    rows = [
        (name, *(told(r.metrics[f"share_dead_day_{day}"]) for day in (7, 14, 90)))
        for name, r in (("groups differ", organic), ("all groups alike", alike))
    ]
    return table(("interest groups", "dead by day 7", "by day 14", "by day 90"), rows)


def page() -> list[str]:
    """Return the lines of docs/collapse.md, and draw its picture."""
    whole = run(load_scenario("supermarket"))
    organic = run(load_scenario("organic"), replicates=REPLICATES)
    draw(whole, organic)
    return [
        "# The seven-day collapse, measured",
        "",
        f"Made by `python experiments/collapse.py --write` with version {whole.version}, seed "
        f"{whole.seed}; the first table with {whole.replicates} replicates of all "
        f"{whole.mean_groups:.0f} groups and {whole.mean_members:.0f} members, the others with "
        f"{REPLICATES} replicates of two shops (10 for the definitions). Everything here is "
        "simulated, not observed. Intervals are 95 % over replicates; differences are paired on "
        "the same people and the same luck. Means of lives are restricted to the horizon.",
        "",
        "![Who speaks, lurks, has muted and is gone, and how many groups are alive](collapse.png)",
        "",
        "## The claims the fit has seen (C01–C03)",
        *story(whole, organic),
        "## The published facts the fit has seen",
        "",
        "F01, F02, F03 and F06 are medians over groups, as published, averaged over replicates; "
        "F01 and F02 over groups with at least 200 messages and 20 writers.",
        *facts(whole, organic),
        "## More showing is not more selling (C04, not fitted)",
        *adverts(),
        "## Posting by hand does not save a group (C05, not fitted)",
        *by_hand(),
        "## What makes the seven (C42, not fitted)",
        *ablation(),
        "The order of the playbooks by mean life in days, shortest first, under other definitions "
        "of silence (w quiet days, θ of the members):",
        *definitions(),
        "## Some groups ignite, others fall silent",
        *ignition(organic),
        "How the numbers were found and what did not fit: [calibration.md](calibration.md).",
    ]


def main() -> None:
    """Print the page, or write it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--write", action="store_true", help="write docs/collapse.md and .png")
    lines = page()
    text = "\n".join(lines).replace("\n\n\n", "\n\n") + "\n"
    if parser.parse_args().write:
        (DOCS / "collapse.md").write_text(text, encoding="utf-8")
    else:
        print(text)


if __name__ == "__main__":
    main()
