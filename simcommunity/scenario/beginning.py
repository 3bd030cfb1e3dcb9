"""The scenario that `init` writes: a commented text, made from a few answers."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from string import Template

from simcommunity.i18n import t

CHANNELS = ("group", "contacts")
DAYS_OF_ARRIVAL = 14
SPREAD = 0.25  # some days more, some days fewer
COMMENTS = 26  # the column in which comments stand

# Where people come from: what each is given, and what each costs, in ¥.
HOOKS = {
    "giveaway": (5, 6),
    "content": (0, 0),
    "ip": (0, 0),
    "old_customers": (0, 0),
    "public_ads": (5, 15),
    "word_of_mouth": (0, 0),
}
# Who is asked, as shares of the segments.
ANYBODY = {"bargain_hunter": 0.30, "passer_by": 0.40, "regular": 0.30}
MIXES = {"old_customers": {"bargain_hunter": 0.10, "passer_by": 0.10, "regular": 0.80}}


@dataclass(frozen=True)
class Answers:
    """The essentials of a scenario.

    Attributes:
        title: None for an ordinary one.
        ticket: ¥ an order.
        cycle: days between two needs.
        margin: gross profit as a share of revenue.
        members: people who come in, about.
        hook: one of `HOOKS`.
        people, hours: of the team, hours a day each.
        channel: one of `CHANNELS`.
        playbook: a shipped one; of no use without a group.
        size: members of a full group.
        days: to run.
    """

    title: str | None = None
    ticket: float = 45
    cycle: float = 9
    margin: float = 0.2
    members: int = 1000
    hook: str = "giveaway"
    people: int = 1
    hours: float = 8
    channel: str = "group"
    playbook: str = "topic_led"
    size: int = 200
    days: int = 60


def beginning(answers: Answers, file: str, lang: str) -> str:
    """Return the text of a scenario with a comment on nearly every line."""
    from simcommunity.scenario.catalogue import DATA  # noqa: PLC0415
    from simcommunity.scenario.writing import written_scalar  # noqa: PLC0415

    parts = (f"init.{lang}.yaml", f"init_{answers.channel}.{lang}.yaml")
    text = "".join((DATA / part).read_text(encoding="utf-8") for part in parts)
    worth, cost = HOOKS[answers.hook]
    mix = MIXES.get(answers.hook, ANYBODY)
    low, high = _asked(answers, mix, worth)
    filled = Template(text).safe_substitute(
        {name: f"{value:g}" for name, value in vars(answers).items() if not _worded(value)},
        playbook=answers.playbook,
        hook=f"{{{answers.hook}: {worth}}}" if worth else answers.hook,
        what=t(f"cli.init.from.{answers.hook}", lang),
        through=t(f"cli.init.through.{answers.hook}", lang),
        low=low,
        high=high,
        cost=cost,
        **{segment: f"{part:.2f}" for segment, part in mix.items()},
    )
    aligned = "".join(map(_aligned, filled.splitlines(keepends=True)))
    words = written_scalar(t("cli.init.untitled", lang) if answers.title is None else answers.title)
    return Template(aligned).substitute(title=f"{{zh: {words}, en: {words}}}", file=file)


def _worded(value: object) -> bool:
    return value is None or isinstance(value, str)


def _asked(answers: Answers, mix: dict[str, float], worth: float) -> tuple[int, int]:
    """Return how many people must be asked a day, at least and at most, for so many to come."""
    from simcommunity.scenario.arrival import chance  # noqa: PLC0415
    from simcommunity.scenario.catalogue import hooks  # noqa: PLC0415

    takes = hooks()[answers.hook].takes
    share = sum(part * chance(worth, *takes[segment]) for segment, part in mix.items())
    a_day = answers.members / DAYS_OF_ARRIVAL / share
    return _rounded(a_day * (1 - SPREAD)), _rounded(a_day * (1 + SPREAD))


def _rounded(number: float) -> int:
    """Return a round number: 147 is some 150."""
    digits = int(math.log10(max(number, 1.0)))
    step = int(max(1, 10**digits // 2))
    return max(1, round(number / step) * step)


def _aligned(line: str) -> str:
    """Return a line with its comment in the column where comments stand, or after it."""
    found = re.fullmatch(r"( *[^# ].*?) +(# .*\n)", line)
    if found is None:
        return line
    width = sum(1 + (unicodedata.east_asian_width(mark) in "WF") for mark in found[1])
    return found[1] + " " * max(4 if width > COMMENTS else 1, COMMENTS - width) + found[2]
