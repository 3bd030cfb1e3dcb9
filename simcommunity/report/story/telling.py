"""A diary in sentences, each of which stands for things that happened.

What happens for the first time, or changes how a member stands to the group, has a day of its own;
the days between are summed up. The words vary with the person and the day, and nothing else.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from simcommunity.i18n import t
from simcommunity.report.numbers import yuan
from simcommunity.report.scenario_words import in_a_row
from simcommunity.report.story.stretches import sum_up
from simcommunity.report.story.variety import Voice, count_messages, in_mid_sentence
from simcommunity.scenario.schema import Scenario
from simcommunity.study.story.diary import Diary, Happening, Today

# How often a thing has a sentence of its own; after that it is summed up.
OWN_SENTENCES = {
    "joined": 1, "befriended": 1, "greeted": 1, "wrote": 1, "grabbed": 1, "bought": 3, "asked": 1,
    "unanswered": 1, "muted": 2, "unmuted": 2, "folded": 1, "left": 1, "removed": 1, "renewed": 1,
    "hid_moments": 1, "blocked": 1, "contact_lost": 1,
}  # fmt: skip
FOLLOWS = {"wrote": ("answered", "ignored"), "bought": ("pleased", "let_down")}
WITH_WHAT_WAS_READ = frozenset(("joined", "muted", "annoyed"))
TELLING = 0.25  # log-odds of muting: what adds as much on one day is worth a word
LONGEST = 30  # days that are summed up in one go


@dataclass(frozen=True)
class Sentences:
    """What is told of a day, or of some days in a row.

    Attributes:
        first, last: days of the run, both included.
        text: the sentences.
        backed: what they stand for: the day and what happened on it.
    """

    first: int
    last: int
    text: str
    backed: tuple[tuple[int, Happening], ...]

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON."""
        return {
            "first": self.first,
            "last": self.last,
            "text": self.text,
            "backed": [
                {"day": day, "event": one.event, "why": one.why, "amount": one.amount}
                for day, one in self.backed
            ],
        }


def tell_life(scenario: Scenario, diary: Diary, asked: int, lang: str) -> list[Sentences]:
    """Return a diary in sentences."""
    if not diary.came_in:
        form = "asked" if diary.person < asked else "not_asked"
        return [Sentences(0, 0, t(f"life.never.{form}", lang), ())]
    return _Teller(scenario, diary, lang).tell()


