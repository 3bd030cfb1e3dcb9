"""Days on which nothing turned, summed up in a few sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from simcommunity.i18n import t
from simcommunity.report.numbers import count, digits, share, yuan
from simcommunity.report.scenario_words import in_a_row
from simcommunity.report.story.variety import count_messages, in_mid_sentence
from simcommunity.study.story.diary import Happening, Today

ON_DAYS = (
    "grabbed", "moments", "private", "asked", "unanswered", "muted", "unmuted", "friend_left",
    "greeted",
)  # fmt: skip
NEARLY_ALL = 0.95  # of what was there to read
TELLING = 0.5  # log-odds of muting: what adds as much over some days is worth a word
Backed = tuple[tuple[int, "Happening"], ...]


def sum_up(
    days: Sequence[Today], status: str, teller: Any, only: set[str] | None
) -> tuple[str, Backed]:
    """Return some days in a row in a few sentences, and what these stand for.

    Args:
        teller: who tells; its diary, scenario, voice and language are asked for.
        only: what to tell; None for everything.
    """
    part = _Stretch(days, status, teller)
    sentences = [part.looks()]
    if only is None:
        sentences += [part.wrote(), part.paid("bought"), part.paid("renewed")]
        sentences += [part.on_days(event) for event in ON_DAYS]
        sentences.append(part.annoyed())
    return in_a_row([one for one in sentences if one], teller.lang), tuple(part.backed)


class _Stretch:
    def __init__(self, days: Sequence[Today], status: str, teller: Any) -> None:
        self.days, self.status, self.teller = days, status, teller
        self.lang = teller.lang
        self.backed: list[tuple[int, Happening]] = []

    def looks(self) -> str:
        """Say how often it looked in, and what there was to read."""
        if self.status not in ("active", "muted"):
            return ""
        looked = [today for today in self.days if today.has("read")]
        self._back("read")
        number, among = len(looked), len(self.days)
        if number == 0:
            form = "none"
        elif among == 1:
            form = "once"
        else:
            form = "all" if number == among else "some"
        values: dict[str, str] = {}
        if number:
            values["what"] = self._what(looked)
        if form == "some":
            values["looked"] = digits(number)
            values["days"] = count("day", among, self.lang)
        told = self.teller.voice.say(f"look.{self.status}.{form}", self.days[0].day, **values)
        if number and (read := self._amount("read") / number) < NEARLY_ALL:
            told = in_a_row([told, t("life.share", self.lang, share=share(read, self.lang))],
                            self.lang)  # fmt: skip
        return str(told)

    def _what(self, looked: Sequence[Today]) -> str:
        """Name what was in the group on the days it looked in."""
        sent: Counter[str] = Counter()
        for today in looked:
            sent.update(today.posted)
        messages = self.teller.scenario.messages
        items = [
            t(
                "life.what.item",
                self.lang,
                n=n,
                title=in_mid_sentence(messages[name].title.said(self.lang), self.lang),
            )
            for name, n in sent.items()
        ]
        talk = sum(today.talk for today in looked)
        if talk:
            form = "one" if talk == 1 else "many"
            items.append(t(f"life.what.talk.{form}", self.lang, n=talk))
        return t("story.comma", self.lang).join(items) or t("life.what.nothing", self.lang)

    def wrote(self) -> str:
        """Say how much it wrote."""
        number = self._count("wrote")
        if not number:
            return ""
        self._back("wrote")
        told = t(
            "life.extra.wrote",
            self.lang,
            messages=count_messages(self._amount("wrote"), self.lang),
            days=count("day", number, self.lang),
        )
        if ignored := self._count("ignored"):
            self._back("ignored")
            days = count("day", ignored, self.lang)
            told = in_a_row([told, t("life.extra.ignored", self.lang, days=days)], self.lang)
        return told

    def paid(self, event: str) -> str:
        """Say how often it ordered, or renewed, and for how much."""
        number = sum(one.event == event for today in self.days for one in today.happenings)
        if not number:
            return ""
        self._back(event)
        form = "one" if number == 1 else "many"
        return t(
            f"life.extra.{event}.{form}",
            self.lang,
            n=number,
            yuan=yuan(self._amount(event), self.lang),
        )

    def on_days(self, event: str) -> str:
        """Say on how many days something happened."""
        number = self._count(event)
        if not number:
            return ""
        self._back(event)
        return t(f"life.extra.{event}", self.lang, days=count("day", number, self.lang))

    def annoyed(self) -> str:
        """Say what annoyed it most, if that was enough to count."""
        felt: dict[str, float] = {}
        for today in self.days:
            for one in today.happenings:
                if one.event == "annoyed":
                    felt[one.why] = felt.get(one.why, 0.0) + one.amount
        if not felt:
            return ""
        cause, amount = max(felt.items(), key=lambda pair: pair[1])
        if amount * self.teller.diary.annoys < TELLING:
            return ""
        self._back("annoyed", cause)
        return t(f"life.extra.annoyed.{cause}", self.lang)

    def _count(self, event: str) -> int:
        return sum(today.has(event) for today in self.days)

    def _amount(self, event: str) -> float:
        return sum(today.amount(event) for today in self.days)

    def _back(self, event: str, why: str | None = None) -> None:
        self.backed += [
            (today.day, one)
            for today in self.days
            for one in today.happenings
            if one.event == event and why in (None, one.why)
        ]
