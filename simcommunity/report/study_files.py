"""What the folder of a study holds: its numbers, then, when they are safe, figures and a page."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from simcommunity import __version__
from simcommunity.i18n import t
from simcommunity.report.drawing import SIZE, Paint, render
from simcommunity.report.result_folder import to_json
from simcommunity.report.run_files import in_forms

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from simcommunity.report.result_folder import Store

LOGGER = logging.getLogger("simcommunity")


@dataclass(frozen=True)
class Picture:
    """A figure that becomes a file.

    Attributes:
        paint: draws it.
        title: its heading.
        origin: where it comes from, in one line of small print.
        size: inches.
    """

    paint: Paint
    title: str
    origin: str
    size: tuple[float, float] = SIZE


def write_study(
    store: Store,
    told: Mapping[str, Any],
    pictures: Callable[[str], Mapping[str, Picture]],
    page: Callable[[str, str], str],
    command: str,
    lang: str,
    forms: Sequence[str] | None,
    *,
    made_from: Mapping[str, str] | None = None,
    summary: str = "summary.json",
    more: Mapping[str, bytes] | None = None,
) -> None:
    """Write the files of a study and say which.

    Args:
        told: the numbers.
        pictures: returns, in a language, name → figure.
        page: returns the report, from the command and a language.
        command: the command line that made it.
        lang: of the figures, and first on the page.
        forms: of the figures, "pdf", "png", "svg"; None for the usual ones.
        made_from: what else makes the figures again, for their metadata: hash, seed.
        summary: name of the file of numbers.
        more: further files of data.
    """
    about = {"version": f"simcommunity {__version__}", **(made_from or {}), "command": command}
    store.put(summary, to_json({**told, "command": command}).encode())
    for name, content in (more or {}).items():
        store.put(name, content)
    written = store.commit()
    for form, words in in_forms(forms, lang):
        for name, one in pictures(words).items():
            footer = f"{t('report.simulated', words)} · {one.origin}\n{command}"
            drawn = render(
                one.paint, form, words, size=one.size, title=one.title, footer=footer, about=about
            )
            store.put(f"{name}.{form}", drawn)
    store.put("report.html", page(command, lang).encode())
    written += store.commit()
    LOGGER.info(t("cli.written", lang, folder=store.folder, files=", ".join(written)))
