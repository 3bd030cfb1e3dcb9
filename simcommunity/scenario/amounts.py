"""Quantities as people write them (¥28, 50 %, 1,280, 3天, 周二) → how a scenario says it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from simcommunity.scenario.yaml_errors import SPELLINGS, any_of, is_blank

Reading = str | int | float | bool | tuple["Reading", ...]

_WORDS: dict[str, Reading] = {
    **{word: day for day, words in SPELLINGS["weekdays"].items() for word in words},
    **{word: tuple(days.split()) for days, words in SPELLINGS["ranges"].items() for word in words},
    **dict.fromkeys(SPELLINGS["yes"], True),
    **dict.fromkeys(SPELLINGS["no"], False),
}
_HAN, _TENS, _MANY = SPELLINGS["numerals"], SPELLINGS["tens"], SPELLINGS["many"]
_SHARES = SPELLINGS["shares"]
_HOURS = {  # by every word for a unit of time
    word: unit["minutes"] / 60 for unit in SPELLINGS["units"].values() for word in unit["words"]
}
_LENGTHS_OF = {"every", "round", "for", "at_most", "duty", "closes_after"}
# The unit in which a key counts time; all others count days.
_COUNTED = {
    **dict.fromkeys(("hours", "opens", "closes", "ip"), "hour"),
    **dict.fromkeys(("answers_after", "accept"), "minute"),
}
_N = r"[-+]?(?:\d+(?:\.\d+)?|\.\d+)"
_TIME = re.compile(rf"({_N}) ?个?({'|'.join(sorted(_HOURS, key=len, reverse=True))})")
_CLOCK = re.compile(
    r"(上午|早上|中午|下午|晚上)?(\d{1,2})(?:(?:[:点时])(\d{2}|半)?分?(?::00)?)? ?(am|pm|o'clock)?"
)
_EVERY = re.compile(rf"^(?:{any_of('every')})\s*")
_ONCE = re.compile(rf"^(?:{any_of('once')})\s*|\s*(?:{any_of('once')})$")
_ABOUT = re.compile(rf"^(?:{any_of('about')})\s*|\s*(?:{any_of('or_so')})$")
_MONEY = re.compile(rf"^(?:{any_of('money')})\s*")
_AMOUNT = re.compile(
    rf"([-+]?[\d.,'_ ]*\d|[-+]?\.\d+)\s*([{''.join(_MANY)}])?\s*([^\d\s]\D{{0,20}})?"
)
_APART = re.compile(r"\s*(?:[,、;/]|和|\band\b|\s)\s*")
_BETWEEN = re.compile(rf"({_N})\s*(?:-|–|~|到|至|to|\.\.)\s*({_N})\D{{0,6}}")


def readings(text: str, key: str) -> Iterator[Reading]:
    """Yield what a text may mean, the most likely first."""
    words = "".join(s for s in unicodedata.normalize("NFKC", text) if s == " " or not is_blank(s))
    words = words.strip(" \"'“”‘’「」").casefold()
    if words in _WORDS:
        yield _WORDS[words]
    parts = [part for part in _APART.split(words) if part]
    if parts and all(part in _WORDS for part in parts):
        yield tuple(_WORDS[part] for part in parts)
    yield from _times(_arabic(words), key)
    number = _number(_arabic(words))
    if number is not None and (key not in _LENGTHS_OF or words.isdecimal()):
        yield number
    if between := _BETWEEN.fullmatch(words):
        yield tuple(_whole(float(end)) for end in between.groups())
    numbers = [_number(_arabic(part)) for part in parts]
    if numbers and None not in numbers:
        yield tuple(number for number in numbers if number is not None)


def as_yaml(value: Reading) -> str:
    """Return a reading as it is written in a scenario."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return f"[{', '.join(as_yaml(item) for item in value)}]"
    return str(value)


def _whole(value: float) -> int | float:
    value = round(value, 10)
    return int(value) if value.is_integer() else value


def _arabic(words: str) -> str:
    """Return a text with its numbers in digits."""
    words = re.sub(r"百分之(\S+)", r"\1%", words)
    words = re.sub(r"半(?=个?(?:月|小时|天|年))", "0.5", words)
    words = re.sub(rf"(?<![\d.])[{''.join((*_HAN, *_TENS))}]+", _from_han, words)
    return re.sub(r"[a-z]+", lambda word: SPELLINGS["numbers"].get(word[0], word[0]), words)


def _from_han(found: re.Match[str]) -> str:
    total, digit = 0, 0
    for place, han in enumerate(found[0]):
        if han in _TENS:
            total += (digit if digit or place else 1) * _TENS[han]
            digit = 0
        else:
            digit = digit * 10 + _HAN[han]
    return str(total + digit)


def _times(words: str, key: str) -> Iterator[Reading]:
    """Yield a time as an interval, as a rest between two, and as a number of the key's unit."""
    if key in {"opens", "closes"} and (clock := _CLOCK.fullmatch(words)):
        late = clock[1] in {"下午", "晚上"} or clock[4] == "pm"
        hour = int(clock[2]) % 12 + 12 if late else int(clock[2])
        yield _whole(hour + (0.5 if clock[3] == "半" else int(clock[3] or 0) / 60))
    length = re.sub(r"^an? ", "", _EVERY.sub("", _ONCE.sub("", words)))
    length = SPELLINGS["lengths"].get(length, length)
    found = _TIME.fullmatch(length if length[:1].isdigit() else f"1{length}")
    if found is None:
        return
    hours = float(found[1]) * _HOURS[found[2]]
    days = _whole(hours / 24)
    interval = "1 day" if days == 1 else f"{days} days"
    yield interval
    yield f"once every {interval}" if days != 1 else "once a day"
    yield _whole(hours / _HOURS[_COUNTED.get(key, "day")])


def _number(words: str) -> int | float | None:
    """Return a number with whatever it counts; None for what is none."""
    words = _MONEY.sub("", _ABOUT.sub("", words))
    if share := re.fullmatch(r"(\d{1,4}) ?/ ?(\d{1,4})", words):
        return _whole(int(share[1]) / int(share[2])) if int(share[2]) else None
    found = _AMOUNT.fullmatch(words)
    if found is None or (found[3] and not found[3][0].isalpha() and found[3] not in _SHARES):
        return None
    digits = found[1].strip()
    if re.fullmatch(r"[-+]?\d{1,3}([,'_ ]\d{3})+(\.\d+)?", digits):
        digits = re.sub(r"[,'_ ]", "", digits)
    elif re.fullmatch(r"[-+]?\d+,\d{1,2}", digits):
        digits = digits.replace(",", ".")
    if not re.fullmatch(_N, digits) or len(digits) > 20:
        return None
    times = _MANY.get(found[2] or "", 1) * _SHARES.get((found[3] or "").strip(), 1)
    return _whole(float(digits) * times)
