"""What happened, in plain sentences."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from simcommunity.i18n import t
from simcommunity.report.metrics import CAUSES, write
from simcommunity.report.numbers import count, digits, share, yuan
from simcommunity.report.story import joined

if TYPE_CHECKING:
    from simcommunity.run import Result

TOLD_CAUSES = 2
LEAST_TOLD = 0.1  # a cause of fewer mutes than this is not named
FAR_MORE = 5.0


def headline(result: Result, lang: str) -> list[str]:
    """Return one or two sentences: when the groups died, and in what state."""
    if result.groups == 0:
        return [t("verdict.nobody", lang)]
    death = result.metrics["death_day_silence"]
    groups = count("group", round(result.groups), lang)
    if not death.n:
        return [t("verdict.unjudged", lang, groups=groups, days=count("day", result.days, lang))]
    if not known(death.median):
        dead = 1 - (death.censored or 0) / death.n
        return [
            t(
                "verdict.lived",
                lang,
                groups=groups,
                days=count("day", result.days, lang),
                dead=share(dead, lang),
            )
        ]
    told = [
        t(
            "verdict.died",
            lang,
            groups=groups,
            day=digits(death.median),
            fortnight=value(result, "share_dead_day_14", lang),
        )
    ]
    muted, left = (result.metrics[f"share_{state}_at_death"].mean for state in ("muted", "left"))
    if known(muted) and known(left):
        told.append(
            t(
                "verdict.muted_not_empty" if muted > 0.5 and muted > 2 * left else "verdict.state",
                lang,
                muted=value(result, "share_muted_at_death", lang),
                left=value(result, "share_left_at_death", lang),
            )
        )
    return told


def verdict(result: Result, lang: str) -> list[str]:
    """Return the whole story of a run in one paragraph of sentences."""
    told = headline(result, lang)
    metrics = result.metrics
    causes = [(metrics[f"mute_cause_{cause}"].mean, cause) for cause in CAUSES]
    telling = sorted(part for part in causes if known(part[0]) and part[0] >= LEAST_TOLD)
    named = [
        t("verdict.cause", lang, cause=t(f"cause.{cause}", lang), share=share(part, lang))
        for part, cause in telling[: -TOLD_CAUSES - 1 : -1]
    ]
    if named:
        told.append(t("verdict.why", lang, causes=joined(named, lang)))
    packet, advert = (
        metrics[name].mean
        for name in ("dead_response_rate_red_packet", "dead_response_rate_advert")
    )
    if known(packet) and known(advert):
        told.append(
            t(
                "verdict.only_money" if packet > FAR_MORE * advert else "verdict.wake",
                lang,
                packet=share(packet, lang),
                advert=share(advert, lang),
            )
        )
    if known(metrics["organic_speakers_per_100"].mean):
        told.append(
            t(
                "verdict.talk",
                lang,
                speakers=value(result, "organic_speakers_per_100", lang),
                wrote=value(result, "share_ever_wrote", lang),
                operator=value(result, "operator_message_share", lang),
            )
        )
    profit = metrics["profit"].mean
    if known(profit):
        told.append(
            t(
                "verdict.gain" if profit >= 0 else "verdict.loss",
                lang,
                orders=value(result, "orders_per_member", lang),
                revenue=value(result, "revenue_per_member", lang),
                amount=yuan(abs(profit), lang),
            )
        )
    return told


def known(number: float | None) -> bool:
    """Say whether there is a number at all."""
    return number is not None and not math.isnan(number)


def value(result: Result, metric: str, lang: str) -> str:
    """Return the mean of a metric in words."""
    return write(metric, result.metrics[metric].mean, lang)
