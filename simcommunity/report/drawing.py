"""Drawing without any global state of matplotlib: a style, parts of figures, and files.

Lines are named where they end. A file carries where it comes from in its metadata.
"""

from __future__ import annotations

import io
import textwrap
import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from unicodedata import east_asian_width

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, MaxNLocator

from simcommunity.core.arrays import Floats
from simcommunity.core.vitals import REVIVAL_DAYS
from simcommunity.i18n import t
from simcommunity.report.fonts import STACK, drawable, families
from simcommunity.report.numbers import digits
from simcommunity.results.measured import means

Paint = Callable[[Figure], None]

# Told apart by colour-blind readers and in grey print (after Okabe & Ito 2008, but quieter).
INK, SOFT, FAINT = "#22303a", "#66727b", "#e2e6e8"
BLUE, AMBER, GREY, RED, GREEN = "#1f6f8b", "#e3a64a", "#a9b3b8", "#b5483a", "#3f8f6b"
LIGHT_BLUE = "#5aa9d6"
ARMS = (INK, BLUE, AMBER, RED, GREEN, "#8a5a9e", LIGHT_BLUE, "#7a6a3a")
# Words in a light colour need a darker one: 4.5 to 1 against white (WCAG 2.2, 1.4.3).
READABLE = {AMBER: "#8f5d0c", GREY: SOFT, GREEN: "#2f7d5b", LIGHT_BLUE: "#2b6f93"}

STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",
    "font.size": 9.5,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.edgecolor": SOFT,
    "axes.labelcolor": SOFT,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "axes.axisbelow": True,
    "grid.color": FAINT,
    "grid.linewidth": 0.7,
    "xtick.color": SOFT,
    "ytick.color": SOFT,
    "ytick.left": False,
    "text.color": INK,
    "text.parse_math": False,
    "lines.linewidth": 1.8,
    "lines.solid_capstyle": "round",
}
SIZE = (7.4, 4.2)  # inches of a picture
DPI = 300
SMALL_PRINT = 6.5  # points
HEADING = 15  # points that a character of a heading takes; bold letters are broad
MARGIN = 36  # points beside a figure that its heading has not
DOTTED: dict[str, Any] = {"linestyle": (0, (1, 1.6)), "linewidth": 1.2}
SETTLED_FROM = 7  # a run in which less is settled is told about in words alone
NARROW_FROM = 5.0  # inches; a narrower figure is for a phone and has room for few numbers
GAP = 0.085  # of the height, between the names of lines
NAMES = 0.38  # of the width, for the names of rows
LONG = 45  # beyond so many days the first ones are drawn wider
DAYS_TOLD = (0, 1, 3, 7, 14, 30, 60, 90, 120, 180, 365, 730, 1095, 1825, 2555, 3650)


def draw_band(axes: Axes, curve: Floats, colour: str) -> float:
    """Draw the mean over replicates and the band of the middle 95 %; return where the mean ends."""
    line = means(curve)
    ages = np.flatnonzero(~np.isnan(line))
    if len(ages) == 0:
        return 0.0
    axes.plot(ages, line[ages], color=colour)
    if len(curve) > 1:
        low, high = np.nanquantile(curve[:, ages], (0.025, 0.975), axis=0)
        axes.fill_between(ages, low, high, color=colour, alpha=0.18, linewidth=0)
    return float(line[ages[-1]])


def staircase(alive: Floats) -> tuple[Floats, Floats]:
    """Return days and per cent alive, from 100 at the start to the last day anybody is watched."""
    known = 100 * alive[~np.isnan(alive)]
    return np.concatenate(([0.0], np.arange(len(known)))), np.concatenate(([100.0], known))


def settled(seen: int) -> int:
    """Return the last day on which a silence counts for good; `seen` where hardly any does."""
    return seen - REVIVAL_DAYS if seen - REVIVAL_DAYS >= SETTLED_FROM else seen


