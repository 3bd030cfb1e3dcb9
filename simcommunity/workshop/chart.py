"""A small curve for a phone: SVG of a few hundred characters, no script, no library."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simcommunity.core.arrays import Floats

if TYPE_CHECKING:
    from collections.abc import Sequence


WIDTH, HEIGHT = 340, 150
LEFT, RIGHT, TOP, BOTTOM = 30, 8, 10, 22  # margins


def curves(
    lines: Sequence[tuple[str, str, Floats]], days: int, label: str, *, marks: Sequence[int] = ()
) -> dict[str, Any]:
    """Return curves over the days, for the template's macro of that name.

    Args:
        lines: name, class of the style sheet, and a value a day.
        days: horizon, which is the width.
        label: what is shown, for whoever cannot see it.
        marks: days on which a round began.
    """
    most = max([1.0, *(float(values.max()) for _, _, values in lines if len(values))])
    top = _round_up(most)
    wide, high = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM

    def x(day: float) -> float:
        return LEFT + wide * day / max(days, 1)

    def y(value: float) -> float:
        return TOP + high * (1 - value / top)

    return {
        "label": label,
        "box": f"0 0 {WIDTH} {HEIGHT}",
        "strokes": [
            *(("mark", x(mark), TOP, x(mark), TOP + high) for mark in marks),
            *(("grid", LEFT, y(value), WIDTH - RIGHT, y(value)) for value in (0, top / 2, top)),
        ],
        "texts": [
            *((f"{value:g}", LEFT - 5, y(value) + 3.5, "end") for value in (0, top / 2, top)),
            *((str(day), x(day), HEIGHT - 6, "middle") for day in _told(days)),
        ],
        "lines": [
            (kind, " ".join(f"{x(day + 1):.1f},{y(float(v)):.1f}" for day, v in enumerate(values)))
            for _, kind, values in lines
        ],
    }


def _round_up(most: float) -> float:
    """Return the next number that is easily halved."""
    size = 1.0
    while True:
        for step in (1, 2, 4, 6, 8):
            if most <= step * size:
                return step * size
        size *= 10


def _told(days: int) -> range:
    """Return the days that the axis names."""
    step = next(step for step in (1, 2, 5, 7, 10, 14, 30, 60) if days / step <= 8)
    return range(0, days + 1, step)
