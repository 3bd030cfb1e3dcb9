"""What an export holds, one by one: what somebody said, or what the platform told."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, tzinfo
from typing import NamedTuple

from simcommunity.scenario.errors import Problem, shown


class Entry(NamedTuple):
    """One message or notice.

    Attributes:
        day: on which it stands.
        names: of the sender, the first tells who it is; none for a notice.
        said: whether it is a message.
        bot: a machine's message, which counts when it is the team's.
        joined, left: who came and went.
    """

    day: date
    names: tuple[str, ...] = ()
    said: bool = False
    bot: bool = False
    joined: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


def said(day: date, names: tuple[str, ...], *, bot: bool = False) -> Entry:
    """Return a message."""
    return Entry(day, names, said=True, bot=bot)


def notice(day: date, joined: tuple[str, ...] = (), left: tuple[str, ...] = ()) -> Entry:
    """Return a notice of the platform."""
    return Entry(day, joined=joined, left=left)


@dataclass
class Export:
    """A file that is read, and what is to be said of the reading.

    Attributes:
        place: the file.
        zone: whose days those of seconds are; None for this computer's.
        in_seconds: whether days came from seconds.
        remarks: on how it was read.
        left_out: rows that could not be read: how many, and the first.
        like_heads: lines of texts that look like heads: how many, and the first.
    """

    place: str
    zone: tzinfo | None = None
    in_seconds: bool = False
    remarks: list[Problem] = field(default_factory=list)
    left_out: tuple[int, int, str] = (0, 0, "")
    like_heads: tuple[int, int] = (0, 0)

    def remark(self, problem: Problem | None) -> None:
        """Keep a remark."""
        if problem:
            self.remarks.append(problem)

    def leave_out(self, row: int, cell: object) -> None:
        """Count a row that cannot be read; `cell` is its time, never a name or a text."""
        n, first, what = self.left_out
        self.left_out = (n + 1, first, what) if n else (1, row, shown(cell))

    def text_like_a_head(self, row: int) -> None:
        """Count a line of a text that looks like the head of a message."""
        n, first = self.like_heads
        self.like_heads = (n + 1, first or row)

    def all_remarks(self) -> list[Problem]:
        """Return what is to be said, the rows that were left out first."""
        out = []
        if n := self.left_out[0]:
            where = f"{self.place}:{self.left_out[1]}"
            out.append(Problem("export_left_out", where, value=self.left_out[2], details={"n": n}))
        if n := self.like_heads[0]:
            where = f"{self.place}:{self.like_heads[1]}"
            out.append(Problem("export_like_heads", where, details={"n": n}))
        if self.in_seconds and self.zone is None:
            out.append(Problem("export_seconds"))
        return [*out, *self.remarks]
