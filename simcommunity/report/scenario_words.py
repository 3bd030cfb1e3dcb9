"""A scenario told in plain sentences, made from nothing but the scenario."""

from __future__ import annotations

from simcommunity.i18n import t
from simcommunity.report.numbers import count, digits, interval, number, share, yuan
from simcommunity.scenario import catalogue
from simcommunity.scenario.arrival import Arrival
from simcommunity.scenario.playbook import CalendarEntry, Phase, Playbook, Reaction, Trigger
from simcommunity.scenario.quantities import Bilingual
from simcommunity.scenario.schema import Scenario
from simcommunity.scenario.team import Seat

SHARE_SIGNALS = ("reached_share", "left_share")  # signals that are written in per cent
Paragraphs = list[tuple[str, list[str]]]


def silence_in_words(scenario: Scenario, lang: str) -> dict[str, str]:
    """Return how many quiet days make a silence, and how few speak on one, for a sentence."""
    return {
        "window": count("day", scenario.number("silence_window"), lang),
        "few": share(scenario.number("silence_share"), lang),
    }


def tell(scenario: Scenario, lang: str) -> Paragraphs:
    """Return headings with sentences: who comes, what they come to, and what is done there."""
    parts = {
        "business": [_business(scenario, lang)],
        "people": _people(scenario, lang),
        "arrival": [_arrival(scenario, one, lang) for one in scenario.arrival]
        or [t("story.arrival.none", lang)],
        "groups": _groups(scenario, lang),
        "team": _team(scenario, lang),
        "playbook": [*_playbook(scenario, scenario.playbook, lang), *_campaigns(scenario, lang)],
    }
    return [(t(f"story.{part}", lang), sentences) for part, sentences in parts.items()]


def joined(items: list[str], lang: str) -> str:
    """Return a list in words."""
    if len(items) < 2:
        return "".join(items)
    return t("story.and", lang, first=t("story.comma", lang).join(items[:-1]), last=items[-1])


def in_a_row(sentences: list[str], lang: str) -> str:
    """Return sentences as one paragraph."""
    return t("sentence.space", lang).join(sentences)


def _business(scenario: Scenario, lang: str) -> str:
    business = scenario.business
    return t(
        "story.business.told",
        lang,
        ticket=yuan(business.ticket, lang),
        cycle=count("day", business.cycle, lang),
        margin=share(business.margin, lang),
        quality=share(business.quality, lang),
        products=digits(business.products.count),
        new=digits(business.products.new_per_month),
    )


def _people(scenario: Scenario, lang: str) -> list[str]:
    mix = [
        t(
            "story.people.part",
            lang,
            share=share(scenario.people.mix[name], lang),
            segment=_in_mid_sentence(segment.title, lang),
        )
        for name, segment in scenario.segments_used.items()
    ]
    return [
        t("story.people.mix", lang, mix=joined(mix, lang)),
        t("story.people.outside", lang, n=digits(scenario.people.outside_groups)),
    ]


def _in_mid_sentence(title: Bilingual, lang: str) -> str:
    """Return what a segment is called; those that are shipped are common nouns."""
    said = title.said(lang)
    if title in [one.title for one in catalogue.segments().values()]:
        return said[:1].lower() + said[1:]
    return said


def _arrival(scenario: Scenario, arrival: Arrival, lang: str) -> str:
    hook = scenario.hooks[arrival.hook.name].title.said(lang)
    if place := arrival.through.said(lang):
        hook += t("story.arrival.place", lang, place=place)
    start = "later" if arrival.from_day else "first"
    where = "many" if arrival.places > 1 else "one"
    worth, cost = arrival.hook.worth, arrival.paid
    return t(
        "story.arrival.told",
        lang,
        hook=hook,
        start=t(f"story.arrival.start.{start}", lang, n=arrival.from_day),
        days=count("day", arrival.days, lang),
        where=t(f"story.arrival.where.{where}", lang, n=digits(arrival.places)),
        asked=_asked(arrival.per_day, lang),
        then="".join(
            t(
                "story.arrival.then",
                lang,
                days=count("day", stage.days, lang),
                asked=_asked(stage.per_day, lang),
            )
            for stage in arrival.then
        ),
        worth=t("story.arrival.worth", lang, worth=yuan(worth, lang)) if worth else "",
        cost=t("story.arrival.cost", lang, cost=yuan(cost, lang)) if cost else "",
    )


