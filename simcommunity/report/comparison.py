"""What differs between playbooks, in words."""

from __future__ import annotations

from collections.abc import Iterator

from simcommunity.i18n import t
from simcommunity.report import numbers
from simcommunity.report.metrics import is_share, label, write_size
from simcommunity.report.run_table import printable
from simcommunity.report.run_words import known
from simcommunity.report.scenario_words import in_a_row, joined
from simcommunity.study.compare.comparing import Comparison
from simcommunity.study.compare.differences import Difference

SURE = 0.999  # probabilities beyond are not written out
TOLD = ("death_day_silence", "share_muted_at_end", "orders_per_member", "profit")


def titles(comparison: Comparison, lang: str) -> dict[str, str]:
    """Return what each arm is called, by its name."""
    return {arm.name: printable(arm.title[lang]) for arm in comparison.arms}


def differences_in_words(comparison: Comparison, lang: str) -> list[str]:
    """Say for each arm what clearly differs from the first one, all differences taken together."""
    called = titles(comparison, lang)
    told = []
    digests = {arm.name: arm.result.digest for arm in comparison.arms}
    for name, differences in by_arm(comparison):
        if digests[name] == digests[comparison.arms[0].name]:
            told.append(t("compare.identical", lang, arm=called[name]))
            continue
        clear = [one for one in differences if one.clear]
        parts = [_in_words(comparison, one, lang) for one in clear if one.metric in TOLD]
        if not parts:
            told.append(t("compare.other" if clear else "compare.same", lang, arm=called[name]))
            continue
        told.append(
            t(
                "compare.differs",
                lang,
                arm=called[name],
                differences=t("story.semicolon", lang).join(parts),
            )
        )
    return told


def _in_words(comparison: Comparison, one: Difference, lang: str) -> str:
    """Say in words how much more or less of a metric there is."""
    sign = 1 if one.mean > 0 else -1
    low, high = sorted((sign * one.together_lo, sign * one.together_hi))
    cut = any(
        arm.result.metrics[one.metric].censored
        for arm in comparison.arms
        if arm.name in (comparison.arms[0].name, one.arm)
    )
    return t(
        f"compare.{'more' if sign > 0 else 'less'}.{one.metric}{'.at_least' if cut else ''}",
        lang,
        amount=write_size(one.metric, sign * one.mean, lang),
        interval=interval(one.metric, low, high, lang),
    )


def best_in_words(comparison: Comparison, lang: str) -> list[str]:
    """Say which arm is best by the goal, and how sure that is."""
    best = comparison.selection
    if best is None:
        return []
    called, comma, goal = titles(comparison, lang), t("story.comma", lang), label(best.goal, lang)
    if best.alike and len(best.alike) == len(comparison.arms) - 1:
        return [t("compare.best.none", lang, goal=goal)]
    least = t("compare.best.least", lang, least=chance(best.at_least, lang))
    told = [
        t(
            f"compare.best.{best.better}",
            lang,
            goal=goal,
            arm=called[best.best],
            correct=chance(best.correct, lang),
            least=least if best.at_least <= SURE else "",
        )
    ]
    if best.alike:
        arms = comma.join(called[name] for name in best.alike)
        told.append(t("compare.best.alike", lang, arms=arms))
    others = [n for n in best.candidates if n != best.best and n not in best.alike]
    if others:
        arms = comma.join(called[name] for name in others)
        return [*told, t("compare.best.others", lang, arms=arms)]
    for one in comparison.differences:
        if (one.arm, one.metric) == (best.best, best.goal) and not one.clear:
            ends = interval(one.metric, one.together_lo, one.together_hi, lang)
            base = called[comparison.arms[0].name]
            told.append(t("compare.best.unsure", lang, base=base, interval=ends))
    return told


def together_in_words(comparison: Comparison, lang: str) -> str:
    """Say what the intervals promise and how the number of replicates came about."""
    replicates = numbers.count("replicate", comparison.arms[0].result.replicates, lang)
    told = []
    if comparison.together:
        told.append(t("compare.together", lang, n=comparison.together))
    if comparison.coarse:
        metrics = joined([label(metric, lang) for metric in comparison.coarse], lang)
        told.append(t("compare.together.coarse", lang, metrics=metrics))
    if known(comparison.critical):
        which = "others" if comparison.coarse else "each"
        critical = numbers.number(comparison.critical, lang)
        told.append(t(f"compare.together.{which}", lang, critical=critical))
    if stopping := comparison.stopping:
        told.append(
            t(
                f"compare.stopped.{'met' if stopping.met else 'missed'}",
                lang,
                replicates=replicates,
                goal=label(stopping.metric, lang),
                reached=write_size(stopping.metric, stopping.reached, lang),
                asked=write_size(stopping.metric, stopping.halfwidth, lang),
                needed=numbers.number(stopping.needed, lang),
            )
        )
    return in_a_row(told, lang)


def by_arm(comparison: Comparison) -> Iterator[tuple[str, list[Difference]]]:
    """Yield every arm but the first with its differences to it."""
    for arm in comparison.arms[1:]:
        yield arm.name, [one for one in comparison.differences if one.arm == arm.name]


def interval(metric: str, low: float, high: float, lang: str) -> str:
    """Write the interval of a difference; points go without saying."""
    if is_share(metric):
        ends = numbers.number(100 * low, lang), numbers.number(100 * high, lang)
    else:
        ends = write_size(metric, low, lang), write_size(metric, high, lang)
    return numbers.interval(*ends, lang)


def chance(value: float, lang: str) -> str:
    """Write a probability; one that is nearly 0 or 1 is never written as if it were."""
    if known(value) and not 1 - SURE <= value <= SURE:
        return t("compare.above" if value > 0.5 else "compare.below", lang)
    return f"{100 * value:.1f}%" if value > 0.99 else numbers.share(value, lang)
