"""What a team sees of its chat: its own messages, who wrote, ordered, left and muted, day by day.

Who does what is simulated. Names and the words people say are picked for reading only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from simcommunity.i18n import t
from simcommunity.report.numbers import digits, yuan
from simcommunity.scenario.message import MessageKind
from simcommunity.scenario.schema import Scenario
from simcommunity.simulation.events import Events
from simcommunity.workshop.actions import Price, spread
from simcommunity.workshop.room_spec import Allotment, Spec

MOST_SAID = 4  # lines of members a day
CHATTY = 0.4  # what invites as much to reply is a question


@dataclass(frozen=True)
class FeedDay:
    """One day of the chat.

    Attributes:
        number: of the day, from 1.
        sent: what the team sent.
        said: name and words of members who wrote.
        more: how many others wrote.
        notes: what else happened, in sentences.
        quiet: whether it counts towards a silence.
    """

    number: int
    sent: tuple[str, ...]
    said: tuple[tuple[str, str], ...]
    more: int
    notes: tuple[str, ...]
    quiet: bool


def feed(
    scenario: Scenario,
    sent: Mapping[int, Sequence[tuple[str, int]]],
    seen: Sequence[Events],
    quiet: Sequence[bool],
    lang: str,
    *,
    mutes: bool,
) -> list[FeedDay]:
    """Return the days of a chat, one after another.

    Args:
        sent: day → kinds of messages, and how many of each.
    """
    return [
        _day(scenario, sent.get(one.day, ()), one, quiet[one.day], lang, mutes=mutes)
        for one in seen
    ]


def _day(
    scenario: Scenario,
    sent: Sequence[tuple[str, int]],
    one: Events,
    quiet: bool,
    lang: str,
    *,
    mutes: bool,
) -> FeedDay:
    kinds = [(scenario.messages[name], count) for name, count in sent]
    happened: dict[str, list[int]] = {}
    for k, event in enumerate(one.event):
        happened.setdefault(event, []).append(k)
    wrote = happened.get("wrote", [])
    said = tuple(
        (name_of(one.person[k], lang), _words(kinds, one.person[k] + 7 * one.day, lang))
        for k in wrote[:MOST_SAID]
    )
    notes = []
    if bought := happened.get("bought"):
        total = sum(one.amount[k] for k in bought)
        notes.append(t("room.feed.orders", lang, n=len(bought), yuan=yuan(total, lang)))
    if mutes and (muted := happened.get("muted")):
        (cause, _), *_ = Counter(one.why[k] for k in muted).most_common(1)
        if cause == "other":
            notes.append(t("room.feed.muted.plain", lang, n=len(muted)))
        else:
            why = t(f"room.cause.{cause}", lang)
            notes.append(t("room.feed.muted", lang, n=len(muted), why=why))
    if left := happened.get("left"):
        notes.append(t("room.feed.left", lang, n=len(left)))
    if joined := happened.get("joined"):
        notes.append(t("room.feed.joined", lang, n=len(joined)))
    titles = tuple(
        kind.title.said(lang) + (f" × {digits(count)}" if count > 1 else "")
        for kind, count in kinds
    )
    return FeedDay(one.day + 1, titles, said, len(wrote) - len(said), tuple(notes), quiet)


def name_of(person: int, lang: str) -> str:
    """Return what a member is called on the page."""
    names, forms = (t(f"room.feed.names{one}", lang).split("|") for one in ("", ".forms"))
    form = forms[person // len(names) % len(forms)]
    return form.replace("*", names[person % len(names)])


def _words(kinds: Sequence[tuple[MessageKind, int]], luck: int, lang: str) -> str:
    """Return something people say when such messages have been sent."""
    heard = ["chat"]
    for kind, _ in kinds:
        if kind.invites_reply >= CHATTY:
            heard.append("question")
        elif kind.money > 0 and kind.commercial <= 0:
            heard.append("packet")
        elif kind.commercial > 0:
            heard.append("offer")
    lines = t(f"room.feed.says.{heard[luck % len(heard)]}", lang).split("|")
    return lines[luck // len(heard) % len(lines)]


def sent_in(
    spec: Spec, allotment: Allotment, costs: Mapping[str, Price], number: int
) -> dict[int, list[tuple[str, int]]]:
    """Return what a decision sends on each day of its round: day of the run → kinds and counts."""
    days = spec.days_of(number)
    plan, _ = spread(allotment, costs, len(days))
    out: dict[int, list[tuple[str, int]]] = {day: [] for day in days}
    for name in spec.actions:
        for day, count in zip(days, plan.get(name, [0] * len(days)), strict=True):
            if count:
                out[day].append((spec.actions[name].send, count))
    return out
