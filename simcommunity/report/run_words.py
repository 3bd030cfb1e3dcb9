"""What happened, in plain sentences."""

from __future__ import annotations

import math
from typing import TypeGuard

import numpy as np

from simcommunity.core.vitals import REVIVAL_DAYS
from simcommunity.i18n import t
from simcommunity.report.drawing import settled
from simcommunity.report.metrics import write
from simcommunity.report.numbers import count, digits, interval, share, yuan
from simcommunity.report.scenario_words import joined
from simcommunity.results.replicate import CAUSES
from simcommunity.results.survival import survival_curves
from simcommunity.scenario import catalogue
from simcommunity.simulation.running import Result
from simcommunity.study.story.leavers import Leavers

SILENCE, DEAFNESS = "death_day_silence", "death_day_deafness"
TOLD_CAUSES = 2
TOLD_REASONS = 4
UNDECIDED_FROM = 0.05  # from so many provisional deaths on they are worth a note
ONE_GROUP = 1.5  # below so many groups a run, runs are counted and not groups
LEAST_CUT = 0.01  # share of the planned messages from which a cut is told
TOLD_CUTS = 3
LEAST_TOLD = 0.1  # a cause of fewer mutes than this is not named
FAR_MORE = 5.0


def known(number: float | None) -> TypeGuard[float]:
    """Say whether there is a number at all."""
    return number is not None and not math.isnan(number)


def last_watched(result: Result) -> int:
    """Return the last age at which a death by silence could have shown in any group."""
    ages = [age for seen in result.last_seen.get(SILENCE, ()) for age in seen.tolist()]
    return int(max(ages, default=0))


def half_dead(result: Result) -> float | None:
    """Return the day by which half of the groups are silent for good; None where none is settled.

    Near the end of a run more groups seem dead than are: some silences may yet be broken.
    """
    half = result.metrics[SILENCE].median
    seen = last_watched(result)
    return half if known(half) and (not seen or half <= settled(seen)) else None


def headline(result: Result, lang: str) -> list[str]:
    """Return one or two sentences: when the groups died, and in what state."""
    groups = count("group", round(result.mean_groups), lang)
    days = count("day", result.days, lang)
    death = result.metrics["death_day_silence"]
    if result.mean_groups == 0:
        return [t("verdict.nobody", lang)]
    if not death.n:
        unjudged = [t("verdict.unjudged", lang, groups=groups, days=days)]
        return unjudged if result.scenario.groups.chat else _contacts(result, lang)
    if result.scenario.groups.start == "dead":
        return _woken(result, groups, lang)
    if result.mean_groups < ONE_GROUP and death.n <= result.replicates:
        return _one_group(result, lang)
    half = half_dead(result)
    if half is None:
        return [_lived(result, groups, days, lang)]
    day = digits(math.ceil(half))
    told = [t("verdict.died", lang, groups=groups, day=day)]
    if known(result.metrics["share_dead_day_14"].mean):
        told = [
            t(
                "verdict.died_by_14",
                lang,
                groups=groups,
                day=day,
                dead=value(result, "share_dead_day_14", lang),
            )
        ]
    return told + _state(result, lang)


def verdict(result: Result, lang: str) -> list[str]:
    """Return the whole story of a run in one paragraph of sentences."""
    parts = (headline, _why, _wake, _talk, _money)
    return [sentence for part in parts for sentence in part(result, lang)]


def undecided(result: Result, lang: str) -> list[str]:
    """Return a note where many deaths may still turn out to be none."""
    share_undecided = result.metrics["share_deaths_undecided"].mean
    if not known(share_undecided) or share_undecided <= UNDECIDED_FROM:
        return []
    days = count("day", REVIVAL_DAYS, lang)
    return [t("verdict.undecided", lang, share=share(share_undecided, lang), days=days)]


def start(result: Result, lang: str) -> str:
    """Say whether to start at all, and why."""
    verdict = result.verdict
    profit = result.metrics["profit"]
    low, high = (write("profit", end, lang) for end in (profit.lo, profit.hi))
    told = {
        "days": count("day", result.days, lang),
        "amount": yuan(abs(profit.mean or 0.0), lang),
        "interval": interval(low, high, lang),
        "cut": share(result.cut_share, lang),
        "unanswered": share(1 - (result.metrics["answered_share"].mean or 0.0), lang),
        "turned": share(
            sum(result.metrics[name].mean or 0.0 for name in ("hidden_share", "blocked_share")),
            lang,
        ),
        "wages": value(result, "wages", lang),
        "short": yuan(abs(result.gross_profit), lang),
        "day": digits(math.ceil(result.metrics["death_day_silence"].median or 0.0)),
    }
    reasons = [t(f"start.because.{reason}", lang, **told) for reason in verdict.reasons]
    if verdict.start == "yes":  # what speaks against it is still to be mended
        rest = joined(reasons[1:], lang)
        reasons = [reasons[0] + (t("start.but", lang, reasons=rest) if rest else "")]
    return t(f"start.{verdict.start}", lang, reasons=t("story.semicolon", lang).join(reasons))


def cut(result: Result, lang: str) -> list[str]:
    """Return a sentence on what the team's hours did not allow; none where nothing was cut."""
    named = sorted(((cut, name, wanted) for name, (wanted, cut) in result.asked.items()))[::-1]
    if result.cut_share < LEAST_CUT:
        return []
    lost = [
        t(
            "cut.part",
            lang,
            title=message_title(result, name, lang),
            cut=digits(cut),
            wanted=digits(wanted),
        )
        for cut, name, wanted in named[:TOLD_CUTS]
        if cut > 0
    ]
    hours = count("hour", result.scenario.team.hours_a_day, lang)
    parts = joined(lost, lang)
    return [t("cut.told", lang, hours=hours, share=share(result.cut_share, lang), parts=parts)]


