"""Whether to start at all: read from the results, never from what the scenario is called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from simcommunity.results.estimates import Estimate

MANY_CUT = 0.1  # share of the planned messages
MANY_UNANSWERED = 0.2  # share of the enquiries
MANY_TURNED_AWAY = 0.25  # share of those who joined


@dataclass(frozen=True)
class Verdict:
    """Whether to start.

    Attributes:
        start: "no" or "yes" where the whole 95 % interval of the profit lies below or above 0.
        reasons: names of what speaks against it, the profit first; of "yes" that is what to mend.
    """

    start: Literal["no", "yes", "undecided"]
    reasons: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return a JSON object."""
        return {"start": self.start, "reasons": list(self.reasons)}


def judge(
    metrics: Mapping[str, Estimate], gross: float, cut_share: float, *, lives_on_offers: bool
) -> Verdict:
    """Return whether to start, and why.

    Args:
        metrics: name → estimate, as a run measures them.
        gross: gross profit in ¥, mean over replicates.

    Reasons: "loss", "profit", "either_way", "nothing" or "one_run" for the profit; "below_cost"
    when the orders themselves lose money; "wages" when the team costs more than they earn;
    "never_paid_back" when people never pay for being won; "hours" when a tenth of the plan is cut;
    "unanswered" when a fifth of the enquiries are; "turned_away" when a quarter hide or block the
    account; "silent" when half of the groups die, which is no reason in a community that lives on
    its offers.
    """
    profit = metrics["profit"]
    if profit.lo is None or profit.hi is None:
        return Verdict("undecided", ("one_run",))
    against = _against(metrics, gross, cut_share)
    against["silent"] = not lives_on_offers and metrics["death_day_silence"].median is not None
    found = tuple(name for name, holds in against.items() if holds)
    if profit.hi < 0:
        return Verdict("no", ("loss", *found))
    if profit.lo > 0:
        return Verdict("yes", ("profit", *(name for name in found if name in TO_MEND)))
    return Verdict("undecided", ("either_way" if profit.lo < profit.hi else "nothing", *found))


TO_MEND = ("hours", "unanswered", "turned_away")


def _against(metrics: Mapping[str, Estimate], gross: float, cut_share: float) -> dict[str, bool]:
    """Return what may speak against it, and whether it does."""
    turned = _middle(metrics["hidden_share"]) + _middle(metrics["blocked_share"])
    return {
        "below_cost": gross < 0,
        "wages": _middle(metrics["wages"]) > gross >= 0,
        "never_paid_back": _middle(metrics["acquisition_cost"]) > 0
        and metrics["payback_day"].n == 0,
        "hours": cut_share >= MANY_CUT,
        "unanswered": bool(metrics["answered_share"].n)
        and _middle(metrics["answered_share"]) <= 1 - MANY_UNANSWERED,
        "turned_away": turned >= MANY_TURNED_AWAY,
    }


def _middle(estimate: Estimate) -> float:
    return estimate.mean or 0.0
