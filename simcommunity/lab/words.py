"""What stands beside the levers, and how two variants differ."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from simcommunity.i18n import t
from simcommunity.lab.levers import LEVERS, Lever
from simcommunity.report import numbers
from simcommunity.scenario.schema import Scenario


def amount(unit: str, value: float, lang: str) -> str:
    """Write where a lever stands."""
    if unit == "share":
        return numbers.share(value, lang)
    if unit == "yuan":
        return numbers.yuan(value, lang)
    return t(f"lab.unit.{unit}", lang, n=numbers.digits(value))


def lever_in_words(scenario: Scenario, lever: Lever, lang: str) -> str:
    """Write where a scenario has a lever."""
    value = lever.read(scenario)
    return numbers.UNKNOWN if value is None else amount(lever.unit, value, lang)


def gate_height(kind: str, value: float, lang: str) -> str:
    """Write how high a gate is."""
    return amount({"referrals": "people", "application": "share"}.get(kind, "yuan"), value, lang)


def gate_in_words(scenario: Scenario, lang: str) -> str:
    """Write what a scenario asks for to be let in."""
    kind = scenario.gate.kind
    told = t(f"lab.gate.{kind}", lang)
    return told if kind == "none" else f"{told} {gate_height(kind, scenario.gate.value, lang)}"


def mix_in_words(scenario: Scenario, lang: str) -> str:
    """Write who is asked, the most frequent first."""
    shares = sorted(scenario.people.mix.items(), key=lambda pair: -pair[1])
    return t("story.comma", lang).join(
        f"{scenario.segments[name].title.said(lang)} {numbers.share(share, lang)}"
        for name, share in shares
        if share
    )


def playbook_in_words(scenario: Scenario, lang: str) -> str:
    """Write what a scenario's playbook is called."""
    title = scenario.playbook.title
    return t("lab.playbook.own", lang) if title is None else title.said(lang)


def changes_in_words(pinned: Scenario, now: Scenario, lang: str) -> list[str]:
    """Say what differs between two variants: what it was, and what it is."""
    said: list[tuple[str, Callable[[Scenario], str]]] = [
        (t("lab.playbook", lang), lambda one: playbook_in_words(one, lang)),
        *(
            (t(f"lab.lever.{lever.name}", lang), partial(lever_in_words, lever=lever, lang=lang))
            for lever in LEVERS
        ),
        (t("lab.gate", lang), lambda one: gate_in_words(one, lang)),
        (t("lab.mix", lang), lambda one: mix_in_words(one, lang)),
    ]
    told = []
    for name, say in said:
        before, after = say(pinned), say(now)
        if before != after:
            told.append(t("lab.change", lang, name=name, before=before, after=after))
    return told