def message_title(result: Result, kind: str, lang: str) -> str:
    """Return what a kind of message is called."""
    message = result.scenario.messages.get(kind) or catalogue.messages()[kind]
    return message.title.said(lang)


def gone(leavers: Leavers, lang: str) -> str:
    """Say how many of those who were watched left, and why."""
    if not leavers.left:
        return t("gone.nobody", lang, watched=digits(leavers.watched))
    told = [
        t("verdict.cause", lang, cause=t(f"gone.{why}", lang), share=share(n / leavers.left, lang))
        for why, n in list(leavers.reasons.items())[:TOLD_REASONS]
        if n >= LEAST_TOLD * leavers.left or n == max(leavers.reasons.values())
    ]
    return t(
        "gone.told",
        lang,
        watched=digits(leavers.watched),
        left=digits(leavers.left),
        reasons=joined(told, lang),
    )


def value(result: Result, metric: str, lang: str) -> str:
    """Return the mean of a metric in words."""
    return write(metric, result.metrics[metric].mean, lang)


def _contacts(result: Result, lang: str) -> list[str]:
    """Say what became of people who are contacts only."""
    return [
        t(
            "verdict.contacts",
            lang,
            people=count("person", round(result.mean_members), lang),
            days=count("day", result.days, lang),
            **{
                name: value(result, metric, lang)
                for name, metric in (
                    ("still", "contact_share"),
                    ("hidden", "hidden_share"),
                    ("asked", "enquiries_per_100"),
                    ("answered", "answered_share"),
                )
            },
        )
    ]


def _woken(result: Result, groups: str, lang: str) -> list[str]:
    """Say how many of the groups that began dead came back."""
    back = result.metrics["revived_share"].mean or 0.0
    told = {"back": share(back, lang), "never": share(1 - back, lang)}
    return [t("verdict.woken", lang, groups=groups, **told)]


def _lived(result: Result, groups: str, days: str, lang: str) -> str:
    """Say how many groups had died in the end, or by the last day of which that is certain."""
    death = result.metrics[SILENCE]
    if not known(death.median):
        dead = share(1 - (death.censored or 0) / death.n, lang)
        return t("verdict.lived", lang, groups=groups, days=days, dead=dead)
    day = settled(last_watched(result))
    alive = survival_curves(result.times[SILENCE], result.last_seen[SILENCE], day + 1)[:, day]
    dead = share(1 - float(np.nanmean(alive)), lang)
    return t("verdict.unsettled", lang, groups=groups, dead=dead, day=day)


def _one_group(result: Result, lang: str) -> list[str]:
    """Say in how many runs the only group lived, or died."""
    death = result.metrics["death_day_silence"]
    days = count("day", result.days, lang)
    alive = death.censored or 0
    runs = {"n": death.n, "alive": alive, "dead": death.n - alive, "days": days}
    if not known(death.median):
        return [t("verdict.one_lived", lang, **runs)]
    day = digits(math.ceil(death.median))
    return [t("verdict.one_died", lang, day=day, **runs), *_state(result, lang)]


def _state(result: Result, lang: str) -> list[str]:
    muted = result.metrics["share_muted_at_death"].mean
    left = result.metrics["share_left_at_death"].mean
    if not known(muted) or not known(left):
        return []
    key = "muted_not_empty" if muted > 0.5 and muted > 2 * left else "state"
    return [t(f"verdict.{key}", lang, muted=share(muted, lang), left=share(left, lang))]


def _why(result: Result, lang: str) -> list[str]:
    shares = ((result.metrics[f"mute_cause_{cause}"].mean or 0.0, cause) for cause in CAUSES)
    named = [
        t("verdict.cause", lang, cause=t(f"cause.{cause}", lang), share=share(part, lang))
        for part, cause in sorted(shares, reverse=True)[:TOLD_CAUSES]
        if part >= LEAST_TOLD
    ]
    return [t("verdict.why", lang, causes=joined(named, lang))] if named else []


def _wake(result: Result, lang: str) -> list[str]:
    packet = result.metrics["dead_response_rate_red_packet"].mean
    advert = result.metrics["dead_response_rate_advert"].mean
    if not known(packet) or not known(advert):
        return []
    key = "only_money" if packet > FAR_MORE * advert else "wake"
    return [t(f"verdict.{key}", lang, packet=share(packet, lang), advert=share(advert, lang))]


def _talk(result: Result, lang: str) -> list[str]:
    told = ("organic_speakers_per_100", "operator_message_share")
    if not all(known(result.metrics[metric].mean) for metric in told):
        return []
    return [
        t(
            "verdict.talk",
            lang,
            speakers=value(result, "organic_speakers_per_100", lang),
            wrote=value(result, "share_ever_wrote", lang),
            operator=value(result, "operator_message_share", lang),
        )
    ]


def _money(result: Result, lang: str) -> list[str]:
    profit = result.metrics["profit"].mean
    if not known(profit) or result.mean_groups == 0:
        return []
    return [
        t(
            "verdict.gain" if profit >= 0 else "verdict.loss",
            lang,
            orders=value(result, "orders_per_member", lang),
            revenue=value(result, "revenue_per_member", lang),
            amount=yuan(abs(profit), lang),
        )
    ]
