"""One thing said in several ways, so that a diary does not read like a form."""

from __future__ import annotations

from simcommunity.i18n import catalogue, t


class Voice:
    """How one person puts things; the same person on the same day always puts them alike."""

    def __init__(self, person: int, lang: str) -> None:
        """Begin to speak."""
        self.person, self.lang = person, lang
        self.last: dict[str, int] = {}

    def say(self, key: str, day: int, **values: object) -> str:
        """Return one of the ways to say `key`, and not the same one twice in a row."""
        ways = 1
        while f"life.{key}.{ways + 1}" in catalogue(self.lang):
            ways += 1
        way = (self.person + day) % ways
        if ways > 1 and self.last.get(key) == way:
            way = (way + 1) % ways
        self.last[key] = way
        return t(f"life.{key}.{way + 1}", self.lang, **values)


def count_messages(number: float, lang: str) -> str:
    """Write so many messages."""
    form = "one" if number == 1 else "many"
    return t(f"life.count.message.{form}", lang, n=round(number))


def in_mid_sentence(title: str, lang: str) -> str:
    """Return a title as it stands within a sentence; what does not begin plainly stays as it is."""
    if t("language.lower_titles", lang) and (title[1:2].islower() or title.startswith("A ")):
        return title[:1].lower() + title[1:]
    return title
