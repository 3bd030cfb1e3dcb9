"""Terms of a room, decisions and forecasts in words."""

from __future__ import annotations

from simcommunity.i18n import t
from simcommunity.report.numbers import count, digits, share, yuan
from simcommunity.scenario.schema import Scenario
from simcommunity.workshop.room import NO_DEATH
from simcommunity.workshop.room_spec import LEVELS, Allotment, Spec


def terms(spec: Spec, community: Scenario, lang: str) -> str:
    """Return how long a room is, what there is to spend, and what is hidden, in a line."""
    days = count("day", spec.days - spec.takes_over, lang)
    each = count("day", spec.round, lang)
    parts = [
        t("room.terms.days", lang, days=days, n=spec.rounds, each=each),
        t("room.terms.hours", lang, hours=digits(community.team.hours_a_day)),
        t("room.terms.budget", lang, yuan=yuan(spec.budget, lang)),
    ]
    if spec.minutes:
        parts.append(t("room.terms.minutes", lang, minutes=digits(spec.minutes)))
    if spec.hidden:
        names = t("room.comma", lang).join(t(f"room.hide.{name}", lang) for name in spec.hidden)
        parts.append(t("room.terms.hidden", lang, names=names))
    return " · ".join(parts)


def business(community: Scenario, lang: str) -> str:
    """Return what an order brings and an hour costs."""
    return t(
        "room.terms.business",
        lang,
        ticket=yuan(community.business.ticket, lang),
        margin=share(community.business.margin, lang),
        wage=yuan(community.team.mean_wage, lang),
    )


def person(called: str, lang: str) -> str:
    """Return what somebody is called; a number stands for who has told no name."""
    return t("room.person", lang, n=called) if called.isdecimal() else called


def levels(lang: str) -> list[tuple[float, str]]:
    """Return the levels of answering and moderation with their names."""
    names = ("none", "half", "all")
    return [
        (value, t(f"room.level.{name}", lang)) for value, name in zip(LEVELS, names, strict=True)
    ]


def allotted(spec: Spec, community: Scenario, allotment: Allotment, lang: str) -> list[str]:
    """Return the parts of a decision in words."""
    parts = []
    for name, offer in spec.actions.items():
        if count := allotment.send.get(name, 0):
            parts.append(f"{community.messages[offer.send].title.said(lang)} × {count}")
    names = dict(levels(lang))
    if allotment.answers:
        parts.append(t("room.answers.said", lang, level=names[allotment.answers]))
    if allotment.moderation:
        parts.append(t("room.moderation.said", lang, level=names[allotment.moderation]))
    return parts or [t("room.nothing", lang)]


def in_a_line(spec: Spec, community: Scenario, allotment: Allotment, lang: str) -> str:
    """Return a decision in one line."""
    return t("room.comma", lang).join(allotted(spec, community, allotment, lang))


def forecast_words(spec: Spec, forecast: int | None, lang: str) -> str:
    """Return a forecast in words."""
    if forecast is None:
        return t("room.forecast.none", lang)
    if forecast == NO_DEATH:
        return t("room.forecast.lives", lang, days=spec.days)
    return t("room.forecast.day", lang, day=forecast)
