"""A font with Chinese characters, where this machine has one."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from matplotlib import font_manager
from matplotlib.ft2font import FT2Font

from simcommunity.i18n import t

# What browsers are asked for, best first; the last resort is any font without serifs.
STACK = (
    "PingFang SC",
    "Microsoft YaHei",
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "WenQuanYi Micro Hei",
    "sans-serif",
)
FILES = ("pingfang", "msyh", "notosanscjk", "notosanssc", "sourcehansans", "wqy")
LATIN = "DejaVu Sans"  # comes with matplotlib
PACKAGE = "mplfonts"
WEIGHTS = (400, 700)  # in which figures are drawn
SAMPLE = t("language.letters", "zh")


@cache
def chinese_font() -> str | None:
    """Return the family of an installed font that really has Chinese characters, if any.

    Fonts are looked for on disk, because matplotlib's own list may be older than the font. Those
    of the optional package come last.
    """
    found = [Path(file) for file in font_manager.findSystemFonts()] + _packaged()
    for wanted in FILES:
        for file in sorted(found):
            name = file.stem.lower().replace("-", "").replace("_", "")
            if name.startswith(wanted) and ("regular" in name or file.suffix == ".ttc"):
                family = _load(file)
                if family:
                    return family
    return None


def _packaged() -> list[Path]:
    """Return the fonts of the package that the extra `fonts` brings, if it is there."""
    package = find_spec(PACKAGE)
    places = package.submodule_search_locations if package else None
    return [file for place in places or () for file in Path(place).glob("fonts/*.[ot]tf")]


def _load(file: Path) -> str | None:
    """Make the font known to matplotlib and return its family, if it has Chinese characters."""
    try:
        font = FT2Font(str(file))
        if not all(font.get_char_index(ord(character)) for character in SAMPLE):
            return None
        font_manager.fontManager.addfont(file)
    except (OSError, RuntimeError):
        return None  # a broken font file is no font
    here = [entry for entry in font_manager.fontManager.ttflist if entry.fname == str(file)]
    families = {entry.name for entry in here}
    family = next((name for name in STACK if name in families), font.family_name)
    _lend_weights(next(entry for entry in here if entry.name == family))
    return family


def _lend_weights(entry: Any) -> None:
    """Let a font stand in for the weights its family lacks: matplotlib warns of each one else."""
    known = font_manager.fontManager.ttflist
    there = {_weight(other.weight) for other in known if other.name == entry.name}
    known += [replace(entry, weight=weight) for weight in WEIGHTS if weight not in there]


def _weight(told: str | int) -> int:
    return told if isinstance(told, int) else font_manager.weight_dict[told]


def families(lang: str) -> list[str]:
    """Return the fonts to draw with."""
    chinese = chinese_font() if t("language.letters", lang) else None
    return [chinese, LATIN] if chinese else [LATIN]


def drawable(text: str, lang: str) -> str:
    """Return a text with a question mark for every character that would become an empty box."""
    known = {ord("\n")}
    for family in families(lang):
        known.update(FT2Font(font_manager.findfont(family)).get_charmap())
    return "".join(character if ord(character) in known else "?" for character in text)