def draw_survival(axes: Axes, alive: Floats, colour: str, until: int) -> Line2D:
    """Draw a share alive, float64[days], dotted after the last settled day; return the line."""
    days, share = staircase(alive)
    known = until + 2
    axes.step(days[known - 1 :], share[known - 1 :], where="post", color=colour, **DOTTED)
    (line,) = axes.step(days[:known], share[:known], where="post", color=colour)
    return line


def provisional(axes: Axes, seen: int, lang: str) -> None:
    """Shade the days whose silences may yet be broken; `seen` is the last day that is watched.

    A death counts for good once nobody has come back for `REVIVAL_DAYS`, so near the end of a run
    the curve falls faster than groups die.
    """
    begin = settled(seen)
    if begin == seen:
        return
    axes.axvspan(begin, seen, color=FAINT, alpha=0.6, zorder=0, linewidth=0)
    axes.annotate(
        t("figure.provisional", lang),
        (seen, 1),
        xycoords=("data", "axes fraction"),
        xytext=(0, 2),
        textcoords="offset points",
        ha="right",
        color=SOFT,
        fontsize="small",
    )


def name_lines(axes: Axes, ends: Sequence[tuple[float, str, str]]) -> None:
    """Write (height, name, colour) right of the axes, moved apart where names would overlap."""
    low, high = axes.get_ylim()
    room = (high - low) * GAP
    ends = sorted(ends)
    heights = [height for height, _, _ in ends]
    for k in range(1, len(heights)):
        heights[k] = max(heights[k], heights[k - 1] + room)
    for k in range(len(heights) - 1, -1, -1):
        heights[k] = min(heights[k], high - (len(heights) - 1 - k) * room)
    for height, (_, name, colour) in zip(heights, ends, strict=True):
        axes.annotate(
            name,
            (1, height),
            xycoords=("axes fraction", "data"),
            xytext=(6, 0),
            textcoords="offset points",
            va="center",
            color=READABLE.get(colour, colour),
            annotation_clip=False,
        )


def rows_of_differences(axes: Axes, bottom: float) -> None:
    """Make axes of rows from above `bottom` upwards, with a line where there is no difference."""
    axes.axvline(0, color=SOFT, linewidth=0.9)
    axes.set_yticks([])
    axes.set_ylim(bottom, -0.8)
    axes.grid(visible=True, axis="x")
    axes.xaxis.set_major_formatter(lambda value, _: digits(value))
    figure = axes.get_figure()
    narrow = figure is not None and figure.bbox.width / figure.dpi < NARROW_FROM
    axes.xaxis.set_major_locator(MaxNLocator(nbins=3 if narrow else 6))


def plain_numbers(axes: Axes) -> None:
    """Write the numbers of the vertical axis as everywhere else."""
    axes.yaxis.set_major_formatter(lambda value, _: digits(value))


def days_axis(axes: Axes, name: str, days: int) -> None:
    """Make the horizontal axis one of whole days; in a long run the first ones are wider."""
    if days > LONG:
        axes.set_xscale("function", functions=(_squeeze, np.square))
        told = [day for day in DAYS_TOLD if day <= days]
        if len(told) > 1 and np.sqrt(days) - np.sqrt(told[-1]) > 0.08 * np.sqrt(days):
            told.append(days)
        axes.xaxis.set_major_locator(FixedLocator(told))
        axes.xaxis.set_major_formatter(lambda day, _: f"{day:.0f}")
    else:
        axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=8))
    axes.set_xlim(0, max(days, 1))
    axes.set_xlabel(name, loc="left")


def _squeeze(days: Floats) -> Floats:
    return np.asarray(np.sqrt(np.maximum(days, 0.0)))


def name_axis(axes: Axes, name: str) -> None:
    """Write what is counted above the vertical axis, where it can be read without turning."""
    figure = axes.get_figure()
    beside = max((_wide(one.get_text()) for one in axes.get_yticklabels()), default=0.0)
    room = _characters(72 * figure.bbox.width / figure.dpi - MARGIN) - beside if figure else 0.0
    axes.set_title(_folded(name, room), loc="left", color=SOFT, fontsize="medium", pad=8)


