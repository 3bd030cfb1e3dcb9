"""Measure what docs/magnitudes.md compares with published figures, and fill in its column "ours".

python experiments/magnitudes.py [REPLICATES]
"""

from __future__ import annotations

import math
import re
import sys
from functools import cache
from pathlib import Path

import simcommunity as sc

PAGE = Path(__file__).parents[1] / "docs" / "magnitudes.md"
SHOP = ("supermarket", None, "arrival.0.places=2")
WEEKS = ("every: 7 days", "every: 2 days", "per_day: 1")
SHARES = {
    "default": ("organic", "share_muted_at_end"),
    "repeat": ("plain_customers", "repeat_share_30", "repeat_share_90", "repeat_share_180"),
    "answered": ("organic", "answered_return", "unanswered_return"),
    "few": ("organic", "top1_share", "share_ever_wrote"),
}  # a row's key: a scenario, and metrics that are shares


@cache
def lived(name: str, days: int | None = None, *changes: str) -> sc.Result:
    """Return a scenario's result with some changes."""
    return sc.run(name, changes, days=days, replicates=int((sys.argv[1:] or [4])[0]))


def mean(result: sc.Result, metric: str) -> float:
    """Return the mean of a metric."""
    value = result.metrics[metric].mean
    return math.nan if value is None else value


def total(result: sc.Result, column: str) -> float:
    """Return the sum of a daily column over groups, days and replicates."""
    return float(result.daily[column].sum())


def over(result: sc.Result, part: str, whole: str) -> float:
    """Return one daily column over another, both summed up."""
    return total(result, part) / total(result, whole)


def share(*values: float) -> str:
    """Return shares in per cent."""
    return " / ".join(f"{100 * value:.2g} %" for value in values)


def plain(*values: float) -> str:
    """Return numbers as they are."""
    return " / ".join(f"{value:.2g}" for value in values)


def muted_by_pushes() -> str:
    """Tell who has muted after a month of one, three or four, and seven adverts a week."""
    plans = (f"playbook.calendar={{adverts: {{send: advert, {week}}}}}" for week in WEEKS)
    return share(*(mean(lived(SHOP[0], 30, SHOP[2], x), "share_muted_at_end") for x in plans))


def worth_by_gift() -> str:
    """Tell what customers won by a gift are worth against others."""
    others = lived("won_by_gift", None, "arrival.0.hook=giveaway", "arrival.0.per_day=300")
    return plain(mean(lived("won_by_gift"), "lifetime_value") / mean(others, "lifetime_value"))


def waiting() -> str:
    """Tell how many times the odds of a conversation are within the hour."""
    after = (f"team.answers_after={minutes}" for minutes in (30, 90, 2160))
    soon, later, next_day = (mean(lived("slow_answers", 60, a), "qualified_odds") for a in after)
    return plain(soon / later, soon / next_day)


def rental() -> str:
    """Tell a year of the rental shop in million ¥, waiting, serving, and all that was needed."""
    waits, serves = lived("rental_shop"), lived("rental_shop_proactive")
    business = sc.load("rental_shop").scenario.business
    need = waits.members["need_rate"].sum() * business.ticket * 360
    many = 1e6 * waits.daily["replicate"].nunique()
    return plain(total(waits, "revenue") / many, total(serves, "revenue") / many, need / many)


def fission() -> str:
    """Tell the orders of a month for each thousand who joined, and who never wrote."""
    month = lived("fission_thousand", 30)
    orders = 1000 * mean(month, "orders_per_member")
    return f"{plain(orders)} / {share(1 - mean(month, 'share_ever_wrote'))}"


def camp() -> str:
    """Tell memberships for each who is there at the end, and who speaks of 100 a day."""
    run = lived("fitness_camp")
    open_days = run.daily[run.daily["members"] > 0]
    last = open_days.groupby(["replicate", "group"])["members"].last().sum()
    spoke = 100 * open_days["speakers"].sum() / open_days["members"].sum()
    return plain(total(run, "orders") / last, spoke)


def captain() -> str:
    """Tell who of the captain's neighbours orders, and who has left, within 30 days."""
    people = lived("group_buying_captain", 30).members
    return share((people["orders"] > 0).mean(), people["gone"].mean())


def first_week() -> str:
    """Tell who leaves the supermarket's groups within a week."""
    people = lived(*SHOP).members
    return share((people["gone"] & (people["days"] <= 7)).mean())


def measured() -> dict[str, str]:
    """Return what stands in the last column, by the key of its row."""
    shop, talk, served = lived(*SHOP), lived("organic"), lived("rental_shop_proactive")
    posts = lived("moments_shop")
    turned = over(posts, "newly_hidden", "contacts") + over(posts, "newly_blocked", "contacts")
    left = (over(talk, "newly_left", "members"), over(shop, "newly_left", "members"))
    ratio = (mean(r, "share_muted_at_end") / mean(r, "share_left_at_end") for r in (shop, talk))
    return {
        **{
            key: share(*(mean(lived(name), metric) for metric in metrics))
            for key, (name, *metrics) in SHARES.items()
        },
        "muted": plain(*ratio),
        "pushes": muted_by_pushes(),
        "gone": share(*left, turned),
        "blocks": share(over(served, "newly_blocked", "private_sent")),
        "operator": share(mean(shop, "operator_message_share")),
        "gift": worth_by_gift(),
        "waiting": waiting(),
        "coupons": share(over(lived("bubble_tea"), "orders", "members")),
        "alarm": first_week(),
        "fission": fission(),
        "rental": rental(),
        "tea": plain(mean(lived("bubble_tea"), "orders_per_member")),
        "camp": camp(),
        "captain": captain(),
    }


if __name__ == "__main__":
    page = PAGE.read_text(encoding="utf-8")
    for row, ours in measured().items():
        page, found = re.subn(rf"(?m)^(\| `{row}` \|.*\|)[^|]*\|$", rf"\1 {ours} |", page)
        print(row, ours, "" if found == 1 else "(no such row)")
    PAGE.write_text(page, encoding="utf-8")
