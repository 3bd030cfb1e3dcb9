"""What an object of the front door says of itself: one line, and a small table in notebooks."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from typing import TypeAlias

from simcommunity.scenario.errors import printable

Rows: TypeAlias = Iterable[Sequence[object]]
MOST_ROWS = 12
WHOLE = 1000.0  # from here on numbers are told without decimals


class ShortRepr:
    """Says itself in one line; a dataclass that inherits it needs ``repr=False``.

    Names are those that a program writes, so they are the same in every language.
    """

    def _line(self) -> str:
        """Return what follows the name of the class."""
        raise NotImplementedError

    def _rows(self) -> tuple[Sequence[str], Rows]:
        """Return the heads and rows of the table; none where there is nothing to add."""
        return (), ()

    def __repr__(self) -> str:
        return printable(f"<{type(self).__name__}: {self._line()}>")

    def _repr_html_(self) -> str:
        heads, rows = self._rows()
        told = [list(map(written, row)) for row in rows]
        if len(told) > MOST_ROWS:
            told = [*told[:MOST_ROWS], ["…"] * len(heads)]
        lines = [_row("th", heads), *(_row("td", row) for row in told)] if heads else []
        return f"<p>{html.escape(repr(self))}</p><table>{''.join(lines)}</table>"


def written(value: object) -> str:
    """Return a value as a cell has it: numbers to four digits, nothing for what is none."""
    if value is None or value != value:  # NaN is not itself  # noqa: PLR0124
        return ""
    if not isinstance(value, float):
        return printable(str(value))
    return f"{value:,.0f}" if abs(value) >= WHOLE else f"{value:.4g}"


def _row(tag: str, cells: Iterable[str]) -> str:
    return f"<tr>{''.join(f'<{tag}>{html.escape(cell)}</{tag}>' for cell in cells)}</tr>"
