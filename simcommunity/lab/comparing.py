"""A variant beside the pinned one: the same people and the same luck, difference by difference."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from simcommunity.i18n import LANGUAGES, t
from simcommunity.lab.levers import LEVERS
from simcommunity.lab.words import gate_in_words, lever_in_words, mix_in_words, playbook_in_words
from simcommunity.study.compare.comparing import DEFAULT_METRICS, Arm, Comparison, judged

if TYPE_CHECKING:
    from collections.abc import Callable

    from simcommunity.lab.upload_check import Trial
    from simcommunity.scenario.schema import Scenario

GOAL = "profit"


def comparison(pinned: Trial, trial: Trial) -> Comparison:
    """Return the variant against the pinned one, in all metrics shown, judged together."""
    arms = [
        Arm(name, {lang: t(f"lab.{name}", lang) for lang in LANGUAGES}, one.result)
        for name, one in (("pinned", pinned), ("now", trial))
    ]
    return judged(arms, DEFAULT_METRICS, GOAL)


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