def name_rows(axes: Axes, names: Sequence[str]) -> None:
    """Name the rows of a figure at its left; long names are folded to a share of its width."""
    figure = axes.get_figure()
    room = _characters(NAMES * 72 * figure.bbox.width / figure.dpi) if figure else 0.0
    axes.set_yticks(range(len(names)), [_folded(name, room) for name in names])
    axes.tick_params(axis="y", labelcolor=INK)


def name_bars(axes: Axes, names: Sequence[str]) -> None:
    """Name bars at their left; they are written out, so no axis is needed below."""
    axes.set_yticks(range(len(names)), names)
    axes.tick_params(axis="y", labelcolor=INK)
    axes.xaxis.set_visible(False)
    axes.spines["bottom"].set_visible(False)
    axes.grid(visible=False)


def write_behind(axes: Axes, end: float, row: int, text: str, **style: Any) -> None:
    """Write out a bar behind its end."""
    place: Any = {"xytext": (5, 0), "textcoords": "offset points", "va": "center"}
    axes.annotate(text, (end, row), **place, **style)


def _characters(points: float) -> float:
    """Return how many Chinese characters stand side by side in so many points."""
    return points / float(mpl.rcParams["font.size"])


def _wide(text: str) -> float:
    """Return how wide the widest line of a text is, counted in Chinese characters."""
    lines = text.splitlines() or [""]
    return max(sum(1.0 if east_asian_width(c) in "WF" else 0.5 for c in line) for line in lines)


def _folded(text: str, room: float) -> str:
    """Break a text so that no line is wider than `room`, counted in Chinese characters."""
    wide = _wide(text)
    most = max(int(room * len(text) / wide), 1) if wide else 1
    return "\n".join(textwrap.wrap(text, most, break_on_hyphens=False)) or text


def render(
    paint: Paint,
    form: str,
    lang: str,
    *,
    size: tuple[float, float] = SIZE,
    title: str = "",
    footer: str = "",
    about: Mapping[str, str] | None = None,
) -> bytes:
    """Draw one figure and return it as a file."""
    if form != "svg":  # a browser finds a font for every character, pixels and paper do not
        title, footer = drawable(title, lang), drawable(footer, lang)
    fonts: dict[Any, Any] = {
        "font.family": families(lang),
        "pdf.fonttype": 3 if t("language.letters", lang) else 42,
    }
    with mpl.rc_context({**STYLE, **fonts, "svg.hashsalt": title}), warnings.catch_warnings():
        # An SVG is shown with the reader's fonts; in pixels a rare character is an empty box.
        warnings.filterwarnings("ignore", message="Glyph .* missing")
        figure = Figure(figsize=size, layout="constrained")
        paint(figure)
        if title:
            room = (72 * size[0] - MARGIN) / HEADING
            folded = _folded(title, room)
            figure.suptitle(folded, x=0.01, ha="left", fontsize="large", fontweight="bold")
        if footer:
            room = (72 * size[0] - MARGIN) / SMALL_PRINT
            told = "\n".join(_folded(line, room) for line in footer.splitlines())
            figure.supxlabel(told, x=0.01, ha="left", fontsize=SMALL_PRINT, color=SOFT)
        out = io.BytesIO()
        figure.savefig(out, format=form, dpi=DPI, metadata=_metadata(form, about or {}))
    return _with_fonts(out.getvalue()) if form == "svg" else out.getvalue()


def _metadata(form: str, about: Mapping[str, str]) -> dict[str, Any]:
    """Return file metadata in the words the format has for it."""
    if form == "png":
        return {"Software": about.get("version"), **about}
    told = "; ".join(f"{name}: {value}" for name, value in about.items())
    if form == "pdf":
        return {"CreationDate": None, "Creator": about.get("version"), "Subject": told}
    return {"Date": None, "Creator": about.get("version"), "Description": told}


def _with_fonts(svg: bytes) -> bytes:
    """Let every text of an SVG use the best font the reader has, Chinese ones included."""
    stack = ", ".join(f"'{name}'" if " " in name else name for name in STACK)
    rule = f"text{{font-family:{stack}!important}}"
    return svg.replace(b"</style>", rule.encode() + b"</style>", 1)