class _Teller:
    """Goes through a diary from the first day to the last."""

    def __init__(self, scenario: Scenario, diary: Diary, lang: str) -> None:
        self.scenario, self.diary, self.lang = scenario, diary, lang
        self.voice = Voice(diary.person, lang)
        self.told: Counter[str] = Counter()
        self.out: list[Sentences] = []
        self.calm: list[tuple[Today, str]] = []  # days to be summed up, and how they began

    def tell(self) -> list[Sentences]:
        """Return all that is told."""
        before, was_closed = "", False
        for today in self.diary.days:
            own = self._own(today)
            first = today is self.diary.days[0]
            if own or (first and not today.has("joined")):
                self._sum_up()
                self._day(today, own, before, first=first)
            elif today.closed and not was_closed:
                self._sum_up()
                text = t("life.closed", self.lang)
                self.out.append(Sentences(today.day, today.day, text, ()))
            elif not today.closed or today.happenings:
                morning = before or today.status
                if len(self.calm) == LONGEST or (self.calm and self.calm[-1][1] != morning):
                    self._sum_up()
                self.calm.append((today, morning))
            before, was_closed = today.status, today.closed
        self._sum_up()
        self._end()
        return self.out

    def _own(self, today: Today) -> list[Happening]:
        """Return what is told of today, if anything in it deserves a day of its own."""
        muted = {one.why for one in today.happenings if one.event in ("muted", "left")}
        own, new = [], False
        for one in today.happenings:
            if one.event == "annoyed":
                felt = one.amount * self.diary.annoys >= TELLING
                if felt and one.why not in muted and not self.told[f"annoyed.{one.why}"]:
                    own.append(one)
                    new = True
            elif one.event in OWN_SENTENCES:
                own.append(one)
                new = new or self.told[one.event] < OWN_SENTENCES[one.event]
        return own if new else []

    def _day(self, today: Today, own: list[Happening], before: str, *, first: bool) -> None:
        """Tell one day."""
        sentences, backed = [], []
        if first and not today.has("joined"):
            sentences.append(t(f"life.there.{self._began(today)}", self.lang))
        for one in own:
            self.told[f"annoyed.{one.why}" if one.event == "annoyed" else one.event] += 1
            last = one is [other for other in own if other.event == one.event][-1]
            for part in (one, *(self._follows(one, today) if last else ())):
                sentences.append(self._said(part, today, before))
                backed.append((today.day, part))
            if one.event == "joined" and self.diary.prior_customer:
                sentences.append(t("life.customer", self.lang))
        if today.has("read") and any(one.event in WITH_WHAT_WAS_READ for one in own):
            look, stands_for = sum_up(
                [today], today.status if not today.has("muted") else "active", self, {"read"}
            )
            backed += stands_for
            sentences.insert(self._place(today), look)
        text = in_a_row([one for one in sentences if one], self.lang)
        self.out.append(Sentences(today.day, today.day, text, tuple(backed)))

    def _place(self, today: Today) -> int:
        """Return how many sentences come before what there was to read: how it came in."""
        if today.has("joined"):
            return 1 + self.diary.prior_customer
        return int(today is self.diary.days[0])

    def _began(self, today: Today) -> str:
        """Return how somebody stood who was there before the first day."""
        if today.has("muted"):
            return "active"
        if today.has("unmuted"):
            return "muted"
        if today.has("left") or today.has("removed"):
            return "active"
        return today.status

    def _follows(self, one: Happening, today: Today) -> list[Happening]:
        wanted = FOLLOWS.get(one.event, ())
        if one.event == "wrote":
            return []  # answered or not is part of the sentence
        return [other for other in today.happenings if other.event in wanted]

    def _said(self, one: Happening, today: Today, before: str) -> str:
        """Return one sentence."""
        event, lang = one.event, self.lang
        if event == "joined":
            return self._joined(today)
        values: dict[str, str] = {}
        key = event
        if event == "wrote":
            key = f"wrote.{'answered' if today.has('answered') else 'ignored'}"
            values["messages"] = count_messages(one.amount, lang)
        elif event == "grabbed":
            key = f"grabbed.{'muted' if before == 'muted' else 'active'}"
            values["what"] = self._handed_out(today)
        elif event in ("bought", "renewed"):
            values["yuan"] = yuan(one.amount, lang)
        if one.why:
            key = f"{event}.{one.why}"
        return self.voice.say(key, today.day, **values)

    def _joined(self, today: Today) -> str:
        scenario, lang = self.scenario, self.lang
        where = "group" if scenario.groups.chat else "list"
        arrival = scenario.arrival[self.diary.campaign]
        place, worth = arrival.through.said(lang), arrival.hook.worth
        return self.voice.say(
            f"joined.{where}",
            today.day,
            hook=in_mid_sentence(scenario.hooks[arrival.hook.name].title.said(lang), lang),
            place=t("story.arrival.place", lang, place=place) if place else "",
            worth=t("life.worth", lang, yuan=yuan(worth, lang)) if worth else "",
        )

    def _handed_out(self, today: Today) -> str:
        """Name what was to be grabbed: money in a message that sells nothing."""
        titles = [
            in_mid_sentence(self.scenario.messages[name].title.said(self.lang), self.lang)
            for name in today.posted
            if self.scenario.messages[name].money > 0
            and self.scenario.messages[name].commercial <= 0
        ]
        return t("story.comma", self.lang).join(titles) or t("life.grabbed.something", self.lang)

    def _sum_up(self) -> None:
        if not self.calm:
            return
        days = [today for today, _ in self.calm]
        text, backed = sum_up(days, self.calm[0][1], self, None)
        self.calm = []
        if text:
            self.out.append(Sentences(days[0].day, days[-1].day, text, backed))

    def _end(self) -> None:
        """Say how it stands at the end, unless that was the last thing told."""
        last = self.diary.days[-1]
        if last.closed:
            return
        gone = last.status in ("left", "removed")
        contacts = self.scenario.contacts is not None
        if last.status == "outside":
            form = "friend" if last.friend else "cut_off"
        elif gone and contacts and last.friend:
            form = "out_with_friend"
        elif gone:
            return
        else:
            form = last.status
        text = t(f"life.end.{form}", self.lang)
        if self.out and self.out[-1].last == last.day:
            old = self.out[-1]
            text = in_a_row([old.text, text], self.lang)
            self.out[-1] = Sentences(old.first, old.last, text, old.backed)
        else:
            self.out.append(Sentences(last.day, last.day, text, ()))