def _asked(per_day: tuple[float, float], lang: str) -> str:
    low, high = per_day
    return digits(low) if low == high else interval(digits(low), digits(high), lang)


def _groups(scenario: Scenario, lang: str) -> list[str]:
    groups = scenario.groups
    if not groups.chat:
        start = "later" if groups.start == "empty" else "there"
        gate = [] if scenario.gate.kind == "none" else [_gate(scenario, lang)]
        return [t(f"story.groups.contacts.{start}", lang), *gate]
    theme = groups.theme.said(lang)
    told = [t("story.groups.size", lang, size=groups.size)]
    if theme:
        told.append(t("story.groups.theme", lang, theme=theme))
    if groups.start != "empty":
        told.append(
            t(
                f"story.groups.start.{groups.start}",
                lang,
                groups=count("group", groups.most or 0, lang),
            )
        )
    told.append(t(f"story.groups.ties.{groups.ties.kind}", lang))
    return [*told, _gate(scenario, lang)]


def _gate(scenario: Scenario, lang: str) -> str:
    gate = scenario.gate
    written = {"spend": yuan, "fee": yuan, "referrals": number, "application": share}
    value = written[gate.kind](gate.value, lang) if gate.kind in written else ""
    return t(f"story.gate.{gate.kind}", lang, value=value)


def _team(scenario: Scenario, lang: str) -> list[str]:
    team = scenario.team
    if not team.hours_a_day + team.ip_hours:
        told = [t("story.team.nobody", lang)]
    elif team.roles:
        parts = [_seat("part", seat, lang, name=name) for name, seat in team.roles.items()]
        told = [t("story.team.roles", lang, parts=t("story.semicolon", lang).join(parts))]
    else:
        told = [_seat("told", team, lang)]
    if team.ip_hours:
        told.append(t("story.team.ip", lang, hours=count("hour", team.ip_hours, lang)))
    if team.payroll == "all":
        told.append(t("story.team.paid", lang))
    return told


def _seat(form: str, seat: Seat, lang: str, name: str = "") -> str:
    return t(
        f"story.team.{form}",
        lang,
        name=name,
        people=count("person", seat.people, lang),
        hours=count("hour", seat.hours, lang),
        wage=yuan(seat.wage, lang),
    )


def _campaigns(scenario: Scenario, lang: str) -> list[str]:
    """Say what is done in the groups of campaigns that have playbooks of their own."""
    told = []
    for arrival in scenario.arrival:
        if arrival.playbook is not None:
            name = arrival.through.said(lang)
            name = name or scenario.hooks[arrival.hook.name].title.said(lang)
            title = _title(arrival.playbook, lang)
            told.append(t("story.playbook.campaign", lang, campaign=name, playbook=title))
            plan = arrival.playbook.model_copy(update={"title": None})
            told += _playbook(scenario, plan, lang)
    return told


def _playbook(scenario: Scenario, playbook: Playbook, lang: str) -> list[str]:
    title = (
        [t("story.playbook.title", lang, title=_title(playbook, lang))] if playbook.title else []
    )
    if not playbook.phases:
        return title + _plan(scenario, playbook, lang)
    phases = []
    for phase in playbook.phases:
        told = t("story.phase.told", lang, when=_when(phase, lang), name=_title(phase.plan, lang))
        phases.append(in_a_row([told, *_plan(scenario, phase.plan, lang)], lang))
    return title + phases + [_trigger(scenario, trigger, lang) for trigger in playbook.when]


def _title(playbook: Playbook, lang: str) -> str:
    if playbook.title is None:
        return t("story.playbook.untitled", lang)
    return playbook.title.said(lang)


