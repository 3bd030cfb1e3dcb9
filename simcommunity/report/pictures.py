"""Figures: each drawn, told in words and tabulated; on a page and as files."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from simcommunity.i18n import FALLBACK, t
from simcommunity.report.drawing import SIZE, Paint, render
from simcommunity.report.fonts import chinese_font

Cells = tuple[Sequence[str], Sequence[Sequence[str]]]  # heads, and rows of cells
USUAL_FORMS = ("svg", "png")
LOGGER = logging.getLogger("simcommunity")
TITLE = 0.7  # inches that a file is higher than the figure on a page: heading and small print


@dataclass(frozen=True)
class Picture:
    """A figure in one language.

    Attributes:
        name: of its file, and on its page.
        paint: draws it.
        heading: what it is called.
        caption: what is to be seen.
        table: the numbers behind it; None where a table of them stands on the page anyway.
        words: what follows from it, in a sentence or two.
        of: whose figure it is, which a file says as well.
        height, narrow: inches on a wide page and on a phone.
    """

    name: str
    paint: Paint
    heading: str
    caption: str
    table: Cells | None = None
    words: str = ""
    of: str = ""
    height: float = 3.5
    narrow: float = 3.1


Pictures = Callable[[str], Iterable[Picture]]  # in a language


def picture_files(
    pictures: Pictures,
    origin: Callable[[str], str],
    about: Mapping[str, str],
    lang: str,
    forms: Sequence[str] | None,
) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of figures as files that say where they are from.

    Args:
        about: the same for the files' metadata; its `command` stands in the small print too.
        forms: "pdf", "png", "svg"; None for the usual ones.
    """
    for form, words in in_forms(forms, lang):
        footer = f"{t('report.simulated', words)} · {origin(words)}\n{about['command']}"
        for one in pictures(words):
            title = f"{one.heading} · {one.of}" if one.of else one.heading
            size = (SIZE[0], one.height + TITLE)
            drawn = render(
                one.paint, form, words, size=size, title=title, footer=footer, about=about
            )
            yield f"{one.name}.{form}", drawn


def in_forms(forms: Sequence[str] | None, lang: str) -> list[tuple[str, str]]:
    """Return each form of file with the language that can be written in it here.

    Args:
        forms: "pdf", "png", "svg"; None for the usual ones.
    """
    forms = USUAL_FORMS if forms is None else forms
    drawn = lang if set(forms) <= {"svg"} else lang_of_pictures(lang)
    return [(form, lang if form == "svg" else drawn) for form in forms]


def lang_of_pictures(lang: str) -> str:
    """Return the language pixels can be written in here: Chinese needs a Chinese font."""
    if t("language.letters", lang) and chinese_font() is None:
        LOGGER.warning(t("cli.no_cjk_font", lang))
        return FALLBACK
    return lang
