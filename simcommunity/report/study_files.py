"""What the folder of a study holds: its numbers, then, when they are safe, figures and a page."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from simcommunity import __version__
from simcommunity.i18n import t
from simcommunity.report.pictures import Pictures, picture_files
from simcommunity.report.result_folder import Store, to_json

LOGGER = logging.getLogger("simcommunity")


def write_study(
    store: Store,
    told: Mapping[str, Any],
    pictures: Pictures,
    origin: Callable[[str], str],
    page: Callable[[str, str], str],
    command: str,
    lang: str,
    forms: Sequence[str] | None,
    *,
    made_from: Mapping[str, str] | None = None,
    names: tuple[str, str] = ("summary.json", "report.html"),
    more: Mapping[str, bytes] | None = None,
) -> None:
    """Write the files of a study and say which.

    Args:
        forms: of the figures, "pdf", "png", "svg"; None for the usual ones.
    """
    about = {"version": f"simcommunity {__version__}", **(made_from or {}), "command": command}
    numbers, report = names
    store.put(numbers, to_json({**told, "command": command}).encode())
    for name, content in (more or {}).items():
        store.put(name, content)
    written = store.commit()
    for name, content in picture_files(pictures, origin, about, lang, forms):
        store.put(name, content)
    store.put(report, page(command, lang).encode())
    written += store.commit()
    LOGGER.info(t("cli.written", lang, folder=store.folder, files=", ".join(written)))