def _when(phase: Phase, lang: str) -> str:
    """Say when a phase holds."""
    parts = []
    for kind, first, last in (
        ("age", phase.from_age, phase.until_age),
        ("date", phase.from_date, phase.until_date),
    ):
        if first is not None and last is not None:
            parts.append(t(f"story.phase.{kind}.between", lang, first=first, last=last))
        elif first is not None:
            parts.append(t(f"story.phase.{kind}.from", lang, first=first))
        elif last is not None:
            parts.append(t(f"story.phase.{kind}.until", lang, last=last))
    return t("story.comma", lang).join(parts) or t("story.phase.always", lang)


def _plan(scenario: Scenario, plan: Playbook, lang: str) -> list[str]:
    """Say what one plan without phases does."""
    entries = [_entry(scenario, entry, lang) for entry in plan.calendar.values()]
    told = []
    if entries:
        in_groups = any(entry.to == "group" for entry in plan.calendar.values())
        posting = plan.posting if in_groups else f"{plan.posting}.outside"
        told.append(
            t(f"story.plan.{posting}", lang, entries=t("story.semicolon", lang).join(entries))
        )
    told += [_trigger(scenario, trigger, lang) for trigger in plan.when]
    if not told:
        told.append(t("story.plan.nothing", lang))
    if plan.answers:
        told.append(t("story.plan.answers", lang, share=share(plan.answers, lang)))
    if plan.service and scenario.contacts is not None:
        told.append(t("story.plan.service", lang, share=share(plan.service, lang)))
    if plan.best_first and scenario.contacts is not None:
        told.append(t("story.plan.best_first", lang))
    if plan.moderation:
        told.append(t("story.plan.moderation", lang, share=share(plan.moderation, lang)))
    if plan.most_per_day is not None:
        told.append(t("story.plan.most", lang, n=plan.most_per_day))
    return told


def _entry(scenario: Scenario, entry: CalendarEntry, lang: str) -> str:
    if entry.per_day is not None:
        often = t("story.often.per_day", lang, n=entry.per_day)
    elif entry.every is not None:
        form = "daily" if entry.every == 1 else "every"
        often = t(f"story.often.{form}", lang, n=entry.every)
    elif entry.round is not None:
        often = t("story.often.round", lang, n=entry.round)
    elif entry.on is not None:
        often = t(
            "story.often.on", lang, days=joined([t(f"weekday.{d}", lang) for d in entry.on], lang)
        )
    else:
        often = t("story.often.dates", lang, days=joined([str(d) for d in entry.dates or ()], lang))
    title = _sent(scenario, entry, lang) + t(f"story.entry.to.{entry.to}", lang)
    told = t("story.entry", lang, title=title, often=often)
    if entry.times > 1:
        told += t("story.entry.times", lang, n=entry.times)
    if entry.starting:
        told += t("story.entry.starting", lang, day=entry.starting)
    return told


def _trigger(scenario: Scenario, trigger: Trigger, lang: str) -> str:
    condition, reaction = trigger.condition, trigger.reaction
    line = condition.bound.value
    return t(
        f"story.trigger.{condition.bound.kind}",
        lang,
        metric=t(f"signal.{condition.metric}", lang),
        line=share(line, lang) if condition.metric in SHARE_SIGNALS else digits(line),
        lasting=_lasting(condition.for_days, lang),
        title=_sent(scenario, reaction, lang),
        often=t(
            f"story.trigger.often.{'one' if trigger.at_most == 1 else 'many'}",
            lang,
            days=count("day", trigger.at_most, lang),
        ),
    )


def _lasting(days: int, lang: str) -> str:
    """Say for how long something must hold; a single day goes without saying."""
    return "" if days == 1 else t("story.trigger.lasting", lang, days=count("day", days, lang))


def _sent(scenario: Scenario, order: CalendarEntry | Reaction, lang: str) -> str:
    """Name a kind of message, with what it is worth where that is said."""
    title = scenario.messages[order.send].title.said(lang)
    if order.worth is None:
        return title
    return title + t("story.entry.worth", lang, worth=yuan(order.worth, lang))
